"""Conditions of entry in words, as a tree that mirrors the file: what is compared, how parts combine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.condition import AllOf, AnyOf, Compare, Condition, Count, Holds, InGroup, Not
from assessments.schema.fact import Fact
from assessments.stated import Value
from backend.web.language import _
from backend.web.values import comparison_words


@dataclass(frozen=True)
class ConditionLine:
    """One node: its words, a remark, and the parts it combines."""

    text: str
    note: str = ""
    parts: "tuple[ConditionLine, ...]" = ()


def condition_line(catalogue: Catalogue, condition: Condition) -> ConditionLine:
    """A condition as a tree of lines."""
    return _WORDS[type(condition)](catalogue, condition)


def _compare(catalogue: Catalogue, condition: Compare) -> ConditionLine:
    fact = catalogue.facts[condition.fact]
    threshold = None if condition.value == "unknown" else typed(fact, condition.value)
    text = zh(fact.label) + comparison_words(fact, condition.comparator.value, threshold)
    if condition.window is not None:
        before = zh(catalogue.facts[condition.window.before].label)
        text = _("{before}之前 {years} 年内，{text}", before=before, years=condition.window.years, text=text)
    note = ""
    if condition.lenient_value is not None:
        other = comparison_words(fact, condition.comparator.value, typed(fact, condition.lenient_value))
        why = zh(condition.ambiguity) if condition.ambiguity else ""
        note = _("另一种读法为{other}，两种读法之间待定。{why}", other=other, why=why)
    return ConditionLine(text, note)


def typed(fact: Fact, value: Any) -> Value:
    """A threshold of the catalogue with the type of its fact: dates are written as text there."""
    return date.fromisoformat(value) if fact.kind == "date" and isinstance(value, str) else value


def _in_group(catalogue: Catalogue, condition: InGroup) -> ConditionLine:
    group = next(group for group in catalogue.regions.groups if group.id == condition.county_in)
    count = len(catalogue.regions.group_members(group.id))
    text = _("所在县（市、区）属于{group}（{count} 个）", group=zh(group.name), count=count)
    return ConditionLine(text, zh(group.note) if group.note else "")


def _holds(catalogue: Catalogue, condition: Holds) -> ConditionLine:
    names = "、".join(zh(catalogue.recognition_kinds[kind].name) for kind in condition.holds)
    if condition.within_years is None:
        return ConditionLine(_("持有以下称号之一：{names}", names=names))
    text = _("近 {years} 年内获得以下称号之一：{names}", years=condition.within_years, names=names)
    return ConditionLine(text)


def _all_of(catalogue: Catalogue, condition: AllOf) -> ConditionLine:
    return ConditionLine(_("以下各条都满足："), parts=_parts(catalogue, condition.all_of))


def _any_of(catalogue: Catalogue, condition: AnyOf) -> ConditionLine:
    return ConditionLine(_("以下任一条满足："), parts=_parts(catalogue, condition.any_of))


def _negated(catalogue: Catalogue, condition: Not) -> ConditionLine:
    return ConditionLine(_("以下情形不存在："), parts=_parts(catalogue, (condition.negated,)))


def _count(catalogue: Catalogue, condition: Count) -> ConditionLine:
    text = _("以下至少 {count} 条满足：", count=condition.at_least)
    return ConditionLine(text, parts=_parts(catalogue, condition.of))


def _parts(catalogue: Catalogue, conditions: Sequence[Condition]) -> tuple[ConditionLine, ...]:
    return tuple(condition_line(catalogue, part) for part in conditions)


_WORDS: Mapping[type, Callable[[Catalogue, Any], ConditionLine]] = {
    Compare: _compare,
    InGroup: _in_group,
    Holds: _holds,
    AllOf: _all_of,
    AnyOf: _any_of,
    Not: _negated,
    Count: _count,
}
