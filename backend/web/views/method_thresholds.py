"""What conditions ask of each subject – a fact, a metric, points, titles – leaf by leaf.

Nothing here is typed in by hand but the order of the subjects: `THEMES` groups them, and what no theme names
stands under the last heading, so that no leaf can be left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assessments.condition_words import Names, condition_words, names_of
from assessments.loader import Catalogue
from assessments.schema.common import Provenance, Purpose, zh
from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Compare,
    CompareMetric,
    CompareScore,
    Condition,
    Count,
    Gate,
    Holds,
    InGroup,
    InIndustry,
    ItemsAt,
    Not,
    Recalled,
    Unsettled,
    parts_of,
)
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from backend.web.language import _
from backend.web.values import sources_words
from backend.web.views.bounds import subject_of
from backend.web.views.conditions import ConditionLine, condition_line
from backend.web.views.method_gates import sources_of

THEMES: Mapping[str, tuple[str, ...]] = {
    "从业年限": ("niche_years", "field_years", "operating_years"),
    "营业收入": ("revenue", "main_revenue", "main_revenue_mean_3y"),
    "收入增长": ("revenue_growth", "revenue_cagr_2y", "main_revenue_growth", "main_revenue_mean_growth_2y"),
    "主营占比": ("main_share", "main_products_share"),
    "资产负债率": ("debt_ratio",),
    "盈利": ("net_margin", "net_profit_mean_growth_2y"),
    "股权融资": ("new_equity_2y", "new_equity_3y"),
    "研发": (
        "rd_expense",
        "rd_expense_2y",
        "rd_expense_mean_2y",
        "rd_intensity",
        "rd_to_cost",
        "rd_staff_share",
        "tech_staff_share",
        "rd_institution",
        "science_award",
    ),
    "知识产权": ("class1_ip", "class2_ip", "invention_patents"),
    "市场": (
        "market_share_domestic",
        "market_share_global",
        "market_rank_domestic",
        "market_rank_global",
        "niche_share_high",
    ),
    "评价得分": ("srdi_quality_score", "score:total", "score"),
    "数字化水平": ("zj_digital_level", "sme_digital_level", "items", "core_systems"),
    "投资额": ("investment",),
    "成熟度和场景": ("maturity_level", "links_covered", "ai_scene_share"),
    "规模": ("employees", "total_assets", "above_scale"),
    "须有的称号": ("titles",),
    "信用和合规": ("credit_grade", "violation_free_years", "bank_credit_sound", "sound_operation"),
}
OTHER = "其他"
CONTEXT_LIMIT = 2
"""More limiting conditions than these are not repeated beside a figure: the whole is a link away."""


@dataclass(frozen=True)
class Threshold:
    """One leaf: what is asked of a subject, at which levels, and what limits it.

    `is_alternative`: it is one of several ways to meet its condition, `context` says what else that way asks.
    `note` tells another reading of an ambiguous text.
    """

    subject: str
    label: str
    text: str
    note: str
    href: str
    levels: tuple[str, ...]
    is_alternative: bool
    context: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class _Place:
    """Where a leaf stands in its condition."""

    is_alternative: bool = False
    is_recalled: bool = False
    is_negated: bool = False
    beside: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class _Frame:
    catalogue: Catalogue
    version: Questionnaire | Call
    names: Names

    @property
    def own(self) -> Questionnaire | None:
        """The questionnaire whose points and items conditions look at."""
        return self.version if isinstance(self.version, Questionnaire) else None


def thresholds(
    catalogue: Catalogue, version: Questionnaire | Call, href: str, purpose: Purpose | None
) -> Iterator[Threshold]:
    """Every leaf of the conditions asked for a purpose, in the order of the file; `href` is their page."""
    frame = _Frame(catalogue, version, names_of(catalogue, version))
    for gate in version.gates:
        if purpose is not None and gate.purposes and purpose not in gate.purposes:
            continue
        for leaf, place in _leaves(gate.when, _Place()):
            yield _threshold(frame, gate, leaf, place, f"{href}#gate-{gate.id}")


def merged(found: Iterator[Threshold]) -> tuple[Threshold, ...]:
    """The same demand of several levels as one line, in the order in which they come up first."""
    lines: dict[tuple[Any, ...], Threshold] = {}
    for one in found:
        key = (one.subject, one.text, one.note, one.is_alternative, one.context, one.marks)
        known = lines.get(key)
        levels = one.levels if known is None else tuple(dict.fromkeys((*known.levels, *one.levels)))
        lines[key] = replace(known or one, levels=levels)
    return tuple(lines.values())


def _leaves(condition: Condition, place: _Place) -> Iterator[tuple[Condition, _Place]]:
    parts = parts_of(condition)
    if not parts:
        yield condition, place
    for number, part in enumerate(parts):
        others = tuple(other for at, other in enumerate(parts) if at != number)
        yield from _leaves(part, _INSIDE[type(condition)](place, others))


def _beside(place: _Place, others: tuple[Condition, ...]) -> _Place:
    """Inside 以下各条都满足: of one way among several, the other parts limit a leaf."""
    return replace(place, beside=(*place.beside, *others)) if place.is_alternative else place


_INSIDE: Mapping[type, Callable[[_Place, tuple[Condition, ...]], _Place]] = {
    AllOf: _beside,
    AnyOf: lambda place, _others: replace(place, is_alternative=True),
    Count: lambda place, _others: replace(place, is_alternative=True),
    Not: lambda place, _others: replace(place, is_negated=not place.is_negated),
    Recalled: lambda place, _others: replace(place, is_recalled=True),
}


def _threshold(frame: _Frame, gate: Gate, leaf: Condition, place: _Place, href: str) -> Threshold:
    subject, label, line = _TOLD[type(leaf)](frame, gate, leaf)
    levels = frame.catalogue.ladders[frame.version.ladder].levels
    return Threshold(
        subject=subject,
        label=label,
        text=_("不得：{text}", text=line.text) if place.is_negated else line.text,
        note=line.note,
        href=href,
        levels=tuple(level.id for level in levels if gate.id in frame.version.rungs.get(level.id, ())),
        is_alternative=place.is_alternative,
        context=_context(frame, place.beside),
        marks=tuple(_marks(frame, gate, leaf, place)),
    )


def _context(frame: _Frame, beside: tuple[Condition, ...]) -> str:
    """What else the same way asks for; of more than a few parts only that there are some."""
    if not beside:
        return ""
    if len(beside) > CONTEXT_LIMIT or any(parts_of(part) for part in beside):
        return _("并须满足同一情形的其他条件")
    told = "；".join(condition_words(part, frame.names) for part in beside)
    return _("限：{told}", told=told)


def _marks(frame: _Frame, gate: Gate, leaf: Condition, place: _Place) -> Iterator[str]:
    if gate.in_principle:
        yield _("原则上")
    if place.is_recalled or gate.provenance is Provenance.RECALLED:
        yield _("未经证实")
    accepted = sources_of(frame.catalogue, gate, leaf)
    if accepted:
        yield _("只认{sources}", sources=sources_words(accepted))


Told = tuple[str, str, ConditionLine]
"""The subject of a leaf, what it is called, and what is asked of it."""


def _compared(frame: _Frame, _gate: Gate, leaf: Compare | CompareMetric) -> Told:
    catalogue = frame.catalogue
    name = leaf.fact if isinstance(leaf, Compare) else leaf.metric
    label = subject_of(catalogue, name).label
    line = condition_line(catalogue, leaf, frame.own)
    # The line reads “上年的营业收入：1,500 万元以上”, and the head of the row says 营业收入 already.
    before, _colon, bound = line.text.partition(_("{label}：", label=label))
    years = before.removesuffix(_("的"))
    parted = f"{years} {bound}" if years and years[-1] != "，" else f"{years}{bound}"
    return name, label, ConditionLine(_("是") if parted == _("“是”") else parted, line.note)


def _scored(frame: _Frame, _gate: Gate, leaf: CompareScore) -> Told:
    line = condition_line(frame.catalogue, leaf, frame.own)
    if leaf.score == "total":
        return "score:total", _("本工具的总分"), ConditionLine(line.text.partition("：")[2], line.note)
    return "score", _("本工具的分项得分"), line


def _titled(frame: _Frame, _gate: Gate, leaf: Holds) -> Told:
    names = "、".join(zh(frame.catalogue.recognition_kinds[kind].name) for kind in leaf.holds)
    within = _("（近 {years} 年内获得）", years=leaf.within_years) if leaf.within_years else ""
    return "titles", _("称号（列多个的，有一个即可）"), ConditionLine(f"{names}{within}")


def _undecided(_frame: _Frame, gate: Gate, _leaf: Unsettled) -> Told:
    return "undecided", _("由人工认定的条件"), ConditionLine(zh(gate.name))


def _plain(subject: str, label: str) -> Callable[[_Frame, Gate, Condition], Told]:
    def tell(frame: _Frame, _gate: Gate, leaf: Condition) -> Told:
        return subject, _(label), condition_line(frame.catalogue, leaf, frame.own)

    return tell


_TOLD: Mapping[type, Callable[[_Frame, Gate, Any], Told]] = {
    Compare: _compared,
    CompareMetric: _compared,
    CompareScore: _scored,
    Holds: _titled,
    ItemsAt: _plain("items", "达到某一级的题目数"),
    InGroup: _plain("county", "所在地"),
    InIndustry: _plain("industry", "行业"),
    Unsettled: _undecided,
}
