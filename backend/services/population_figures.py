"""Figures of conditions for many submissions: of each statement a figure depends on, the figure is read once.

Half a million snapshots hold few different credit grades or counties, and one that states what another one
states has the same figures. So a column looks up what it has read of the same text, and only reads the rest.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from assessments.figures import FactReader, OperandSpec
from assessments.metrics import MetricSpec, facts_in
from assessments.operands import AnyOperandSpec, CompiledGates, FlagSpec, RecentSpec, TitleSpec
from assessments.readings import TitlesOnRecord, read_bounds, read_flag
from backend.services import snapshot
from backend.services.snapshot import Parts
from scoring.gates import Figures
from scoring.levels import settle

MOST_KEPT = 100_000
"""Statements whose figures a column remembers; of amounts nearly every firm has its own."""

PROFILE, TITLES = ":profile", ":titles"
"""What a column may depend on beside facts, which are named by their ids."""


@dataclass(frozen=True, eq=False)
class Statements:
    """The statements of a block of snapshots, and their texts by what they are of: "" where nothing is."""

    parts: Sequence[Parts]
    keys: Mapping[str, Sequence[str]]

    def of(self, needs: Sequence[str]) -> Sequence[Hashable]:
        """Per snapshot, what tells the statements that a column needs from others."""
        if len(needs) == 1:
            return self.keys[needs[0]]
        return list(zip(*(self.keys[name] for name in needs), strict=True)) or [()] * len(self.parts)


@dataclass(frozen=True, eq=False)
class _Column:
    """An operand or a flag with what it depends on; `read` works it out, `known` is what it has read."""

    needs: tuple[str, ...]
    read: Callable[["_Stated"], Any]
    known: dict[Hashable, Any] = field(default_factory=dict)

    def values(self, block: Statements, day: date) -> list[Any]:
        """One value per snapshot."""
        keys = block.of(self.needs)
        if len(self.known) > MOST_KEPT:
            self.known.clear()
        one_each = dict(zip(keys, block.parts, strict=True))
        for key in one_each.keys() - self.known.keys():
            self.known[key] = self.read(_Stated(one_each[key], self.needs, day))
        return [self.known[key] for key in keys]


class _Stated:
    """What one snapshot states of some facts, of the profile and the titles, decoded when it is asked for."""

    def __init__(self, parts: Parts, needs: Sequence[str], day: date) -> None:
        self.parts = parts
        facts = {name: snapshot.values_in(parts.facts[name]) for name in needs if name in parts.facts}
        self.facts = FactReader(facts, day)

    def flag(self, spec: FlagSpec) -> int:
        """A flag's verdict."""
        titles = snapshot.titles_in(self.parts.titles) if isinstance(spec, TitleSpec) else None
        held = None if titles is None else TitlesOnRecord(titles)
        return read_flag(spec, snapshot.profile_in(self.parts.profile), held, self.facts)


class FigureReader:
    """Reads the figures of conditions, named by keys, block by block, as of a day."""

    def __init__(self, conditions: Mapping[str, CompiledGates], day: date) -> None:
        self.conditions, self.day = conditions, day
        self._operands = {
            key: [_operand(spec) for spec in gates.operands] for key, gates in conditions.items()
        }
        self._flags = {key: [_flag(spec) for spec in gates.flags] for key, gates in conditions.items()}
        every = [*self._operands.values(), *self._flags.values()]
        self.needs = frozenset(name for columns in every for one in columns for name in one.needs)

    def read(self, texts: Sequence[str]) -> dict[str, Figures]:
        """The figures of some snapshots, by key, derived facts filled in."""
        parts = [snapshot.parts_of(text) for text in texts]
        block = Statements(parts, {name: _keys(parts, name) for name in self.needs})
        return {key: self._figures(key, gates, block) for key, gates in self.conditions.items()}

    def _figures(self, key: str, gates: CompiledGates, block: Statements) -> Figures:
        low = np.empty((len(gates.operands), len(block.parts)), np.int64)
        high = np.empty_like(low)
        flags = np.empty((len(gates.flags), len(block.parts)), np.uint8)
        for row, column in enumerate(self._operands[key]):
            low[row], high[row] = zip(*column.values(block, self.day), strict=True)
        for row, column in enumerate(self._flags[key]):
            flags[row] = column.values(block, self.day)
        return settle(gates.derived, Figures(low, high, flags))


def _keys(parts: Sequence[Parts], name: str) -> list[str]:
    if name == PROFILE:
        return [one.profile for one in parts]
    if name == TITLES:
        return [one.titles for one in parts]
    return [one.facts.get(name, "") for one in parts]


def _operand(spec: AnyOperandSpec) -> _Column:
    return _Column(_facts_of(spec), lambda stated: read_bounds(spec, stated.facts))


def _flag(spec: FlagSpec) -> _Column:
    if isinstance(spec, RecentSpec):
        needs = _facts_of(spec.operand)
    else:
        needs = (TITLES,) if isinstance(spec, TitleSpec) else (PROFILE,)
    return _Column(needs, lambda stated: stated.flag(spec))


def _facts_of(spec: AnyOperandSpec) -> tuple[str, ...]:
    """The facts that an operand reads; none for those that the engine fills in."""
    if isinstance(spec, OperandSpec):
        return (spec.fact.id, spec.before.id) if spec.before else (spec.fact.id,)
    if isinstance(spec, MetricSpec):
        return tuple(dict.fromkeys(name for name, _years in facts_in(spec.metric.formula)))
    return ()
