"""The cheapest set of changes that reaches a goal: mixed-integer optimisation with an exact check.

Every variable takes one of its candidates; candidate 0 is "as it is" and costs nothing. HiGHS searches in
floating point, what it finds is checked again in integers, and its lower bound is what proves that nothing
is cheaper: costs are whole numbers, so a bound within one of the cost found leaves nothing in between.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scoring.goal import ALWAYS, Goal, holds, parts_of
from scoring.program import Program, Row

ALTERNATIVES = 3
"""How many other ways are looked for."""

SLACK_PERCENT = 10
"""How much dearer than the cheapest another way may be."""

KEPT_PARTS = 4
"""Another way leaves at least one in so many of the steps of every way found before as it is."""


class Unproven(RuntimeError):
    """The solver ended without a proof (time, numbers too large)."""


@dataclass(frozen=True)
class Candidate:
    """One value that a variable can take.

    `points` has one number per quantity, `atoms` are the atoms it makes true; it may be chosen only where
    `needs` holds. `is_step` counts it among the steps even where it costs nothing of its own, because what
    it needs is paid elsewhere.
    """

    cost: int
    points: tuple[int, ...] = ()
    atoms: frozenset[int] = frozenset()
    needs: Goal = ALWAYS
    is_step: bool = False


@dataclass(frozen=True)
class Problem:
    """Variables with their candidates (the first costs 0), and the goal; `quantities` that goals sum."""

    variables: tuple[tuple[Candidate, ...], ...]
    goal: Goal
    quantities: int = 0


@dataclass(frozen=True)
class Way:
    """A choice for every variable (positions of candidates) that reaches the goal, and what it costs."""

    chosen: tuple[int, ...]
    cost: int


@dataclass(frozen=True)
class Pathways:
    """The cheapest way, of those with the fewest steps, and others; `best` None: proven unreachable."""

    best: Way | None
    alternatives: tuple[Way, ...] = ()


def find_pathways(
    problem: Problem,
    *,
    alternatives: int = ALTERNATIVES,
    slack_percent: int = SLACK_PERCENT,
    seconds: float = 20.0,
) -> Pathways:
    """The cheapest way to the goal, proven optimal, and up to `alternatives` other ways.

    An alternative costs at most `slack_percent` more and leaves at least a quarter (one, where they are few)
    of the steps of each way found before undone. ValueError for a problem that is not well formed, Unproven
    where the solver gives no proof within `seconds`.
    """
    _check(problem)
    program = _program(problem)
    best = _solve(problem, program, seconds)
    if best is None or best.cost == 0:
        return Pathways(best)
    program.rows.append(_at_most(problem, program, best.cost * (100 + slack_percent) // 100))
    found = [best]
    while len(found) <= alternatives:
        program.rows.append(_differs(problem, program, found[-1]))
        other = _solve(problem, program, seconds)
        if other is None:
            break
        found.append(other)
    return Pathways(best, tuple(found[1:]))


def reaches(problem: Problem, chosen: Sequence[int]) -> bool:
    """Whether a choice of candidates reaches the goal and may be made, decided in integers."""
    picked = [variable[place] for variable, place in zip(problem.variables, chosen, strict=True)]
    atoms: Collection[int] = frozenset[int]().union(*(candidate.atoms for candidate in picked))
    sums = [sum(candidate.points[place] for candidate in picked) for place in range(problem.quantities)]
    allowed = all(holds(candidate.needs, atoms, sums) for candidate in picked)
    return allowed and holds(problem.goal, atoms, sums)


def _check(problem: Problem) -> None:
    for variable in problem.variables:
        if not variable or variable[0].cost != 0:
            raise ValueError("the first candidate of a variable is as it is and costs nothing")
        if any(c.cost < 0 or len(c.points) != problem.quantities for c in variable):
            raise ValueError("a candidate has a cost of 0 or more and one number per quantity")


def _program(problem: Problem) -> Program:
    program = Program.of(
        [[(candidate.points, candidate.atoms) for candidate in variable] for variable in problem.variables],
        _prices(problem),
        problem.quantities,
    )
    program.demand(problem.goal)
    for place, variable in enumerate(problem.variables):
        needing: dict[Goal, list[int]] = {}
        for number, candidate in enumerate(variable):
            for part in parts_of(candidate.needs):
                needing.setdefault(part, []).append(program.choices[place][number])
        for part, columns in needing.items():
            program.allow_only(columns, part)
    return program


def _prices(problem: Problem) -> list[list[int]]:
    """Costs, with the number of steps as what decides between equal costs."""
    unit = len(problem.variables) + 1
    return [
        [candidate.cost * unit + (candidate.cost > 0 or candidate.is_step) for candidate in one]
        for one in problem.variables
    ]


def _solve(problem: Problem, program: Program, seconds: float) -> Way | None:
    """The cheapest way that the rows allow, or None when there is none; both proven."""
    while True:
        answer = program.solve(seconds)
        if answer is None:
            return None
        if not answer.proven:
            raise Unproven("the solver ended without a proof")
        chosen = answer.chosen
        if reaches(problem, chosen):
            cost = sum(one[place].cost for one, place in zip(problem.variables, chosen, strict=True))
            return Way(chosen, cost)
        # Rounding let a choice through that fails in integers: forbid just this one and go on.
        picked = [program.choices[place][number] for place, number in enumerate(chosen)]
        program.rows.append(Row(dict.fromkeys(picked, -1), 1 - len(picked)))


def _at_most(problem: Problem, program: Program, limit: int) -> Row:
    """The whole costs no more than `limit`."""
    costs = {
        program.choices[place][number]: -candidate.cost
        for place, variable in enumerate(problem.variables)
        for number, candidate in enumerate(variable)
        if candidate.cost
    }
    return Row(costs, -limit)


def _differs(problem: Problem, program: Program, way: Way) -> Row:
    """Enough of the variables that a way pays for are left without payment."""
    paid = [place for place, number in enumerate(way.chosen) if problem.variables[place][number].cost]
    free = {
        program.choices[place][number]: 1
        for place in paid
        for number, candidate in enumerate(problem.variables[place])
        if candidate.cost == 0
    }
    return Row(free, max(1, -(-len(paid) // KEPT_PARTS)))
