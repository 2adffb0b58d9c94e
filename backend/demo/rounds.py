"""Two rounds of the demo county: one that is open and one that has ended, with firms in every state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from assessments.answering import Answer, parse_answer
from assessments.compile import choices
from assessments.contradictions import compile_contradictions
from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Item
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import assessments as form_queries
from backend.db.queries import demo as queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Unit
from backend.demo.accounts import COUNTY
from backend.demo.coherent import coherent
from backend.demo.journey import SUBMITTED
from backend.demo.population import credit_code
from backend.services import assessing, coverage, facts, rating, rounds_acts, submitting
from backend.services.assessing import find_form
from backend.services.rating import Inputs
from backend.services.rounds_acts import NewRound
from backend.services.rounds_choice import Choice
from backend.services.submitting import Case

SHORT = "sme-digital"
SEED = 11
ENDED, RUNNING = timedelta(days=60), timedelta(days=10)
"""How long ago the two rounds were opened."""
TERM = timedelta(days=30)
# Made up, so that every state of a round's page can be seen: of ten firms asked, so many have …
SUBMITTED_OF_TEN, STARTED_OF_TEN = 4, 2
ANSWERED_PERCENT = 90


def enter_rounds(database: Database, catalogue: Catalogue) -> None:
    """Open both rounds, let some firms submit, and end the earlier one.

    The firm of the demo account has submitted the short questionnaire by itself, so that it can see its
    answers taken over into the open round.
    """
    now = clock.now()
    _submit_alone(database, catalogue)
    for name, opened in (("首批数字化水平摸底", now - ENDED), ("数字化水平评测", now - RUNNING)):
        with clock.standing_at(opened):
            round_id = _open(database, catalogue, f"余姚市 {clock.today().year} 年{name}")
        _take_part(database, catalogue, round_id, opened)
        if opened + TERM < now:
            with clock.standing_at(opened + TERM + timedelta(days=2)):
                rounds_acts.close(database, SYSTEM, catalogue, COUNTY, round_id)


def _open(database: Database, catalogue: Catalogue, name: str) -> str:
    today = clock.today()
    new = NewRound(
        name, SHORT, "", today, today + TERM, "演示轮次：请按本单位实际情况填写，可从上次结果带入。"
    )
    found = rounds_acts.preview_new(database, SYSTEM, catalogue, COUNTY, new, choice=Choice())
    return rounds_acts.open_round(
        database, SYSTEM, catalogue, COUNTY, new, choice=Choice(), previewed=found.units
    )


def _take_part(database: Database, catalogue: Catalogue, round_id: str, opened: datetime) -> None:
    # Seeded by the day as well: the firms of one round must not answer like those of another.
    chance = Random(SEED + opened.toordinal())  # noqa: S311 - made-up data, not secrets
    with database.read(SYSTEM) as session:
        units = queries.round_units_without_people(session, round_id, opened)
    for place, unit_id in enumerate(units):
        day = opened + timedelta(days=1 + place % 8, hours=place % 9)
        with database.write(SYSTEM) as session, clock.standing_at(day):
            if place % 10 < SUBMITTED_OF_TEN:
                _submit(session, catalogue, chance, unit_id, round_id)
            elif place % 10 < SUBMITTED_OF_TEN + STARTED_OF_TEN:
                _form(session, catalogue, unit_id, round_id)


def _submit_alone(database: Database, catalogue: Catalogue) -> None:
    with database.write(SYSTEM) as session:
        unit_id = queries.unit_of(session, credit_code(SUBMITTED))
        chance = Random(SEED)  # noqa: S311 - made-up data, not secrets
        _submit(session, catalogue, chance, unit_id, str(clock.today().year))


def _form(session: Session, catalogue: Catalogue, unit_id: str, round_id: str) -> str:
    asked_for = assessing.chosen_today(catalogue, SHORT, "")
    form = Assessment(
        unit_id=unit_id,
        questionnaire=SHORT,
        version=asked_for.questionnaire.version,
        purpose=asked_for.purpose.value,
        round_id=round_id,
        opened_at=clock.now(),
    )
    return form_queries.ensure_assessment(session, form).id


def _submit(session: Session, catalogue: Catalogue, chance: Random, unit_id: str, round_id: str) -> None:
    form = find_form(session, SYSTEM, catalogue, _form(session, catalogue, unit_id, round_id))
    unit = session.get_one(Unit, unit_id)
    answers = dict(_answers(catalogue, chance, ProductionType(unit.production_type)))
    known = facts.for_rating(session, catalogue, unit_id)
    inputs = Inputs(rating.profile_of(unit), known, answers, titles=None)
    with coverage.kept(session, unit.firm_id):
        submitting.submit_case(Case(session, SYSTEM, catalogue, form, inputs, {}, clock.now()))


def _answers(
    catalogue: Catalogue, chance: Random, production: ProductionType
) -> Iterator[tuple[str, Answer]]:
    compiled = rating.questionnaire_for(catalogue, catalogue.questionnaire(SHORT).key)
    rules = compile_contradictions(compiled, catalogue.register, catalogue.contradictions.get(SHORT))
    given = {
        item.id: parse_answer(item, production, _some(chance, item, production))
        for item in compiled.asked(production)
        if chance.randrange(100) < ANSWERED_PERCENT
    }
    yield from coherent(rules, production, given, 0).items()


def _some(chance: Random, item: Item, production: ProductionType) -> list[str]:
    """One option of a single choice; some of a multiple one, none of them standing alone."""
    own = choices(item, production)
    if item.type == "single":
        return [chance.choice(own).id]
    together = [option.id for option in own if not option.exclusive]
    return chance.sample(together, chance.randint(1, len(together)))
