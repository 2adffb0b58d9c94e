"""The targets in force, with what an area has contributed and where its titles lead."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.target_words import aim_words, amount, measured_words, scope_words
from backend.services.area_targets import AreaTarget
from backend.services.regions import AreaProgress
from backend.services.target_progress import Progress
from backend.services.title_counts import Way
from backend.services.title_trend import TitleTrend
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import Cited, cite
from scoring.forecast import CONFIDENCE, FEWEST_YEARS

WAYS: Mapping[Way, str] = {
    "in_force": "当日有效的称号数",
    "ever": "累计授予的持有单位数",
    "this_year": "本年新授予数",
    "in_period": "规划期内新授予数",
}
NOTHING: Mapping[str, str] = {"recognitions": "尚无认定数据", "results": "尚无提交", "series": "尚无公布数"}


@dataclass(frozen=True)
class TargetCard:
    """One target: what it aims at, what the area has so far, and where it leads.

    `forecast` are sentences, empty where nothing is said about the future; `years` the ends of past years.
    """

    id: str
    indicator: str
    aim: str
    scope: str
    horizon: str
    horizon_from_plan: bool
    counted: str
    has_data: bool
    is_contribution: bool
    reached: str
    allotment: str
    basis: str
    forecast: tuple[str, ...]
    years: tuple[tuple[str, str], ...]
    source: Cited
    provenance: str


@dataclass(frozen=True)
class TargetsView:
    """Targets of the page's ladder as cards, others with data as lines, and how many have none yet."""

    cards: tuple[TargetCard, ...]
    lines: tuple[TargetCard, ...]
    without_data: int
    is_filtered: bool


def targets_view(catalogue: Catalogue, progress: AreaProgress) -> TargetsView:
    """The targets of the whole area, whatever else is filtered."""
    cards = [(_card(catalogue, progress, one), one.is_of_ladder) for one in progress.targets]
    others = [card for card, is_of_ladder in cards if not is_of_ladder]
    return TargetsView(
        cards=tuple(card for card, is_of_ladder in cards if is_of_ladder),
        lines=tuple(card for card in others if card.has_data),
        without_data=sum(1 for card in others if not card.has_data),
        is_filtered=progress.view.is_sliced or not isinstance(progress.view.where, str),
    )


def _card(catalogue: Catalogue, progress: AreaProgress, one: AreaTarget) -> TargetCard:
    found, target = one.progress, one.target
    return TargetCard(
        id=target.id,
        indicator=zh(target.indicator),
        aim=aim_words(target),
        scope=scope_words(catalogue, target),
        horizon=zh_date(target.horizon),
        horizon_from_plan=target.horizon_from_plan,
        counted=_counted(found),
        has_data=found.has_data,
        is_contribution=found.is_contribution,
        reached=_reached(found),
        allotment=_allotment(found),
        basis=_basis(catalogue, progress, found),
        forecast=_forecast(one.trend, target.unit) if one.trend else (),
        years=tuple((f"{year}", f"{number:,}") for year, number in one.trend.ends) if one.trend else (),
        source=cite(catalogue, target.citation),
        provenance=target.provenance.value,
    )


def _counted(found: Progress) -> str:
    unit = found.target.unit
    if not found.has_data:
        return _(NOTHING[found.target.measured])
    if found.titles is not None:
        return f"{found.titles.counted:,} {unit}"
    if found.point is not None:
        return _(
            "{value} {unit}（{period}）",
            value=amount(found.point.value),
            unit=unit,
            period=found.point.period,
        )
    return _("{number} 个单位", number=f"{found.submitted or 0:,}")


def _reached(found: Progress) -> str:
    """The share of the target's value, for the area that the target is set for and titles alone."""
    if found.is_contribution or found.titles is None or not found.target.value:
        return ""
    return _("相当于目标值的 {share}%", share=f"{found.titles.counted * 100 / found.target.value:.1f}")


def _allotment(found: Progress) -> str:
    own = found.allotment
    if own is None:
        return ""
    return _(
        "本辖区分解任务 {value} {unit}（{period}年，{document}）",
        value=amount(own.value),
        unit=found.target.unit,
        period=own.period,
        document=own.document,
    )


def _basis(catalogue: Catalogue, progress: AreaProgress, found: Progress) -> str:
    names = measured_words(catalogue, found.target)
    if found.titles is not None:
        since = found.titles.since
        words = _(WAYS[found.titles.way])
        if since is not None:
            words = _("{words}（{day}起）", words=words, day=zh_date(since))
        return _("{kinds}：{area}{words}", area=progress.area.name, kinds=names, words=words)
    if found.target.measured == "series":
        return _("公布的官方数列：{name}", name=names)
    if found.target.measured == "results":
        return _("本站自评填报率的分子：{name}；官方口径另计", name=names)
    return _("{kinds}：{area}", area=progress.area.name, kinds=names)


def _forecast(trend: TitleTrend, unit: str) -> tuple[str, ...]:
    found = trend.forecast
    if found is None:
        words = _(
            "不作预测：在册记录须有首年之后至少 {years} 个完整年度，且各年净增数有变化，才估得出区间。",
            years=FEWEST_YEARS,
        )
        return (words,)
    middle = _(
        "按近 {years} 年年均净增外推，到{day}约 {middle} {unit}，{confidence}% 预测区间 {low} 至 {high}。",
        years=found.years,
        day=zh_date(trend.horizon),
        middle=f"{found.middle:,}",
        unit=unit,
        confidence=round(CONFIDENCE * 100),
        low=f"{found.low:,}",
        high=f"{found.high:,}",
    )
    method = _(
        "方法：取近 {years} 个完整年度（不含有记录的首年）的净增数，均值 {mean}、标准差 {spread}，"
        "按年均净增外推，区间按 t 分布计算；假定今后与近年相仿，不代表承诺。",
        years=found.years,
        mean=f"{found.mean:.1f}",
        spread=f"{found.spread:.1f}",
    )
    return middle, method
