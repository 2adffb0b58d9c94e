"""What a condition compares, in words: the figure with its unit, and on which side the bound itself lies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.fact import Fact
from assessments.stated import Value
from backend.batch.words import UNIT_NAMES
from backend.web.language import _
from backend.web.render import plain, wan
from backend.web.values import value_words

BOUNDS: Mapping[str, str] = {
    "at_least": "{spaced}以上（含 {value}）",
    "more_than": "超过 {value}（不含 {value}）",
    "at_most": "{spaced}以下（含 {value}）",
    "below": "不足 {value}（不含 {value}）",
    "is": "等于 {value}",
}
DATE_BOUNDS: Mapping[str, str] = {
    "at_least": "{value}及以后（含当日）",
    "more_than": "{value}之后（不含当日）",
    "at_most": "{value}及以前（含当日）",
    "below": "{value}之前（不含当日）",
    "is": "{value}",
}
CHOICE_BOUNDS: Mapping[str, str] = {
    "at_least": "“{value}”及以上",
    "more_than": "高于“{value}”",
    "at_most": "“{value}”及以下",
    "below": "低于“{value}”",
    "is": "“{value}”",
}
RANK_BOUNDS: Mapping[str, str] = {
    **BOUNDS,
    "at_least": "第 {value}及以后（含第 {value}）",
    "at_most": "前 {value}（含第 {value}）",
    "below": "前 {value}以内（不含第 {value}）",
}
"""Of ranks the first is the best: at most 3 is 前 3 名, never 3 名以下."""
SET_BOUNDS: Mapping[str, str] = {"is": "包含“{value}”"}


@dataclass(frozen=True)
class Subject:
    """What is compared: a fact of the register, a metric, a derived fact, points or a count.

    `choices` are the words of its choice ids, `fact` the register's entry where there is one.
    """

    label: str
    unit: str
    fact: Fact | None = None
    choices: Mapping[str, str] | None = None

    def words(self, value: Value) -> str:
        """A value with its unit, as people read it: 1,500 万元, 80%, 3 年, 良好."""
        if self.fact is not None:
            return value_words(self.fact, value).replace(" %", "%")
        if isinstance(value, Decimal):
            return figure_words(value, self.unit)
        parts = value if isinstance(value, tuple) else (value,)
        named = self.choices or {}
        return "、".join(named.get(str(part), str(part)) for part in parts)


def subject_of(catalogue: Catalogue, name: str, label: str = "", unit: str = "") -> Subject:
    """What the id in a condition or operand stands for; `label` and `unit` for points and counts."""
    if name in catalogue.facts:
        fact = catalogue.facts[name]
        return Subject(zh(fact.label), fact.unit, fact)
    if name in catalogue.metrics:
        metric = catalogue.metrics[name]
        return Subject(zh(metric.label), metric.unit)
    if name in catalogue.derived_facts:
        derived = catalogue.derived_facts[name]
        named = {choice.id: zh(choice.label) for choice in derived.choices}
        return Subject(zh(derived.label), "", choices=named)
    return Subject(label, unit)


def bound_words(subject: Subject, comparator: str, threshold: Value | None) -> str:
    """A comparator with its threshold: 80% 以上（含 80%）; or that the figure could not be read."""
    if threshold is None:
        return _("须达到原文规定的数字（原文数字未能读到）")
    if comparator == "one_of":
        parts = threshold if isinstance(threshold, tuple) else (threshold,)
        return _("下列之一：{values}", values="、".join(subject.words(part) for part in parts))
    value = subject.words(threshold)
    words = _table(subject, threshold).get(comparator, "{value}")
    # Chinese typesetting parts a figure from the words after it.
    return _(words, value=value, spaced=f"{value} " if value[-1].isascii() else value)


def _table(subject: Subject, threshold: Value) -> Mapping[str, str]:
    if isinstance(threshold, date):
        return DATE_BOUNDS
    if isinstance(threshold, Decimal):
        return RANK_BOUNDS if subject.fact is not None and subject.fact.unit == "rank" else BOUNDS
    return {**CHOICE_BOUNDS, **(SET_BOUNDS if subject.fact and subject.fact.kind == "set" else {})}


def _money(value: Decimal) -> str:
    return wan(value)


def _percent(value: Decimal) -> str:
    return f"{plain(value)}%"


_UNITS: Mapping[str, Callable[[Decimal], str]] = {"yuan": _money, "percent": _percent}


def figure_words(value: Decimal, unit: str) -> str:
    """A figure with its unit, money in 万元 and shares without trailing zeros; `unit` is the register's."""
    if unit in _UNITS:
        return _UNITS[unit](value)
    return f"{plain(value)} {_(UNIT_NAMES[unit])}" if unit in UNIT_NAMES else plain(value)
