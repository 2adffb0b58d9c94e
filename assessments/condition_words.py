"""Conditions as one line of Chinese, for lists of changes and for messages to authors.

Thresholds are written as the files write them, money in 万元; names that lead nowhere stand as they are, so
that a draft can be told too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Comparator,
    Compare,
    CompareMetric,
    CompareScore,
    Comparison,
    Condition,
    Count,
    Holds,
    InGroup,
    InIndustry,
    ItemsAt,
    Not,
    Recalled,
    Unsettled,
)
from assessments.schema.fact import Fact
from assessments.schema.ladder import Call
from assessments.schema.metric import DerivedFact
from assessments.schema.questionnaire import Questionnaire
from assessments.wording import listed

COMPARATORS: Mapping[Comparator, str] = {
    Comparator.AT_LEAST: "不低于",
    Comparator.MORE_THAN: "高于",
    Comparator.AT_MOST: "不超过",
    Comparator.BELOW: "低于",
    Comparator.IS: "为",
    Comparator.ONE_OF: "为以下之一：",
}
DAY_COMPARATORS: Mapping[Comparator, str] = {
    **COMPARATORS,
    Comparator.AT_LEAST: "不早于",
    Comparator.MORE_THAN: "晚于",
    Comparator.AT_MOST: "不晚于",
    Comparator.BELOW: "早于",
}
UNITS: Mapping[str, str] = {"percent": "%", "yuan": "元", "person": "人", "year": "年", "item": "项"}
_MONEY = ("money", "ledger")
_WAN = Decimal(10_000)


@dataclass(frozen=True)
class Names:
    """What the ids in a condition are called; an id that is not listed stands for itself."""

    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    days: frozenset[str] = frozenset()

    def label(self, name: str) -> str:
        """What something is called."""
        return self.labels.get(name, name)


def names_of(catalogue: Catalogue, *versions: Questionnaire | Call) -> Names:
    """All names of a catalogue, and of the domains, gates and levels of some versions."""
    labels = {metric.id: zh(metric.label) for metric in catalogue.metrics.values()}
    chosen: list[Fact | DerivedFact] = [*catalogue.facts.values(), *catalogue.derived_facts.values()]
    for fact in chosen:
        labels[fact.id] = zh(fact.label)
        labels |= {f"{fact.id}={choice.id}": zh(choice.label) for choice in fact.choices}
    labels |= {f"group:{group.id}": zh(group.name) for group in catalogue.regions.groups}
    labels |= {f"title:{kind.id}": zh(kind.name) for kind in catalogue.recognition_kinds.values()}
    labels |= {f"industry:{code}": industry.name for code, industry in catalogue.industries.items()}
    for version in versions:
        domains = version.domains if isinstance(version, Questionnaire) else ()
        labels |= {f"score:{domain.id}": zh(domain.name) for domain in domains}
        labels |= {f"gate:{gate.id}": zh(gate.name) for gate in version.gates}
        levels = catalogue.ladders[version.ladder].levels
        labels |= {f"level:{level.id}": zh(level.name) for level in levels}
    units = {fact.id: "万元" for fact in catalogue.facts.values() if fact.kind in _MONEY}
    counted = [fact for fact in catalogue.facts.values() if fact.kind in ("count", "number")]
    units |= {fact.id: UNITS.get(fact.unit, "") for fact in counted}
    units |= {
        metric.id: "万元" if metric.unit == "yuan" else UNITS.get(metric.unit, "")
        for metric in catalogue.metrics.values()
    }
    days = frozenset(fact.id for fact in catalogue.facts.values() if fact.kind == "date")
    return Names(labels, units, days)


def condition_words(condition: Condition, names: Names) -> str:
    """A condition in one line, parts in brackets."""
    return _WORDS[type(condition)](condition, names)


def _compare(condition: Compare, names: Names) -> str:
    window = condition.window
    before = f"{names.label(window.before)}前 {window.years} 年内" if window else ""
    return before + _years(condition) + _comparison(condition, condition.fact, names)


def _metric(condition: CompareMetric, names: Names) -> str:
    return _years(condition) + _comparison(condition, condition.metric, names)


def _score(condition: CompareScore, names: Names) -> str:
    name = "总分" if condition.score == "total" else f"{names.label(f'score:{condition.score}')}得分"
    return name + _threshold(condition, condition.score, names)


def _items_at(condition: ItemsAt, names: Names) -> str:
    which = f"标记为 {condition.tag} 的题目" if condition.tag else "题目"
    return f"{which}至少 {condition.at_least} 道达到{names.label(f'level:{condition.items_at}')}及以上"


def _years(condition: Compare | CompareMetric) -> str:
    if not condition.years_back:
        return ""
    years = listed("评价当年" if back == 0 else f"前 {back} 年" for back in condition.years_back)
    if len(condition.years_back) == 1:
        return f"{years}的"
    return f"{years}{'各年' if condition.across == 'each' else '任一年'}的"


def _comparison(condition: Comparison, subject: str, names: Names) -> str:
    return names.label(subject) + _threshold(condition, subject, names)


def _threshold(condition: Comparison, subject: str, names: Names) -> str:
    words = (DAY_COMPARATORS if subject in names.days else COMPARATORS)[condition.comparator]
    if condition.value == "unknown":
        return f"{words}（原文数字未读到）"
    told = words + _value(condition.value, subject, names)
    if condition.lenient_value is None:
        return told
    return f"{told}（宽读为{_value(condition.lenient_value, subject, names)}）"


def _value(value: Decimal | str | tuple[str, ...], subject: str, names: Names) -> str:
    if isinstance(value, tuple):
        return listed(names.label(f"{subject}={part}").removeprefix(f"{subject}=") for part in value)
    if isinstance(value, str):
        if subject in names.days:
            return f" {value}"
        return names.label(f"{subject}={value}").removeprefix(f"{subject}=")
    unit = names.units.get(subject, "")
    figure = f"{value / _WAN if unit == '万元' else value:f}"
    shown = figure.rstrip("0").rstrip(".") if "." in figure and unit else figure
    return f" {shown}{'' if unit == '%' else ' ' if unit else ''}{unit}"


def _titles(condition: Holds, names: Names) -> str:
    within = f"近 {condition.within_years} 年内获得" if condition.within_years else "持有"
    titles = (names.label(f"title:{kind}").removeprefix("title:") for kind in condition.holds)
    return f"{within}称号：{listed(titles)}"


def _industries(condition: InIndustry, names: Names) -> str:
    shown = (
        f"{code} {names.label(f'industry:{code}')}".partition(" industry:")[0]
        for code in condition.industry_in
    )
    return f"所属行业为：{listed(shown)}"


def _joined(words: str) -> Callable[[tuple[Condition, ...], Names], str]:
    def join(parts: tuple[Condition, ...], names: Names) -> str:
        told = (condition_words(part, names) for part in parts)
        return words.join(f"（{text}）" if len(parts) > 1 and "；" in text else text for text in told)

    return join


_ALL, _ANY, _EACH = _joined("；且"), _joined("；或"), _joined("；")

_WORDS: Mapping[type, Callable[[Any, Names], str]] = {
    Compare: _compare,
    CompareMetric: _metric,
    CompareScore: _score,
    ItemsAt: _items_at,
    InIndustry: _industries,
    Unsettled: lambda condition, _names: f"由人认定：{zh(condition.undecided)}",
    Recalled: lambda condition, names: f"未经证实：{condition_words(condition.recalled, names)}",
    InGroup: lambda condition, names: f"所在地属于{names.label(f'group:{condition.county_in}')}",
    Holds: _titles,
    AllOf: lambda condition, names: _ALL(condition.all_of, names),
    AnyOf: lambda condition, names: _ANY(condition.any_of, names),
    Not: lambda condition, names: f"不属于：（{condition_words(condition.negated, names)}）",
    Count: lambda condition, names: f"以下至少满足 {condition.at_least} 项：（{_EACH(condition.of, names)}）",
}
