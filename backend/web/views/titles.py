"""The titles of an area in words: the list, what ends soon, the form for a new one, titles without a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.services.areas import Area
from backend.services.profiles import KINDS as UNIT_KINDS
from backend.services.title_holders import OBJECTS
from backend.services.title_matching import OpenPage, OpenTitle, Proposal
from backend.services.titles import COUNTED_UP_TO, Show, TitleLine, TitlePage, TitleState
from backend.web.language import _
from backend.web.render import zh_date

STATES: Mapping[TitleState, str] = {
    "in_force": "有效",
    "ending": "即将到期",
    "ahead": "尚未起算",
    "over": "已到期",
    "revoked": "已撤销",
}
SHOWS: Mapping[Show, str] = {
    "in_force": "当前有效",
    "ending": "半年内到期、尚未续认",
    "lapsed": "已到期、未续认",
    "over": "已到期（全部）",
    "revoked": "已撤销",
    "unmatched": "未与登记单位对应",
    "derived": "终止日期为推算",
}
DONE: Mapping[str, str] = {
    "entered": "称号已录入，计数已更新。",
    "revoked": "称号已撤销，计数已更新。",
    "matched": "已确认对应，这项称号已记到该单位。",
    "by_code": "代码与登记单位一致的称号已全部对应。",
    "none_by_code": "没有代码与登记单位一致、可以直接对应的称号。",
    "left": "已标为不对应登记单位；仍按名单计入所在县。",
}
BY: Mapping[str, str] = {"code": "代码一致", "name": "名称一致"}
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Shown:
    """What the page was asked to show: the filter, the position, what was just done or refused."""

    kind: str = ""
    show: Show = ""
    name: str = ""
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
    project: str
    matching: str
    county: str
    basis: str
    source: str
    period: str
    is_derived: bool
    state: str
    state_id: TitleState
    revoke_href: str


@dataclass(frozen=True)
class TitlesPage:
    """Context of region_titles.html."""

    area: Area
    rows: tuple[TitleRow, ...]
    ending: str
    lapsed: str
    unmatched: str
    kinds: Groups
    shows: Groups
    counties: Groups
    filter: Mapping[str, str]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    done: str
    today: date
    here: str
    file_href: str
    first_href: str
    next_href: str


@dataclass(frozen=True)
class ProposalRow:
    """A unit that may hold a title."""

    unit_id: str
    text: str
    detail: str
    by: str


@dataclass(frozen=True)
class OpenRow:
    """A title without a unit, beside the units that may hold it."""

    id: str
    kind: str
    holder_name: str
    credit_code: str
    project: str
    object: str
    county: str
    basis: str
    period: str
    proposals: tuple[ProposalRow, ...]


@dataclass(frozen=True)
class OpenTitlesPage:
    """Context of region_titles_open.html."""

    area: Area
    rows: tuple[OpenRow, ...]
    total: int
    done: str
    error: str
    here: str
    first_href: str
    next_href: str


def _counted(number: int) -> str:
    return f"{number:,}" if number < COUNTED_UP_TO else _("{number} 以上", number=f"{COUNTED_UP_TO:,}")


def titles_page(catalogue: Catalogue, found: TitlePage, shown: Shown) -> TitlesPage:
    """Everything the page prints."""
    here = f"/regions/{found.area.code}/titles"
    asked = {"kind": shown.kind, "show": shown.show, "name": shown.name}
    kept = {name: value for name, value in asked.items() if value}
    kinds = tuple((kind.id, zh(kind.name)) for kind in catalogue.recognition_kinds.values())
    return TitlesPage(
        area=found.area,
        rows=tuple(title_row(line, here) for line in found.lines),
        ending=_counted(found.ending),
        lapsed=_counted(found.lapsed),
        unmatched=_counted(found.unmatched),
        kinds=(("", kinds),),
        shows=(("", tuple((show, _(words)) for show, words in SHOWS.items())),),
        counties=_counties(catalogue, found.area),
        filter=kept,
        # A county has no choice of places: it need not be asked.
        values={"county": found.area.code, **shown.values} if found.area.is_county else shown.values,
        errors=shown.errors,
        done=_(DONE[shown.done]) if shown.done else "",
        today=clock.today(),
        here=here,
        file_href=_address(f"{here}/file", kept),
        first_href=_address(here, kept) if shown.after else "",
        next_href=_address(here, {**kept, "after": found.next}) if found.next else "",
    )


def open_titles_page(found: OpenPage, *, after: str = "", done: str = "", error: str = "") -> OpenTitlesPage:
    """Everything the page of titles without a unit prints."""
    here = f"/regions/{found.area.code}/titles/unmatched"
    return OpenTitlesPage(
        area=found.area,
        rows=tuple(_open_row(one) for one in found.lines),
        total=found.total,
        done=_(DONE[done]) if done else "",
        error=error,
        here=here,
        first_href=here if after else "",
        next_href=_address(here, {"after": found.next}) if found.next else "",
    )


def title_row(line: TitleLine, here: str = "") -> TitleRow:
    """A title in words; `here` is the list it may be revoked on."""
    may_end = here and line.state in ("in_force", "ending")
    return TitleRow(
        id=line.id,
        kind=line.kind,
        holder_name=line.holder_name,
        project=line.project,
        matching="" if line.on_register else _("不对应登记单位") if line.is_left else _("待对应登记单位"),
        county=line.county,
        basis=_basis(line),
        source=line.source,
        period=_period(line),
        is_derived=line.end_derived,
        state=_(STATES[line.state]),
        state_id=line.state,
        revoke_href=f"{here}/{line.id}/revoke" if may_end else "",
    )


def _open_row(one: OpenTitle) -> OpenRow:
    line = one.title
    return OpenRow(
        id=line.id,
        kind=line.kind,
        holder_name=line.holder_name,
        credit_code=line.credit_code,
        project=line.project,
        object=_(OBJECTS[line.object]),
        county=line.county,
        basis=_basis(line),
        period=_period(line),
        proposals=tuple(_proposal(each) for each in one.proposals),
    )


def _proposal(one: Proposal) -> ProposalRow:
    whole = one.unit_name == one.firm_name
    return ProposalRow(
        unit_id=one.unit_id,
        text=one.firm_name if whole else f"{one.firm_name} · {one.unit_name}",
        detail=_(
            "{code}，{county}，{kind}",
            code=one.credit_code,
            county=one.county,
            kind=_(UNIT_KINDS[one.unit_kind]),
        ),
        by=_(BY[one.by]),
    )


def _counties(catalogue: Catalogue, area: Area) -> Groups:
    """Counties and zones of the area by city."""
    found: dict[str, list[tuple[str, str]]] = {}
    for place in area.reporting:
        found.setdefault(catalogue.city_of(place.code).name, []).append((place.code, place.name))
    return tuple((name, tuple(places)) for name, places in found.items())


def _basis(line: TitleLine) -> str:
    return " ".join(part for part in (line.batch, line.notice) if part)


def _period(line: TitleLine) -> str:
    end = _("未定终止日期") if line.end is None else _("至 {day}", day=zh_date(line.end))
    revoked = "" if line.revoked_on is None else _("，{day}起撤销", day=zh_date(line.revoked_on))
    return _("{start}起，{end}{revoked}", start=zh_date(line.start), end=end, revoked=revoked)


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path
