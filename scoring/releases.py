"""Tables under disclosure control over time: which pieces are shown anew, and which stay as they were.

Whoever compares two releases sees the difference of two sets of firms. So a piece is shown anew only when at
least FEWEST firms differ from what was shown of it (joined, left, or with another record), and not otherwise:
it is carried over with its own day. Pieces are split, or put together, under the same rule. The rounding of a
piece is bounded by what was shown of it before, so that who knows exactly which firms changed learns nothing
certain about them either. Reasons and proofs: docs/decisions/0018-disclosure-control.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scoring.disclosure import (
    BASE,
    COLLUDING,
    FEWEST,
    LEFT_OUT,
    Integers,
    Partition,
    Path,
    Positions,
    ceiling,
    groups_of,
    is_dominated,
    number_bounds,
    partition,
    rounded,
)

Hashes = NDArray[np.uint64]
SLACK = BASE - 1
"""How far a shown count may be from the true one."""
SIGNIFICANT = 3
"""Digits of a mean amount that are shown."""
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


@dataclass(frozen=True)
class Cell:
    """A group as it is shown: sums over its pieces, the oldest and the newest of their days."""

    number: int
    values: tuple[int, ...]
    oldest: int
    newest: int


NOTHING = Release()
"""Before the first release."""


def release(live: Live, before: Release, day: int, rng: np.random.Generator) -> Release:
    """What is shown from now on; `before` is what was shown last, `day` an ordinal.

    `rng` must not be known to anybody who sees the tables.
    """
    wanted = partition(live.paths, live.number > 0, live.is_safe)
    made: list[_Made] = []
    for olds, news in _components(live, before, wanted):
        change = _Change(live, before, olds, news)
        values = _shown(change, rng) if change.is_allowed else None
        if values is not None:
            made += [_Made(None, leaves, *shown) for leaves, shown in zip(news, values, strict=True)]
            continue
        for old in olds:
            made.append(_in_place(live, before, old, rng))
    return _assembled(live, before, made, day)


def cells(released: Release) -> dict[str, Cell]:
    """Every group that may be shown: sums over the pieces that lie wholly inside it."""
    paths = [path for piece in released.pieces for path in piece.paths]
    owner = [place for place, piece in enumerate(released.pieces) for _path in piece.paths]
    pieces = Partition(np.array(owner, np.intp), ("",) * len(released.pieces))
    found = {}
    for group, inside in groups_of(paths, pieces).items():
        own = [released.pieces[place] for place in inside]
        found[group] = Cell(
            number=sum(piece.number for piece in own),
            values=tuple(np.sum([piece.values for piece in own], axis=0).tolist()),
            oldest=min(piece.day for piece in own),
            newest=max(piece.day for piece in own),
        )
    return found


@dataclass(frozen=True, eq=False)
class _Made:
    """A piece to be: `old` is carried over (leaves None), else it is shown anew for some leaves."""

    old: int | None
    leaves: Positions | None
    number: int = 0
    values: Integers = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class _Change:
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


def _components(
    live: Live, before: Release, wanted: Partition
) -> Iterator[tuple[list[int], list[Positions]]]:
    """Old and new pieces that share leaves, together: each group can be decided by itself."""
    place = {path[0]: leaf for leaf, path in enumerate(live.paths)}
    news = [np.flatnonzero(wanted.piece_of == piece) for piece in range(len(wanted.groups))]
    joined = list(range(len(before.pieces) + len(news)))

    def root(node: int) -> int:
        while joined[node] != node:
            joined[node] = node = joined[joined[node]]
        return node

    for old, piece in enumerate(before.pieces):
        for path in piece.paths:
            leaf = place.get(path[0], LEFT_OUT)
            if leaf != LEFT_OUT and wanted.piece_of[leaf] != LEFT_OUT:
                joined[root(old)] = root(len(before.pieces) + int(wanted.piece_of[leaf]))
    together: dict[int, tuple[list[int], list[Positions]]] = {}
    for node in range(len(joined)):
        olds, inside = together.setdefault(root(node), ([], []))
        if node < len(before.pieces):
            olds.append(node)
        else:
            inside.append(news[node - len(before.pieces)])
    yield from together.values()


def _in_place(live: Live, before: Release, old: int, rng: np.random.Generator) -> _Made:
    """A piece with the leaves it had: shown anew where enough has changed, else carried over."""
    own = {path[0] for path in before.pieces[old].paths}
    leaves = np.array([leaf for leaf, path in enumerate(live.paths) if path[0] in own], np.intp)
    change = _Change(live, before, [old], [leaves])
    if live.is_safe(leaves) and change.is_allowed and (values := _shown(change, rng)) is not None:
        return _Made(None, leaves, *values[0])
    return _Made(old, None)


def _shown(change: _Change, rng: np.random.Generator) -> list[tuple[int, Integers]] | None:
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


def _within(change: _Change, counts: Integers, rng: np.random.Generator) -> Integers | None:
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


def _bounds(change: _Change) -> tuple[Integers, Integers]:
    """The least and the most that the sum over the new pieces may show beside that over the old ones."""
    spare = SLACK * (len(change.olds) + len(change.news)) - COLLUDING - 1
    stayed = int(change.stayed.sum())
    earlier = np.sum([change.before.pieces[old].values for old in change.olds], axis=0)
    joined, left = int(change.number.sum()) - stayed, int(change.was.sum()) - stayed
    return earlier - left - spare, earlier + joined + spare


def _balanced(change: _Change, counts: Integers, found: Integers) -> Integers:
    """All rounded down, or up, in the columns whose sum over split or joined pieces would tell too much."""
    low, high = _bounds(change)
    down = counts - counts % BASE
    up = np.where(counts % BASE == 0, counts, down + BASE)
    total = found.sum(axis=0)
    return np.where(total > high, down, np.where(total < low, up, found))


def _sum_fits(change: _Change, found: Integers) -> bool:
    if not change.olds:
        return True
    low, high = _bounds(change)
    total = found.sum(axis=0)
    return bool(((total >= low) & (total <= high)).all())


def significant(amount: int) -> int:
    """An amount to SIGNIFICANT digits."""
    unit: int = 10 ** max(0, len(str(amount)) - SIGNIFICANT)
    return (amount + unit // 2) // unit * unit


def _assembled(live: Live, before: Release, made: Sequence[_Made], day: int) -> Release:
    pieces: list[Piece] = []
    owner: list[Positions] = []
    parts: list[tuple[Hashes, Hashes, Integers]] = []
    none = np.empty(0, np.int64)
    for one in made:
        if one.leaves is None and one.old is not None:
            own = before.entries(one.old)
            pieces.append(before.pieces[one.old])
            parts.append((before.firms[own], before.records[own], before.amounts[own]))
        elif one.leaves is not None:
            entries = live.entries(one.leaves)
            paths = tuple(live.paths[leaf] for leaf in one.leaves.tolist())
            pieces.append(Piece(paths, one.number, one.values, day))
            amounts = none if live.amounts is None else live.amounts[entries]
            parts.append((live.firms[entries], live.records[entries], amounts))
        owner.append(np.full(len(parts[-1][0]), len(pieces) - 1, np.intp))
    if not parts:
        return NOTHING
    firms, records, sums = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Release(tuple(pieces), np.concatenate(owner), firms, records, sums)
