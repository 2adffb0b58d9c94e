"""The records that a recount goes through one by one: every one of a county, as plain lines."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Result, Submission
from backend.db.tables.titles import Recognition


class UnitLine(NamedTuple):
    """A unit with what counts of its firm."""

    unit_id: str
    county: str
    kind: str
    industry: str
    created_at: datetime
    size: str
    above_scale: bool | None
    confirmed_at: datetime | None


class Submitted(NamedTuple):
    """A submission with its first result, and where its review stands and since when."""

    id: str
    unit_id: str
    questionnaire: str
    number: int
    submitted_at: datetime
    round_id: str
    certain: str
    possible: str
    state: str | None
    since: datetime | None
    verified_level: str | None


class TitleLine(NamedTuple):
    """A title and its days."""

    kind: str
    unit_id: str | None
    start: date
    end: date | None
    revoked_on: date | None


def units(session: Session) -> list[UnitLine]:
    """All units: a title may be held by one of another county."""
    statement = select(
        col(Unit.id),
        col(Unit.county),
        col(Unit.kind),
        col(Unit.industry),
        col(Unit.created_at),
        col(Firm.size),
        col(Firm.above_scale),
        col(Firm.confirmed_at),
    ).join(Firm, col(Unit.firm_id) == col(Firm.id))
    return [UnitLine(*row) for row in session.execute(statement)]


def submissions(session: Session, county: str) -> list[Submitted]:
    """All submissions of a county's units, each with its first result."""
    statement = (
        select(
            col(Submission.id),
            col(Submission.unit_id),
            col(Submission.questionnaire),
            col(Submission.number),
            col(Submission.submitted_at),
            col(Assessment.round_id),
            col(Result.certain),
            col(Result.possible),
            col(Review.state),
            col(Review.since),
            col(Review.verified_level),
        )
        .join(Unit, col(Submission.unit_id) == col(Unit.id))
        .join(Assessment, col(Submission.assessment_id) == col(Assessment.id))
        .join(Result, col(Result.submission_id) == col(Submission.id))
        .outerjoin(Review, col(Review.submission_id) == col(Submission.id))
        .where(col(Unit.county) == county)
        .order_by(col(Result.rated_at).desc(), col(Result.id).desc())
    )
    # The earliest result comes last and stays.
    return list({row[0]: Submitted(*row) for row in session.execute(statement)}.values())


def titles(session: Session, county: str) -> list[TitleLine]:
    """All titles of a county."""
    title = Recognition
    statement = select(
        col(title.kind), col(title.unit_id), col(title.start), col(title.end), col(title.revoked_on)
    ).where(col(title.county) == county)
    return [TitleLine(*row) for row in session.execute(statement)]
