"""Forms being filled: the round they belong to, their answers row by row, and who changed what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.accounts import Account, Person
from backend.db.tables.assessments import AnswerChange, Assessment, DraftAnswer, Round, RoundUnit
from backend.db.tables.firms import Firm, Unit

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def own_unit(session: Session, actor: Actor, unit_id: str) -> Row[Unit, Firm] | None:
    """A unit of a firm the actor works for, with its firm."""
    return session.execute(scope.own_units(actor).where(col(Unit.id) == unit_id)).one_or_none()


def ensure_round(session: Session, round_id: str, name: str, opens_on: date, closes_on: date) -> None:
    """Create the round unless it exists."""
    values = {"id": round_id, "name": name, "opens_on": opens_on, "closes_on": closes_on}
    session.execute(_insert(session, Round).values(values).on_conflict_do_nothing())


def ensure_assessment(session: Session, assessment: Assessment) -> Assessment:
    """The form of this unit, questionnaire and round: the one that exists, else the one given."""
    session.execute(_insert(session, Assessment).values(assessment.model_dump()).on_conflict_do_nothing())
    statement = select(Assessment).where(
        col(Assessment.unit_id) == assessment.unit_id,
        col(Assessment.questionnaire) == assessment.questionnaire,
        col(Assessment.round_id) == assessment.round_id,
    )
    return session.execute(statement).scalar_one()


def form_in_round(session: Session, unit_id: str, questionnaire: str, round_id: str) -> str | None:
    """The id of a permitted unit's form in a round."""
    statement = select(col(Assessment.id)).where(
        col(Assessment.unit_id) == unit_id,
        col(Assessment.questionnaire) == questionnaire,
        col(Assessment.round_id) == round_id,
    )
    return session.scalar(statement)


def form(session: Session, actor: Actor, assessment_id: str) -> Row[Assessment, Unit, Firm] | None:
    """A form the actor fills, with its unit and firm."""
    statement = scope.assessments(actor).where(col(Assessment.id) == assessment_id)
    return session.execute(statement).one_or_none()


def form_alone(session: Session, actor: Actor, assessment_id: str) -> Row[Assessment, Unit, Firm] | None:
    """As `form`, holding off everybody who saves to it or submits it until this transaction ends.

    SQLite has one writer at a time anyway and ignores the clause.
    """
    statement = scope.assessments(actor).where(col(Assessment.id) == assessment_id)
    return session.execute(statement.with_for_update(of=Assessment)).one_or_none()


def forms_of_unit(session: Session, unit_id: str) -> list[Assessment]:
    """The forms of a permitted unit, the one opened last first."""
    statement = (
        select(Assessment)
        .where(col(Assessment.unit_id) == unit_id)
        .order_by(col(Assessment.opened_at).desc(), col(Assessment.id))
    )
    return list(session.scalars(statement))


def set_purpose(session: Session, assessment_id: str, purpose: str, version: str) -> None:
    """Set what a form is filled for, and the version that decides for it."""
    statement = update(Assessment).where(col(Assessment.id) == assessment_id)
    session.execute(statement.values(purpose=purpose, version=version))


def round_of(session: Session, round_id: str, *, alone: bool = False) -> Round:
    """The round of a permitted form; `alone` keeps others from changing it until the transaction ends."""
    statement = select(Round).where(col(Round.id) == round_id)
    if alone:
        # Read once more: what the session holds may be older than the change it has just waited for.
        statement = statement.with_for_update(read=True).execution_options(populate_existing=True)
    return session.execute(statement).scalar_one()


def asked_round(session: Session, unit_id: str, round_id: str) -> Round | None:
    """A round that a permitted unit is asked to take part in."""
    invited = and_(col(RoundUnit.round_id) == col(Round.id), col(RoundUnit.unit_id) == unit_id)
    return session.scalar(select(Round).join(RoundUnit, invited).where(col(Round.id) == round_id))


def logged_value(session: Session, assessment_id: str, item: str, revision: int) -> str | None:
    """What the change log says was stored as a revision of an answer."""
    statement = select(col(AnswerChange.new_value)).where(
        col(AnswerChange.assessment_id) == assessment_id,
        col(AnswerChange.item) == item,
        col(AnswerChange.revision) == revision,
    )
    return session.execute(statement).scalar_one_or_none()


@dataclass(frozen=True)
class StoredRow:
    """A stored answer as it lies in the table, with its author's name."""

    value: str
    note: str
    revision: int
    author: str
    saved_at: datetime
    carried_from: str | None


def stored_answers(
    session: Session, assessment_id: str, items: Collection[str] | None = None
) -> dict[str, StoredRow]:
    """The stored answers of a form by item id; of some items only where `items` is given."""
    columns: Any = (
        DraftAnswer.item,
        DraftAnswer.value,
        DraftAnswer.note,
        DraftAnswer.revision,
        Person.name,
        DraftAnswer.saved_at,
        DraftAnswer.carried_from,
    )
    statement = (
        select(*columns)
        .join(Account, col(DraftAnswer.author_id) == col(Account.id))
        .join(Person, col(Account.person_id) == col(Person.id))
        .where(col(DraftAnswer.assessment_id) == assessment_id)
    )
    if items is not None:
        statement = statement.where(col(DraftAnswer.item).in_(items))
    return {row[0]: StoredRow(*row[1:]) for row in session.execute(statement)}


def close(session: Session, assessment_id: str, state: str) -> None:
    """Set the state of a form."""
    session.execute(update(Assessment).where(col(Assessment.id) == assessment_id).values(state=state))


def _insert(session: Session, table: type) -> Any:
    return _INSERT[session.get_bind().dialect.name](table)
