"""Answers taken over from an earlier submission."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.queries.saving import NewAnswer
from backend.db.tables.assessments import AnswerChange, DraftAnswer
from backend.db.tables.base import new_id
from backend.db.tables.submissions import Submission


def latest_submission(
    session: Session, unit_id: str, questionnaire: str, form: str, until: datetime | None
) -> Submission | None:
    """The latest submission of an instrument by a permitted unit, of any form but one, up to an instant."""
    statement = select(Submission).where(
        col(Submission.unit_id) == unit_id,
        col(Submission.questionnaire) == questionnaire,
        col(Submission.assessment_id) != form,
    )
    if until is not None:
        statement = statement.where(col(Submission.submitted_at) <= until)
    latest = statement.order_by(col(Submission.submitted_at).desc(), col(Submission.id)).limit(1)
    return session.scalar(latest)


def submitted_at(session: Session, submission_id: str) -> datetime:
    """When something was submitted."""
    return session.execute(
        select(col(Submission.submitted_at)).where(col(Submission.id) == submission_id)
    ).scalar_one()


def put_carried(session: Session, rows: Sequence[NewAnswer], logged: Sequence[str]) -> None:
    """Store answers in a form that has none, each with its line in the change log."""
    session.execute(insert(DraftAnswer), [vars(row) for row in rows])
    lines = [
        {
            "id": new_id(),
            "assessment_id": row.assessment_id,
            "item": row.item,
            "old_value": "{}",
            "new_value": words,
            "revision": row.revision,
            "author_id": row.author_id,
            "at": row.saved_at,
        }
        for row, words in zip(rows, logged, strict=True)
    ]
    session.execute(insert(AnswerChange), lines)
