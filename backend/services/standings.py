"""Where a unit stands: per questionnaire its current submission, and per round what it reached there.

The current submission is the latest that was neither returned nor withdrawn; a refused one still says what
the firm declared. The rows follow from submissions, their first results and reviews, and officials see them.
"""

from sqlalchemy.orm import Session

from backend.db.queries import standings as queries
from backend.db.queries.coverage import firm_of_unit
from backend.services import coverage


def settle(session: Session, unit_id: str, questionnaire: str) -> None:
    """Bring a unit's standings under a questionnaire up to date, inside a running transaction.

    To be called whenever it submitted, or a review of it was returned or withdrawn, after that was said to
    the session; keeps the county summary as well. A `verified_level` that changes has no part in it: it is
    set inside `coverage.kept`.
    """
    with coverage.kept(session, firm_of_unit(session, unit_id)):
        session.flush()
        queries.settle_unit(session, unit_id, questionnaire)
