"""A unit's way to a level as an abstract problem, and the changes that a solution of it means."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.action_book import SuitedActions
from assessments.answer_moves import ActionMove, AnswerMove, AnswerMoves, Attained
from assessments.answering import Answer
from assessments.efforts import EffortBook
from assessments.fact_moves import FactMove, FactMoves
from assessments.goals import GoalBuilder, Names, Quantity, Truth
from assessments.level_gates import CompiledLevels
from assessments.operands import CompiledGates, ScoreSpec
from assessments.outcome import GateVerdict, UnitRating
from assessments.readings import read_figures
from assessments.schema.fact import Fact
from assessments.unit_case import UnitCase
from scoring.goal import ALWAYS, AllOf, AnyOf, Goal, Sum
from scoring.levels import Band
from scoring.pathway import Candidate, Problem, Way

Move = AnswerMove | FactMove | ActionMove | None
"""What a candidate means; None for candidates that follow from others (the points of derived items)."""

Variable = Sequence[tuple[Move, Candidate]]


@dataclass(frozen=True, eq=False)
class Plan:
    """What one unit can do to reach a rank (1 = the lowest level, 0 = none) for certain.

    `gates` are those that are looked at, the instrument's own or the call's, None without any; `builder` and
    `facts` then build goals over them and move the facts that they read. `goal` is the whole,
    `items_goal` what it asks of mandatory items alone. `variables` are all that can be chosen, with points in
    `quantities` sums. `actions` are those that suit the unit.
    """

    case: UnitCase
    rank: int
    gates: CompiledGates | None
    builder: GoalBuilder | None
    facts: FactMoves | None
    goal: Goal
    items_goal: Goal
    variables: Sequence[Variable]
    quantities: int
    actions: SuitedActions

    def problem(self, goal: Goal) -> Problem:
        """The cheapest choice for a goal: the plan's own, or one of the gates of the level that it is for."""
        candidates = tuple(tuple(candidate for _, candidate in variable) for variable in self.variables)
        return Problem(candidates, goal, self.quantities)

    def moves_of(self, way: Way) -> list[tuple[Move, int]]:
        """What is done on a way, with its costs; an answer that shared actions alone lift costs nothing."""
        picked = [variable[place] for variable, place in zip(self.variables, way.chosen, strict=True)]
        return [(move, candidate.cost) for move, candidate in picked if candidate.cost or candidate.is_step]

    def after(self, moves: Sequence[tuple[Move, int]]) -> UnitCase:
        """The unit as it would be."""
        changed = [move for move, _ in moves]
        setting = {
            move.slot: move.value for move in changed if isinstance(move, FactMove) and move.value is not None
        }
        answers = {
            move.item.id: Answer(tuple(move.item.options[place].id for place in move.mark.options))
            for move in changed
            if isinstance(move, AnswerMove)
        }
        facts = self.facts.apply(setting) if self.facts else self.case.facts
        return replace(self.case, facts=facts, answers={**self.case.answers, **answers})

    def target_gates(self) -> list[tuple[int, GateVerdict]]:
        """The gates that the target itself needs, by position, as they stand."""
        if self.gates is None or self.rank == 0:
            return []
        verdicts = gates_of(self.case.rating)
        return [(place, verdicts[place]) for place in self.gates.rules.rungs[self.rank - 1]]

    def goal_without(self, blocked: Collection[str | None]) -> Goal:
        """What the target asks, but for some of its gates (ids)."""
        kept = [place for place, verdict in self.target_gates() if verdict.id not in blocked]
        gates = (self.builder.gate(place) for place in kept) if self.builder else ()
        return AllOf((self.items_goal, *gates))

    def is_reached(self, moves: Sequence[tuple[Move, int]]) -> bool:
        """Whether the rules give the level for certain after some moves, and the call's conditions hold."""
        after = self.after(moves)
        reached = after.compiled.rank[after.rating_by_rules.certain] >= self.rank
        return reached and (after.call is None or self.gates_met(after, ()))

    def gates_met(self, after: UnitCase, blocked: Collection[str | None]) -> bool:
        """Whether all gates of the target are met by a changed unit, but for some (ids)."""
        verdicts = gates_of(after.rating)
        return all(
            verdicts[place].verdict == "met" for place, now in self.target_gates() if now.id not in blocked
        )


def gates_of(rating: UnitRating) -> Sequence[GateVerdict]:
    """The gates of an instrument, or those of the call."""
    return rating.gates or (rating.eligibility.gates if rating.eligibility else ())


def make_plan(case: UnitCase, book: EffortBook, register: Mapping[str, Fact], rank: int) -> Plan:
    """Lay out what a unit can do; `register` are the facts by id."""
    atoms, quantities = Names(), Names()
    gates = case.compiled.levels or case.call
    builder = None if gates is None else _builder(case, gates, atoms, quantities)
    items_goal = _items_goal(case, rank, quantities)
    goal = _goal(case, builder, rank, items_goal)
    asked = [thing for thing in quantities.known if isinstance(thing, (Quantity, Attained))]
    # Derived items ask about facts too: their comparisons must be known before the facts are moved.
    bands = list(_bands(case.compiled.levels, builder, asked))
    truths = [thing for thing in atoms.known if isinstance(thing, Truth)]
    facts = None if gates is None else FactMoves(gates, truths, case.facts, case.as_of, book, register)
    answers = AnswerMoves(case, book, asked)
    items = answers.variables(atoms.number)
    return Plan(
        case=case,
        rank=rank,
        gates=gates,
        builder=builder,
        facts=facts,
        goal=goal,
        items_goal=items_goal,
        variables=[
            *bands,
            *_fact_variables(facts, atoms, len(asked)),
            *items,
            *answers.shared((move for variable in items for move, _ in variable), atoms.number),
        ],
        quantities=len(asked),
        actions=answers.prices.actions,
    )


def _builder(case: UnitCase, gates: CompiledGates, atoms: Names, quantities: Names) -> GoalBuilder:
    figures = read_figures(gates, case.profile, case.facts, case.titles, case.as_of).columns
    return GoalBuilder(gates, figures, atoms, quantities)


def _goal(case: UnitCase, builder: GoalBuilder | None, rank: int, items_goal: Goal) -> Goal:
    """The level, or a higher one, is certain; by attainment with the conditions of the call, if any."""
    if rank == 0:
        return ALWAYS
    if case.compiled.levels is None:
        call = (builder.rung(rank - 1),) if builder else ()
        return AllOf((items_goal, *call))
    rungs = range(rank - 1, len(case.compiled.ladder.levels))
    return AnyOf(tuple(builder.rung(rung) for rung in rungs)) if builder else ALWAYS


def _items_goal(case: UnitCase, rank: int, quantities: Names) -> Goal:
    """By attainment: enough mandatory items evidence every rung up to the target."""
    rungs = case.rating.attainment[:rank]
    return AllOf(
        tuple(Sum(quantities.number(Attained(place)), rung.needed) for place, rung in enumerate(rungs))
    )


def _fact_variables(facts: FactMoves | None, atoms: Names, width: int) -> Iterator[Variable]:
    for variable in facts.variables(atoms.number) if facts else ():
        yield [(move, replace(candidate, points=(0,) * width)) for move, candidate in variable]


def _bands(
    levels: CompiledLevels | None, builder: GoalBuilder | None, asked: Sequence[Quantity | Attained]
) -> Iterator[Variable]:
    """Per derived item and end of the interval: points that may be claimed where worse is impossible."""
    for band in levels.level_rules.bands if levels else ():
        for most in (False, True):
            counts = [_counts(levels, band, one, most=most) for one in asked]
            if any(counts) and builder is not None:
                yield [(None, claim) for claim in _claims(builder, band, counts, -1 if most else 1)]


def _claims(builder: GoalBuilder, band: Band, counts: Sequence[bool], sign: int) -> Iterator[Candidate]:
    """The points of a derived item that are certain at least – or possible at most, counted below zero.

    The first claim is the one that nothing has to be known for.
    """
    values = [sign * value for value in band.outcomes.values]
    for claim in sorted(set(values)):
        worse = [place for place, value in enumerate(values) if value < claim]
        points = tuple(claim if counted else 0 for counted in counts)
        yield Candidate(0, points, needs=builder.avoids(band.outcomes, worse))


def _counts(levels: CompiledLevels | None, band: Band, quantity: Quantity | Attained, *, most: bool) -> bool:
    """Whether a derived item belongs to what a quantity sums."""
    if levels is None or not isinstance(quantity, Quantity) or quantity.most is not most:
        return False
    if not isinstance(levels.operands[quantity.operand], ScoreSpec):
        return False
    scores = levels.level_rules.scores
    return next(one.dimension for one in scores if one.operand == quantity.operand) in (None, band.dimension)
