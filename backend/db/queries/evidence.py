"""Files attached to the items of a form."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.accounts import Account, Person
from backend.db.tables.assessments import Assessment, Evidence
from backend.db.tables.firms import Unit


def of_form(
    session: Session, assessment_id: str, items: Collection[str] | None = None
) -> list[Row[Evidence, str]]:
    """The files of a form that were not removed, with the name of who added them, oldest first."""
    statement = (
        select(Evidence, Person.name)  # type: ignore[call-overload]
        .join(Account, col(Evidence.added_by) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(Evidence.assessment_id) == assessment_id, col(Evidence.removed_at).is_(None))
        .order_by(col(Evidence.added_at), col(Evidence.id))
    )
    if items is not None:
        statement = statement.where(col(Evidence.item).in_(items))
    return list(session.execute(statement))


def of_actor(session: Session, actor: Actor, evidence_id: str) -> Row[Evidence, str] | None:
    """A file that was not removed, on a form the actor fills, with the state of that form."""
    columns: Any = (Evidence, Assessment.state)
    statement = (
        scope.assessments(actor)
        .join(Evidence, col(Evidence.assessment_id) == col(Assessment.id))
        .where(col(Evidence.id) == evidence_id, col(Evidence.removed_at).is_(None))
        .with_only_columns(*columns, maintain_column_froms=True)
        .with_for_update(read=True, of=Assessment)
    )
    return session.execute(statement).one_or_none()


def under_review(session: Session, actor: Actor, evidence_id: str) -> tuple[Evidence, str] | None:
    """A file of a submission that waits in review in the official's area, with the county of the review."""
    found = session.execute(
        scope.evidence_under_review(actor).where(col(Evidence.id) == evidence_id)
    ).one_or_none()
    return None if found is None else (found[0], found[1].county)


def count_on_item(session: Session, assessment_id: str, item: str) -> int:
    """How many files are attached to an item."""
    statement = select(func.count()).where(
        col(Evidence.assessment_id) == assessment_id,
        col(Evidence.item) == item,
        col(Evidence.removed_at).is_(None),
    )
    return session.execute(statement).scalar_one()


def bytes_of_firm(session: Session, firm_id: str) -> int:
    """How much the files of all forms of a firm take, removed ones left out."""
    statement = (
        select(func.coalesce(func.sum(Evidence.size), 0))
        .join(Assessment, col(Evidence.assessment_id) == col(Assessment.id))
        .join(Unit, col(Assessment.unit_id) == col(Unit.id))
        .where(col(Unit.firm_id) == firm_id, col(Evidence.removed_at).is_(None))
    )
    return int(session.execute(statement).scalar_one())


def remove(session: Session, evidence_id: str, at: datetime) -> None:
    """Mark a file as removed."""
    session.execute(update(Evidence).where(col(Evidence.id) == evidence_id).values(removed_at=at))
