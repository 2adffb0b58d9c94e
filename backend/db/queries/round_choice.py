"""Whom a round asks: units of a choice or of a list of codes, one per firm, within what the actor may see."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, literal, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.assessments import RoundUnit
from backend.db.tables.base import Instant
from backend.db.tables.firms import Firm, Unit
from backend.db.within import Where, within

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_BLOCK = 500
"""Ids or codes in one statement: SQLite takes a bounded number of values."""


@dataclass(frozen=True)
class Chosen:
    """Which firms: their counties, beginnings of GB/T 4754 codes, size classes, and 规上; empty means any."""

    counties: Where
    classes: tuple[str, ...] = ()
    size: str = ""
    above_scale: bool | None = None


def count_new(session: Session, actor: Actor, chosen: Chosen, round_id: str = "") -> tuple[int, int]:
    """How many units a choice means, and how many of them a round already asks."""
    units = _one_per_firm(actor, chosen).subquery()
    asked = and_(col(RoundUnit.unit_id) == units.c.id, col(RoundUnit.round_id) == round_id)
    statement = select(func.count(), func.count(col(RoundUnit.unit_id))).select_from(units)
    total, known = session.execute(statement.outerjoin(RoundUnit, asked)).one()
    return total, known


def invite_chosen(session: Session, actor: Actor, chosen: Chosen, round_id: str, at: datetime) -> None:
    """Ask the units that a choice means and that are not asked yet, in one statement."""
    units = _one_per_firm(actor, chosen).subquery()
    by = literal(actor.account_id or None)
    values = select(literal(round_id), units.c.id, by, literal(at, type_=Instant())).where(true())
    columns = ["round_id", "unit_id", "invited_by", "invited_at"]
    statement = _INSERT[session.get_bind().dialect.name](RoundUnit).from_select(columns, values)
    session.execute(statement.on_conflict_do_nothing())


def invite(session: Session, actor: Actor, unit_ids: Collection[str], round_id: str, at: datetime) -> None:
    """Ask permitted units that are not asked yet."""
    asked = asked_among(session, round_id, unit_ids)
    rows = [
        {"round_id": round_id, "unit_id": unit, "invited_by": actor.account_id or None, "invited_at": at}
        for unit in unit_ids
        if unit not in asked
    ]
    if rows:
        session.execute(insert(RoundUnit), rows)


def asked_among(session: Session, round_id: str, unit_ids: Collection[str]) -> set[str]:
    """Which of some units a round asks."""
    found: set[str] = set()
    for block in _blocks(sorted(unit_ids)):
        statement = select(col(RoundUnit.unit_id)).where(
            col(RoundUnit.round_id) == round_id, col(RoundUnit.unit_id).in_(block)
        )
        found.update(session.scalars(statement))
    return found


def with_codes(
    session: Session, actor: Actor, codes: Collection[str], where: Where
) -> dict[str, tuple[str, bool]]:
    """Units of an area by credit code, one per firm, each with whether its firm is confirmed."""
    found: dict[str, tuple[str, bool]] = {}
    for block in _blocks(sorted(codes)):
        statement = (
            scope.units(actor)
            .where(col(Firm.credit_code).in_(block), within(col(Unit.county), where))
            .order_by(*_FIRST_OF_FIRM)
            .with_only_columns(
                col(Firm.credit_code), col(Unit.id), col(Firm.confirmed_at), maintain_column_froms=True
            )
        )
        for code, unit, confirmed_at in session.execute(statement):
            found.setdefault(code, (unit, confirmed_at is not None))
    return found


_FIRST_OF_FIRM = (col(Unit.kind) != "firm", col(Unit.name), col(Unit.id))


def _one_per_firm(actor: Actor, chosen: Chosen) -> Select[Any]:
    """One unit of each confirmed firm in the area: the firm as a whole, else its first site there."""
    place = func.row_number().over(partition_by=col(Unit.firm_id), order_by=_FIRST_OF_FIRM)
    columns: Any = (Unit.id, Unit.industry, place.label("place"))
    inside = [col(Firm.confirmed_at).is_not(None), within(col(Unit.county), chosen.counties)]
    if chosen.size:
        inside.append(col(Firm.size) == chosen.size)
    if chosen.above_scale is not None:
        inside.append(col(Firm.above_scale).is_(chosen.above_scale))
    units = (
        scope.units(actor).where(*inside).with_only_columns(*columns, maintain_column_froms=True).subquery()
    )
    statement = select(units.c.id).where(units.c.place == 1)
    if chosen.classes:
        begins = (units.c.industry.startswith(one, autoescape=True) for one in chosen.classes)
        statement = statement.where(or_(*begins))
    return statement


def _blocks(values: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(values), _BLOCK):
        yield values[first : first + _BLOCK]
