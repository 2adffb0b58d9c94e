"""Three-valued logic on arrays: 0 not met, 1 undecided, 2 met (Kleene's strong logic as small integers).

Every function takes and returns uint8 arrays of one shape; `units` below is the length of that shape.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NOT_MET = 0
UNDECIDED = 1
MET = 2

Verdicts = NDArray[np.uint8]
Truths = NDArray[np.bool_]


def from_bounds(at_worst: Truths, at_best: Truths) -> Verdicts:
    """Met when it holds even at worst, not met when it fails even at best, else undecided.

    `at_worst` must imply `at_best`: their sum is then the verdict.
    """
    return at_worst.view(np.uint8) + at_best.view(np.uint8)


def all_of(parts: Sequence[Verdicts]) -> Verdicts:
    """Met when every part is met: the minimum of the parts."""
    verdict = parts[0]
    for part in parts[1:]:
        verdict = np.minimum(verdict, part)
    return verdict


def any_of(parts: Sequence[Verdicts]) -> Verdicts:
    """Met when one part is met: the maximum of the parts."""
    verdict = parts[0]
    for part in parts[1:]:
        verdict = np.maximum(verdict, part)
    return verdict


def negated(part: Verdicts) -> Verdicts:
    """Turns met and not met round; undecided stays."""
    return np.subtract(np.uint8(MET), part)


def at_least(needed: int, parts: Sequence[Verdicts]) -> Verdicts:
    """Met when `needed` parts are met, not met when fewer can be: counts both ways."""
    certain = np.zeros(parts[0].shape, np.int64)
    possible = np.zeros(parts[0].shape, np.int64)
    for part in parts:
        certain += part == MET
        possible += part >= UNDECIDED
    return from_bounds(certain >= needed, possible >= needed)


def agreement(one: Verdicts, other: Verdicts) -> Verdicts:
    """The common verdict of two readings of one text; undecided where they differ."""
    return np.where(one == other, one, np.uint8(UNDECIDED))


def excused(part: Verdicts) -> Verdicts:
    """原则上: a failure is undecided, because exceptions exist."""
    return np.maximum(part, np.uint8(UNDECIDED))
