"""What nobody can change on the way to a level, and which conditions stand in the way."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assessments.fact_moves import FactMoves, why_fixed
from assessments.figures import OperandSpec
from assessments.metrics import MetricSpec
from assessments.operands import Leaf
from assessments.outcome import GateVerdict, Operand, Verdict
from assessments.plan import Plan
from assessments.schema.common import zh
from assessments.schema.condition import Holds, InGroup, InIndustry, Unsettled
from assessments.schema.questionnaire import Item
from assessments.stated import Value
from scoring.goal import Goal
from scoring.pathway import find_pathways

SHORT = "能改变的都改变了，仍达不到"


@dataclass(frozen=True)
class Fixed:
    """A figure or state that no step changes: what, its value, why, and the gates or items that ask for it.

    `verdict` is the worst of the comparisons that the gates make of it; None where only items ask.
    """

    fact: str
    name: str
    value: Value | None
    verdict: Verdict | None
    reason: str
    asked_by: tuple[str, ...]


@dataclass(frozen=True)
class Unmet:
    """A gate that no set of changes meets for certain, with the reasons.

    Without an id it stands for the mandatory items, or for gates that can each be met, but not together.
    """

    gate: str | None
    name: str
    reasons: tuple[str, ...]


def find_fixed(plan: Plan) -> tuple[Fixed, ...]:
    """What the gates of the target, and the derived items of the instrument, ask and nobody can change."""
    found: dict[tuple[str, str], list[Fixed]] = {}
    for one in (*_fixed_in_gates(plan), *_fixed_in_items(plan)):
        found.setdefault((one.name, one.reason), []).append(one)
    return tuple(_merged(group) for group in found.values())


def find_unmet(plan: Plan) -> tuple[Unmet, ...]:
    """The gates of the target that cannot be met even on their own; mandatory items, if they cannot."""
    unmet = [
        Unmet(verdict.id, verdict.name, tuple(_reasons(plan, place, verdict)) or (SHORT,))
        for place, verdict in plan.target_gates()
        if plan.builder is not None and not _can_hold(plan, plan.builder.gate(place))
    ]
    if not _can_hold(plan, plan.items_goal):
        unmet.append(Unmet(None, "必答题", (SHORT,)))
    together = Unmet(None, "各项条件", ("每一项都能单独达到，但不能同时达到",))
    return tuple(unmet) or (together,)


def _can_hold(plan: Plan, goal: Goal) -> bool:
    return find_pathways(plan.problem(goal), alternatives=0).best is not None


def _fixed_in_gates(plan: Plan) -> Iterator[Fixed]:
    for place, verdict in plan.target_gates():
        compiled = plan.gates.gates[place] if plan.gates else None
        for leaf, operand in zip(compiled.leaves if compiled else (), verdict.operands, strict=True):
            reason = _why(plan, leaf, operand)
            if reason is not None:
                yield Fixed(
                    operand.fact, operand.label, operand.value, operand.verdict, reason, (verdict.name,)
                )


def _fixed_in_items(plan: Plan) -> Iterator[Fixed]:
    levels, facts = plan.case.compiled.levels, plan.facts
    for derived in levels.items if levels and plan.rank else ():
        for leaf in derived.leaves:
            if facts is not None and leaf.source in facts.operands:
                yield from _fixed_operand(facts, leaf, derived.item)


def _fixed_operand(facts: FactMoves, leaf: Leaf, item: Item) -> Iterator[Fixed]:
    spec, reason = facts.compiled.operands[leaf.source], why_fixed(facts, leaf.source)
    if reason is not None and isinstance(spec, (OperandSpec, MetricSpec)):
        what = spec.fact if isinstance(spec, OperandSpec) else spec.metric
        value = facts.value_of(spec)
        yield Fixed(what.id, zh(what.label), value, None, reason, (zh(item.name),))


def _why(plan: Plan, leaf: Leaf, operand: Operand) -> str | None:
    """Why a leaf cannot be changed; None where it can, or where it is made of answers."""
    told = _REASONS.get(type(leaf.condition))
    if told is not None:
        return told(operand)
    if plan.facts is not None and leaf.source in plan.facts.operands:
        return why_fixed(plan.facts, leaf.source)
    return None


_REASONS: Mapping[type, Callable[[Operand], str]] = {
    Holds: lambda _: "称号须先由主管部门认定",
    InGroup: lambda _: "所在县（市、区）不因本次申报改变",
    InIndustry: lambda _: "所属行业按主营业务确定",
    Unsettled: lambda operand: operand.why or "须由人工判定",
}


def _reasons(plan: Plan, place: int, verdict: GateVerdict) -> Iterator[str]:
    """Why a gate cannot be met for certain: what softens it, what is fixed, what is missing."""
    if verdict.why:
        yield verdict.why
    compiled = plan.gates.gates[place] if plan.gates else None
    for leaf, operand in zip(compiled.leaves if compiled else (), verdict.operands, strict=True):
        reason = _why(plan, leaf, operand) or operand.why
        if operand.verdict != "met" and reason:
            yield f"{operand.label}：{reason}"


def _merged(group: list[Fixed]) -> Fixed:
    first = group[0]
    verdicts = [one.verdict for one in group if one.verdict is not None]
    order: tuple[Verdict, ...] = ("not_met", "undecided", "met")
    return Fixed(
        first.fact,
        first.name,
        first.value,
        min(verdicts, key=order.index, default=None),
        first.reason,
        tuple(dict.fromkeys(name for one in group for name in one.asked_by)),
    )
