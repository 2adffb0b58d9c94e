"""What rating a block of units gives: packed sums that unpack when asked, levels and verdicts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.gates import GateVerdicts
from scoring.rubric import MAXIMUM, POINTS, POSSIBLE, Rubric

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Scores:
    """Points of a block of units, still packed: (dimensions + 1, units, words), the last row being the total.

    `points`, `maximum` (不适用 left out) and `possible` (every open item at its best) unpack to
    (dimensions, units), the `total_…` ones to (units,), in the rubric's scaled integers.
    """

    rubric: Rubric
    packed: Integers

    def of(self, quantity: int) -> Integers:
        """One quantity of every dimension and, last, of the whole: (dimensions + 1, units)."""
        return self.rubric.point_lanes.unpack(self.packed, quantity)

    @property
    def points(self) -> Integers:
        """Points per dimension."""
        return self.of(POINTS)[:-1]

    @property
    def maximum(self) -> Integers:
        """Points that could be had per dimension."""
        return self.of(MAXIMUM)[:-1]

    @property
    def possible(self) -> Integers:
        """Points still possible per dimension."""
        return self.of(POSSIBLE)[:-1]

    @property
    def total_points(self) -> Integers:
        """Points of the whole."""
        return self.of_total(POINTS)

    @property
    def total_maximum(self) -> Integers:
        """Points that could be had in all."""
        return self.of_total(MAXIMUM)

    @property
    def total_possible(self) -> Integers:
        """Points still possible in all."""
        return self.of_total(POSSIBLE)

    def of_total(self, quantity: int) -> Integers:
        """One quantity of the whole: (units,)."""
        return self.rubric.point_lanes.unpack(self.packed[-1], quantity)


@dataclass(frozen=True, eq=False)
class Attainment:
    """Counts of mandatory items, still packed (units, words), and the levels that follow (units,).

    `certain` and `possible` are ranks: 0 is no rung. The counts unpack per rung, 0 being the lowest.
    """

    rubric: Rubric
    packed: Integers
    certain: NDArray[np.uint8]
    possible: NDArray[np.uint8]

    def mandatory(self, rung: int) -> Integers:
        """Mandatory items asked."""
        return self.rubric.count_lanes.unpack(self.packed, self.rubric.mandatory_lane(rung))

    def attained(self, rung: int) -> Integers:
        """Mandatory items that evidence the rung or a higher one."""
        return self.rubric.count_lanes.unpack(self.packed, self.rubric.attained_lane(rung))

    def undecided(self, rung: int) -> Integers:
        """Mandatory items unanswered or not applicable."""
        return self.rubric.count_lanes.unpack(self.packed, self.rubric.undecided_lane(rung))

    def counted(self, counter: int) -> tuple[Integers, Integers]:
        """Least and greatest count of a counter's items at its rank: open items may be, or not."""
        lane = self.rubric.counter_lane(counter)
        certain = self.rubric.count_lanes.unpack(self.packed, lane)
        return certain, certain + self.rubric.count_lanes.unpack(self.packed, lane + 1)


@dataclass(frozen=True, eq=False)
class Rating:
    """Points, levels and – where gates were given – their verdicts."""

    scores: Scores
    attainment: Attainment
    gates: GateVerdicts | None


def blank_rating(rubric: Rubric, gates: int | None, units: int) -> Rating:
    """A rating to be filled; `gates` is how many verdicts each unit gets, None for none."""
    scores = Scores(rubric, np.empty((rubric.dimensions + 1, units, rubric.point_lanes.words), np.int64))
    counts = np.empty((units, rubric.count_lanes.words), np.int64)
    certain, possible = np.empty(units, np.uint8), np.empty(units, np.uint8)
    verdicts = None
    if gates is not None:
        verdicts = GateVerdicts(np.empty((gates, units), np.uint8), np.empty((rubric.rungs, units), np.uint8))
    return Rating(scores, Attainment(rubric, counts, certain, possible), verdicts)
