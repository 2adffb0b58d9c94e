"""What a result is made of: the submission, its ratings, the titles on record."""

from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Result, Submission
from backend.db.tables.titles import Recognition


def submission(session: Session, actor: Actor, submission_id: str) -> Row[Submission, Unit, Firm] | None:
    """A submission the actor may see, with its unit and firm."""
    statement = scope.submissions(actor).where(col(Submission.id) == submission_id)
    return session.execute(statement).one_or_none()


def newest_submission(session: Session, assessment_id: str) -> Submission | None:
    """The latest submission of an assessment, or None before the first."""
    statement = (
        select(Submission)
        .where(col(Submission.assessment_id) == assessment_id)
        .order_by(col(Submission.number).desc())
        .limit(1)
    )
    return session.scalar(statement)


def newest_result(session: Session, submission_id: str) -> Result | None:
    """The latest rating of a submission."""
    statement = (
        select(Result)
        .where(col(Result.submission_id) == submission_id)
        .order_by(col(Result.rated_at).desc(), col(Result.id))
        .limit(1)
    )
    return session.scalar(statement)


def titles_of(session: Session, unit_id: str) -> list[Recognition]:
    """The titles on record for a unit, oldest first, revoked ones included."""
    statement = (
        select(Recognition)
        .where(col(Recognition.unit_id) == unit_id)
        .order_by(col(Recognition.start), col(Recognition.id))
    )
    return list(session.scalars(statement))
