"""What a demo database already holds."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Account
from backend.db.tables.assessments import RoundUnit
from backend.db.tables.firms import Firm, Membership, Unit
from backend.db.tables.integrity import IntegrityHint
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Standing, Submission


def credit_codes(session: Session) -> frozenset[str]:
    """The codes of all firms."""
    return frozenset(session.scalars(select(col(Firm.credit_code))))


def has_login(session: Session, login: str) -> bool:
    """Whether an account of this name exists."""
    found = select(func.count()).select_from(Account).where(col(Account.login) == login)
    return bool(session.execute(found).scalar_one())


def has_submitted(session: Session, credit_code: str) -> bool:
    """Whether the firm with this code has submitted anything."""
    found = (
        select(func.count())
        .select_from(Submission)
        .join(Unit, col(Submission.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(col(Firm.credit_code) == credit_code)
    )
    return bool(session.execute(found).scalar_one())


def unit_of(session: Session, credit_code: str) -> str:
    """The first unit of the firm with this code."""
    statement = (
        select(col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(col(Firm.credit_code) == credit_code)
        .order_by(col(Unit.created_at), col(Unit.id))
        .limit(1)
    )
    return session.execute(statement).scalar_one()


def firm_of(session: Session, unit_id: str) -> str:
    """The firm of a unit."""
    return session.get_one(Unit, unit_id).firm_id


def round_units_without_people(session: Session, round_id: str, before: datetime) -> list[str]:
    """The units of a round, registered before an instant, whose firms nobody works for: synthetic ones."""
    statement = (
        select(col(Unit.id))
        .join(RoundUnit, col(RoundUnit.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(
            col(RoundUnit.round_id) == round_id,
            col(Unit.created_at) < before,
            ~exists().where(col(Membership.firm_id) == col(Unit.firm_id)),
        )
        .order_by(col(Firm.credit_code))
    )
    return list(session.scalars(statement))


def declared_before(
    session: Session, questionnaire: str, county: str, before: datetime, levels: Collection[str]
) -> list[Submission]:
    """Current submissions of a county at certain levels, handed in before an instant, the oldest first."""
    statement = (
        select(Submission)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .where(
            col(Standing.questionnaire) == questionnaire,
            col(Standing.county) == county,
            col(Standing.certain).in_(levels),
            col(Submission.submitted_at) < before,
        )
        .order_by(col(Submission.submitted_at), col(Submission.id))
    )
    return list(session.scalars(statement))


def hinted(session: Session, questionnaire: str, county: str, levels: Collection[str]) -> Submission | None:
    """A current submission of a county at certain levels, not in review, that has hints; None without one."""
    has_hints = exists().where(col(IntegrityHint.submission_id) == col(Submission.id))
    in_review = exists().where(col(Review.submission_id) == col(Submission.id))
    statement = (
        select(Submission)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .where(
            col(Standing.questionnaire) == questionnaire,
            col(Standing.county) == county,
            col(Standing.certain).in_(levels),
            has_hints.correlate(Submission),
            ~in_review.correlate(Submission),
        )
        .order_by(col(Submission.submitted_at), col(Submission.id))
    )
    return session.scalar(statement.limit(1))


def submission_of(session: Session, credit_code: str, questionnaire: str) -> Submission | None:
    """The current submission of the firm with this code under a questionnaire."""
    statement = (
        select(Submission)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .join(Unit, col(Submission.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(col(Firm.credit_code) == credit_code, col(Standing.questionnaire) == questionnaire)
    )
    return session.scalar(statement.limit(1))


def level_applied_for(session: Session, submission_id: str) -> str:
    """The level that a submission in review is for."""
    return session.get_one(Review, submission_id).level
