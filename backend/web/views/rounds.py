"""An area's rounds in words: the list, the form that chooses whom to ask, one round with its units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.wording import PURPOSES
from backend import clock
from backend.services import offering
from backend.services.areas import Area
from backend.services.round_terms import TERM_STATES
from backend.services.rounds import (
    UNIT_STATES,
    AreaRounds,
    AskedUnit,
    Counted,
    RoundLine,
    RoundPage,
    UnitFilter,
)
from backend.services.rounds_choice import SCALES, SIZES, Preview
from backend.web.language import _
from backend.web.render import zh_date

SHORT, LADDER = "sme-digital", "zj-ladder"
"""Asked of everybody by default, and of applicants."""
SCALE_WORDS: Mapping[str, str] = {"yes": "规上", "no": "规下"}
MANUFACTURING = "C"
DIVISION = 2
USUAL_TERM = timedelta(days=30)
SHOWN_PROBLEMS = 200
DONE: Mapping[str, str] = {
    "opened": "已发起填报，下面是邀请的企业。请导出邀请名单，通知企业。",
    "invited": "企业已加入本轮填报。",
    "reminded": "已登记提醒：{count} 家。请导出提醒名单，通知企业。",
    "extended": "截止日期已延后，企业看到的是新的日期。",
    "closed": "本轮已结束，不再接受提交；企业的草稿由企业自己保留。",
}
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class RoundCard:
    """A round in words; `href` is empty where only its name and term are shown."""

    line: RoundLine
    term: str
    state: str
    purpose: str
    href: str = ""
    numbers: tuple[tuple[str, int], ...] = ()
    asked: int = 0


@dataclass(frozen=True)
class RoundsPage:
    """Context of rounds/list.html; `current` and `past` are its own, `others` shown by name and term."""

    area: Area
    is_owner: bool
    current: tuple[RoundCard, ...]
    past: tuple[RoundCard, ...]
    others: tuple[RoundCard, ...]


@dataclass(frozen=True)
class FormPage:
    """Context of rounds/form.html: a new round, or more firms for `round`; `preview` once asked for."""

    area: Area
    round: RoundCard | None
    action: str
    instruments: Groups
    purposes: Groups
    areas: Groups
    sizes: Groups
    scales: Groups
    clusters: Groups
    industries: tuple[str, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    preview: Preview | None = None
    message: str = ""
    more_problems: int = 0


@dataclass(frozen=True)
class StateLink:
    """A state with the number of units in it and the address of the list of these."""

    state: str
    label: str
    number: int
    href: str
    is_current: bool


@dataclass(frozen=True)
class UnitRow:
    """A unit of a round in words; `href` leads to its submission."""

    name: str
    firm_name: str
    credit_code: str
    county: str
    state: str
    state_id: str
    at: datetime | None
    reminded_at: datetime | None
    href: str


@dataclass(frozen=True)
class DetailPage:
    """Context of rounds/detail.html; `waiting` have not submitted, `earliest` is the first day to move to."""

    area: Area
    card: RoundCard
    here: str
    states: tuple[StateLink, ...]
    waiting: int
    rows: tuple[UnitRow, ...]
    values: Mapping[str, str]
    counties: Groups
    state_choices: Groups
    is_filtered: bool
    is_running: bool
    is_over: bool
    earliest: date
    first_href: str
    next_href: str
    done: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def list_page(found: AreaRounds) -> RoundsPage:
    """Everything the list prints."""
    own = tuple(_counted(found.area, one) for one in found.own)
    return RoundsPage(
        area=found.area,
        is_owner=found.is_owner,
        current=tuple(card for card in own if card.line.state in ("ahead", "open")),
        past=tuple(card for card in own if card.line.state not in ("ahead", "open")),
        others=tuple(round_card(line) for line in found.others),
    )


def round_card(line: RoundLine) -> RoundCard:
    """A round by name and term."""
    return RoundCard(
        line=line,
        term=_term(line),
        state=_(TERM_STATES[line.state]),
        purpose=_(PURPOSES[line.purpose]) if line.purpose else "",
    )


def form_page(
    catalogue: Catalogue,
    area: Area,
    values: Mapping[str, str],
    *,
    campaign: RoundLine | None = None,
    errors: Mapping[str, str] | None = None,
    preview: Preview | None = None,
    message: str = "",
) -> FormPage:
    """Everything the form prints, with what was typed."""
    here = f"/regions/{area.code}/rounds"
    problems = preview.problems if preview else ()
    if preview is not None:
        preview = Preview(preview.units, preview.known, problems[:SHOWN_PROBLEMS])
    return FormPage(
        area=area,
        round=round_card(campaign) if campaign else None,
        action=f"{here}/{campaign.id}/firms" if campaign else f"{here}/new",
        instruments=_instruments(catalogue),
        purposes=(("", tuple((one.value, _(words)) for one, words in PURPOSES.items())),),
        areas=(("", tuple((part.code, part.name) for part in area.parts)),),
        sizes=(("", tuple((size, _(words)) for size, words in SIZES.items())),),
        scales=(("", tuple((scale, _(SCALE_WORDS[scale])) for scale in SCALES)),),
        clusters=(("", tuple((one.id, zh(one.name)) for one in catalogue.clusters.values())),),
        industries=_industries(catalogue),
        values=values,
        errors=errors or {},
        preview=preview,
        message=message,
        more_problems=max(0, len(problems) - SHOWN_PROBLEMS),
    )


def first_values() -> dict[str, str]:
    """What the form of a new round begins with."""
    today = clock.today()
    return {
        "questionnaire": SHORT,
        "opens_on": today.isoformat(),
        "closes_on": (today + USUAL_TERM).isoformat(),
        "by": "filter",
    }


def detail_page(
    found: RoundPage,
    wanted: UnitFilter,
    after: str,
    *,
    done: str = "",
    errors: Mapping[str, str] | None = None,
) -> DetailPage:
    """Everything the page of a round prints."""
    line = found.round.line
    here = f"/regions/{found.area.code}/rounds/{line.id}"
    values = {name: value for name, value in vars(wanted).items() if value}
    return DetailPage(
        area=found.area,
        card=_counted(found.area, found.round),
        here=here,
        states=tuple(_links(here, found.round, wanted)),
        waiting=found.round.asked - found.round.states["submitted"],
        rows=tuple(_row(one) for one in found.units),
        values=values,
        counties=(("", tuple((one.code, one.name) for one in found.area.reporting)),),
        state_choices=(("", tuple((state, _(words)) for state, words in UNIT_STATES.items())),),
        is_filtered=bool(values),
        is_running=line.state in ("ahead", "open"),
        is_over=line.state == "closed",
        earliest=max(line.closes_on + timedelta(days=1), clock.today()),
        first_href=_address(here, values) if after else "",
        next_href=_address(here, {**values, "after": found.next}) if found.next else "",
        done=done,
        errors=errors or {},
    )


def done_words(done: str, count: int) -> str:
    """What was just done."""
    return _(DONE[done], count=count) if done in DONE else ""


def _counted(area: Area, one: Counted) -> RoundCard:
    card = round_card(one.line)
    return RoundCard(
        line=card.line,
        term=card.term,
        state=card.state,
        purpose=card.purpose,
        href=f"/regions/{area.code}/rounds/{one.line.id}",
        numbers=tuple((_(UNIT_STATES[state]), number) for state, number in one.states.items() if number),
        asked=one.asked,
    )


def _term(line: RoundLine) -> str:
    term = _("{start}至{end} 24 时", start=zh_date(line.opens_on), end=zh_date(line.closes_on))
    if line.first_closes_on is not None:
        return _("{term}（原定{day}，已延期）", term=term, day=zh_date(line.first_closes_on))
    return term


def _instruments(catalogue: Catalogue) -> Groups:
    """Every instrument in force, the two usual ones first."""
    offers = [offer.usual.questionnaire for offer in offering.offers(catalogue, clock.today())]
    usual = [one for name in (SHORT, LADDER) for one in offers if one.id == name]
    others = [one for one in offers if one not in usual]
    return (
        (_("常用"), tuple((one.id, zh(one.title)) for one in usual)),
        (_("其他"), tuple((one.id, zh(one.title)) for one in others)),
    )


def _industries(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(
        f"{one.code} {one.name}"
        for one in catalogue.industries.values()
        if one.level == DIVISION and one.section == MANUFACTURING
    )


def _links(here: str, counted: Counted, wanted: UnitFilter) -> list[StateLink]:
    kept = {name: value for name, value in vars(wanted).items() if value and name != "state"}
    return [
        StateLink(
            state,
            _(UNIT_STATES[state]),
            number,
            _address(here, {**kept, "state": state}),
            state == wanted.state,
        )
        for state, number in counted.states.items()
    ]


def _row(one: AskedUnit) -> UnitRow:
    return UnitRow(
        name=one.name,
        firm_name="" if one.firm_name == one.name else one.firm_name,
        credit_code=one.credit_code,
        county=one.county,
        state=_(UNIT_STATES[one.state]),
        state_id=one.state,
        at=one.submitted_at,
        reminded_at=one.reminded_at,
        href=f"/submissions/{one.submission_id}" if one.submission_id else "",
    )


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path
