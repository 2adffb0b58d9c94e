"""The result page: where the unit stands, what it is eligible for, what is missing, and the arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.outcome import RungAttainment, UnitRating
from assessments.schema.common import ProductionType, zh
from assessments.schema.ladder import Ladder
from assessments.wording import PURPOSES
from backend.services.offering import period_of
from backend.services.results import Outcome, Title
from backend.web.charts import FlagWords, LadderChart, ProfileChart, RungWords, ladder_chart, profile_chart
from backend.web.language import _
from backend.web.render import plain, zh_date
from backend.web.views.conditions import industry_name
from backend.web.views.eligibility import EligibilityView, eligibility_view
from backend.web.views.incentives import IncentivesView, incentives_view
from backend.web.views.item_lines import GapList, ScoreDomain, Wording, gap_lists, score_domains
from backend.web.views.levels import (
    DerivedLine,
    LevelsView,
    RemarkLine,
    certain_words,
    derived_lines,
    floors_of,
    levels_view,
    possible_words,
    remark_lines,
    standing_note,
)
from backend.web.views.method_common import period_words
from backend.web.views.needs import facts_href

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
    """Context of result.html.

    `levels` is there where gates decide; then `rungs`, `gaps` and `eligibility` are empty. `purpose` is empty
    where nothing hangs on it; `note` says what has to be known about the version's standing; `outlook` leads
    to the way up (empty where the levels only classify), `facts` to what this version asks for this purpose.
    """

    outcome: Outcome
    purpose: str
    period: str
    note: str
    outlook: str
    facts: str
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
    ladder: LadderChart | None
    levels: LevelsView | None
    floors: Mapping[str, str]
    derived: tuple[DerivedLine, ...]
    remarks: tuple[RemarkLine, ...]
    rungs: tuple[RungRow, ...]
    eligibility: EligibilityView | None
    titles: tuple[TitleRow, ...]
    incentives: IncentivesView | None
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
    rating = _claimed(outcome.rating)
    ladder = catalogue.ladders[outcome.questionnaire.ladder]
    names = {level.id: zh(level.name) for level in ladder.levels}
    version = outcome.questionnaire
    wording = Wording(catalogue, version, names)
    levels = levels_view(catalogue, outcome.instrument, rating) if rating.levels else None
    unit = outcome.inputs.profile
    share = version.required_share
    form = f"/assessments/{outcome.assessment_id}" if outcome.is_open and outcome.assessment_id else ""
    purpose = outcome.instrument.purpose
    scored = [domain for domain in rating.dimensions if domain.maximum]
    return ResultPage(
        outcome=outcome,
        place=_place(catalogue, unit.county),
        industry=industry_name(catalogue, unit.industry) if unit.industry else _("未填写"),
        production=_(PRODUCTION_NAMES[unit.production_type]),
        purpose=_(PURPOSES[purpose]) if version.applies else "",
        period=period_words(period_of(version, purpose, rating.as_of)),
        note=standing_note(catalogue, outcome.instrument, rating),
        outlook="" if catalogue.classifies(ladder) else _outlook(outcome),
        facts=facts_href(outcome.unit_id, version.key, purpose),
        questionnaire=zh(version.title),
        method=f"/method/{version.id}?version={version.version}",
        as_of=rating.as_of,
        submitted_at=outcome.submitted_at,
        certain=certain_words(rating, ladder) if levels else _certain(rating, ladder, names),
        possible=possible_words(catalogue, rating, ladder) if levels else _possible(rating, names),
        next_rung=_next_rung(rating),
        ladder=_level_chart(levels, rating, names) if levels else _ladder(rating, names),
        levels=levels,
        floors=floors_of(catalogue, version, rating) if levels else {},
        derived=derived_lines(catalogue, rating),
        remarks=remark_lines(catalogue, version),
        rungs=tuple(_rung_row(rung, rating) for rung in rating.attainment),
        eligibility=eligibility_view(catalogue, rating.eligibility) if rating.eligibility else None,
        titles=tuple(_title_row(catalogue, title) for title in outcome.titles),
        incentives=incentives_view(catalogue, ladder, unit.county, outcome.incentives),
        profile=profile_chart(scored, [_score(d.points, d.maximum) for d in scored]),
        domains=score_domains(rating, wording),
        points=rating.points,
        maximum=rating.max_points,
        possible_points=rating.possible_points,
        gaps=gap_lists(rating, wording, form),
        share=_("{percent}%", percent=share.percent) if share else "",
        share_provenance=share.provenance.value if share else "",
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


def _outlook(outcome: Outcome) -> str:
    query = f"?purpose={outcome.instrument.purpose.value}" if outcome.questionnaire.applies else ""
    return f"/units/{outcome.unit_id}/ladders/{outcome.questionnaire.id}/pathway{query}"


def _claimed(rating: UnitRating) -> UnitRating:
    """The rating with no level for certain where the version does not apply, chosen by hand or not."""
    return replace(rating, certain="none") if rating.levels and rating.in_force is False else rating


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


def _level_chart(levels: LevelsView, rating: UnitRating, names: Mapping[str, str]) -> LadderChart | None:
    """The picture of the levels that gates decide; one level alone needs no picture."""
    if not levels.several:
        return None
    words = [
        RungWords(
            _("{met}/{all} 条", met=step.attained, all=step.mandatory),
            _("还差 {count} 条", count=step.mandatory - step.attained)
            if step.attained < step.mandatory
            else _("全部满足"),
        )
        for step in levels.steps
    ]
    parts = [
        _("{name}：满足 {count}", name=step.name, count=word.count)
        for step, word in zip(levels.steps, words, strict=True)
    ]
    standing = _(
        "确定等级：{certain}；可能等级：{possible}。",
        certain=names.get(rating.certain, _("第一级之前")),
        possible=names.get(rating.possible, _("第一级之前")),
    )
    flags = FlagWords(_("确定"), _("可能"), _("确定"), standing + "；".join(parts) + "。")
    return ladder_chart(levels.steps, words, rating.certain, rating.possible, flags)


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


def _place(catalogue: Catalogue, county: str | None) -> str:
    if county is None:
        return _("未填写")
    return f"{catalogue.city_of(county).name} {catalogue.county(county).name}"


def _score(points: Decimal, maximum: Decimal) -> str:
    return f"{plain(points)} / {plain(maximum)}"
