"""Published tables about firms like a firm, and what the next publication starts from."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.queries import fact_counts
from backend.db.tables.benchmarks import Benchmark, BenchmarkBasis, BenchmarkCell
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Standing


def newest(session: Session, questionnaire: str) -> Benchmark | None:
    """The last snapshot of a questionnaire."""
    statement = _latest_first().where(col(Benchmark.questionnaire) == questionnaire)
    return session.scalar(statement.limit(1))


def listed(session: Session, limit: int) -> list[Benchmark]:
    """Published snapshots of all questionnaires, the latest first."""
    return list(session.scalars(_latest_first().limit(limit)))


def _latest_first() -> Select[Benchmark]:
    row = Benchmark
    return select(row).order_by(col(row.as_of).desc(), col(row.published_at).desc(), col(row.id))


def cells(session: Session, snapshot_id: str, keys: Collection[str]) -> list[BenchmarkCell]:
    """The published tables of some groups of a snapshot."""
    row = BenchmarkCell
    statement = select(row).where(col(row.snapshot_id) == snapshot_id, col(row.key).in_(keys))
    return list(session.scalars(statement))


def groups(session: Session, snapshot_id: str, family: str) -> list[Row[str, int, Any]]:
    """All groups of a family of a snapshot by key: key, rounded number of firms, newest day."""
    row = BenchmarkCell
    columns: Any = (col(row.key), col(row.number), col(row.newest))
    condition = (col(row.snapshot_id) == snapshot_id, col(row.family) == family)
    return list(session.execute(select(*columns).where(*condition).order_by(col(row.key))))


def basis(session: Session, questionnaire: str) -> dict[str, BenchmarkBasis]:
    """What the newest snapshot was made of, by family."""
    statement = select(BenchmarkBasis).where(col(BenchmarkBasis.questionnaire) == questionnaire)
    return {row.family: row for row in session.scalars(statement)}


def store(session: Session, snapshot: Benchmark, found: Sequence[dict[str, Any]]) -> None:
    """Add a snapshot with its cells (columns of BenchmarkCell without the snapshot's id)."""
    session.add(snapshot)
    session.flush()
    if found:
        session.execute(insert(BenchmarkCell), [{"snapshot_id": snapshot.id, **cell} for cell in found])


def replace_basis(session: Session, row: BenchmarkBasis) -> None:
    """Put the basis of a family in the place of the last one."""
    session.merge(row)


def whole_firms(session: Session, questionnaire: str) -> dict[str, tuple[str, bool]]:
    """Per unit with a current submission of a confirmed firm: its firm, and whether it is the whole firm."""
    columns: Any = (col(Unit.id), col(Unit.firm_id), col(Unit.kind))
    statement = (
        select(*columns)
        .select_from(Standing)
        .join(Unit, col(Unit.id) == col(Standing.unit_id))
        .join(Firm, col(Firm.id) == col(Unit.firm_id))
        .where(col(Standing.questionnaire) == questionnaire, col(Firm.confirmed_at).is_not(None))
    )
    rows = session.connection().execute(statement)
    return {unit: (firm, kind == "firm") for unit, firm, kind in rows}


def amounts(
    session: Session, fact: str, year: int, until: datetime, sources: tuple[str, ...]
) -> dict[str, str]:
    """Per firm the stored text of an amount of a year, of the best source."""
    values = fact_counts.standing_values(fact, year, until, sources)
    return {firm: value for firm, value in session.execute(select(values.c.firm_id, values.c.value))}  # noqa: C416 - a Row is no pair to mypy
