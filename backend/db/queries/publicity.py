"""Lists put before the public, what stands on them, and what is reported about it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Person
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Objection, Publicity, PublicityLine, ReportTrace, Review
from backend.db.tables.submissions import Submission
from backend.db.within import within


def of_areas(session: Session, prefix: str, limit: int) -> list[Publicity]:
    """The lists of the areas whose code begins with `prefix`, newest first."""
    statement = (
        select(Publicity)
        .where(within(col(Publicity.area), prefix))
        .order_by(col(Publicity.created_at).desc(), col(Publicity.id))
        .limit(limit)
    )
    return list(session.scalars(statement))


def public(session: Session, today: date, since: date, limit: int) -> list[Publicity]:
    """Lists that have begun, were not withdrawn and did not end before `since`, the latest end first."""
    statement = (
        select(Publicity)
        .where(_is_public(today), col(Publicity.ends_on) >= since)
        .order_by(col(Publicity.ends_on).desc(), col(Publicity.id))
        .limit(limit)
    )
    return list(session.scalars(statement))


def one_public(session: Session, publicity_id: str, today: date) -> Publicity | None:
    """A list that has begun and was not withdrawn."""
    return session.scalar(select(Publicity).where(col(Publicity.id) == publicity_id, _is_public(today)))


def _is_public(today: date) -> Any:
    return and_(col(Publicity.withdrawn_at).is_(None), col(Publicity.starts_on) <= today)


def one(session: Session, prefix: str, publicity_id: str, *, lock: bool = False) -> Publicity | None:
    """A list of an area."""
    statement = select(Publicity).where(
        col(Publicity.id) == publicity_id, within(col(Publicity.area), prefix)
    )
    return session.scalar(statement.with_for_update() if lock else statement)


def lines(session: Session, publicity_id: str) -> list[Row[Review, Submission, Unit, Firm]]:
    """What stands on a list, by county and name. For whoever may see the list: no answers come with it."""
    columns: Any = (Review, Submission, Unit, Firm)
    statement = (
        select(*columns)
        .join(PublicityLine, col(PublicityLine.submission_id) == col(Review.submission_id))
        .join(Submission, col(Submission.id) == col(Review.submission_id))
        .join(Unit, col(Submission.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(col(PublicityLine.publicity_id) == publicity_id)
        .order_by(col(Review.county), col(Firm.name), col(Review.submission_id))
    )
    return list(session.execute(statement))


def counted(session: Session, publicity_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """How many firms stand on each list, and how many reports about it wait for an answer."""
    open_reports = (
        select(func.count())
        .where(
            col(Objection.publicity_id) == col(PublicityLine.publicity_id), col(Objection.upheld).is_(None)
        )
        .correlate(PublicityLine)
        .scalar_subquery()
    )
    columns: Any = (PublicityLine.publicity_id, func.count(), open_reports)
    statement = (
        select(*columns)
        .where(col(PublicityLine.publicity_id).in_(publicity_ids))
        .group_by(col(PublicityLine.publicity_id))
    )
    return {name: (firms, waiting) for name, firms, waiting in session.execute(statement)}


def busy(session: Session, submission_ids: Collection[str]) -> list[str]:
    """Those of some submissions that stand on a list which is neither withdrawn nor concluded."""
    statement = (
        select(col(PublicityLine.submission_id))
        .join(Publicity, col(Publicity.id) == col(PublicityLine.publicity_id))
        .where(
            col(PublicityLine.submission_id).in_(submission_ids),
            col(Publicity.withdrawn_at).is_(None),
            col(Publicity.concluded_at).is_(None),
        )
    )
    return list(session.scalars(statement))


def of_submission(session: Session, submission_id: str) -> list[Publicity]:
    """The lists on which a submission stands or stood, newest first."""
    statement = (
        select(Publicity)
        .join(PublicityLine, col(PublicityLine.publicity_id) == col(Publicity.id))
        .where(col(PublicityLine.submission_id) == submission_id)
        .order_by(col(Publicity.created_at).desc())
    )
    return list(session.scalars(statement))


def objections(session: Session, publicity_id: str) -> list[Row[Objection, Person | None]]:
    """What was reported about a list, oldest first, with the person where one was named."""
    statement = (
        select(Objection, Person)
        .outerjoin(Person, col(Objection.person_id) == col(Person.id))
        .where(col(Objection.publicity_id) == publicity_id)
        .order_by(col(Objection.at), col(Objection.id))
    )
    return list(session.execute(statement))


def objection(session: Session, publicity_id: str, objection_id: str) -> Objection | None:
    """A report, held until the transaction ends."""
    statement = select(Objection).where(
        col(Objection.id) == objection_id, col(Objection.publicity_id) == publicity_id
    )
    return session.scalar(statement.with_for_update())


def reports_from(session: Session, address: str, since: datetime) -> int:
    """How many reports came from a network address since an instant; older traces of anybody are removed."""
    session.execute(delete(ReportTrace).where(col(ReportTrace.at) < since))
    statement = select(func.count()).where(col(ReportTrace.address) == address)
    return session.execute(statement).scalar_one()
