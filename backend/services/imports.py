"""Lists that officials bring in: what there is to see of them.

Nothing a file says is written before somebody has seen what it would do (`backend.services.imports_steps`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.batch.cells import Cell
from backend.db.engine import Database
from backend.db.queries import imports as queries
from backend.db.tables.imports import Import, ImportLine
from backend.imports import headings
from backend.imports.headings import Headings
from backend.imports.kind import Ask, Context, Kind, Problem
from backend.imports.kinds import KINDS, kinds_for
from backend.imports.stored import headings_of, options_of, told_of
from backend.services.areas import Area, find_area
from backend.services.errors import InvalidInputError, NotFoundError

PAGE_SIZE = 30
LINES_SHOWN = 50
QUESTIONS_SHOWN = 50
SAMPLES = 3

COLUMNS, CHECKING, PREVIEW, RUNNING = "columns", "checking", "preview", "running"
DONE, CANCELLED, UNDOING, UNDONE_STATE = "done", "cancelled", "undoing", "undone"
AT_WORK = (CHECKING, RUNNING, UNDOING)
"""States in which there is work that the next step goes on with."""
WRITTEN = ("created", "changed")
"""Outcomes that can be taken back."""


@dataclass(frozen=True)
class Counts:
    """How many lines come to what: `planned` by what checking says, `became` by what has been done."""

    planned: Mapping[str, int] = field(default_factory=dict)
    became: Mapping[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        """The lines of the list: without headings, totals and notes."""
        return sum(self.planned.values()) - self.planned.get("skipped", 0)

    @property
    def to_write(self) -> int:
        """The lines that applying would write."""
        return sum(self.planned.get(outcome, 0) for outcome in WRITTEN)

    @property
    def written(self) -> int:
        """The lines that have been written and can be taken back."""
        return sum(self.became.get(outcome, 0) for outcome in WRITTEN)

    @property
    def steps(self) -> tuple[int, int]:
        """How many lines the work that is going on has gone through, of how many."""
        unchecked, waiting = self.planned.get("", 0), self.became.get("", 0)
        taken_back = sum(self.became.get(outcome, 0) for outcome in ("undone", "stays"))
        total = sum(self.planned.values())
        if unchecked:
            return total - unchecked, total
        return (total - waiting, total) if waiting else (taken_back, taken_back + self.written)

    @property
    def begun(self) -> bool:
        """Whether applying has begun."""
        return any(number for outcome, number in self.became.items() if outcome)


@dataclass(frozen=True)
class Head:
    """One import as every page about it names it."""

    id: str
    kind: Kind
    area: str
    file_name: str
    state: str
    lines: int
    author: str
    created_at: datetime
    finished_at: datetime | None
    counts: Counts


@dataclass(frozen=True)
class ImportList:
    """Some imports of an area, the latest first; `next` is where the next page begins, empty on the last."""

    area: Area
    heads: tuple[Head, ...]
    next: str


@dataclass(frozen=True)
class Question:
    """What waits for a person, asked alike by `lines` lines, of which `line` is the first."""

    line: int
    lines: int
    ask: Ask
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class ToldLine:
    """One line with what is told about it; `outcome` is what became, or would become of it."""

    number: int
    cells: tuple[Cell, ...]
    outcome: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ImportPage:
    """One import: what it would do or did, what is wrong with it, what waits for a person.

    `lines` are those with something to tell, beginning after a line; `samples` the first of the file.
    """

    area: Area
    head: Head
    headings: Headings
    options: Mapping[str, str]
    questions: tuple[Question, ...]
    lines: tuple[ToldLine, ...]
    next: int
    skipped: tuple[ToldLine, ...]
    samples: tuple[ToldLine, ...]
    same_file: tuple[datetime, ...]


@dataclass(frozen=True)
class ColumnsPage:
    """Choosing which column of the file is which: the first rows of the file as they were read."""

    area: Area
    head: Head
    headings: Headings
    top: tuple[ToldLine, ...]


def kind_of(kind_id: str, area: Area | None = None) -> Kind:
    """A kind of list. Raises InvalidInputError for one that does not exist, or not for the `area`."""
    kind = KINDS.get(kind_id)
    if kind is None or (area is not None and kind not in kinds_for(area)):
        raise InvalidInputError({"kind": "请选择名单的种类。"})
    return kind


def is_complete(kind: Kind, mapping: Mapping[str, int]) -> bool:
    """Whether every column without which nothing can be read has a place in the file."""
    return all(column.id in mapping for column in kind.columns if column.required)


def import_list(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, *, after: str = ""
) -> ImportList:
    """A page of the imports of an area. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    prefix = region_prefix(code)
    with database.read(actor) as session:
        last = queries.one(session, actor, prefix, after) if after else None
        rows = queries.page(session, actor, prefix, after=last, limit=PAGE_SIZE + 1)
        shown = rows[:PAGE_SIZE]
        counted = counts_of(session, [job.id for job, _ in shown])
    heads = tuple(head_of(job, name or "", counted[job.id]) for job, name in shown)
    return ImportList(area, heads, heads[-1].id if len(rows) > PAGE_SIZE else "")


def import_page(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str, *, after: int = 0
) -> ImportPage:
    """One import of an area. Raises NotFoundError where there is none for the actor."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        job = found_import(session, actor, code, import_id)
        found = headings_of(job)
        told = queries.with_problems(session, job.id, after=after, limit=LINES_SHOWN + 1)
        lines = tuple(told_line(line) for line in told[:LINES_SHOWN])
        return ImportPage(
            area=area,
            head=_head(session, job),
            headings=found,
            options=options_of(job),
            questions=_questions(session, job, found),
            lines=lines,
            next=lines[-1].number if len(told) > LINES_SHOWN else 0,
            skipped=tuple(
                told_line(line)
                for line in queries.told(session, job.id, ("skipped",), after=0, limit=LINES_SHOWN)
            ),
            samples=_samples(session, job, found),
            same_file=tuple(one.created_at for one in queries.of_same_file(session, actor, job)),
        )


def columns_page(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, import_id: str, *, line: int = 0
) -> ColumnsPage:
    """The choice of columns, with the headings of another line where one is named. Raises NotFoundError."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        job = found_import(session, actor, code, import_id)
        found = headings_of(job)
        if line and line != found.line:
            named = queries.line(session, job.id, line)
            if named is not None:
                rows = [(line, json.loads(named.cells))]
                found = headings.at(rows, line, KINDS[job.kind].columns)
        top = queries.first_lines(session, job.id, headings.LOOKED_AT)
        below = queries.first_lines(session, job.id, SAMPLES, found.line)
        shown = {row.line: row for row in (*top, *below)}
        return ColumnsPage(
            area, _head(session, job), found, tuple(told_line(shown[number]) for number in sorted(shown))
        )


def found_import(session: Session, actor: Actor, code: str, import_id: str, *, lock: bool = False) -> Import:
    """An import of an area. Raises NotFoundError where there is none for the actor."""
    job = queries.one(session, actor, region_prefix(code), import_id, lock=lock)
    if job is None or job.kind not in KINDS:
        raise NotFoundError
    return job


def context_of(session: Session, actor: Actor, catalogue: Catalogue, job: Import) -> Context:
    """What the kind of an import knows beside its lines."""
    return Context(
        actor=actor,
        area=job.area,
        catalogue=catalogue,
        options=options_of(job),
        import_id=job.id,
        file_name=job.file_name,
        is_demo=queries.is_demo(session),
        now=clock.now(),
    )


def counts_of(session: Session, import_ids: Sequence[str]) -> dict[str, Counts]:
    """The counts of several imports, by id."""
    planned: dict[str, dict[str, int]] = {import_id: {} for import_id in import_ids}
    became: dict[str, dict[str, int]] = {import_id: {} for import_id in import_ids}
    for import_id, plan, outcome, number in queries.counts(session, import_ids):
        planned[import_id][plan] = planned[import_id].get(plan, 0) + number
        became[import_id][outcome] = became[import_id].get(outcome, 0) + number
    return {import_id: Counts(planned[import_id], became[import_id]) for import_id in import_ids}


def head_of(job: Import, author: str, counts: Counts) -> Head:
    """An import as pages name it."""
    return Head(
        id=job.id,
        kind=KINDS[job.kind],
        area=job.area,
        file_name=job.file_name,
        state=job.state,
        lines=job.lines,
        author=author,
        created_at=job.created_at,
        finished_at=job.finished_at,
        counts=counts,
    )


def told_line(row: ImportLine) -> ToldLine:
    """A line with what is told about it."""
    told = told_of(row.problems)
    return ToldLine(row.line, tuple(json.loads(row.cells)), row.outcome or row.planned, told.problems)


def _head(session: Session, job: Import) -> Head:
    return head_of(job, queries.author(session, job.id), counts_of(session, [job.id])[job.id])


def _questions(session: Session, job: Import, found: Headings) -> tuple[Question, ...]:
    shown = []
    for problems, number, first in queries.questions(session, job.id, QUESTIONS_SHOWN):
        ask, row = told_of(problems).ask, queries.line(session, job.id, first)
        if ask is not None and row is not None:
            cells = json.loads(row.cells)
            named = {column: cells[place] for column, place in found.mapping.items() if place < len(cells)}
            shown.append(Question(first, number, ask, named))
    return tuple(shown)


def _samples(session: Session, job: Import, found: Headings) -> tuple[ToldLine, ...]:
    rows = queries.first_lines(session, job.id, 2 * SAMPLES, found.line)
    return tuple(told_line(row) for row in rows if row.planned != "skipped")[:SAMPLES]
