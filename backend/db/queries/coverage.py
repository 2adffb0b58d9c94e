"""The maintained summary: what it is counted from, how a change is added to it, and how it is read.

Every number is kept for a county, for its city and for the province, so that any of them is read from a few
rows of its own.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    event,
    func,
    literal,
    select,
    text,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.coverage import Coverage
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.installation import Installation
from backend.db.tables.titles import Recognition
from backend.db.within import Where, above, of_counties, of_parts, of_whole

Key = tuple[str, str, str]
"""County code, questionnaire id (empty for the register), measure."""
Cell = tuple[str, str, str, str]
"""Slice, county code, questionnaire id, measure: what one row counts."""

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_STEP = "recognised:"
_ROUND = "round:"
_GRANTED = "granted:"
_DAY_DIGITS = 10
# Above every digit that a day begins with, in the order of any locale.
_LAST = "zz"
_WAITING = "changes of the summary that wait for the end of the transaction"
_PROFILE = (col(Unit.industry), col(Firm.size), col(Firm.above_scale))


# --- locks ----------------------------------------------------------------------------------------------


def hold_firms(session: Session, firm_ids: Collection[str]) -> None:
    """Make other changes of the same firms wait until this transaction ends.

    Two that read the counts before either has changed them would both add the same difference. SQLite has
    one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        firms = select(col(Firm.id)).where(col(Firm.id).in_(firm_ids)).order_by(col(Firm.id))
        session.execute(firms.with_for_update())


def hold_firm(session: Session, firm_id: str) -> None:
    """The same for one firm."""
    hold_firms(session, (firm_id,))


def hold_summary(session: Session) -> None:
    """Let no other transaction change the summary until this one ends, and see all that did."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE coverage IN EXCLUSIVE MODE"))


# --- units and counties ----------------------------------------------------------------------------------


def profile_of_unit(session: Session, unit_id: str) -> Row[str, str, bool | None]:
    """The profile by which a unit is sliced."""
    statement = select(*_PROFILE).select_from(Unit).join(Firm, col(Unit.firm_id) == col(Firm.id))
    return session.execute(statement.where(col(Unit.id) == unit_id)).one()


def firm_of_unit(session: Session, unit_id: str) -> str:
    """The firm of a unit."""
    return session.execute(select(col(Unit.firm_id)).where(col(Unit.id) == unit_id)).scalar_one()


def areas(session: Session) -> list[str]:
    """Every county that has units, titles or numbers, and every city or province that has numbers."""
    columns = (col(Unit.county), col(Recognition.county), col(Coverage.county))
    return sorted(session.scalars(union(*map(select, columns))))


# --- the key ---------------------------------------------------------------------------------------------


def coverage_key(session: Session) -> str:
    """What the summary was counted under; empty while it never was."""
    return session.scalar(select(col(Installation.coverage_key))) or ""


def set_coverage_key(session: Session, key: str) -> None:
    """Note what the summary was counted under."""
    session.execute(update(Installation).values(coverage_key=key))


# --- writing --------------------------------------------------------------------------------------------


def add(session: Session, changes: Mapping[Cell, int]) -> None:
    """Add differences of counties to the summary, and to their city and province, when this commits.

    Everybody's changes meet in the rows of the province. They are held only while a transaction commits,
    after all its other locks were taken and in one order: two cannot wait for each other.
    """
    if _WAITING not in session.info:
        session.info[_WAITING] = Counter()
        event.listen(session, "before_commit", arrive)
    waiting: Counter[Cell] = session.info[_WAITING]
    for (of, county, asked, measure), number in changes.items():
        if number:
            for place in (county, *above(county)):
                waiting[of, place, asked, measure] += number


def arrive(session: Session) -> None:
    """Store what this transaction has added so far: before it commits, and before it reads the summary."""
    waiting = session.info.get(_WAITING)
    if waiting:
        session.info[_WAITING] = Counter()
        put(session, waiting)


def put(session: Session, changes: Mapping[Cell, int]) -> None:
    """Add differences to these very rows at once; rows come into being where they are missing."""
    # Always in the same order, so that two transactions cannot wait for each other's rows.
    rows = [
        {"slice": of, "county": county, "questionnaire": questionnaire, "measure": measure, "number": number}
        for (of, county, questionnaire, measure), number in sorted(changes.items())
        if number
    ]
    if rows:
        session.connection().execute(_adding(session.get_bind().dialect.name), rows)


@cache
def _adding(dialect: str) -> Any:
    statement = _INSERT[dialect](Coverage)
    return statement.on_conflict_do_update(
        index_elements=["slice", "county", "questionnaire", "measure"],
        set_={"number": Coverage.number + statement.excluded.number},
    )


def remove(session: Session, cells: Iterable[Cell]) -> None:
    """Remove rows that count nothing any more."""
    row = Coverage
    columns = {"slice": row.slice, "county": row.county, "asked": row.questionnaire, "measure": row.measure}
    condition = and_(*(col(column) == bindparam(f"of_{name}") for name, column in columns.items()))
    given = [dict(zip((f"of_{name}" for name in columns), cell, strict=True)) for cell in cells]
    if given:
        session.connection().execute(delete(Coverage).where(condition), given)


# --- reading --------------------------------------------------------------------------------------------


def stored(session: Session, code: str) -> dict[Cell, int]:
    """Everything the summary says about a county, a city or the province, by its code."""
    row = Coverage
    columns = (col(row.slice), col(row.questionnaire), col(row.measure), col(row.number))
    lines = session.execute(_slice_by_slice(*columns).where(col(row.county) == code))
    return {(of, code, asked, measure): number for of, asked, measure, number in lines}


def summed(session: Session, code: str) -> dict[Cell, int]:
    """What the summary says about the counties of a city, or the cities of a province, added up."""
    row = Coverage
    kept = (col(row.slice), col(row.questionnaire), col(row.measure))
    statement = _slice_by_slice(*kept, func.sum(col(row.number)))
    lines = session.execute(statement.where(of_parts(col(row.county), code)).group_by(*kept))
    return {(of, code, asked, measure): number for of, asked, measure, number in lines}


def _slice_by_slice(*columns: Any) -> Select[Any]:
    """The key begins with the slice: from slice to slice spares a look at every row of other areas."""
    slices = select(func.min(col(Coverage.slice)).label("slice")).cte("slices", recursive=True)
    higher = select(func.min(col(Coverage.slice))).where(col(Coverage.slice) > slices.c.slice)
    further = select(higher.scalar_subquery()).where(slices.c.slice.is_not(None))
    every = slices.union_all(further)
    return select(*columns).select_from(Coverage).join(every, every.c.slice == col(Coverage.slice))


def by_county(session: Session, where: Where, of: str) -> dict[Key, int]:
    """A slice of some counties, every row of it; steps of titles by their days."""
    arrive(session)
    row = Coverage
    columns = (col(row.county), col(row.questionnaire), col(row.measure), col(row.number))
    statement = select(*columns).where(col(row.slice) == of, of_counties(col(row.county), where))
    return {(county, asked, measure): number for county, asked, measure, number in session.execute(statement)}


def on_day(session: Session, where: Where, of: str, day: date) -> list[Any]:
    """County, questionnaire, measure and number of a slice of some counties (or of the areas listed).

    The steps of titles up to the day are summed under `held:<kind>`; a kind that only begins later gives 0.
    """
    chosen = _on_day((of,), day).where(of_counties(col(Coverage.county), where))
    return _sums(session, chosen, "county", "questionnaire", "measure")


def sums_on_day(
    session: Session, where: Where, slices: Collection[str], day: date, *, rounds: bool = True
) -> list[Any]:
    """The same for the whole area: slice, questionnaire, measure and number; with rounds or without."""
    chosen = _on_day(slices, day).where(of_whole(col(Coverage.county), where))
    if not rounds:
        chosen = chosen.where(~_begins(_ROUND))
    return _sums(session, chosen, "slice", "questionnaire", "measure")


def _sums(session: Session, chosen: Select[Any], *names: str) -> list[Any]:
    arrive(session)
    lines = chosen.subquery()
    kept = [lines.c[name] for name in names]
    return list(session.execute(select(*kept, func.sum(lines.c.number)).group_by(*kept)))


def _on_day(slices: Collection[str], day: date) -> Select[Any]:
    row = Coverage
    measure = col(row.measure)
    is_step = _begins(_STEP)
    begins_later = func.substr(measure, len(_STEP) + 1, _DAY_DIGITS) > day.isoformat()
    named = literal("held:").concat(func.substr(measure, len(_STEP) + _DAY_DIGITS + 2))
    return select(
        col(row.slice),
        col(row.county),
        col(row.questionnaire),
        case((is_step, named), else_=measure).label("measure"),
        case((and_(is_step, begins_later), 0), else_=col(row.number)).label("number"),
        # Grants are read by `grants`: no page of numbers by county needs them.
    ).where(col(row.slice).in_(sorted(slices)), ~_begins(_GRANTED))


def _begins(word: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.substr(col(Coverage.measure), 1, len(word)) == word
    return found


def grants(session: Session, where: Where, of: str) -> list[Row[str, int]]:
    """Titles granted (no renewals) in the area: `<first day>:<kind>` and how many."""
    return _dated(session, where, of, _GRANTED)


def steps(session: Session, where: Where, of: str) -> list[Row[str, int]]:
    """The steps of titles in the area: `<day>:<kind>` and how many more (or fewer) from then on."""
    return _dated(session, where, of, _STEP)


def _dated(session: Session, where: Where, of: str, word: str) -> list[Row[str, int]]:
    arrive(session)
    row, measure = Coverage, col(Coverage.measure)
    statement = (
        select(func.substr(measure, len(word) + 1), func.sum(col(row.number)))
        .where(
            col(row.slice) == of,
            of_whole(col(row.county), where),
            col(row.questionnaire) == "",
            measure.between(word, word + _LAST),
        )
        .group_by(measure)
    )
    return list(session.execute(statement))
