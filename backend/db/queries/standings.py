"""A unit's standings as they follow from its submissions: one rule, for a unit or for all of a county.

The current submission is the latest whose review is not in one of NOT_STANDING, at the levels of its first
result: one that is rated again later keeps them here.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, delete, func, insert, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Result, RoundStanding, Standing, Submission

NOT_STANDING = ("returned", "withdrawn")
"""States of a review after which a submission no longer stands."""

_Table = type[Standing] | type[RoundStanding]
_COLUMNS: dict[_Table, tuple[str, ...]] = {
    Standing: (
        "unit_id", "questionnaire", "county", "submission_id", "certain", "possible", "submitted_at",
    ),
    RoundStanding: ("unit_id", "questionnaire", "round_id", "submission_id", "certain"),
}  # fmt: skip
_UNIT = (col(Submission.unit_id), col(Submission.questionnaire))
# Of which submissions the latest makes a row of a table.
_SAME: dict[_Table, tuple[Any, ...]] = {Standing: _UNIT, RoundStanding: (*_UNIT, col(Assessment.round_id))}


def settle_unit(session: Session, unit_id: str, questionnaire: str) -> None:
    """Say anew where a unit stands under a questionnaire."""
    submission = Submission
    of_unit = and_(col(submission.unit_id) == unit_id, col(submission.questionnaire) == questionnaire)
    for table in _COLUMNS:
        held = and_(col(table.unit_id) == unit_id, col(table.questionnaire) == questionnaire)
        session.execute(delete(table).where(held))
        session.execute(_putting(table, of_unit))


def settle_county(session: Session, county: str) -> None:
    """Say anew where all units of a county stand."""
    units = select(col(Unit.id)).where(col(Unit.county) == county)
    for table in _COLUMNS:
        session.execute(delete(table).where(col(table.unit_id).in_(units)))
        session.execute(_putting(table, col(Unit.county) == county))


def wrong(session: Session, county: str) -> int:
    """How many rows about the units of a county are not what follows, or missing."""
    lines = session.execute(select(_lines(col(Unit.county) == county))).mappings().all()
    units = select(col(Unit.id)).where(col(Unit.county) == county)
    found = 0
    for table, names in _COLUMNS.items():
        place = table.__tablename__
        follow = {tuple(line[name] for name in names) for line in lines if line[place] == 1}
        columns = (col(getattr(table, name)) for name in names)
        held = set(map(tuple, session.execute(select(*columns).where(col(table.unit_id).in_(units)))))
        # A row that is there and wrong is in both.
        found += max(len(follow - held), len(held - follow))
    return found


def _putting(table: _Table, chosen: ColumnElement[bool]) -> Any:
    return insert(table).from_select(list(_COLUMNS[table]), _following(table, chosen))


def _following(table: _Table, chosen: ColumnElement[bool]) -> Select[Any]:
    """The rows of a table that follow from the chosen submissions."""
    lines = _lines(chosen)
    return select(*(lines.c[name] for name in _COLUMNS[table])).where(lines.c[table.__tablename__] == 1)


def _lines(chosen: ColumnElement[bool]) -> Subquery:
    """The chosen submissions that count; under the name of each table, its place among the same of it."""
    submission, state = Submission, col(Review.state)
    latest = (
        col(submission.submitted_at).desc(),
        col(submission.number).desc(),
        col(submission.id).desc(),
        col(Result.rated_at),
        col(Result.id),
    )
    return (
        select(
            *_UNIT,
            col(Unit.county),
            col(Assessment.round_id),
            col(submission.id).label("submission_id"),
            col(Result.certain),
            col(Result.possible),
            col(submission.submitted_at),
            *(
                func.row_number().over(partition_by=same, order_by=latest).label(table.__tablename__)
                for table, same in _SAME.items()
            ),
        )
        .select_from(Unit)
        .join(submission, col(submission.unit_id) == col(Unit.id))
        .join(Assessment, col(submission.assessment_id) == col(Assessment.id))
        .join(Result, col(Result.submission_id) == col(submission.id))
        .outerjoin(Review, col(Review.submission_id) == col(submission.id))
        .where(chosen, or_(state.is_(None), state.not_in(NOT_STANDING)))
        .subquery()
    )
