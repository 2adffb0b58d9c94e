"""The audit: the end of its chain, entries in order, and the entries that concern an area or a subject."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Account, Person
from backend.db.tables.audit import AuditEntry

BLOCK = 5_000


def hold(session: Session) -> None:
    """Let nobody else append until this transaction ends; on SQLite there is one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE audit_entry IN SHARE ROW EXCLUSIVE MODE"))


def last(session: Session) -> AuditEntry | None:
    """The newest entry, None in an empty audit."""
    return session.scalar(select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(1))


def append(session: Session, entries: Collection[AuditEntry]) -> None:
    """Add entries that continue the chain."""
    session.add_all(entries)
    session.flush()


def in_order(session: Session) -> Iterator[AuditEntry]:
    """Every entry from the first on, read in blocks."""
    number = None
    while True:
        statement = select(AuditEntry).order_by(col(AuditEntry.number)).limit(BLOCK)
        if number is not None:
            statement = statement.where(col(AuditEntry.number) > number)
        block = list(session.scalars(statement))
        yield from block
        if len(block) < BLOCK:
            return
        number = block[-1].number
        session.expunge_all()


def page(
    session: Session, *, region: str, before: int, actions: Collection[str], limit: int
) -> list[Row[AuditEntry, str, str]]:
    """Entries, newest first, with the actor's name and login; empty for commands.

    `region` leaves the acts of the officials of this one area on subjects of that area, empty all entries;
    `before` begins below a number (0: at the newest), `actions` empty means all.
    """
    columns: Any = (AuditEntry, func.coalesce(col(Person.name), ""), func.coalesce(col(Account.login), ""))
    statement = (
        select(*columns)
        .join(Account, col(AuditEntry.account_id) == col(Account.id), isouter=True)
        .join(Person, col(Account.person_id) == col(Person.id), isouter=True)
        .order_by(col(AuditEntry.number).desc())
        .limit(limit)
    )
    if region:
        statement = statement.where(col(Account.region) == region)
    if before:
        statement = statement.where(col(AuditEntry.number) < before)
    if actions:
        statement = statement.where(col(AuditEntry.action).in_(actions))
    return list(session.execute(statement))


def looks(session: Session, subjects: Collection[str], limit: int) -> list[Row[AuditEntry, str]]:
    """Entries by officials about subjects, newest first, each with the code of the official's area."""
    columns: Any = (AuditEntry, Account.region)
    statement = (
        select(*columns)
        .join(Account, col(AuditEntry.account_id) == col(Account.id))
        .where(col(AuditEntry.subject).in_(subjects), col(Account.region) != "")
        .order_by(col(AuditEntry.number).desc())
        .limit(limit)
    )
    return list(session.execute(statement))
