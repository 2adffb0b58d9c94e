"""测算 in words: what can be moved, what came out, and the scenarios that were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.condition_words import UNITS
from assessments.scenario import Bound
from assessments.schema.common import zh
from backend.services.areas import Area
from backend.services.moves import typed
from backend.services.trial_rules import RuleChoice
from backend.services.what_if import NAMED, Desk, Outcome, Reading
from backend.services.what_if_saved import Saved
from backend.web.choices import Groups
from backend.web.language import _
from backend.web.views.what_if_address import BOUND, query_of
from backend.web.views.what_if_rows import TallyRow, UnitRow, tally_rows, unit_rows

COMPARATORS: Mapping[str, str] = {
    "at_least": "不低于",
    "more_than": "高于",
    "at_most": "不高于",
    "below": "低于",
    "is": "等于",
}
DATE_COMPARATORS: Mapping[str, str] = {
    "at_least": "不早于",
    "more_than": "晚于",
    "at_most": "不晚于",
    "below": "早于",
    "is": "为",
}


@dataclass(frozen=True)
class BoundField:
    """A bound to move: `usual` is what the rules say."""

    name: str
    error_key: str
    label: str
    suffix: str
    value: str
    usual: str
    is_date: bool
    is_moved: bool


@dataclass(frozen=True)
class GateField:
    """A condition with its bounds; `is_off`: it is left out of the trial."""

    id: str
    name: str
    levels: str
    is_off: bool
    bounds: tuple[BoundField, ...]


@dataclass(frozen=True)
class LevelField:
    """What a rung asks of its mandatory items."""

    id: str
    name: str
    percent: str
    spare: str


@dataclass(frozen=True)
class SavedRow:
    """A scenario of the own."""

    id: str
    name: str
    created_at: datetime
    href: str


@dataclass(frozen=True)
class ReadingNotice:
    """The answers are still being read: how far, and where to look again; `total` 0: nobody knows yet."""

    words: str
    done: int
    total: int
    again: str


@dataclass(frozen=True)
class WhatIfPage:
    """Context of what_if/page.html; `outcome` False before anything came out."""

    area: Area
    here: str
    questionnaires: Groups
    choices: Groups
    levels: Groups
    groups: Groups
    clusters: Groups
    divisions: Groups
    values: Mapping[str, str]
    errors: Mapping[str, str]
    is_attainment: bool
    level_fields: tuple[LevelField, ...]
    gates: tuple[GateField, ...]
    moved: tuple[str, ...]
    reading: ReadingNotice | None
    has_outcome: bool
    units: str
    level: str
    by_level: tuple[TallyRow, ...]
    by_county: tuple[TallyRow, ...]
    by_cluster: tuple[TallyRow, ...]
    gains: tuple[UnitRow, ...]
    losses: tuple[UnitRow, ...]
    named: int
    unread: int
    query: str
    saved: tuple[SavedRow, ...]


def what_if_page(
    found: Desk,
    kept: Sequence[Saved],
    *,
    filters: tuple[Groups, Groups, Groups],
    errors: Mapping[str, str] | None = None,
    name: str = "",
) -> WhatIfPage:
    """Everything the page prints; `filters` are groups, clusters and divisions to choose from."""
    trial, outcome = found.trial, found.outcome
    here = f"/regions/{found.area.code}/what-if"
    shown = outcome if isinstance(outcome, Outcome) else None
    names = {level.id: zh(level.name) for level in found.base.ladder.levels}
    gates = _gates(found)
    return WhatIfPage(
        area=found.area,
        here=here,
        questionnaires=(("", found.questionnaires),),
        choices=(("", tuple((one.key, choice_name(one)) for one in found.choices)),),
        levels=(("", tuple(names.items())),),
        groups=filters[0],
        clusters=filters[1],
        divisions=filters[2],
        values={
            "questionnaire": trial.questionnaire,
            "base": found.base.key,
            "changed": found.changed.key,
            "level": found.level,
            "group": trial.group,
            "cluster": trial.cluster,
            "division": trial.division,
            "name": name,
        },
        errors={**found.errors, **(errors or {})},
        is_attainment=found.changed.is_attainment,
        level_fields=_levels(found, names),
        gates=gates,
        moved=_moved(found, gates, names),
        reading=_reading(outcome, f"{here}?{query_of(trial)}&run=1")
        if isinstance(outcome, Reading)
        else None,
        has_outcome=shown is not None,
        units=f"{shown.units:,}" if shown else "",
        level=names[found.level],
        by_level=tally_rows(shown.by_level) if shown else (),
        by_county=tally_rows(shown.by_county) if shown else (),
        by_cluster=tally_rows(shown.by_cluster) if shown else (),
        gains=unit_rows(shown.gains) if shown else (),
        losses=unit_rows(shown.losses) if shown else (),
        named=NAMED,
        unread=shown.unread if shown else 0,
        query=query_of(trial),
        saved=tuple(
            SavedRow(one.id, one.name, one.created_at, f"{here}?{query_of(one.trial)}&run=1") for one in kept
        ),
    )


def choice_name(one: RuleChoice) -> str:
    """A version or call as people know it."""
    if one.call is not None:
        return _("{title}（含建设要求）", title=zh(one.call.title))
    version = one.instrument.questionnaire
    words = "{title}（{version} 版，只看建设要求）" if one.is_attainment else "{title}（{version} 版）"
    return _(words, title=zh(version.title), version=version.version)


def _levels(found: Desk, names: Mapping[str, str]) -> tuple[LevelField, ...]:
    if not found.changed.is_attainment:
        return ()
    given, usual = found.trial.typed, str(found.changed.compiled.rubric.percent)
    return tuple(
        LevelField(level, name, given.percents.get(level) or usual, given.spares.get(level) or "0")
        for level, name in names.items()
    )


def _gates(found: Desk) -> tuple[GateField, ...]:
    if found.changed.conditions is None:
        return ()
    by_gate: dict[str, list[Bound]] = {}
    for bound in found.bounds:
        by_gate.setdefault(bound.gate, []).append(bound)
    names = {level.id: zh(level.name) for level in found.base.ladder.levels}
    used = {
        gate.gate.id: "、".join(names[level] for level in gate.levels)
        for gate in found.changed.conditions.gates
    }
    return tuple(
        GateField(
            gate.id,
            zh(gate.name),
            "" if len(names) == 1 else used[gate.id],
            gate.id in found.trial.off,
            tuple(_bound(found, bound) for bound in by_gate.get(gate.id, ())),
        )
        for gate in found.changed.gates
        if gate.id in used
    )


def _bound(found: Desk, bound: Bound) -> BoundField:
    usual = typed(bound)
    value = found.trial.typed.bounds.get(bound.key) or usual
    words = (DATE_COMPARATORS if bound.kind == "date" else COMPARATORS)[bound.comparator]
    suffix = _("万元") if bound.kind == "money" else _(UNITS.get(bound.unit, ""))
    return BoundField(
        name=f"{BOUND}:{bound.key}",
        error_key=f"bound:{bound.key}",
        label=_("{label}{comparator}", label=bound.label, comparator=_(words)),
        suffix=suffix,
        value=value,
        usual=f"{usual} {suffix}".strip(),
        is_date=bound.kind == "date",
        is_moved=value != usual,
    )


def _moved(found: Desk, gates: Sequence[GateField], names: Mapping[str, str]) -> tuple[str, ...]:
    """What is moved, in words: it stands above the outcome."""
    told = []
    if found.base.key != found.changed.key:
        told.append(_("改按{name}", name=choice_name(found.changed)))
    usual = str(found.changed.compiled.rubric.percent)
    for level in _levels(found, names):
        if level.percent != usual:
            told.append(_("{level}必答题达标比例 {percent}%", level=level.name, percent=level.percent))
        if level.spare not in ("0", ""):
            told.append(_("{level}允许缺 {spare} 条", level=level.name, spare=level.spare))
    for gate in gates:
        if gate.is_off:
            told.append(_("不看“{name}”", name=gate.name))
        told += [
            _(
                "{gate}：{label} {value} {suffix}（原 {usual}）",
                gate=gate.name,
                label=one.label,
                value=one.value,
                suffix=one.suffix,
                usual=one.usual,
            )
            for one in gate.bounds
            if one.is_moved
        ]
    return tuple(told)


def _reading(progress: Reading, again: str) -> ReadingNotice:
    words = _("正在读入已提交的自评，读完后请点“查看结果”。")
    if progress.total:
        words = _(
            "正在读入已提交的自评（{done}/{total} 份），读完后请点“查看结果”；读入一次后，再测算只需一两秒。",
            done=f"{progress.done:,}",
            total=f"{progress.total:,}",
        )
    return ReadingNotice(words, progress.done, progress.total, again)
