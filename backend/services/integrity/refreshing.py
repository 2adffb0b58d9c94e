"""Hints of all submissions that stand, found anew: after a change of the checks, or after a bulk load."""

from datetime import datetime

from sqlalchemy.orm import Session

from assessments.catalogue import Catalogue
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import integrity as queries
from backend.db.tables.firms import Unit
from backend.db.tables.submissions import Submission
from backend.services import rating
from backend.services.integrity import keeping
from backend.services.integrity.applied import applied_to
from backend.services.integrity.keeping import Submitted

BLOCK = 200
"""Submissions in one transaction: the writer is free in between."""


def refresh(database: Database, catalogue: Catalogue) -> int:
    """Find the hints of every submission that stands as of when it was made; gives how many were looked at.

    Oldest first, so that each is compared with those before it. Explanations stay with their hints. What was
    packed under rules that the catalogue no longer has keeps what it had.
    """
    place: tuple[datetime, str] | None = None
    looked_at = 0
    while True:
        with database.write(SYSTEM) as session:
            rows = queries.standing_submissions(session, place, BLOCK)
            if not rows:
                return looked_at
            found = [(submission, unit, level) for submission, unit, level in rows]
            looked_at += _refresh(session, catalogue, found)
            place = found[-1][0].submitted_at, found[-1][0].id


def _refresh(session: Session, catalogue: Catalogue, rows: list[tuple[Submission, Unit, str]]) -> int:
    known = [row for row in rows if _has_rules(catalogue, row[0])]
    notes = queries.kept_notes(session, [submission.id for submission, _, _ in known])
    lines: list[dict[str, object]] = []
    looked_at = []
    for submission, unit, level in known:
        inputs = rating.inputs_of_submission(catalogue, submission)
        key = f"{submission.questionnaire}@{submission.version}"
        applied = applied_to(catalogue, key, inputs.profile.production_type)
        if applied is None:
            continue
        own = {hint: note for (one, hint), note in notes.items() if one == submission.id}
        found, traces = keeping.look_at(session, applied, Submitted(submission, unit, inputs, level))
        lines += keeping.rows_of(submission.id, applied, found, own, submission.submitted_at)
        # The next ones of the block are compared with this one.
        queries.put_traces(session, {submission.id: traces})
        looked_at.append(submission.id)
    queries.put_hints(session, looked_at, lines)
    return len(looked_at)


def _has_rules(catalogue: Catalogue, submission: Submission) -> bool:
    key = f"{submission.questionnaire}@{submission.version}"
    if key not in catalogue.questionnaires:
        return False
    return rating.digests_for(catalogue, key).rules == submission.rules_digest
