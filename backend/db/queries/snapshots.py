"""Published snapshots of the summary: taking one, listing them, and reading their numbers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, insert, literal, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.queries.coverage import Key
from backend.db.tables.coverage import Coverage
from backend.db.tables.planning import Snapshot, SnapshotCount
from backend.db.within import of_counties, within

_DATED = ("recognised:", "granted:")
"""Beginnings of measures that carry a day: a snapshot keeps what they add up to."""


def listed(session: Session, limit: int) -> list[Snapshot]:
    """Published snapshots, the latest first."""
    return list(session.scalars(select(Snapshot).order_by(*_latest_first()).limit(limit)))


def latest(session: Session, day: date) -> Snapshot | None:
    """The last snapshot of a day or before it."""
    wanted = select(Snapshot).where(col(Snapshot.as_of) <= day).order_by(*_latest_first())
    found: Snapshot | None = session.scalar(wanted.limit(1))
    return found


def _latest_first() -> tuple[Any, ...]:
    row = Snapshot
    return col(row.as_of).desc(), col(row.published_at).desc(), col(row.id)


def keep(session: Session, snapshot: Snapshot) -> None:
    """Store a snapshot with the numbers of the summary over all firms that are not zero and carry no day."""
    session.add(snapshot)
    session.flush()
    row = Coverage
    chosen = select(
        literal(snapshot.id), col(row.county), col(row.questionnaire), col(row.measure), col(row.number)
    ).where(
        col(row.slice) == "",
        of_counties(col(row.county), ""),
        col(row.number) != 0,
        *(~col(row.measure).startswith(word, autoescape=True) for word in _DATED),
    )
    columns = ["snapshot_id", "county", "questionnaire", "measure", "number"]
    session.execute(insert(SnapshotCount).from_select(columns, chosen))


def add(session: Session, snapshot_id: str, numbers: Mapping[Key, int]) -> None:
    """Add further numbers to a snapshot."""
    session.add_all(
        SnapshotCount(
            snapshot_id=snapshot_id, county=county, questionnaire=owner, measure=measure, number=number
        )
        for (county, owner, measure), number in numbers.items()
        if number
    )


def numbers(
    session: Session, snapshot_id: str, prefix: str = "", owners: Iterable[str] | None = None
) -> dict[Key, int]:
    """The numbers of a snapshot for the counties whose code begins with `prefix`.

    `owners` are questionnaires ("" for the register), None means all.
    """
    row = SnapshotCount
    condition = and_(col(row.snapshot_id) == snapshot_id, within(col(row.county), prefix))
    if owners is not None:
        condition = and_(condition, or_(*(col(row.questionnaire) == owner for owner in owners)))
    statement = select(col(row.county), col(row.questionnaire), col(row.measure), col(row.number))
    return {
        (county, owner, measure): number
        for county, owner, measure, number in session.execute(statement.where(condition))
    }
