"""The cheapest set of changes that reaches a level for certain, and what cannot be changed on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessments.efforts import EffortBook
from assessments.obstacles import Fixed, Unmet, find_fixed, find_unmet
from assessments.plan import Plan, make_plan
from assessments.schema.common import Purpose, zh
from assessments.schema.fact import Fact
from assessments.steps import Step, steps_of
from assessments.unit_case import UnitCase
from scoring.pathway import Unproven, Way, find_pathways

__all__ = ["Pathway", "Route", "Unproven", "find_pathway"]


@dataclass(frozen=True)
class Route:
    """A set of changes that reaches the level for certain, and its effort."""

    cost: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Pathway:
    """How a unit reaches a level.

    `best` is None where no set of changes does; `unmet` then says which conditions stand in the way, and
    `rest` is the cheapest way to meet all others, None where nothing else is left to do. Without steps the
    level is reached as things are. The solver has proved that nothing is cheaper, and the rating after each
    route has the level as certain. `alternatives` cost at most a tenth more. `fixed` is what nobody can
    change, with the reason; `efforts` says what the scale of costs is.

    `is_binding` False means that the version may not apply on the day: nothing makes the level certain, which
    stands first in `unmet`, and `rest` is only what the rules would ask if they applied.
    """

    questionnaire: str
    as_of: date
    purpose: Purpose | None
    call: str | None
    level: str
    name: str
    certain: str
    possible: str
    best: Route | None
    alternatives: tuple[Route, ...]
    fixed: tuple[Fixed, ...]
    unmet: tuple[Unmet, ...]
    rest: Route | None
    efforts: str
    is_binding: bool


NOT_BINDING = Unmet(None, "版本施行期", ("本版本不在施行期（或日期未核实），不能确定达到",))


def find_pathway(case: UnitCase, level: str, book: EffortBook, register: Mapping[str, Fact]) -> Pathway:
    """The cheapest way of a unit to a level of its ladder, with the conditions of `case.call`, if any.

    `register` are the facts by id. KeyError for a level that the ladder does not have; Unproven where the
    solver gives no proof in time.
    """
    plan = make_plan(case, book, register, case.compiled.rank[level])
    found = find_pathways(plan.problem(plan.goal))
    ways = [found.best, *found.alternatives] if found.best else []
    routes = [_route(plan, way) for way in ways]
    levels = case.compiled.levels
    unmet = () if routes else find_unmet(plan)
    rest = _rest(plan, unmet)
    if not case.is_binding:
        rest = next((route for route in routes if route.steps), rest)
        routes, unmet = [], (NOT_BINDING, *unmet)
    return Pathway(
        questionnaire=case.compiled.questionnaire.key,
        as_of=case.as_of,
        purpose=levels.purpose if levels else None,
        call=case.call.call.key if case.call else None,
        level=level,
        name=next((zh(one.name) for one in case.compiled.ladder.levels if one.id == level), level),
        certain=case.rating.certain,
        possible=case.rating.possible,
        best=routes[0] if routes else None,
        alternatives=tuple(routes[1:]),
        fixed=find_fixed(plan),
        unmet=unmet,
        rest=rest,
        efforts=zh(book.efforts.text),
        is_binding=case.is_binding,
    )


def _route(plan: Plan, way: Way) -> Route:
    """A way with its steps, once the rating after them is seen to have the level for certain."""
    moves = plan.moves_of(way)
    if not plan.is_reached(moves):
        raise Unproven("the rating after these changes does not have the level for certain")
    return Route(way.cost, steps_of(plan, moves))


def _rest(plan: Plan, unmet: tuple[Unmet, ...]) -> Route | None:
    """The cheapest way to meet what is not in the way; None where nothing else is left to do."""
    blocked = {one.gate for one in unmet}
    if not unmet or None in blocked:
        return None
    way = find_pathways(plan.problem(plan.goal_without(blocked)), alternatives=0).best
    if way is None or way.cost == 0:
        return None
    moves = plan.moves_of(way)
    if not plan.gates_met(plan.after(moves), blocked):
        raise Unproven("the rating after these changes does not meet the other conditions")
    return Route(way.cost, steps_of(plan, moves))
