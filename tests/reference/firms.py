"""Random firms for the instruments that ship, with figures on and next to the bounds that these have."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from assessments.catalogue import Catalogue
from assessments.schema.condition import Comparison, Condition, parts_of
from assessments.schema.fact import SOURCE_RANK, Fact
from assessments.schema.questionnaire import Item, Questionnaire
from tests.reference.unit import own_options

BASES = (10**6, 10**8, 123_456_789, 10**12)
"""Revenues, in yuan, of which shares are taken."""


def firm(
    chance: Random, catalogue: Catalogue, version: Questionnaire, as_of: date, number: int
) -> dict[str, Any]:
    """One entry of a file."""
    production = chance.choice(("discrete", "process"))
    counties = [county.code for city in catalogue.regions.cities for county in city.counties]
    classes = [code for code, industry in catalogue.industries.items() if industry.level == 4]
    bounds, base = sorted(set(bounds_of(catalogue, version))), chance.choice(BASES)
    facts = {
        name: stated(chance, fact, figures(chance, fact, bounds, base), as_of)
        for name, fact in catalogue.facts.items()
        if chance.random() < 0.95
    }
    asked = [
        item for item in version.items if item.type != "derived" and item.production in ("all", production)
    ]
    unit = {
        "id": number,
        "profile": {
            "county": chance.choice(counties),
            "industry": chance.choice(classes),
            "production_type": production,
        },
        "facts": facts,
        "answers": {item.id: answer(chance, item, production) for item in asked if chance.random() < 0.95},
    }
    if chance.random() < 0.2:
        return unit
    kinds = chance.sample(sorted(catalogue.recognition_kinds), 3)
    return {**unit, "recognitions": [{"title": kind, "from": "2024-07-01"} for kind in kinds]}


def bounds_of(catalogue: Catalogue, version: Questionnaire) -> Iterator[Decimal]:
    """The numbers with which a version and the derived facts compare."""
    whens = [gate.when for gate in version.gates]
    whens += [option.when for item in version.items for option in item.options if option.when is not None]
    whens += [
        one.when for fact in catalogue.derived_facts.values() for one in fact.choices if one.when is not None
    ]
    for when in whens:
        for leaf in leaves(when):
            if isinstance(leaf, Comparison) and isinstance(leaf.value, Decimal):
                yield leaf.value


def leaves(condition: Condition) -> Iterator[Condition]:
    """The conditions inside one that have no parts."""
    if not parts_of(condition):
        yield condition
    for part in parts_of(condition):
        yield from leaves(part)


def figures(chance: Random, fact: Fact, bounds: list[Decimal], base: int) -> list[Any]:
    """Five values of a fact, one for each of five years."""
    return [VALUES.get(fact.kind, quantity)(chance, fact, bounds, base) for _ in range(5)]


def quantity(chance: Random, fact: Fact, bounds: list[Decimal], base: int) -> str:
    """A bound, a share of the base, or the base; or the next number on either side."""
    bound, places = chance.choice(bounds), fact.decimals
    step = Decimal(1).scaleb(-places)
    shares = [base * share / 100 for share in bounds if share <= 1000]
    value = chance.choice((bound, bound, chance.choice(shares or bounds), Decimal(base)))
    value = round(value, places) + chance.choice((-step, 0, 0, step))
    if fact.minimum is not None:
        value = max(value, fact.minimum)
    if fact.maximum is not None:
        value = min(value, fact.maximum)
    return f"{value:f}"


def choice(chance: Random, fact: Fact, _: list[Decimal], __: int) -> str:
    """One choice."""
    return chance.choice(fact.choices).id


def choices(chance: Random, fact: Fact, _: list[Decimal], __: int) -> list[str]:
    """Some choices, or none."""
    return [one.id for one in fact.choices if chance.random() < 0.5]


def day(chance: Random, _: Fact, __: list[Decimal], ___: int) -> str:
    """A day of the last years."""
    return (date(2020, 1, 1) + timedelta(days=chance.randrange(2400))).isoformat()


VALUES: Mapping[str, Any] = {"choice": choice, "set": choices, "date": day}


def stated(chance: Random, fact: Fact, values: list[Any], as_of: date) -> Any:
    """Values by year from one source, now and then without one of the years; or one value for ever."""
    source = chance.choice((*SOURCE_RANK, *[SOURCE_RANK[0]] * 8)).value
    if fact.period == "instant" or chance.random() < 0.1:
        return {"value": values[0], "source": source}
    left_out = chance.randrange(40)
    return [
        {"value": value, "year": as_of.year - back, "source": source}
        for back, value in enumerate(values)
        if back != left_out
    ]


def answer(chance: Random, item: Item, production: str) -> list[str]:
    """Any option, or some that go together."""
    own = own_options(item, production)
    if item.type == "single":
        return [chance.choice(own).id]
    together = [option.id for option in own if not option.exclusive and chance.random() < 0.5]
    return together or [own[0].id]
