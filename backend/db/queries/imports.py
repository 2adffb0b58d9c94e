"""Lists brought in: the imports of an area, their lines, and the lines that wait for the next step."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session
from sqlmodel import col

from backend.auth.actor import Actor, region_prefix
from backend.db.tables.accounts import Account, Person
from backend.db.tables.imports import Import, ImportLine
from backend.db.tables.installation import Installation
from backend.db.within import within

_LINES_AT_ONCE = 1_000


def in_area(actor: Actor, prefix: str) -> ColumnElement[bool]:
    """Condition on Import: it was brought in for the area or a part of it, inside the actor's own area."""
    area = col(Import.area)
    own = region_prefix(actor.region) if actor.is_official else prefix
    # A province's code is longer than its prefix, and so is a city's: both begin with it.
    return within(area, own) & within(area, prefix)


def page(
    session: Session, actor: Actor, prefix: str, *, after: Import | None, limit: int
) -> list[Row[Import, str | None]]:
    """Imports of an area with the name of who brought them in, the latest first."""
    order = (col(Import.created_at), col(Import.id))
    statement = (
        select(Import, Person.name)  # type: ignore[call-overload]
        .outerjoin(Account, col(Import.created_by) == col(Account.id))
        .outerjoin(Person, col(Account.person_id) == col(Person.id))
        .where(in_area(actor, prefix))
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*order) < tuple_(after.created_at, after.id))
    return list(session.execute(statement))


def one(session: Session, actor: Actor, prefix: str, import_id: str, *, lock: bool = False) -> Import | None:
    """One import of the area; `lock` holds it against other steps until the transaction ends."""
    statement = select(Import).where(in_area(actor, prefix), col(Import.id) == import_id)
    return session.scalar(statement.with_for_update(of=Import) if lock else statement)


def author(session: Session, import_id: str) -> str:
    """The name of who brought a list in; empty for the operator's command."""
    statement = (
        select(col(Person.name))
        .join(Account, col(Account.person_id) == col(Person.id))
        .join(Import, col(Import.created_by) == col(Account.id))
        .where(col(Import.id) == import_id)
    )
    return session.scalar(statement) or ""


def of_same_file(session: Session, actor: Actor, found: Import) -> list[Import]:
    """Earlier imports of the very same file for the same area that have written something."""
    statement = (
        select(Import)
        .where(
            in_area(actor, region_prefix(found.area)),
            col(Import.area) == found.area,
            col(Import.kind) == found.kind,
            col(Import.file_digest) == found.file_digest,
            col(Import.id) != found.id,
            col(Import.state) == "done",
        )
        .order_by(col(Import.created_at).desc())
    )
    return list(session.scalars(statement))


def is_demo(session: Session) -> bool:
    """Whether the database is stamped as a demo."""
    return session.scalar(select(col(Installation.kind))) == "demo"


# --- lines ------------------------------------------------------------------------------------------------


def add_lines(session: Session, import_id: str, lines: Sequence[tuple[int, str]]) -> None:
    """Store the lines of a file: number and cells as JSON."""
    blank = {"problems": "[]", "key": "", "planned": "", "answer": "", "outcome": "", "subject": ""}
    for start in range(0, len(lines), _LINES_AT_ONCE):
        rows = [
            {"import_id": import_id, "line": number, "cells": cells, "before": "{}", "after": "{}", **blank}
            for number, cells in lines[start : start + _LINES_AT_ONCE]
        ]
        session.connection().execute(insert(ImportLine), rows)


def first_lines(session: Session, import_id: str, limit: int, after: int = 0) -> list[ImportLine]:
    """The first lines of the file, or those below a line."""
    return _lines(session, import_id, col(ImportLine.line) > after, limit)


def line(session: Session, import_id: str, number: int) -> ImportLine | None:
    """One line by its number in the file."""
    return session.get(ImportLine, (import_id, number))


def unchecked(session: Session, import_id: str, limit: int) -> list[ImportLine]:
    """The next lines that nobody has checked."""
    return _lines(session, import_id, col(ImportLine.planned) == "", limit)


def waiting(session: Session, import_id: str, limit: int) -> list[ImportLine]:
    """The next lines that nobody has applied."""
    return _lines(session, import_id, col(ImportLine.outcome) == "", limit)


def applied(session: Session, import_id: str, limit: int) -> list[ImportLine]:
    """The last lines that have written something and can be taken back."""
    statement = (
        select(ImportLine)
        .where(col(ImportLine.import_id) == import_id, col(ImportLine.outcome).in_(("created", "changed")))
        .order_by(col(ImportLine.line).desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def by_keys(session: Session, import_id: str, keys: Collection[str]) -> list[ImportLine]:
    """The checked lines that speak of these things, in the order of the file."""
    wanted = sorted({key for key in keys if key})
    statement = (
        select(ImportLine)
        .where(col(ImportLine.import_id) == import_id, col(ImportLine.key).in_(wanted))
        .where(col(ImportLine.planned) != "")
        .order_by(col(ImportLine.line))
    )
    return list(session.scalars(statement)) if wanted else []


def told(
    session: Session, import_id: str, outcomes: Collection[str], *, after: int, limit: int
) -> list[ImportLine]:
    """Lines of which something is planned, or became, that is among `outcomes`, below a line."""
    shown = or_(col(ImportLine.outcome).in_(outcomes), _planned_as(outcomes))
    return _lines(session, import_id, shown & (col(ImportLine.line) > after), limit)


def with_problems(session: Session, import_id: str, *, after: int, limit: int) -> list[ImportLine]:
    """Lines about which there is something to tell, below a line."""
    told_about = (col(ImportLine.problems) != "[]") & (col(ImportLine.planned) != "skipped")
    return _lines(session, import_id, told_about & (col(ImportLine.line) > after), limit)


def questions(session: Session, import_id: str, limit: int) -> list[Row[str, int, int]]:
    """What waits for a person: the question as told, how many lines ask it, the first of them."""
    statement = (
        select(col(ImportLine.problems), func.count(), func.min(col(ImportLine.line)))
        .where(col(ImportLine.import_id) == import_id, _planned_as(("ask",)))
        .group_by(col(ImportLine.problems))
        .order_by(func.min(col(ImportLine.line)))
        .limit(limit)
    )
    return list(session.execute(statement))


def answer(session: Session, import_id: str, problems: str, chosen: str) -> int:
    """Give all lines that ask the same the same answer; they are checked anew. How many there were."""
    statement = (
        update(ImportLine)
        .where(
            col(ImportLine.import_id) == import_id,
            _planned_as(("ask",)),
            col(ImportLine.problems) == problems,
        )
        .values(answer=chosen, planned="")
        .returning(col(ImportLine.line))
    )
    return len(session.execute(statement).all())


def counts(session: Session, import_ids: Collection[str]) -> list[Row[str, str, str, int]]:
    """Lines by import, what was planned and what became of them."""
    row = ImportLine
    columns: Any = (col(row.import_id), col(row.planned), col(row.outcome))
    statement = select(*columns, func.count()).where(col(row.import_id).in_(import_ids)).group_by(*columns)
    return list(session.execute(statement)) if import_ids else []


def forget_checks(session: Session, import_id: str) -> None:
    """Let every line be checked anew, as if nobody had looked at it or chosen anything."""
    blank = {"planned": "", "key": "", "problems": "[]", "answer": "", "subject": "", "after": "{}"}
    session.execute(update(ImportLine).where(col(ImportLine.import_id) == import_id).values(**blank))


def settle(session: Session, import_id: str, outcomes: Mapping[str, str]) -> None:
    """Decide the waiting lines that need no look: from what is planned to what becomes of them."""
    for planned, outcome in outcomes.items():
        statement = update(ImportLine).where(
            col(ImportLine.import_id) == import_id,
            col(ImportLine.planned) == planned,
            col(ImportLine.outcome) == "",
        )
        session.execute(statement.values(outcome=outcome))


def _planned_as(outcomes: Collection[str]) -> ColumnElement[bool]:
    return (col(ImportLine.outcome) == "") & col(ImportLine.planned).in_(outcomes)


def _lines(session: Session, import_id: str, shown: ColumnElement[bool], limit: int) -> list[ImportLine]:
    statement = (
        select(ImportLine)
        .where(col(ImportLine.import_id) == import_id, shown)
        .order_by(col(ImportLine.line))
        .limit(limit)
    )
    return list(session.scalars(statement))
