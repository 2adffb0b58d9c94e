"""Several small non-negative sums carried in one 64-bit integer.

Adding two packed words adds every lane at once, so one look-up and one addition serve several totals. Lanes
are as wide as the largest sum they can hold, which is known when a rubric is built; they never overflow into
each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WORD_BITS = 63
"""Bits used of an int64: the sign stays free."""


@dataclass(frozen=True)
class Lanes:
    """Where each quantity lies: its word, its shift in it and its mask."""

    word: tuple[int, ...]
    shift: tuple[int, ...]
    mask: tuple[int, ...]

    @property
    def words(self) -> int:
        """How many int64 words carry all quantities."""
        return max(self.word) + 1

    def pack(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """(quantities, …) small integers -> (…, words)."""
        packed = np.zeros((*values.shape[1:], self.words), np.int64)
        for value, word, shift in zip(values, self.word, self.shift, strict=True):
            packed[..., word] += value << shift
        return packed

    def unpack(self, packed: NDArray[np.int64], quantity: int) -> NDArray[np.int64]:
        """One quantity out of (…, words)."""
        lane: NDArray[np.int64] = packed[..., self.word[quantity]] >> self.shift[quantity]
        lane &= self.mask[quantity]
        return lane


def plan_lanes(bounds: Sequence[int]) -> Lanes:
    """Lanes for quantities whose sums stay within `bounds`; OverflowError when one does not fit a word."""
    words: list[int] = []
    shifts: list[int] = []
    used, word = 0, 0
    widths = [max(bound.bit_length(), 1) for bound in bounds]
    for width in widths:
        if width > WORD_BITS:
            raise OverflowError("a sum does not fit a 64-bit integer")
        if used + width > WORD_BITS:
            used, word = 0, word + 1
        words.append(word)
        shifts.append(used)
        used += width
    return Lanes(tuple(words), tuple(shifts), tuple((1 << width) - 1 for width in widths))
