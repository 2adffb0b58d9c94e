"""What a file says about one unit, read plainly: fractions, dates, words and lists.

Only good files are read here. What a bad file is told is tested elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from assessments.schema.common import zh
from assessments.schema.fact import Fact
from assessments.schema.questionnaire import Item, Option, Questionnaire
from assessments.schema.region import Regions
from assessments.schema.target import RecognitionKind

Value = Fraction | str | date | frozenset[str]

NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Stated:
    """One stated value: its source and, as first and last day, its period.

    `kind` of the period is "year", "interval", "instant" or "" where none is given.
    """

    value: Value
    source: str = "self_stated"
    kind: str = ""
    first: date = date.min
    last: date = date.max


@dataclass(frozen=True)
class Title:
    """A title held."""

    title: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Unit:
    """One unit: answers are lists of option ids, or `NOT_APPLICABLE`; `titles` None means not known."""

    county: str
    industry: str
    production: str
    facts: Mapping[str, list[Stated]] = field(default_factory=dict)
    answers: Mapping[str, list[str] | str] = field(default_factory=dict)
    titles: list[Title] | None = None


def read_unit(
    raw: Mapping[str, Any],
    questionnaire: Questionnaire,
    facts: Mapping[str, Fact],
    regions: Regions,
    titles: Mapping[str, RecognitionKind],
) -> Unit:
    """The unit of a file's entry."""
    profile = raw["profile"]
    production = {"离散型": "discrete", "流程型": "process"}.get(
        profile["production_type"], profile["production_type"]
    )
    held = raw.get("recognitions")
    return Unit(
        county=read_county(profile["county"], regions),
        industry=profile["industry"].lstrip("ABCDEFGHIJKLMNOPQRST") or profile["industry"],
        production=production,
        facts={name: read_fact(facts[name], stated) for name, stated in raw.get("facts", {}).items()},
        answers=dict(
            read_answer(questionnaire, production, key, given)
            for key, given in raw.get("answers", {}).items()
            if given is not None
        ),
        titles=None if held is None else [read_title(row, titles) for row in held],
    )


def read_county(name: str, regions: Regions) -> str:
    """A county's code from its code or name."""
    for city in regions.cities:
        for county in city.counties:
            if name in (
                county.code,
                county.name,
                city.name + county.name,
                regions.name + city.name + county.name,
            ):
                return county.code
    raise KeyError(name)


def read_fact(fact: Fact, stated: Any) -> list[Stated]:
    """The stated values of one fact: a bare value, a row, or a list of rows."""
    if isinstance(stated, dict):
        return [read_row(fact, stated)]
    if isinstance(stated, list) and stated and isinstance(stated[0], dict):
        return [read_row(fact, row) for row in stated]
    return [Stated(read_value(fact, stated))]


def read_row(fact: Fact, row: Mapping[str, Any]) -> Stated:
    """A value with its period and source."""
    value, source = read_value(fact, row["value"]), str(row.get("source") or "self_stated")
    if row.get("year") is not None:
        year = int(row["year"])
        return Stated(value, source, "year", date(year, 1, 1), date(year, 12, 31))
    if row.get("from") is not None or row.get("to") is not None:
        first = read_day(row["from"]) if row.get("from") is not None else date.min
        last = read_day(row["to"]) if row.get("to") is not None else date.max
        return Stated(value, source, "interval", first, last)
    if row.get("as_of") is not None:
        day = read_day(row["as_of"])
        return Stated(value, source, "instant", day, day)
    return Stated(value, source)


def read_value(fact: Fact, raw: Any) -> Value:
    """A value of the fact's kind."""
    if fact.kind == "date":
        return read_day(raw)
    if fact.kind == "choice":
        return read_choice(fact, raw)
    if fact.kind == "set":
        return frozenset(read_choice(fact, member) for member in raw)
    return Fraction(str(raw))


def read_choice(fact: Fact, raw: str) -> str:
    """A choice by id or label."""
    return next(choice.id for choice in fact.choices if raw in (choice.id, zh(choice.label)))


def read_day(raw: str | date) -> date:
    """An ISO day."""
    return raw if isinstance(raw, date) else date.fromisoformat(raw)


def read_title(row: Mapping[str, Any], kinds: Mapping[str, RecognitionKind]) -> Title:
    """A title by id or name."""
    kind = next(kind.id for kind in kinds.values() if row["title"] in (kind.id, zh(kind.name)))
    days = [None if row.get(end) is None else read_day(row[end]) for end in ("from", "to")]
    return Title(kind, *days)


def read_answer(
    questionnaire: Questionnaire, production: str, key: str, given: Any
) -> tuple[str, list[str] | str]:
    """The item's id and the chosen option ids; items and options are named by id or ref."""
    item = next(
        item
        for item in questionnaire.items
        if str(key) in (item.id, item.ref) and item.production in ("all", production)
    )
    if isinstance(given, dict):
        return item.id, NOT_APPLICABLE
    named = [given] if isinstance(given, str) else given
    return item.id, [read_option(item, production, name) for name in named]


def read_option(item: Item, production: str, name: str) -> str:
    """The option of this name; of twins ("E", "E2") "E" means the one of one's own production type."""
    own = own_options(item, production)
    exact = [option.id for option in own if name in (option.id, option.ref, *option.aliases)]
    return exact[0] if exact else next(one.id for one in own if one.ref.rstrip("0123456789") == name)


def own_options(item: Item, production: str) -> list[Option]:
    """The options that a unit of this production type may choose."""
    return [option for option in item.options if option.production in ("all", production)]
