"""What changed between two versions of an instrument or of a call, in words that a policy person reads.

The walk follows the models field by field, so that no field can be forgotten; only what a reader would not
call a change of the version (its name, its status, its own list of changes) is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from assessments.condition_words import Names, condition_words
from assessments.key_names import KEY_NAMES
from assessments.schema.common import SOURCE_LANGUAGE, Definition, in_language, zh
from assessments.schema.condition import Condition, Gate, parts_of
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Applies, Implication, Item, Option, Questionnaire, Remark
from assessments.stale_words import rule_left_its_text
from assessments.wording import PURPOSES, SOURCES, item_named, listed

Version = Questionnaire | Call
Kind = Literal["rules", "wording", "period"]

AREAS: Mapping[str, str] = {
    "items": "题目",
    "gates": "条件",
    "rungs": "各梯级的要求",
    "implications": "推定",
    "elements": "结构与权重",
    "effective": "施行期",
    "applies": "施行期",
    "remarks": "只展示的要求",
}
"""The heading under which a change is told, by the key of the file; anything else is 总则."""

_LEFT_OUT = {"id", "version", "status", "changes"}
_VALUES: Mapping[str, str] = {
    "True": "是",
    "False": "否",
    "mandatory": "必答",
    "optional": "可选",
    "single": "单选",
    "multiple": "多选",
    "all": "不分类型",
    "discrete": "离散型",
    "process": "流程型",
    "official": "官方文本",
    "corroborated": "多处转载一致",
    "transcript": "单一转载",
    "recalled": "未经证实",
    "derived": "智梯推定",
    **{purpose.value: words for purpose, words in PURPOSES.items()},
    **{source.value: words for source, words in SOURCES.items()},
    "unknown": "未知",
    "none": "不达任何梯级",
    "attainment": "按必答题达标",
    "stages": "按题目档次",
}


@dataclass(frozen=True)
class Difference:
    """One change: under which heading, where, of what, from what to what (None: it was or is not there).

    `stale` marks a rule that changed while the text beside it did not.
    """

    area: str
    place: str
    what: str
    old: str | None
    new: str | None
    kind: Kind
    stale: bool = False

    @property
    def marked(self) -> str:
        """The change as one line, with a warning where the words stayed behind."""
        return f"{self}（文字没有改，请核对）" if self.stale else str(self)

    def __str__(self) -> str:
        where = f"{self.place}：" if self.place else ""
        if self.old is None:
            return f"{where}新增{self.what}“{self.new}”"
        if self.new is None:
            return f"{where}删去{self.what}“{self.old}”"
        return f"{where}{self.what}由“{self.old}”改为“{self.new}”"


def differences(old: Version, new: Version, names: Names) -> tuple[Difference, ...]:
    """Every change from one version to another of the same kind, in the order of the files.

    `names` say what facts, metrics, levels and groups are called (see `condition_words.names_of`).
    """
    return tuple(
        found
        for field in type(old).model_fields
        if field not in _LEFT_OUT
        for found in _Walk(AREAS.get(field, "总则"), names).between(
            field, getattr(old, field), getattr(new, field)
        )
    )


@dataclass(frozen=True)
class _Walk:
    """A walk through both versions at once; `place` says where it is, in words."""

    area: str
    names: Names
    place: str = ""
    stale: bool = False

    def inside(self, place: str) -> "_Walk":
        """The same walk one step further in."""
        return _Walk(self.area, self.names, f"{self.place}{'，' if self.place and place else ''}{place}")

    def between(self, key: str, old: Any, new: Any) -> Iterator[Difference]:
        """The changes of one value, told under the name of its key."""
        if old == new:
            return
        if _is_text(old) or _is_text(new):
            yield from self._texts(key, old, new)
        elif key == "when":
            yield from self._conditions(old, new)
        elif key == "rungs":
            yield from self._rungs(old, new)
        elif key == "applies":
            yield from self._periods(old, new)
        elif isinstance(old, tuple) and isinstance(new, tuple) and _identified((*old, *new)):
            yield from self._lists(key, old, new)
        elif isinstance(old, Definition) and type(old) is type(new):
            for field in type(old).model_fields:
                yield from self.between(field, getattr(old, field), getattr(new, field))
        else:
            kind: Kind = "period" if key in ("start", "end") else "rules"
            yield self.told(key, self._shown(key, old), self._shown(key, new), kind)

    def told(self, key: str, old: str | None, new: str | None, kind: Kind) -> Difference:
        """One change here."""
        return Difference(self.area, self.place, KEY_NAMES.get(key, key), old, new, kind)

    def _texts(self, key: str, old: Any, new: Any) -> Iterator[Difference]:
        if old is None or new is None:  # that a text is there is a rule: it opens 不适用, for instance
            yield self.told(key, None if old is None else zh(old), None if new is None else zh(new), "rules")
            return
        for language in dict.fromkeys((SOURCE_LANGUAGE, *old, *new)):
            before, after = in_language(old, language), in_language(new, language)
            if before != after:
                yield self.told(key, before, after, "wording")

    def _conditions(self, old: Condition | None, new: Condition | None) -> Iterator[Difference]:
        pairs = None if old is None or new is None else _paired(old, new)
        for before, after in [(old, new)] if pairs is None else pairs:
            told = [None if one is None else condition_words(one, self.names) for one in (before, after)]
            yield replace(self.told("when", told[0], told[1], "rules"), stale=self.stale)

    def _rungs(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
        for level in dict.fromkeys((*old, *new)):
            name = self.names.label(f"level:{level}").removeprefix("level:")
            before, after = old.get(level), new.get(level)
            if isinstance(before, tuple) and isinstance(after, tuple):
                at = self.inside(name)
                for gate in [gate for gate in after if gate not in before]:
                    yield at.told("gates", None, self._gate(gate), "rules")
                for gate in [gate for gate in before if gate not in after]:
                    yield at.told("gates", self._gate(gate), None, "rules")
            elif before != after:
                shown = [None if one is None else self._shown("rungs", one) for one in (before, after)]
                yield self.inside(name).told("rungs", shown[0], shown[1], "rules")

    def _periods(self, old: tuple[Applies, ...], new: tuple[Applies, ...]) -> Iterator[Difference]:
        """Per purpose all periods of each side: one that moved on is not paired with one that did not."""
        for purpose in dict.fromkeys(one.purpose for one in (*old, *new)):
            told = [[self._period(one) for one in side if one.purpose is purpose] for side in (old, new)]
            if told[0] != told[1]:
                shown = ["；".join(side) or None for side in told]
                place = _VALUES[purpose.value]
                yield self.inside(place).told("applies", shown[0], shown[1], "period")

    def _period(self, one: Applies) -> str:
        start, end = (_day_words(day) for day in (one.start, one.end))
        return f"{start or '不限'}起{f'至{end}' if end else ''}（{_VALUES[one.provenance.value]}）"

    def _gate(self, name: str) -> str:
        return self.names.label(f"gate:{name}").removeprefix("gate:")

    def _lists(self, key: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[Difference]:
        before, after = _by_identity(old), _by_identity(new)
        for name in dict.fromkeys((*before, *after)):
            one, other = before.get(name), after.get(name)
            if one is None or other is None:
                told = self._told(one if other is None else other)
                yield self.told(key, told if other is None else None, told if one is None else None, "rules")
            else:
                inside = replace(self.inside(_called(other)), stale=rule_left_its_text(one, other))
                yield from inside.between(name, one, other)
        common = [name for name in before if name in after]
        if common != [name for name in after if name in before]:
            order = Difference(
                self.area, self.place, f"{KEY_NAMES.get(key, key)}的顺序", "原来的", "新的", "rules"
            )
            yield order

    def _told(self, one: Any) -> str:
        """A whole definition that came or went."""
        if isinstance(one, Gate):
            return f"{zh(one.name)}（{condition_words(one.when, self.names)}）"
        if isinstance(one, Option):
            return f"{one.ref}（{one.points} 分）：{zh(one.text)}"
        if isinstance(one, Applies):
            return f"{_called(one)}（{self._shown('start', one.start)}起，{self._shown('end', one.end)}止）"
        return zh(one.name) if hasattr(one, "name") and not isinstance(one, Item) else _called(one)

    def _shown(self, key: str, value: Any) -> str:
        if value is None:
            return "不限" if key in ("start", "end") else "未写"
        if isinstance(value, tuple):
            return listed(self._shown(key, part) for part in value) or "无"
        if isinstance(value, Definition):
            parts = ((field, getattr(value, field)) for field in type(value).model_fields)
            return "，".join(
                f"{KEY_NAMES.get(field, field)} {self._shown(field, part)}" for field, part in parts
            )
        if _is_text(value):
            return zh(value)
        text = f"{value}"
        if key == "level" and text != "none":
            return self.names.label(f"level:{text}").removeprefix("level:")
        return _VALUES.get(text, text)


def _paired(old: Condition, new: Condition) -> list[tuple[Condition, Condition]] | None:
    """The leaves that differ where both trees have the same shape and subjects; None where they have not."""
    ones, others = parts_of(old), parts_of(new)
    if type(old) is not type(new) or len(ones) != len(others) or _subject(old) != _subject(new):
        return None
    if not ones:
        return [] if old == new else [(old, new)]
    if getattr(old, "at_least", None) != getattr(new, "at_least", None):
        return None
    inner = [_paired(one, other) for one, other in zip(ones, others, strict=True)]
    return None if None in inner else [pair for pairs in inner if pairs for pair in pairs]


def _subject(condition: Condition) -> tuple[Any, ...]:
    return tuple(getattr(condition, key, None) for key in ("fact", "metric", "score", "items_at", "tag"))


def _by_identity(entries: tuple[Any, ...]) -> dict[str, Any]:
    """Entries by what makes them the same in both versions; of several alike the second is another one."""
    found: dict[str, Any] = {}
    for one in entries:
        name = _identity(one)
        twins = sum(key.partition("\n")[0] == name for key in found)
        found[f"{name}\n{twins}" if twins else name] = one
    return found


def _identity(one: Any) -> str:
    """What makes an entry of a list the same one in both versions."""
    return _IDENTITY.get(type(one), lambda named: str(named.id))(one)


_IDENTITY: Mapping[type, Callable[[Any], str]] = {
    Applies: lambda one: one.purpose.value,
    Implication: lambda one: f"{one.when.item} → {one.then.item}",
    Remark: lambda one: f"{one.citation} {zh(one.text)}",
}


def _identified(entries: tuple[Any, ...]) -> bool:
    return bool(entries) and all(hasattr(one, "id") or type(one) in _IDENTITY for one in entries)


def _called(one: Any) -> str:
    """How a reader knows an entry: by its number and name."""
    return _CALLED.get(type(one), lambda named: f"“{zh(named.name)}”")(one)


_CALLED: Mapping[type, Callable[[Any], str]] = {
    Item: lambda one: item_named(one.ref, zh(one.name)),
    Option: lambda one: f"选项 {one.ref}",
    Applies: lambda one: _VALUES[one.purpose.value],
    Implication: lambda one: zh(one.reason),
    Remark: lambda one: zh(one.text),
}


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and SOURCE_LANGUAGE in value


def _day_words(day: date | str | None) -> str | None:
    """A day as people write it; an unknown one is said to be so, an open one is None."""
    if isinstance(day, date):
        return f"{day.year}年{day.month}月{day.day}日"
    return None if day is None else "日期未知"
