"""Models of kinds of firms and their counts; names only within the actor's own scope."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.queries.population import Content
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.kinds import CANDIDATE, DISCARDED, KindCount, KindModel
from backend.db.tables.submissions import Standing, Submission
from backend.db.within import within


def newest(session: Session, questionnaire: str, state: str) -> KindModel | None:
    """The newest model of a questionnaire in a state."""
    statement = (
        select(KindModel)
        .where(col(KindModel.questionnaire) == questionnaire, col(KindModel.state) == state)
        .order_by(col(KindModel.created_at).desc(), col(KindModel.id))
        .limit(1)
    )
    found: KindModel | None = session.scalar(statement)
    return found


def model(session: Session, model_id: str, *, lock: bool = False) -> KindModel | None:
    """A model by its id; `lock` lets other decisions about it wait."""
    statement = select(KindModel).where(col(KindModel.id) == model_id)
    found: KindModel | None = session.scalar(statement.with_for_update() if lock else statement)
    return found


def models(session: Session, questionnaire: str, limit: int) -> list[KindModel]:
    """The models of a questionnaire, the newest first."""
    statement = (
        select(KindModel)
        .where(col(KindModel.questionnaire) == questionnaire)
        .order_by(col(KindModel.created_at).desc(), col(KindModel.id))
        .limit(limit)
    )
    return list(session.scalars(statement))


def keep(session: Session, row: KindModel, counts: Sequence[KindCount]) -> None:
    """Store a candidate with its counts; an earlier candidate of the questionnaire is discarded."""
    waiting = col(KindModel.state) == CANDIDATE, col(KindModel.questionnaire) == row.questionnaire
    session.execute(
        update(KindModel)
        .where(*waiting)
        .values(state=DISCARDED, decided_by=row.created_by, decided_at=row.created_at)
    )
    session.add(row)
    session.flush()
    session.add_all(counts)


def move_all(session: Session, questionnaire: str, old: str, new: str) -> None:
    """Put every model of a questionnaire that is in one state into another."""
    held = col(KindModel.questionnaire) == questionnaire, col(KindModel.state) == old
    session.execute(update(KindModel).where(*held).values(state=new))


def counts(session: Session, model_id: str, prefix: str) -> list[KindCount]:
    """The counts of the counties whose code begins with `prefix`, the nearest submissions first."""
    statement = (
        select(KindCount)
        .where(col(KindCount.model_id) == model_id, within(col(KindCount.county), prefix))
        .order_by(col(KindCount.kind), col(KindCount.nearest_distance), col(KindCount.county))
    )
    return list(session.scalars(statement))


def named(
    session: Session, actor: Actor, submission_ids: Collection[str]
) -> list[Row[Submission, Unit, Firm]]:
    """Those of some submissions that the actor may see, with unit and firm."""
    return list(session.execute(scope.submissions(actor).where(col(Submission.id).in_(submission_ids))))


def content(session: Session, actor: Actor, submission_id: str) -> Content | None:
    """What a submission of the actor's scope holds."""
    columns: Any = (
        col(Submission.id),
        col(Submission.questionnaire),
        col(Submission.version),
        col(Submission.rules_digest),
        col(Submission.packed),
        col(Submission.snapshot),
    )
    wanted = scope.submissions(actor).where(col(Submission.id) == submission_id)
    return session.execute(wanted.with_only_columns(*columns, maintain_column_froms=True)).one_or_none()


def standings(session: Session, actor: Actor, unit_id: str) -> dict[str, Standing]:
    """Where a unit that the actor may see stands, by questionnaire."""
    columns: Any = (Standing,)
    wanted = (
        scope.submissions(actor)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .where(col(Standing.unit_id) == unit_id)
        .with_only_columns(*columns, maintain_column_froms=True)
    )
    return {row.questionnaire: row for row in session.scalars(wanted)}
