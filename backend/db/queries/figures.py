"""Official figures of areas: append-only rows, of which the newest not withdrawn counts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, true, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth.actor import Actor, region_prefix
from backend.db.tables.accounts import Account, Person
from backend.db.tables.register import AreaFigure
from backend.db.within import within


@dataclass(frozen=True)
class FigureFilter:
    """Which figures to list; an empty field does not narrow the list."""

    kind: str = ""
    indicator: str = ""


def in_area(actor: Actor, prefix: str) -> ColumnElement[bool]:
    """Condition on AreaFigure: it is about the area or a part of it, in the actor's own area."""
    own = region_prefix(actor.region) if actor.is_official else prefix
    return and_(within(col(AreaFigure.area), prefix), within(col(AreaFigure.area), own))


def page(
    session: Session,
    actor: Actor,
    prefix: str,
    *,
    wanted: FigureFilter,
    after: AreaFigure | None,
    limit: int | None,
) -> list[Row[AreaFigure, str | None]]:
    """Figures of the area, the latest entered first, beginning after one of them, with who entered each."""
    row = AreaFigure
    order = (col(row.entered_at), col(row.id))
    columns: Any = (row, Person.name)
    statement = (
        select(*columns)
        .outerjoin(Account, col(row.entered_by) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(in_area(actor, prefix), _narrowed(wanted))
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*order) < tuple_(after.entered_at, after.id))
    return list(session.execute(statement))


def _narrowed(wanted: FigureFilter) -> ColumnElement[bool]:
    found: ColumnElement[bool] = true()
    if wanted.kind:
        found = and_(found, col(AreaFigure.kind) == wanted.kind)
    if wanted.indicator:
        found = and_(found, col(AreaFigure.indicator) == wanted.indicator)
    return found


def one(session: Session, actor: Actor, prefix: str, figure_id: str) -> AreaFigure | None:
    """One figure of the area, held against other changes until the transaction ends."""
    statement = select(AreaFigure).where(in_area(actor, prefix), col(AreaFigure.id) == figure_id)
    return session.scalar(statement.with_for_update())


def standing(
    session: Session,
    kind: str,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
) -> list[AreaFigure]:
    """The figures of a kind that count: per indicator, area and period the newest not withdrawn."""
    row = AreaFigure
    newest = func.row_number().over(
        partition_by=(col(row.indicator), col(row.area), col(row.period)),
        order_by=(col(row.entered_at).desc(), col(row.id).desc()),
    )
    condition = and_(col(row.kind) == kind, col(row.withdrawn_at).is_(None))
    if areas is not None:
        condition = and_(condition, col(row.area).in_(areas))
    if indicators is not None:
        condition = and_(condition, col(row.indicator).in_(indicators))
    ranked = select(col(row.id).label("id"), newest.label("rank")).where(condition).subquery()
    statement = (
        select(row)
        .join(ranked, and_(ranked.c.id == col(row.id), ranked.c.rank == 1))
        .order_by(col(row.indicator), col(row.area), col(row.period))
    )
    return list(session.scalars(statement))
