"""Disclosure control of tables about firms: which groups may be shown, and with which numbers.

Leaves (the finest predefined groups) are pooled bottom-up into pieces: disjoint sets of FEWEST firms or more.
Every shown number is a sum of pieces that lie wholly inside a group, and the numbers of a piece are rounded
before they are summed. So nothing is in the tables but independently rounded numbers of disjoint pieces:
totals less siblings, and any system of equations over all tables, give sums of pieces and nothing finer.
`scoring.releases` keeps this true over time. Reasons and proofs: docs/decisions/0018-disclosure-control.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST = 10
"""Firms in a shown group, and firms by which two versions of it differ, at least."""
BASE = 5
"""Counts are rounded to multiples of it, up or down by chance, so that the mean error is zero."""
COLLUDING = 2
"""So many firms of a group may put what they know of themselves together without learning of another."""
DOMINANCE_PERCENT = 15
"""Of the largest amount, at least so much remains of a sum without it and the colluding firms' amounts."""
LEFT_OUT = -1
"""Instead of a piece: the leaf's firms are in no table."""

Path = tuple[str, ...]
"""The groups of a leaf, its own first, the widest last; a key names one group of one level only."""
Integers = NDArray[np.int64]
Positions = NDArray[np.intp]
Safe = Callable[[Positions], bool]
"""Whether the firms of some leaves (positions) may be shown as one group."""


@dataclass(frozen=True, eq=False)
class Partition:
    """`piece_of` is intp (leaves,): each leaf's piece or LEFT_OUT; `groups` the group of each piece."""

    piece_of: Positions
    groups: tuple[str, ...]


def partition(paths: Sequence[Path], present: NDArray[np.bool_], is_safe: Safe) -> Partition:
    """Pool leaves into pieces: a leaf that is safe by itself is one; the others of a group are pooled.

    Level by level; what is left of the widest group alone is left out. Empty leaves are in no piece.
    """
    piece_of = np.full(len(paths), LEFT_OUT, np.intp)
    groups: list[str] = []
    waiting = np.flatnonzero(present)
    for level in range(len(paths[0]) if paths else 0):
        pools: dict[str, list[int]] = {}
        for leaf in waiting.tolist():
            pools.setdefault(paths[leaf][level], []).append(leaf)
        for group, members in pools.items():
            if is_safe(np.array(members, np.intp)):
                piece_of[members] = len(groups)
                groups.append(group)
        waiting = waiting[piece_of[waiting] == LEFT_OUT]
    return Partition(piece_of, tuple(groups))


def is_dominated(amounts: Integers) -> bool:
    """Whether a sum would tell colluding contributors too much about the largest amount.

    The p % rule: what is left without the largest amount and the COLLUDING next ones is less than
    DOMINANCE_PERCENT of the largest. Amounts are not negative.
    """
    if not len(amounts):
        return False
    falling = np.sort(amounts)[::-1]
    rest = int(falling[1 + COLLUDING :].sum())
    return rest * 100 < DOMINANCE_PERCENT * int(falling[0])


def rounded(counts: Integers, lowest: Integers, highest: Integers, chance: NDArray[np.float64]) -> Integers:
    """Counts to multiples of BASE: up with the probability of the remainder, unless a bound forbids it.

    The bounds are what keeps certainty away (`ceiling`, and over time `scoring.releases`); one of the two
    neighbours always lies inside. `chance` is uniform on [0, 1), of the counts' shape.
    """
    down = counts - counts % BASE
    near = np.where(chance * BASE < counts % BASE, down + BASE, down)
    near = np.where(near > highest, down, near)
    up = np.where(counts % BASE == 0, counts, down + BASE)
    return np.where(near < lowest, up, near).astype(np.int64)


def ceiling(firms: Integers) -> Integers:
    """The most that a rounded count of `firms` may show.

    Whoever knows their exact number and sees p knows the count to be at least p - (BASE - 1). That must leave
    room for one firm more than colluding ones to be outside, so that of nobody else it is certain that it is
    inside. Below, p = 0 leaves room for BASE - 1 inside, which is more than COLLUDING.
    """
    return firms - COLLUDING - 1 + BASE - 1


def number_bounds(leaves: Integers) -> tuple[Integers, Integers]:
    """The least and the most that the rounded number of firms of a piece of so many leaves may show.

    Each leaf of a pool is known to have 1 to FEWEST - 1 firms. Many of the least, or of the most, would give
    themselves away in the sum; the bounds leave each room for three firms more, or fewer. A piece of one leaf
    has nothing to hide.
    """
    slack = BASE - 1
    pooled = leaves > 1
    lowest = np.where(pooled, leaves + COLLUDING + 1 - slack, 0)
    highest = np.where(pooled, leaves * (FEWEST - 1) - COLLUDING - 1 + slack, np.iinfo(np.int64).max)
    return lowest, highest


def groups_of(paths: Sequence[Path], pieces: Partition) -> dict[str, list[int]]:
    """Every group that wholly holds a piece, with its pieces: what may be shown."""
    common: list[set[str] | None] = [None] * len(pieces.groups)
    for leaf, piece in enumerate(pieces.piece_of.tolist()):
        if piece != LEFT_OUT:
            known = common[piece]
            common[piece] = set(paths[leaf]) if known is None else known & set(paths[leaf])
    found: dict[str, list[int]] = {}
    for piece, groups in enumerate(common):
        for group in groups or ():
            found.setdefault(group, []).append(piece)
    return found
