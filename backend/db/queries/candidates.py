"""Rows of candidates: kept with the current submission, listed county by county at a bounded cost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.planning import Candidate
from backend.db.tables.submissions import Standing, Submission
from backend.db.tables.titles import Recognition

_PLACE = (col(Candidate.state), col(Candidate.missing), col(Candidate.opened))


@dataclass(frozen=True)
class CandidateFilter:
    """Which rows: of a call and level, in these counties, in these states.

    `states` follow one another. `classes` are beginnings of industry codes (none: all); `kind` is the title
    of the rung, whose holders on `day` are left out (empty: they stay).
    """

    call: str
    level: str
    questionnaire: str
    counties: tuple[str, ...]
    states: tuple[int, ...]
    classes: tuple[str, ...] = ()
    kind: str = ""
    day: date = date.min


def current(session: Session, unit_id: str, questionnaire: str) -> Row[Submission, Unit] | None:
    """The current submission of a unit under a questionnaire; None without one."""
    return session.execute(_current(questionnaire).where(col(Standing.unit_id) == unit_id)).one_or_none()


def current_block(
    session: Session, questionnaire: str, prefix: str, *, after: str, size: int
) -> list[Row[Submission, Unit]]:
    """The current submissions of the next units after a unit's id, in an area whose codes begin so."""
    statement = (
        _current(questionnaire)
        .where(col(Standing.unit_id) > after, col(Unit.county).startswith(prefix, autoescape=True))
        .order_by(col(Standing.unit_id))
        .limit(size)
    )
    return list(session.execute(statement))


def still_current(session: Session, submission_ids: Collection[str]) -> set[str]:
    """Those of some submissions that are a unit's current one."""
    statement = select(col(Standing.submission_id)).where(col(Standing.submission_id).in_(submission_ids))
    return set(session.scalars(statement))


def replace_rows(
    session: Session, questionnaire: str, unit_ids: Collection[str], rows: Sequence[dict[str, Any]]
) -> None:
    """Let these be all rows of some units under a questionnaire."""
    session.execute(
        delete(Candidate).where(
            col(Candidate.unit_id).in_(unit_ids), col(Candidate.questionnaire) == questionnaire
        )
    )
    if rows:
        session.execute(insert(Candidate), rows)


def drop_orphans(session: Session, questionnaire: str) -> None:
    """Remove rows whose submission is no longer the current one of its unit."""
    session.execute(
        delete(Candidate).where(
            col(Candidate.questionnaire) == questionnaire,
            ~exists().where(
                col(Standing.unit_id) == col(Candidate.unit_id),
                col(Standing.questionnaire) == col(Candidate.questionnaire),
                col(Standing.submission_id) == col(Candidate.submission_id),
            ),
        )
    )


def move(session: Session, unit_id: str, county: str, industry: str) -> None:
    """Let the rows of a unit follow it to its county and industry."""
    values = {"county": county, "industry": industry}
    session.execute(update(Candidate).where(col(Candidate.unit_id) == unit_id).values(**values))


def rules_found(session: Session, questionnaire: str) -> tuple[str, str] | None:
    """The least and the greatest rules digest of a questionnaire's rows; None without rows."""
    own = col(Candidate.questionnaire) == questionnaire
    least, greatest = session.execute(
        select(
            select(func.min(col(Candidate.rules))).where(own).scalar_subquery(),
            select(func.max(col(Candidate.rules))).where(own).scalar_subquery(),
        )
    ).one()
    return None if least is None else (least, greatest)


def any_standing(session: Session, questionnaire: str, counties: Collection[str]) -> bool:
    """Whether anything was submitted under a questionnaire in some counties."""
    found = exists().where(col(Standing.county).in_(counties), col(Standing.questionnaire) == questionnaire)
    return bool(session.scalar(select(found)))


def count(session: Session, wanted: CandidateFilter, limit: int) -> int:
    """How many rows, counted no further than the limit."""
    rows = (
        _rows(wanted, select(literal(1)))
        .where(col(Candidate.county).in_(wanted.counties))
        .limit(limit)
        .subquery()
    )
    return int(session.scalar(select(func.count()).select_from(rows)) or 0)


def row_of(
    session: Session, actor: Actor, unit_id: str, call: str, level: str
) -> Row[Unit, Firm, Candidate] | None:
    """The row of one unit that the actor may see, as long as its submission is the current one."""
    return session.execute(
        _seen(actor).where(
            col(Candidate.unit_id) == unit_id, col(Candidate.call) == call, col(Candidate.level) == level
        )
    ).one_or_none()


def page(
    session: Session, actor: Actor, wanted: CandidateFilter, *, after: Candidate | None, limit: int
) -> list[Row[Unit, Firm, Candidate]]:
    """Rows by how much is missing, beginning after a row.

    They are picked from an index in their order, so a page costs the same however many rows there are.
    """
    if not wanted.counties or not wanted.states:
        return []
    picked = _picked(wanted, after, limit).subquery()
    statement = (
        _seen(actor)
        .join(picked, picked.c.unit_id == col(Candidate.unit_id))
        .where(col(Candidate.call) == wanted.call, col(Candidate.level) == wanted.level)
        .order_by(*_PLACE, col(Candidate.county), col(Candidate.unit_id))
        .limit(limit)
    )
    return list(session.execute(statement))


def submissions(session: Session, actor: Actor, submission_ids: Collection[str]) -> list[Submission]:
    """Some submissions that the actor may see."""
    statement = scope.submissions(actor).where(col(Submission.id).in_(submission_ids))
    return [row[0] for row in session.execute(statement)]


def holders(session: Session, unit_ids: Collection[str], kind: str, day: date) -> set[str]:
    """Those of some units that hold a title on a day."""
    statement = select(col(Recognition.unit_id)).where(
        col(Recognition.unit_id).in_(unit_ids), _holds(kind, day)
    )
    return {unit for unit in session.scalars(statement) if unit is not None}


def _current(questionnaire: str) -> Select[Submission, Unit]:
    return (
        select(Submission, Unit)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .join(Unit, col(Standing.unit_id) == col(Unit.id))
        .where(col(Standing.questionnaire) == questionnaire)
    )


def _seen(actor: Actor) -> Select[Unit, Firm, Candidate]:
    """Rows of units the actor may see, of confirmed firms, that stand for the current submission."""
    return (
        scope.units(actor)
        .add_columns(Candidate)
        .join(Candidate, col(Candidate.unit_id) == col(Unit.id))
        .join(Standing, _stands_for())
        .where(col(Firm.confirmed_at).is_not(None))
    )


def _stands_for() -> ColumnElement[bool]:
    return and_(
        col(Standing.unit_id) == col(Candidate.unit_id),
        col(Standing.questionnaire) == col(Candidate.questionnaire),
        col(Standing.submission_id) == col(Candidate.submission_id),
    )


def _rows(wanted: CandidateFilter, statement: Select[Any]) -> Select[Any]:
    """A selection over rows, kept to those wanted, but for the county."""
    found = (
        statement.select_from(Candidate)
        .join(Unit, col(Unit.id) == col(Candidate.unit_id))
        .join(Firm, col(Firm.id) == col(Unit.firm_id))
        .join(Standing, _stands_for())
        .where(
            col(Candidate.call) == wanted.call,
            col(Candidate.level) == wanted.level,
            # A range and not a list: the rows stay in the order of the index.
            col(Candidate.state).between(min(wanted.states), max(wanted.states)),
            col(Firm.confirmed_at).is_not(None),
            _in_classes(wanted.classes),
        )
    )
    if wanted.kind:
        held = exists().where(
            col(Recognition.unit_id) == col(Candidate.unit_id), _holds(wanted.kind, wanted.day)
        )
        found = found.where(~held)
    return found


def _picked(wanted: CandidateFilter, after: Candidate | None, limit: int) -> Select[Any]:
    order = (*_PLACE, col(Candidate.county), col(Candidate.unit_id))
    county = col(Candidate.county)
    # Of several not the bare column: by an index on the county all their rows would have to be put in order.
    inside = (
        county == wanted.counties[0] if len(wanted.counties) == 1 else _plain(county).in_(wanted.counties)
    )
    statement = _rows(wanted, select(col(Candidate.unit_id))).where(inside)
    if after is not None:
        last = (after.state, after.missing, after.opened, after.county, after.unit_id)
        statement = statement.where(tuple_(*order) > tuple_(*last))
    return statement.order_by(*order).limit(limit)


def _plain(column: Any) -> Any:
    """The same text, which no index serves."""
    return column.concat("")


def _in_classes(classes: Sequence[str]) -> ColumnElement[bool]:
    if not classes:
        return true()
    return or_(*(col(Candidate.industry).startswith(one, autoescape=True) for one in classes))


def _holds(kind: str, day: date) -> ColumnElement[bool]:
    """Condition on Recognition: a title of the kind that counts on the day."""
    return and_(
        col(Recognition.kind) == kind,
        col(Recognition.start) <= day,
        or_(col(Recognition.end).is_(None), col(Recognition.end) >= day),
        or_(col(Recognition.revoked_on).is_(None), col(Recognition.revoked_on) > day),
    )
