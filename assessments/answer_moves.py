"""Moves of answers: every better answer to every item, what it costs, and what it adds to which sum."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from assessments.action_book import SuitedActions, kind_of
from assessments.better_answers import Price, Prices
from assessments.compile import choices
from assessments.efforts import EffortBook
from assessments.goals import Quantity
from assessments.operands import ScoreSpec
from assessments.schema.action import Action
from assessments.schema.questionnaire import Item, Option
from assessments.unit_case import UnitCase
from scoring.build import SCORES, Contribution, contribution
from scoring.engine import effective, fired
from scoring.goal import ALWAYS, AllOf, Atom, Goal
from scoring.layout import Mark
from scoring.pathway import Candidate
from scoring.rubric import POINTS, POSSIBLE, ItemRule

STAYS = Price(0)
"""Nothing has to be done."""


@dataclass(frozen=True)
class Attained:
    """The quantity: mandatory items that evidence a rung (0 = lowest)."""

    rung: int


@dataclass(frozen=True)
class AnswerMove:
    """One candidate of an item: the mark it would have; `steps` is how many options it goes up.

    `price` is what it takes; the actions in `price.shared` are moves of their own.
    """

    item: Item
    mark: Mark
    price: Price = STAYS
    steps: int = 0

    @property
    def changes(self) -> bool:
        """Whether somebody has to do something for it."""
        return self.price != STAYS


@dataclass(frozen=True)
class ActionMove:
    """An action that lifts several items is done: paid once."""

    action: Action


@dataclass(frozen=True)
class Doing:
    """The atom: a shared action (id) is done."""

    action: str


@dataclass(frozen=True)
class NotFired:
    """The atom that an implication (position) does not put its answer in place."""

    implication: int


Measure = Callable[[ItemRule, Contribution], int]
"""What an item that contributes so adds to a quantity."""


@dataclass(eq=False)
class AnswerMoves:
    """The moves of one unit's answers, measured in `quantities`."""

    case: UnitCase
    book: EffortBook
    quantities: Sequence[Quantity | Attained]

    def variables(self, number: Callable[[Hashable], int]) -> list[list[tuple[AnswerMove, Candidate]]]:
        """The candidates of every item asked; those of an item that cannot move are one.

        `number` gives atoms their numbers.
        """
        return [
            [(move, self._candidate(move, needs, number)) for move, needs in self._moves(item, number)]
            for item in self.prices.items
        ]

    def shared(
        self, moves: Iterable[AnswerMove], number: Callable[[Hashable], int]
    ) -> list[list[tuple[ActionMove | None, Candidate]]]:
        """Per action that some of these moves share with others: left undone, or done for its effort."""
        idle = Candidate(0, (0,) * len(self.quantities))
        wanted = sorted({name for move in moves for name in move.price.shared})
        actions = [self.prices.actions.actions[name] for name in wanted]
        return [
            [
                (None, idle),
                (ActionMove(one), replace(idle, cost=one.effort, atoms=frozenset({number(Doing(one.id))}))),
            ]
            for one in actions
        ]

    @cached_property
    def prices(self) -> Prices:
        """What better answers take."""
        case = self.case
        return Prices(
            self.book,
            SuitedActions.of(self.book.actions, kind_of(case)) if self.book.actions else SuitedActions(),
            case.compiled.questionnaire.id,
            case.compiled.asked(case.profile.production_type),
        )

    @cached_property
    def _measures(self) -> list[Measure]:
        return [_measure(self.case, quantity) for quantity in self.quantities]

    @cached_property
    def _counting(self) -> bytes:
        """The packed answers that count, implied ones in place."""
        counted = effective(self.case.compiled.rubric, self.case.column[:, None])
        return bytes(counted[:, 0].tobytes())

    def _mark(self, item: Item, packed: bytes) -> Mark:
        slot = self._rule(item).slot
        return slot.unpack(packed[slot.first : slot.first + slot.rows])

    def _rule(self, item: Item) -> ItemRule:
        return self.case.compiled.rubric.items[self.case.compiled.position[item.id]]

    def _points(self, item: Item, mark: Mark) -> tuple[int, ...]:
        rule = self._rule(item)
        adds = contribution(rule, mark)
        return tuple(measure(rule, adds) for measure in self._measures)

    def _freed(self, item: Item, mark: Mark) -> frozenset[NotFired]:
        """The implications of an item that do not fire at a mark."""
        position = self.case.compiled.position[item.id]
        return frozenset(
            NotFired(place)
            for place, implication in enumerate(self.case.compiled.rubric.implications)
            if implication.when_item == position and implication.when_option not in mark.options
        )

    def _candidate(self, move: AnswerMove, needs: Goal, number: Callable[[Hashable], int]) -> Candidate:
        freed = frozenset(number(one) for one in self._freed(move.item, move.mark))
        done = tuple(Atom(number(Doing(name))) for name in sorted(move.price.shared))
        needs = AllOf((needs, *done)) if done else needs
        return Candidate(move.price.own, self._points(move.item, move.mark), freed, needs, move.changes)

    def _moves(self, item: Item, number: Callable[[Hashable], int]) -> Iterator[tuple[AnswerMove, Goal]]:
        """As it counts now; where that is implied, as it is stored once the cause is gone; better ones."""
        compiled = self.case.compiled
        position = compiled.position[item.id]
        stored, counts = self._mark(item, self.case.column.tobytes()), self._mark(item, self._counting)
        causes = [n for n, one in enumerate(compiled.rubric.implications) if one.then_item == position]
        needs: Goal = AllOf(tuple(Atom(number(NotFired(one))) for one in causes)) if causes else ALWAYS
        yield AnswerMove(item, counts), ALWAYS
        if self._is_implied(causes):
            yield AnswerMove(item, stored), needs
        if self.book.fixed_item(compiled.questionnaire.id, item.id) is None:
            yield from ((move, needs) for move in self._worth_their_cost(item, stored))

    def _is_implied(self, causes: Sequence[int]) -> bool:
        rubric = self.case.compiled.rubric
        block = np.frombuffer(self._counting, np.uint8)[:, None]
        return any(bool(fired(rubric, rubric.implications[place], block)[0]) for place in causes)

    def _worth_their_cost(self, item: Item, stored: Mark) -> Iterator[AnswerMove]:
        """Better answers, without those that do no more than one which costs no more."""
        kept = [(self._points(item, stored), self._freed(item, stored), STAYS)]
        for move in sorted(self._better(item, stored), key=self._effort):
            points, freed = self._points(item, move.mark), self._freed(item, move.mark)
            if not any(
                freed <= old_freed and _covers(old, points) and price.covers(move.price)
                for old, old_freed, price in kept
            ):
                kept.append((points, freed, move.price))
                yield move

    def _effort(self, move: AnswerMove) -> int:
        shared = (self.prices.actions.actions[name] for name in move.price.shared)
        return move.price.own + sum(action.effort for action in shared)

    def _better(self, item: Item, stored: Mark) -> Iterator[AnswerMove]:
        production = self.case.profile.production_type
        places = self.case.compiled.option_positions[item.id, production]
        options = choices(item, production)
        given = [one for one in options if places[one.id] in stored.options]

        def marked(chosen: Sequence[Option]) -> Mark:
            return Mark(tuple(sorted(places[option.id] for option in chosen)))

        def measured(chosen: Sequence[Option]) -> tuple[int, ...]:
            return self._points(item, marked(chosen))

        for better in self.prices.better(item, options, given, measured):
            yield AnswerMove(item, marked(better.options), better.price, better.steps)


def _covers(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


def _measure(case: UnitCase, quantity: Quantity | Attained) -> Measure:
    rubric, levels = case.compiled.rubric, case.compiled.levels
    if isinstance(quantity, Attained):
        place = SCORES + rubric.attained_lane(quantity.rung)
        return lambda _, adds: adds[place]
    if levels is None:
        raise ValueError("points and counts belong to the gates of an instrument")
    if isinstance(levels.operands[quantity.operand], ScoreSpec):
        scores = levels.level_rules.scores
        dimension = next(one.dimension for one in scores if one.operand == quantity.operand)
        return _measure_points(dimension, most=quantity.most)
    counter = next(one.counter for one in levels.level_rules.counts if one.operand == quantity.operand)
    sure = SCORES + rubric.counter_lane(counter)
    if quantity.most:
        return lambda _, adds: -adds[sure] - adds[sure + 1]
    return lambda _, adds: adds[sure]


def _measure_points(dimension: int | None, *, most: bool) -> Measure:
    def measured(rule: ItemRule, adds: Contribution) -> int:
        if dimension not in (None, rule.dimension):
            return 0
        return -adds[POSSIBLE] if most else adds[POINTS]

    return measured
