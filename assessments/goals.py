"""Gates as goals: what has to be true for a condition to be met – or not met – for certain.

A condition is met for certain exactly where its verdict is "met", so undecided counts as failing on both
sides, and a negation turns the question round instead of the answer. Figures that no move changes are decided
at once; the others become atoms, points and counts become sums.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assessments.operands import CompiledGates, CountSpec, DerivedSpec, ScoreSpec
from scoring import gates as nodes
from scoring.gates import Figures, Node, Test, evaluate
from scoring.goal import ALWAYS, NEVER, AllOf, AnyOf, AtLeast, Atom, Goal, Sum
from scoring.levels import FirstThatHolds
from scoring.logic import MET, NOT_MET


@dataclass(frozen=True)
class Truth:
    """A comparison that is to come out as met or as not met (2 or 0)."""

    node: nodes.Compare
    verdict: int


@dataclass(frozen=True)
class Quantity:
    """Certain points or counts of an operand, or (`most`) what is possible at most, counted below zero."""

    operand: int
    most: bool


@dataclass
class Names:
    """Numbers for things that goals name: atoms and quantities, each in the order of first mention."""

    known: dict[Hashable, int] = field(default_factory=dict)

    def number(self, thing: Hashable) -> int:
        """The number of a thing."""
        return self.known.setdefault(thing, len(self.known))


@dataclass
class GoalBuilder:
    """Builds goals over one set of compiled gates; `figures` are one unit's, whose flags no move changes."""

    compiled: CompiledGates
    figures: Figures
    atoms: Names = field(default_factory=Names)
    quantities: Names = field(default_factory=Names)

    def gate(self, position: int) -> Goal:
        """A gate is met. What is only recalled never is; 原则上 softens failures only."""
        gate = self.compiled.rules.gates[position]
        return NEVER if gate.undecidable else self.node(gate.node, MET)

    def rung(self, rung: int) -> Goal:
        """All gates of a rung are met; a rung without gates is undecided."""
        needed = self.compiled.rules.rungs[rung]
        return AllOf(tuple(self.gate(gate) for gate in needed)) if needed else NEVER

    def node(self, node: Node, verdict: int) -> Goal:
        """A tree comes out as met (2) or as not met (0)."""
        return _GOALS[type(node)](self, node, verdict)

    def avoids(self, outcomes: FirstThatHolds, unwanted: Sequence[int]) -> Goal:
        """None of the outcomes at these places can be the first that holds."""
        return AllOf(tuple(self._cannot_be(outcomes, place) for place in unwanted))

    def compare(self, node: nodes.Compare, verdict: int) -> Goal:
        """A comparison, both readings of an ambiguous one."""
        if node.lenient is not None:
            readings = (node.thresholds, node.lenient)
            return AllOf(
                tuple(self.compare(nodes.Compare(node.operand, node.test, one), verdict) for one in readings)
            )
        spec = self.compiled.operands[node.operand]
        if isinstance(spec, (ScoreSpec, CountSpec)):
            return self._sum(node, verdict)
        if isinstance(spec, DerivedSpec):
            return self._derived(node, verdict)
        return Atom(self.atoms.number(Truth(node, verdict)))

    def settled(self, node: Node, verdict: int) -> Goal:
        """What no move changes: as it is."""
        return ALWAYS if evaluate(node, self.figures)[0] == verdict else NEVER

    def _cannot_be(self, outcomes: FirstThatHolds, place: int) -> Goal:
        node = outcomes.nodes[place]
        fails = NEVER if node is None else self.node(node, NOT_MET)
        earlier = (self.node(one, MET) for one in outcomes.nodes[:place] if one is not None)
        return AnyOf((fails, *earlier))

    def _derived(self, node: nodes.Compare, verdict: int) -> Goal:
        """A derived fact: every choice that would come out otherwise is impossible."""
        outcomes = next(one for one in self.compiled.derived if one.operand == node.operand).outcomes
        if node.test is not Test.ONE_OF:
            verdicts = holds_for(node, outcomes.values)
            return self.avoids(outcomes, [place for place, one in enumerate(verdicts) if one != verdict])
        if verdict == MET:
            return AnyOf(tuple(self._ranks(outcomes, range(one, one + 1)) for one in node.thresholds))
        # The engine knows an interval of ranks, so a rank is ruled out only from above or from below.
        top = max(outcomes.values) + 1
        return AllOf(
            tuple(
                AnyOf((self._ranks(outcomes, range(one + 1, top)), self._ranks(outcomes, range(one))))
                for one in node.thresholds
            )
        )

    def _ranks(self, outcomes: FirstThatHolds, wanted: range) -> Goal:
        unwanted = [place for place, value in enumerate(outcomes.values) if value not in wanted]
        return self.avoids(outcomes, unwanted)

    def _sum(self, node: nodes.Compare, verdict: int) -> Goal:
        most, shift = _SUMS[node.test, verdict]
        number = self.quantities.number(Quantity(node.operand, most))
        bound = node.thresholds[0] + shift
        return Sum(number, -bound if most else bound)


def holds_for(node: nodes.Compare, values: Sequence[int]) -> list[int]:
    """The verdict of a comparison for each value, known exactly."""
    return [int(verdict) for verdict in compare_intervals(node, [(value, value) for value in values])]


def compare_intervals(node: nodes.Compare, intervals: Sequence[tuple[int, int]]) -> list[int]:
    """The verdict of a comparison for each interval (low, high)."""
    alone = nodes.Compare(0, node.test, node.thresholds, node.lenient)
    low, high = (np.array([ends], np.int64) for ends in zip(*intervals, strict=True))
    verdicts = evaluate(alone, Figures(low, high, np.zeros((0, len(intervals)), np.uint8)))
    return [int(verdict) for verdict in verdicts]


_SUMS: Mapping[tuple[Test, int], tuple[bool, int]] = {
    (Test.AT_LEAST, MET): (False, 0),
    (Test.MORE_THAN, MET): (False, 1),
    (Test.AT_MOST, MET): (True, 0),
    (Test.BELOW, MET): (True, -1),
    (Test.AT_LEAST, NOT_MET): (True, -1),
    (Test.MORE_THAN, NOT_MET): (True, 0),
    (Test.AT_MOST, NOT_MET): (False, 1),
    (Test.BELOW, NOT_MET): (False, 0),
}
"""Which end of a sum a verdict asks about, and how the bound moves: certain ≥ bound, or possible ≤ bound."""


def _never(_: GoalBuilder, __: Node, ___: int) -> Goal:
    return NEVER


def _parts(builder: GoalBuilder, parts: Sequence[Node], verdict: int) -> tuple[Goal, ...]:
    return tuple(builder.node(part, verdict) for part in parts)


def _all_of(builder: GoalBuilder, node: nodes.AllOf, verdict: int) -> Goal:
    parts = _parts(builder, node.parts, verdict)
    return AllOf(parts) if verdict == MET else AnyOf(parts)


def _any_of(builder: GoalBuilder, node: nodes.AnyOf, verdict: int) -> Goal:
    parts = _parts(builder, node.parts, verdict)
    return AnyOf(parts) if verdict == MET else AllOf(parts)


def _at_least(builder: GoalBuilder, node: nodes.AtLeast, verdict: int) -> Goal:
    """Fewer than k can be met exactly where all but k - 1 certainly are not."""
    needed = node.needed if verdict == MET else len(node.parts) - node.needed + 1
    return AtLeast(needed, _parts(builder, node.parts, verdict))


_GOALS: Mapping[type, Callable[..., Goal]] = {
    nodes.Compare: GoalBuilder.compare,
    nodes.Flag: GoalBuilder.settled,
    nodes.Undecided: _never,
    nodes.AllOf: _all_of,
    nodes.AnyOf: _any_of,
    nodes.Not: lambda builder, node, verdict: builder.node(node.part, MET + NOT_MET - verdict),
    nodes.AtLeast: _at_least,
}
