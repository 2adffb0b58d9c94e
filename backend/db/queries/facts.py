"""Statements of facts: append-only rows, read with their authors."""

from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.accounts import Account, Person
from backend.db.tables.firms import FactValue, Firm, Unit


def unit(session: Session, actor: Actor, unit_id: str) -> Row[Unit, Firm] | None:
    """A unit of a firm the actor works for, with its firm."""
    return session.execute(scope.own_units(actor).where(col(Unit.id) == unit_id)).one_or_none()


def unit_to_state(session: Session, actor: Actor, unit_id: str) -> Row[Unit, Firm] | None:
    """A unit the actor works for, locked until the transaction ends: statements about it queue up."""
    statement = scope.own_units(actor).where(col(Unit.id) == unit_id).with_for_update(of=Unit)
    return session.execute(statement).one_or_none()


def statements(session: Session, unit_id: str) -> list[Row[FactValue, str | None]]:
    """Everything ever stated about a permitted unit, oldest first, each with its author's name."""
    statement = (
        select(FactValue, Person.name)  # type: ignore[call-overload]
        .outerjoin(Account, col(FactValue.stated_by) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(col(FactValue.unit_id) == unit_id)
        .order_by(col(FactValue.stated_at), col(FactValue.id))
    )
    return list(session.execute(statement))


def rows(session: Session, unit_id: str, fact: str = "") -> list[FactValue]:
    """Everything ever stated about a permitted unit (or one fact of it), oldest first, without authors."""
    statement = (
        select(FactValue)
        .where(col(FactValue.unit_id) == unit_id)
        .order_by(col(FactValue.stated_at), col(FactValue.id))
    )
    if fact:
        statement = statement.where(col(FactValue.fact) == fact)
    return list(session.scalars(statement))
