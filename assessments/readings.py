"""What gates ask about one unit, read from what is stated: intervals of figures, and verdicts of flags."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from assessments.figures import FactReader, OperandSpec, Reading, Stated, value_that_counts
from assessments.metrics import MetricReading, MetricSpec, read_metric
from assessments.operands import (
    AnyOperandSpec,
    CompiledGates,
    CountSpec,
    DerivedSpec,
    FlagSpec,
    GroupSpec,
    IndustrySpec,
    ProductionSpec,
    RecentSpec,
    ScoreSpec,
    TitleSpec,
)
from assessments.outcome import Part
from assessments.periods import span_of, years_before
from assessments.stated import HeldTitle, Profile
from scoring.gates import UNKNOWN_HIGH, UNKNOWN_LOW, Figures
from scoring.levels import settle
from scoring.logic import MET, NOT_MET, UNDECIDED


class TitlesOnRecord(tuple[HeldTitle, ...]):
    """Titles of a register that may be incomplete: they prove that one is held, never that none is."""

    __slots__ = ()


@dataclass(frozen=True)
class FlagReading:
    """A flag's verdict (0 / 1 / 2), what it was read from, and why it is not certain."""

    verdict: int
    value: str | tuple[str, ...] | None
    why: str | None = None


@dataclass(frozen=True, eq=False)
class UnitFigures:
    """One unit's readings, in the order of the operands and flags of its gates (`specs`).

    `parts` are the facts behind each operand that is a metric, by position.
    """

    specs: CompiledGates
    operands: tuple[Reading, ...]
    flags: tuple[FlagReading, ...]
    parts: Mapping[int, tuple[Part, ...]]

    @cached_property
    def columns(self) -> Figures:
        """The same as columns of one unit, derived facts filled in."""
        low = np.array([reading.low for reading in self.operands], np.int64)
        high = np.array([reading.high for reading in self.operands], np.int64)
        flags = np.array([flag.verdict for flag in self.flags], np.uint8)
        return settle(self.specs.derived, Figures(low[:, None], high[:, None], flags[:, None]))


def read_figures(
    compiled: CompiledGates,
    profile: Profile,
    facts: Stated,
    titles: Sequence[HeldTitle] | None,
    as_of: date,
) -> UnitFigures:
    """What gates ask about a unit, read from what is stated.

    `titles` are all that are held, unless they are `TitlesOnRecord`; None: nobody knows which are held.
    """
    reader = FactReader(facts, as_of)
    read = [_OPERANDS[type(spec)](spec, reader) for spec in compiled.operands]
    return UnitFigures(
        compiled,
        tuple(one.reading if isinstance(one, MetricReading) else one for one in read),
        tuple(_FLAGS[type(spec)](spec, profile, titles, reader) for spec in compiled.flags),
        {place: one.parts for place, one in enumerate(read) if isinstance(one, MetricReading)},
    )


def read_bounds(spec: AnyOperandSpec, facts: FactReader) -> tuple[int, int]:
    """One operand of a unit as an interval of integers."""
    read = _OPERANDS[type(spec)](spec, facts)
    reading = read.reading if isinstance(read, MetricReading) else read
    return reading.low, reading.high


def read_flag(spec: FlagSpec, profile: Profile, titles: Sequence[HeldTitle] | None, facts: FactReader) -> int:
    """One flag's verdict of a unit (0 / 1 / 2)."""
    return _FLAGS[type(spec)](spec, profile, titles, facts).verdict


_FILLED_LATER = Reading(UNKNOWN_LOW, UNKNOWN_HIGH)
"""Derived facts, points and counts: the engine fills them in."""


def _later(_: AnyOperandSpec, __: FactReader) -> Reading:
    return _FILLED_LATER


def _stated(spec: OperandSpec, facts: FactReader) -> Reading:
    return facts(spec)


_OPERANDS: Mapping[type, Callable[..., Reading | MetricReading]] = {
    OperandSpec: _stated,
    MetricSpec: read_metric,
    DerivedSpec: _later,
    ScoreSpec: _later,
    CountSpec: _later,
}


def _in_group(spec: GroupSpec, profile: Profile, _: object, __: FactReader) -> FlagReading:
    if profile.county is None:
        return FlagReading(UNDECIDED, None, "未填写所在县（市、区）")
    if profile.county in spec.unsettled:
        return FlagReading(UNDECIDED, profile.county, "所在功能区位于哪个县（市、区）未知")
    if not spec.group.is_known:
        return FlagReading(UNDECIDED, profile.county, "文件没有列出名单")
    return FlagReading(MET if profile.county in spec.members else NOT_MET, profile.county)


def _in_industry(spec: IndustrySpec, profile: Profile, _: object, __: FactReader) -> FlagReading:
    if profile.industry is None:
        return FlagReading(UNDECIDED, None, "未填写所属行业")
    known = spec.industries.get(profile.industry)
    section = known.section if known else profile.industry
    if any(profile.industry.startswith(one) or section == one for one in spec.classes):
        return FlagReading(MET, profile.industry)
    # A division that holds the class asked for, but more than it.
    wider = any(one.startswith(profile.industry) for one in spec.classes)
    return FlagReading(UNDECIDED if wider else NOT_MET, profile.industry, "行业代码不够细" if wider else None)


def _holds(spec: TitleSpec, _: Profile, titles: Sequence[HeldTitle] | None, facts: FactReader) -> FlagReading:
    if titles is None:
        return FlagReading(UNDECIDED, None, "尚无认定数据")
    named = [title for title in titles if title.title in spec.titles]
    found = [(title, _counts(spec, title, facts.as_of)) for title in named]
    verdict = max((counts for _, counts in found), default=NOT_MET)
    if verdict == NOT_MET and isinstance(titles, TitlesOnRecord):
        return FlagReading(UNDECIDED, None, "认定记录中没有查到，但记录可能不全")
    held = tuple(dict.fromkeys(title.title for title, counts in found if counts == verdict > NOT_MET))
    return FlagReading(verdict, held, "认定的起始日期未知" if verdict == UNDECIDED else None)


def _counts(spec: TitleSpec, title: HeldTitle, as_of: date) -> int:
    """Whether one title held counts: valid on the day, or granted within the years before it."""
    # Over before its first day: revoked as entered by mistake, it never counted.
    if title.start is not None and title.end is not None and title.end < title.start:
        return NOT_MET
    if spec.within_years is None:
        begun = title.start is None or title.start <= as_of
        return MET if begun and (title.end is None or as_of <= title.end) else NOT_MET
    if title.start is None:
        return UNDECIDED
    return MET if years_before(as_of, spec.within_years) <= title.start <= as_of else NOT_MET


def _is_of_type(spec: ProductionSpec, profile: Profile, _: object, __: FactReader) -> FlagReading:
    return FlagReading(MET if profile.production_type is spec.production else NOT_MET, None)


def _recent(spec: RecentSpec, _: Profile, __: object, facts: FactReader) -> FlagReading:
    """A value without a day counts; of a period that holds the first day that counts nobody knows."""
    value = value_that_counts(spec.operand, facts.stated, facts.as_of)
    span = None if value is None else span_of(value)
    if span is None:
        return FlagReading(MET, None)
    first_that_counts = years_before(facts.as_of, spec.years)
    if span[1] < first_that_counts:
        return FlagReading(NOT_MET, None)
    return FlagReading(MET if span[0] >= first_that_counts else UNDECIDED, None)


_FLAGS: Mapping[type, Callable[..., FlagReading]] = {
    GroupSpec: _in_group,
    IndustrySpec: _in_industry,
    ProductionSpec: _is_of_type,
    RecentSpec: _recent,
    TitleSpec: _holds,
}
