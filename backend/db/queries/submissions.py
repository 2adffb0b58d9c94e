"""What was submitted and where a unit stands because of it."""

from collections.abc import Iterator
from typing import TypeVarTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.accounts import Account, Person
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Standing, Submission
from backend.db.within import within

Columns = TypeVarTuple("Columns")


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


def current(session: Session, questionnaire: str, prefix: str, size: int) -> Iterator[list[Submission]]:
    """The current submissions of confirmed firms whose county's code begins with `prefix`, block by block."""
    statement = _current(select(Submission), questionnaire, prefix).order_by(col(Submission.id))
    for rows in session.scalars(statement.execution_options(yield_per=size)).partitions():
        yield list(rows)


def current_packed(session: Session, questionnaire: str, prefix: str, size: int) -> Iterator[list[bytes]]:
    """The packed answers alone of the same submissions: a population is re-rated without its snapshots."""
    statement = _current(select(col(Submission.packed)), questionnaire, prefix)
    for rows in session.scalars(statement.execution_options(yield_per=size)).partitions():
        yield list(rows)


def current_rules(session: Session, questionnaire: str, prefix: str) -> list[Row[str, str, str]]:
    """Under which questionnaire, version and rules digest the same submissions were packed, each once."""
    rules = select(col(Submission.questionnaire), col(Submission.version), col(Submission.rules_digest))
    return list(session.execute(_current(rules, questionnaire, prefix).distinct()))


def _current(statement: Select[*Columns], questionnaire: str, prefix: str) -> Select[*Columns]:
    """A selection over submissions, kept to the current ones of confirmed firms in an area."""
    return (
        statement.select_from(Submission)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .join(Unit, col(Standing.unit_id) == col(Unit.id))
        .join(Firm, col(Unit.firm_id) == col(Firm.id))
        .where(
            col(Standing.questionnaire) == questionnaire,
            col(Firm.confirmed_at).is_not(None),
            within(col(Unit.county), prefix),
        )
    )
