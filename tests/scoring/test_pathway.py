"""The cheapest way against trying every choice, on small random problems and on one of the ladder's size."""

import itertools
import random

import pytest

from scoring.goal import ALWAYS, NEVER, AllOf, AnyOf, AtLeast, Atom, Goal, Sum
from scoring.pathway import Candidate, Pathways, Problem, Unproven, find_pathways

ATOMS, QUANTITIES = 6, 2


def true(goal: Goal, atoms: set[int], sums: list[int]) -> bool:
    """A second reading of goals, by their words."""
    match goal:
        case Atom(atom=atom):
            return atom in atoms
        case Sum(quantity=quantity, bound=bound):
            return sums[quantity] >= bound
        case AllOf(parts=parts):
            return not [part for part in parts if not true(part, atoms, sums)]
        case AnyOf(parts=parts):
            return bool([part for part in parts if true(part, atoms, sums)])
        case AtLeast(needed=needed, parts=parts):
            return len([part for part in parts if true(part, atoms, sums)]) >= needed


def good(problem: Problem, chosen: tuple[int, ...]) -> bool:
    picked = [one[place] for one, place in zip(problem.variables, chosen, strict=True)]
    atoms = {atom for candidate in picked for atom in candidate.atoms}
    sums = [sum(candidate.points[place] for candidate in picked) for place in range(problem.quantities)]
    return true(problem.goal, atoms, sums) and all(true(one.needs, atoms, sums) for one in picked)


def price(problem: Problem, chosen: tuple[int, ...]) -> tuple[int, int]:
    costs = [one[place].cost for one, place in zip(problem.variables, chosen, strict=True)]
    return sum(costs), sum(cost > 0 for cost in costs)


def every_way(problem: Problem) -> list[tuple[int, ...]]:
    choices = itertools.product(*(range(len(one)) for one in problem.variables))
    return [chosen for chosen in choices if good(problem, chosen)]


def random_goal(chance: random.Random, depth: int) -> Goal:
    if depth == 0 or chance.random() < 0.25:
        if chance.random() < 0.6:
            return Atom(chance.randrange(ATOMS))
        return Sum(chance.randrange(QUANTITIES), chance.randint(-5, 40))
    parts = tuple(random_goal(chance, depth - 1) for _ in range(chance.randint(0 if depth < 3 else 1, 3)))
    return chance.choice((AllOf(parts), AllOf(parts), AnyOf(parts), AtLeast(chance.randint(0, 3), parts)))


def random_problem(seed: int) -> Problem:
    chance = random.Random(seed)
    variables = []
    for _ in range(chance.randint(1, 5)):
        candidates = [
            Candidate(
                cost=0 if place == 0 else chance.choice((0, *range(1, 30))),
                points=tuple(chance.randint(-6, 15) for _ in range(QUANTITIES)),
                atoms=frozenset(chance.sample(range(ATOMS), chance.randint(0, 2))),
                needs=random_goal(chance, 1) if chance.random() < 0.2 else ALWAYS,
            )
            for place in range(chance.randint(1, 4))
        ]
        variables.append(tuple(candidates))
    return Problem(tuple(variables), random_goal(chance, 3), QUANTITIES)


@pytest.mark.parametrize("part", range(8))
def test_nothing_is_cheaper_and_nothing_is_missed(part: int) -> None:
    reached = unreachable = 0
    for seed in range(part * 50, part * 50 + 50):
        problem = random_problem(seed)
        ways = every_way(problem)
        found = find_pathways(problem)
        if not ways:
            assert found == Pathways(None), seed
            unreachable += 1
            continue
        assert found.best is not None, seed
        assert good(problem, found.best.chosen), seed
        best = min(price(problem, way) for way in ways)
        assert price(problem, found.best.chosen) == best, seed
        assert found.best.cost == best[0], seed
        check_alternatives(problem, found, ways, seed)
        reached += 1
    assert reached
    assert unreachable


def check_alternatives(problem: Problem, found: Pathways, ways: list[tuple[int, ...]], seed: int) -> None:
    """Each alternative is good, within a tenth, far enough from all before, and the next best of its kind."""
    assert found.best is not None
    told = [found.best.chosen]
    limit = found.best.cost * 110 // 100
    for position in range(3):
        able = [
            way
            for way in ways
            if found.best.cost
            and price(problem, way)[0] <= limit
            and all(far(problem, one, way) for one in told)
        ]
        if not able:
            assert len(found.alternatives) == position, seed
            return
        other = found.alternatives[position]
        assert other.chosen in able, seed
        assert price(problem, other.chosen) == min(price(problem, way) for way in able), seed
        told.append(other.chosen)


def far(problem: Problem, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    paid = [place for place, number in enumerate(one) if problem.variables[place][number].cost]
    undone = [place for place in paid if problem.variables[place][other[place]].cost == 0]
    return 4 * len(undone) >= len(paid) and bool(undone)


def better(*costs: int) -> tuple[Candidate, ...]:
    """As it is, and dearer candidates of which each makes the atom of its position true."""
    return (Candidate(0), *(Candidate(cost, atoms=frozenset({n})) for n, cost in enumerate(costs)))


def test_a_goal_that_holds_costs_nothing_and_needs_no_other_way() -> None:
    found = find_pathways(Problem((better(3),), ALWAYS))
    assert found.best is not None
    assert (found.best.chosen, found.best.cost, found.alternatives) == ((0,), 0, ())


def test_what_cannot_be_reached_is_said() -> None:
    assert find_pathways(Problem((better(3),), NEVER)).best is None
    assert find_pathways(Problem((better(3),), Atom(7))).best is None
    assert find_pathways(Problem((better(3, 4),), AllOf((Atom(0), Atom(1))))).best is None


def test_both_ways_of_an_either_or_are_told_where_they_cost_nearly_the_same() -> None:
    variables = (
        (Candidate(0), Candidate(100, atoms=frozenset({0}))),
        (Candidate(0), Candidate(110, atoms=frozenset({1}))),
    )
    found = find_pathways(Problem(variables, AnyOf((Atom(0), Atom(1)))))
    assert found.best is not None
    assert [found.best.cost, *(way.cost for way in found.alternatives)] == [100, 110]
    dear = (variables[0], (Candidate(0), Candidate(111, atoms=frozenset({1}))))
    assert find_pathways(Problem(dear, AnyOf((Atom(0), Atom(1))))).alternatives == ()


def test_points_of_twelve_digits_are_still_exact() -> None:
    short = 10**12 - 1
    one = (Candidate(0, (0,)), Candidate(1, (short,)), Candidate(5, (short + 1,)))
    found = find_pathways(Problem((one,), Sum(0, short + 1), 1))
    assert found.best is not None
    assert found.best.cost == 5
    with pytest.raises(OverflowError, match="too large"):
        find_pathways(
            Problem(((Candidate(0, (0,)), Candidate(1, (2**41 + 1,)), Candidate(1, (7,))),), Sum(0, 9), 1)
        )


def test_a_problem_must_be_well_formed() -> None:
    for variables in (((),), ((Candidate(1),),), ((Candidate(0), Candidate(-1)),), ((Candidate(0, (1,)),),)):
        with pytest.raises(ValueError, match="candidate"):
            find_pathways(Problem(variables, ALWAYS))


def test_without_time_there_is_no_proof() -> None:
    chance = random.Random(1)
    variables = tuple(
        (
            Candidate(0, (0, 0)),
            *(Candidate(chance.randint(90, 99), (chance.randint(900, 999), n)) for n in range(9)),
        )
        for _ in range(60)
    )
    with pytest.raises(Unproven):
        find_pathways(Problem(variables, AllOf((Sum(0, 30001), Sum(1, 131))), 2), seconds=0.0)


def test_a_problem_of_the_ladders_size_is_proven() -> None:
    chance = random.Random(7)
    variables = tuple(
        tuple(
            Candidate(4 * place, (place * 5, int(place >= 1), int(place >= 2)))
            for place in range(chance.randint(4, 6))
        )
        for _ in range(105)
    )
    goal = AllOf((Sum(0, 1200), Sum(1, 77), Sum(2, 69)))
    problem = Problem(variables, goal, 3)
    found = find_pathways(problem)
    assert found.best is not None
