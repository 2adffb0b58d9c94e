"""The titles of an area in words, with the form for a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.services.areas import Area
from backend.services.titles import TitleLine, TitlePage, TitleState
from backend.web.language import _
from backend.web.render import zh_date

STATES: Mapping[TitleState, str] = {
    "in_force": "有效",
    "ahead": "尚未起算",
    "over": "已到期",
    "revoked": "已撤销",
}
DONE: Mapping[str, str] = {"entered": "称号已录入，计数已更新。", "revoked": "称号已撤销，计数已更新。"}
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Shown:
    """What the page was asked to show: the filter, the position, what was just done or refused."""

    kind: str = ""
    after: str = ""
    done: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TitleRow:
    """One title of the list; `revoke_href` is empty for one that is over."""

    id: str
    kind: str
    holder_name: str
    on_register: bool
    county: str
    basis: str
    source: str
    period: str
    state: str
    state_id: TitleState
    revoke_href: str


@dataclass(frozen=True)
class TitlesPage:
    """Context of region_titles.html."""

    area: Area
    rows: tuple[TitleRow, ...]
    kinds: Groups
    counties: Groups
    filter: Mapping[str, str]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    done: str
    today: date
    first_href: str
    next_href: str


def titles_page(catalogue: Catalogue, found: TitlePage, shown: Shown) -> TitlesPage:
    """Everything the page prints."""
    here = f"/regions/{found.area.code}/titles"
    kept = {"kind": shown.kind} if shown.kind else {}
    return TitlesPage(
        area=found.area,
        rows=tuple(_row(here, line) for line in found.lines),
        kinds=(("", tuple((kind.id, zh(kind.name)) for kind in catalogue.recognition_kinds.values())),),
        counties=_counties(catalogue, found.area),
        filter=kept,
        values=shown.values,
        errors=shown.errors,
        done=_(DONE[shown.done]) if shown.done else "",
        today=clock.today(),
        first_href=_address(here, kept) if shown.after else "",
        next_href=_address(here, {**kept, "after": found.next}) if found.next else "",
    )


def _counties(catalogue: Catalogue, area: Area) -> Groups:
    inside = {county.code for county in area.counties}
    groups = (
        (city.name, tuple((county.code, county.name) for county in city.counties if county.code in inside))
        for city in catalogue.regions.cities
    )
    return tuple((name, counties) for name, counties in groups if counties)


def _row(here: str, line: TitleLine) -> TitleRow:
    return TitleRow(
        id=line.id,
        kind=line.kind,
        holder_name=line.holder_name,
        on_register=line.on_register,
        county=line.county,
        basis=" ".join(part for part in (line.batch, line.notice) if part),
        source=line.source,
        period=_period(line),
        state=_(STATES[line.state]),
        state_id=line.state,
        revoke_href=f"{here}/{line.id}/revoke" if line.state == "in_force" else "",
    )


def _period(line: TitleLine) -> str:
    end = _("未定终止日期") if line.end is None else _("至 {day}", day=zh_date(line.end))
    revoked = "" if line.revoked_on is None else _("，{day}起撤销", day=zh_date(line.revoked_on))
    return _("{start}起，{end}{revoked}", start=zh_date(line.start), end=end, revoked=revoked)


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path
