"""The demand board: its tables, and the numbers that may be shown."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.providers import DemandBoard, DemandFigure
from backend.db.within import Where, within

AREA, CLUSTER = "area", "cluster"
"""Scopes of a table."""


def board(session: Session, scope: str, *, lock: bool = False) -> DemandBoard | None:
    """One table of the board; `lock` lets another refresh wait for this transaction."""
    statement = select(DemandBoard).where(col(DemandBoard.scope) == scope)
    return session.scalar(statement.with_for_update() if lock else statement)


def replace_figures(session: Session, scope: str, figures: Iterable[Mapping[str, Any]]) -> None:
    """Put other numbers in place of a table's."""
    session.execute(delete(DemandFigure).where(col(DemandFigure.scope) == scope))
    rows = [{"scope": scope, **figure} for figure in figures]
    if rows:
        session.execute(insert(DemandFigure), rows)


def of_code(session: Session, scope: str, code: str) -> dict[str, DemandFigure]:
    """The numbers of one place or cluster by capability; none where nothing may be shown."""
    statement = select(DemandFigure).where(col(DemandFigure.scope) == scope, col(DemandFigure.code) == code)
    return {row.capability: row for row in session.scalars(statement)}


def of_capability(session: Session, scope: str, capability: str, where: Where) -> dict[str, DemandFigure]:
    """The numbers of one capability ("": of units) by place or cluster, places within an area."""
    statement = select(DemandFigure).where(
        col(DemandFigure.scope) == scope,
        col(DemandFigure.capability) == capability,
        within(col(DemandFigure.code), where),
    )
    return {row.code: row for row in session.scalars(statement)}


def codes(session: Session, scope: str) -> Collection[str]:
    """The places or clusters of which anything may be shown."""
    statement = select(col(DemandFigure.code)).where(
        col(DemandFigure.scope) == scope, col(DemandFigure.capability) == ""
    )
    return set(session.scalars(statement))
