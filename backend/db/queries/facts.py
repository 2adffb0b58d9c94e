"""Statements of facts: append-only rows, read with their authors."""

from sqlalchemy import ColumnElement, Row, and_, or_, select
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
    """As `unit`, with the firm locked until the transaction ends: statements about it queue up."""
    statement = scope.own_units(actor).where(col(Unit.id) == unit_id).with_for_update(of=Firm)
    return session.execute(statement).one_or_none()


def statements(session: Session, unit_id: str) -> list[Row[FactValue, str | None]]:
    """Everything ever stated about a permitted unit or its firm, oldest first, with the authors' names."""
    statement = (
        select(FactValue, Person.name)  # type: ignore[call-overload]
        .outerjoin(Account, col(FactValue.stated_by) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(_about(unit_id))
        .order_by(col(FactValue.stated_at), col(FactValue.id))
    )
    return list(session.execute(statement))


def rows(session: Session, unit_id: str, fact: str = "") -> list[FactValue]:
    """Everything ever stated about a permitted unit or its firm (or one fact of them), oldest first."""
    statement = select(FactValue).where(_about(unit_id)).order_by(col(FactValue.stated_at), col(FactValue.id))
    if fact:
        statement = statement.where(col(FactValue.fact) == fact)
    return list(session.scalars(statement))


def rows_of_firms(session: Session, firm_ids: list[str], facts: list[str]) -> list[FactValue]:
    """Everything ever stated of some facts about some firms and their units, oldest first."""
    statement = (
        select(FactValue)
        .where(col(FactValue.firm_id).in_(firm_ids), col(FactValue.fact).in_(facts))
        .order_by(col(FactValue.stated_at), col(FactValue.id))
    )
    return list(session.scalars(statement))


def firm_of(session: Session, unit_id: str) -> str:
    """The firm of a permitted unit."""
    return session.execute(select(col(Unit.firm_id)).where(col(Unit.id) == unit_id)).scalar_one()


def units_by_code(session: Session, codes: list[str]) -> list[Row[str, Unit]]:
    """Registered units under these credit codes with the code, the default unit of each firm first."""
    statement = (
        select(Firm.credit_code, Unit)  # type: ignore[call-overload]
        .join(Unit, col(Unit.firm_id) == col(Firm.id))
        .where(col(Firm.credit_code).in_(codes))
        .order_by(col(Firm.credit_code), col(Unit.created_at), col(Unit.id))
    )
    return list(session.execute(statement))


def _about(unit_id: str) -> ColumnElement[bool]:
    firm = select(col(Unit.firm_id)).where(col(Unit.id) == unit_id).scalar_subquery()
    mine = or_(col(FactValue.unit_id).is_(None), col(FactValue.unit_id) == unit_id)
    return and_(col(FactValue.firm_id) == firm, mine)
