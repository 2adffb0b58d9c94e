"""Rounds of an area: which there are, whom they ask, and how far each unit is – never what it answers."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.assessments import Assessment, Round, RoundUnit
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Submission
from backend.db.within import Where, within

UnitState = Literal["not_started", "started", "submitted", "returned", "missed"]
_SEEN = ("submitted", "returned")
"""States of a form whose latest submission its officials have before them."""


@dataclass(frozen=True)
class UnitFilter:
    """What to list of a round; an empty field does not narrow the list. `name` is part of a name."""

    state: str = ""
    county: str = ""
    name: str = ""


def of_regions(session: Session, regions: Collection[str]) -> list[Round]:
    """The rounds that some areas have opened, the latest last day first."""
    statement = select(Round).where(col(Round.region).in_(regions))
    return list(session.scalars(statement.order_by(col(Round.closes_on).desc(), col(Round.id))))


def asking_in(session: Session, actor: Actor, regions: Collection[str], where: Where) -> list[Round]:
    """The rounds of some areas that ask at least one unit of an area the actor may see."""
    inside = (
        scope.units(actor)
        .where(within(col(Unit.county), where))
        .with_only_columns(col(Unit.id), maintain_column_froms=True)
    )
    asked = exists().where(col(RoundUnit.round_id) == col(Round.id), col(RoundUnit.unit_id).in_(inside))
    statement = select(Round).where(col(Round.region).in_(regions), asked)
    return list(session.scalars(statement.order_by(col(Round.closes_on).desc(), col(Round.id))))


def one(session: Session, region: str, round_id: str, *, lock: bool = False) -> Round | None:
    """A round of an area; `lock` lets other changes of it wait for this transaction."""
    statement = select(Round).where(col(Round.id) == round_id, col(Round.region) == region)
    return session.scalar(statement.with_for_update() if lock else statement)


def has_name(session: Session, region: str, name: str, day: date) -> bool:
    """Whether a round of the area that has not ended bears this name."""
    statement = select(col(Round.id)).where(
        col(Round.region) == region,
        col(Round.name) == name,
        col(Round.closed_at).is_(None),
        col(Round.closes_on) >= day,
    )
    return session.scalar(statement.limit(1)) is not None


def extend(session: Session, round_id: str, closes_on: date, first_closes_on: date) -> None:
    """Move the last day of a round; the one announced first is kept."""
    values = {"closes_on": closes_on, "first_closes_on": first_closes_on}
    session.execute(update(Round).where(col(Round.id) == round_id).values(values))


def close(session: Session, round_id: str, at: datetime) -> None:
    """End a round."""
    session.execute(update(Round).where(col(Round.id) == round_id).values(closed_at=at))


def states(session: Session, actor: Actor, rounds: Collection[str], day: date) -> dict[str, dict[str, int]]:
    """Per round, how many of the units that the actor may see are in which state."""
    found: dict[str, dict[str, int]] = {round_id: {} for round_id in rounds}
    state = _state(day)
    statement = (
        _asked(actor)
        .where(col(Round.id).in_(rounds))
        .with_only_columns(col(Round.id), state, func.count(), maintain_column_froms=True)
        .group_by(col(Round.id), state)
    )
    for round_id, name, number in session.execute(statement):
        found[round_id][name] = number
    return found


def units_page(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    wanted: UnitFilter,
    day: date,
    after: Unit | None,
    limit: int,
) -> list[Row[Any]]:
    """Units of a round by county and name, beginning after one: unit, firm, invitation, state, submission."""
    order = (col(Unit.county), col(Unit.name), col(Unit.id))
    statement = _lines(actor, round_id, wanted, day).order_by(*order).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(after.county, after.name, after.id))
    return list(session.execute(statement))


def every_unit(
    session: Session, actor: Actor, round_id: str, *, wanted: UnitFilter, day: date
) -> Iterator[Row[Any]]:
    """All units of a round, as `units_page`, block by block."""
    statement = _lines(actor, round_id, wanted, day)
    order = (col(Unit.county), col(Unit.name), col(Unit.id))
    yield from session.execute(statement.order_by(*order).execution_options(yield_per=1000))


def unit_named(session: Session, actor: Actor, unit_id: str) -> Unit | None:
    """A unit that the actor may see."""
    unit: Unit | None = session.scalar(scope.units(actor).where(col(Unit.id) == unit_id))
    return unit


def remind(session: Session, actor: Actor, round_id: str, day: date, at: datetime) -> int:
    """Note when those who have not submitted were reminded; gives how many they are."""
    waiting = (
        _asked(actor)
        .where(col(Round.id) == round_id, _state(day) != "submitted")
        .with_only_columns(col(Unit.id), maintain_column_froms=True)
    )
    statement = (
        update(RoundUnit)
        .where(col(RoundUnit.round_id) == round_id, col(RoundUnit.unit_id).in_(waiting))
        .values(reminded_at=at)
        .returning(col(RoundUnit.unit_id))
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(statement).all())


def _lines(actor: Actor, round_id: str, wanted: UnitFilter, day: date) -> Select[Any]:
    state = _state(day)
    submission, submitted_at = _latest(col(Submission.id)), _latest(col(Submission.submitted_at))
    columns: Any = (Unit, Firm, RoundUnit, state, submission, submitted_at)
    statement = (
        _asked(actor).where(col(Round.id) == round_id).with_only_columns(*columns, maintain_column_froms=True)
    )
    if wanted.state:
        statement = statement.where(state == wanted.state)
    if wanted.county:
        statement = statement.where(col(Unit.county) == wanted.county)
    if wanted.name:
        parts = (col(Unit.name), col(Firm.name), col(Firm.credit_code))
        statement = statement.where(or_(*(part.contains(wanted.name, autoescape=True) for part in parts)))
    return statement


def _latest(column: Any) -> Any:
    """A column of the latest submission of the form in the round; none once the firm has taken it back."""
    statement = select(column).where(
        col(Submission.assessment_id) == col(Assessment.id), col(Assessment.state).in_(_SEEN)
    )
    return statement.order_by(col(Submission.number).desc()).limit(1).correlate(Assessment).scalar_subquery()


def _asked(actor: Actor) -> Select[Any]:
    """The units that the actor may see, with the rounds that ask for them and their forms in these rounds.

    Forms outside the round are not looked at: what a firm tests for itself is its own business.
    """
    form = and_(
        col(Assessment.unit_id) == col(Unit.id),
        col(Assessment.round_id) == col(Round.id),
        col(Assessment.questionnaire) == col(Round.questionnaire),
    )
    units = cast("Select[Any]", scope.units(actor))
    return (
        units.join(RoundUnit, col(RoundUnit.unit_id) == col(Unit.id))
        .join(Round, col(RoundUnit.round_id) == col(Round.id))
        .outerjoin(Assessment, form)
    )


def _state(day: date) -> ColumnElement[str]:
    over = or_(col(Round.closed_at).is_not(None), col(Round.closes_on) < day)
    return case(
        (col(Assessment.state) == "submitted", "submitted"),
        (col(Assessment.state) == "returned", "returned"),
        (over, "missed"),
        (col(Assessment.id).is_(None), "not_started"),
        else_="started",
    )
