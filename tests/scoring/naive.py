"""A deliberately naive evaluator: one unit, one item after the other, straight from the rules in words.

It shares no code with the engine beyond the records that describe items and marks.
"""

from dataclasses import dataclass
from fractions import Fraction

from scoring.layout import Mark
from scoring.rubric import ItemRule
from tests.scoring.instruments import Instrument


@dataclass
class Outcome:
    """What the engine should say about one unit: sums per dimension, counts per rung, levels."""

    points: list[int]
    maximum: list[int]
    possible: list[int]
    mandatory: list[int]
    attained: list[int]
    undecided: list[int]
    certain_level: int = 0
    possible_level: int = 0


def blank(instrument: Instrument) -> Outcome:
    dimensions, rungs = instrument.dimensions, instrument.rungs
    return Outcome(
        [0] * dimensions, [0] * dimensions, [0] * dimensions, [0] * rungs, [0] * rungs, [0] * rungs
    )


def rate(instrument: Instrument, marks: list[Mark]) -> Outcome:
    marks = with_implied(instrument, marks)
    outcome = blank(instrument)
    for item, mark in zip(instrument.items, marks, strict=True):
        if not mark.asked:
            continue
        count_points(outcome, item, mark)
        for rung in range(instrument.rungs):
            if item.mandatory[rung]:
                outcome.mandatory[rung] += 1
                if not mark.options:
                    outcome.undecided[rung] += 1
                elif any(item.levels[option] >= rung + 1 for option in mark.options):
                    outcome.attained[rung] += 1
    outcome.certain_level = level(instrument, outcome, outcome.attained)
    hoped = [
        attained + undecided for attained, undecided in zip(outcome.attained, outcome.undecided, strict=True)
    ]
    outcome.possible_level = level(instrument, outcome, hoped)
    return outcome


def count_points(outcome: Outcome, item: ItemRule, mark: Mark) -> None:
    if mark.not_applicable:
        return
    outcome.maximum[item.dimension] += item.maximum
    if mark.options:
        for option in mark.options:
            outcome.points[item.dimension] += item.points[option]
            outcome.possible[item.dimension] += item.points[option]
    else:
        outcome.possible[item.dimension] += item.maximum


def level(instrument: Instrument, outcome: Outcome, reached: list[int]) -> int:
    for rung in range(instrument.rungs):
        mandatory = outcome.mandatory[rung]
        if mandatory == 0 or Fraction(reached[rung], mandatory) < Fraction(instrument.percent, 100):
            return rung
    return instrument.rungs


def with_implied(instrument: Instrument, marks: list[Mark]) -> list[Mark]:
    marks = list(marks)
    for implication in instrument.implications:
        if (
            implication.when_option in marks[implication.when_item].options
            and marks[implication.then_item].asked
        ):
            marks[implication.then_item] = Mark((implication.then_option,))
    return marks
