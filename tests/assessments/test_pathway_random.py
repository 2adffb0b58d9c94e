"""Pathways of random units under random instruments: against trying every combination of the moves.

What counts as reached is decided by rating the changed unit, so goals, implied points and the moving of
facts are all tested against the engine.
"""

import itertools
from typing import Any

from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from assessments.answer_moves import AnswerMove
from assessments.catalogue import Catalogue
from assessments.efforts import EffortBook
from assessments.fact_moves import FactMove
from assessments.faults import CompileError
from assessments.in_force import compile_instrument, find_instrument
from assessments.pathway import find_pathway
from assessments.plan import Move, Plan, make_plan
from assessments.schema.effort import Efforts
from assessments.unit_case import UnitCase
from assessments.unit_reader import UnitReader
from tests.assessments.builders import rules
from tests.reference.instruments import catalogues
from tests.reference.pieces import AS_OF, LEVELS
from tests.reference.random_units import units

MOST_WAYS = 1500
"""Combinations tried one by one; units with more are passed over."""

BOOK = EffortBook(
    Efforts.model_validate(
        {
            "text": {"zh-CN": "测试用"},
            "provenance": "derived",
            "option_step": "3",
            "first_answer": "1",
            "kinds": [
                {"kind": "money", "base": "2", "each": "1", "per": "100000000000", "direction": "either"},
                {"kind": "count", "base": "1", "each": "1", "per": "100000000000", "direction": "either"},
                {"kind": "ledger", "base": "3", "each": "1", "per": "100000000000"},
                {"kind": "number", "base": "4", "each": "1", "direction": "either"},
                {"kind": "level", "base": "5", "each": "1", "direction": "either"},
                {"kind": "choice", "base": "6", "each": "2", "direction": "either"},
                {"kind": "set", "base": "7", "each": "2"},
                {"kind": "date", "fixed": {"zh-CN": "日期不能改变"}},
            ],
        }
    )
)


def every_move(plan: Plan) -> list[list[tuple[Move, int]]]:
    """Per fact and per item what it may become, whatever else is chosen."""
    choices: list[list[tuple[Move, int]]] = []
    for variable in plan.variables:
        moves: dict[object, tuple[Move, int]] = {
            (move.value if isinstance(move, FactMove) else (move.mark, move.price)): (move, candidate.cost)
            for move, candidate in variable
            if isinstance(move, FactMove | AnswerMove)
        }
        if len(moves) > 1:
            choices.append(list(moves.values()))
    return choices


def cheapest(plan: Plan, choices: list[list[tuple[Move, int]]]) -> int | None:
    costs = [
        sum(cost for _, cost in picked)
        for picked in itertools.product(*choices)
        if plan.is_reached([move for move in picked if move[1]])
    ]
    return min(costs, default=None)


@given(data=st.data(), catalogue=catalogues(), level=st.sampled_from(LEVELS))
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_nothing_cheaper_reaches_the_level(data: st.DataObject, catalogue: Catalogue, level: str) -> None:
    instrument = find_instrument(catalogue, "little", AS_OF)
    try:
        compiled = compile_instrument(catalogue, instrument)
    except CompileError:
        reject()
    assume(compiled.answered)
    raw: dict[str, Any] = data.draw(units(catalogue.questionnaires["little@1"]))
    unit = UnitReader(catalogue, compiled).read(raw, "unit")
    assume(unit.profile is not None)
    assert unit.profile is not None
    case = UnitCase(rules(compiled, AS_OF), unit.profile, unit.facts, unit.answers, unit.titles)
    plan = make_plan(case, BOOK, catalogue.facts, compiled.rank[level])
    choices = every_move(plan)
    ways = 1
    for choice in choices:
        ways *= len(choice)
    assume(ways <= MOST_WAYS)
    found = find_pathway(case, level, BOOK, catalogue.facts)
    best = cheapest(plan, choices)
    assert (found.best.cost if found.best else None) == best
