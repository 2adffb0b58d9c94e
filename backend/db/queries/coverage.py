"""The maintained county summary: what it is counted from, and how a change is added to it."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, text, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select
from sqlmodel import col

from backend.db.tables.coverage import Coverage
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Standing
from backend.db.tables.titles import Recognition

Key = tuple[str, str, str]
"""County code, questionnaire id (empty for the register), measure."""

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_IS_FIRM = col(Unit.firm_id) == bindparam("firm")


def hold_firm(session: Session, firm_id: str) -> None:
    """Make other changes of the same firm wait until this transaction ends.

    Two that read the counts before either has changed them would both add the same difference. SQLite has
    one writer at a time anyway and ignores the clause.
    """
    session.execute(select(col(Firm.id)).where(col(Firm.id) == firm_id).with_for_update())


def hold_summary(session: Session) -> None:
    """Let no other transaction change the summary until this one ends, and see all that did."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE coverage IN EXCLUSIVE MODE"))


def register_counts(session: Session, firm_id: str | None) -> list[Row[str, str, bool, int]]:
    """Units by county, kind of unit and whether the firm is confirmed; of one firm or of all."""
    return list(session.execute(_register_statement(firm_id is None), {"firm": firm_id}))


def standing_counts(session: Session, firm_id: str | None) -> list[Row[str, str, str, int]]:
    """Submitted units of confirmed firms by county, questionnaire and certain level; as above."""
    return list(session.execute(_standing_statement(firm_id is None), {"firm": firm_id}))


# Built once: they run with every submission and every bulk entry.
@cache
def _register_statement(of_all: bool) -> Select[str, str, bool, int]:  # noqa: FBT001
    confirmed = col(Firm.confirmed_at).is_not(None)
    return (
        select(col(Unit.county), col(Unit.kind), confirmed, func.count())
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(true() if of_all else _IS_FIRM)
        .group_by(col(Unit.county), col(Unit.kind), confirmed)
    )


@cache
def _standing_statement(of_all: bool) -> Select[str, str, str, int]:  # noqa: FBT001
    return (
        select(col(Unit.county), col(Standing.questionnaire), col(Standing.certain), func.count())
        .join(Standing, col(Standing.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(col(Firm.confirmed_at).is_not(None), true() if of_all else _IS_FIRM)
        .group_by(col(Unit.county), col(Standing.questionnaire), col(Standing.certain))
    )


def title_counts(session: Session) -> list[Row[str, str, date, date | None, date | None, int]]:
    """Titles by county, kind, first day, last day and day of revocation."""
    title = Recognition
    columns: Any = (title.county, title.kind, title.start, title.end, title.revoked_on)
    return list(session.execute(select(*columns, func.count()).group_by(*columns)))


def add(session: Session, changes: Mapping[Key, int]) -> None:
    """Add differences to the summary; rows come into being where they are missing."""
    # Always in the same order, so that two transactions cannot wait for each other's rows.
    rows = [
        {"county": county, "slice": "", "questionnaire": questionnaire, "measure": measure, "number": number}
        for (county, questionnaire, measure), number in sorted(changes.items())
        if number
    ]
    if rows:
        session.connection().execute(_adding(session.get_bind().dialect.name), rows)


@cache
def _adding(dialect: str) -> Any:
    statement = _INSERT[dialect](Coverage)
    return statement.on_conflict_do_update(
        index_elements=["county", "slice", "questionnaire", "measure"],
        set_={"number": Coverage.number + statement.excluded.number},
    )


def stored(session: Session) -> dict[Key, int]:
    """The whole summary as it stands."""
    return _as_numbers(session.execute(_numbers()))


def of_area(session: Session, prefix: str) -> dict[Key, int]:
    """The summary of the counties whose code begins with `prefix`, in one statement."""
    inside = col(Coverage.county).startswith(prefix, autoescape=True)
    return _as_numbers(session.execute(_numbers().where(inside)))


def _numbers() -> Select[str, str, str, int]:
    row = Coverage
    return select(col(row.county), col(row.questionnaire), col(row.measure), col(row.number))


def _as_numbers(rows: Iterable[Row[str, str, str, int]]) -> dict[Key, int]:
    return {(county, questionnaire, measure): number for county, questionnaire, measure, number in rows}


def clear(session: Session) -> None:
    """Empty the summary, before it is counted anew."""
    session.execute(delete(Coverage))
