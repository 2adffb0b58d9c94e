"""Gates: intervals against thresholds, trees, and what softens a verdict."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.gates import (
    UNKNOWN_HIGH,
    UNKNOWN_LOW,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Figures,
    Flag,
    Gate,
    GateSet,
    Not,
    Test,
    Undecided,
    decide,
    evaluate,
)
from scoring.logic import MET, NOT_MET, UNDECIDED

HOLDS = {
    Test.AT_LEAST: lambda value, threshold: value >= threshold,
    Test.MORE_THAN: lambda value, threshold: value > threshold,
    Test.AT_MOST: lambda value, threshold: value <= threshold,
    Test.BELOW: lambda value, threshold: value < threshold,
    Test.ONE_OF: lambda value, threshold: value == threshold,
}


def figures(*intervals: tuple[int, int], flags: tuple[int, ...] = ()) -> Figures:
    low, high = ([interval[end] for interval in intervals] for end in (0, 1))
    return Figures(
        np.array(low, np.int64)[:, None],
        np.array(high, np.int64)[:, None],
        np.array(flags, np.uint8)[:, None],
    )


@given(st.integers(-5, 5), st.integers(0, 4), st.integers(-5, 5), st.sampled_from(list(HOLDS)))
def test_an_interval_is_decided_only_when_all_its_values_agree(
    low: int, width: int, threshold: int, test: Test
) -> None:
    verdict = evaluate(Compare(0, test, (threshold,)), figures((low, low + width)))[0]
    outcomes = {HOLDS[test](value, threshold) for value in range(low, low + width + 1)}
    assert verdict == (UNDECIDED if len(outcomes) == 2 else MET if True in outcomes else NOT_MET)


@pytest.mark.parametrize("test", list(Test))
def test_an_unknown_figure_is_undecided(test: Test) -> None:
    assert evaluate(Compare(0, test, (3,)), figures((UNKNOWN_LOW, UNKNOWN_HIGH)))[0] == UNDECIDED


def test_one_of_takes_any_of_the_values() -> None:
    node = Compare(0, Test.ONE_OF, (1, 3))
    assert [int(evaluate(node, figures((value, value)))[0]) for value in range(4)] == [0, 2, 0, 2]


def test_a_set_includes_a_member() -> None:
    node = Compare(0, Test.INCLUDES, (0b0110,))
    assert [int(evaluate(node, figures((mask, mask)))[0]) for mask in (0b1001, 0b0010, 0b1111)] == [0, 2, 2]


@pytest.mark.parametrize(("value", "verdict"), [(14, NOT_MET), (15, UNDECIDED), (19, UNDECIDED), (20, MET)])
def test_between_two_readings_it_is_undecided(value: int, verdict: int) -> None:
    node = Compare(0, Test.AT_LEAST, (20,), lenient=(15,))
    assert evaluate(node, figures((value, value)))[0] == verdict


def test_trees_combine_operands_and_flags() -> None:
    rich, poor = Compare(0, Test.AT_LEAST, (20,)), Compare(0, Test.AT_LEAST, (15,))
    tree = AnyOf((AllOf((Flag(0), poor)), AllOf((Not(Flag(0)), rich))))
    verdicts = {
        (value, flag): int(evaluate(tree, figures((value, value), flags=(flag,)))[0])
        for value in (14, 17, 20)
        for flag in (NOT_MET, UNDECIDED, MET)
    }
    assert verdicts == {
        (14, 0): 0, (14, 1): 0, (14, 2): 0,
        (17, 0): 0, (17, 1): 1, (17, 2): 2,
        # Whether the county belongs to the group does not matter here, but the tree cannot know that.
        (20, 0): 2, (20, 1): 1, (20, 2): 2,
    }  # fmt: skip


def test_a_count_of_parts() -> None:
    tree = AtLeast(2, (Flag(0), Flag(1), Undecided()))
    cases = {(2, 2): MET, (2, 0): UNDECIDED, (0, 0): NOT_MET, (1, 0): UNDECIDED}
    for flags, verdict in cases.items():
        assert evaluate(tree, figures((0, 0), flags=flags))[0] == verdict


def test_a_recalled_gate_is_never_decided_and_a_principle_never_fails() -> None:
    rules = (Gate(Flag(0), undecidable=True), Gate(Flag(0), in_principle=True), Gate(Flag(0)))
    gates = GateSet(rules, ((0, 2), (2,), ()))
    for flag, verdicts, rungs in ((MET, [1, 2, 2], [1, 2, 1]), (NOT_MET, [1, 1, 0], [0, 0, 1])):
        decided = decide(gates, figures((0, 0), flags=(flag,)))
        assert decided.gates[:, 0].tolist() == verdicts
        assert decided.rungs[:, 0].tolist() == rungs
