"""What advice to a unit starts from, and what its firm decided about recommended actions."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.db.tables.advice import Decision
from backend.db.tables.assessments import Assessment
from backend.db.tables.submissions import Standing, Submission

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def standing_submission(session: Session, unit_id: str, questionnaire: str) -> Submission | None:
    """The current submission of a permitted unit under a questionnaire."""
    statement = (
        select(Submission)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .where(col(Standing.unit_id) == unit_id, col(Standing.questionnaire) == questionnaire)
    )
    return session.scalar(statement)


def open_form(
    session: Session, unit_id: str, questionnaire: str, states: Collection[str]
) -> Assessment | None:
    """The form of a permitted unit in one of these states that was opened last."""
    statement = (
        select(Assessment)
        .where(
            col(Assessment.unit_id) == unit_id,
            col(Assessment.questionnaire) == questionnaire,
            col(Assessment.state).in_(states),
        )
        .order_by(col(Assessment.opened_at).desc(), col(Assessment.id))
        .limit(1)
    )
    return session.scalar(statement)


def begun(session: Session, unit_id: str, states: Collection[str]) -> set[str]:
    """The questionnaires under which a permitted unit stands, or is filling a form."""
    forms = select(col(Assessment.questionnaire)).where(
        col(Assessment.unit_id) == unit_id, col(Assessment.state).in_(states)
    )
    standings = select(col(Standing.questionnaire)).where(col(Standing.unit_id) == unit_id)
    return set(session.scalars(forms.union(standings)))


def decisions(session: Session, unit_id: str, questionnaire: str) -> list[Decision]:
    """What a permitted unit's firm decided, the latest decision first."""
    statement = (
        select(Decision)
        .where(col(Decision.unit_id) == unit_id, col(Decision.questionnaire) == questionnaire)
        .order_by(col(Decision.decided_at).desc(), col(Decision.id))
    )
    return list(session.scalars(statement))


def ensure_decision(session: Session, fresh: Decision) -> Decision:
    """The decision about the same action: the one that exists, else the one given; others wait for it."""
    insert = _INSERT[session.get_bind().dialect.name]
    session.execute(insert(Decision).values(fresh.model_dump()).on_conflict_do_nothing())
    statement = select(Decision).where(
        col(Decision.unit_id) == fresh.unit_id,
        col(Decision.questionnaire) == fresh.questionnaire,
        col(Decision.action) == fresh.action,
    )
    return session.execute(statement.with_for_update()).scalar_one()


def submissions_by_id(session: Session, ids: Collection[str]) -> dict[str, Submission]:
    """Submissions of a permitted unit by id."""
    statement = select(Submission).where(col(Submission.id).in_(ids))
    return {one.id: one for one in session.scalars(statement)}
