"""The investment ledger: append-only states of rows, of which the highest revision counts."""

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Account, Person
from backend.db.tables.ledger import LedgerEntry


def states(session: Session, unit_id: str, row_id: str = "") -> list[Row[LedgerEntry, str | None]]:
    """Every state of the rows of a permitted unit (or of one row), oldest first, with the authors' names."""
    statement = (
        select(LedgerEntry, Person.name)  # type: ignore[call-overload]
        .outerjoin(Account, col(LedgerEntry.stated_by) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(col(LedgerEntry.unit_id) == unit_id)
        .order_by(col(LedgerEntry.row_id), col(LedgerEntry.revision))
    )
    if row_id:
        statement = statement.where(col(LedgerEntry.row_id) == row_id)
    return list(session.execute(statement))


def number_of_states(session: Session, unit_id: str) -> int:
    """How often anything in the ledger of a unit was written: it grows with every change."""
    statement = select(func.count()).where(col(LedgerEntry.unit_id) == unit_id)
    return session.execute(statement).scalar_one()
