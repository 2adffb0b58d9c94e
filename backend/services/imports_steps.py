"""The steps of an import: choosing columns, checking, answering, applying, cancelling, taking back.

Checking, applying and taking back go through the lines in blocks, each block in one transaction; a step that
is interrupted is gone on with from where it was. What waits is seen in the lines, never counted on the side.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import imports as queries
from backend.db.tables.imports import Import, ImportLine
from backend.imports import headings, repeats
from backend.imports.kind import ASK, BLOCK, LEFT, Checked, Context, Kind, Problem
from backend.imports.kinds import KINDS
from backend.imports.sifting import why_skipped
from backend.imports.stored import (
    SKIP,
    as_columns,
    as_json,
    as_problems,
    as_told,
    done_of,
    headings_of,
    line_of,
    told_of,
)
from backend.services import audit, coverage, imports
from backend.services.areas import find_area
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.imports import (
    AT_WORK,
    CANCELLED,
    CHECKING,
    COLUMNS,
    DONE,
    PREVIEW,
    RUNNING,
    UNDOING,
    UNDONE_STATE,
    WRITTEN,
)

WORK_SECONDS = 2.0
"""How long one request goes on with block after block before it tells how far it has come."""

_OPEN = (COLUMNS, CHECKING, PREVIEW)
"""States in which nothing has been written yet."""
_SETTLED = {"skipped": "skipped", "repeat": "repeat", "refused": "refused", "left": "left", "ask": "left"}
"""What becomes of planned lines that are not looked at once more."""

GONE_ON = "这份名单的状态已变化（可能有同事刚处理过），请刷新页面后再操作。"


def advance(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    import_id: str,
    *,
    seconds: float,
) -> imports.Head:
    """Go on with the work that waits, for about so many seconds, at least one block; gives how far it is.

    Raises NotFoundError where there is no such import for the actor.
    """
    until = time.monotonic() + seconds
    while _step_again(database, actor, catalogue, code, import_id) and time.monotonic() < until:
        pass
    with database.read(actor) as session:
        job = imports.found_import(session, actor, code, import_id)
        counts = imports.counts_of(session, [job.id])[job.id]
        return imports.head_of(job, queries.author(session, job.id), counts)


def choose_columns(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    import_id: str,
    *,
    line: int,
    places: Mapping[str, int],
) -> None:
    """Say in which line the headings stand and which column of the file is which; all is checked anew.

    Raises NotFoundError, ConflictError once applying has begun, InvalidInputError by column id.
    """
    with database.write(actor) as session:
        job = _held(session, actor, catalogue, code, import_id)
        _require(job, _OPEN)
        kind = KINDS[job.kind]
        row = queries.line(session, job.id, line)
        if row is None:
            raise InvalidInputError({"line": f"文件的第 {line} 行是空的，请填表头所在的行号。"})
        found = headings.at([(line, json.loads(row.cells))], line, kind.columns)
        _check_places(kind, places, len(found.names))
        job.columns = as_columns(replace(found, mapping=dict(places)))
        job.state = CHECKING
        queries.forget_checks(session, job.id)


def answer(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    import_id: str,
    *,
    chosen: Mapping[int, str],
) -> int:
    """Answer questions: by the first line that asks, the value chosen (SKIP leaves the lines out).

    Every line that asks the very same gets the same answer. Gives how many lines were answered. Raises
    NotFoundError, ConflictError where nothing waits for answers, InvalidInputError for a value not offered.
    """
    with database.write(actor) as session:
        job = _held(session, actor, catalogue, code, import_id)
        _require(job, (PREVIEW,))
        number = 0
        for first, value in chosen.items():
            row = queries.line(session, job.id, first)
            ask = told_of(row.problems).ask if row is not None else None
            if row is None or ask is None:
                raise ConflictError(GONE_ON)
            if value not in {SKIP, *(offered for offered, _ in ask.choices)}:
                raise InvalidInputError({f"answer_{first}": "请从列出的选项中选择。"})
            number += queries.answer(session, job.id, row.problems, value)
        if number:
            job.state = CHECKING
        return number


def begin(database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str) -> None:
    """Let a checked list be applied, or go on with one that was stopped. Raises as `cancel`."""
    with database.write(actor) as session:
        job = _held(session, actor, catalogue, code, import_id)
        counts = imports.counts_of(session, [job.id])[job.id]
        if job.state != PREVIEW and not (job.state == CANCELLED and counts.begun and counts.became.get("")):
            raise ConflictError(GONE_ON)
        if not counts.to_write:
            raise ConflictError("没有需要导入的行：各行或与登记一致，或有问题需先改正。")
        queries.settle(session, job.id, _SETTLED)
        job.state = RUNNING
        job.finished_at = None
        audit.record(session, actor, "import_apply", f"import:{job.id}", job.area)


def cancel(database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str) -> None:
    """Stop: what has been applied stays until it is taken back.

    Raises NotFoundError, ConflictError where there is nothing to stop.
    """
    with database.write(actor) as session:
        job = _held(session, actor, catalogue, code, import_id)
        _require(job, (*_OPEN, RUNNING))
        job.state = CANCELLED
        job.finished_at = clock.now()


def take_back(database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str) -> None:
    """Let what a list has written be undone, the last line first. Raises as `cancel`."""
    with database.write(actor) as session:
        job = _held(session, actor, catalogue, code, import_id)
        _require(job, (DONE, CANCELLED))
        if not imports.counts_of(session, [job.id])[job.id].written:
            raise ConflictError("这份名单没有写入任何内容，不需要撤销。")
        job.state = UNDOING
        job.finished_at = None
        audit.record(session, actor, "import_undo", f"import:{job.id}", job.area)


def _held(session: Session, actor: Actor, catalogue: Catalogue, code: str, import_id: str) -> Import:
    """The list, held against other changes until the transaction ends."""
    find_area(catalogue, actor, code)
    return imports.found_import(session, actor, code, import_id, lock=True)


def _require(job: Import, states: tuple[str, ...]) -> None:
    if job.state not in states:
        raise ConflictError(GONE_ON)


def _check_places(kind: Kind, places: Mapping[str, int], width: int) -> None:
    labels = {column.id: column.label for column in kind.columns}
    problems = {}
    for column in kind.columns:
        place = places.get(column.id)
        if place is None:
            if column.required:
                problems[column.id] = f"请选择“{column.label}”在文件中的哪一列。"
        elif not 0 <= place < width:
            problems[column.id] = f"文件没有所选的列，请重新选择“{column.label}”。"
        else:
            twice = next((one for one, at in places.items() if at == place and one != column.id), None)
            if twice is not None:
                problems[column.id] = f"“{column.label}”与“{labels[twice]}”选了同一列，请改选。"
    if problems:
        raise InvalidInputError(problems)


# --- blocks -----------------------------------------------------------------------------------------------


def _step_again(database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str) -> bool:
    try:
        return _step(database, actor, catalogue, code, import_id)
    except IntegrityError:
        # On PostgreSQL somebody may have registered one of the firms in between: then it is known now.
        return _step(database, actor, catalogue, code, import_id)


def _step(database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str) -> bool:
    """One block of the work that waits; whether there may be more."""
    with database.write(actor) as session:
        job = _held(session, actor, catalogue, code, import_id)
        work = _WORK.get(job.state)
        if work is not None:
            work(session, imports.context_of(session, actor, catalogue, job), job)
        return job.state in AT_WORK


def _check(session: Session, context: Context, job: Import) -> None:
    rows = queries.unchecked(session, job.id, BLOCK)
    if not rows:
        job.state = PREVIEW
        return
    found, lines = headings_of(job), []
    for row in rows:
        reason = why_skipped(json.loads(row.cells), row.line, found.line, found.names)
        if reason:
            row.planned, row.problems = "skipped", as_problems([Problem("", reason, is_note=True)])
        elif row.answer == SKIP:
            row.planned, row.problems = LEFT, "[]"
        else:
            lines.append(row)
    _, pairs = _checked(session, context, job, lines)
    earlier = queries.by_keys(session, job.id, [checked.key for _, checked in pairs])
    repeats.store(pairs, earlier, KINDS[job.kind].columns)


def _apply(session: Session, context: Context, job: Import) -> None:
    rows = queries.waiting(session, job.id, BLOCK)
    if not rows:
        job.state, job.finished_at = DONE, clock.now()
        return
    kind = KINDS[job.kind]
    # Checked once more: since the preview somebody may have changed what the line is about.
    context, pairs = _checked(session, context, job, rows)
    subjects = [checked.subject for _, checked in pairs if checked.planned in WRITTEN]
    with _counted(session, kind, subjects):
        for row, checked in pairs:
            row.problems = as_told(checked)
            row.outcome = LEFT if checked.planned == ASK else checked.planned
            if checked.planned in WRITTEN:
                done = kind.apply(session, context, checked)
                row.outcome, row.subject = done.outcome, done.subject
                row.before, row.after = as_json(done.before), as_json(done.after)
        kind.finish(session, context)


def _undo(session: Session, context: Context, job: Import) -> None:
    rows = queries.applied(session, job.id, BLOCK)
    if not rows:
        job.state, job.finished_at = UNDONE_STATE, clock.now()
        return
    kind = KINDS[job.kind]
    done = [done_of(row) for row in rows]
    context = replace(context, found=kind.look_up_done(session, context, done))
    with _counted(session, kind, [one.subject for one in done]):
        for row, one in zip(rows, done, strict=True):
            row.outcome = kind.undo(session, context, one)
        kind.finish(session, context)


def _checked(
    session: Session, context: Context, job: Import, rows: Sequence[ImportLine]
) -> tuple[Context, list[tuple[ImportLine, Checked]]]:
    """The lines checked against what stands now, and the context with what was looked up for them."""
    kind, found = KINDS[job.kind], headings_of(job)
    lines = [line_of(found, row) for row in rows]
    context = replace(context, found=kind.look_up(session, context, lines))
    return context, [(row, kind.check(context, line)) for row, line in zip(rows, lines, strict=True)]


@contextmanager
def _counted(session: Session, kind: Kind, subjects: Sequence[str]) -> Iterator[None]:
    """Bring the summary along where the lines are about firms."""
    if not kind.subject_is_firm:
        yield
        return
    with coverage.kept_many(session, subjects):
        yield


_WORK: Mapping[str, Callable[[Session, Context, Import], None]] = {
    CHECKING: _check,
    RUNNING: _apply,
    UNDOING: _undo,
}
