"""Firms and their units, and where each unit's forms are."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import FactValue, Firm, Invitation, Membership, Unit
from backend.db.tables.ledger import LedgerEntry
from backend.db.tables.submissions import Standing, Submission
from backend.db.tables.titles import Recognition


def with_code(session: Session, credit_code: str) -> Firm | None:
    """The firm registered with a code, whoever may see it: registering needs to know."""
    return session.scalar(select(Firm).where(col(Firm.credit_code) == credit_code))


def own_firm(session: Session, actor: Actor, firm_id: str, *, lock: bool = False) -> Firm | None:
    """A firm the actor works for; `lock` lets other changes of the firm wait for this transaction."""
    statement = scope.own_firms(actor).where(col(Firm.id) == firm_id)
    return session.scalar(statement.with_for_update(of=Firm) if lock else statement)


def own_firms(session: Session, actor: Actor) -> list[Row[Firm, str, int]]:
    """The firms the actor works for, by name, each with the actor's role and the number of units."""
    units = select(func.count()).where(col(Unit.firm_id) == col(Firm.id)).scalar_subquery()
    mine = and_(col(Membership.firm_id) == col(Firm.id), col(Membership.account_id) == actor.account_id)
    statement = (
        scope.own_firms(actor)
        .join(Membership, mine)
        .add_columns(col(Membership.role), units)
        .order_by(col(Firm.name), col(Firm.id))
    )
    return list(session.execute(statement))


def own_unit(session: Session, actor: Actor, unit_id: str) -> Row[Unit, Firm] | None:
    """A unit of a firm the actor works for, with its firm."""
    return session.execute(scope.own_units(actor).where(col(Unit.id) == unit_id)).one_or_none()


def units_of(session: Session, firm_id: str) -> list[Unit]:
    """The units of a permitted firm: the firm itself first, then as they were added."""
    statement = (
        select(Unit)
        .where(col(Unit.firm_id) == firm_id)
        .order_by(col(Unit.kind) != "firm", col(Unit.created_at), col(Unit.id))
    )
    return list(session.scalars(statement))


def change_unit(session: Session, unit_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Set the columns of a unit and its next version, unless the version is no longer this one."""
    statement = (
        update(Unit)
        .where(col(Unit.id) == unit_id, col(Unit.version) == version)
        .values(**values, version=version + 1)
        .returning(col(Unit.id))
    )
    return session.execute(statement).one_or_none() is not None


def move_standings(session: Session, unit_id: str, county: str) -> None:
    """Let the projection that officials see follow a unit to its county."""
    session.execute(update(Standing).where(col(Standing.unit_id) == unit_id).values(county=county))


def forms_of(session: Session, firm_id: str) -> list[Assessment]:
    """The forms of a permitted firm's units, the one opened last first."""
    statement = (
        select(Assessment)
        .join(Unit, col(Assessment.unit_id) == col(Unit.id))
        .where(col(Unit.firm_id) == firm_id)
        .order_by(col(Assessment.opened_at).desc(), col(Assessment.id))
    )
    return list(session.scalars(statement))


def submissions_of(session: Session, assessment_ids: Collection[str]) -> list[Submission]:
    """What was submitted from these forms, earliest first."""
    statement = (
        select(Submission)
        .where(col(Submission.assessment_id).in_(assessment_ids))
        .order_by(col(Submission.number))
    )
    return list(session.scalars(statement))


def has_records(session: Session, firm_id: str) -> bool:
    """Whether a form was ever opened or a title recorded for one of the firm's units."""
    form = exists().where(col(Assessment.unit_id) == col(Unit.id))
    title = exists().where(col(Recognition.unit_id) == col(Unit.id))
    statement = select(col(Unit.id)).where(col(Unit.firm_id) == firm_id, or_(form, title)).limit(1)
    return session.scalar(statement) is not None


def remove_firm(session: Session, firm_id: str) -> None:
    """Delete a firm without records, with what was entered about it."""
    of_firm = select(col(Unit.id)).where(col(Unit.firm_id) == firm_id)
    session.execute(delete(FactValue).where(col(FactValue.firm_id) == firm_id))
    session.execute(delete(LedgerEntry).where(col(LedgerEntry.unit_id).in_(of_firm)))
    session.execute(delete(Unit).where(col(Unit.firm_id) == firm_id))
    session.execute(delete(Invitation).where(col(Invitation.firm_id) == firm_id))
    session.execute(delete(Membership).where(col(Membership.firm_id) == firm_id))
    session.execute(delete(Firm).where(col(Firm.id) == firm_id))
