"""What a set of cases leaves out: verdicts that no case gives a gate, bounds that no case comes near."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Compare,
    CompareMetric,
    CompareScore,
    Condition,
    Count,
    Gate,
    InGroup,
    InIndustry,
    Not,
    Recalled,
    Unsettled,
    parts_of,
)
from assessments.schema.questionnaire import Questionnaire
from tests.reference import conditions, items
from tests.reference.facts import of_ledger, of_year
from tests.reference.figures import Figure, Root, metric, order
from tests.reference.unit import Value
from tests.reference.world import World

ALL = frozenset({"met", "not_met", "undecided"})
POSITIONS = ("just below", "at", "just above")

Bound = CompareScore | CompareMetric | Compare


# --- verdicts ---------------------------------------------------------------------------------------------


def verdicts_of(gate: Gate) -> frozenset[str]:
    """The verdicts that a gate can have at all."""
    if gate.provenance == "recalled":
        return frozenset({"undecided"})
    found = possible_verdicts(gate.when)
    return found - {"not_met"} | {"undecided"} if gate.in_principle and "not_met" in found else found


def possible_verdicts(condition: Condition) -> frozenset[str]:
    """The verdicts that a condition can have, its parts taken as independent."""
    match condition:
        case Unsettled() | Recalled():
            return frozenset({"undecided"})
        case Compare(value="unknown") | CompareMetric(value="unknown") | CompareScore(value="unknown"):
            return frozenset({"undecided"})
        case InIndustry() | InGroup():
            return ALL - {"undecided"}
        case AllOf() | AnyOf() | Not() | Count():
            parts = [sorted(possible_verdicts(part)) for part in parts_of(condition)]
            return frozenset(combined(condition, verdicts) for verdicts in product(*parts))
        case _:
            return ALL


def combined(condition: Condition, verdicts: Sequence[str]) -> str:
    """The verdict of a combination whose parts have these verdicts."""
    match condition:
        case AllOf():
            return conditions.both(list(verdicts))
        case AnyOf():
            return conditions.either(list(verdicts))
        case Count(at_least=needed):
            return conditions.enough(list(verdicts), needed)
        case _:
            return {"met": "not_met", "not_met": "met"}.get(verdicts[0], "undecided")


def unseen_verdicts(version: Questionnaire, seen: Mapping[str, set[str]]) -> Iterator[str]:
    """Verdicts that a gate can have and has in no case."""
    for gate in version.gates:
        for verdict in sorted(verdicts_of(gate) - seen.get(gate.id, set())):
            yield f"{version.key}: no case where {gate.id} is {verdict}"


# --- bounds -----------------------------------------------------------------------------------------------


def unseen_bounds(version: Questionnaire, worlds: Sequence[World]) -> Iterator[str]:
    """Bounds that no case stands at, just below or just above.

    Near is one unit or a tenth of the bound; points come in steps, so there it is ten points.
    """
    for place, bound in bounds_of(version):
        threshold = number(bound.value)
        if threshold is None:
            continue
        figures = [figure for world in worlds for figure in figures_of(world, bound)]
        near = max(10.0 if isinstance(bound, CompareScore) else 1.0, abs(float(threshold)) / 10)
        seen = {position(figure, threshold, near) for figure in figures}
        for wanted in reachable(bound, threshold, worlds):
            if wanted not in seen:
                asked = f"{subject(bound)} {bound.comparator} {bound.value}"
                yield f"{version.key} {place}: no case {wanted} {asked}"


def reachable(bound: Bound, threshold: Fraction, worlds: Sequence[World]) -> Iterator[str]:
    """The positions that can be: points and many facts do not fall below zero."""
    fact = worlds[0].facts.get(bound.fact) if worlds and isinstance(bound, Compare) else None
    least = 0 if isinstance(bound, CompareScore) else fact.minimum if fact else None
    most = fact.maximum if fact else None
    if least is None or least < threshold:
        yield POSITIONS[0]
    yield POSITIONS[1]
    if most is None or threshold < most:
        yield POSITIONS[2]


def bounds_of(version: Questionnaire) -> Iterator[tuple[str, Bound]]:
    """The comparisons with a bound that decide something, each with where it stands."""
    for gate in version.gates:
        if gate.provenance != "recalled":
            yield from ((gate.id, bound) for bound in bounds_in(gate.when))
    for item in version.items:
        for option in item.options:
            if option.when is not None and option.provenance != "recalled":
                yield from ((f"{item.ref} {option.ref}", bound) for bound in bounds_in(option.when))


def bounds_in(condition: Condition) -> Iterator[Bound]:
    """The comparisons inside a condition, those that are only recalled left out."""
    if isinstance(condition, Compare | CompareMetric | CompareScore):
        yield condition
    elif not isinstance(condition, Recalled):
        for part in parts_of(condition):
            yield from bounds_in(part)


def subject(bound: Bound) -> str:
    """What is compared."""
    match bound:
        case Compare(fact=name) | CompareMetric(metric=name) | CompareScore(score=name):
            return name


def number(value: Any) -> Fraction | None:
    """A bound as a number, a day as its number; None for choices and what nobody could read."""
    try:
        return Fraction(date.fromisoformat(value).toordinal() if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return None


def figures_of(world: World, bound: Bound) -> Iterator[Figure]:
    """What a case gives a comparison to compare, whoever states it."""
    match bound:
        case CompareScore(score=name):
            yield from items.points(world, name)
        case CompareMetric():
            found = [metric(world, bound.metric, year) for year in years_of(world, bound.years_back)]
            yield from (figure for figure in found if figure is not None)
        case Compare():
            yield from fact_figures(world, bound)


def fact_figures(world: World, bound: Compare) -> Iterator[Figure]:
    """The numbers of a fact."""
    if bound.fact in world.derived_facts:
        return
    fact = world.facts[bound.fact]
    if fact.kind == "ledger":
        yield from of_ledger(world, fact, bound.window) or ()
        return
    values: list[Value | None] = [of_year(world, fact.id, year) for year in years_of(world, bound.years_back)]
    for value in values:
        if isinstance(value, date | Fraction):
            yield Fraction(value.toordinal()) if isinstance(value, date) else value


def years_of(world: World, years_back: Sequence[int]) -> list[int]:
    """The calendar years meant."""
    return [world.as_of.year - back for back in years_back or (1,)]


def position(figure: Figure, threshold: Fraction, near: float) -> str:
    """Where a figure stands to a bound, if it stands near."""
    if abs(approximate(figure) - float(threshold)) > near:
        return "far"
    return POSITIONS[order(figure, threshold) + 1]


def approximate(figure: Figure) -> float:
    """A figure roughly."""
    if isinstance(figure, Root):
        return float((max(float(figure.ratio), 0.0) ** (1 / figure.years) - 1) * 100)
    return float(figure)
