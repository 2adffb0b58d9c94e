"""Three-valued logic against its truth tables."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from scoring import logic
from scoring.logic import MET, NOT_MET, UNDECIDED, Verdicts

VALUES = (NOT_MET, UNDECIDED, MET)


def column(*values: int) -> Verdicts:
    return np.array(values, np.uint8)


def settle(values: tuple[int, ...]) -> list[tuple[bool, ...]]:
    """Every way in which the undecided ones may turn out."""
    return list(product(*((False, True) if v == UNDECIDED else (v == MET,) for v in values)))


def by_worlds(values: tuple[int, ...], holds: Callable[[tuple[bool, ...]], bool]) -> int:
    """Met when it holds in every world, not met when in none."""
    outcomes = {holds(world) for world in settle(values)}
    return UNDECIDED if len(outcomes) == 2 else MET if outcomes == {True} else NOT_MET


@pytest.mark.parametrize("values", list(product(VALUES, repeat=3)))
def test_trees_agree_with_every_way_the_undecided_parts_may_turn_out(values: tuple[int, ...]) -> None:
    parts = [column(value) for value in values]
    assert logic.all_of(parts)[0] == by_worlds(values, all)
    assert logic.any_of(parts)[0] == by_worlds(values, any)


@pytest.mark.parametrize("needed", [1, 2, 3])
@pytest.mark.parametrize("values", list(product(VALUES, repeat=3)))
def test_counts_agree_with_every_way_the_undecided_parts_may_turn_out(
    values: tuple[int, ...], needed: int
) -> None:
    parts = [column(value) for value in values]
    assert logic.at_least(needed, parts)[0] == by_worlds(values, lambda world: sum(world) >= needed)


def test_negation_turns_met_and_not_met_round_and_leaves_undecided() -> None:
    assert logic.negated(column(*VALUES)).tolist() == [MET, UNDECIDED, NOT_MET]


def test_two_readings_agree_or_leave_it_undecided() -> None:
    one, other = zip(*product(VALUES, repeat=2), strict=True)
    agreed = logic.agreement(column(*one), column(*other))
    assert agreed.tolist() == [a if a == b else UNDECIDED for a, b in zip(one, other, strict=True)]


def test_in_principle_excuses_a_failure_only() -> None:
    assert logic.excused(column(*VALUES)).tolist() == [UNDECIDED, UNDECIDED, MET]


def test_parts_are_not_changed() -> None:
    parts = [column(*VALUES), column(MET, MET, NOT_MET)]
    before = [part.copy() for part in parts]
    for combine in (
        logic.all_of,
        logic.any_of,
        lambda p: logic.at_least(1, p),
        lambda p: logic.negated(p[0]),
    ):
        combine(parts)
    assert all((part == kept).all() for part, kept in zip(parts, before, strict=True))
