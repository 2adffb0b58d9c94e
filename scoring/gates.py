"""Gates: three-valued condition trees over columns of figures.

A figure is known as an interval [low, high] of integers (a certain value has low = high, an unknown one the
whole range), so sums of rows that may or may not count need no rule of their own. Flags are verdicts decided
before (membership of a region group, titles held).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from scoring import logic
from scoring.logic import Verdicts

UNKNOWN_LOW = -(2**63)
UNKNOWN_HIGH = 2**63 - 1
"""The interval of a figure about which nothing is known; no threshold may reach it."""

LARGEST = 2**62
"""Thresholds lie strictly within ± this bound; figures beyond are cut to it, which moves no verdict."""

Column = NDArray[np.int64]


class Test(Enum):
    """How a figure is compared: the comparators of statutes, and one for sets (bit masks)."""

    __test__ = False

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    BELOW = "below"
    ONE_OF = "one_of"
    INCLUDES = "includes"


@dataclass(frozen=True, eq=False)
class Figures:
    """Operand intervals `low`, `high` (operands, units) int64 and `flags` (flags, units) verdicts."""

    low: Column
    high: Column
    flags: Verdicts

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.low.shape[1])

    def block(self, start: int, stop: int) -> "Figures":
        """The figures of some of the units, as a view."""
        return Figures(self.low[:, start:stop], self.high[:, start:stop], self.flags[:, start:stop])


@dataclass(frozen=True)
class Compare:
    """Operand against thresholds; `lenient` is the other reading of an ambiguous text, if there is one."""

    operand: int
    test: Test
    thresholds: tuple[int, ...]
    lenient: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Flag:
    """A verdict decided before."""

    flag: int


@dataclass(frozen=True)
class Undecided:
    """A condition whose figure the source has and nobody could read."""


@dataclass(frozen=True)
class AllOf:
    """Every part."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class AnyOf:
    """One part at least."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Not:
    """The opposite."""

    part: "Node"


@dataclass(frozen=True)
class AtLeast:
    """At least `needed` of the parts."""

    needed: int
    parts: "tuple[Node, ...]"


Node = Compare | Flag | Undecided | AllOf | AnyOf | Not | AtLeast


@dataclass(frozen=True)
class Gate:
    """A tree and its softeners: `undecidable` (recalled: shown, never decided), `in_principle` (原则上)."""

    node: Node
    undecidable: bool = False
    in_principle: bool = False


@dataclass(frozen=True)
class GateSet:
    """All gates of a call; `rungs`, lowest first, lists the gates each rung needs (none: undecided)."""

    gates: tuple[Gate, ...]
    rungs: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class GateVerdicts:
    """`gates` (gates, units) and `rungs` (rungs, units), both 0 / 1 / 2."""

    gates: Verdicts
    rungs: Verdicts


def decide(gates: GateSet, figures: Figures) -> GateVerdicts:
    """The verdict of every gate and, per rung, of all its gates together."""
    units = figures.units
    verdicts = np.empty((len(gates.gates), units), np.uint8)
    for row, gate in enumerate(gates.gates):
        verdicts[row] = _decide_gate(gate, figures)
    rungs = np.full((len(gates.rungs), units), logic.UNDECIDED, np.uint8)
    for row, needed in enumerate(gates.rungs):
        if needed:
            rungs[row] = logic.all_of([verdicts[gate] for gate in needed])
    return GateVerdicts(verdicts, rungs)


def evaluate(node: Node, figures: Figures) -> Verdicts:
    """The verdict of one tree for every unit."""
    return _EVALUATE[type(node)](node, figures)


def _decide_gate(gate: Gate, figures: Figures) -> Verdicts:
    if gate.undecidable:
        return _undecided(gate.node, figures)
    verdict = evaluate(gate.node, figures)
    return logic.excused(verdict) if gate.in_principle else verdict


def _compare(node: Compare, figures: Figures) -> Verdicts:
    low, high = figures.low[node.operand], figures.high[node.operand]
    verdict = _TESTS[node.test](low, high, node.thresholds)
    if node.lenient is None:
        return verdict
    return logic.agreement(verdict, _TESTS[node.test](low, high, node.lenient))


def _undecided(_: Node, figures: Figures) -> Verdicts:
    return np.full(figures.units, logic.UNDECIDED, np.uint8)


def _parts(parts: Sequence[Node], figures: Figures) -> list[Verdicts]:
    return [evaluate(part, figures) for part in parts]


_EVALUATE: Mapping[type, Callable[..., Verdicts]] = {
    Compare: _compare,
    Flag: lambda node, figures: figures.flags[node.flag],
    Undecided: _undecided,
    AllOf: lambda node, figures: logic.all_of(_parts(node.parts, figures)),
    AnyOf: lambda node, figures: logic.any_of(_parts(node.parts, figures)),
    Not: lambda node, figures: logic.negated(evaluate(node.part, figures)),
    AtLeast: lambda node, figures: logic.at_least(node.needed, _parts(node.parts, figures)),
}


def _at_least(low: Column, high: Column, values: tuple[int, ...]) -> Verdicts:
    return logic.from_bounds(low >= values[0], high >= values[0])


def _more_than(low: Column, high: Column, values: tuple[int, ...]) -> Verdicts:
    return logic.from_bounds(low > values[0], high > values[0])


def _at_most(low: Column, high: Column, values: tuple[int, ...]) -> Verdicts:
    return logic.from_bounds(high <= values[0], low <= values[0])


def _below(low: Column, high: Column, values: tuple[int, ...]) -> Verdicts:
    return logic.from_bounds(high < values[0], low < values[0])


def _one_of(low: Column, high: Column, values: tuple[int, ...]) -> Verdicts:
    readings = [
        logic.from_bounds((low == value) & (high == value), (low <= value) & (value <= high))
        for value in values
    ]
    return logic.any_of(readings)


def _includes(low: Column, high: Column, values: tuple[int, ...]) -> Verdicts:
    """Whether a set (a mask, known or not at all) has a member in common with the first value."""
    known, shares = low == high, (low & values[0]) != 0
    return logic.from_bounds(known & shares, ~known | shares)


_TESTS: Mapping[Test, Callable[[Column, Column, tuple[int, ...]], Verdicts]] = {
    Test.AT_LEAST: _at_least,
    Test.MORE_THAN: _more_than,
    Test.AT_MOST: _at_most,
    Test.BELOW: _below,
    Test.ONE_OF: _one_of,
    Test.INCLUDES: _includes,
}
