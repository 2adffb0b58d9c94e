"""What is stated about a unit: its profile, its facts with period and source, the titles it holds."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.schema.common import ProductionType
from assessments.schema.fact import Source

Value = Decimal | str | date | tuple[str, ...]
"""Decimal for money (yuan), count, number, level and ledger rows; a choice id; a date; ids of a set."""


@dataclass(frozen=True)
class Profile:
    """Where a unit stands and how it produces: county code, GB/T 4754 class, production type.

    County and industry may be unknown: conditions that ask for them are then undecided.
    """

    county: str | None
    industry: str | None
    production_type: ProductionType


@dataclass(frozen=True)
class FactValue:
    """One stated value. Its period is a calendar `year`, an interval `start`–`end`, or an instant `as_of`.

    A value without any of them is taken as stated for whatever period a rule asks about.
    """

    value: Value
    source: Source = Source.SELF_STATED
    year: int | None = None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class HeldTitle:
    """A recognition held: its kind, from when and until when (None: unknown beginning, no end)."""

    title: str
    start: date | None = None
    end: date | None = None
