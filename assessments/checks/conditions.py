"""Facts and the conditions over them: the comparator suits the fact, and so does its operand."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from assessments.checks.trees import facts_of, nodes
from assessments.metrics import METRIC_DECIMALS
from assessments.problem import Finding, Place
from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Comparator,
    Compare,
    CompareMetric,
    CompareScore,
    Comparison,
    Count,
    Holds,
    InGroup,
    InIndustry,
    ItemsAt,
)
from assessments.schema.fact import Fact, FactRegister
from assessments.schema.metric import MetricRegister
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import Regions
from assessments.schema.target import RecognitionKinds
from assessments.shelf import Shelf

_ORDER = {Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.BELOW}
_QUANTITIES = ("money", "count", "number", "level", "ledger")
_WHOLE_QUANTITIES = ("money", "count", "ledger")
_COMPARATORS: Mapping[str, set[Comparator]] = {
    **{kind: {*_ORDER, Comparator.IS} for kind in (*_QUANTITIES, "date")},
    "choice": {Comparator.IS, Comparator.ONE_OF},
    "set": {Comparator.IS, Comparator.ONE_OF},
}


def facts_of_register(shelf: Shelf) -> Iterator[Finding]:
    """Choices belong to choice facts, an order to single choices, and bounds are the right way round."""
    for entry in shelf.registers:
        for i, fact in enumerate(entry.model.facts):
            at, chooses = entry.at("facts", i), fact.kind in ("choice", "set")
            if chooses and len(fact.choices) < 2:
                yield Finding(at, f"事实 {fact.id} 缺少取值", "请在 choices 里列出两个以上取值")
            if not chooses and fact.choices:
                yield Finding(at.at("choices"), f"事实 {fact.id} 不是选择型，不能有取值", "请删去 choices")
            if fact.ordered and fact.kind != "choice":
                yield Finding(at.at("ordered"), f"事实 {fact.id} 不是单选型，不能有顺序", "请删去 ordered")
            if fact.minimum is not None and fact.maximum is not None and fact.minimum > fact.maximum:
                yield Finding(at, f"事实 {fact.id} 的下限大于上限", "请核对 minimum 和 maximum")


def operands(shelf: Shelf) -> Iterator[Finding]:
    """Each comparison names a known fact, suits its kind, and compares with a value of that kind."""
    facts = facts_of(shelf)
    for node, place, _ in nodes(shelf):
        if not isinstance(node, Compare):
            continue
        fact = facts.get(node.fact)
        if fact is not None:
            yield from _comparison(fact, node, place)
            yield from _window(shelf, facts, node, place)
            if node.years_back and fact.period != "year":
                cure = "请删去 years_back，或改用按年填报的事实"
                yield Finding(place.at("years_back"), f"事实 {fact.id} 不按年填报，不能指定年份", cure)
        elif not _is_unread_fact(shelf, node.fact):
            yield Finding(
                place.at("fact"), f"事实 {node.fact} 不存在", "请改正，或在 facts/register.yaml 补上"
            )


def _is_unread_fact(shelf: Shelf, name: str) -> bool:
    derived = shelf.is_unread(MetricRegister, f"derived_facts:{name}") or shelf.is_unread(MetricRegister, "*")
    return derived or shelf.is_unread(FactRegister, f"facts:{name}")


def metrics_compared(shelf: Shelf) -> Iterator[Finding]:
    """Each metric that a condition names exists, and is compared with a figure it can be compared with."""
    known = {metric.id for register in shelf.metrics for metric in register.model.metrics}
    for node, place, _ in nodes(shelf):
        if not isinstance(node, CompareMetric):
            continue
        if node.metric not in known:
            if not shelf.is_unread(MetricRegister, f"metrics:{node.metric}"):
                cure = "请改正，或在 facts/metrics.yaml 补上"
                yield Finding(place.at("metric"), f"指标 {node.metric} 不存在", cure)
            continue
        yield from _figures(node, place, "指标", METRIC_DECIMALS)


def scores_compared(shelf: Shelf) -> Iterator[Finding]:
    """Conditions over points or items belong to the gates of a questionnaire, and name what it has."""
    for node, place, root in nodes(shelf):
        if not isinstance(node, CompareScore | ItemsAt):
            continue
        questionnaire = root.questionnaire
        if questionnaire is None:
            yield Finding(place, "这里没有得分和题目可比", "score 和 items_at 只能写在问卷的 gates 里")
        elif isinstance(node, CompareScore):
            domains = [domain.id for domain in questionnaire.domains]
            if node.score not in ("total", *domains):
                cure = f"请改成 {'、'.join(('total', *domains))} 之一"
                yield Finding(place.at("score"), f"能力域 {node.score} 不存在", cure)
            yield from _figures(node, place, "得分", None)
        else:
            yield from _items_at(shelf, questionnaire, node, place)


def _items_at(shelf: Shelf, questionnaire: Questionnaire, node: ItemsAt, place: Place) -> Iterator[Finding]:
    ladder = next((one.model for one in shelf.ladders if one.model.id == questionnaire.ladder), None)
    levels = ladder.level_ids[1:] if ladder else (node.items_at,)
    if node.items_at not in levels:
        yield Finding(
            place.at("items_at"), f"梯级 {node.items_at} 不存在", f"请改成 {'、'.join(levels)} 之一"
        )
    tags = {tag for item in questionnaire.items for tag in item.tags}
    if node.tag is not None and node.tag not in tags:
        whole = all(kind is not Questionnaire for kind, _ in shelf.unread)
        if whole:
            yield Finding(place.at("tag"), f"没有题目带标记 {node.tag}", "请改正，或给题目加上 tags")


def years_meant(shelf: Shelf) -> Iterator[Finding]:
    """Years are named once each, and 任一年 is said of several years only."""
    for node, place, _ in nodes(shelf):
        if not isinstance(node, Compare | CompareMetric):
            continue
        if len(set(node.years_back)) < len(node.years_back):
            yield Finding(place.at("years_back"), "同一年写了两次", "每个年份只写一次")
        if node.across == "any" and len(node.years_back) < 2:
            yield Finding(place.at("across"), "只看一年，across 不起作用", "请删去 across，或补上其他年份")


def industries_named(shelf: Shelf) -> Iterator[Finding]:
    """Each industry that a condition names is a section or the beginning of a code of GB/T 4754."""
    codes = [code for industry in shelf.industries for code in (industry.code, industry.section)]
    for node, place, _ in nodes(shelf):
        for i, named in enumerate(node.industry_in) if isinstance(node, InIndustry) and codes else ():
            if not any(code.startswith(named) for code in codes):
                told = f"行业 {named} 不在国民经济行业分类中"
                yield Finding(place.at("industry_in", i), told, "请写门类字母，或代码的开头几位")


def _figures(
    node: CompareMetric | CompareScore, place: Place, what: str, decimals: int | None
) -> Iterator[Finding]:
    if node.comparator is Comparator.ONE_OF:
        cure = f"可用 {'、'.join(sorted((*_ORDER, Comparator.IS)))}"
        yield Finding(place.at("comparator"), f"one_of 不适用于{what}", cure)
        return
    for key, value in (("value", node.value), ("lenient_value", node.lenient_value)):
        if value in (None, "unknown"):
            continue
        if not isinstance(value, Decimal):
            yield Finding(place.at(key), f"{what}须与数字比较", "请写成数字；金额以元为单位")
        elif decimals is not None and value != round(value, decimals):
            yield Finding(place.at(key), f"{value} 的小数位太多", f"最多 {decimals} 位小数")
    yield from _two_readings(node, place)


def _comparison(fact: Fact, node: Compare, place: Place) -> Iterator[Finding]:
    permitted = _COMPARATORS[fact.kind] | (_ORDER if fact.ordered else set())
    if node.comparator not in permitted:
        usable = "、".join(sorted(permitted))
        yield Finding(
            place.at("comparator"),
            f"{node.comparator} 不适用于 {fact.kind} 型事实 {fact.id}",
            f"可用 {usable}",
        )
        return
    listed = node.comparator is Comparator.ONE_OF
    given = [value for value in (node.value, node.lenient_value) if value not in (None, "unknown")]
    if any(isinstance(value, tuple) is not listed for value in given):
        yield Finding(
            place.at("value"), "one_of 须配一列取值，其他比较只配一个值", "请改正 value 或 comparator"
        )
        return
    for key, value in (("value", node.value), ("lenient_value", node.lenient_value)):
        if value is not None and value != "unknown":
            yield from _operand(fact, value, place.at(key))
    yield from _two_readings(node, place)


def _two_readings(node: Comparison, place: Place) -> Iterator[Finding]:
    if node.lenient_value is not None and (node.ambiguity is None or node.value == "unknown"):
        cure = "请用 ambiguity 说明两种读法；数值未知时不写 lenient_value"
        yield Finding(place.at("lenient_value"), "宽读的数值没有说明", cure)


def _operand(fact: Fact, value: Decimal | str | tuple[str, ...], place: Place) -> Iterator[Finding]:
    if fact.kind in ("choice", "set"):
        known = [choice.id for choice in fact.choices]
        for name in value if isinstance(value, tuple) else (str(value),):
            if name not in known:
                yield Finding(place, f"{name} 不是事实 {fact.id} 的取值", f"请改成 {'、'.join(known)} 之一")
    elif fact.kind == "date":
        if not _is_day(value):
            yield Finding(place, f"事实 {fact.id} 须与日期比较", "请写成 2025-05-28 的形式")
    elif not isinstance(value, Decimal):
        yield Finding(place, f"事实 {fact.id} 须与数字比较", "请写成数字；金额以元为单位")
    elif fact.kind in _WHOLE_QUANTITIES and value != value.to_integral_value():
        yield Finding(place, f"事实 {fact.id} 是整数，{value} 不是", "请写成整数；金额以元为单位")


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == len("2025-05-28") and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _window(shelf: Shelf, facts: Mapping[str, Fact], node: Compare, place: Place) -> Iterator[Finding]:
    if node.window is None:
        return
    if facts[node.fact].kind != "ledger":
        yield Finding(
            place.at("window"), f"事实 {node.fact} 不是台账，不能限定年限", "请删去 window，或改用台账型事实"
        )
    before = facts.get(node.window.before)
    if before is None and shelf.is_unread(FactRegister, f"facts:{node.window.before}"):
        return
    if before is None or before.kind != "date":
        yield Finding(
            place.at("window", "before"), f"{node.window.before} 不是日期型事实", "请改成日期型事实的 id"
        )


def groups_and_titles(shelf: Shelf) -> Iterator[Finding]:
    """Groups of counties and titles that conditions name exist."""
    groups = {group.id: group for entry in shelf.regions for group in entry.model.groups}
    kinds = {kind.id for entry in shelf.recognition_kinds for kind in entry.model.kinds}
    for node, place, _ in nodes(shelf):
        if isinstance(node, InGroup) and node.county_in not in groups:
            if not shelf.is_unread(Regions, node.county_in):
                yield Finding(place, f"县（市、区）组 {node.county_in} 不存在", "请改成 regions 里的组 id")
        elif isinstance(node, InGroup) and not groups[node.county_in].is_known:
            told = f"县（市、区）组 {node.county_in} 的名单不详，不能作条件"
            yield Finding(place, told, "请改用有名单的组，或先补上名单")
        elif isinstance(node, Holds):
            for title in node.holds:
                if title not in kinds and not shelf.is_unread(RecognitionKinds, f"kinds:{title}"):
                    yield Finding(
                        place, f"称号 {title} 不存在", "请改成 targets/recognitions.yaml 里的称号 id"
                    )


def empty_conditions(shelf: Shelf) -> Iterator[Finding]:
    """No list of conditions or titles is empty, or shorter than the count it asks for."""
    for node, place, _ in nodes(shelf):
        if isinstance(node, Count) and node.at_least > len(node.of):
            yield Finding(
                place, f"要求满足 {node.at_least} 项，却只列了 {len(node.of)} 项", "请核对 at_least 和 of"
            )
        if node in (AllOf(all_of=()), AnyOf(any_of=())) or (isinstance(node, Holds) and not node.holds):
            yield Finding(place, "条件是空的", "请写明至少一项")
