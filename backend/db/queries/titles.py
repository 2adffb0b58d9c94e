"""Titles held: reading, matching and locking them."""

from sqlalchemy import ColumnElement, and_, or_, select, text, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor, region_prefix
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.titles import Recognition


def in_area(actor: Actor, prefix: str) -> ColumnElement[bool]:
    """Condition on Recognition: it counts in the area, which lies in the actor's own."""
    county = col(Recognition.county)
    own = region_prefix(actor.region) if actor.is_official else prefix
    return and_(county.startswith(own, autoescape=True), county.startswith(prefix, autoescape=True))


def page(
    session: Session, actor: Actor, prefix: str, *, kind: str, after: Recognition | None, limit: int
) -> list[Recognition]:
    """Titles of an area, the latest first, beginning after one of them; `kind` empty means all kinds."""
    order = (col(Recognition.start), col(Recognition.id))
    statement = (
        select(Recognition)
        .where(in_area(actor, prefix))
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if kind:
        statement = statement.where(col(Recognition.kind) == kind)
    if after is not None:
        statement = statement.where(tuple_(*order) < tuple_(after.start, after.id))
    return list(session.scalars(statement))


def one(session: Session, actor: Actor, prefix: str, title_id: str) -> Recognition | None:
    """One title of the area, held against other changes until the transaction ends."""
    statement = select(Recognition).where(in_area(actor, prefix), col(Recognition.id) == title_id)
    return session.scalar(statement.with_for_update())


def same_holder(
    session: Session, kind: str, county: str, holder_name: str, unit_id: str | None
) -> list[Recognition]:
    """Titles of a kind in a county on the same holder, by its unit or by its name."""
    holder: ColumnElement[bool] = col(Recognition.holder_name) == holder_name
    if unit_id is not None:
        holder = or_(holder, col(Recognition.unit_id) == unit_id)
    condition = and_(col(Recognition.kind) == kind, col(Recognition.county) == county, holder)
    return list(session.scalars(select(Recognition).where(condition)))


def hold(session: Session) -> None:
    """Let nobody else enter a title until this transaction ends: two entries of one title would both pass."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE recognition IN SHARE ROW EXCLUSIVE MODE"))


def unit_of_firm(session: Session, actor: Actor, credit_code: str, county: str) -> Unit | None:
    """The firm's unit in a county, the firm as a whole before its plants and workshops."""
    statement = (
        scope.units(actor)
        .where(col(Firm.credit_code) == credit_code, col(Unit.county) == county)
        .order_by(col(Unit.kind) != "firm", col(Unit.name), col(Unit.id))
        .limit(1)
    )
    unit: Unit | None = session.scalar(statement)
    return unit
