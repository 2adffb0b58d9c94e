"""What would change if some pieces gave way to new ones: whether it may, and how it is shown.

The rounding is bounded by what was shown before, so that who knows exactly which firms changed learns nothing
certain about them. Reasons and proofs: docs/decisions/0018-disclosure-control.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scoring.disclosure import (
    BASE,
    COLLUDING,
    FEWEST,
    Integers,
    Positions,
    ceiling,
    is_dominated,
    number_bounds,
    rounded,
)
from scoring.pieces import ALL, Live, Release

SLACK = BASE - 1
"""How far a shown count may be from the true one."""
SIGNIFICANT = 3
"""Digits of a mean amount that are shown."""


@dataclass(frozen=True, eq=False)
class Change:
    """What would differ if some pieces (`olds`) gave way to new ones (`news`, each some leaves)."""

    live: Live
    before: Release
    olds: Sequence[int]
    news: Sequence[Positions]

    @cached_property
    def inside(self) -> list[Positions]:
        """Live entries of each new piece."""
        return [self.live.entries(leaves) for leaves in self.news]

    @cached_property
    def stayed(self) -> Integers:
        """Firms with the same record in an old and a new piece: (olds, news)."""
        found = np.zeros((len(self.olds), len(self.news)), np.int64)
        for i, old in enumerate(self.olds):
            records = self.before.records[self.before.entries(old)]
            for j, entries in enumerate(self.inside):
                found[i, j] = len(np.intersect1d(records, self.live.records[entries]))
        return found

    @cached_property
    def number(self) -> Integers:
        """Firms of each new piece."""
        return np.array([len(entries) for entries in self.inside], np.int64)

    @cached_property
    def was(self) -> Integers:
        """Firms of each old piece."""
        sizes = [self.before.entries(old) for old in self.olds]
        return np.array([one.stop - one.start for one in sizes], np.int64)

    @cached_property
    def firms(self) -> int:
        """Firms that joined, left or have another record."""
        before = [self.before.firms[self.before.entries(old)] for old in self.olds]
        now = [self.live.firms[entries] for entries in self.inside]
        together = np.unique(np.concatenate([*before, *now])) if before or now else np.empty(0)
        return len(together) - int(self.stayed.sum())

    @cached_property
    def _keeps_all(self) -> bool:
        """Whether every leaf that was shown and still has firms goes on to be shown.

        Otherwise one firm that joins could drive nine others, which have not changed, out of a piece.
        """
        now = {self.live.paths[leaf][0] for leaves in self.news for leaf in leaves.tolist()}
        was = {path[0] for old in self.olds for path in self.before.pieces[old].paths}
        return not (was & self.live.occupied) - now

    @property
    def is_allowed(self) -> bool:
        """Enough firms differ, of one old piece or in one new one; in the sum of amounts none dominates."""
        if not self.news or (len(self.olds) > 1 and len(self.news) > 1) or self.firms < FEWEST:
            return False
        if not self._keeps_all:
            return False
        return self.live.amounts is None or not self._is_dominated(self.live.amounts)

    def _is_dominated(self, amounts: Integers) -> bool:
        """Whether one firm's part of what the sum changes by would be told too well."""
        moved: dict[int, int] = {}
        for entries in self.inside:
            for firm, amount in zip(
                self.live.firms[entries].tolist(), amounts[entries].tolist(), strict=True
            ):
                moved[firm] = moved.get(firm, 0) + amount
        for old in self.olds:
            own = self.before.entries(old)
            pairs = zip(self.before.firms[own].tolist(), self.before.amounts[own].tolist(), strict=True)
            for firm, amount in pairs:
                moved[firm] = moved.get(firm, 0) - amount
        return is_dominated(np.abs(np.array([*moved.values()], np.int64)))


def rounded_change(change: Change, rng: np.random.Generator) -> list[tuple[int, Integers]] | None:
    """Number and values of each new piece, rounded; None where no rounding keeps certainty away."""
    live, number = change.live, change.number
    leaves = np.array([len(own) for own in change.news], np.int64)
    shown = rounded(number, *number_bounds(leaves), rng.random(number.shape))
    if live.amounts is not None:
        means = [significant(int(live.amounts[own].sum()) // len(own)) for own in change.inside]
        return [
            (int(size), np.array([mean * int(size)], np.int64))
            for size, mean in zip(shown, means, strict=True)
        ]
    counts = np.array([live.counts[leaves].sum(axis=0) for leaves in change.news], np.int64)
    values = _within(change, counts, rng)
    if values is None:
        return None
    return [(int(size), row) for size, row in zip(shown, values, strict=True)]


def _within(change: Change, counts: Integers, rng: np.random.Generator) -> Integers | None:
    """Counts (news, columns) rounded so that what was shown before lets nobody be certain of a change.

    Whoever knows which firms changed bounds the number of them inside by the two shown counts, each of which
    is at most SLACK off. That must leave room for one firm more than the colluding ones on either side.
    """
    spare = 2 * SLACK - COLLUDING - 1
    whole = np.broadcast_to(change.number[:, None], counts.shape)
    if change.live.within is not None:
        whole = np.where(change.live.within == ALL, whole, counts[:, change.live.within])
    highest = ceiling(whole)
    lowest = np.zeros(counts.shape, np.int64)
    for old, was, stayed in zip(change.olds, change.was, change.stayed, strict=True):
        values = change.before.pieces[old].values
        joined, left = change.number - stayed, was - stayed
        highest = np.minimum(highest, values + joined[:, None] + spare)
        lowest = np.maximum(lowest, values - left[:, None] - spare)
    found = rounded(counts, lowest, highest, rng.random(counts.shape))
    if len(change.olds) and len(change.olds) + len(change.news) > 2:
        found = _balanced(change, counts, found)
    return found if ((found >= lowest) & (found <= highest)).all() and _sum_fits(change, found) else None


def _bounds(change: Change) -> tuple[Integers, Integers]:
    """The least and the most that the sum over the new pieces may show beside that over the old ones."""
    spare = SLACK * (len(change.olds) + len(change.news)) - COLLUDING - 1
    stayed = int(change.stayed.sum())
    earlier = np.sum([change.before.pieces[old].values for old in change.olds], axis=0)
    joined, left = int(change.number.sum()) - stayed, int(change.was.sum()) - stayed
    return earlier - left - spare, earlier + joined + spare


def _balanced(change: Change, counts: Integers, found: Integers) -> Integers:
    """All rounded down, or up, in the columns whose sum over split or joined pieces would tell too much."""
    low, high = _bounds(change)
    down = counts - counts % BASE
    up = np.where(counts % BASE == 0, counts, down + BASE)
    total = found.sum(axis=0)
    return np.where(total > high, down, np.where(total < low, up, found))


def _sum_fits(change: Change, found: Integers) -> bool:
    if not change.olds:
        return True
    low, high = _bounds(change)
    total = found.sum(axis=0)
    return bool(((total >= low) & (total <= high)).all())


def significant(amount: int) -> int:
    """An amount to SIGNIFICANT digits."""
    unit: int = 10 ** max(0, len(str(amount)) - SIGNIFICANT)
    return (amount + unit // 2) // unit * unit
