"""The columns of the output, and an outcome as one row of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.catalogue import Catalogue
from assessments.condition_words import COMPARATORS, DAY_COMPARATORS
from assessments.in_force import BELOW
from assessments.outcome import GateVerdict, Operand
from assessments.schema.common import zh
from assessments.schema.condition import Comparator
from assessments.schema.fact import Fact
from assessments.stated import Value
from assessments.wording import SOURCES, listed
from backend.batch.rater import Outcome, Rater
from backend.batch.words import UNIT_NAMES

VERDICT_WORDS: Mapping[str, str] = {"met": "满足", "not_met": "不满足", "undecided": "待定"}
STANDING: Mapping[bool | None, str] = {True: "是", False: "否", None: "不能确定"}
STANDING_CODES: Mapping[bool | None, str] = {True: "true", False: "false", None: "unknown"}
NOT_SETTLED = "尚不能确定"
_WAN = 10_000

Getter = Callable[[Outcome], Any]


@dataclass(frozen=True)
class OutColumn:
    """A column of the output: its Chinese heading, the name for programs, its kind, and what it prints.

    `kind` is "text", "number" or "count"; `code` gives ids where `value` gives words.
    """

    heading: str
    name: str
    kind: str
    value: Getter
    code: Getter


def out_columns(rater: Rater) -> list[OutColumn]:
    """What is written of each unit, in order."""
    levels = rater.rules.level_names
    standing = STANDING[rater.instrument.in_force]
    domains = rater.instrument.questionnaire.domains
    columns = [
        _same("编号", "id", "text", lambda one: None if one.row.unit.id is None else str(one.row.unit.id)),
        OutColumn("确定等级", "certain", "text", _certain_words(levels), lambda one: one.certain),
        _worded("可能等级", "possible", lambda one: one.possible, levels),
    ]
    if domains:
        columns.append(_same("得分", "points", "number", lambda one: _at(one.points, -1)))
        columns.append(
            _same("可能得分", "possible_points", "number", lambda one: _at(one.possible_points, -1))
        )
    columns += [
        _same(f"得分：{zh(domain.name)}", f"points.{domain.id}", "number", _domain(place))
        for place, domain in enumerate(domains)
    ]
    for place, (gate, name) in enumerate(zip(rater.rules.gates, _gate_names(rater), strict=True)):
        columns.append(_worded(f"条件：{name}", f"gate.{gate.gate.id}", _gate(place), VERDICT_WORDS))
        if rater.explain:
            columns.append(_same(f"依据：{name}", f"why.{gate.gate.id}", "text", _why(rater, place)))
    in_force = rater.instrument.in_force
    return [
        *columns,
        OutColumn(
            "规则在有效期内", "in_force", "text", lambda _: standing, lambda _: STANDING_CODES[in_force]
        ),
        _same("错误数", "errors", "count", lambda one: len(one.row.faults)),
    ]


def _certain_words(levels: Mapping[str, str]) -> Getter:
    """The certain level; where only a higher one is possible yet, that nothing is settled."""

    def words(one: Outcome) -> str | None:
        is_open = one.certain == BELOW and one.possible != BELOW
        return NOT_SETTLED if is_open else levels.get(one.certain or "")

    return words


def _gate_names(rater: Rater) -> list[str]:
    """Names of the gates; of those of one name, with the levels that need them."""
    names = [zh(gate.gate.name) for gate in rater.rules.gates]
    levels = rater.rules.level_names
    return [
        f"{name}（{listed(levels[level] for level in gate.levels)}）" if names.count(name) > 1 else name
        for name, gate in zip(names, rater.rules.gates, strict=True)
    ]


def _same(heading: str, name: str, kind: str, value: Getter) -> OutColumn:
    return OutColumn(heading, name, kind, value, value)


def _worded(heading: str, name: str, code: Getter, words: Mapping[str, str]) -> OutColumn:
    return OutColumn(heading, name, "text", lambda one: words.get(code(one)), code)


def _at(points: tuple[Decimal, ...], place: int) -> Decimal | None:
    return points[place] if points else None


def _domain(place: int) -> Getter:
    return lambda one: _at(one.points, place)


def _gate(place: int) -> Getter:
    return lambda one: one.gates[place] if one.gates else None


def _why(rater: Rater, place: int) -> Getter:
    return lambda one: gate_words(one.why[place], rater.catalogue) if one.why else None


def gate_words(gate: GateVerdict, catalogue: Catalogue) -> str:
    """What a gate was decided on, in one line, with its clause."""
    told = [_operand(operand, catalogue) for operand in gate.operands]
    return "；".join(
        [*told, *([gate.why] if gate.why else []), f"依据{catalogue.clause_words(gate.citation)}"]
    )


def _operand(operand: Operand, catalogue: Catalogue) -> str:
    fact = catalogue.facts.get(operand.fact)
    if operand.fact == "titles":
        operand = replace(operand, value=_title_names(operand.value, catalogue))
    day = fact is not None and fact.kind == "date"
    comparators = DAY_COMPARATORS if day else COMPARATORS
    known = operand.comparator in tuple(Comparator)
    comparator = comparators[Comparator(operand.comparator)] if known else ""
    source = f"（{SOURCES[operand.source]}）" if operand.source else ""
    stated = "未填" if operand.value is None else _words(operand.value, operand.unit, fact)
    if operand.possible_value is not None:
        stated += f"至 {_words(operand.possible_value, operand.unit, fact)}"
    threshold = "" if operand.threshold is None else _words(operand.threshold, operand.unit, fact)
    asked = f"，要求{comparator} {threshold}" if comparator and threshold else ""
    why = f"，{operand.why}" if operand.why else ""
    period = operand.period or ""
    return f"{period}{operand.label} {stated}{source}{asked}，{VERDICT_WORDS[operand.verdict]}{why}"


def _title_names(value: Value | None, catalogue: Catalogue) -> Value | None:
    """Titles held, by name."""
    kinds = catalogue.recognition_kinds
    return tuple(zh(kinds[title].name) for title in value) if isinstance(value, tuple) else value


def _words(value: Value, unit: str, fact: Fact | None) -> str:
    """A value with its unit: money in 万元, choices by label."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return listed(_words(part, unit, fact) for part in value) or "无"
    if isinstance(value, str):
        choices = fact.choices if fact else ()
        return next((zh(choice.label) for choice in choices if choice.id == value), value)
    figure = (value / _WAN if unit == "yuan" else value).normalize()
    return f"{figure:,f} {UNIT_NAMES.get(unit, '')}".strip()
