"""Somebody who reads the published tables to learn what they hide; shares no code with what makes them.

The attacker is stronger than anybody real: it is told how the leaves were pooled, how many firms stand in
each pool, and which firms came and went between two releases. What it must not learn is how many firms a
hidden leaf has, and on which side of a column any firm stands that is not in the coalition of two.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

OFF = 4
"""A rounded number is at most so far from the true one: that much is stated in public."""
COALITION = 2
MOST_HIDDEN = 9
"""A hidden leaf has at most so many firms: the threshold is public."""


@dataclass(frozen=True)
class Table:
    """What is read of a group: the number of firms, and the firms by column."""

    number: int
    values: tuple[int, ...]


Tables = Mapping[str, Table]
Leaf = tuple[str, ...]


def by_subtraction(leaves: Sequence[Leaf], tables: Tables) -> dict[str, int]:
    """Of each group with one hidden part only: what is left of the total without the shown parts."""
    found = {}
    for level in (1, 2):
        children: dict[str, set[str]] = {}
        for leaf in leaves:
            children.setdefault(leaf[level], set()).add(leaf[level - 1])
        for parent, parts in children.items():
            hidden = [part for part in parts if part not in tables]
            if parent in tables and len(hidden) == 1:
                shown = sum(tables[part].number for part in parts if part in tables)
                found[hidden[0]] = tables[parent].number - shown
    return found


@dataclass(frozen=True, eq=False)
class System:
    """Everything that is published as inequalities over one unknown per leaf: low ≤ matrix x ≤ high."""

    leaves: tuple[Leaf, ...]
    matrix: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def bounds(self, leaf: int, most: Sequence[int], *, least: int = 0) -> tuple[int, int]:
        """The fewest and the most that a leaf can have, by linear programming."""
        found = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(self.leaves))
            cost[leaf] = sign
            solved = linprog(
                cost,
                A_ub=np.concatenate([self.matrix, -self.matrix]),
                b_ub=np.concatenate([self.high, -self.low]),
                bounds=[(least, top) for top in most],
                method="highs-ds",
            )
            assert solved.fun is not None, "what is published contradicts the truth"
            found.append(sign * solved.fun)
        return int(np.ceil(found[0] - 1e-6)), int(np.floor(found[1] + 1e-6))


def system(
    leaves: Sequence[Leaf], pools: Sequence[Sequence[str]], shown: Mapping[str, int], off: int
) -> System:
    """The inequalities of some numbers by group; `pools` are the leaves that were rounded together.

    A group holds the pools that lie wholly inside it, and is off by as much as all of them may be.
    """
    place = {leaf[0]: index for index, leaf in enumerate(leaves)}
    rows, low, high = [], [], []
    for group, number in shown.items():
        row, parts = np.zeros(len(leaves)), 0
        for pool in pools:
            if all(group in leaves[place[name]] for name in pool):
                row[[place[name] for name in pool]] = 1
                parts += 1
        rows.append(row)
        low.append(number - off * parts)
        high.append(number + off * parts)
    return System(tuple(leaves), np.array(rows), np.array(low, float), np.array(high, float))


def certain_of(number: int, value: int, *, off: int = OFF) -> bool:
    """Whether two firms of a pool, together, are sure of a third one's side of a column.

    They know how many firms the pool has and their own sides; the published value bounds the rest.
    """
    low, high = max(0, value - off), min(number, value + off)
    return high <= COALITION or low >= number - COALITION


@dataclass(frozen=True)
class Versions:
    """A pool at two times: what was shown, and how many firms stayed as they were, joined and left.

    A firm with another record is among those that left and those that joined.
    """

    before: int
    after: int
    stayed: int
    joined: int
    left: int


def certain_of_change(pool: Versions, *, off: int = OFF) -> bool:
    """Whether two firms are sure of the side of a third one that joined, left or stayed.

    The counts of the three are enumerated: those that fit both published values remain.
    """
    stay, join, leave = np.ogrid[: pool.stayed + 1, : pool.joined + 1, : pool.left + 1]
    fits = (abs(stay + leave - pool.before) <= off) & (abs(stay + join - pool.after) <= off)
    assert fits.any(), "what is published contradicts the truth"
    sizes = (pool.stayed, pool.joined, pool.left)
    for axis, size in enumerate(sizes):
        others = tuple(other for other in range(3) if other != axis)
        possible = np.flatnonzero(fits.any(axis=others))
        low, high = int(possible[0]), int(possible[-1])
        if size and (high < min(COALITION + 1, size) or low > max(size - COALITION - 1, 0)):
            return True
    return False


def certain_of_classes(
    before: Sequence[int], after: Sequence[int], sizes: Mapping[tuple[int, int], int], *, off: int = OFF
) -> bool:
    """The same where pools were split or put together: firms by the pool they were in and that they are in.

    `sizes` is by (old pool, new pool), -1 where a firm was or is in none of them.
    """
    classes = [pair for pair, number in sizes.items() if number]
    shown = [(0, old, value) for old, value in enumerate(before)]
    shown += [(1, new, value) for new, value in enumerate(after)]
    rows = np.array([[float(pair[side] == pool) for pair in classes] for side, pool, _value in shown])
    values = np.array([float(value) for _side, _pool, value in shown])
    unknown = tuple((f"{old}>{new}",) for old, new in classes)
    known = System(unknown, rows, values - off, values + off)
    most = [sizes[pair] for pair in classes]
    for place, size in enumerate(most):
        low, high = known.bounds(place, most)
        if high < min(COALITION + 1, size) or low > max(size - COALITION - 1, 0):
            return True
    return False


def averaged(readings: Sequence[Tables]) -> dict[str, float]:
    """What many readings of the same number say together."""
    groups = set.intersection(*(set(one) for one in readings))
    return {group: float(np.mean([one[group].number for one in readings])) for group in groups}


def differences(first: Tables, second: Tables) -> Iterator[str]:
    """The groups in which anything was shown otherwise."""
    for group in first.keys() | second.keys():
        if first.get(group) != second.get(group):
            yield group
