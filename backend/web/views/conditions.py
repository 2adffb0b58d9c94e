"""Conditions in words, as a tree that mirrors the file: what is compared, how parts combine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.condition import (
    AllOf,
    AnyOf,
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
from assessments.schema.questionnaire import Questionnaire
from assessments.stated import Value
from backend.web.language import _
from backend.web.views.bounds import Subject, bound_words, subject_of

YEAR_NAMES: Mapping[int, str] = {0: "当年", 1: "上年", 2: "前年"}


@dataclass(frozen=True)
class ConditionLine:
    """One node: its words, a remark, and the parts it combines."""

    text: str
    note: str = ""
    parts: "tuple[ConditionLine, ...]" = ()


@dataclass(frozen=True)
class Setting:
    """Where a condition stands: points and counts of items are those of its version, if any."""

    catalogue: Catalogue
    version: Questionnaire | Call | None = None

    @property
    def questionnaire(self) -> Questionnaire | None:
        """The version where it has items; a call has none."""
        return self.version if isinstance(self.version, Questionnaire) else None

    @property
    def level_names(self) -> Mapping[str, str]:
        """The levels of the version's ladder."""
        ladder = self.catalogue.ladders[self.version.ladder] if self.version else None
        return {level.id: zh(level.name) for level in ladder.levels} if ladder else {}

    def score_name(self, score: str) -> str:
        """What points are called: 总分, or a domain's."""
        domains = self.questionnaire.domains if self.questionnaire else ()
        name = next((zh(domain.name) for domain in domains if domain.id == score), None)
        return _("总分") if name is None else _("{domain}得分", domain=name)


def condition_line(
    catalogue: Catalogue, condition: Condition, version: Questionnaire | Call | None = None
) -> ConditionLine:
    """A condition as a tree of lines; `version` is the one whose points and items it looks at."""
    return _line(Setting(catalogue, version), condition)


def typed(fact: Fact | None, value: Any) -> Value:
    """A threshold of the catalogue with the type of its fact: dates are written as text there."""
    is_day = fact is not None and fact.kind == "date" and isinstance(value, str)
    return date.fromisoformat(value) if is_day else value


def _line(setting: Setting, condition: Condition) -> ConditionLine:
    return _WORDS[type(condition)](setting, condition)


def _compare(setting: Setting, condition: Compare) -> ConditionLine:
    catalogue = setting.catalogue
    subject = subject_of(catalogue, condition.fact)
    line = _comparison(subject, condition, _years(condition))
    if condition.window is None:
        return line
    before = zh(catalogue.facts[condition.window.before].label)
    text = _("{before}之前 {years} 年内，{text}", before=before, years=condition.window.years, text=line.text)
    return ConditionLine(text, line.note)


def _metric(setting: Setting, condition: CompareMetric) -> ConditionLine:
    return _comparison(subject_of(setting.catalogue, condition.metric), condition, _years(condition))


def _score(setting: Setting, condition: CompareScore) -> ConditionLine:
    subject = Subject(setting.score_name(condition.score), "points")
    return _comparison(subject, condition, "")


def _comparison(subject: Subject, condition: Comparison, years: str) -> ConditionLine:
    comparator = condition.comparator.value
    threshold = None if condition.value == "unknown" else typed(subject.fact, condition.value)
    bound = bound_words(subject, comparator, threshold)
    text = _("{years}{label}：{bound}", years=years, label=subject.label, bound=bound)
    note = ""
    if condition.lenient_value is not None:
        other = bound_words(subject, comparator, typed(subject.fact, condition.lenient_value))
        why = zh(condition.ambiguity) if condition.ambiguity else ""
        note = _("另一种读法为{other}，两种读法之间待定。{why}", other=other, why=why)
    return ConditionLine(text, note)


def _years(condition: Compare | CompareMetric) -> str:
    """The years meant where the condition names them: 上年、前年每年的."""
    if not condition.years_back:
        return ""
    named = "、".join(_(YEAR_NAMES.get(back, f"{back} 年前")) for back in condition.years_back)
    if len(condition.years_back) == 1:
        return _("{years}的", years=named)
    words = "{years}中每一年的" if condition.across == "each" else "{years}中任一年的"
    return _(words, years=named)


def _items_at(setting: Setting, condition: ItemsAt) -> ConditionLine:
    level = setting.level_names.get(condition.items_at, condition.items_at)
    items = setting.questionnaire.items if setting.questionnaire else ()
    counted = [item for item in items if condition.tag is None or condition.tag in item.tags]
    text = _(
        "{count} 项中达到{level}及以上的：{least} 项以上（含 {least} 项）",
        count=len(counted),
        level=level,
        least=condition.at_least,
    )
    return ConditionLine(text)


def _in_group(setting: Setting, condition: InGroup) -> ConditionLine:
    regions = setting.catalogue.regions
    group = next(group for group in regions.groups if group.id == condition.county_in)
    count = len(regions.group_members(group.id))
    text = _("所在县（市、区）属于{group}（{count} 个）", group=zh(group.name), count=count)
    return ConditionLine(text, zh(group.note) if group.note else "")


def _in_industry(setting: Setting, condition: InIndustry) -> ConditionLine:
    names = "、".join(industry_name(setting.catalogue, code) for code in condition.industry_in)
    return ConditionLine(_("所属行业（GB/T 4754）：{names}", names=names))


def _holds(setting: Setting, condition: Holds) -> ConditionLine:
    kinds = setting.catalogue.recognition_kinds
    names = "、".join(zh(kinds[kind].name) for kind in condition.holds)
    if condition.within_years is None:
        return ConditionLine(_("持有以下称号之一：{names}", names=names))
    text = _("近 {years} 年内获得以下称号之一：{names}", years=condition.within_years, names=names)
    return ConditionLine(text)


def _unsettled(_setting: Setting, condition: Unsettled) -> ConditionLine:
    return ConditionLine(_("由人工认定：{why}", why=zh(condition.undecided)))


def _recalled(setting: Setting, condition: Recalled) -> ConditionLine:
    return ConditionLine(_("未经证实，只作提示："), parts=_parts(setting, (condition.recalled,)))


def _all_of(setting: Setting, condition: AllOf) -> ConditionLine:
    return ConditionLine(_("以下各条都满足："), parts=_parts(setting, condition.all_of))


def _any_of(setting: Setting, condition: AnyOf) -> ConditionLine:
    return ConditionLine(_("以下任一条满足："), parts=_parts(setting, condition.any_of))


def _negated(setting: Setting, condition: Not) -> ConditionLine:
    return ConditionLine(_("以下情形不存在："), parts=_parts(setting, (condition.negated,)))


def _count(setting: Setting, condition: Count) -> ConditionLine:
    text = _("以下至少 {count} 条满足：", count=condition.at_least)
    return ConditionLine(text, parts=_parts(setting, condition.of))


def _parts(setting: Setting, conditions: Sequence[Condition]) -> tuple[ConditionLine, ...]:
    return tuple(_line(setting, part) for part in conditions)


def industry_name(catalogue: Catalogue, code: str) -> str:
    """A section, division or class with its code: C 制造业."""
    known = catalogue.industries.get(code)
    return f"{code} {known.name}" if known else code


_WORDS: Mapping[type, Callable[[Setting, Any], ConditionLine]] = {
    Compare: _compare,
    CompareMetric: _metric,
    CompareScore: _score,
    ItemsAt: _items_at,
    InGroup: _in_group,
    InIndustry: _in_industry,
    Holds: _holds,
    Unsettled: _unsettled,
    Recalled: _recalled,
    AllOf: _all_of,
    AnyOf: _any_of,
    Not: _negated,
    Count: _count,
}
