"""An area's progress toward the targets in words, with the working indicators beside them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from urllib.parse import urlencode

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.target_states import State
from assessments.target_words import MEASURES, STATES, aim_words, scope_words
from backend.services.areas import Area
from backend.services.target_progress import Progress, TargetsOfArea
from backend.services.target_words import allotment_words, basis_words, count_words
from backend.services.working_indicators import LevelLine, Working
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import Cited, cite, known
from backend.web.views.target_rows import PATH

_OPEN = (State.IN_FORCE, State.DUE)
# Beside nothing counted the list would be three quarters of targets that nobody counts here.
_COUNTED = ("recognitions", "results", "facts", "series")


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; empty for what is open and counted here."""

    state: str = ""
    measured: str = ""


@dataclass(frozen=True)
class Choice:
    """A filter with its number of targets."""

    name: str
    count: int
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class ProgressRow:
    """One target with what the area has."""

    id: str
    indicator: str
    href: str
    cited: Cited
    clause: str
    scope: str
    aim: str
    horizon: str
    is_horizon_ours: bool
    counted: str
    has_data: bool
    basis: str
    allotment: str
    is_contribution: bool
    measured: str
    state: str
    state_mark: str
    final: str


@dataclass(frozen=True)
class LevelRow:
    """Firms at 数字化水平 2.0 and above of a group of clusters or a division."""

    name: str
    met: str
    not_met: str
    unknown: str
    share: str
    official: str


@dataclass(frozen=True)
class ProgressPage:
    """Context of region_targets.html; targets of which nothing is known stand apart."""

    area: Area
    as_of: str
    shown: int
    total: int
    states: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    rows: tuple[ProgressRow, ...]
    without_data: tuple[ProgressRow, ...]
    all_levels: LevelRow
    groups: tuple[LevelRow, ...]
    divisions: tuple[LevelRow, ...]
    self_assessed: str
    file_href: str


def progress_page(
    catalogue: Catalogue, found: TargetsOfArea, working: Working, chosen: Chosen
) -> ProgressPage:
    """Everything the page prints."""
    chosen = understood(chosen)
    here = f"/regions/{found.area.code}/targets"
    rows = tuple(_row(catalogue, one) for one in passing(found, chosen))
    return ProgressPage(
        area=found.area,
        as_of=zh_date(found.day),
        shown=len(rows),
        total=len(found.lines),
        states=_choices(found, here, chosen, "state"),
        measures=_choices(found, here, chosen, "measured"),
        rows=tuple(row for row in rows if row.has_data),
        without_data=tuple(row for row in rows if not row.has_data),
        all_levels=_level(LevelLine(_("全部（同一企业只计一次）"), working.total)),
        groups=tuple(_level(line) for line in working.groups),
        divisions=tuple(_level(line) for line in working.divisions),
        self_assessed=_self_assessed(working),
        file_href=_address(f"{here}/file", chosen),
    )


def understood(chosen: Chosen) -> Chosen:
    """The choices without those that mean nothing."""
    return Chosen(
        state=chosen.state if chosen.state in [state.value for state in STATES] else "",
        measured=chosen.measured if chosen.measured in MEASURES else "",
    )


def passing(found: TargetsOfArea, chosen: Chosen) -> tuple[Progress, ...]:
    """The targets that were asked for; a clause that restates another one is no second target."""
    return tuple(
        one
        for one in found.lines
        if not one.target.restates and _has_state(one, chosen) and _has_measure(one, chosen)
    )


def _has_state(one: Progress, chosen: Chosen) -> bool:
    state = one.standing.state
    return state.value == chosen.state if chosen.state else state in _OPEN


def _has_measure(one: Progress, chosen: Chosen) -> bool:
    measured = one.target.measured
    return measured == chosen.measured if chosen.measured else measured in _COUNTED


def _choices(found: TargetsOfArea, here: str, chosen: Chosen, of: str) -> tuple[Choice, ...]:
    """The values of one filter, under the other one, each with its number of targets."""
    own = [one for one in found.lines if not one.target.restates]
    if of == "state":
        counts = Counter(one.standing.state.value for one in own if _has_measure(one, chosen))
        words: Mapping[str, str] = {state.value: name for state, name in STATES.items()}
    else:
        counts = Counter(one.target.measured for one in own if _has_state(one, chosen))
        words = MEASURES
    current = getattr(chosen, of)
    return tuple(
        Choice(
            _(name),
            counts[value],
            _address(here, Chosen(**{**asdict(chosen), of: "" if current == value else value})),
            current == value,
        )
        for value, name in words.items()
    )


def _row(catalogue: Catalogue, one: Progress) -> ProgressRow:
    target, standing = one.target, one.standing
    return ProgressRow(
        id=target.id,
        indicator=zh(target.indicator),
        href=f"{PATH}#{target.id}",
        cited=cite(catalogue, target.citation),
        clause=known(standing.clause.number),
        scope=scope_words(catalogue, target),
        aim=aim_words(target),
        horizon=zh_date(target.horizon),
        is_horizon_ours=target.horizon_from_plan,
        counted=_(count_words(one)),
        has_data=one.has_data,
        basis=_(basis_words(one)),
        allotment=allotment_words(one),
        is_contribution=one.is_contribution and target.measured == "recognitions",
        measured=_(MEASURES[target.measured]),
        state=_(STATES[standing.state]),
        state_mark=standing.state.value,
        final=f"{standing.final.period}：{standing.final.value:f}" if standing.final else "",
    )


def _level(line: LevelLine) -> LevelRow:
    firms = line.firms
    told = firms.met + firms.not_met
    return LevelRow(
        name=line.name,
        met=f"{firms.met:,}",
        not_met=f"{firms.not_met:,}",
        unknown=f"{firms.unknown:,}",
        share=f"{Decimal(100) * firms.met / told:.1f}%" if told else "—",
        official=_(
            "{value}%（{period}，{source}）",
            value=f"{line.official.value:f}",
            period=line.official.period,
            source=line.official.source,
        )
        if line.official
        else "—",
    )


def _self_assessed(working: Working) -> str:
    found = working.self_assessed
    if found.share is None:
        return _("没有登记的规上企业，不计算。")
    return _(
        "{share}%（登记的规上企业 {firms} 家，已提交自评 {submitted} 家）",
        share=f"{found.share:.1f}",
        firms=f"{found.firms:,}",
        submitted=f"{found.submitted:,}",
    )


def _address(path: str, chosen: Chosen) -> str:
    query = urlencode({name: value for name, value in asdict(chosen).items() if value})
    return f"{path}?{query}" if query else path
