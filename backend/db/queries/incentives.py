"""Incentives that areas have entered: rows are added and taken off by a mark, never changed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth.actor import Actor, region_prefix
from backend.db.tables.accounts import Account, Person
from backend.db.tables.advice import Incentive
from backend.db.within import within


def in_area(actor: Actor, prefix: str) -> ColumnElement[bool]:
    """Condition on Incentive: the area or a part of it gives it, in the actor's own area."""
    own = region_prefix(actor.region) if actor.is_official else prefix
    return and_(within(col(Incentive.area), prefix), within(col(Incentive.area), own))


def page(
    session: Session,
    actor: Actor,
    prefix: str,
    *,
    above: Collection[str],
    after: Incentive | None,
    limit: int,
) -> list[Row[Incentive, str | None]]:
    """What the area, its parts and the areas `above` it have entered and not taken off, with who entered it.

    The latest comes first; `after` is the last row of the page before.
    """
    columns: Any = (Incentive, Person.name)
    order = (col(Incentive.entered_at), col(Incentive.id))
    statement = (
        select(*columns)
        .outerjoin(Account, col(Incentive.entered_by) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(or_(in_area(actor, prefix), col(Incentive.area).in_(above)), _standing())
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*order) < tuple_(after.entered_at, after.id))
    return list(session.execute(statement))


def one(session: Session, actor: Actor, prefix: str, incentive_id: str) -> Incentive | None:
    """One row of the area, taken off or not, held against other changes until the transaction ends."""
    statement = select(Incentive).where(in_area(actor, prefix), col(Incentive.id) == incentive_id)
    return session.scalar(statement.with_for_update())


def begins_after(session: Session, incentive_id: str) -> Incentive | None:
    """The row after which a page begins, whoever may see it: nothing of it is shown."""
    return session.get(Incentive, incentive_id)


def given(session: Session, areas: Collection[str]) -> list[Incentive]:
    """What these areas give, as far as they have entered it: every firm there may read it."""
    statement = select(Incentive).where(col(Incentive.area).in_(areas), _standing())
    return list(session.scalars(statement.order_by(col(Incentive.entered_at), col(Incentive.id))))


def _standing() -> ColumnElement[bool]:
    return col(Incentive.removed_at).is_(None)
