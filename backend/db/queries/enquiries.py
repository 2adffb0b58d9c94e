"""Enquiries of firms to service providers: their lists, one of them, what was said, what came of it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.accounts import Account, Person
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.providers import Enquiry, EnquiryMessage, Feedback, Provider

Line = Row[Enquiry, Unit, Firm, Provider]


def of_firm(
    session: Session, actor: Actor, firm_id: str, *, after: Enquiry | None = None, limit: int
) -> list[Line]:
    """Enquiries of a firm, as far as the actor sees them, the newest first."""
    return _listed(session, actor, col(Enquiry.firm_id) == firm_id, after, limit)


def of_provider(
    session: Session, actor: Actor, provider_id: str, *, after: Enquiry | None = None, limit: int
) -> list[Line]:
    """Enquiries to a provider, as far as the actor sees them, the newest first."""
    return _listed(session, actor, col(Enquiry.provider_id) == provider_id, after, limit)


def _listed(
    session: Session, actor: Actor, mine: ColumnElement[bool], after: Enquiry | None, limit: int
) -> list[Line]:
    statement = scope.enquiries(actor).where(mine)
    if after is not None:
        earlier = col(Enquiry.asked_at) < after.asked_at
        same = (col(Enquiry.asked_at) == after.asked_at) & (col(Enquiry.id) > after.id)
        statement = statement.where(earlier | same)
    statement = statement.order_by(col(Enquiry.asked_at).desc(), col(Enquiry.id)).limit(limit)
    return list(session.execute(statement))


def one(session: Session, actor: Actor, enquiry_id: str, *, lock: bool = False) -> Line | None:
    """One enquiry of either side; `lock` lets other acts on it wait for this transaction."""
    statement = scope.enquiries(actor).where(col(Enquiry.id) == enquiry_id)
    if lock:
        statement = statement.with_for_update(of=Enquiry)
    return session.execute(statement).one_or_none()


def running(session: Session, firm_id: str, states: Collection[str]) -> list[Enquiry]:
    """The enquiries of a permitted firm in some states."""
    statement = select(Enquiry).where(col(Enquiry.firm_id) == firm_id, col(Enquiry.state).in_(sorted(states)))
    return list(session.scalars(statement))


def messages(session: Session, enquiry_id: str) -> list[Row[EnquiryMessage, str]]:
    """What was said in a permitted enquiry with the person's name, the first first."""
    columns: Any = (EnquiryMessage, func.coalesce(col(Person.name), ""))
    statement = (
        select(*columns)
        .outerjoin(Account, col(EnquiryMessage.account_id) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(col(EnquiryMessage.enquiry_id) == enquiry_id)
        .order_by(col(EnquiryMessage.number))
    )
    return list(session.execute(statement))


def count_messages(session: Session, enquiry_id: str) -> int:
    """How many messages a permitted enquiry has."""
    statement = select(func.count()).where(col(EnquiryMessage.enquiry_id) == enquiry_id)
    return session.scalar(statement) or 0


def feedback(session: Session, enquiry_id: str) -> dict[str, Feedback]:
    """What the sides of a permitted enquiry said of each other, by side."""
    found = session.scalars(select(Feedback).where(col(Feedback.enquiry_id) == enquiry_id))
    return {row.side: row for row in found}
