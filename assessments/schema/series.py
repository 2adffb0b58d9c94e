"""Official series: figures that an authority published, by indicator, area and period, with their source."""

import calendar
import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from assessments.schema.common import Definition, Id, Number, Provenance, RegionCode, Text

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_FORM = "时期须写成 2024、2025-11 或 2025-05-28 的形式，且确有这一天"


def end_of(period: str) -> date:
    """The last day of a period: "2024" a year, "2025-11" a month, "2025-05-28" a day. ValueError for none."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(_FORM)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        return date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        raise ValueError(_FORM) from None


def _checked(period: str) -> str:
    end_of(period)
    return period


PeriodName = Annotated[str, AfterValidator(_checked)]
"""A year, a month or a day, as text."""


class SeriesPoint(Definition):
    """One published value; `as_printed` keeps the source's words where they are not a plain figure."""

    region: RegionCode
    period: PeriodName
    value: Number
    as_printed: str = ""
    source: str = Field(min_length=1)
    provenance: Provenance


class Series(Definition):
    """One indicator; `scope` says of what part of an area it speaks, such as a cluster."""

    id: Id
    indicator: Text
    unit: str
    scope: str = ""
    note: Text | None = None
    points: tuple[SeriesPoint, ...] = Field(min_length=1)


class SeriesFile(Definition):
    """The file targets/series.yaml."""

    series: tuple[Series, ...]
