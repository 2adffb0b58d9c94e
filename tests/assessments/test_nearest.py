"""The nearest value that serves: every kind of fact, every direction, to the last step."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assessments.nearest import nearest_values
from assessments.schema.fact import Fact
from assessments.stated import Value
from tests.assessments.builders import FACTS, choices, fact

D = Decimal


def found(
    name: str | Fact, now: Value | None, direction: Any, wanted: Callable[[Any], bool], **more: Any
) -> list[Value]:
    one = FACTS[name] if isinstance(name, str) else name
    return list(nearest_values(one, now, direction, wanted, **more))


@pytest.mark.parametrize("bound", [1, 2, 3, 4, 5, 6, 999_999_999_999, 1_000_000_000_001])
@pytest.mark.parametrize("now", [0, 1, 777])
def test_up_to_the_very_yuan(bound: int, now: int) -> None:
    wanted = now + bound
    assert found("revenue", D(now), "up", lambda value: value >= wanted) == [D(wanted)]


@pytest.mark.parametrize("distance", [1, 2, 5, 64, 65, 10**12])
def test_down_to_the_very_yuan(distance: int) -> None:
    now = 10**12 + 7
    assert found("revenue", D(now), "down", lambda value: value <= now - distance) == [D(now - distance)]


def test_either_way_gives_both() -> None:
    assert found("profit", D(0), "either", lambda value: abs(value) >= 9) == [D(9), D(-9)]


def test_a_direction_that_is_closed_gives_nothing() -> None:
    assert found("revenue", D(5), "down", lambda value: value >= 9) == []
    assert found("revenue", D(5), "up", lambda value: value <= 4) == []


def test_bounds_of_the_fact_and_of_another_fact_hold() -> None:
    assert found("revenue", D(5), "up", lambda value: value >= 9, top=D(8)) == []
    assert found("revenue", D(5), "up", lambda value: value >= 9, top=D(9)) == [D(9)]
    assert found("level", D(1), "up", lambda value: value > 4) == []
    assert found("revenue", D(5), "down", lambda value: value < 0) == []


def test_numbers_move_in_their_own_steps() -> None:
    assert found("level", D("1.8"), "up", lambda value: value > 2) == [D("2.1")]
    # A value between two steps goes to the next one, not past it.
    fine = fact("fine", "number", decimals="1")
    assert found(fine, D("1.97"), "down", lambda value: value < D("1.95")) == [D("1.9")]
    assert found(fine, D("1.97"), "up", lambda value: value >= D("1.98")) == [D(2)]


def test_an_unknown_number_is_sought_from_nothing() -> None:
    assert found("revenue", None, "up", lambda value: value >= 9) == [D(9)]
    assert found("revenue", None, "up", lambda value: value <= 9) == [D(0)]
    assert found("revenue", None, "down", lambda value: value <= 9) == [D(9)]
    assert found("revenue", None, "down", lambda value: value < 0) == []


def test_a_value_that_serves_as_it_is_stays() -> None:
    assert found("revenue", D(5), "up", lambda value: value >= 3) == [D(5)]


def test_choices_rise_on_their_scale_and_are_free_without_one() -> None:
    assert found("grade", "fair", "up", lambda value: value != "fair") == ["good", "best"]
    assert found("grade", "fair", "down", lambda value: value != "fair") == ["poor"]
    assert found("grade", None, "up", lambda value: True) == ["poor", "fair", "good", "best"]
    assert found("entity", "branch", "up", lambda value: value != "branch") == ["firm", "other"]


def test_sets_only_grow() -> None:
    grown = found("links", ("make",), "up", lambda value: "sell" in value)
    assert grown == [("make", "sell"), ("design", "make", "sell")]
    wide = fact("wide", "set", choices=choices(*"abcdefgh"))
    assert len(found(wide, (), "up", bool)) == 2**6 - 1
