"""The statements behind saving one answer, put together once and only executed from then on.

Putting a statement together costs ten times as much as running it on SQLite, and a save holds the write lock
meanwhile. Core statements on the connection also leave out the unit of work, which a save has no use for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, and_, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Select, visitors
from sqlmodel import SQLModel, col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.tables.assessments import AnswerChange, Assessment, DraftAnswer
from backend.db.tables.base import new_id
from backend.db.tables.firms import Unit

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# Stands for the account's id while the statement is put together; no account has it.
_SOMEBODY = Actor(account_id="\0somebody")


@dataclass(frozen=True)
class SavePoint:
    """Everything a save has to know, read in one statement; revision 0 means that nothing is stored yet."""

    state: str
    questionnaire: str
    version: str
    production_type: str
    value: str
    note: str
    revision: int
    carried_from: str | None


@dataclass(frozen=True)
class NewAnswer:
    """A row of `draft_answer` about to be written; saving it confirms what was taken over."""

    assessment_id: str
    item: str
    value: str
    note: str
    revision: int
    author_id: str
    saved_at: datetime
    carried_from: str | None = None


def save_point(connection: Connection, actor: Actor, assessment_id: str, item: str) -> SavePoint | None:
    """What is stored for an item of a form the actor fills.

    The form is locked against being submitted meanwhile, but not against colleagues who save to it.
    """
    # Only people of firms fill forms, and scope gives nothing to anybody else.
    statement = _save_point(_SOMEBODY) if actor.is_enterprise else _save_point(actor)
    values = {"form": assessment_id, "item": item, "actor": actor.account_id}
    row = connection.execute(statement, values).one_or_none()
    if row is None:
        return None
    state, questionnaire, version, production, value, note, revision, carried_from = row
    return SavePoint(
        state, questionnaire, version, production, value or "{}", note or "", revision or 0, carried_from
    )


def put_answer(connection: Connection, answer: NewAnswer) -> bool:
    """Store an answer as the revision after the one it was made from; False if somebody else was first.

    The condition stands in the statement itself: on PostgreSQL two saves may have read the same revision.
    """
    values = {**vars(answer), "before": answer.revision - 1}
    return connection.execute(_put_answer(_dialect(connection)), values).scalar() is not None


def log_change(connection: Connection, answer: NewAnswer, old: str, new: str) -> None:
    """Add a line to the change log."""
    values = {
        "id": new_id(),
        "assessment_id": answer.assessment_id,
        "item": answer.item,
        "old_value": old,
        "new_value": new,
        "revision": answer.revision,
        "author_id": answer.author_id,
        "at": answer.saved_at,
    }
    connection.execute(_log_change(), values)


def answered_among(connection: Connection, assessment_id: str, items: Collection[str]) -> dict[str, str]:
    """The stored values of some items by item id; cleared answers and those to confirm are left out."""
    values = {"form": assessment_id, "items": sorted(items)}
    rows = connection.execute(_answered_among(), values)
    return {item: value for item, value in rows if value != "{}"}


@cache
def _save_point(actor: Actor) -> Select[Any]:
    stored = and_(
        col(DraftAnswer.assessment_id) == bindparam("form"), col(DraftAnswer.item) == bindparam("item")
    )
    columns: Any = (
        Assessment.state,
        Assessment.questionnaire,
        Assessment.version,
        Unit.production_type,
        DraftAnswer.value,
        DraftAnswer.note,
        DraftAnswer.revision,
        DraftAnswer.carried_from,
    )
    statement = (
        scope.assessments(actor)
        .where(col(Assessment.id) == bindparam("form"))
        .outerjoin(DraftAnswer, stored)
        .with_only_columns(*columns, maintain_column_froms=True)
        .with_for_update(read=True, of=Assessment)
    )
    return _with_actor_as_parameter(statement)


def _with_actor_as_parameter(statement: Select[Any]) -> Select[Any]:
    """Row permission is written once, in scope, with the account's id as a value: make that a parameter."""

    def replace(element: Any, **_options: Any) -> Any:
        if isinstance(element, BindParameter) and element.value == _SOMEBODY.account_id:
            return bindparam("actor", type_=element.type)
        return None

    return cast("Select[Any]", visitors.replacement_traverse(statement, {}, replace))


@cache
def _put_answer(dialect: str) -> Any:
    table = _table(DraftAnswer)
    insert = _INSERT[dialect](table)
    changed = [column.name for column in table.columns if column.name not in {"assessment_id", "item"}]
    return insert.on_conflict_do_update(
        index_elements=["assessment_id", "item"],
        set_={name: insert.excluded[name] for name in changed},
        where=table.c.revision == bindparam("before"),
    ).returning(table.c.revision)


@cache
def _log_change() -> Any:
    return _table(AnswerChange).insert()


@cache
def _answered_among() -> Select[str, str]:
    return select(col(DraftAnswer.item), col(DraftAnswer.value)).where(
        col(DraftAnswer.assessment_id) == bindparam("form"),
        col(DraftAnswer.item).in_(bindparam("items", expanding=True)),
        col(DraftAnswer.carried_from).is_(None),
    )


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]


def _dialect(connection: Connection) -> str:
    return connection.dialect.name
