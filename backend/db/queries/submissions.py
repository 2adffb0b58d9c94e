"""What was submitted and where a unit stands because of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Account, Person
from backend.db.tables.submissions import Standing, Submission

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def of_form(session: Session, assessment_id: str) -> Row[Submission, str] | None:
    """The latest submission of a form, with the name of who declared it."""
    statement = (
        select(Submission, func.coalesce(col(Person.name), ""))
        .outerjoin(Account, col(Submission.declared_by) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(col(Submission.assessment_id) == assessment_id)
        .order_by(col(Submission.number).desc())
        .limit(1)
    )
    return session.execute(statement).one_or_none()


def is_taken(session: Session, reference: str) -> bool:
    """Whether a reference number is in use."""
    statement = select(func.count()).where(col(Submission.reference) == reference)
    return bool(session.execute(statement).scalar_one())


def put_standing(session: Session, standing: Standing) -> None:
    """Make this the outcome that officials see of the unit under its questionnaire."""
    values = standing.model_dump()
    keys = {"unit_id", "questionnaire"}
    statement = _INSERT[session.get_bind().dialect.name](Standing).values(values)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=sorted(keys),
            set_={name: value for name, value in values.items() if name not in keys},
        )
    )
