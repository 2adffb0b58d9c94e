"""Versions of an instrument as the method pages tell them: for which purpose, from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessments.loader import Catalogue
from assessments.schema.common import Period, Provenance, Purpose, Status, zh
from assessments.schema.questionnaire import Applies, Questionnaire
from assessments.wording import PURPOSES
from backend.services.offering import family_of
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import Cited, cite
from backend.web.views.method_common import overview, period_words

Standing = Literal["in_force", "unsure", "coming", "over", "draft"]
STANDINGS: Mapping[Standing, str] = {
    "in_force": "适用中",
    "unsure": "起止日期未经证实",
    "coming": "尚未适用",
    "over": "已不适用",
    "draft": "草案（只供查看）",
}


@dataclass(frozen=True)
class Span:
    """A purpose with the days for which a version decides; `purpose` is None where none is named."""

    purpose: Purpose | None
    period: Period
    provenance: Provenance
    citation: str | None = None

    @property
    def is_sure(self) -> bool:
        """Whether a rating may rely on the dates."""
        return self.provenance is not Provenance.RECALLED

    def standing(self, day: date) -> Standing:
        """Where a day lies."""
        start, end = self.period.start, self.period.end
        if isinstance(start, date) and day < start:
            return "coming"
        if isinstance(end, date) and end < day:
            return "over"
        return "in_force" if self.is_sure and "unknown" not in (start, end) else "unsure"


@dataclass(frozen=True)
class SpanLine:
    """A span in words; `start` and `end` say what is unknown or left open."""

    purpose: str
    start: str
    end: str
    standing: Standing
    standing_words: str
    provenance: str
    cited: Cited | None


@dataclass(frozen=True)
class SpanBrief:
    """The same in one phrase, for all purposes with the same days."""

    text: str
    provenance: str


@dataclass(frozen=True)
class VersionLine:
    """A version in a list: which one, what it is called, how it stands today and for what."""

    title: str
    href: str
    version: str
    standing: Standing
    standing_words: str
    spans: tuple[SpanBrief, ...]


def versions_of(catalogue: Catalogue, name: str) -> tuple[Questionnaire, ...]:
    """All versions of an instrument, the one that began last first."""
    versions = [version for version in catalogue.questionnaires.values() if version.id == name]
    return tuple(sorted(versions, key=lambda version: (_first_day(version), version.version), reverse=True))


def spans_of(version: Questionnaire) -> tuple[Span, ...]:
    """What a version decides when; one span without a purpose where it names none."""
    if not version.applies:
        return (Span(None, version.effective, version.provenance),)
    return tuple(_span(one) for one in version.applies)


def standing_of(version: Questionnaire, day: date) -> Standing:
    """How a version stands on a day: in force as soon as it is for one of its purposes."""
    if version.status is Status.DRAFT:
        return "draft"
    found = {span.standing(day) for span in spans_of(version)}
    order: tuple[Standing, ...] = ("in_force", "unsure", "coming", "over")
    return next(standing for standing in order if standing in found)


def standing_words(standing: Standing) -> str:
    """How a version stands, in words."""
    return _(STANDINGS[standing])


def version_line(version: Questionnaire, day: date) -> VersionLine:
    """A version with everything that says when it decides."""
    standing = standing_of(version, day)
    return VersionLine(
        title=zh(version.title),
        href=overview(version),
        version=version.version,
        standing=standing,
        standing_words=standing_words(standing),
        spans=_briefs(version),
    )


def span_lines(catalogue: Catalogue, version: Questionnaire, day: date) -> tuple[SpanLine, ...]:
    """When a version decides for what, in the order of the file; a draft decides nothing."""
    draft = version.status is Status.DRAFT
    return tuple(
        _span_line(catalogue, span, "draft" if draft else span.standing(day)) for span in spans_of(version)
    )


def purpose_words(purpose: Purpose | None) -> str:
    """What an assessment is for."""
    return _("不分用途") if purpose is None else _(PURPOSES[purpose])


def start_words(period: Period) -> str:
    """The first day of a period."""
    if isinstance(period.start, date):
        return zh_date(period.start)
    return _("未读到") if period.start == "unknown" else _("未规定")


def end_words(period: Period) -> str:
    """The last day of a period."""
    if isinstance(period.end, date):
        return zh_date(period.end)
    return _("未读到") if period.end == "unknown" else _("未定截止日期")


def families(catalogue: Catalogue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every instrument, drafts included, by family: the families and the ladders in them by their place."""
    place: dict[str, tuple[int, str]] = {}
    for version in catalogue.questionnaires.values():
        ladder = catalogue.ladders[version.ladder]
        place[version.id] = (ladder.family.order if ladder.family else NO_PLACE, family_of(ladder))
    ordered = sorted(place, key=lambda name: place[name])
    names = dict.fromkeys(place[name][1] for name in ordered)
    return tuple((family, tuple(one for one in ordered if place[one][1] == family)) for family in names)


NO_PLACE = 1_000_000
"""The place of a ladder that belongs to no family: after all others."""


def _briefs(version: Questionnaire) -> tuple[SpanBrief, ...]:
    purposes: dict[tuple[str, str], list[str]] = {}
    for span in spans_of(version):
        key = (period_words(span.period), span.provenance.value)
        purposes.setdefault(key, []).append(purpose_words(span.purpose))
    return tuple(
        SpanBrief(_("{purposes}：{period}", purposes="、".join(names), period=period), provenance)
        for (period, provenance), names in purposes.items()
    )


def _span(applies: Applies) -> Span:
    return Span(applies.purpose, applies.period, applies.provenance, applies.citation)


def _span_line(catalogue: Catalogue, span: Span, standing: Standing) -> SpanLine:
    return SpanLine(
        purpose=purpose_words(span.purpose),
        start=start_words(span.period),
        end=end_words(span.period),
        standing=standing,
        standing_words=standing_words(standing),
        provenance=span.provenance.value,
        cited=cite(catalogue, span.citation) if span.citation else None,
    )


def _first_day(version: Questionnaire) -> date:
    starts = [span.period.start for span in spans_of(version)]
    return max((start for start in starts if isinstance(start, date)), default=date.min)
