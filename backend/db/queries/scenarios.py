"""Scenarios of one account: nobody else's are ever selected."""

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth.actor import Actor
from backend.db.tables.planning import Scenario


def own(session: Session, actor: Actor, area: str) -> list[Scenario]:
    """The actor's scenarios of an area, newest first."""
    statement = _own(actor).where(col(Scenario.area) == area)
    return list(session.scalars(statement.order_by(col(Scenario.created_at).desc(), col(Scenario.id))))


def one(session: Session, actor: Actor, area: str, scenario_id: str) -> Scenario | None:
    """A scenario of the actor."""
    found: Scenario | None = session.scalar(
        _own(actor).where(col(Scenario.area) == area, col(Scenario.id) == scenario_id)
    )
    return found


def number(session: Session, actor: Actor) -> int:
    """How many the actor keeps."""
    statement = select(func.count()).where(col(Scenario.account_id) == actor.account_id)
    return int(session.scalar(statement) or 0)


def remove(session: Session, scenario: Scenario) -> None:
    """Delete one."""
    session.execute(delete(Scenario).where(col(Scenario.id) == scenario.id))


def _own(actor: Actor) -> Select[Scenario]:
    return select(Scenario).where(col(Scenario.account_id) == actor.account_id)
