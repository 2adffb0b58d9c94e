"""What a demo database already holds."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Account
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Submission


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
