"""Packed submissions as small numbers, item by item, for comparing answers with one another.

A code is -1 for what is open, not applicable or not asked. Of a single choice it is the place of the option
among those that may be chosen, 0 being the lowest; of a multiple choice the mask of the options, 0 where only
the one that stands alone is chosen (以上均无). Above 0 a unit claims something.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
"""(units, items), or (items,) of one unit."""
OPEN = -1


@dataclass(frozen=True)
class Place:
    """Where an item lies in a packed submission: its first byte, how many bytes, and what they may say.

    `places` maps a byte of a single choice to its code; empty for a multiple choice, whose mask of options
    that stand alone is `alone`.
    """

    first: int
    rows: int
    places: tuple[int, ...] = ()
    alone: int = 0

    @property
    def is_single(self) -> bool:
        """Whether one option is chosen."""
        return bool(self.places)


@dataclass(frozen=True, eq=False)
class Sheet:
    """The items that are compared, in the order of the form; `options` is how many each offers."""

    items: tuple[Place, ...]
    options: NDArray[np.int32]

    @cached_property
    def single(self) -> NDArray[np.bool_]:
        """(items,): which are single choices."""
        return np.array([item.is_single for item in self.items], np.bool_)

    def codes(self, packed: NDArray[np.uint8]) -> Codes:
        """(units, bytes) of packed submissions as (units, items) of codes."""
        found = np.empty((len(packed), len(self.items)), np.int32)
        firsts, table = self._table
        found[:, self.single] = table[np.arange(len(firsts)), packed[:, firsts]]
        for column in np.flatnonzero(~self.single):
            found[:, column] = _multiple(self.items[column], packed)
        return found

    @cached_property
    def _table(self) -> tuple[NDArray[np.intp], Codes]:
        """Of the single choices, the byte of each and (items, 256) what each value of it means."""
        single = [item for item in self.items if item.is_single]
        table: Codes = np.array([item.places for item in single], np.int32).reshape(len(single), -1)
        return np.array([item.first for item in single], np.intp), table


def _multiple(item: Place, packed: NDArray[np.uint8]) -> Codes:
    mask = np.zeros(len(packed), np.int32)
    for byte in range(item.rows):
        mask |= packed[:, item.first + byte].astype(np.int32) << (8 * byte)
    alone = (mask != 0) & ((mask & ~np.int32(item.alone)) == 0)
    return np.where(mask == 0, OPEN, np.where(alone, 0, mask)).astype(np.int32)
