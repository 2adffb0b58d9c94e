"""What stands of the statements about a fact: per source and period the last one, best source first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments import stated
from assessments.loader import Catalogue
from assessments.schema.fact import SOURCE_RANK, Fact, Source
from backend.db.tables.firms import FactValue
from backend.services.fact_values import to_value


@dataclass(frozen=True)
class Period:
    """What a statement is about: a calendar year, an interval with both ends, or (all empty) now."""

    year: int | None = None
    start: date | None = None
    end: date | None = None


ALWAYS = Period()


@dataclass(frozen=True)
class Statement:
    """One statement as pages show it; an empty `value` withdrew what the same source had said."""

    id: str
    value: str
    period: Period
    source: Source
    author: str
    at: datetime


def statement_of(row: FactValue, author: str | None = None) -> Statement:
    """A stored statement."""
    period = Period(row.year, row.start, row.end)
    return Statement(row.id, row.value, period, Source(row.source), author or "", row.stated_at)


def latest(said: Iterable[Statement]) -> Iterable[Statement]:
    """The last statement of each source about each period; `said` is oldest first."""
    return {(each.period, each.source): each for each in said}.values()


def standing(said: Iterable[Statement]) -> list[Statement]:
    """The last statements that were not withdrawn, best source first."""
    return sorted(
        (each for each in latest(said) if each.value), key=lambda each: SOURCE_RANK.index(each.source)
    )


def for_engine(catalogue: Catalogue, rows: Sequence[FactValue]) -> Mapping[str, tuple[stated.FactValue, ...]]:
    """What stands of the rows (oldest first) about the facts of the register, as the engine takes it."""
    by_fact: dict[str, list[Statement]] = defaultdict(list)
    for row in rows:
        by_fact[row.fact].append(statement_of(row))
    known = ((catalogue.facts[name], said) for name, said in by_fact.items() if name in catalogue.facts)
    return {fact.id: tuple(_engine_value(fact, each) for each in standing(said)) for fact, said in known}


def _engine_value(fact: Fact, each: Statement) -> stated.FactValue:
    return stated.FactValue(
        value=to_value(fact, each.value),
        source=each.source,
        year=each.period.year,
        start=each.period.start,
        end=each.period.end,
    )
