"""A service provider in words: what it offers, its cases, its grades. For every page that shows one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.area_view import divisions
from backend.services.providers.directory import Entry, ProviderCase, ProviderGrade
from backend.services.providers.offers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY
from backend.services.providers.own import ProviderAct, open_of
from backend.services.providers.profile import ELSEWHERE
from backend.services.providers.states import ACTS, STATES
from backend.web.choices import Groups, region_words, reporting_groups
from backend.web.language import _
from backend.web.provider_nav import ProviderNav

KINDS = {
    "advice": "规划咨询",
    "software": "软件实施",
    "integration": "系统集成",
    "equipment": "装备改造",
    "training": "培训",
}
"""Kinds of capabilities, in the order in which they are shown."""


@dataclass(frozen=True)
class Chip:
    """One value that is offered; `is_open` where the province has not confirmed it."""

    words: str
    is_open: bool


@dataclass(frozen=True)
class CaseWords:
    """A case; `customer` is empty where the customer is not named, `about` are industry and place."""

    id: str
    title: str
    capability: str
    customer: str
    about: str
    started_on: date
    finished_on: date
    outcome: str
    evidence: str
    evidence_date: date
    is_open: bool


@dataclass(frozen=True)
class GradeWords:
    """A grade; `by_name` where the list gave no code and only the name says whom it is about."""

    year: int
    grade: str
    field: str
    notice: str
    by_name: bool


@dataclass(frozen=True)
class ActLine:
    """One act on a registration, with its reason."""

    words: str
    note: str
    act: ProviderAct


@dataclass(frozen=True)
class ProviderWords:
    """Everything about a provider that a page can show; `added` counts what nobody has confirmed."""

    entry: Entry
    href: str
    state: str
    seat: str
    free: str
    capabilities: tuple[Chip, ...]
    industries: tuple[Chip, ...]
    areas: tuple[Chip, ...]
    cases: tuple[CaseWords, ...]
    grades: tuple[GradeWords, ...]
    added: int


def provider_words(catalogue: Catalogue, entry: Entry) -> ProviderWords:
    """A provider in words; a value that the catalogue no longer knows is shown as it is."""
    provider, added = entry.provider, open_of(entry)
    return ProviderWords(
        entry=entry,
        href=f"/providers/{provider.id}",
        state=_(STATES[provider.state]),
        seat=seat_words(catalogue, provider.county),
        free=_free(provider.capacity, provider.busy),
        capabilities=_chips(entry, CAPABILITY, _capability_names(catalogue)),
        industries=_chips(entry, INDUSTRY, {EVERY_INDUSTRY: _("制造业各行业"), **divisions(catalogue)}),
        areas=_chips(entry, AREA, {code: region_words(catalogue, code) for code in _area_order(entry)}),
        cases=tuple(_case(catalogue, case, is_new=bool(added)) for case in entry.cases),
        grades=tuple(grade_words(row) for row in entry.grades),
        added=added,
    )


def seat_words(catalogue: Catalogue, county: str) -> str:
    """Where a provider is registered."""
    return _("省外") if county == ELSEWHERE else region_words(catalogue, county)


def grade_words(row: ProviderGrade) -> GradeWords:
    """A line of a grading list."""
    return GradeWords(row.year, row.grade, row.field, row.notice, by_name=not row.credit_code)


def act_lines(acts: Iterable[ProviderAct]) -> tuple[ActLine, ...]:
    """What was done with a registration, in words."""
    return tuple(ActLine(_(ACTS[act.act]), act.note, act) for act in acts)


def provider_nav(entry: Entry) -> ProviderNav:
    """The navigation of one's own provider."""
    provider = entry.provider
    return ProviderNav(provider.id, provider.name, _(STATES[provider.state]), provider.state)


def capability_groups(catalogue: Catalogue) -> Groups:
    """The capabilities by kind."""
    return tuple(
        (
            _(label),
            tuple((one.id, zh(one.name)) for one in catalogue.capabilities.values() if one.kind == kind),
        )
        for kind, label in KINDS.items()
    )


def division_groups(catalogue: Catalogue) -> Groups:
    """The divisions of manufacturing."""
    return (("", tuple((code, f"{code} {name}") for code, name in divisions(catalogue).items())),)


def seat_groups(catalogue: Catalogue) -> Groups:
    """Where a provider may be registered."""
    elsewhere = (_("省外"), ((ELSEWHERE, _("省外（在其他省、自治区、直辖市注册）")),))
    return (*reporting_groups(catalogue), elsewhere)


def _capability_names(catalogue: Catalogue) -> dict[str, str]:
    order = list(KINDS)
    known = sorted(catalogue.capabilities.values(), key=lambda one: order.index(one.kind))
    return {one.id: zh(one.name) for one in known}


def waiting_of(entry: Entry) -> Mapping[str, frozenset[str]]:
    """What is marked as added and not confirmed, by axis: nothing before the first review."""
    return entry.offers.waiting if open_of(entry) else {axis: frozenset() for axis in entry.offers.waiting}


def _area_order(entry: Entry) -> list[str]:
    """The province, then each city before its counties: by code."""
    return sorted(entry.offers.chosen[AREA])


def _chips(entry: Entry, axis: str, names: dict[str, str]) -> tuple[Chip, ...]:
    chosen, waiting = entry.offers.chosen[axis], waiting_of(entry)[axis]
    unknown = sorted(chosen - names.keys())
    shown = [value for value in names if value in chosen]
    return tuple(Chip(names.get(value, value), value in waiting) for value in (*shown, *unknown))


def _case(catalogue: Catalogue, case: ProviderCase, *, is_new: bool) -> CaseWords:
    capability = catalogue.capabilities.get(case.capability)
    about = (
        divisions(catalogue).get(case.industry, case.industry),
        region_words(catalogue, case.county) if case.county else "",
    )
    return CaseWords(
        id=case.id,
        title=case.title,
        capability=zh(capability.name) if capability else case.capability,
        customer=case.customer if case.customer_agreed else "",
        about=" · ".join(words for words in about if words),
        started_on=case.started_on,
        finished_on=case.finished_on,
        outcome=case.outcome,
        evidence=case.evidence,
        evidence_date=case.evidence_date,
        is_open=is_new and case.confirmed_at is None,
    )


def _free(capacity: int, busy: int) -> str:
    left = max(capacity - busy, 0)
    if not left:
        return _("已满，暂不能新接（可同时服务 {capacity} 家）", capacity=capacity)
    return _(
        "还可承接 {left} 家（可同时服务 {capacity} 家，正在服务 {busy} 家）",
        left=left,
        capacity=capacity,
        busy=busy,
    )
