"""The list of an area's units in words, with its filters and the links to its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.ladder import Ladder
from backend.services.area_units import UnitFilter, UnitLine, UnitPage, UnitState
from backend.services.areas import Area
from backend.services.regions import QUESTIONNAIRE
from backend.web.language import _

STATES: Mapping[UnitState, str] = {
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
    rows: tuple[UnitRow, ...]
    values: Mapping[str, str]
    states: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    is_filtered: bool
    first_href: str
    next_href: str


def units_page(catalogue: Catalogue, found: UnitPage, wanted: UnitFilter, after: str) -> UnitsPage:
    """Everything the list prints."""
    ladder = catalogue.ladders[catalogue.questionnaire(QUESTIONNAIRE).ladder]
    names = _level_names(ladder)
    values = {name: value for name, value in vars(wanted).items() if value}
    here = f"/regions/{found.area.code}/units"
    return UnitsPage(
        area=found.area,
        rows=tuple(_row(line, names) for line in found.lines),
        values=values,
        states=tuple((state, _(words)) for state, words in STATES.items()),
        levels=tuple(names.items()),
        is_filtered=bool(values),
        first_href=_address(here, values) if after else "",
        next_href=_address(here, {**values, "after": found.next}) if found.next else "",
    )


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


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path
