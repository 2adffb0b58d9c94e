"""What an official figure may be: its kinds, indicators, periods and values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.series import end_of
from assessments.schema.target import Target
from assessments.target_words import aim_words
from backend import clock
from backend.auth.actor import region_prefix
from backend.services.areas import Area, Place
from backend.services.errors import InvalidInputError

FigureKind = Literal["denominator", "series", "allocation"]
KINDS: Mapping[str, str] = {
    "denominator": "企业总数（分母）",
    "series": "官方数列",
    "allocation": "目标分解",
}
DENOMINATORS: Mapping[str, str] = {
    "industrial-legal-entities": "工业企业法人单位",
    "above-scale-industrial": "规模以上工业企业",
    "manufacturing-legal-entities": "制造业企业法人单位",
    "above-scale-manufacturing": "规模以上制造业企业",
}
"""What firms may be counted; the words are those of the statistics bureau."""
FIRMS = "家"
LARGEST = Decimal(10) ** 12
_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,6})?")
_YEAR = re.compile(r"(19|20)[0-9]{2}")


@dataclass(frozen=True)
class NewFigure:
    """A figure to enter; `value` as typed, in the unit of its indicator."""

    kind: str
    indicator: str
    area: str
    period: str
    value: str
    source: str
    document: str = ""


def indicators(catalogue: Catalogue, kind: str) -> Mapping[str, str]:
    """The indicators of a kind of figure, by id, in words."""
    if kind == "denominator":
        return DENOMINATORS
    if kind == "series":
        return {
            name: f"{zh(one.indicator)}（{one.scope}）" if one.scope else zh(one.indicator)
            for name, one in catalogue.series.items()
        }
    return {
        target.id: f"{zh(target.indicator)} {aim_words(target)}（{target.horizon.year}年）"
        for target in catalogue.targets.values()
        if target.value is not None and not target.restates
    }


def unit_of(catalogue: Catalogue, kind: str, indicator: str) -> str:
    """The unit in which a figure is given."""
    if kind == "denominator":
        return FIRMS
    if kind == "series":
        return catalogue.series[indicator].unit
    return catalogue.targets[indicator].unit


def places(area: Area) -> tuple[Place, ...]:
    """The area and everything inside it for which a figure may be entered."""
    found = {place.code: place for place in (area.place, *area.parts, *area.reporting)}
    return tuple(found.values())


def checked(catalogue: Catalogue, area: Area, new: NewFigure) -> NewFigure:
    """The figure in its normal form. Raises InvalidInputError telling everything that is wrong with it."""
    problems = {}
    if new.kind not in KINDS:
        raise InvalidInputError({"kind": "请选择数据的种类。"})
    if new.indicator not in indicators(catalogue, new.kind):
        problems["indicator"] = f"请从列出的“{KINDS[new.kind]}”指标中选择。"
    if new.area not in {place.code for place in places(area)}:
        problems["area"] = "请选择本辖区或其中的市、县（市、区）。"
    value, fault = _value(new)
    problems |= {"value": fault} if fault else {}
    problems |= _period_problem(new)
    if new.kind == "allocation":
        problems |= _allocation_problems(catalogue.targets.get(new.indicator), new)
    if problems:
        raise InvalidInputError(problems)
    return replace(new, value=value)


def _value(new: NewFigure) -> tuple[str, str]:
    """The value as stored, and what is wrong with it."""
    plain = new.value.replace(",", "").strip()
    if not _NUMBER.fullmatch(plain):
        return "", "请填写数字，如 107156 或 68.81；没有公布的数不填，不估算。"
    value = Decimal(plain)
    if abs(value) > LARGEST:
        return "", "数字过大，请检查单位。"
    if new.kind == "denominator" and (value != value.to_integral_value() or value < 1):
        return "", "企业数应为正整数。"
    return f"{value.normalize():f}", ""


def _period_problem(new: NewFigure) -> dict[str, str]:
    try:
        end = end_of(new.period)
    except ValueError:
        return {"period": "时期请写成 2025（年）、2025-09（月）或 2025-05-28（日）。"}
    if new.kind != "series" and not _YEAR.fullmatch(new.period):
        return {"period": "请填写年份，如 2025。"}
    if new.kind != "allocation" and end > clock.today():
        return {"period": "这一时期还没有结束，不会有终值；已公布到某月的，请写到月，如 2025-09。"}
    return {}


def _allocation_problems(target: Target | None, new: NewFigure) -> dict[str, str]:
    problems = {}
    if not new.document:
        problems["document"] = "目标分解须有文号：没有下达文件的，不列分地区目标。"
    if target is None:
        return problems
    if not new.area.startswith(region_prefix(target.region)) or new.area == target.region:
        problems["area"] = "分解对象应是这项目标所属地区以下的市、县（市、区）。"
    if _YEAR.fullmatch(new.period) and int(new.period) > target.horizon.year:
        problems["period"] = f"这项目标的期限是 {target.horizon.year} 年，分解年份不能更晚。"
    return problems
