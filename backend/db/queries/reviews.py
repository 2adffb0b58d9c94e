"""The review of submissions: where each stands, who moved it, and what was seen on site."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, true, tuple_, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.accounts import Account, Person
from backend.db.tables.assessments import Assessment
from backend.db.tables.audit import Delegation
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import WAITING, Review, ReviewAct, SiteCheck
from backend.db.tables.submissions import Submission

Place = tuple[str, str]
"""A chain's key and the id of one of its steps."""


@dataclass(frozen=True)
class Wanted:
    """What to list; `places` None means any step, `chains` None any chain, `county` empty all of the area."""

    prefix: str
    places: Collection[Place] | None = None
    chains: Collection[str] | None = None
    county: str = ""


@dataclass(frozen=True)
class Lent:
    """A right in force: from whom, and for which instrument and kind of step."""

    region: str
    entitlement: str


def one(
    session: Session, actor: Actor, submission_id: str, *, lock: bool = False
) -> Row[Review, Submission, Unit, Firm] | None:
    """The review of a submission the actor may see; `lock` holds others off until the transaction ends."""
    statement = scope.reviews(actor).where(col(Review.submission_id) == submission_id)
    if lock:
        statement = statement.with_for_update(of=Review)
    return session.execute(statement).one_or_none()


def waiting(
    session: Session, actor: Actor, wanted: Wanted, *, after: Review | None, limit: int
) -> list[Row[Review, Submission, Unit, Firm]]:
    """Reviews that somebody has to act on, the longest waiting first, beginning after one of them."""
    order = (col(Review.since), col(Review.submission_id))
    statement = scope.reviews(actor).where(_narrowed(wanted)).order_by(*order).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(after.since, after.submission_id))
    return list(session.execute(statement))


def counts(session: Session, actor: Actor, wanted: Wanted) -> dict[Place, int]:
    """How many wait at each step of each chain."""
    columns: Any = (Review.chain, Review.step, func.count())
    statement = (
        scope.reviews(actor)
        .where(_narrowed(wanted))
        .with_only_columns(*columns, maintain_column_froms=True)
        .group_by(col(Review.chain), col(Review.step))
    )
    return {(chain, step): number for chain, step, number in session.execute(statement)}


def _narrowed(wanted: Wanted) -> Any:
    place = tuple_(col(Review.chain), col(Review.step))
    return and_(
        col(Review.state) == WAITING,
        col(Review.county).startswith(wanted.prefix, autoescape=True),
        true() if wanted.places is None else place.in_(sorted(wanted.places)),
        true() if wanted.chains is None else col(Review.chain).in_(sorted(wanted.chains)),
        col(Review.county) == wanted.county if wanted.county else true(),
    )


def at_places(
    session: Session, actor: Actor, submission_ids: Collection[str]
) -> list[Row[Review, Submission, Unit, Firm]]:
    """The reviews of some submissions, held until the transaction ends, always in one order."""
    statement = (
        scope.reviews(actor)
        .where(col(Review.submission_id).in_(sorted(submission_ids)))
        .order_by(col(Review.submission_id))
        .with_for_update(of=Review)
    )
    return list(session.execute(statement))


def move(session: Session, review: Review, at: datetime, *, state: str = WAITING, step: str = "") -> None:
    """Set where a review stands; the caller holds its row."""
    session.execute(
        update(Review)
        .where(col(Review.submission_id) == review.submission_id)
        .values(state=state, step=step, since=at)
    )


def verify(session: Session, submission_id: str, level: str) -> None:
    """Set the level that was seen on site."""
    statement = update(Review).where(col(Review.submission_id) == submission_id)
    session.execute(statement.values(verified_level=level))


def set_form(session: Session, assessment_id: str, *, state: str) -> None:
    """Set the state of the form behind a submission."""
    session.execute(update(Assessment).where(col(Assessment.id) == assessment_id).values(state=state))


def set_purpose(session: Session, assessment_id: str, purpose: str) -> None:
    """Set what the form behind a submission is filled for."""
    session.execute(update(Assessment).where(col(Assessment.id) == assessment_id).values(purpose=purpose))


def newest_of_form(session: Session, assessment_id: str) -> Row[Review, ReviewAct] | None:
    """The review of a form's latest submission, with the latest act on it where there is one."""
    newest = (
        select(func.max(Submission.number)).where(col(Submission.assessment_id) == assessment_id)
    ).scalar_subquery()
    statement = (
        select(Review, ReviewAct)
        .join(Submission, col(Submission.id) == col(Review.submission_id))
        .outerjoin(ReviewAct, col(ReviewAct.submission_id) == col(Review.submission_id))
        .where(col(Submission.assessment_id) == assessment_id, col(Submission.number) == newest)
        .order_by(col(ReviewAct.at).desc(), col(ReviewAct.id))
        .limit(1)
    )
    return session.execute(statement).one_or_none()


def newest_number(session: Session, assessment_id: str) -> int:
    """The number of a form's latest submission."""
    statement = select(func.max(Submission.number)).where(col(Submission.assessment_id) == assessment_id)
    return session.execute(statement).scalar_one()


def acts(session: Session, submission_id: str) -> list[Row[ReviewAct, str, str]]:
    """What was done to a review, oldest first, each with the name and the area of who did it."""
    columns: Any = (
        ReviewAct,
        func.coalesce(col(Person.name), ""),
        func.coalesce(col(Account.region), ""),
    )
    statement = (
        select(*columns)
        .outerjoin(Account, col(ReviewAct.account_id) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(col(ReviewAct.submission_id) == submission_id)
        .order_by(col(ReviewAct.at), col(ReviewAct.id))
    )
    return list(session.execute(statement))


def site_checks(session: Session, submission_id: str) -> list[SiteCheck]:
    """The on-site checks of a submission, oldest first."""
    statement = (
        select(SiteCheck)
        .where(col(SiteCheck.submission_id) == submission_id)
        .order_by(col(SiteCheck.recorded_at), col(SiteCheck.id))
    )
    return list(session.scalars(statement))


def lent_to(session: Session, region: str, day: date) -> list[Lent]:
    """The rights that other areas have lent to one, in force on a day."""
    columns: Any = (Delegation.region, Delegation.entitlement)
    statement = select(*columns).where(col(Delegation.to_region) == region, _in_force(day))
    return [Lent(*row) for row in session.execute(statement.distinct())]


def _in_force(day: date) -> Any:
    return and_(
        col(Delegation.withdrawn_at).is_(None),
        col(Delegation.starts_on) <= day,
        or_(col(Delegation.ends_on).is_(None), col(Delegation.ends_on) >= day),
    )


def delegations(session: Session, region: str) -> Sequence[Delegation]:
    """The rights an area has lent or was lent, newest first, those that are over included."""
    statement = (
        select(Delegation)
        .where(or_(col(Delegation.region) == region, col(Delegation.to_region) == region))
        .order_by(col(Delegation.made_at).desc(), col(Delegation.id))
    )
    return list(session.scalars(statement))


def delegation(session: Session, region: str, delegation_id: str) -> Delegation | None:
    """A right that an area has lent, held until the transaction ends."""
    statement = select(Delegation).where(
        col(Delegation.id) == delegation_id, col(Delegation.region) == region
    )
    return session.scalar(statement.with_for_update())
