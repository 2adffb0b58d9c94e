"""Which version ruled when: every version and call with its days, and a bar on one common axis of years."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from assessments.loader import Catalogue
from assessments.schema.common import Period, Provenance, Status, zh
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from backend.web.language import _
from backend.web.views.method_common import overview
from backend.web.views.method_versions import (
    Span,
    Standing,
    end_words,
    purpose_words,
    spans_of,
    standing_words,
    start_words,
    versions_of,
)

WIDTH = 1000
"""The width of a bar's picture, in its own units: it is stretched to the column."""


@dataclass(frozen=True)
class Bar:
    """A span on the axis; an open or unknown end reaches the edge."""

    x: int
    width: int
    is_sure: bool


@dataclass(frozen=True)
class TimelineRow:
    """A version with one span of days, for one or more purposes."""

    version: str
    href: str
    purposes: str
    start: str
    end: str
    standing: Standing
    standing_words: str
    provenance: str
    bar: Bar


@dataclass(frozen=True)
class TimelineGroup:
    """One ladder with all that ever ruled it, oldest first."""

    name: str
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True)
class Timeline:
    """All ladders on one axis of years: `ticks` are where years begin, `day` is where the chosen day lies."""

    first: int
    last: int
    ticks: tuple[int, ...]
    day: int | None
    groups: tuple[TimelineGroup, ...]


@dataclass(frozen=True)
class _Entry:
    version: str
    href: str
    is_draft: bool
    span: Span


@dataclass(frozen=True)
class _Axis:
    first: int
    last: int

    def at(self, day: date) -> int:
        """Where a day lies."""
        begin, end = date(self.first, 1, 1), date(self.last + 1, 1, 1)
        return round(WIDTH * (day - begin).days / (end - begin).days)

    def bar(self, span: Span) -> Bar:
        """A span as a bar, at least as wide as can be seen."""
        start, end = span.period.start, span.period.end
        left = self.at(start) if isinstance(start, date) else 0
        right = self.at(end + timedelta(days=1)) if isinstance(end, date) else WIDTH
        return Bar(left, max(right - left, 4), span.is_sure and "unknown" not in (start, end))


def timeline(catalogue: Catalogue, names: Sequence[str], day: date) -> Timeline:
    """The versions of some instruments, with the calls of their ladders, and how each stands on a day."""
    found = [(name, list(_entries(catalogue, name))) for name in names]
    axis = _axis([entry.span.period for _name, entries in found for entry in entries])
    inside = axis.first <= day.year <= axis.last
    return Timeline(
        first=axis.first,
        last=axis.last,
        ticks=tuple(axis.at(date(year, 1, 1)) for year in range(axis.first, axis.last + 1)),
        day=axis.at(day) if inside else None,
        groups=tuple(_group(catalogue, name, entries, axis, day) for name, entries in found),
    )


def turning_days(catalogue: Catalogue, names: Sequence[str]) -> tuple[date, ...]:
    """The days on which a rule began or the one after it ended, newest first."""
    days: set[date] = set()
    for name in names:
        for entry in _entries(catalogue, name):
            start, end = entry.span.period.start, entry.span.period.end
            days |= {start} if isinstance(start, date) else set()
            days |= {end + timedelta(days=1)} if isinstance(end, date) else set()
    return tuple(sorted(days, reverse=True))


def _entries(catalogue: Catalogue, name: str) -> Iterator[_Entry]:
    versions = versions_of(catalogue, name)
    ladders = {version.ladder for version in versions}
    for version in reversed(versions):
        yield from _of_version(version)
    for call in sorted(catalogue.calls.values(), key=lambda call: call.version):
        if call.ladder in ladders:
            yield _of_call(call)


def _of_version(version: Questionnaire) -> Iterator[_Entry]:
    words = _("{version} 版", version=version.version)
    draft = version.status is Status.DRAFT
    for span in spans_of(version):
        yield _Entry(words, overview(version), draft, span)


def _of_call(call: Call) -> _Entry:
    span = Span(None, call.effective, Provenance.DERIVED)
    words = _("{version} 年申报条件", version=call.version)
    return _Entry(words, f"/method/calls/{call.key}", call.status is Status.DRAFT, span)


def _axis(periods: Sequence[Period]) -> _Axis:
    days = [day for period in periods for day in (period.start, period.end) if isinstance(day, date)]
    return _Axis(min(days).year, max(days).year)


def _group(
    catalogue: Catalogue, name: str, entries: Sequence[_Entry], axis: _Axis, day: date
) -> TimelineGroup:
    """The rows of one ladder; purposes with the same days share one."""
    ordered = sorted(entries, key=_same)
    rows = [list(alike) for _key, alike in groupby(ordered, key=_same)]
    title = zh(catalogue.ladders[versions_of(catalogue, name)[0].ladder].name)
    return TimelineGroup(title, tuple(_row(alike, axis, day) for alike in rows))


def _same(entry: _Entry) -> tuple[str, ...]:
    period = entry.span.period
    return (str(period.start or ""), str(period.end or "9"), entry.href, entry.span.provenance.value)


def _row(alike: Sequence[_Entry], axis: _Axis, day: date) -> TimelineRow:
    entry = alike[0]
    standing: Standing = "draft" if entry.is_draft else entry.span.standing(day)
    return TimelineRow(
        version=entry.version,
        href=entry.href,
        purposes="、".join(purpose_words(one.span.purpose) for one in alike),
        start=start_words(entry.span.period),
        end=end_words(entry.span.period),
        standing=standing,
        standing_words=standing_words(standing),
        provenance=entry.span.provenance.value,
        bar=axis.bar(entry.span),
    )
