"""Levels decided by gates: points with floors, stages of single items, plain conditions on facts.

What gates compare are intervals of integers, whatever they come from. They are filled in order: stated facts
and metrics first (by the caller), then facts that follow from those, then points and counts of the
questionnaire itself, so that one three-valued evaluation serves them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import logic
from scoring.engine import Answers, rate
from scoring.gates import Column, Figures, GateSet, GateVerdicts, Node, decide, evaluate
from scoring.logic import Verdicts
from scoring.result import Integers, Rating
from scoring.rubric import MAXIMUM, POINTS, POSSIBLE, Rubric


@dataclass(frozen=True)
class FirstThatHolds:
    """Outcomes of which the first whose node holds counts: a derived fact, or the option of a derived item.

    `nodes` and `values` (ranks or scaled points) stand in the order of the text; the last node may be None:
    it always holds.
    """

    nodes: tuple[Node | None, ...]
    values: tuple[int, ...]


@dataclass(frozen=True)
class Derived:
    """A derived fact, and the operand row that gets its rank."""

    operand: int
    outcomes: FirstThatHolds


@dataclass(frozen=True)
class Band:
    """A derived item: the dimension its points belong to, and its options.

    It counts for the units that the flag `asked` (MET or NOT_MET) is set for; None: for all.
    """

    dimension: int
    outcomes: FirstThatHolds
    asked: int | None = None


@dataclass(frozen=True)
class ScoreOperand:
    """The operand row that gets the points of a dimension (None: of the whole)."""

    operand: int
    dimension: int | None


@dataclass(frozen=True)
class CountOperand:
    """The operand row that gets a counter of the rubric."""

    operand: int
    counter: int


@dataclass(frozen=True)
class LevelRules:
    """All that decides the level of an instrument; the rungs of `gates` are its levels, lowest first."""

    bands: tuple[Band, ...]
    scores: tuple[ScoreOperand, ...]
    counts: tuple[CountOperand, ...]
    gates: GateSet


@dataclass(frozen=True, eq=False)
class LevelRating:
    """The rating of a block under level rules.

    `low`, `high`, `maximum` are scaled points (dimensions + 1, units), the last row being the whole, derived
    items included; `figures` are complete; `certain` and `possible` are ranks (units,), 0 being no level.
    """

    rating: Rating
    low: Integers
    high: Integers
    maximum: Integers
    figures: Figures
    gates: GateVerdicts
    certain: NDArray[np.uint8]
    possible: NDArray[np.uint8]


def settle(derived: Sequence[Derived], figures: Figures) -> Figures:
    """Figures with the rows of derived facts filled in."""
    if not derived:
        return figures
    low, high = figures.low.copy(), figures.high.copy()
    settled = Figures(low, high, figures.flags)
    for fact in derived:
        low[fact.operand], high[fact.operand] = interval(fact.outcomes, settled)
    return settled


def possible_outcomes(outcomes: FirstThatHolds, figures: Figures) -> NDArray[np.bool_]:
    """Which outcomes may be the first that holds: (outcomes, units)."""
    open_still = np.ones(figures.units, np.bool_)
    rows = []
    for node in outcomes.nodes:
        verdict = np.full(figures.units, logic.MET, np.uint8) if node is None else evaluate(node, figures)
        rows.append(open_still & (verdict >= logic.UNDECIDED))
        open_still = open_still & (verdict != logic.MET)
    return np.stack(rows)


def interval(outcomes: FirstThatHolds, figures: Figures) -> tuple[Column, Column]:
    """The least and the greatest value that may come out: two arrays (units,)."""
    may_be = possible_outcomes(outcomes, figures)
    values = np.array(outcomes.values, np.int64)[:, None]
    largest, smallest = int(values.max()), int(values.min())
    low: Column = np.where(may_be, values, largest).min(axis=0)
    high: Column = np.where(may_be, values, smallest).max(axis=0)
    return low, high


def rate_levels(
    rubric: Rubric, answers: Answers, rules: LevelRules, figures: Figures, *, threads: int = 1
) -> LevelRating:
    """Rate every unit of a block; `figures` are settled and have rows for scores and counts to be filled.

    ValueError for answers that do not fit the rubric, as for `engine.rate`.
    """
    rating = rate(rubric, answers, threads=threads)
    low, high, maximum = (rating.scores.of(quantity).copy() for quantity in (POINTS, POSSIBLE, MAXIMUM))
    for band in rules.bands:
        least, most = interval(band.outcomes, figures)
        counts = 1 if band.asked is None else figures.flags[band.asked] == logic.MET
        for row in (band.dimension, -1):
            low[row] += least * counts
            high[row] += most * counts
            maximum[row] += max(band.outcomes.values) * counts
    complete = _complete(rules, figures, rating, low, high)
    gates = decide(rules.gates, complete)
    return LevelRating(
        rating=rating,
        low=low,
        high=high,
        maximum=maximum,
        figures=complete,
        gates=gates,
        certain=_highest(gates.rungs, logic.MET),
        possible=_highest(gates.rungs, logic.UNDECIDED),
    )


def _complete(rules: LevelRules, figures: Figures, rating: Rating, low: Integers, high: Integers) -> Figures:
    """The figures with the rows of scores and counts filled in."""
    least, most = figures.low.copy(), figures.high.copy()
    for score in rules.scores:
        row = -1 if score.dimension is None else score.dimension
        least[score.operand], most[score.operand] = low[row], high[row]
    for count in rules.counts:
        least[count.operand], most[count.operand] = rating.attainment.counted(count.counter)
    return Figures(least, most, figures.flags)


def _highest(rungs: Verdicts, least: int) -> NDArray[np.uint8]:
    """Per unit the highest rank whose rung has at least this verdict, 0 for none."""
    ranks = np.arange(1, len(rungs) + 1, dtype=np.uint8)[:, None]
    highest: NDArray[np.uint8] = np.where(rungs >= least, ranks, np.uint8(0)).max(axis=0, initial=0)
    return highest
