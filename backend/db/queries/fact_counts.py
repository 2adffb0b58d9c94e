"""How many firms of some counties are known to have something, by the best source of one fact."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Float, Row, and_, case, cast, func, select, true
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.firms import FactValue, Firm, Unit
from backend.db.within import Where, within

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@lru_cache(maxsize=64)
def standing_values(fact: str, year: int | None, until: datetime, sources: tuple[str, ...]) -> Any:
    """Per firm the value that counts: of the best source, what it said last and has not withdrawn.

    `year` for a fact by years, else None; statements about a single unit of a firm are left aside.
    """
    row = FactValue
    said = func.row_number().over(
        partition_by=(col(row.firm_id), col(row.source)),
        order_by=(col(row.stated_at).desc(), col(row.id).desc()),
    )
    newest = (
        select(col(row.firm_id), col(row.source), col(row.value), said.label("said"))
        .where(
            col(row.fact) == fact,
            col(row.unit_id).is_(None),
            col(row.stated_at) < until,
            true() if year is None else col(row.year) == year,
        )
        .subquery()
    )
    rank = case(
        {name: place for place, name in enumerate(sources)}, value=newest.c.source, else_=len(sources)
    )
    best = func.row_number().over(partition_by=newest.c.firm_id, order_by=rank)
    ranked = (
        select(newest.c.firm_id, newest.c.value, best.label("best"))
        .where(newest.c.said == 1, newest.c.value != "")
        .subquery()
    )
    return select(ranked.c.firm_id, ranked.c.value).where(ranked.c.best == 1).subquery()


def is_positive(value: Any) -> ColumnElement[bool]:
    """Whether a stored number is above zero."""
    return cast(value, Float) > 0


def is_at_least(value: Any, bound: float) -> ColumnElement[bool]:
    """Whether a stored number reaches a bound."""
    return cast(value, Float) >= bound


def is_other_than(value: Any, choice: str) -> ColumnElement[bool]:
    """Whether a stored choice is another one than `choice`."""
    result: ColumnElement[bool] = value != choice
    return result


def _firms(where: Where, *, above_scale: bool) -> ColumnElement[bool]:
    """Condition on Unit and Firm: a confirmed firm as a whole, in the counties."""
    found = and_(
        col(Unit.kind) == "firm", col(Firm.confirmed_at).is_not(None), within(col(Unit.county), where)
    )
    return and_(found, col(Firm.above_scale).is_(True)) if above_scale else found


def verdicts(
    session: Session, where: Where, values: Any, is_met: ColumnElement[bool], *, above_scale: bool
) -> dict[str, int]:
    """Confirmed firms whose value is known, by whether it meets the condition; others are not looked at."""
    verdict = case((is_met, MET), else_=NOT_MET).label("verdict")
    lines = (
        select(verdict)
        .select_from(Unit)
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .join(values, values.c.firm_id == col(Firm.id))
        .where(_firms(where, above_scale=above_scale))
        .subquery()
    )
    rows = session.execute(select(lines.c.verdict, func.count()).group_by(lines.c.verdict))
    return {verdict: number for verdict, number in rows}  # noqa: C416 - a Row is no pair to mypy


def verdicts_by_class(
    session: Session, where: Where, values: Any, is_met: ColumnElement[bool]
) -> list[Row[str, str, int]]:
    """The same by class of industry: class, verdict, firms."""
    verdict = case((values.c.value.is_(None), UNKNOWN), (is_met, MET), else_=NOT_MET).label("verdict")
    lines = (
        select(col(Unit.industry).label("industry"), verdict)
        .select_from(Unit)
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .outerjoin(values, values.c.firm_id == col(Firm.id))
        .where(_firms(where, above_scale=False))
        .subquery()
    )
    counted: Any = (lines.c.industry, lines.c.verdict)
    return list(session.execute(select(*counted, func.count()).group_by(*counted)))
