"""Levels under other shares of the mandatory items: from counts that the engine has made already."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.engine import Answers, rate
from scoring.logic import Verdicts, from_bounds
from scoring.rubric import Rubric

COUNTED = 65_536
"""Units counted at a time: the points that come with the counts are let go after each block."""

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Need:
    """What a rung asks of its mandatory items: so many per cent of them, less `spare` items."""

    percent: int
    spare: int = 0


@dataclass(frozen=True, eq=False)
class Counts:
    """Mandatory items asked, attained, and attained or undecided: (rungs, units) each, rung 0 the lowest."""

    mandatory: Numbers
    attained: Numbers
    attainable: Numbers

    def of(self, inside: NDArray[np.intp]) -> "Counts":
        """The counts of some of the units, by position; of all of them without copying."""
        if len(inside) == self.mandatory.shape[1]:
            return self
        return Counts(self.mandatory[:, inside], self.attained[:, inside], self.attainable[:, inside])


def count(rubric: Rubric, answers: Answers, *, threads: int = 1) -> Counts:
    """What shares are taken of, of packed answers (rows, units); ValueError where the rubric does not fit."""
    shape = rubric.rungs, answers.shape[1]
    counts = Counts(np.empty(shape, np.int32), np.empty(shape, np.int32), np.empty(shape, np.int32))
    for start in range(0, answers.shape[1], COUNTED):
        part = slice(start, start + COUNTED)
        found = rate(rubric, answers[:, part], threads=threads).attainment
        for rung in range(rubric.rungs):
            counts.mandatory[rung, part] = found.mandatory(rung)
            counts.attained[rung, part] = found.attained(rung)
            counts.attainable[rung, part] = found.attained(rung) + found.undecided(rung)
    return counts


def reached_under(counts: Counts, needs: Sequence[Need]) -> Verdicts:
    """Per rung, lowest first, whether it and every lower one is reached: verdicts (rungs, units).

    As the engine decides it: a rung is there when attained ≥ ceil(percent × mandatory / 100) less the spare
    ones, in integers, and a rung that counts no item of a unit cannot be reached.
    """
    units = counts.mandatory.shape[1]
    certain = possible = np.ones(units, np.bool_)
    found = np.empty((len(needs), units), np.uint8)
    for rung, need in enumerate(needs):
        mandatory = counts.mandatory[rung]
        wanted = -(-mandatory * need.percent // 100) - need.spare
        counted = mandatory > 0
        certain = certain & counted & (counts.attained[rung] >= wanted)
        possible = possible & counted & (counts.attainable[rung] >= wanted)
        found[rung] = from_bounds(certain, possible)
    return found
