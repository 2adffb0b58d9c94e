"""Moves of answers: every better answer to every item, what it costs, and what it adds to which sum."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assessments.compile import choices
from assessments.efforts import EffortBook
from assessments.goals import Quantity
from assessments.operands import ScoreSpec
from assessments.schema.questionnaire import Item, Option
from assessments.unit_case import UnitCase
from scoring.build import SCORES, Contribution, contribution
from scoring.engine import effective, fired
from scoring.goal import ALWAYS, AllOf, Atom, Goal
from scoring.layout import Mark
from scoring.pathway import Candidate
from scoring.rubric import POINTS, POSSIBLE, ItemRule


@dataclass(frozen=True)
class Attained:
    """The quantity: mandatory items that evidence a rung (0 = lowest)."""

    rung: int


@dataclass(frozen=True)
class AnswerMove:
    """One candidate of an item: the mark it would have; `steps` is how many options it goes up."""

    item: Item
    mark: Mark
    cost: int
    steps: int


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
            for item in self.case.compiled.asked(self.case.profile.production_type)
        ]

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
        return Candidate(move.cost, self._points(move.item, move.mark), freed, needs)

    def _moves(self, item: Item, number: Callable[[Hashable], int]) -> Iterator[tuple[AnswerMove, Goal]]:
        """As it counts now; where that is implied, as it is stored once the cause is gone; better ones."""
        compiled = self.case.compiled
        position = compiled.position[item.id]
        stored, counts = self._mark(item, self.case.column.tobytes()), self._mark(item, self._counting)
        causes = [n for n, one in enumerate(compiled.rubric.implications) if one.then_item == position]
        needs: Goal = AllOf(tuple(Atom(number(NotFired(one))) for one in causes)) if causes else ALWAYS
        yield AnswerMove(item, counts, 0, 0), ALWAYS
        if self._is_implied(causes):
            yield AnswerMove(item, stored, 0, 0), needs
        if self.book.fixed_item(compiled.questionnaire.id, item.id) is None:
            yield from ((move, needs) for move in self._worth_their_cost(item, stored))

    def _is_implied(self, causes: Sequence[int]) -> bool:
        rubric = self.case.compiled.rubric
        block = np.frombuffer(self._counting, np.uint8)[:, None]
        return any(bool(fired(rubric, rubric.implications[place], block)[0]) for place in causes)

    def _worth_their_cost(self, item: Item, stored: Mark) -> Iterator[AnswerMove]:
        """Better answers, without those that do no more than one which costs no more."""
        kept = [(self._points(item, stored), self._freed(item, stored))]
        for move in sorted(self._better(item, stored), key=lambda move: move.cost):
            points, freed = self._points(item, move.mark), self._freed(item, move.mark)
            if not any(freed <= old_freed and _covers(old, points) for old, old_freed in kept):
                kept.append((points, freed))
                yield move

    def _better(self, item: Item, stored: Mark) -> Iterator[AnswerMove]:
        production = self.case.profile.production_type
        places = self.case.compiled.option_positions[item.id, production]
        step = self.book.step(self.case.compiled.questionnaire.id, item.id)
        first = 0 if stored.options else self.book.efforts.first_answer
        options = choices(item, production)
        for chosen, steps in _BETTER[item.type](
            options, [one for one in options if places[one.id] in stored.options]
        ):
            mark = Mark(tuple(sorted(places[option.id] for option in chosen)))
            yield AnswerMove(item, mark, max(1, first + steps * step), steps)


def _covers(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


def _single(options: Sequence[Option], given: Sequence[Option]) -> Iterator[tuple[list[Option], int]]:
    """Every later option; an open item counts as standing at the first."""
    here = options.index(given[0]) if given else 0
    for place, option in enumerate(options):
        if place > here or not given:
            yield [option], place - here


def _multiple(options: Sequence[Option], given: Sequence[Option]) -> Iterator[tuple[list[Option], int]]:
    """So many options more: those with the most points, and the same with one of a certain level among them.

    All cost the same, and beside their points only the highest level counts: nothing better is left out.
    """
    held = [option for option in given if not option.exclusive]
    missing = [option for option in options if not option.exclusive and option not in held]
    dearest = sorted(missing, key=lambda option: -option.points)
    for count in range(1, len(missing) + 1):
        plain = dearest[:count]
        forced = [
            [one, *[other for other in dearest if other is not one][: count - 1]] for one in dearest[count:]
        ]
        for more in (plain, *forced):
            yield [*held, *more], count


_BETTER: Mapping[str, Callable[[Sequence[Option], Sequence[Option]], Iterator[tuple[list[Option], int]]]] = {
    "single": _single,
    "multiple": _multiple,
}


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
