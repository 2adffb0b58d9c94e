"""What follows from what among conditions: proven where the checks say so, never claimed without proof."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assessments.checks.logic import contradiction, implies
from assessments.schema.condition import Condition
from tests.assessments.builders import FACTS

ADAPTER: TypeAdapter[Any] = TypeAdapter(Condition)
COMPARATORS = ("at_least", "more_than", "at_most", "below", "is")


def condition(raw: dict[str, Any]) -> Any:
    return ADAPTER.validate_python(raw)


def staff(comparator: str, value: int, **more: Any) -> dict[str, Any]:
    return {"fact": "staff", "comparator": comparator, "value": str(value), **more}


def holds(raw: dict[str, Any], figure: int) -> bool:
    """Whether a tree over the one fact holds for a figure, found by looking."""
    match raw:
        case {"all_of": parts}:
            return all(holds(part, figure) for part in parts)
        case {"any_of": parts}:
            return any(holds(part, figure) for part in parts)
        case {"not": part}:
            return not holds(part, figure)
    bound = Decimal(raw["value"])
    return {
        "at_least": figure >= bound,
        "more_than": figure > bound,
        "at_most": figure <= bound,
        "below": figure < bound,
        "is": figure == bound,
    }[raw["comparator"]]


leaf = st.builds(staff, st.sampled_from(COMPARATORS), st.integers(0, 4))
tree = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all_of": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any_of": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
FIGURES = range(-1, 7)


@given(tree, tree)
def test_what_is_said_to_follow_follows(one: dict[str, Any], other: dict[str, Any]) -> None:
    if implies(condition(one), condition(other), FACTS):
        assert all(holds(other, figure) for figure in FIGURES if holds(one, figure))


@given(st.lists(tree, min_size=2, max_size=3))
def test_what_is_said_to_contradict_contradicts(parts: list[dict[str, Any]]) -> None:
    if contradiction([condition(part) for part in parts], FACTS):
        assert not any(all(holds(part, figure) for part in parts) for figure in FIGURES)


def test_comparisons_of_one_figure_are_all_seen_through() -> None:
    # Between neighbouring integers lie decimals: only bounds themselves are tried, half steps included.
    halves = [Decimal(step) / 2 for step in range(-2, 12)]
    for (a, x), (b, y) in product(product(COMPARATORS, range(5)), repeat=2):
        one, other = staff(a, x), staff(b, y)
        follows = all(holds(other, h) for h in halves if holds(one, h))  # type: ignore[arg-type]
        assert implies(condition(one), condition(other), FACTS) is follows


def compare(fact: str, comparator: str, value: Any) -> dict[str, Any]:
    return {"fact": fact, "comparator": comparator, "value": value}


DECIDED_BY_PEOPLE = {"undecided": {"zh-CN": "由人认定"}}
TWO_READINGS = {"lenient_value": "8", "ambiguity": {"zh-CN": "两读"}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (compare("grade", "at_least", "good"), compare("grade", "one_of", ["good", "best"])),
        (compare("done", "at_least", "2025-02-01"), compare("done", "more_than", "2025-01-31")),
        ({"holds": ["a"]}, {"holds": ["a", "b"]}),
        ({"industry_in": ["351"]}, {"industry_in": ["35"]}),
    ],
)
def test_what_follows_in_other_kinds(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert implies(condition(one), condition(other), FACTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (compare("grade", "is", "fair"), compare("grade", "at_least", "good")),
        (compare("links", "is", "make"), compare("links", "one_of", ["make", "sell"])),
        ({"holds": ["a"]}, {"holds": ["a"], "within_years": "3"}),
        (staff("at_least", 9), staff("at_least", 5, years_back=["1", "2"])),
        (staff("at_least", 9, **TWO_READINGS), staff("at_least", 5)),
        (compare("staff", "at_least", "unknown"), compare("staff", "at_least", "unknown")),
        (DECIDED_BY_PEOPLE, DECIDED_BY_PEOPLE),
    ],
)
def test_what_is_not_claimed_in_other_kinds(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not implies(condition(one), condition(other), FACTS)


def test_any_of_several_years_contradicts_nothing() -> None:
    years = {"years_back": ["1", "2"], "across": "any"}
    parts = [condition(staff("at_least", 9, **years)), condition(staff("below", 5, **years))]
    assert contradiction(parts, FACTS) is None
