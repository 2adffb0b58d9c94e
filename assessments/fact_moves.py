"""Moves of facts: every value worth trying, what it costs, and which comparisons it makes come out.

Facts that meet in one metric depend on each other: the smallest research spending that makes 3 % of revenue
depends on the revenue. So facts are taken in an order in which a lever comes after what it is measured
against, and its values are sought anew for every value of those.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import product

from assessments.efforts import EffortBook
from assessments.exact import unscaled
from assessments.fact_slots import Slot, accepted_by, interval_of, moved, reading_of, slots_of
from assessments.figures import OperandSpec, Stated, decimals_kept, read_operand
from assessments.goals import Truth, compare_intervals
from assessments.metrics import MetricSpec
from assessments.nearest import nearest_values
from assessments.operands import AnyOperandSpec, CompiledGates
from assessments.schema.common import zh
from assessments.schema.fact import Fact, Source
from assessments.stated import Value
from scoring.gates import Test
from scoring.goal import AllOf, Atom
from scoring.pathway import Candidate

Setting = Mapping[Slot, Value]
"""Facts that are moved, and where to."""


@dataclass(frozen=True)
class FactMove:
    """One candidate of a fact: where it goes (None: it stays) while others are where `given` says."""

    slot: Slot
    value: Value | None
    cost: int
    given: Setting = field(default_factory=dict)


@dataclass(frozen=True)
class ValueIs:
    """The atom that a fact has a value (None: it stays as it is)."""

    slot: Slot
    value: Value | None


@dataclass(eq=False)
class FactMoves:
    """The moves that a set of comparisons gives reason for.

    `truths` are the comparisons, with how they should come out; `stated` and `as_of` as for rating.
    """

    compiled: CompiledGates
    truths: Sequence[Truth]
    stated: Stated
    as_of: date
    book: EffortBook
    register: Mapping[str, Fact]

    @cached_property
    def operands(self) -> dict[int, list[Truth]]:
        """The truths by the operand that they compare."""
        found: dict[int, list[Truth]] = {}
        for truth in self.truths:
            found.setdefault(truth.node.operand, []).append(truth)
        return found

    @cached_property
    def facts(self) -> dict[Slot, Fact]:
        """Every fact that an operand reads."""
        return {slot: fact for place in self.operands for slot, fact in slots_of(self._spec(place)).items()}

    @cached_property
    def levers(self) -> dict[int, tuple[Slot, ...]]:
        """Per operand the facts that are moved for its sake."""
        return {place: tuple(self._levers(place)) for place in self.operands}

    @cached_property
    def order(self) -> tuple[Slot, ...]:
        """The facts that move, a lever after what it is measured against."""
        movable = {slot for slots in self.levers.values() for slot in slots}
        bounds = [self._bound_of(slot) for slot in movable]
        movable |= {bound for bound in bounds if bound is not None and self.may_move(bound)}
        before: dict[Slot, set[Slot]] = {slot: set() for slot in movable}
        for place, levers in self.levers.items():
            others = movable.intersection(slots_of(self._spec(place))).difference(levers)
            for lever in levers:
                before[lever] |= others
        for slot in movable:
            before[slot] |= movable.intersection([self._bound_of(slot)])
        try:
            return tuple(
                TopologicalSorter({slot: sorted(before[slot]) for slot in sorted(movable)}).static_order()
            )
        except CycleError:
            # Facts that are measured against each other: any order gives candidates that are really so.
            return tuple(sorted(movable))

    @cached_property
    def sources(self) -> dict[Slot, tuple[Source, ...]]:
        """The sources, best first, that everyone who asks takes a fact from."""
        asked = {
            slot: [self._spec(place) for place in self.operands if slot in slots_of(self._spec(place))]
            for slot in self.order
        }
        asked |= {slot: asked.get(slot, []) for slot in self.facts}
        return {slot: accepted_by(specs, self._fact(slot)) for slot, specs in asked.items()}

    def apply(self, setting: Setting) -> Stated:
        """What would be stated after some moves."""
        stated = self.stated
        for slot, value in setting.items():
            stated = self._moved(stated, slot, value)
        return stated

    def now(self, slot: Slot) -> Value | None:
        """The value of a fact, whoever stated it; None where nobody knows it. A ledger counts from 0."""
        fact = self._fact(slot)
        if fact.kind == "ledger":
            return Decimal(0)
        spec = OperandSpec(fact, tuple(Source), years_back=slot.years_back or 1)
        return read_operand(spec, self.stated, self.as_of).value

    def value_of(self, spec: AnyOperandSpec) -> Value | None:
        """The figure of an operand as it is."""
        return reading_of(spec, self.stated, self.as_of).value

    def may_move(self, slot: Slot) -> bool:
        """Whether the catalogue lets a fact be changed."""
        return self.book.fixed(self._fact(slot)) is None

    def closed_window(self, spec: AnyOperandSpec) -> date | None:
        """The day on which the window of a ledger ended before the as-of date; None where it has not."""
        if not isinstance(spec, OperandSpec) or spec.window is None or spec.before is None:
            return None
        end = read_operand(OperandSpec(spec.before, spec.accepts), self.stated, self.as_of)
        day = end.value
        return day if isinstance(day, date) and day < self.as_of else None

    def variables(self, number: Callable[[Hashable], int]) -> list[list[tuple[FactMove, Candidate]]]:
        """The candidates of every fact that moves, and one variable of what holds whatever is done.

        `number` gives atoms their numbers; candidates have no points.
        """
        owned = self._owned()
        settled = [
            place for place in self.operands if place not in {one for many in owned.values() for one in many}
        ]
        always = self._true_atoms(settled, self.stated, number)
        nothing = FactMove(Slot(""), None, 0)
        variables = [[(nothing, Candidate(0, (), frozenset(always)))]]
        values: dict[Slot, list[Value | None]] = {}
        for slot in self.order:
            drivers = self._drivers(slot, owned[slot])
            moves = list(self._moves(slot, drivers, values))
            values[slot] = list(dict.fromkeys(move.value for move in moves))
            variables.append([(move, self._candidate(move, drivers, owned[slot], number)) for move in moves])
        return variables

    def _moved(self, stated: Stated, slot: Slot, value: Value) -> Stated:
        accepts = self.sources[slot]
        return moved(stated, slot, value, fact=self._fact(slot), accepts=accepts, as_of=self.as_of)

    def _spec(self, place: int) -> AnyOperandSpec:
        return self.compiled.operands[place]

    def _fact(self, slot: Slot) -> Fact:
        return self.register[slot.fact]

    def _levers(self, place: int) -> Iterator[Slot]:
        spec = self._spec(place)
        slots = slots_of(spec)
        if isinstance(spec, MetricSpec):
            for name in self.book.levers(spec.metric):
                own = [slot for slot in slots if slot.fact == name]
                latest = min(own, key=lambda slot: slot.years_back or 0, default=None)
                if latest is not None and self.may_move(latest):
                    yield latest
        elif self.closed_window(spec) is None:
            yield from (slot for slot in slots if self.may_move(slot))

    def _bound_of(self, slot: Slot) -> Slot | None:
        name = self.book.bound(self._fact(slot))
        return None if name is None else Slot(name, slot.years_back)

    def _owned(self) -> dict[Slot, list[int]]:
        """The operands whose figure is known once a fact, the last of theirs, is decided."""
        owned: dict[Slot, list[int]] = {slot: [] for slot in self.order}
        for place in self.operands:
            read = [slot for slot in self.order if slot in slots_of(self._spec(place))]
            if read:
                owned[read[-1]].append(place)
        return owned

    def _drivers(self, slot: Slot, owned: Sequence[int]) -> tuple[Slot, ...]:
        """Facts decided before that the figures or the bound of this one depend on."""
        needed = {one for place in owned for one in slots_of(self._spec(place))} | {self._bound_of(slot)}
        return tuple(one for one in self.order[: self.order.index(slot)] if one in needed)

    def _moves(
        self, slot: Slot, drivers: Sequence[Slot], values: Mapping[Slot, Sequence[Value | None]]
    ) -> Iterator[FactMove]:
        """First that everything stays, then every value worth trying under every value of the drivers."""
        for taken in product(*(values[driver] for driver in drivers)):
            given = {driver: value for driver, value in zip(drivers, taken, strict=True) if value is not None}
            yield FactMove(slot, None, 0, given)
            for value in dict.fromkeys(self._worth_trying(slot, given)):
                # Something is asked of the firm even where the figure stays: a proof that is accepted.
                cost = max(1, self.book.cost(self._fact(slot), self.now(slot), value))
                yield FactMove(slot, value, cost, given)

    def _worth_trying(self, slot: Slot, given: Setting) -> Iterator[Value]:
        yield from self._nearest(slot, self.apply(given), self._top(slot, given))
        yield from self._for_those_bounded(slot)

    def _nearest(self, slot: Slot, stated: Stated, top: Decimal | None) -> Iterator[Value]:
        """For every comparison that a fact is moved for, the values nearest to it that make it come out."""
        fact = self._fact(slot)
        truths = (
            truth for place, many in self.operands.items() if slot in self.levers[place] for truth in many
        )
        for truth in truths:
            wanted = self._wanted(slot, truth, stated)
            if not self._holds(truth, stated):
                yield from nearest_values(fact, self.now(slot), self.book.direction(fact), wanted, top=top)
                yield from (one for one in self._exact_values(slot, truth) if wanted(one))

    def _wanted(self, slot: Slot, truth: Truth, stated: Stated) -> Callable[[Value], bool]:
        def wanted(value: Value) -> bool:
            return self._holds(truth, self._moved(stated, slot, value))

        return wanted

    def _holds(self, truth: Truth, stated: Stated) -> bool:
        interval = interval_of(self._spec(truth.node.operand), stated, self.as_of)
        return compare_intervals(truth.node, [interval]) == [truth.verdict]

    def _exact_values(self, slot: Slot, truth: Truth) -> Iterator[Value]:
        """Numbers that a comparison names one by one."""
        fact = self._fact(slot)
        if truth.node.test is Test.ONE_OF and fact.kind in ("count", "number", "level", "money"):
            yield from (unscaled(one, decimals_kept(fact)) for one in truth.node.thresholds)

    def _top(self, slot: Slot, given: Setting) -> Decimal | None:
        """The most that another fact allows."""
        bound = self._bound_of(slot)
        if bound is None or bound.fact not in self.register:
            return None
        most = given.get(bound) or self.now(bound)
        return most if isinstance(most, Decimal) else None

    def _for_those_bounded(self, slot: Slot) -> Iterator[Value]:
        """Values that make room for a fact which cannot exceed this one."""
        now = self.now(slot)
        for other in [one for one in self.facts if self._bound_of(one) == slot and self.may_move(one)]:
            for value in self._nearest(other, self.stated, None):
                if isinstance(now, Decimal) and isinstance(value, Decimal) and value > now:
                    yield value

    def _candidate(
        self, move: FactMove, drivers: Sequence[Slot], owned: Sequence[int], number: Callable[[Hashable], int]
    ) -> Candidate:
        setting = {**move.given, **({} if move.value is None else {move.slot: move.value})}
        atoms = self._true_atoms(owned, self.apply(setting), number)
        atoms.add(number(ValueIs(move.slot, move.value)))
        needs = AllOf(tuple(Atom(number(ValueIs(one, move.given.get(one)))) for one in drivers))
        return Candidate(move.cost, (), frozenset(atoms), needs)

    def _true_atoms(
        self, places: Sequence[int], stated: Stated, number: Callable[[Hashable], int]
    ) -> set[int]:
        return {
            number(truth) for place in places for truth in self.operands[place] if self._holds(truth, stated)
        }


def why_fixed(moves: FactMoves, place: int) -> str | None:
    """Why nobody can move an operand; None where it can be moved."""
    if moves.levers.get(place):
        return None
    spec = moves.compiled.operands[place]
    ended = moves.closed_window(spec)
    if ended is not None:
        return f"项目已于 {ended.isoformat()} 建成，建成前的投入不能再增加，只能补录漏登的"
    reasons = [moves.book.fixed(fact) for fact in slots_of(spec).values()]
    words = dict.fromkeys(zh(reason) for reason in reasons if reason is not None)
    return "；".join(words) or reading_of(spec, moves.stated, moves.as_of).why or "没有可以改变的事实"
