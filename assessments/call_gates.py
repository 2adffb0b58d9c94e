"""A call to gates: condition trees over operands and flags, with what each leaf came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from assessments.faults import CompileError
from assessments.figures import OperandSpec, to_integer
from assessments.schema.common import Provenance
from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Comparator,
    Compare,
    Condition,
    Count,
    Gate,
    Holds,
    InGroup,
    Not,
)
from assessments.schema.fact import Fact
from assessments.schema.ladder import Call, Ladder
from assessments.schema.region import RegionGroup, Regions
from scoring import gates as nodes
from scoring.gates import LARGEST, GateSet, Node, Test


@dataclass(frozen=True)
class GroupSpec:
    """A flag: the unit's county belongs to a group."""

    group: RegionGroup
    members: frozenset[str]


@dataclass(frozen=True)
class TitleSpec:
    """A flag: one of these titles is held on the day, or was granted within some years before it."""

    titles: tuple[str, ...]
    within_years: int | None


@dataclass(frozen=True)
class Leaf:
    """A leaf of a gate: the condition as written, its node, and the operand or flag it reads (position)."""

    condition: Compare | InGroup | Holds
    node: Node
    source: int


@dataclass(frozen=True)
class CompiledGate:
    """A gate with the levels that need it and its leaves in the order of the text."""

    gate: Gate
    levels: tuple[str, ...]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, eq=False)
class CompiledCall:
    """A call ready to decide: gates over `operands` and `flags`, whose positions the figures share."""

    call: Call
    ladder: Ladder
    gates: tuple[CompiledGate, ...]
    rules: GateSet
    operands: tuple[OperandSpec, ...]
    flags: tuple[GroupSpec | TitleSpec, ...]

    def in_force(self, day: date) -> bool:
        """Whether the call is in force on a day; otherwise it is only 参考."""
        return self.call.effective.covers(day)


def compile_call(call: Call, ladder: Ladder, facts: Mapping[str, Fact], regions: Regions) -> CompiledCall:
    """Compile a call; CompileError names what cannot be decided."""
    if call.ladder != ladder.id:
        raise CompileError(f"申报条件 {call.key} 属于梯度 {call.ladder}，不是 {ladder.id}")
    levels = call.rungs
    position = {gate.id: place for place, gate in enumerate(call.gates)}
    strange = [gate for gates in levels.values() for gate in gates if gate not in position]
    strange += [level for level in levels if level not in ladder.level_ids[1:]]
    if strange:
        raise CompileError(f"申报条件 {call.key} 的 rungs 中，{strange[0]} 不存在")
    builder = _Builder(facts, regions)
    trees = [builder.gate(gate) for gate in call.gates]
    rungs = tuple(tuple(position[gate] for gate in levels.get(level.id, ())) for level in ladder.levels)
    return CompiledCall(
        call=call,
        ladder=ladder,
        gates=tuple(
            CompiledGate(
                gate, tuple(level for level in ladder.level_ids if gate.id in levels.get(level, ())), leaves
            )
            for gate, (_, leaves) in zip(call.gates, trees, strict=True)
        ),
        rules=GateSet(tuple(rule for rule, _ in trees), rungs),
        operands=tuple(builder.operands),
        flags=tuple(builder.flags),
    )


@dataclass
class _Builder:
    """Collects operands and flags, each once, while the trees of a call are built."""

    facts: Mapping[str, Fact]
    regions: Regions
    operands: list[OperandSpec] = field(default_factory=list)
    flags: list[GroupSpec | TitleSpec] = field(default_factory=list)

    def gate(self, gate: Gate) -> tuple[nodes.Gate, tuple[Leaf, ...]]:
        """The rule of a gate and its leaves."""
        leaves: list[Leaf] = []
        node = self.node(gate, gate.when, leaves)
        recalled = gate.provenance is Provenance.RECALLED
        return nodes.Gate(node, undecidable=recalled, in_principle=gate.in_principle), tuple(leaves)

    def node(self, gate: Gate, condition: Condition, leaves: list[Leaf]) -> Node:
        """One node of a tree; leaves are noted as they come."""
        if isinstance(condition, (Compare, InGroup, Holds)):
            node, source = _LEAVES[type(condition)](self, gate, condition)
            leaves.append(Leaf(condition, node, source))
            return node
        return _BRANCHES[type(condition)](condition, lambda part: self.node(gate, part, leaves))

    def compare(self, gate: Gate, condition: Compare) -> tuple[Node, int]:
        """A comparison over an operand."""
        fact = self._fact(gate, condition.fact)
        before = self._fact(gate, condition.window.before) if condition.window else None
        source = _placed(self.operands, OperandSpec(fact, gate.accepts, condition.window, before))
        if condition.value == "unknown":
            return nodes.Undecided(), source
        thresholds = _thresholds(gate, fact, condition.value)
        lenient = (
            None if condition.lenient_value is None else _thresholds(gate, fact, condition.lenient_value)
        )
        return nodes.Compare(source, _test(gate, fact, condition.comparator), thresholds, lenient), source

    def in_group(self, gate: Gate, condition: InGroup) -> tuple[Node, int]:
        """Membership of a region group."""
        group = next((group for group in self.regions.groups if group.id == condition.county_in), None)
        if group is None:
            raise CompileError(f"条件 {gate.id} 的县（市、区）组 {condition.county_in} 不存在")
        source = _placed(self.flags, GroupSpec(group, self.regions.group_members(group.id)))
        return nodes.Flag(source), source

    def holds(self, _: Gate, condition: Holds) -> tuple[Node, int]:
        """Titles held."""
        source = _placed(self.flags, TitleSpec(condition.holds, condition.within_years))
        return nodes.Flag(source), source

    def _fact(self, gate: Gate, name: str) -> Fact:
        if name not in self.facts:
            raise CompileError(f"条件 {gate.id} 的事实 {name} 不存在")
        return self.facts[name]


_LEAVES: Mapping[type, Callable[..., tuple[Node, int]]] = {
    Compare: _Builder.compare,
    InGroup: _Builder.in_group,
    Holds: _Builder.holds,
}

_BRANCHES: Mapping[type, Callable[..., Node]] = {
    AllOf: lambda condition, build: nodes.AllOf(tuple(map(build, condition.all_of))),
    AnyOf: lambda condition, build: nodes.AnyOf(tuple(map(build, condition.any_of))),
    Not: lambda condition, build: nodes.Not(build(condition.negated)),
    Count: lambda condition, build: nodes.AtLeast(condition.at_least, tuple(map(build, condition.of))),
}

_ORDERS: Mapping[Comparator, Test] = {
    Comparator.AT_LEAST: Test.AT_LEAST,
    Comparator.MORE_THAN: Test.MORE_THAN,
    Comparator.AT_MOST: Test.AT_MOST,
    Comparator.BELOW: Test.BELOW,
}

_SAMENESS: Mapping[Comparator, Test] = {Comparator.IS: Test.ONE_OF, Comparator.ONE_OF: Test.ONE_OF}

_INCLUSION: Mapping[Comparator, Test] = {Comparator.IS: Test.INCLUDES, Comparator.ONE_OF: Test.INCLUDES}


def _test(gate: Gate, fact: Fact, comparator: Comparator) -> Test:
    """The test that a comparator means for a kind of fact: `is` on a set asks for that member."""
    tests = {**_ORDERS, **_SAMENESS}
    if fact.kind == "set":
        tests = dict(_INCLUSION)
    elif fact.kind == "choice" and not fact.ordered:
        tests = dict(_SAMENESS)
    if comparator not in tests:
        raise CompileError(f"条件 {gate.id} 的比较 {comparator} 不适用于事实 {fact.id}")
    return tests[comparator]


def _thresholds(gate: Gate, fact: Fact, value: Decimal | str | tuple[str, ...]) -> tuple[int, ...]:
    """Thresholds as integers of the fact's scale; for a set one mask of all members named."""
    try:
        integers = [
            to_integer(fact, _typed(fact, part)) for part in (value if isinstance(value, tuple) else (value,))
        ]
    except (ValueError, InvalidOperation):
        raise CompileError(f"条件 {gate.id} 的取值 {value} 不是事实 {fact.id} 的取值") from None
    if any(abs(integer) >= LARGEST for integer in integers):
        raise CompileError(f"条件 {gate.id} 的取值 {value} 超出整数范围")
    return (sum(set(integers)),) if fact.kind == "set" else tuple(integers)


def _typed(fact: Fact, value: Decimal | str) -> Decimal | str | date | tuple[str, ...]:
    if fact.kind == "date":
        return date.fromisoformat(str(value))
    if fact.kind == "set":
        return (str(value),)
    if fact.kind == "choice":
        return str(value)
    return value if isinstance(value, Decimal) else Decimal(value)


T = TypeVar("T")


def _placed(places: list[T], thing: T) -> int:
    """The position of a thing in a list, put there if need be (specs hold unhashable texts)."""
    if thing not in places:
        places.append(thing)
    return places.index(thing)
