"""What an area's progress toward a target is, in words that say how it was counted."""

from decimal import Decimal

from assessments.schema.common import zh
from assessments.schema.target import CountBasis, Target
from assessments.target_words import aim_words, amount, with_unit
from backend.services.target_progress import Progress, Verdicts
from backend.services.title_counts import Titles

NO_TITLES = "尚无认定数据"
NO_DATA = "尚无数据"
NOT_MEASURED = "本站不计数"


def count_words(progress: Progress) -> str:
    """The figure of an area: 12 家, 已知符合 3 家, 53.1%（2024）, 尚无认定数据."""
    target = progress.target
    if progress.titles is not None:
        return with_unit(Decimal(progress.titles.counted), target.unit)
    if progress.verdicts is not None and progress.has_data:
        return f"已知符合 {amount(Decimal(progress.verdicts.met))} 家"
    if progress.point is not None:
        return f"{with_unit(progress.point.value, target.unit)}（{progress.point.period}）"
    if progress.submitted is not None and progress.has_data:
        return f"已提交 {amount(Decimal(progress.submitted))} 家"
    missing = {"recognitions": NO_TITLES, "not_measured": NOT_MEASURED}
    return missing.get(target.measured, NO_DATA)


def basis_words(progress: Progress) -> str:
    """How the figure was counted, and what stands beside it."""
    if progress.titles is not None:
        return _titles(progress.target, progress.titles)
    if progress.verdicts is not None:
        return _verdicts(progress.verdicts)
    if progress.point is not None:
        return f"官方数列，来源：{progress.point.source}"
    if progress.target.measured == "series":
        return "官方数列：由主管部门公布，录入后显示"
    return ""


def aim_and_horizon(target: Target) -> str:
    """The aim with the year in which it is due: 120 家以上（2027年）."""
    return f"{aim_words(target)}（{target.horizon.year}年）"


def allotment_words(progress: Progress) -> str:
    """The area's own target with its document; empty where none was allotted."""
    one = progress.allotment
    if one is None:
        return ""
    return f"{with_unit(one.value, progress.target.unit)}（{one.period}年，{one.document}）"


def indicator(target: Target) -> str:
    """What the target speaks of."""
    return zh(target.indicator)


def _titles(target: Target, titles: Titles) -> str:
    until = f"计至期限 {titles.until.isoformat()}；" if titles.is_over else ""
    return f"{_way(target, titles)}；{until}{_beside(titles)}"


def _way(target: Target, titles: Titles) -> str:
    if titles.way == "ever":
        return "累计认定（同一单位只计一次，含已到期的）"
    if titles.way == "this_year":
        return f"{titles.until.year} 年新认定，续认不计"
    if titles.way == "in_period":
        if titles.since is None:
            return "新认定，续认不计；文件日期未读到，从有记录起计"
        return f"自 {titles.since.year} 年（文件成文年份，本站所取）起新认定，续认不计"
    valid = "按有效计" if titles.is_over else "按当前有效计"
    return f"原文未写口径，{valid}" if target.basis is CountBasis.UNKNOWN else valid


def _beside(titles: Titles) -> str:
    """What else the register says on the day that was asked for."""
    if titles.way == "in_force":
        today = f"当前有效 {amount(Decimal(titles.in_force))}，" if titles.is_over else ""
        return f"{today}累计认定 {amount(Decimal(titles.ever))}"
    return f"当前有效 {amount(Decimal(titles.in_force))}"


def _verdicts(found: Verdicts) -> str:
    return (
        f"登记的企业 {amount(Decimal(found.firms))} 家：已知符合 {amount(Decimal(found.met))}，"
        f"已知不符合 {amount(Decimal(found.not_met))}，未知 {amount(Decimal(found.unknown))}"
    )
