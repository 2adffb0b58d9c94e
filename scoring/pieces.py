"""Firms as they are, and the pieces that are shown of them: what a release is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.disclosure import FEWEST, Integers, Path, Positions, is_dominated

Hashes = NDArray[np.uint64]
ALL = -1
"""Instead of a column: all firms of the piece."""


@dataclass(frozen=True, eq=False)
class Live:
    """Firms as they are now, one entry each, by leaf.

    `leaf` is intp (firms,), positions in `paths`; `firms` tells firms apart and `records` tells apart what
    one says at different times (hashes, uint64). `counts` is int64 (leaves, columns): each firm counts once
    or not at all in a column. With `amounts` (int64, not negative) the table is of their mean instead and
    `counts` has no columns. `within` (columns,) is the column whose firms a column counts some of (those on a
    rung, those asked), or ALL: of so many firms, too, nobody's side may become certain.
    """

    paths: Sequence[Path]
    leaf: Positions
    firms: Hashes
    records: Hashes
    counts: Integers
    amounts: Integers | None = None
    within: Positions | None = None

    @cached_property
    def number(self) -> Integers:
        """Firms per leaf."""
        return np.bincount(self.leaf, minlength=len(self.paths)).astype(np.int64)

    @cached_property
    def occupied(self) -> frozenset[str]:
        """Keys of the leaves that have firms."""
        return frozenset(self.paths[leaf][0] for leaf in np.flatnonzero(self.number).tolist())

    @cached_property
    def _by_leaf(self) -> tuple[Positions, Positions]:
        return np.argsort(self.leaf, kind="stable"), np.concatenate(([0], np.cumsum(self.number)))

    def entries(self, leaves: Positions) -> Positions:
        """Positions of the firms of some leaves."""
        order, ends = self._by_leaf
        parts = [order[ends[leaf] : ends[leaf + 1]] for leaf in leaves.tolist()]
        return np.concatenate(parts) if parts else np.empty(0, np.intp)

    def is_safe(self, leaves: Positions) -> bool:
        """Whether the firms of some leaves may be one piece."""
        if int(self.number[leaves].sum()) < FEWEST:
            return False
        return self.amounts is None or not is_dominated(self.amounts[self.entries(leaves)])


@dataclass(frozen=True, eq=False)
class Piece:
    """What is shown of a set of firms: `number` of them rounded, `values` by column, since `day`.

    The day is an ordinal. For amounts, the only value is the mean times `number`.
    """

    paths: tuple[Path, ...]
    number: int
    values: Integers
    day: int


@dataclass(frozen=True, eq=False)
class Release:
    """The pieces that are shown, and – never shown itself – of which firms and records each was made.

    `owner` is intp (entries,), the piece of each entry, rising; `amounts` is empty unless the table is of
    amounts. A firm that moved may be in two pieces for a while.
    """

    pieces: tuple[Piece, ...] = ()
    owner: Positions = field(default_factory=lambda: np.empty(0, np.intp))
    firms: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    records: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))
    amounts: Integers = field(default_factory=lambda: np.empty(0, np.int64))

    @cached_property
    def _ends(self) -> Positions:
        return np.searchsorted(self.owner, np.arange(len(self.pieces) + 1))

    def entries(self, piece: int) -> slice:
        """Where the entries of a piece are."""
        return slice(int(self._ends[piece]), int(self._ends[piece + 1]))


NOTHING = Release()
"""Before the first release."""
