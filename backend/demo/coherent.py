"""Made-up answers that go together: what contradicts another answer is claimed a little less high."""

from collections.abc import Mapping

from assessments.answering import Answer
from assessments.compile import choices
from assessments.contradictions import CompiledContradictions, contradictions
from assessments.schema.common import ProductionType
from assessments.schema.integrity import AnswerTest
from assessments.stated import Profile
from backend import clock

ROUNDS = 8
"""A claim that is lowered may leave another one standing alone: so often is it looked again."""
ODD_ONE_OUT = 25
"""One firm in so many is left as it was drawn, so that the demo has hints to show."""


def coherent(
    known: CompiledContradictions, production: ProductionType, answers: dict[str, Answer], rank: int
) -> dict[str, Answer]:
    """The answers with the higher side of each contradiction lowered, never below what a rung asks for."""
    made, profile = dict(answers), Profile(None, None, production)
    for _ in range(ROUNDS):
        found = contradictions(known, profile, {}, made, clock.today())
        claims = [test for one in found for test in one.rule.tests if test.at_least]
        lowered = dict(_lower(known, production, test, made, rank) for test in claims if test.item in made)
        if not any(made[item] != answer for item, answer in lowered.items()):
            return made
        made.update(lowered)
    return made


def _lower(
    known: CompiledContradictions,
    production: ProductionType,
    test: AnswerTest,
    made: Mapping[str, Answer],
    rank: int,
) -> tuple[str, Answer]:
    """The item with the option below what the test asks for, or as it was where the rung needs it."""
    compiled = known.compiled
    item = compiled.item(test.item, production)
    own = choices(item, production)
    place = next(place for place, option in enumerate(own) if option.id == test.at_least)
    below = own[max(0, place - 1)]
    needed = rank if compiled.ladder.level_ids[rank] in item.rungs else 0
    asked = not item.rungs or compiled.rank[below.level] >= needed
    was = made[test.item]
    claims = bool(was.options) and [option.id for option in own].index(was.options[0]) >= place
    return test.item, Answer((below.id,)) if asked and claims else was
