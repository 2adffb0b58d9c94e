"""The list of an area's units in words, with its filters and the links to its pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.ladder import Ladder
from backend.services.area_units import UnitFilter, UnitLine, UnitPage, UnitState, ladder_of
from backend.services.areas import Area
from backend.web.language import _
from backend.web.views.area_address import address, filter_words, query_of
from backend.web.views.area_filter import Chip

STATES: Mapping[UnitState, str] = {
    "confirmed": "已确认",
    "submitted": "已提交自评",
    "not_submitted": "未提交自评",
    "unconfirmed": "待确认",
}


@dataclass(frozen=True)
class UnitRow:
    """One unit of the list; `href` leads to its submission, empty where there is none."""

    name: str
    firm_name: str
    county: str
    industry: str
    state: str
    level: str
    href: str
    submitted_at: datetime | None
    titles: tuple[str, ...]


@dataclass(frozen=True)
class UnitsPage:
    """Context of region_units.html."""

    area: Area
    questionnaire: str
    rows: tuple[UnitRow, ...]
    values: Mapping[str, str]
    kept: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    states: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    is_filtered: bool
    first_href: str
    next_href: str


def units_page(catalogue: Catalogue, found: UnitPage, wanted: UnitFilter, after: str) -> UnitsPage:
    """Everything the list prints."""
    view = found.view
    ladder = ladder_of(catalogue, view)
    names = _level_names(ladder)
    values = row_query(wanted)
    here = f"/regions/{found.area.code}/units"
    filters = {**query_of(view.wanted), "by": ""}
    return UnitsPage(
        area=found.area,
        questionnaire=zh(catalogue.questionnaire(view.questionnaire).title),
        rows=tuple(_row(line, names) for line in found.lines),
        values=values,
        kept=tuple(
            (name, value) for name, value in {**filters, **values}.items() if value and name not in SHOWN
        ),
        chips=tuple(_chips(catalogue, found, names, values)),
        states=tuple((state, _(words)) for state, words in STATES.items()),
        levels=tuple(names.items()),
        is_filtered=bool(values) or bool(filter_words(catalogue, view)),
        first_href=address(here, view.wanted, by="", **values) if after else "",
        next_href=address(here, view.wanted, by="", **values, after=found.next) if found.next else "",
    )


SHOWN = frozenset({"state", "level", "name"})
"""Fields of the form on the page; the other ones travel along unseen and are shown as what is set."""


def row_query(wanted: UnitFilter) -> dict[str, str]:
    """The filter of rows as it stands in an address."""
    values = {
        "state": wanted.state,
        "level": wanted.level,
        "name": wanted.name,
        "reach": wanted.reach,
        "may": wanted.may,
        "verified": wanted.verified,
        "kind": wanted.kind,
        "round": wanted.campaign,
        "firms": "1" if wanted.firms else "",
    }
    return {name: value for name, value in values.items() if value}


def _chips(
    catalogue: Catalogue, found: UnitPage, names: Mapping[str, str], values: Mapping[str, str]
) -> Iterator[Chip]:
    """What is set beside the fields of the form, each with the address of the list without it."""
    here, view = f"/regions/{found.area.code}/units", found.view
    words = {
        "reach": _("自评达到{level}及以上"),
        "may": _("可能达到{level}及以上"),
        "verified": _("现场核查：{level}"),
    }
    told = dict(filter_words(catalogue, view))
    told |= {
        name: template.format(level=names[values[name]]) for name, template in words.items() if name in values
    }
    if "kind" in values:
        told["kind"] = _("持有有效称号：{kind}", kind=zh(catalogue.recognition_kinds[values["kind"]].name))
    if "round" in values:
        told["round"] = _("参加轮次：{name}", name=found.round_name or values["round"])
    if "firms" in values:
        told["firms"] = _("每家企业只列一个单位")
    for name, text in told.items():
        yield Chip(text, address(here, view.wanted, **{"by": "", **values, name: ""}))


def _level_names(ladder: Ladder) -> dict[str, str]:
    return {"none": zh(ladder.below), **{level.id: zh(level.name) for level in ladder.levels}}


def _row(line: UnitLine, names: Mapping[str, str]) -> UnitRow:
    done = line.declared
    state: UnitState = (
        "unconfirmed" if not line.confirmed else "not_submitted" if done is None else "submitted"
    )
    return UnitRow(
        name=line.name,
        firm_name="" if line.firm_name == line.name else line.firm_name,
        county=line.county,
        industry=line.industry,
        state=_(STATES[state]),
        level=_span(names, done.certain, done.possible) if done else "",
        href=f"/submissions/{done.submission_id}" if done else "",
        submitted_at=done.submitted_at if done else None,
        titles=line.titles,
    )


def _span(names: Mapping[str, str], certain: str, possible: str) -> str:
    if certain == possible:
        return names[certain]
    return _("{certain}（可能{possible}）", certain=names[certain], possible=names[possible])
