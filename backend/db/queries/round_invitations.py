"""The rounds that units are asked to take part in, for those who work for them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, and_
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.assessments import Assessment, Round, RoundUnit
from backend.db.tables.firms import Firm, Unit


@dataclass(frozen=True)
class Invited:
    """A round and a unit's invitation to it; without a form in the round the last two are None."""

    campaign: Round
    invitation: RoundUnit
    unit_name: str
    firm_id: str
    firm_name: str
    form: str | None
    form_state: str | None


def of_units(session: Session, unit_ids: Collection[str]) -> list[Invited]:
    """The rounds that permitted units are asked for, the nearest last day first."""
    statement = _invited(scope.units(SYSTEM)).where(col(RoundUnit.unit_id).in_(unit_ids))
    return _rows(session, statement)


def of_actor(session: Session, actor: Actor, round_id: str = "") -> list[Invited]:
    """The same for the units of the actor's firms, of one round where it is named."""
    statement = _invited(scope.own_units(actor))
    if round_id:
        statement = statement.where(col(Round.id) == round_id)
    return _rows(session, statement)


def _invited(units: Select[Unit, Firm]) -> Select[Any]:
    form = and_(
        col(Assessment.unit_id) == col(Unit.id),
        col(Assessment.round_id) == col(Round.id),
        col(Assessment.questionnaire) == col(Round.questionnaire),
    )
    columns: Any = (Round, RoundUnit, Unit.name, Firm.id, Firm.name, Assessment.id, Assessment.state)
    known = cast("Select[Any]", units)
    return (
        known.join(RoundUnit, col(RoundUnit.unit_id) == col(Unit.id))
        .join(Round, col(RoundUnit.round_id) == col(Round.id))
        .outerjoin(Assessment, form)
        .with_only_columns(*columns, maintain_column_froms=True)
        .order_by(col(Round.closes_on), col(Round.id), col(Firm.name), col(Unit.name), col(Unit.id))
    )


def _rows(session: Session, statement: Select[Any]) -> list[Invited]:
    return [Invited(*row) for row in session.execute(statement)]
