"""Tables under disclosure control over time: which pieces are shown anew, and which stay as they were.

Whoever compares two releases sees the difference of two sets of firms. So a piece is shown anew only when at
least FEWEST firms differ from what was shown of it (joined, left, or with another record), and not otherwise:
it is carried over with its own day. Pieces are split, or put together, under the same rule. The rounding of a
piece is bounded by what was shown of it before, so that who knows exactly which firms changed learns nothing
certain about them either. Reasons and proofs: docs/decisions/0018-disclosure-control.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from scoring.disclosure import LEFT_OUT, Integers, Partition, Positions, groups_of, partition
from scoring.pieces import NOTHING, Hashes, Live, Piece, Release
from scoring.release_change import Change, rounded_change

__all__ = ["NOTHING", "Cell", "Live", "Piece", "Release", "cells", "release"]


@dataclass(frozen=True)
class Cell:
    """A group as it is shown: sums over its pieces, the oldest and the newest of their days."""

    number: int
    values: tuple[int, ...]
    oldest: int
    newest: int


def release(live: Live, before: Release, day: int, rng: np.random.Generator) -> Release:
    """What is shown from now on; `before` is what was shown last, `day` an ordinal.

    `rng` must not be known to anybody who sees the tables.
    """
    wanted = partition(live.paths, live.number > 0, live.is_safe)
    made: list[_Made] = []
    for olds, news in _components(live, before, wanted):
        change = Change(live, before, olds, news)
        values = rounded_change(change, rng) if change.is_allowed else None
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
    change = Change(live, before, [old], [leaves])
    if live.is_safe(leaves) and change.is_allowed and (values := rounded_change(change, rng)) is not None:
        return _Made(None, leaves, *values[0])
    return _Made(old, None)


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
