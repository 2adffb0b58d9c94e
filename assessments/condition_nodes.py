"""Conditions to nodes: trees over operands and flags, with what each leaf came from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from assessments.comparators import (
    ORDERS,
    Scope,
    accepted_sources,
    comparison,
    fact_thresholds,
    metric_thresholds,
    order_test,
    point_thresholds,
    test_for,
    years_back,
)
from assessments.faults import CompileError
from assessments.figures import OperandSpec
from assessments.metrics import MetricSpec, facts_in
from assessments.operands import (
    AnyOperandSpec,
    CompiledGate,
    CountSpec,
    DerivedSpec,
    FlagSpec,
    GroupSpec,
    IndustrySpec,
    Leaf,
    ProductionSpec,
    RecentSpec,
    Register,
    ScoreSpec,
    TitleSpec,
)
from assessments.schema.common import ProductionType, Provenance, zh
from assessments.schema.condition import (
    Compare,
    CompareMetric,
    CompareScore,
    Condition,
    Gate,
    Holds,
    InGroup,
    InIndustry,
    ItemsAt,
    Unsettled,
)
from assessments.schema.fact import Fact, Source
from assessments.schema.metric import DerivedFact
from assessments.schema.region import RegionGroup
from assessments.shapes import Shape, combined, over_years
from scoring import gates as nodes
from scoring.gates import GateSet, Node, Test
from scoring.levels import Derived, FirstThatHolds


@dataclass(frozen=True)
class Own:
    """What conditions of an instrument may ask of its own items.

    `scores` are the names of `total` and of the domains by id, `levels` rank and name of each level.
    """

    scores: Mapping[str, str]
    levels: Mapping[str, tuple[int, str]]
    decimals: int
    tags: frozenset[str]


@dataclass
class Builder:
    """Collects operands and flags, each once, while the trees of gates and options are built."""

    register: Register
    own: Own | None = None
    operands: list[AnyOperandSpec] = field(default_factory=list)
    flags: list[FlagSpec] = field(default_factory=list)
    derived: list[Derived] = field(default_factory=list)

    def gate(self, gate: Gate) -> tuple[nodes.Gate, tuple[Leaf, ...], Shape]:
        """The rule of a gate, its leaves and how they combine."""
        leaves: list[Leaf] = []
        shape = self.shape(Scope(f"条件 {gate.id}", gate.accepts), gate.when, leaves)
        recalled = gate.provenance is Provenance.RECALLED
        rule = nodes.Gate(shape.node, undecidable=recalled, in_principle=gate.in_principle)
        return rule, tuple(leaves), shape

    def node(self, scope: Scope, condition: Condition, leaves: list[Leaf]) -> Node:
        """One node of a tree; leaves are noted as they come."""
        return self.shape(scope, condition, leaves).node

    def shape(self, scope: Scope, condition: Condition, leaves: list[Leaf]) -> Shape:
        """The same with how the leaves combine."""
        if isinstance(condition, (Compare, CompareMetric)) and len(condition.years_back) > 1:
            return self._several_years(scope, condition, leaves)
        if type(condition) in _LEAVES:
            node, source = _LEAVES[type(condition)](self, scope, condition)
            leaves.append(Leaf(condition, node, source))  # type: ignore[arg-type]  # a leaf, as just seen
            return Shape("leaf", node, leaf=len(leaves) - 1)
        return combined(condition, lambda part: self.shape(scope, part, leaves))

    def first_that_holds(
        self, scope: Scope, whens: Sequence[Condition | None], values: Sequence[int], leaves: list[Leaf]
    ) -> FirstThatHolds:
        """Outcomes in the order of the text."""
        trees = [None if when is None else self.node(scope, when, leaves) for when in whens]
        return FirstThatHolds(tuple(trees), tuple(values))

    def _several_years(self, scope: Scope, condition: Compare | CompareMetric, leaves: list[Leaf]) -> Shape:
        years = tuple(
            self.shape(scope, condition.model_copy(update={"years_back": (back,)}), leaves)
            for back in condition.years_back
        )
        return over_years(condition.across, years)

    def compare(self, scope: Scope, condition: Compare) -> tuple[Node, int]:
        """A comparison over a stated or a derived fact."""
        if condition.fact in self.register.derived_facts:
            return self._compare_derived(scope, condition)
        fact = self._fact(scope, condition.fact)
        before = self._fact(scope, condition.window.before) if condition.window else None
        spec = OperandSpec(
            fact, accepted_sources(scope, fact), condition.window, before, years_back(condition)
        )
        source = placed(self.operands, spec)
        test = test_for(scope, fact, condition.comparator)
        node = comparison(condition, source, test, lambda value: fact_thresholds(scope, fact, value))
        if condition.within_years is None:
            return node, source
        if fact.period != "instant":
            raise CompileError(f"{scope.name} 的事实 {fact.id} 不是时点数据，不能写 within_years")
        recent = nodes.Flag(placed(self.flags, RecentSpec(spec, condition.within_years)))
        return nodes.AllOf((node, recent)), source

    def metric(self, scope: Scope, condition: CompareMetric) -> tuple[Node, int]:
        """A comparison over a metric."""
        metric = self.register.metrics.get(condition.metric)
        if metric is None:
            raise CompileError(f"{scope.name} 的指标 {condition.metric} 不存在")
        facts = {name: self._fact(scope, name) for name, _ in facts_in(metric.formula)}
        source = placed(self.operands, MetricSpec(metric, facts, scope.accepts, years_back(condition)))
        test = order_test(scope, condition)
        return comparison(condition, source, test, lambda value: metric_thresholds(scope, value)), source

    def score(self, scope: Scope, condition: CompareScore) -> tuple[Node, int]:
        """A comparison over the questionnaire's own points."""
        own = self._own(scope)
        if condition.score not in own.scores:
            raise CompileError(f"{scope.name} 的能力域 {condition.score} 不存在")
        source = placed(self.operands, ScoreSpec(condition.score, own.scores[condition.score], own.decimals))
        test = order_test(scope, condition)
        return (
            comparison(condition, source, test, lambda value: point_thresholds(scope, value, own.decimals)),
            source,
        )

    def items_at(self, scope: Scope, condition: ItemsAt) -> tuple[Node, int]:
        """A count of items at a level."""
        own = self._own(scope)
        if condition.items_at not in own.levels:
            raise CompileError(f"{scope.name} 的等级 {condition.items_at} 不存在")
        if condition.tag is not None and condition.tag not in own.tags:
            raise CompileError(f"{scope.name} 的标签 {condition.tag} 没有题目")
        rank, name = own.levels[condition.items_at]
        spec = CountSpec(condition.tag, f"达到{name}及以上的题数（场景数）", rank)
        source = placed(self.operands, spec)
        return nodes.Compare(source, Test.AT_LEAST, (condition.at_least,)), source

    def in_group(self, scope: Scope, condition: InGroup) -> tuple[Node, int]:
        """Membership of a region group."""
        regions = self.register.regions
        group = next((group for group in regions.groups if group.id == condition.county_in), None)
        if group is None:
            raise CompileError(f"{scope.name} 的县（市、区）组 {condition.county_in} 不存在")
        source = placed(self.flags, self._group(group))
        return nodes.Flag(source), source

    def _group(self, group: RegionGroup) -> GroupSpec:
        """A group with the functional zones that lie in it; of some nobody knows."""
        regions = self.register.regions
        counties = regions.group_members(group.id)
        inside = {code: zone.lies_in(regions, counties) for code, zone in self.register.zones.items()}
        return GroupSpec(
            group,
            counties.union(code for code, lies in inside.items() if lies),
            frozenset(code for code, lies in inside.items() if lies is None),
        )

    def in_industry(self, _: Scope, condition: InIndustry) -> tuple[Node, int]:
        """Membership of industry classes."""
        source = placed(self.flags, IndustrySpec(condition.industry_in, self.register.industries))
        return nodes.Flag(source), source

    def holds(self, _: Scope, condition: Holds) -> tuple[Node, int]:
        """Titles held."""
        known = self.register.titles
        names = tuple(zh(known[title].name) if title in known else title for title in condition.holds)
        source = placed(self.flags, TitleSpec(condition.holds, condition.within_years, names))
        return nodes.Flag(source), source

    def of_type(self, production: ProductionType) -> int:
        """The flag of units of a production type."""
        return placed(self.flags, ProductionSpec(production))

    def unsettled(self, _: Scope, __: Unsettled) -> tuple[Node, int]:
        """Nothing to read."""
        return nodes.Undecided(), -1

    def _compare_derived(self, scope: Scope, condition: Compare) -> tuple[Node, int]:
        fact = self.register.derived_facts[condition.fact]
        if condition.years_back:
            raise CompileError(f"{scope.name} 的事实 {fact.id} 由其他事实推定，不能写 years_back")
        source = self.derived_operand(fact, scope.accepts)
        if condition.value == "unknown":
            return nodes.Undecided(), source
        ranks = derived_ranks(fact)
        given = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if any(str(value) not in ranks for value in given):
            raise CompileError(f"{scope.name} 的取值 {condition.value} 不是事实 {fact.id} 的取值")
        meant = [ranks[str(value)] for value in given]
        if condition.comparator in ORDERS:
            return nodes.Compare(source, ORDERS[condition.comparator], (meant[0],)), source
        return _among(source, meant), source

    def derived_operand(self, fact: DerivedFact, accepts: tuple[Source, ...] = tuple(Source)) -> int:
        """The operand of a derived fact whose facts some sources may state, its rules noted once."""
        spec = DerivedSpec(fact, accepts)
        known = spec in self.operands
        source = placed(self.operands, spec)
        if not known:
            scope = Scope(f"事实 {fact.id}", accepts)
            whens = [choice.when for choice in fact.choices]
            ranks = derived_ranks(fact)
            values = [ranks[choice.id] for choice in fact.choices]
            self.derived.append(Derived(source, self.first_that_holds(scope, whens, values, [])))
        return source

    def _fact(self, scope: Scope, name: str) -> Fact:
        if name not in self.register.facts:
            raise CompileError(f"{scope.name} 的事实 {name} 不存在")
        return self.register.facts[name]

    def _own(self, scope: Scope) -> Own:
        if self.own is None:
            raise CompileError(f"{scope.name} 不能用得分或题目数作条件，它不属于问卷")
        return self.own


def _among(source: int, ranks: Sequence[int]) -> Node:
    """A rank is one of several: as runs without gaps, so that it may be settled which run, not which rank."""
    runs: list[tuple[int, int]] = []
    for rank in sorted(set(ranks)):
        if runs and runs[-1][1] == rank - 1:
            runs[-1] = runs[-1][0], rank
        else:
            runs.append((rank, rank))
    spans = tuple(
        nodes.AllOf(
            (nodes.Compare(source, Test.AT_LEAST, (low,)), nodes.Compare(source, Test.AT_MOST, (high,)))
        )
        for low, high in runs
    )
    return nodes.AnyOf(spans)


def compile_gates(
    builder: Builder,
    gates: Sequence[Gate],
    rungs: Mapping[str, Sequence[str]],
    levels: Sequence[str],
    what: str,
) -> tuple[tuple[CompiledGate, ...], GateSet]:
    """Gates and, per level (lowest first), which of them it needs; CompileError names what is not there."""
    position = {gate.id: place for place, gate in enumerate(gates)}
    strange = [gate for listed in rungs.values() for gate in listed if gate not in position]
    strange += [level for level in rungs if level not in levels]
    if strange:
        raise CompileError(f"{what} 的 rungs 中，{strange[0]} 不存在")
    trees = [builder.gate(gate) for gate in gates]
    needed = tuple(tuple(position[gate] for gate in rungs.get(level, ())) for level in levels)
    compiled = tuple(
        CompiledGate(gate, tuple(level for level in levels if gate.id in rungs.get(level, ())), leaves, shape)
        for gate, (_, leaves, shape) in zip(gates, trees, strict=True)
    )
    return compiled, GateSet(tuple(rule for rule, _, __ in trees), needed)


def derived_ranks(fact: DerivedFact) -> dict[str, int]:
    """Choice id to rank: choices stand from the highest to the lowest."""
    return {choice.id: rank for rank, choice in enumerate(reversed(fact.choices))}


_LEAVES: Mapping[type, Callable[..., tuple[Node, int]]] = {
    Compare: Builder.compare,
    CompareMetric: Builder.metric,
    CompareScore: Builder.score,
    ItemsAt: Builder.items_at,
    InGroup: Builder.in_group,
    InIndustry: Builder.in_industry,
    Holds: Builder.holds,
    Unsettled: Builder.unsettled,
}

T = TypeVar("T")


def placed(places: list[T], thing: T) -> int:
    """The position of a thing in a list, put there if need be (specs hold unhashable texts)."""
    if thing not in places:
        places.append(thing)
    return places.index(thing)
