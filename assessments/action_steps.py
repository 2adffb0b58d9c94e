"""The steps of a route given to the actions that take them, and what is still missing before an action."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from assessments.action_book import SuitedActions
from assessments.compile import choices
from assessments.pathway import Route
from assessments.plan import gates_of
from assessments.schema.action import Action
from assessments.schema.common import zh
from assessments.schema.questionnaire import Item, Option
from assessments.steps import Step
from assessments.unit_case import UnitCase


@dataclass(frozen=True)
class Lifted:
    """What an action does to one answer: option ids before (none for an open item) and after.

    `closes` says that a mandatory requirement of the target which is open now is met by it; `points` is what
    the answer gains, in the questionnaire's own scale.
    """

    item: Item
    before: tuple[str, ...]
    after: tuple[str, ...]
    closes: bool
    points: Decimal

    @property
    def told(self) -> str:
        """The change by letters: 由 A 提高到 C."""
        before, after = self._letters(self.before), self._letters(self.after)
        return f"由 {before} 提高到 {after}" if before else f"做到 {after}"

    @property
    def wanted(self) -> tuple[str, ...]:
        """What the options say that are new."""
        return tuple(
            zh(one.text) for one in self.item.options if one.id in self.after and one.id not in self.before
        )

    def _letters(self, options: Sequence[str]) -> str:
        return "、".join(one.ref for one in self.item.options if one.id in options)


@dataclass
class Taken:
    """An action with what it takes of a route.

    `conditions` are the open conditions of the target that its facts take part in, by name; `after` are the
    actions that lift the same answers up to where it begins. `is_before` marks one that takes nothing of the
    route and has to be done before another.
    """

    action: Action
    lifts: list[Lifted] = field(default_factory=list)
    facts: list[Step] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    is_before: bool = False

    @property
    def effort(self) -> int:
        """That of the action where it lifts answers, with that of its fact steps."""
        return (self.action.effort if self.lifts else 0) + sum(step.effort for step in self.facts)

    @property
    def closes(self) -> int:
        """How many open requirements of the target: mandatory items, and conditions it takes part in."""
        return sum(one.closes for one in self.lifts) + len(dict.fromkeys(self.conditions))

    @property
    def points(self) -> Decimal:
        """What all its answers gain."""
        return sum((one.points for one in self.lifts), Decimal(0))


@dataclass(frozen=True, eq=False)
class Taking:
    """Gives the steps of a unit's route to a level to the actions that suit it."""

    case: UnitCase
    actions: SuitedActions
    level: str

    def take(self, route: Route) -> tuple[dict[str, Taken], list[Step]]:
        """The actions that take the steps, by id, and the steps that none takes in full."""
        found: dict[str, Taken] = {}
        give = {"answer": self._give_answer, "fact": self._give_fact}
        return found, [step for step in route.steps if not give[step.kind](found, step)]

    def missing(self, action: Action) -> list[Lifted]:
        """The answers below everything that an action lifts them to, each with the lowest of it."""
        found = []
        for lift in self.actions.lifted(action, self._name):
            item = self._asked.get(lift.item)
            ladder = self._ladder(item) if item else ()
            wanted = [one for one in ladder if one.id in lift.to]
            if item is None or not wanted:
                continue
            answer = self.case.answers.get(item.id)
            given = [one for one in ladder if answer and one.id in answer.options]
            if not _reaches(item, ladder, given, wanted):
                before = tuple(one.id for one in given)
                found.append(Lifted(item, before, (wanted[0].id,), closes=False, points=Decimal(0)))
        return found

    def is_seen(self, action: Action) -> bool:
        """Whether an answer of this unit shows how far an action is."""
        return any(one.item in self._asked for one in self.actions.lifted(action, self._name))

    @property
    def _name(self) -> str:
        return self.case.compiled.questionnaire.id

    @cached_property
    def _asked(self) -> dict[str, Item]:
        return {one.id: one for one in self.case.compiled.asked(self.case.profile.production_type)}

    def _ladder(self, item: Item) -> Sequence[Option]:
        return choices(item, self.case.profile.production_type)

    def _give_answer(self, found: dict[str, Taken], step: Step) -> bool:
        """Each action takes the part that it lifts; whether they take all of the step."""
        item = self._asked[step.id]
        gained = self._gained(item, step)
        closes, earlier = self._is_open(item), list[str]()
        for action in self.actions.lifting(self._name, item.id, [one.id for one in gained]):
            mine = [one for one in gained if self._lifts(action, item, one)]
            before = self._before(item, step, mine[0])
            after = mine if item.type == "multiple" else mine[-1:]
            taken = found.setdefault(action.id, Taken(action))
            is_last = item.type == "multiple" or gained[-1] in mine
            taken.lifts.append(
                Lifted(
                    item,
                    tuple(one.id for one in before),
                    tuple(one.id for one in after),
                    closes and is_last and not (item.type == "multiple" and earlier),
                    _points(after) - _points(before),
                )
            )
            taken.after.extend(earlier if item.type == "single" else ())
            earlier.append(action.id)
        return all(self.actions.covers(self._name, item.id, one.id) for one in gained)

    def _lifts(self, action: Action, item: Item, option: Option) -> bool:
        return any(one.id == action.id for one in self.actions.lifting(self._name, item.id, [option.id]))

    def _before(self, item: Item, step: Step, first: Option) -> Sequence[Option]:
        """The option below the first that an action lifts to; none where the item is open there."""
        ladder = self._ladder(item)
        place = ladder.index(first)
        starts_open = step.before is None and place == 1
        return () if item.type == "multiple" or starts_open or place == 0 else ladder[place - 1 : place]

    def _gained(self, item: Item, step: Step) -> Sequence[Option]:
        """The options that a step goes up through, or adds."""
        ladder = self._ladder(item)
        ids = [one.id for one in ladder]
        before = step.before if isinstance(step.before, tuple) else ()
        after = step.after if isinstance(step.after, tuple) else ()
        if item.type == "multiple":
            return [one for one in ladder if one.id in after and one.id not in before]
        here = ids.index(before[0]) if before else 0
        return ladder[here + 1 : ids.index(after[0]) + 1]

    def _is_open(self, item: Item) -> bool:
        """Whether a rung up to the target counts the item and it is not there yet."""
        line = next(one for one in self.case.rating.items if one.item == item.id)
        rank = self.case.compiled.rank
        return any(
            one.requirement == "mandatory" and one.verdict != "met" and rank[one.level] <= rank[self.level]
            for one in line.rungs
        )

    def _give_fact(self, found: dict[str, Taken], step: Step) -> bool:
        """The action that moves a fact with the least effort takes its step; whether there is one."""
        moving = self.actions.moving(step.id)
        if not moving:
            return False
        taken = found.setdefault(moving[0].id, Taken(moving[0]))
        taken.facts.append(step)
        taken.conditions.extend(self._conditions(step.id))
        return True

    def _conditions(self, fact: str) -> list[str]:
        """The names of the target's open conditions that look at a fact."""
        asked = {gate for one in self.case.rating.levels if one.level == self.level for gate in one.gates}
        return [
            gate.name
            for gate in gates_of(self.case.rating)
            if gate.verdict != "met"
            and (gate.id in asked or not asked)
            and any(fact in (each.fact, *(part.fact for part in each.parts)) for each in gate.operands)
        ]


def _points(options: Sequence[Option]) -> Decimal:
    return sum((one.points for one in options), Decimal(0))


def _reaches(item: Item, ladder: Sequence[Option], given: Sequence[Option], wanted: Sequence[Option]) -> bool:
    if item.type == "multiple":
        return any(one in given for one in wanted)
    return bool(given) and ladder.index(given[0]) >= ladder.index(wanted[0])
