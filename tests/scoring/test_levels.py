"""Levels by gates: first that holds, points as intervals, counts of items."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from scoring.build import build_rubric
from scoring.gates import (
    UNKNOWN_HIGH,
    UNKNOWN_LOW,
    AllOf,
    Compare,
    Figures,
    Gate,
    GateSet,
    Node,
    Test,
    Undecided,
)
from scoring.layout import FIRST_OPTION, UNANSWERED, Slot
from scoring.levels import (
    Band,
    CountOperand,
    Derived,
    FirstThatHolds,
    LevelRules,
    ScoreOperand,
    interval,
    rate_levels,
    settle,
)
from scoring.rubric import ItemRule, Rubric

UNKNOWN = (UNKNOWN_LOW, UNKNOWN_HIGH)


def figures(*operands: list[int | None]) -> Figures:
    """One list per operand, one value per unit; None is unknown."""
    low = [[UNKNOWN_LOW if value is None else value for value in values] for values in operands]
    high = [[UNKNOWN_HIGH if value is None else value for value in values] for values in operands]
    return Figures(
        np.array(low, np.int64), np.array(high, np.int64), np.empty((0, len(operands[0])), np.uint8)
    )


def at_least(operand: int, value: int) -> Node:
    return Compare(operand, Test.AT_LEAST, (value,))


STEPS = FirstThatHolds((at_least(0, 10), at_least(0, 5), None), (20, 10, 0))


def test_the_first_outcome_that_holds_counts() -> None:
    low, high = interval(STEPS, figures([12, 10, 9, 5, 4, None]))
    assert_array_equal(low, [20, 20, 10, 10, 0, 0])
    assert_array_equal(high, [20, 20, 10, 10, 0, 20])


def test_what_is_known_narrows_what_may_come_out() -> None:
    partly = Figures(np.array([[6]]), np.array([[UNKNOWN_HIGH]]), np.empty((0, 1), np.uint8))
    low, high = interval(STEPS, partly)
    assert (low.tolist(), high.tolist()) == ([10], [20])


def test_points_of_a_recalled_outcome_are_possible_never_certain() -> None:
    recalled = AllOf((at_least(0, 5), Undecided()))
    low, high = interval(FirstThatHolds((at_least(0, 10), recalled, None), (20, 10, 3)), figures([10, 7, 4]))
    assert_array_equal(low, [20, 3, 3])
    assert_array_equal(high, [20, 10, 3])


def test_a_derived_fact_gets_its_rank() -> None:
    settled = settle([Derived(1, STEPS)], figures([12, 4, None], [None, None, None]))
    assert settled.low[1].tolist() == [20, 0, 0]
    assert settled.high[1].tolist() == [20, 0, 20]


def test_a_derived_item_counts_for_the_units_it_is_asked_of() -> None:
    empty = build_rubric([], [], dimensions=1, rungs=1, percent=100)
    rules = LevelRules((Band(0, STEPS, asked=0),), (), (), GateSet((Gate(at_least(0, 10)),), ((0,),)))
    known = Figures(np.array([[12, 12]]), np.array([[12, 12]]), np.array([[2, 0]], np.uint8))
    told = rate_levels(empty, np.empty((0, 2), np.uint8), rules, known)
    assert (told.low[-1].tolist(), told.maximum[-1].tolist()) == ([20, 0], [20, 0])


def item(place: int, counted: tuple[int, ...]) -> ItemRule:
    slot = Slot(first=place, options=3, multiple=False, may_not_apply=False, conditional=False)
    return ItemRule(0, slot, (0, 2, 5), (0, 1, 2), 5, (False, False), counted)


def rubric() -> Rubric:
    """Two items in the first of two domains; counters: both at rank 1, the second alone at rank 2."""
    items = [item(0, (1, 0)), item(1, (1, 2))]
    return build_rubric(items, [], dimensions=2, rungs=2, percent=100, counters=2)


def rules() -> LevelRules:
    """Operand 0 is stated, 1 the total, 2 and 3 the counters; a band of the second domain hangs on 0."""
    gates = (Gate(at_least(1, 10)), Gate(at_least(2, 2)), Gate(at_least(1, 30)), Gate(at_least(3, 1)))
    return LevelRules(
        bands=(Band(1, STEPS),),
        scores=(ScoreOperand(1, None),),
        counts=(CountOperand(2, 0), CountOperand(3, 1)),
        gates=GateSet(gates, ((0, 1), (2, 3))),
    )


def rate(first: int, second: int, stated: int | None) -> tuple[int, int, int, int]:
    block = np.array([[first], [second]], np.uint8)
    told = rate_levels(rubric(), block, rules(), figures([stated], [None], [None], [None]))
    return int(told.low[-1, 0]), int(told.high[-1, 0]), int(told.certain[0]), int(told.possible[0])


@pytest.mark.parametrize(
    ("answers", "stated", "expected"),
    [
        ((2, 2), 12, (30, 30, 2, 2)),  # 5 + 5 + 20
        ((1, 2), 12, (27, 27, 1, 1)),  # 2 + 5 + 20: below 30
        ((1, 1), 5, (14, 14, 1, 1)),
        ((0, 1), 12, (22, 22, 0, 0)),  # the points are there, only one item is at rank 1
        ((1, 1), None, (4, 24, 0, 1)),
        ((2, 2), None, (10, 30, 1, 2)),
    ],
)
def test_levels_need_points_and_counts(
    answers: tuple[int, int], stated: int | None, expected: tuple[int, int, int, int]
) -> None:
    assert rate(FIRST_OPTION + answers[0], FIRST_OPTION + answers[1], stated) == expected


def test_an_open_item_may_count() -> None:
    assert rate(UNANSWERED, FIRST_OPTION + 2, 12) == (25, 30, 0, 2)


def test_an_instrument_without_items_is_decided_by_its_figures() -> None:
    empty = build_rubric([], [], dimensions=0, rungs=1, percent=100)
    gates = GateSet((Gate(at_least(0, 10)),), ((0,),))
    told = rate_levels(
        empty, np.empty((0, 3), np.uint8), LevelRules((), (), (), gates), figures([10, 9, None])
    )
    assert told.certain.tolist() == [1, 0, 0]
    assert told.possible.tolist() == [1, 0, 1]


def test_counters_of_an_instrument_without_items_count_nothing() -> None:
    empty = build_rubric([], [], dimensions=0, rungs=1, percent=100, counters=1)
    rules = LevelRules((), (), (CountOperand(0, 0),), GateSet((Gate(at_least(0, 1)),), ((0,),)))
    told = rate_levels(empty, np.empty((0, 1), np.uint8), rules, figures([None]))
    assert (told.certain.tolist(), told.possible.tolist()) == ([0], [0])
