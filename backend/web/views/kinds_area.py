"""企业类型 of an area in words and pictures, with what the province decides on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from backend.services.areas import Area
from backend.services.kinds_of_firms.area_kinds import AreaKinds, Prototype
from backend.services.kinds_of_firms.contents import StoredKinds
from backend.services.kinds_of_firms.jobs import Working
from backend.web.kinds_charts import Cloud, ProfilePicture, profile_picture
from backend.web.language import _
from backend.web.views.kinds_firm import marks_of
from backend.web.views.kinds_words import Evidence, about, cloud_of, evidence, percent, percents

DISCLOSED = 10
"""Fewest units of a kind whose share of the whole province is told to others than the province."""


@dataclass(frozen=True)
class KindCard:
    """One kind: numbers of the area, its share of the province, what sets it apart, who shows it best."""

    number: int
    name: str
    here: int
    share_here: str
    share_province: str
    rung: str
    marks: tuple[str, ...]
    prototypes: tuple[Prototype, ...]
    picture: ProfilePicture


@dataclass(frozen=True)
class FlowRow:
    """Where the units of a former kind went."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class CandidateView:
    """A result that waits for the province's decision, beside what is in use."""

    id: str
    as_of: date
    created_at: datetime
    units: str
    verdict: str
    kinds: tuple[tuple[str, str, str], ...]
    drift: str
    columns: tuple[str, ...]
    flows: tuple[FlowRow, ...]
    evidence: Evidence


@dataclass(frozen=True)
class AreaKindsPage:
    """Context of region_kinds.html; `cards` are empty where there are no natural groups."""

    area: Area
    here: str
    choices: tuple[tuple[str, str, bool], ...]
    questionnaire: str
    done: str
    errors: dict[str, str]
    is_known: bool
    as_of: date | None
    units: str
    own_units: int
    verdict: str
    slope: str
    cards: tuple[KindCard, ...]
    picture: ProfilePicture | None
    rows: tuple[tuple[str, str, str], ...]
    cloud: Cloud | None
    evidence: Evidence | None
    may_decide: bool
    candidate: CandidateView | None
    working: Working | None
    problem: str


def area_kinds_page(found: AreaKinds, *, done: str = "", error: str = "") -> AreaKindsPage:
    """Everything the page prints."""
    model, here = found.in_use, f"/regions/{found.area.code}/kinds"
    names = () if model is None else tuple(found.dimensions[one] for one in model.content.dimensions)
    own = sum(one.number for one in found.here)
    is_slope = model is not None and not model.has_kinds
    means = [] if model is None else percents(np.array(model.content.means))
    spans = [] if model is None else [percent(one) for one in model.content.scatter]
    return AreaKindsPage(
        area=found.area,
        here=here,
        choices=tuple(
            (title, f"{here}?questionnaire={name}", name == found.questionnaire)
            for name, title in found.choices
        ),
        questionnaire=found.questionnaire,
        done=done,
        errors={"decision": error} if error else {},
        is_known=model is not None,
        as_of=None if model is None else model.as_of,
        units="" if model is None else _units(found, model),
        own_units=own,
        verdict="" if model is None else _verdict(model),
        slope=_slope(model) if model is not None and is_slope else "",
        cards=() if model is None or is_slope else _cards(found, model, names, own),
        picture=profile_picture(names, means, [None] * len(names)) if is_slope else None,
        rows=tuple(
            (name, f"{mean}%", _("{span} 个百分点", span=span))
            for name, mean, span in zip(names, means, spans, strict=True)
        )
        if is_slope
        else (),
        cloud=None if model is None else cloud_of(model),
        evidence=None if model is None else evidence(model),
        may_decide=found.area.is_province,
        candidate=None if found.candidate is None else _candidate(found, found.candidate),
        working=found.working,
        problem=found.problem,
    )


def _units(found: AreaKinds, model: StoredKinds) -> str:
    """The number of units of the province: exactly for the province, in tens for the others."""
    return f"{model.units:,}" if found.area.is_province else about(model.units)


def _verdict(model: StoredKinds) -> str:
    if not model.has_kinds:
        return _("没有自然分组")
    return _("分为 {number} 类", number=len(model.content.names))


def _slope(model: StoredKinds) -> str:
    return _(
        "各单位从低到高连续分布，中间没有把单位隔成几群的空档，硬分成类会误导。"
        "单位之间的差别有 {share}% 可以用整体高低这一条线说明。",
        share=percent(model.content.slope.shares[0]),
    )


def _cards(found: AreaKinds, model: StoredKinds, names: Sequence[str], own: int) -> tuple[KindCard, ...]:
    content = model.content
    means = percents(np.array(content.means))
    return tuple(
        KindCard(
            number=one.kind + 1,
            name=content.names[one.kind],
            here=one.number,
            share_here=f"{percent(one.number / own)}%" if own else "—",
            share_province=_share(content.sizes[one.kind], model.units),
            rung=found.rungs[content.rungs[one.kind]],
            marks=tuple(marks_of(content, one.kind, names)),
            prototypes=one.prototypes,
            picture=profile_picture(names, percents(np.array(content.profiles[one.kind])), means),
        )
        for one in found.here
    )


def _share(number: int, units: int) -> str:
    return f"{percent(number / units)}%" if number >= DISCLOSED else "—"


def _candidate(found: AreaKinds, model: StoredKinds) -> CandidateView:
    content, drift = model.content, model.evidence.drift
    return CandidateView(
        id=model.id,
        as_of=model.as_of,
        created_at=model.created_at,
        units=f"{model.units:,}",
        verdict=_verdict(model),
        kinds=tuple(
            (name, f"{number:,}", found.rungs[rung])
            for name, number, rung in zip(content.names, content.sizes, content.rungs, strict=True)
        )
        if model.has_kinds
        else (),
        drift=_("此前没有启用过分类，没有可以比较的。")
        if drift is None
        else _(
            "与正在使用的分类比较：一致度 {agreement}（1 为完全相同，0 相当于随意分），"
            "{moved} 个单位换了类型；"
            "各类平均得分率与其主要来源相差 {points} 个百分点。",
            agreement=f"{drift.agreement:.2f}",
            moved=f"{drift.moved:,}",
            points="、".join(f"{shift.points:.1f}" for shift in drift.shifts),
        ),
        columns=content.names,
        flows=()
        if drift is None
        else tuple(
            FlowRow(name, tuple(f"{number:,}" for number in row))
            for name, row in zip(drift.names_before, drift.flows, strict=True)
        ),
        evidence=evidence(model),
    )
