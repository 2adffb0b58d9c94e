"""企业画像 in words: which kind, how clearly, what sets it apart, and what lies one rung above."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from backend.services.kinds_of_firms.contents import ModelContent
from backend.services.kinds_of_firms.firm_kind import Belonging, FirmKind, Placed
from backend.services.kinds_of_firms.naming import differences
from backend.web.kinds_charts import ProfilePicture, profile_picture
from backend.web.language import _
from backend.web.unit_nav import UnitNav
from backend.web.views.kinds_words import Evidence, about, evidence, percent, percents
from scoring.kinds import Floats

CLEARLY = 0.9
SURE = 99
MARKS = 3
GAPS = 5
SMALLEST_GAP = 5
"""Percentage points from which a difference is worth a line."""
WHOLE, FIFTH = 100, 5
"""A place in the whole province is told in steps of five percent."""
TINY = 1e-9
"""What a share of a whole percent may fall short by as a float."""


@dataclass(frozen=True)
class DimensionRow:
    """One dimension: the own share and what it is beside, in percent; `gap` in percentage points."""

    name: str
    own: str
    beside: str
    difference: str
    gap: int


@dataclass(frozen=True)
class Member:
    """How near a kind is, in whole percent."""

    name: str
    percent: str


@dataclass(frozen=True)
class KindAbove:
    """The nearest kind of a higher typical rung, and where its firms are ahead."""

    name: str
    rung: str
    gaps: tuple[DimensionRow, ...]


@dataclass(frozen=True)
class FirmKindPage:
    """Context of unit/kind.html; `state` is none_sent, no_model, unreadable, kind or slope.

    `beside` names what the own shares are compared with in `picture` and `rows`; `percent` is how many
    percent of the units stand lower on the slope.
    """

    nav: UnitNav
    state: str
    choices: tuple[tuple[str, str, bool], ...]
    submitted_at: datetime | None
    as_of: date | None = None
    units: str = ""
    title: str = ""
    lead: str = ""
    beside: str = ""
    rung: str = ""
    percent: int = 0
    members: tuple[Member, ...] = ()
    marks: tuple[str, ...] = ()
    rows: tuple[DimensionRow, ...] = ()
    picture: ProfilePicture | None = None
    above: KindAbove | None = None
    evidence: Evidence | None = None


def firm_kind_page(found: FirmKind, rungs: Sequence[str]) -> FirmKindPage:
    """Everything the page prints; `rungs` are the names of the levels, the ground first."""
    placed, here = found.placed, f"/units/{found.unit_id}/kind"
    page = FirmKindPage(
        nav=UnitNav(found.unit_id, found.unit_name, found.firm_id, found.firm_name),
        state="none_sent" if not found.choices else "unreadable" if found.has_model else "no_model",
        choices=tuple(
            (title, f"{here}?questionnaire={name}", name == found.questionnaire)
            for name, title in found.choices
        ),
        submitted_at=found.submitted_at,
    )
    if placed is None:
        return page
    page = replace(
        page,
        as_of=placed.model.as_of,
        units=about(placed.model.units),
        evidence=evidence(placed.model),
    )
    if placed.belonging is None:
        return _slope(page, placed)
    return _kind(page, placed, placed.belonging, rungs)


def _slope(page: FirmKindPage, placed: Placed) -> FirmKindPage:
    """Without kinds: the place on the slope, and what is usual for units at the same height."""
    usual = placed.on_slope.usual
    below = min(max(round(placed.on_slope.percent / FIFTH) * FIFTH, FIFTH), WHOLE - FIFTH)
    return replace(
        page,
        state="slope",
        percent=below,
        title=_("没有自然分组：整体水平约高于全省 {percent}% 的单位", percent=below),
        lead=_(
            "全省单位从低到高连续分布，中间没有把单位隔成几群的空档，所以不给您归类。"
            "下面把您与整体水平相近的单位通常的样子逐项比较。"
        ),
        beside=_("同等整体水平的通常情况"),
        marks=tuple(_ahead_and_behind(placed, usual)),
        rows=_rows(placed, usual),
        picture=profile_picture(placed.dimensions, _own(placed), percents(usual)),
    )


def _kind(page: FirmKindPage, placed: Placed, belonging: Belonging, rungs: Sequence[str]) -> FirmKindPage:
    content = placed.model.content
    profile = np.array(content.profiles[belonging.kind])
    name, second = content.names[belonging.kind], content.names[belonging.second]
    order = np.argsort(-belonging.membership, kind="stable")
    return replace(
        page,
        state="kind",
        title=_("介于“{name}”与“{second}”之间", name=name, second=second) if belonging.is_between else name,
        lead=_how_clear(belonging, name, second),
        beside=_("“{name}”的平均", name=name),
        rung=rungs[content.rungs[belonging.kind]],
        members=tuple(Member(content.names[at], _sure(belonging.membership[at])) for at in order),
        marks=tuple(marks_of(content, belonging.kind, placed.dimensions)),
        rows=_rows(placed, profile),
        picture=profile_picture(placed.dimensions, _own(placed), percents(profile)),
        above=_above(placed, belonging, rungs),
    )


def marks_of(content: ModelContent, kind: int, dimensions: Sequence[str]) -> list[str]:
    """What sets a kind apart from all others: the dimensions of the largest difference, in words."""
    profiles, sizes = np.array(content.profiles), np.array(content.sizes, np.float64)
    apart = differences(profiles, content.sizes, np.array(content.scatter))[kind]
    rest = (sizes @ profiles - sizes[kind] * profiles[kind]) / max(sizes.sum() - sizes[kind], 1.0)
    told = []
    for at in np.argsort(-np.abs(apart), kind="stable")[:MARKS]:
        gap = percent(profiles[kind, at]) - percent(rest[at])
        figures = {"dimension": dimensions[at], "own": percent(profiles[kind, at]), "gap": abs(gap)}
        if gap >= 0:
            told.append(_("{dimension}平均 {own}%，比其他单位高 {gap} 个百分点", **figures))
        else:
            told.append(_("{dimension}平均 {own}%，比其他单位低 {gap} 个百分点", **figures))
    return told


def _how_clear(belonging: Belonging, name: str, second: str) -> str:
    share = float(belonging.membership[belonging.kind])
    if belonging.is_between:
        return _("两类的特点兼有，归到哪一类都不算清楚，两类都值得对照。")
    if share >= CLEARLY:
        return _("归类清楚：得分情况离这一类的平均比离其他各类近得多。同一类里有高有低，逐项差距见下表。")
    return _("大体属于“{name}”，也有一些“{second}”的特点。", name=name, second=second)


def _above(placed: Placed, belonging: Belonging, rungs: Sequence[str]) -> KindAbove | None:
    if belonging.above is None:
        return None
    content = placed.model.content
    ahead = [
        row for row in _rows(placed, np.array(content.profiles[belonging.above])) if row.gap <= -SMALLEST_GAP
    ]
    gaps = tuple(sorted(ahead, key=lambda row: row.gap)[:GAPS])
    return KindAbove(content.names[belonging.above], rungs[content.rungs[belonging.above]], gaps)


def _ahead_and_behind(placed: Placed, usual: Floats) -> list[str]:
    rows = sorted(_rows(placed, usual), key=lambda row: row.gap)
    behind = [row.name for row in rows[:MARKS] if row.gap <= -SMALLEST_GAP]
    ahead = [row.name for row in rows[::-1][:MARKS] if row.gap >= SMALLEST_GAP]
    told = []
    if ahead:
        told.append(_("走在前面的：{names}", names="、".join(ahead)))
    if behind:
        told.append(_("落在后面的：{names}", names="、".join(behind)))
    return told or [_("各能力域与整体水平相称，没有明显的长短板。")]


def _own(placed: Placed) -> list[int | None]:
    """The own shares rounded down, as on the page that compares with like firms."""
    return [None if np.isnan(share) else int(share * WHOLE + TINY) for share in placed.own]


def _rows(placed: Placed, beside: Floats) -> tuple[DimensionRow, ...]:
    return tuple(
        _row(name, own, other)
        for name, own, other in zip(placed.dimensions, _own(placed), percents(beside), strict=True)
    )


def _row(name: str, own: int | None, other: int | None) -> DimensionRow:
    if own is None or other is None:
        return DimensionRow(name, _("未涉及"), "—" if other is None else f"{other}%", "—", 0)
    gap = own - other
    told = _("持平") if gap == 0 else _("高 {gap}", gap=gap) if gap > 0 else _("低 {gap}", gap=-gap)
    return DimensionRow(name, f"{own}%", f"{other}%", told, gap)


def _sure(share: float) -> str:
    whole = percent(share)
    return _("99% 以上") if whole > SURE else _("不到 1%") if whole < 1 else f"{whole}%"
