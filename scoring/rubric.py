"""The rubric: a questionnaire as arrays, and the plain numbers it was built from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.lanes import Lanes
from scoring.layout import Slot

POINTS, MAXIMUM, POSSIBLE = range(3)
"""Quantities of the points lanes."""


@dataclass(frozen=True)
class ItemRule:
    """One item in numbers.

    `dimension` is the index of its domain; `points` (scaled integers) and `levels` (rank of the highest rung
    evidenced, 0 for none) are per option; `maximum` is the best sum of points one unit can reach;
    `mandatory` says per rung, lowest first, whether the rung counts the item; `counted` per counter of the
    rubric the rank from which the item counts, 0 where the counter leaves it out.
    """

    dimension: int
    slot: Slot
    points: tuple[int, ...]
    levels: tuple[int, ...]
    maximum: int
    mandatory: tuple[bool, ...]
    counted: tuple[int, ...] = ()


@dataclass(frozen=True)
class Implication:
    """Option `when_option` of item `when_item` makes `then_item`, single choice, `then_option`.

    All are positions in the rubric.
    """

    when_item: int
    when_option: int
    then_item: int
    then_option: int


@dataclass(frozen=True, eq=False)
class WideItem:
    """A multiple-choice item of several bytes, whose state is derived into one more row.

    `tables` (bytes, 256) give each byte's state; the row's state is their maximum.
    """

    first: int
    tables: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Rubric:
    """A questionnaire compiled for blocks of units.

    A block is a uint8 array (rows, units): item-major columns of packed submissions. Rows are taken two or
    three at a time as digits of one index (`digits`, `factors`: (digits, groups), `offsets`: (groups,)), the
    index looks up packed sums (`tables`: (entries, words), the first `point_lanes.words` for points, the rest
    for attainment), and groups `bounds[d]` up to `bounds[d + 1]` add up to dimension d.
    `radix` bounds the codes of each row. `percent` is the required share of the mandatory items.
    """

    items: tuple[ItemRule, ...]
    implications: tuple[Implication, ...]
    dimensions: int
    rungs: int
    percent: int
    rows: int
    radix: NDArray[np.uint16]
    wide: tuple[WideItem, ...]
    digits: NDArray[np.intp]
    factors: NDArray[np.unsignedinteger[Any]]
    offsets: NDArray[np.unsignedinteger[Any]]
    bounds: tuple[int, ...]
    tables: NDArray[np.int64]
    point_lanes: Lanes
    count_lanes: Lanes

    def mandatory_lane(self, rung: int) -> int:
        """Lane of the count of mandatory items asked at a rung (0 = lowest)."""
        return rung

    def attained_lane(self, rung: int) -> int:
        """Lane of the count of mandatory items that evidence the rung."""
        return self.rungs + rung

    def undecided_lane(self, rung: int) -> int:
        """Lane of the count of mandatory items that are unanswered or not applicable."""
        return 2 * self.rungs + rung

    def counter_lane(self, counter: int) -> int:
        """Lane of the count of items of a counter that are at its rank; the next one counts the open ones."""
        return 3 * self.rungs + 2 * counter
