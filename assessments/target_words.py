"""Targets in Chinese: what their ids of topic, base, counting, state and measure are called."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from assessments.schema.target import Aim, Base, CountBasis, PriceBasis, Target, Topic
from assessments.target_states import State

_AIMS: Mapping[Aim, str] = {
    Aim.MORE_THAN: "超过 {figure}",
    Aim.ABOUT: "{figure}左右",
    Aim.AT_MOST: "{figure}以内",
    Aim.BELOW: "低于 {figure}",
    Aim.KEEP: "保持{figure}",
}
STATES: Mapping[State, str] = {
    State.IN_FORCE: "在期",
    State.DUE: "到期待评",
    State.DONE: "已完成",
    State.SUPERSEDED: "被替代",
}
TOPICS: Mapping[Topic, str] = {
    Topic.FIRM: "企业",
    Topic.FACTORY: "工厂",
    Topic.DIGITISATION: "数字化",
    Topic.PLATFORM: "平台",
    Topic.PROVIDER: "服务商",
    Topic.BRAND: "品牌与质量",
    Topic.STANDARD: "标准",
    Topic.RESEARCH: "研发创新",
    Topic.EFFICIENCY: "效益",
    Topic.STRUCTURE: "结构与投资",
    Topic.PARK: "园区与用地",
    Topic.CHAIN: "产业链",
    Topic.CLUSTER: "集群",
    Topic.REGION_GROUP: "区域",
    Topic.PROJECT: "项目",
    Topic.GREEN: "绿色低碳",
    Topic.MEANS: "要素保障",
}
COUNTS: Mapping[CountBasis, str] = {
    CountBasis.CUMULATIVE: "累计",
    CountBasis.VALID: "有效",
    CountBasis.ADDED: "新增",
    CountBasis.NET_ADDED: "净增",
    CountBasis.SHARE: "占比",
    CountBasis.STOCK: "存量",
    CountBasis.LEVEL: "水平值",
    CountBasis.COVERAGE: "覆盖面",
    CountBasis.UNKNOWN: "未印",
}
BASES: Mapping[Base, str] = {
    Base.ABOVE_SCALE_INDUSTRY: "规上工业",
    Base.ABOVE_SCALE_MANUFACTURING: "规上制造业",
    Base.ABOVE_SCALE_FIRMS: "规上企业",
    Base.INDUSTRY: "工业",
    Base.MANUFACTURING: "制造业",
    Base.MANUFACTURING_AND_SERVICES: "制造业和生产性服务业",
    Base.SMES_OF_KEY_SECTORS: "重点细分行业中小企业",
    Base.ECONOMY: "全省经济",
    Base.UNPRINTED: "未印",
}
PRICES: Mapping[PriceBasis, str] = {
    PriceBasis.NONE: "不涉及",
    PriceBasis.CURRENT: "当年价",
    PriceBasis.CONSTANT_2019: "2019 年不变价",
    PriceBasis.UNPRINTED: "未印",
}
MEASURES: Mapping[str, str] = {
    "recognitions": "认定记录",
    "results": "提交的自评",
    "facts": "企业填报的事实",
    "series": "公开数列",
    "not_measured": "本站不计数",
}


def amount(value: Decimal) -> str:
    """A number as people write it: thousands apart, decimals as given."""
    return f"{value:,f}"


def aim_words(target: Target) -> str:
    """The aim as people write it, near to the print: 120 家以上, 力争 15%, 1/3 左右, 全覆盖, 每年 300 家."""
    figure = _figure(target)
    if target.comparator is Aim.AT_LEAST:
        figure = f"{figure}以上" if "以上" in target.comparator_printed else figure
        figure = _after("不低于", figure) if "不低于" in target.comparator_printed else figure
    elif target.comparator is Aim.STRIVE_FOR:
        figure = _after("力争", f"{figure}以上" if "以上" in target.comparator_printed else figure)
    else:
        figure = _AIMS[target.comparator].format(figure=figure)
    return _after("每年", figure) if target.period_kind == "yearly" else figure


def _after(word: str, figure: str) -> str:
    """A word before a figure, with a gap before digits only."""
    return f"{word} {figure}" if figure[:1].isdigit() else f"{word}{figure}"


def _figure(target: Target) -> str:
    """The figure with its unit: 36,000 家, 2.5%; shares written in words stay words."""
    if target.value is None or (target.unit == "%" and not target.value_printed[:1].isascii()):
        return target.value_printed
    if "/" in target.value_printed:
        return target.value_printed
    return with_unit(target.value, target.unit)


def with_unit(value: Decimal, unit: str) -> str:
    """A number and its unit: 36,000 家, 2.5%, 1.5."""
    return f"{amount(value)}{unit}" if unit in ("", "%") else f"{amount(value)} {unit}"


def scope_words(catalogue: Catalogue, target: Target) -> str:
    """The area, group, chain or cluster that a target is set for."""
    groups = {group.id: zh(group.name) for group in catalogue.regions.groups}
    if target.group is not None:
        return groups[target.group]
    return target.chain or target.cluster or _area(catalogue, target.region)


def _area(catalogue: Catalogue, code: str) -> str:
    cities = {city.code: city.name for city in catalogue.regions.cities}
    return cities.get(code, catalogue.regions.name)


def measured_words(catalogue: Catalogue, target: Target) -> str:
    """What a target is counted by, by name; empty where it is not counted here."""
    return "、".join(_names(catalogue, target))


def _names(catalogue: Catalogue, target: Target) -> Iterator[str]:
    yield from (zh(catalogue.recognition_kinds[name].name) for name in target.recognitions)
    yield from (zh(catalogue.questionnaire(name).title) for name in target.results)
    yield from (zh(catalogue.facts[name].label) for name in target.facts)
    if target.measured == "series" and target.series is not None:
        yield zh(catalogue.series[target.series].indicator)


def differences(one: Target, other: Target) -> tuple[str, ...]:
    """In what two targets differ, so that one cannot stand for the other; none where only dates decide."""
    named = (
        ("指标", one.indicator_id != other.indicator_id),
        ("统计范围", one.base is not other.base),
        ("计数口径", one.basis is not other.basis),
        ("价格口径", one.price_basis is not other.price_basis),
        ("合计或每年", one.period_kind != other.period_kind),
        ("单位", one.unit != other.unit),
        ("对象范围", _scope(one) != _scope(other)),
    )
    return tuple(name for name, differs in named if differs)


def _scope(target: Target) -> tuple[object, ...]:
    return target.region, target.group, target.chain, target.cluster
