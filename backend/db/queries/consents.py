"""What firms let service providers see: their own list, what a provider may see today, every look at it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.accounts import Account, Person
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.providers import Consent, ConsentAccess, Provider

Line = Row[Consent, Unit, Firm, Provider]


def of_firm(session: Session, actor: Actor, firm_id: str) -> list[Line]:
    """All consents of an own firm, the newest first."""
    statement = scope.own_consents(actor).where(col(Consent.firm_id) == firm_id)
    return list(session.execute(statement.order_by(col(Consent.given_at).desc(), col(Consent.id))))


def own(session: Session, actor: Actor, firm_id: str, consent_id: str) -> Consent | None:
    """One consent of an own firm, held until the transaction ends."""
    statement = scope.own_consents(actor).where(
        col(Consent.id) == consent_id, col(Consent.firm_id) == firm_id
    )
    found = session.execute(statement.with_for_update(of=Consent)).one_or_none()
    return None if found is None else found[0]


def standing(session: Session, unit_id: str, provider_id: str, today: date) -> list[Consent]:
    """What still holds, or will hold, between a permitted unit and a provider, held."""
    statement = select(Consent).where(
        col(Consent.unit_id) == unit_id,
        col(Consent.provider_id) == provider_id,
        col(Consent.withdrawn_at).is_(None),
        col(Consent.until) >= today,
    )
    return list(session.scalars(statement.with_for_update()))


def to_provider(session: Session, actor: Actor, provider_id: str, today: date) -> list[Line]:
    """What an own provider may see today, the newest first."""
    statement = scope.consents_to(actor, today).where(col(Consent.provider_id) == provider_id)
    return list(session.execute(statement.order_by(col(Consent.given_at).desc(), col(Consent.id))))


def one_to_provider(
    session: Session, actor: Actor, provider_id: str, consent_id: str, today: date, *, lock: bool = False
) -> Line | None:
    """One consent that an own provider may use today; `lock` lets a withdrawal wait for this transaction."""
    statement = scope.consents_to(actor, today).where(
        col(Consent.id) == consent_id, col(Consent.provider_id) == provider_id
    )
    if lock:
        statement = statement.with_for_update(of=Consent)
    return session.execute(statement).one_or_none()


def accesses(
    session: Session, consent_ids: Collection[str], skip: int, limit: int
) -> list[Row[ConsentAccess, str, str]]:
    """The looks at what permitted consents show, with provider and person, the latest first."""
    columns: Any = (ConsentAccess, col(Provider.name), col(Person.name))
    statement = (
        select(*columns)
        .join(Consent, col(ConsentAccess.consent_id) == col(Consent.id))
        .join(Provider, col(Consent.provider_id) == col(Provider.id))
        .join(Account, col(ConsentAccess.account_id) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(ConsentAccess.consent_id).in_(sorted(consent_ids)))
        .order_by(col(ConsentAccess.at).desc(), col(ConsentAccess.id))
        .offset(skip)
        .limit(limit)
    )
    return list(session.execute(statement))
