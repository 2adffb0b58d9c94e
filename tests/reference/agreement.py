"""Holding a result of the engine against the reference and against what a case expects."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from tests.reference.cases import Expectation
from tests.reference.rating import Outcome

UNDECIDED = "undecided"

Result = Mapping[str, Any]
"""One entry of what `rate_list` returns."""


def disagreements(result: Result, outcome: Outcome) -> list[str]:
    """Where the engine and the reference say different things about one unit."""
    return [
        f"{what}: engine {engine}, reference {reference}"
        for what, engine, reference in pairs(result, outcome)
        if engine != reference
    ]


def pairs(result: Result, outcome: Outcome) -> Iterator[tuple[str, Any, Any]]:
    """Each statement as the engine and as the reference makes it."""
    yield "certain", result["certain"], outcome.certain
    yield "possible", result["possible"], outcome.possible
    yield "total", exact(result["total"]), outcome.total[0]
    yield "possible total", exact(result["possible_total"]), outcome.total[1]
    for dimension in result["dimensions"]:
        low, high = outcome.dimensions[dimension["id"]]
        yield f"points of {dimension['id']}", exact(dimension["points"]), low
        yield f"possible points of {dimension['id']}", exact(dimension["possible"]), high
    gates = gates_of(result)
    for name in sorted(gates.keys() | outcome.gates.keys()):
        yield f"gate {name}", gates.get(name), outcome.gates.get(name)
    derived = {fact["fact"]: set(fact["possible"]) for fact in result["derived_facts"]}
    for name, possible in outcome.derived_facts.items():
        yield name, derived.get(name), set(possible)


def missed(result: Result, expect: Expectation) -> list[str]:
    """Where the engine does not say what a case expects."""
    return [
        f"{what}: got {got}, expected {wanted}"
        for what, got, wanted in expected(result, expect)
        if wanted is not None and got != wanted
    ]


def expected(result: Result, expect: Expectation) -> Iterator[tuple[str, Any, Any]]:
    """Each statement of the engine with what a case expects, None where it expects nothing."""
    yield "certain", result["certain"], expect.certain
    yield "possible", result["possible"], expect.possible
    for key in ("total", "possible_total"):
        wanted = getattr(expect, key)
        yield key, exact(result[key]), None if wanted is None else exact(wanted)
    points = {dimension["id"]: exact(dimension["points"]) for dimension in result["dimensions"]}
    for name, wanted in expect.dimensions.items():
        yield f"points of {name}", points.get(name), exact(wanted)
    gates = gates_of(result)
    for name, verdict in expect.gates.items():
        yield f"gate {name}", gates.get(name), verdict
    derived = {fact["fact"]: fact["value"] or UNDECIDED for fact in result["derived_facts"]}
    for name, choice in expect.derived_facts.items():
        yield name, derived.get(name), choice or UNDECIDED


def gates_of(result: Result) -> dict[str, str]:
    """Verdicts by gate."""
    return {gate["id"]: gate["verdict"] for gate in result["gates"]}


def exact(number: Any) -> Fraction:
    """A number as printed, exactly."""
    return Fraction(str(number))
