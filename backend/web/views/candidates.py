"""下一批可申报清单 in words: the list with its filters, and the way to each unit's gaps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from assessments.candidacy import Track
from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from assessments.schema.condition import Gate
from assessments.schema.questionnaire import Item
from backend.services.areas import Area
from backend.services.candidate_list import (
    COUNTED_UP_TO,
    Asked,
    CandidateLine,
    CandidatePage,
    Chosen,
    State,
    level_name,
)
from backend.services.candidates import Rules
from backend.services.offering import family_of
from backend.web.choices import Groups
from backend.web.language import _

STATES: Mapping[State, str] = {"ready": "可申报", "open": "待核实", "short": "差几项"}
MARKS: Mapping[State, str] = {"ready": "met", "open": "undecided", "short": "not_met"}
"""The colour of a verdict that each state is shown in."""
SHOWN = 3
"""How many conditions or domains a line names."""


@dataclass(frozen=True)
class Shown:
    """What stands in the address, as it was typed."""

    target: str = ""
    state: State = ""
    county: str = ""
    group: str = ""
    cluster: str = ""
    division: str = ""
    held: str = ""

    def asked(self) -> Asked:
        """What is looked for."""
        call, _colon, level = self.target.partition(":")
        narrowed = {name: getattr(self, name) for name in ("state", "county", "group", "cluster", "division")}
        return Asked(call=call, level=level, held=bool(self.held), **narrowed)

    @property
    def given(self) -> dict[str, str]:
        """The fields that are not empty."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class CandidateRow:
    """One unit of the list; `short` and `waiting` tell what is missing and what is open."""

    name: str
    firm_name: str
    href: str
    county: str
    industry: str
    state: str
    mark: str
    short: tuple[str, ...]
    waiting: str
    held: bool
    is_stale: bool


@dataclass(frozen=True)
class StateCount:
    """How many units stand so, and the address of their list."""

    label: str
    mark: str
    number: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class CandidatesPage:
    """Context of candidates/list.html."""

    area: Area
    title: str
    level: str
    is_call: bool
    in_force: bool
    method_href: str
    as_of: date
    targets: Groups
    counties: Groups
    groups: Groups
    clusters: Groups
    divisions: Groups
    counts: tuple[StateCount, ...]
    rows: tuple[CandidateRow, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    is_filtered: bool
    is_stale: bool
    is_missing: bool
    file_href: str
    first_href: str
    next_href: str


def candidates_page(
    catalogue: Catalogue, found: CandidatePage, every: Sequence[Rules], shown: Shown, after: str
) -> CandidatesPage:
    """Everything the list prints; `every` are all rules one may choose from."""
    chosen, area = found.chosen, found.area
    here = f"/regions/{area.code}/candidates"
    target = f"{chosen.track.key}:{chosen.level}"
    values = {**shown.given, "target": target}
    narrowed = {name: value for name, value in shown.given.items() if name not in ("target", "held")}
    return CandidatesPage(
        area=area,
        title=title_of(chosen.track),
        level=level_name(chosen.track, chosen.level),
        is_call=chosen.track.call is not None,
        in_force=chosen.in_force is True,
        method_href=method_href(chosen),
        as_of=chosen.day,
        targets=tuple(_targets(every, chosen.day)),
        counties=(("", tuple((place.code, place.name) for place in area.reporting)),),
        groups=_groups(catalogue),
        clusters=_clusters(catalogue),
        divisions=_divisions(catalogue),
        counts=tuple(_count(found, state, here, values) for state in STATES),
        rows=tuple(_row(chosen, line, here, target) for line in found.lines),
        values=values,
        errors={},
        is_filtered=bool(narrowed),
        is_stale=found.is_stale,
        is_missing=found.is_missing,
        file_href=address(f"{here}/file", values),
        first_href=address(here, values) if after else "",
        next_href=address(here, {**values, "after": found.next}) if found.next else "",
    )


def filter_choices(catalogue: Catalogue) -> tuple[Groups, Groups, Groups]:
    """What narrows an area: dated groups of counties, clusters, industry divisions."""
    return _groups(catalogue), _clusters(catalogue), _divisions(catalogue)


def title_of(track: Track) -> str:
    """What one applies under: the call's title, or the questionnaire's with its version."""
    if track.call is not None:
        return zh(track.call.title)
    version = track.instrument.questionnaire
    return _("{title}（{version} 版）", title=zh(version.title), version=version.version)


def method_href(chosen: Chosen) -> str:
    """The page of the criteria."""
    if chosen.track.call is not None:
        return f"/method/calls/{chosen.track.call.key}"
    return f"/method/{chosen.track.instrument.questionnaire.id}"


def address(path: str, values: Mapping[str, str]) -> str:
    """An address with what stands behind it."""
    return f"{path}?{urlencode(values)}" if values else path


def _targets(every: Sequence[Rules], day: date) -> Groups:
    """Every call or version with its rungs, as one choice."""
    return tuple(
        (
            _(
                "{family}：{title}（{standing}）",
                family=family_of(track.ladder),
                title=title_of(track),
                standing=_("现行") if track.in_force(day) else _("参考"),
            ),
            tuple((f"{track.key}:{level.id}", zh(level.name)) for level in track.ladder.levels),
        )
        for rules in every
        for track in rules.tracks
    )


def _groups(catalogue: Catalogue) -> Groups:
    lines = tuple((line.id, zh(line.name)) for line in catalogue.regions.group_lines)
    lists = tuple((group.id, zh(group.name)) for group in catalogue.regions.groups if group.is_known)
    return tuple(
        (label, options) for label, options in ((_("随日期"), lines), (_("固定名单"), lists)) if options
    )


def _clusters(catalogue: Catalogue) -> Groups:
    return (("", tuple((one.id, zh(one.name)) for one in catalogue.clusters.values())),)


def _divisions(catalogue: Catalogue) -> Groups:
    divisions = (one for one in catalogue.industries.values() if one.section == "C" and len(one.code) == 2)
    return (("", tuple((one.code, f"{one.code} {one.name}") for one in divisions)),)


def _count(found: CandidatePage, state: State, here: str, values: Mapping[str, str]) -> StateCount:
    number = found.counts[state]
    told = f"{number:,}" if number < COUNTED_UP_TO else _("{number} 以上", number=f"{COUNTED_UP_TO:,}")
    return StateCount(
        label=_(STATES[state]),
        mark=MARKS[state],
        number=told,
        href=address(here, {**values, "state": state}),
        is_current=values.get("state") == state,
    )


def _row(chosen: Chosen, line: CandidateLine, here: str, target: str) -> CandidateRow:
    return CandidateRow(
        name=line.unit_name,
        firm_name="" if line.firm_name == line.unit_name else line.firm_name,
        href=address(f"{here}/{line.unit_id}", {"target": target}),
        county=line.county,
        industry=line.industry,
        state=state_words(line),
        mark=MARKS[line.state],
        short=tuple(_short(chosen, line)),
        waiting=_waiting(line),
        held=line.held,
        is_stale=line.is_stale,
    )


def state_words(line: CandidateLine) -> str:
    """How a unit stands: 可申报, 待核实, or how many things it lacks."""
    missing = len(line.items) + len(line.not_met)
    if line.state == "short" and missing:
        return _("差 {count} 项", count=missing)
    return _(STATES[line.state])


def _short(chosen: Chosen, line: CandidateLine) -> list[str]:
    told = []
    if line.items:
        told.append(
            _("必答题差 {count} 条：{domains}", count=len(line.items), domains=_by_domain(chosen, line.items))
        )
    if line.not_met:
        told.append(_("条件不满足：{names}", names=_names(line.not_met)))
    return told


def _by_domain(chosen: Chosen, items: Sequence[Item]) -> str:
    """In which domains the items lie, the fullest first."""
    domain_of = {
        sub.id: zh(domain.name)
        for domain in chosen.track.instrument.questionnaire.domains
        for sub in domain.sub_domains
    }
    counted = Counter(domain_of[item.sub_domain] for item in items).most_common()
    told = "、".join(f"{name} {number}" for name, number in counted[:SHOWN])
    rest = len(counted) - SHOWN
    return _("{told} 等 {count} 个领域", told=told, count=len(counted)) if rest > 0 else told


def _names(gates: Sequence[Gate]) -> str:
    told = "、".join(zh(gate.name) for gate in gates[:SHOWN])
    return _("{told} 等 {count} 条", told=told, count=len(gates)) if len(gates) > SHOWN else told


def _waiting(line: CandidateLine) -> str:
    parts = []
    if line.items_open:
        parts.append(_("必答题 {count} 条未答或不适用", count=line.items_open))
    if line.undecided:
        parts.append(_names(line.undecided))
    return "；".join(parts)
