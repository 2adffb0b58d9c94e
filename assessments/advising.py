"""A route as actions in order: which action takes which step, what each closes, and what has to come before.

Pure: the route comes from the pathway and is not searched again. Ours throughout, never a criterion.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.action_book import SuitedActions
from assessments.action_steps import Lifted, Taken, Taking
from assessments.exact import scaled
from assessments.pathway import Route
from assessments.plan import gates_of
from assessments.schema.action import Action
from assessments.schema.condition import Holds
from assessments.steps import Step
from assessments.unit_case import UnitCase
from scoring.recommend import Choice, Placed, ordered

__all__ = ["Advice", "Advised", "Aside", "Lifted", "advise", "towards_titles"]


@dataclass(frozen=True)
class Advised:
    """An action in its place.

    `closes` counts the open requirements of the target that it closes: mandatory items, and the `conditions`
    that its facts take part in. `effort` is its own where it lifts answers, with that of its fact steps.
    `is_before` marks one that no step of the route needs by itself: it has to be done before another.
    `needs` are other actions here that come first, `unseen` those whose state no answer shows. `placed` says
    why it stands where it does.
    """

    action: Action
    lifts: tuple[Lifted, ...]
    facts: tuple[Step, ...]
    conditions: tuple[str, ...]
    closes: int
    points: Decimal
    effort: int
    is_before: bool
    needs: tuple[str, ...]
    unseen: tuple[Action, ...]
    placed: Placed


@dataclass(frozen=True)
class Advice:
    """A route as actions, the next one first; `bare` are the steps that no action of the catalogue takes."""

    advised: tuple[Advised, ...]
    bare: tuple[Step, ...]


@dataclass(frozen=True)
class Aside:
    """Actions (ids) that are not planned: nobody needs the `done` ones, `left_out` ones are not listed."""

    done: frozenset[str] = field(default_factory=frozenset)
    left_out: frozenset[str] = field(default_factory=frozenset)

    @property
    def all(self) -> frozenset[str]:
        """Both."""
        return self.done | self.left_out


NOTHING_ASIDE = Aside()


def advise(
    case: UnitCase, actions: SuitedActions, route: Route, level: str, aside: Aside = NOTHING_ASIDE
) -> Advice:
    """The actions of a route to a level, in the order of `scoring.recommend`."""
    taking = Taking(case, actions, level)
    taken, bare = taking.take(route)
    kept = {name: one for name, one in taken.items() if name not in aside.all}
    found = kept | _before(taking, kept, aside)
    needs = _needs(actions, found)
    places = ordered(_choice(case, one, needs[name]) for name, one in found.items())
    listed = (_advised(taking, found[place.id], needs[place.id], place, aside) for place in places)
    return Advice(tuple(listed), tuple(bare))


def towards_titles(case: UnitCase, actions: SuitedActions, level: str) -> tuple[Action, ...]:
    """The actions that lead to titles which open conditions of a level ask for: somebody else grants them."""
    gates, rank = case.compiled.levels, case.compiled.rank[level]
    if gates is None or rank == 0:
        return ()
    verdicts = gates_of(case.rating)
    open_ones = (
        leaf.condition
        for place in gates.rules.rungs[rank - 1]
        for leaf, operand in zip(gates.gates[place].leaves, verdicts[place].operands, strict=True)
        if operand.verdict != "met"
    )
    titles = [title for one in open_ones if isinstance(one, Holds) for title in one.holds]
    return tuple({one.id: one for title in titles for one in actions.leading_to(title)}.values())


def _advised(taking: Taking, taken: Taken, needs: Collection[str], place: Placed, aside: Aside) -> Advised:
    unseen = (
        one
        for one in taking.actions.before(taken.action)
        if one.id not in aside.all and one.id not in needs and not taking.is_seen(one)
    )
    return Advised(
        action=taken.action,
        lifts=tuple(taken.lifts),
        facts=tuple(taken.facts),
        conditions=tuple(dict.fromkeys(taken.conditions)),
        closes=taken.closes,
        points=taken.points,
        effort=taken.effort,
        is_before=taken.is_before,
        needs=tuple(sorted(needs)),
        unseen=tuple(unseen),
        placed=place,
    )


def _before(taking: Taking, kept: Mapping[str, Taken], aside: Aside) -> dict[str, Taken]:
    """The actions that some of these need, near or far, and whose own answers are not there yet."""
    found: dict[str, Taken] = {}
    waiting = [one.action for one in kept.values()]
    while waiting:
        for action in taking.actions.before(waiting.pop()):
            if action.id in kept or action.id in found or action.id in aside.all:
                continue
            lifts = taking.missing(action)
            if lifts:
                found[action.id] = Taken(action, lifts, is_before=True)
                waiting.append(action)
    return found


def _needs(actions: SuitedActions, found: Mapping[str, Taken]) -> dict[str, frozenset[str]]:
    """What each action waits for: what the catalogue says and, within one answer, the options below.

    Where the two contradict each other, the catalogue's word counts.
    """
    needs = {
        name: frozenset(one.id for one in actions.before(taken.action) if one.id in found)
        for name, taken in found.items()
    }
    for name, taken in found.items():
        for earlier in taken.after:
            if earlier in found and earlier != name and not _leads(needs, earlier, name):
                needs[name] |= {earlier}
    return needs


def _leads(needs: Mapping[str, Iterable[str]], start: str, end: str) -> bool:
    """Whether an action waits for another, near or far."""
    seen, waiting = {start}, [start]
    while waiting:
        more = [one for one in needs[waiting.pop()] if one not in seen]
        seen.update(more)
        waiting.extend(more)
    return end in seen


def _choice(case: UnitCase, taken: Taken, needs: frozenset[str]) -> Choice:
    points = scaled(taken.points, case.compiled.decimals)
    return Choice(taken.action.id, taken.closes, points, taken.effort, needs)
