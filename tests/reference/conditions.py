"""Conditions, one function per kind: each gives "met", "not_met" or "undecided".

Items and conditions refer to each other, and so do their modules: points are a subject of conditions, and a
derived item's option follows from one.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Compare,
    CompareMetric,
    CompareScore,
    Comparison,
    Condition,
    Count,
    Holds,
    InGroup,
    InIndustry,
    ItemsAt,
    Not,
    Recalled,
    Unsettled,
)
from assessments.schema.fact import Fact
from assessments.schema.metric import DerivedFact
from tests.reference import items
from tests.reference.facts import accepted, best, holds_on, of_ledger, of_year, years_before
from tests.reference.figures import Figure, metric, order
from tests.reference.unit import Title, Value
from tests.reference.world import SOURCES, World

Verdict = str

WORDS: Mapping[str, Callable[[int], bool]] = {
    "at_least": lambda order: order >= 0,
    "more_than": lambda order: order > 0,
    "at_most": lambda order: order <= 0,
    "below": lambda order: order < 0,
    "is": lambda order: order == 0,
}
"""What a comparator says of the order (-1, 0, 1) of a value to the threshold."""

SECTIONS = {
    **dict.fromkeys(range(1, 6), "A"),
    **dict.fromkeys(range(6, 13), "B"),
    **dict.fromkeys(range(13, 44), "C"),
    **dict.fromkeys(range(44, 47), "D"),
    **dict.fromkeys(range(47, 51), "E"),
    **dict.fromkeys(range(51, 53), "F"),
    **dict.fromkeys(range(53, 61), "G"),
    **dict.fromkeys(range(61, 63), "H"),
    **dict.fromkeys(range(63, 66), "I"),
    **dict.fromkeys(range(66, 70), "J"),
    70: "K",
    **dict.fromkeys(range(71, 73), "L"),
    **dict.fromkeys(range(73, 76), "M"),
    **dict.fromkeys(range(76, 80), "N"),
    **dict.fromkeys(range(80, 83), "O"),
    83: "P",
    **dict.fromkeys(range(84, 86), "Q"),
    **dict.fromkeys(range(86, 91), "R"),
    **dict.fromkeys(range(91, 97), "S"),
    97: "T",
}
"""GB/T 4754-2017: the section of each division."""


def decide(world: World, condition: Condition) -> Verdict:
    """Any condition."""
    return KINDS[type(condition)](world, condition)


# --- combinations -----------------------------------------------------------------------------------------


def all_of(world: World, condition: AllOf) -> Verdict:
    """One part that is not met decides; else one that is undecided."""
    return both([decide(world, part) for part in condition.all_of])


def any_of(world: World, condition: AnyOf) -> Verdict:
    """One part that is met decides; else one that is undecided."""
    return either([decide(world, part) for part in condition.any_of])


def negated(world: World, condition: Not) -> Verdict:
    """Met and not met turned round."""
    return {"met": "not_met", "not_met": "met", "undecided": "undecided"}[decide(world, condition.negated)]


def count(world: World, condition: Count) -> Verdict:
    """So many of the parts."""
    return enough([decide(world, part) for part in condition.of], condition.at_least)


def recalled(_: World, __: Recalled) -> Verdict:
    """Shown only."""
    return "undecided"


def unsettled(_: World, __: Unsettled) -> Verdict:
    """A person decides."""
    return "undecided"


def both(verdicts: list[Verdict]) -> Verdict:
    """All of them."""
    return next((word for word in ("not_met", "undecided") if word in verdicts), "met")


def either(verdicts: list[Verdict]) -> Verdict:
    """One of them."""
    return next((word for word in ("met", "undecided") if word in verdicts), "not_met")


def enough(verdicts: list[Verdict], needed: int) -> Verdict:
    """At least so many of them."""
    if verdicts.count("met") >= needed:
        return "met"
    return "undecided" if verdicts.count("met") + verdicts.count("undecided") >= needed else "not_met"


def one_of_two(*, can_hold: bool, can_fail: bool) -> Verdict:
    """What may hold and what may fail."""
    return "undecided" if can_hold and can_fail else "met" if can_hold else "not_met"


# --- comparisons ------------------------------------------------------------------------------------------


def compare_fact(world: World, condition: Compare) -> Verdict:
    """A fact, of one year or of several."""
    if condition.fact in world.derived_facts:
        return two_readings(
            condition, partial(is_choice, world, world.derived_facts[condition.fact], condition)
        )
    fact = world.facts[condition.fact]
    if fact.kind == "ledger":
        return two_readings(condition, partial(between, of_ledger(world, fact, condition.window), condition))
    verdicts = []
    for back in condition.years_back or (1,):
        value = of_year(world, fact.id, world.as_of.year - back)
        verdict = two_readings(condition, partial(is_value, fact, value, condition))
        verdicts.append(both([verdict, is_recent(world, fact, condition.within_years)]))
    return across_years(condition.across, verdicts)


def is_recent(world: World, fact: Fact, years: int | None) -> Verdict:
    """Whether what is stated is of a day within so many years; a value without a day always is."""
    if years is None:
        return "met"
    stated = best([value for value in accepted(world, fact) if holds_on(value, world.as_of)])
    if stated is None or stated.kind == "":
        return "met"
    begin = years_before(world.as_of, years)
    return one_of_two(can_hold=stated.last >= begin, can_fail=stated.first < begin)


def compare_metric(world: World, condition: CompareMetric) -> Verdict:
    """A metric, about one year or several."""
    verdicts = []
    for back in condition.years_back or (1,):
        figure = metric(world, condition.metric, world.as_of.year - back)
        span = None if figure is None else (figure, figure)
        verdicts.append(two_readings(condition, partial(between, span, condition)))
    return across_years(condition.across, verdicts)


def compare_score(world: World, condition: CompareScore) -> Verdict:
    """Points, of a domain or in all; the sources that a gate accepts say nothing about points."""
    span = items.points(world.accepting(SOURCES), condition.score)
    return two_readings(condition, partial(between, span, condition))


def across_years(across: str, verdicts: list[Verdict]) -> Verdict:
    """In each year, or in any."""
    return both(verdicts) if across == "each" else either(verdicts)


def two_readings(condition: Comparison, compare: Callable[[Any], Verdict]) -> Verdict:
    """Undecided for a figure that nobody could read, and where two readings of a text differ."""
    if condition.value == "unknown":
        return "undecided"
    strict = compare(condition.value)
    if condition.lenient_value is None or compare(condition.lenient_value) == strict:
        return strict
    return "undecided"


def between(span: tuple[Figure, Figure] | None, condition: Comparison, threshold: Any) -> Verdict:
    """Whether all, some or none of the values between two ends are as asked."""
    if span is None:
        return "undecided"
    low, high = (order(end, Fraction(threshold)) for end in span)
    orders = range(low, high + 1)
    holds = [WORDS[condition.comparator](one) for one in orders]
    return one_of_two(can_hold=any(holds), can_fail=not all(holds))


def is_value(fact: Fact, value: Value | None, condition: Comparison, threshold: Any) -> Verdict:
    """A single value: a number, a day, a choice or a set."""
    if value is None:
        return "undecided"
    if isinstance(value, Fraction):
        return between((value, value), condition, threshold)
    if isinstance(value, date):
        other = date.fromisoformat(threshold)
        holds = WORDS[condition.comparator]((value > other) - (value < other))
    else:
        scale = [choice.id for choice in fact.choices]
        chosen = [value] if isinstance(value, str) else list(value)
        holds = any(chooses(scale, one, condition.comparator, threshold) for one in chosen)
    return "met" if holds else "not_met"


def is_choice(world: World, derived: DerivedFact, condition: Comparison, threshold: Any) -> Verdict:
    """A derived fact, which may still be one of several; its choices stand from the highest."""
    scale = [choice.id for choice in reversed(derived.choices)]
    holds = [
        chooses(scale, one, condition.comparator, threshold) for one in possible_choices(world, derived.id)
    ]
    return one_of_two(can_hold=any(holds), can_fail=not all(holds))


def chooses(scale: list[str], choice: str, comparator: str, threshold: Any) -> bool:
    """A choice against one or several of the scale, lowest first."""
    if comparator == "one_of":
        return choice in threshold
    place, other = scale.index(choice), scale.index(threshold)
    return WORDS[comparator]((place > other) - (place < other))


def possible_choices(world: World, name: str) -> list[str]:
    """What a derived fact may be: from the first choice that may hold to the first that surely does.

    The choices are a scale, so one that lies between two possible ones counts as possible.
    """
    verdicts = []
    for choice in world.derived_facts[name].choices:
        verdicts.append("met" if choice.when is None else decide(world, choice.when))
        if verdicts[-1] == "met":
            break
    places = [place for place, verdict in enumerate(verdicts) if verdict != "not_met"]
    choices = world.derived_facts[name].choices
    return [choice.id for choice in choices[places[0] : places[-1] + 1]]


# --- other leaves -----------------------------------------------------------------------------------------


def items_at(world: World, condition: ItemsAt) -> Verdict:
    """So many items at a level."""
    tagged = [item for item in items.asked(world) if condition.tag is None or condition.tag in item.tags]
    plain = world.accepting(SOURCES)
    return enough([items.at_level(plain, item, condition.items_at) for item in tagged], condition.at_least)


def in_industry(world: World, condition: InIndustry) -> Verdict:
    """A section, or the beginning of a code."""
    code = world.unit.industry
    section = SECTIONS[int(code[:2])]
    return (
        "met"
        if any(part == section or code.startswith(part) for part in condition.industry_in)
        else "not_met"
    )


def in_group(world: World, condition: InGroup) -> Verdict:
    """A group of counties."""
    return "met" if world.unit.county in members(world, condition.county_in) else "not_met"


def members(world: World, name: str) -> set[str]:
    """A group's counties, those of the groups that it unites included."""
    group = next(group for group in world.regions.groups if group.id == name)
    return set(group.members).union(*(members(world, part) for part in group.union_of))


def holds_title(world: World, condition: Holds) -> Verdict:
    """A title held on the day, or granted within some years before it."""
    if world.unit.titles is None:
        return "undecided"
    named = [title for title in world.unit.titles if title.title in condition.holds]
    return either([title_counts(title, condition.within_years, world.as_of) for title in named])


def title_counts(title: Title, within_years: int | None, day: date) -> Verdict:
    """Whether one title counts."""
    if within_years is None:
        valid = (title.start is None or title.start <= day) and (title.end is None or day <= title.end)
        return "met" if valid else "not_met"
    if title.start is None:
        return "undecided"
    return "met" if years_before(day, within_years) <= title.start <= day else "not_met"


KINDS: Mapping[type, Callable[[World, Any], Verdict]] = {
    Compare: compare_fact,
    CompareMetric: compare_metric,
    CompareScore: compare_score,
    ItemsAt: items_at,
    InIndustry: in_industry,
    Unsettled: unsettled,
    Recalled: recalled,
    InGroup: in_group,
    Holds: holds_title,
    AllOf: all_of,
    AnyOf: any_of,
    Not: negated,
    Count: count,
}
