"""What the demo firm decided about its advice: one action taken up, one put off; all made up."""

from datetime import timedelta

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import demo as queries
from backend.demo.journey import SUBMITTED
from backend.demo.officials import official
from backend.demo.population import credit_code
from backend.services.advice.basis import DEFAULT
from backend.services.advice.decided import ACCEPTED, POSTPONED
from backend.services.advice.decisions import Deciding, decide
from backend.services.advice.recommend import unit_advice

IN_HALF_A_YEAR, IN_A_QUARTER = timedelta(days=180), timedelta(days=90)


def enter_decisions(database: Database, catalogue: Catalogue) -> None:
    """Let the demo firm take up its first move and put off the third."""
    firm = official(database, "demo-firm")
    with database.read(SYSTEM) as session:
        unit_id = queries.unit_of(session, credit_code(SUBMITTED))
    found = unit_advice(database, firm, catalogue, unit_id, questionnaire=DEFAULT, level="")
    first, _second, third, *_rest = found.plan.moves
    today = clock.today()
    taken = Deciding(unit_id, DEFAULT, first.id, ACCEPTED, 0, due=today + IN_HALF_A_YEAR)
    put_off = Deciding(
        unit_id, DEFAULT, third.id, POSTPONED, 0, "演示：先把在建的产线投用", today + IN_A_QUARTER
    )
    for deciding in (taken, put_off):
        decide(database, firm, catalogue, deciding)
