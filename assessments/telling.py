"""Telling a gate: its verdict with every leaf – what was read, from which year and source, against what."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from assessments.exact import unscaled
from assessments.figures import OperandSpec, Reading
from assessments.metrics import MetricSpec
from assessments.operands import (
    CompiledGate,
    CompiledGates,
    CountSpec,
    DerivedSpec,
    GroupSpec,
    Leaf,
    ScoreSpec,
    TitleSpec,
)
from assessments.outcome import VERDICTS, DerivedFactValue, GateVerdict, Operand, Verdict
from assessments.readings import UnitFigures
from assessments.schema.common import zh
from assessments.schema.condition import (
    Compare,
    CompareMetric,
    CompareScore,
    Comparison,
    Holds,
    InGroup,
    InIndustry,
    ItemsAt,
    Unsettled,
)
from assessments.schema.fact import Fact
from assessments.schema.metric import DerivedFact
from assessments.shapes import tell_branch
from assessments.stated import Value
from assessments.wording import listed
from scoring.gates import Figures, GateVerdicts, evaluate
from scoring.gates import Gate as Rule
from scoring.logic import NOT_MET


def tell_gates(
    compiled: CompiledGates, figures: UnitFigures, columns: Figures, verdicts: GateVerdicts
) -> tuple[GateVerdict, ...]:
    """Every gate of one unit; `columns` are its complete figures, the verdicts those of its column 0."""
    return tuple(
        _tell_gate(gate, compiled.rules.gates[place], figures, columns, VERDICTS[verdicts.gates[place, 0]])
        for place, gate in enumerate(compiled.gates)
    )


def tell_leaves(leaves: Sequence[Leaf], figures: UnitFigures, columns: Figures) -> tuple[Operand, ...]:
    """What leaves looked at, in their order."""
    return tuple(_tell_leaf(leaf, figures, columns) for leaf in leaves)


def tell_derived(fact: DerivedFact, low: int, high: int) -> DerivedFactValue:
    """A derived fact whose rank lies between two ranks."""
    choices = tuple(reversed(fact.choices))[low : high + 1]
    certain = choices[0] if len(choices) == 1 else None
    return DerivedFactValue(
        fact=fact.id,
        label=zh(fact.label),
        value=certain.id if certain else None,
        name=zh(certain.label) if certain else None,
        possible=tuple(choice.id for choice in choices),
    )


def _tell_gate(
    compiled: CompiledGate, rule: Rule, figures: UnitFigures, columns: Figures, verdict: Verdict
) -> GateVerdict:
    gate = compiled.gate
    operands = tell_leaves(compiled.leaves, figures, columns)
    return GateVerdict(
        id=gate.id,
        name=zh(gate.name),
        text=zh(gate.text),
        levels=compiled.levels,
        verdict=verdict,
        operands=operands,
        citation=gate.citation,
        provenance=gate.provenance,
        in_principle=gate.in_principle,
        why=_why_gate(rule, columns),
        branch=tell_branch(compiled.shape, operands, columns),
    )


def _why_gate(rule: Rule, columns: Figures) -> str | None:
    if rule.undecidable:
        return "此条件凭记忆录入、尚未核实，一律待定"
    if rule.in_principle and evaluate(rule.node, columns)[0] == NOT_MET:
        return "“原则上”要求：不符合时仍可能有例外，因此待定"
    return None


def _tell_leaf(leaf: Leaf, figures: UnitFigures, columns: Figures) -> Operand:
    verdict = VERDICTS[int(evaluate(leaf.node, columns)[0])]
    return _TELL[type(leaf.condition)](leaf.condition, figures, columns, leaf.source, verdict)


def _tell_comparison(
    condition: Compare, figures: UnitFigures, columns: Figures, source: int, verdict: Verdict
) -> Operand:
    spec, reading = figures.specs.operands[source], figures.operands[source]
    if isinstance(spec, DerivedSpec):
        return _tell_derived_fact(condition, spec.fact, columns, source, verdict)
    fact = cast("OperandSpec", spec).fact
    unknown = condition.value == "unknown"
    within = "" if condition.within_years is None else f"（近 {condition.within_years} 年内）"
    return Operand(
        fact=fact.id,
        label=f"{zh(fact.label)}{within}",
        comparator=condition.comparator.value,
        threshold=None if unknown else _threshold(fact, condition.value),
        value=reading.value,
        possible_value=reading.possible_value,
        unit=fact.unit,
        period=reading.period,
        source=reading.source,
        verdict=verdict,
        why=_why_comparison(condition, reading, verdict),
    )


def _threshold(fact: Fact, value: Decimal | str | tuple[str, ...]) -> Value:
    return date.fromisoformat(value) if fact.kind == "date" and isinstance(value, str) else value


def _why_comparison(condition: Comparison, reading: Reading, verdict: Verdict) -> str | None:
    if verdict != "undecided":
        return None
    if condition.value == "unknown":
        return "来源写有此项要求，但具体数字未能读到"
    if reading.why is None and condition.ambiguity is not None:
        return f"原文有两种读法，结论不同：{zh(condition.ambiguity)}"
    if reading.why is None and isinstance(condition, Compare) and condition.within_years is not None:
        return f"所填的年份包含近 {condition.within_years} 年的起始日，请写明具体日期"
    return reading.why


def _tell_group(
    condition: InGroup, figures: UnitFigures, _: Figures, source: int, verdict: Verdict
) -> Operand:
    spec, flag = figures.specs.flags[source], figures.flags[source]
    name = zh(spec.group.name) if isinstance(spec, GroupSpec) else condition.county_in
    return Operand(
        fact="county",
        label=f"所在县（市、区）属于{name}",
        comparator="in_group",
        threshold=condition.county_in,
        value=flag.value,
        verdict=verdict,
        why=flag.why,
    )


def _tell_titles(
    condition: Holds, figures: UnitFigures, _: Figures, source: int, verdict: Verdict
) -> Operand:
    within = "" if condition.within_years is None else f"近 {condition.within_years} 年"
    spec, flag = cast("TitleSpec", figures.specs.flags[source]), figures.flags[source]
    return Operand(
        fact="titles",
        label=f"{within}获得的认定（{listed(spec.names)}）",
        comparator="holds",
        threshold=condition.holds,
        value=flag.value,
        verdict=verdict,
        why=flag.why,
    )


def _tell_metric(
    condition: CompareMetric, figures: UnitFigures, _: Figures, source: int, verdict: Verdict
) -> Operand:
    spec, reading = cast("MetricSpec", figures.specs.operands[source]), figures.operands[source]
    return Operand(
        fact=spec.metric.id,
        label=zh(spec.metric.label),
        comparator=condition.comparator.value,
        threshold=None if condition.value == "unknown" else condition.value,
        value=reading.value,
        unit=spec.metric.unit,
        period=reading.period,
        source=reading.source,
        verdict=verdict,
        why=_why_comparison(condition, reading, verdict),
        parts=figures.parts.get(source, ()),
    )


def _tell_score(
    condition: CompareScore, figures: UnitFigures, columns: Figures, source: int, verdict: Verdict
) -> Operand:
    spec = cast("ScoreSpec", figures.specs.operands[source])
    low, high = int(columns.low[source, 0]), int(columns.high[source, 0])
    return Operand(
        fact=condition.score,
        label=spec.label,
        comparator=condition.comparator.value,
        threshold=condition.value,
        value=unscaled(low, spec.decimals),
        possible_value=unscaled(high, spec.decimals) if low < high else None,
        unit="points",
        verdict=verdict,
        why="还有未答或未定的题目，得分是一个区间" if verdict == "undecided" else None,
    )


def _tell_count(
    condition: ItemsAt, figures: UnitFigures, columns: Figures, source: int, verdict: Verdict
) -> Operand:
    spec = cast("CountSpec", figures.specs.operands[source])
    low, high = int(columns.low[source, 0]), int(columns.high[source, 0])
    return Operand(
        fact="items",
        label=spec.label,
        comparator="at_least",
        threshold=Decimal(condition.at_least),
        value=Decimal(low),
        possible_value=Decimal(high) if low < high else None,
        unit="count",
        verdict=verdict,
        why="还有未答的题目，数目是一个区间" if verdict == "undecided" else None,
    )


def _tell_derived_fact(
    condition: Compare, fact: DerivedFact, columns: Figures, source: int, verdict: Verdict
) -> Operand:
    told = tell_derived(fact, int(columns.low[source, 0]), int(columns.high[source, 0]))
    return Operand(
        fact=fact.id,
        label=zh(fact.label),
        comparator=condition.comparator.value,
        threshold=condition.value,
        value=told.value,
        verdict=verdict,
        why="由其他事实推定，所需事实未填全" if told.value is None else None,
    )


def _tell_industry(
    condition: InIndustry, figures: UnitFigures, _: Figures, source: int, verdict: Verdict
) -> Operand:
    flag = figures.flags[source]
    return Operand(
        fact="industry",
        label="所属行业（GB/T 4754）",
        comparator="one_of",
        threshold=condition.industry_in,
        value=flag.value,
        verdict=verdict,
        why=flag.why,
    )


def _tell_unsettled(condition: Unsettled, _: UnitFigures, __: Figures, ___: int, verdict: Verdict) -> Operand:
    return Operand(
        fact="review",
        label="须由人工判定",
        comparator="is",
        threshold=None,
        value=None,
        verdict=verdict,
        why=zh(condition.undecided),
    )


_TELL: Mapping[type, Callable[..., Operand]] = {
    Compare: _tell_comparison,
    CompareMetric: _tell_metric,
    CompareScore: _tell_score,
    ItemsAt: _tell_count,
    InGroup: _tell_group,
    InIndustry: _tell_industry,
    Holds: _tell_titles,
    Unsettled: _tell_unsettled,
}
