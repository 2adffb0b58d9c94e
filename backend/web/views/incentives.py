"""Incentives in words: the officials' list with its form, and what each rung brings to a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import OpenDay, zh
from assessments.schema.ladder import Ladder
from backend.services.advice.incentive_rules import STATES, State
from backend.services.advice.incentives import IncentiveLine, IncentivePage, kinds_of
from backend.services.areas import Area
from backend.services.figure_rules import places
from backend.web.language import _
from backend.web.render import wan, zh_date

DONE: Mapping[str, str] = {
    "entered": "奖补已登记，辖区内的企业在自评结果页可以看到。",
    "removed": "奖补已撤下，企业不再看到。",
}
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Shown:
    """What the page was asked to show: position, what was just done or refused."""

    after: str = ""
    done: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class IncentiveRow:
    """One incentive in words.

    `source_href` is empty where the source is no address, `remove_href` where it cannot be taken off here.
    """

    title: str
    area: str
    gives: str
    document: str
    period: str
    state: str
    state_id: State
    source: str
    source_href: str
    provenance: str
    note: str
    origin: str
    remove_href: str


@dataclass(frozen=True)
class RungIncentives:
    """What a rung of a ladder brings: its title's name and the incentives for it, nearest area first."""

    rung: str
    title: str
    rows: tuple[IncentiveRow, ...]


@dataclass(frozen=True)
class IncentivesView:
    """What templates/unit/incentives.html needs, under the name `incentives`.

    `others` are incentives for titles that only an area's own words name. `place` is empty for a unit whose
    area is not known.
    """

    place: str
    rungs: tuple[RungIncentives, ...]
    others: tuple[IncentiveRow, ...]

    @property
    def has_any(self) -> bool:
        """Whether anything is recorded at all."""
        return bool(self.others) or any(rung.rows for rung in self.rungs)


@dataclass(frozen=True)
class IncentivesPage:
    """Context of region/incentives.html."""

    area: Area
    rows: tuple[IncentiveRow, ...]
    kinds: Groups
    areas: Groups
    values: Mapping[str, str]
    errors: Mapping[str, str]
    done: str
    here: str
    first_href: str
    next_href: str


def incentives_view(
    catalogue: Catalogue, ladder: Ladder, county: str | None, lines: Sequence[IncentiveLine]
) -> IncentivesView | None:
    """What the rungs of a ladder bring to a unit; None for a ladder that leads to no title."""
    if not kinds_of(ladder):
        return None
    place = "" if county is None else catalogue.county(county).name
    rungs = tuple(
        RungIncentives(
            rung=zh(level.name),
            title=zh(catalogue.recognition_kinds[level.recognition].name),
            rows=tuple(_row(line) for line in lines if line.kind == level.recognition),
        )
        for level in ladder.levels
        if level.recognition is not None
    )
    return IncentivesView(place, rungs, tuple(_row(line) for line in lines if not line.kind))


def incentives_page(catalogue: Catalogue, found: IncentivePage, shown: Shown) -> IncentivesPage:
    """Everything the officials' page prints."""
    here = f"/regions/{found.area.code}/incentives"
    kinds = tuple((kind.id, zh(kind.name)) for kind in catalogue.recognition_kinds.values())
    own = {"area": found.area.code} if found.area.is_county else {}
    return IncentivesPage(
        area=found.area,
        rows=tuple(_row(line, here) for line in found.lines),
        kinds=(("", kinds),),
        areas=(("", tuple((place.code, place.name) for place in places(found.area))),),
        values={**own, **shown.values},
        errors=shown.errors,
        done=_(DONE[shown.done]) if shown.done else "",
        here=here,
        first_href=here if shown.after else "",
        next_href=f"{here}?after={found.next}" if found.next else "",
    )


def _row(line: IncentiveLine, here: str = "") -> IncentiveRow:
    amount = wan(line.amount) if line.amount is not None else ""
    is_address = line.source.startswith(("http://", "https://"))
    return IncentiveRow(
        title=line.title,
        area=line.area_name,
        gives="；".join(part for part in (amount, line.measure) if part),
        document=line.document or _("文件名称和文号未读到"),
        period=_period(line.start, line.end),
        state=_(STATES[line.state]),
        state_id=line.state,
        source=_("查看出处") if is_address else line.source,
        source_href=line.source if is_address else "",
        provenance=line.provenance,
        note=line.note,
        origin=_origin(line),
        remove_href=f"{here}/{line.id}/remove" if here and line.id and line.is_own else "",
    )


def _origin(line: IncentiveLine) -> str:
    if line.is_shipped:
        return _("随软件附带")
    return _("{name}登记", name=line.entered) if line.entered else _("主管部门登记")


def _period(start: OpenDay, end: OpenDay) -> str:
    """The period in words; what is not known is said to be so."""
    if not isinstance(start, date) and not isinstance(end, date):
        return _("有效期未知")
    begun = _("{day}起", day=zh_date(start)) if isinstance(start, date) else _("起始日期未知")
    if isinstance(end, date):
        return _("{start}，至{end}", start=begun, end=zh_date(end))
    return (
        _("{start}，截止日期未知", start=begun)
        if end == "unknown"
        else _("{start}，未写明截止日期", start=begun)
    )
