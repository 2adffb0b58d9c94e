"""The units of an area, page by page, as its officials see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, true, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.assessments import Round
from backend.db.tables.coverage import Coverage
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import RoundStanding, Standing
from backend.db.tables.titles import Recognition
from backend.db.within import Where, of_counties, within

UnitState = Literal["", "confirmed", "unconfirmed", "not_submitted", "submitted"]


@dataclass(frozen=True)
class UnitFilter:
    """What to list; an empty field does not narrow the list. `name` is part of a name.

    `level` and `verified` are exact levels, `reach` and `may` the lowest that was certainly or possibly
    reached (`Among` holds the levels that this means); `kind` is a title in force on the day; `campaign` a
    round in which the unit submitted. `firms` leaves one unit for each firm.
    """

    state: UnitState = ""
    level: str = ""
    name: str = ""
    reach: str = ""
    may: str = ""
    verified: str = ""
    kind: str = ""
    campaign: str = ""
    firms: bool = False


@dataclass(frozen=True)
class Among:
    """Whose units: reporting areas of a selection and, of their firms, those of a slice, on a day.

    `size` and `scale` (yes, no) may be `unknown`; `certain` and `possible` are the levels that
    count for `reach` and `may`, None where any does.
    """

    where: Where
    classes: tuple[str, ...]
    size: str
    scale: str
    questionnaire: str
    day: date
    certain: tuple[str, ...] | None = None
    possible: tuple[str, ...] | None = None


REGISTER = ""
"""Stands in place of a questionnaire for numbers of the register itself."""
UNKNOWN = "unknown"
_FLAGS = {"yes": True, "no": False, UNKNOWN: None}
_CONFIRMED = col(Firm.confirmed_at).is_not(None)


def _conditions(wanted: UnitFilter, among: Among) -> list[ColumnElement[bool]]:
    by_state: dict[UnitState, ColumnElement[bool]] = {
        "": true(),
        "confirmed": _CONFIRMED,
        "unconfirmed": ~_CONFIRMED,
        "not_submitted": and_(_CONFIRMED, col(Standing.unit_id).is_(None)),
        "submitted": col(Standing.unit_id).is_not(None),
    }
    found = [by_state[wanted.state]]
    if wanted.level:
        found.append(col(Standing.certain) == wanted.level)
    if wanted.name:
        named = col(Unit.name).contains(wanted.name, autoescape=True)
        found.append(named | col(Firm.name).contains(wanted.name, autoescape=True))
    if wanted.verified:
        found.append(_verified(wanted.verified))
    if wanted.kind:
        found.append(_holds(wanted.kind, among.day))
    if wanted.campaign:
        found.append(_took_part(wanted.campaign, among.questionnaire))
    if wanted.firms:
        found.append(col(Unit.kind) == "firm")
    return found


def _belong(among: Among) -> list[ColumnElement[bool]]:
    found = [within(col(Unit.county), among.where)]
    if among.classes:
        found.append(or_(*(col(Unit.industry).startswith(one, autoescape=True) for one in among.classes)))
    if among.size:
        found.append(col(Firm.size) == ("" if among.size == UNKNOWN else among.size))
    if among.scale:
        found.append(col(Firm.above_scale).is_(_FLAGS[among.scale]))
    if among.certain is not None:
        found.append(col(Standing.certain).in_(among.certain))
    if among.possible is not None:
        found.append(col(Standing.possible).in_(among.possible))
    return found


def _verified(level: str) -> ColumnElement[bool]:
    of_current = col(Review.submission_id) == col(Standing.submission_id)
    return exists().where(of_current, col(Review.verified_level) == level).correlate(Standing)


def _holds(kind: str, day: date) -> ColumnElement[bool]:
    title = Recognition
    current = and_(
        col(title.kind) == kind,
        col(title.start) <= day,
        or_(col(title.end).is_(None), col(title.end) >= day),
        or_(col(title.revoked_on).is_(None), col(title.revoked_on) > day),
    )
    return exists().where(col(title.unit_id) == col(Unit.id), current).correlate(Unit)


def _took_part(campaign: str, questionnaire: str) -> ColumnElement[bool]:
    row = RoundStanding
    of_round = and_(col(row.round_id) == campaign, col(row.questionnaire) == questionnaire)
    return and_(_CONFIRMED, exists().where(col(row.unit_id) == col(Unit.id), of_round).correlate(Unit))


def units_page(
    session: Session, actor: Actor, among: Among, wanted: UnitFilter, *, after: Unit | None, limit: int
) -> list[Row[Unit, Firm, Standing | None]]:
    """Units of the area by county and name, beginning after a unit, each with its firm and its standing.

    What an unconfirmed firm has submitted is not shown, as if there were nothing.
    """
    shown = and_(
        col(Standing.unit_id) == col(Unit.id),
        col(Standing.questionnaire) == among.questionnaire,
        _CONFIRMED,
    )
    order = (col(Unit.county), col(Unit.name), col(Unit.id))
    statement = (
        scope.units(actor)
        .add_columns(Standing)
        .outerjoin(Standing, shown)
        .where(*_belong(among), *_conditions(wanted, among))
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(after.county, after.name, after.id))
    return list(session.execute(statement))


def unit_named(session: Session, actor: Actor, unit_id: str) -> Unit | None:
    """A unit that the actor may see."""
    unit: Unit | None = session.scalar(scope.units(actor).where(col(Unit.id) == unit_id))
    return unit


def titles_of_units(session: Session, unit_ids: Collection[str]) -> list[Recognition]:
    """The titles on record for some units."""
    return list(session.scalars(select(Recognition).where(col(Recognition.unit_id).in_(unit_ids))))


def rounds_named(session: Session, round_ids: Collection[str]) -> list[Round]:
    """Rounds by their ids, in the order of their days."""
    order = (col(Round.opens_on), col(Round.closes_on), col(Round.id))
    return list(session.scalars(select(Round).where(col(Round.id).in_(round_ids)).order_by(*order)))


def by_county(session: Session, where: Where, of: str, measure: str) -> list[tuple[str, int]]:
    """One number of the register in a slice of the summary, by county."""
    row = Coverage
    statement = select(col(row.county), col(row.number)).where(
        col(row.slice) == of,
        of_counties(col(row.county), where),
        col(row.questionnaire) == REGISTER,
        col(row.measure) == measure,
    )
    return [(county, number) for county, number in session.execute(statement)]
