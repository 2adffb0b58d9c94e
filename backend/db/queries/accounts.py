"""Accounts, sessions and failed logins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Account, LoginFailure, LoginSession, Person


@dataclass(frozen=True)
class KnownSession:
    """A login session with its account and the person's name."""

    seen_at: datetime
    created_at: datetime
    csrf_token: str
    account_id: str
    login: str
    region: str
    is_admin: bool
    name: str


_OF_SESSION: Any = (
    LoginSession.seen_at,
    LoginSession.created_at,
    LoginSession.csrf_token,
    Account.id,
    Account.login,
    Account.region,
    Account.is_admin,
    Person.name,
)
# Every request looks its session up, and putting the statement together costs more than running it.
_WITH_SESSION = (
    select(*_OF_SESSION)
    .select_from(LoginSession)
    .join(Account, col(LoginSession.account_id) == col(Account.id))
    .join(Person, col(Account.person_id) == col(Person.id))
    .where(col(LoginSession.token_hash) == bindparam("token_hash"), col(Account.disabled).is_(False))
)


def by_login(session: Session, login: str, *, lock: bool = False) -> Account | None:
    """The account with this login name, locked against changes where asked for."""
    statement = select(Account).where(col(Account.login) == login)
    return session.scalar(statement.with_for_update() if lock else statement)


def with_session(session: Session, token_hash: str) -> KnownSession | None:
    """The login session of a token, with its account and the person's name: one statement per request."""
    row = session.connection().execute(_WITH_SESSION, {"token_hash": token_hash}).one_or_none()
    return None if row is None else KnownSession(*row)


def all_accounts(session: Session, after: str, limit: int) -> list[Row[Account, str]]:
    """Accounts with the person's name, by login, beginning after a login name."""
    statement = (
        select(Account, col(Person.name))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(Account.login) > after)
        .order_by(col(Account.login))
        .limit(limit)
    )
    return list(session.execute(statement))


def note_seen(session: Session, token_hash: str, at: datetime) -> None:
    """Move a session's last use forward."""
    session.execute(update(LoginSession).where(col(LoginSession.token_hash) == token_hash).values(seen_at=at))


def end_session(session: Session, token_hash: str) -> None:
    """Delete one session: a replayed cookie no longer works."""
    session.execute(delete(LoginSession).where(col(LoginSession.token_hash) == token_hash))


def end_all_sessions(session: Session, account_id: str) -> None:
    """Delete every session of an account, as after a change of role or password."""
    session.execute(delete(LoginSession).where(col(LoginSession.account_id) == account_id))


def failures(session: Session, login: str, address: str, since: datetime) -> tuple[int, int]:
    """Failed logins since an instant: of this login name, and from this address."""
    recent = col(LoginFailure.at) >= since
    counted = session.execute(
        select(
            func.count().filter(and_(recent, col(LoginFailure.login) == login)),
            func.count().filter(and_(recent, col(LoginFailure.address) == address)),
        ).select_from(LoginFailure)
    ).one()
    return counted[0], counted[1]


def forget_failures(session: Session, login: str, before: datetime) -> None:
    """After a good login: forget this login's failures, and everybody's from before the window."""
    own = col(LoginFailure.login) == login
    session.execute(delete(LoginFailure).where(own | (col(LoginFailure.at) < before)))
