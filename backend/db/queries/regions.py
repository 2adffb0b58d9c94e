"""The units of an area, page by page, as its officials see them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Row, and_, select, true, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Standing
from backend.db.tables.titles import Recognition

UnitState = Literal["", "unconfirmed", "not_submitted", "submitted"]


@dataclass(frozen=True)
class UnitFilter:
    """What to list; an empty field does not narrow the list. `name` is part of a name."""

    state: UnitState = ""
    level: str = ""
    name: str = ""


def _conditions(wanted: UnitFilter) -> ColumnElement[bool]:
    confirmed = col(Firm.confirmed_at).is_not(None)
    by_state: dict[UnitState, ColumnElement[bool]] = {
        "": true(),
        "unconfirmed": ~confirmed,
        "not_submitted": and_(confirmed, col(Standing.unit_id).is_(None)),
        "submitted": col(Standing.unit_id).is_not(None),
    }
    found = by_state[wanted.state]
    if wanted.level:
        found = and_(found, col(Standing.certain) == wanted.level)
    if wanted.name:
        named = col(Unit.name).contains(wanted.name, autoescape=True)
        found = and_(found, named | col(Firm.name).contains(wanted.name, autoescape=True))
    return found


def units_page(
    session: Session,
    actor: Actor,
    prefix: str,
    *,
    questionnaire: str,
    wanted: UnitFilter,
    after: Unit | None,
    limit: int,
) -> list[Row[Unit, Firm, Standing | None]]:
    """Units of the area by county and name, beginning after a unit, each with its firm and its standing.

    What an unconfirmed firm has submitted is not shown, as if there were nothing.
    """
    shown = and_(
        col(Standing.unit_id) == col(Unit.id),
        col(Standing.questionnaire) == questionnaire,
        col(Firm.confirmed_at).is_not(None),
    )
    order = (col(Unit.county), col(Unit.name), col(Unit.id))
    statement = (
        scope.units(actor)
        .add_columns(Standing)
        .outerjoin(Standing, shown)
        .where(col(Unit.county).startswith(prefix, autoescape=True), _conditions(wanted))
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(after.county, after.name, after.id))
    return list(session.execute(statement))


def unit_named(session: Session, actor: Actor, unit_id: str) -> Unit | None:
    """A unit that the actor may see."""
    unit: Unit | None = session.scalar(scope.units(actor).where(col(Unit.id) == unit_id))
    return unit


def titles_of_units(session: Session, unit_ids: Collection[str]) -> list[Recognition]:
    """The titles on record for some units."""
    return list(session.scalars(select(Recognition).where(col(Recognition.unit_id).in_(unit_ids))))
