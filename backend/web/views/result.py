"""The result page: where the unit stands, what it is eligible for, what is missing, and the arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.outcome import RungAttainment, UnitRating
from assessments.schema.common import ProductionType, zh
from assessments.schema.ladder import Ladder
from backend.services.results import Outcome, Title
from backend.web.charts import FlagWords, LadderChart, ProfileChart, RungWords, ladder_chart, profile_chart
from backend.web.language import _
from backend.web.render import plain, zh_date
from backend.web.views.eligibility import EligibilityView, eligibility_view
from backend.web.views.item_lines import GapList, ScoreDomain, Wording, gap_lists, score_domains

PRODUCTION_NAMES: Mapping[ProductionType, str] = {
    ProductionType.DISCRETE: "离散型",
    ProductionType.PROCESS: "流程型",
}


@dataclass(frozen=True)
class RungRow:
    """One rung of the attainment table."""

    name: str
    count: str
    remaining: int
    open: int
    not_applicable: int
    short: int
    is_certain: bool
    is_possible: bool


@dataclass(frozen=True)
class TitleRow:
    """A title held, in words."""

    name: str
    state: str
    period: str
    source: str
    in_force: bool


@dataclass(frozen=True)
class ResultPage:
    """Context of result.html."""

    outcome: Outcome
    place: str
    industry: str
    production: str
    questionnaire: str
    method: str
    as_of: date
    submitted_at: datetime | None
    certain: str
    possible: str
    next_rung: str
    ladder: LadderChart
    rungs: tuple[RungRow, ...]
    eligibility: EligibilityView | None
    titles: tuple[TitleRow, ...]
    profile: ProfileChart
    domains: tuple[ScoreDomain, ...]
    points: Decimal
    maximum: Decimal
    possible_points: Decimal
    gaps: tuple[GapList, ...]
    share: str
    share_provenance: str
    open_items: int
    asked_items: int
    expanded: bool


def result_page(catalogue: Catalogue, outcome: Outcome, *, expanded: bool) -> ResultPage:
    """The page for a preview or a submission; `expanded` opens every list on it."""
    rating = outcome.rating
    ladder = catalogue.ladders[outcome.questionnaire.ladder]
    names = {level.id: zh(level.name) for level in ladder.levels}
    wording = Wording(outcome.questionnaire, names)
    unit = outcome.inputs.profile
    city, county = catalogue.city_of(unit.county), catalogue.county(unit.county)
    industry = catalogue.industries.get(unit.industry)
    share = outcome.questionnaire.required_share
    form = f"/assessments/{outcome.assessment_id}" if outcome.is_open else ""
    return ResultPage(
        outcome=outcome,
        place=f"{city.name} {county.name}",
        industry=f"{unit.industry} {industry.name}" if industry else unit.industry,
        production=_(PRODUCTION_NAMES[unit.production_type]),
        questionnaire=zh(outcome.questionnaire.title),
        method=f"/method/{outcome.questionnaire.id}?version={outcome.questionnaire.version}",
        as_of=rating.as_of,
        submitted_at=outcome.submitted_at,
        certain=_certain(rating, ladder, names),
        possible=_possible(rating, names),
        next_rung=_next_rung(rating),
        ladder=_ladder(rating, names),
        rungs=tuple(_rung_row(rung, rating) for rung in rating.attainment),
        eligibility=eligibility_view(catalogue, rating.eligibility) if rating.eligibility else None,
        titles=tuple(_title_row(catalogue, title) for title in outcome.titles),
        profile=profile_chart(rating.dimensions, [_score(d.points, d.maximum) for d in rating.dimensions]),
        domains=score_domains(rating, wording),
        points=rating.points,
        maximum=rating.max_points,
        possible_points=rating.possible_points,
        gaps=gap_lists(rating, wording, form),
        share=_("{percent}%", percent=share.percent),
        share_provenance=share.provenance.value,
        open_items=sum(line.state == "unanswered" for line in rating.items),
        asked_items=len(rating.items),
        expanded=expanded,
    )


def count_words(rung: RungAttainment) -> str:
    """66/69 条."""
    return _("{attained}/{mandatory} 条", attained=rung.attained, mandatory=rung.mandatory)


def gap_words(rung: RungAttainment) -> str:
    """还差 3 条, or that nothing is missing."""
    return _("还差 {count} 条", count=rung.remaining) if rung.remaining else _("已全部到位")


def _certain(rating: UnitRating, ladder: Ladder, names: Mapping[str, str]) -> str:
    if rating.certain == "none":
        return _("自评处于“{below}”阶段", below=zh(ladder.below))
    return _("自评达到{level}建设要求", level=names[rating.certain])


def _next_rung(rating: UnitRating) -> str:
    """The lowest rung that misses something, and what it misses; empty where every rung is complete."""
    rung = next((rung for rung in rating.attainment if rung.remaining), None)
    if rung is None:
        return ""
    return _(
        "{level}建设要求：{count}，{gap}。", level=rung.name, count=count_words(rung), gap=gap_words(rung)
    )


def _possible(rating: UnitRating, names: Mapping[str, str]) -> str:
    if rating.possible != rating.certain:
        return _(
            "把未作答和不适用的题都按最有利的情况计算，最高可能达到{level}建设要求。",
            level=names[rating.possible],
        )
    if any(line.state in ("unanswered", "not_applicable") for line in rating.items):
        return _("其余未作答或不适用的题无论怎样回答，都不改变这一结论。")
    return _("各题均已作答，结论确定。")


def _ladder(rating: UnitRating, names: Mapping[str, str]) -> LadderChart:
    words = [RungWords(count_words(rung), gap_words(rung)) for rung in rating.attainment]
    parts = [
        _("{name}：必答 {count}，{gap}", name=rung.name, count=word.count, gap=word.gap)
        for rung, word in zip(rating.attainment, words, strict=True)
    ]
    standing = _(
        "确定级别：{certain}；可能级别：{possible}。",
        certain=names.get(rating.certain, _("梯级之前")),
        possible=names.get(rating.possible, _("梯级之前")),
    )
    flags = FlagWords(_("确定"), _("可能"), _("确定"), standing + "；".join(parts) + "。")
    return ladder_chart(rating.attainment, words, rating.certain, rating.possible, flags)


def _rung_row(rung: RungAttainment, rating: UnitRating) -> RungRow:
    return RungRow(
        name=rung.name,
        count=f"{rung.attained}/{rung.mandatory}",
        remaining=rung.remaining,
        open=rung.open,
        not_applicable=rung.not_applicable,
        short=rung.short,
        is_certain=rung.level == rating.certain,
        is_possible=rung.level == rating.possible != rating.certain,
    )


def _title_row(catalogue: Catalogue, title: Title) -> TitleRow:
    kind = catalogue.recognition_kinds.get(title.kind)
    period = _("{day}起", day=zh_date(title.start))
    if title.last_day is not None:
        period = _("{start}，至{end}", start=period, end=zh_date(title.last_day))
    return TitleRow(
        name=zh(kind.name) if kind else title.kind,
        state=_("有效") if title.in_force else _("已失效"),
        period=period,
        source=" ".join(part for part in (title.batch, title.source) if part),
        in_force=title.in_force,
    )


def _score(points: Decimal, maximum: Decimal) -> str:
    return f"{plain(points)} / {plain(maximum)}"
