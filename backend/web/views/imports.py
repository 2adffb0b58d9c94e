"""Lists brought in, in words: the list of imports, the form for a file, one import, the choice of columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend import clock
from backend.batch.headings import letters
from backend.imports.kind import Column, Kind, Option
from backend.imports.kinds import kinds_for
from backend.imports.options import PREFIX
from backend.imports.stored import SKIP
from backend.imports.words import BECAME, PLANNED, STATES
from backend.services.areas import Area
from backend.services.imports import (
    AT_WORK,
    CANCELLED,
    ColumnsPage,
    Counts,
    Head,
    ImportList,
    ImportPage,
    Question,
    ToldLine,
)
from backend.services.imports_report import shown
from backend.web.language import _
from backend.web.render import zh_date

_GOOD = frozenset({"created", "changed", "same"})
_BAD = frozenset({"refused"})
_ORDER = (*PLANNED, "undone", "stays")
_SAMPLE_ROWS = 3


@dataclass(frozen=True)
class Tally:
    """How many lines come to something."""

    outcome: str
    words: str
    number: int
    tone: str


@dataclass(frozen=True)
class ImportRow:
    """One import of the list."""

    href: str
    file_name: str
    kind: str
    state: str
    state_id: str
    author: str
    at: datetime
    area: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class ImportsPage:
    """Context of imports/list.html."""

    area: Area
    rows: tuple[ImportRow, ...]
    kinds: tuple[Kind, ...]
    first_href: str
    next_href: str


@dataclass(frozen=True)
class OptionField:
    """What is asked about a whole list; `groups` are the choices of a select."""

    name: str
    option: Option
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class NewImportPage:
    """Context of imports/new.html."""

    area: Area
    kind: Kind
    kinds: tuple[Kind, ...]
    fields: tuple[OptionField, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    limit_mb: int


@dataclass(frozen=True)
class ColumnRow:
    """Which column of the file is one of ours."""

    column: Column
    said: str


@dataclass(frozen=True)
class LineRow:
    """One line of the file: its cells under our columns, and what is told about it."""

    number: int
    cells: tuple[str, ...]
    outcome: str
    tone: str
    told: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class QuestionBlock:
    """What waits for a person."""

    name: str
    text: str
    choices: tuple[tuple[str, str], ...]
    lines: str
    sample: str


@dataclass(frozen=True)
class JobPage:
    """Context of imports/job.html."""

    area: Area
    base: str
    file_name: str
    kind: Kind
    state: str
    state_id: str
    at_work: bool
    author: str
    created_at: datetime
    finished_at: datetime | None
    options: tuple[tuple[str, str], ...]
    tallies: tuple[Tally, ...]
    lines: int
    to_write: int
    written: int
    can_go_on: bool
    step_done: int
    step_total: int
    columns: tuple[ColumnRow, ...]
    headings: tuple[str, ...]
    samples: tuple[LineRow, ...]
    questions: tuple[QuestionBlock, ...]
    told: tuple[LineRow, ...]
    first_href: str
    next_href: str
    skipped: tuple[LineRow, ...]
    same_file: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ChoosePage:
    """Context of imports/columns.html."""

    area: Area
    base: str
    file_name: str
    kind: Kind
    line: int
    places: tuple[tuple[str, str], ...]
    chosen: Mapping[str, str]
    letters: tuple[str, ...]
    top: tuple[tuple[int, tuple[str, ...]], ...]
    errors: Mapping[str, str]


def imports_page(found: ImportList, after: str) -> ImportsPage:
    """The imports of an area."""
    here = f"/regions/{found.area.code}/imports"
    names = {place.code: place.name for place in (*found.area.parts, *found.area.reporting)}
    rows = (
        ImportRow(
            href=f"{here}/{head.id}",
            file_name=head.file_name,
            kind=_(head.kind.name),
            state=_(STATES[head.state]),
            state_id=head.state,
            author=head.author or _("运维命令"),
            at=head.created_at,
            area=names.get(head.area, "") if head.area != found.area.code else "",
            tallies=_tallies(head.counts),
        )
        for head in found.heads
    )
    return ImportsPage(
        area=found.area,
        rows=tuple(rows),
        kinds=kinds_for(found.area),
        first_href=here if after else "",
        next_href=f"{here}?after={found.next}" if found.next else "",
    )


def new_page(
    area: Area, kind: Kind, values: Mapping[str, str], errors: Mapping[str, str], limit_mb: int
) -> NewImportPage:
    """The form that takes a file of a kind."""
    fields = tuple(
        OptionField(PREFIX + option.id, option, (("", option.choices),)) for option in kind.options
    )
    return NewImportPage(area, kind, kinds_for(area), fields, values, errors, limit_mb)


def job_page(found: ImportPage, after: int, errors: Mapping[str, str] | None = None) -> JobPage:
    """One import."""
    head, base = found.head, f"/regions/{found.area.code}/imports/{found.head.id}"
    columns = [column for column in head.kind.columns if column.id in found.headings.mapping]
    places = [found.headings.mapping[column.id] for column in columns]
    done, total = head.counts.steps
    labels = {option.id: option.label for option in head.kind.options}
    return JobPage(
        area=found.area,
        base=base,
        file_name=head.file_name,
        kind=head.kind,
        state=_(STATES[head.state]),
        state_id=head.state,
        at_work=head.state in AT_WORK,
        author=head.author or _("运维命令"),
        created_at=head.created_at,
        finished_at=head.finished_at,
        options=tuple((_(labels[name]), value) for name, value in found.options.items() if value),
        tallies=_tallies(head.counts),
        lines=head.counts.lines,
        to_write=head.counts.to_write,
        written=head.counts.written,
        can_go_on=_can_go_on(head),
        step_done=done,
        step_total=total,
        columns=tuple(_column_row(found, column) for column in head.kind.columns),
        headings=tuple(_(column.label) for column in columns),
        samples=tuple(_line_row(head, line, places) for line in found.samples),
        questions=tuple(_question(question) for question in found.questions),
        told=tuple(_line_row(head, line, places) for line in found.lines),
        first_href=f"{base}#told" if after else "",
        next_href=f"{base}?after={found.next}#told" if found.next else "",
        skipped=tuple(_line_row(head, line, list(range(4))) for line in found.skipped),
        same_file="、".join(zh_date(clock.local(at).date()) for at in found.same_file),
        errors=errors or {},
    )


def choose_page(
    found: ColumnsPage, chosen: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> ChoosePage:
    """The choice of columns; `chosen` is what was typed where it was refused."""
    names = found.headings.names
    width = max((len(line.cells) for line in found.top), default=0)
    places = tuple(
        (str(place), f"{letters(place)} 列：{' '.join(name.split()) or _('（没有表头）')}")
        for place, name in enumerate((*names, *[""] * (width - len(names)))[: len(names)])
    )
    marked = {column: str(place) for column, place in found.headings.mapping.items()}
    return ChoosePage(
        area=found.area,
        base=f"/regions/{found.area.code}/imports/{found.head.id}",
        file_name=found.head.file_name,
        kind=found.head.kind,
        line=found.headings.line,
        places=places,
        chosen=marked if chosen is None else chosen,
        letters=tuple(letters(place) for place in range(width)),
        top=tuple(
            (line.number, tuple(shown(cell) for cell in (*line.cells, *[""] * (width - len(line.cells)))))
            for line in found.top[: found.headings.line + _SAMPLE_ROWS]
        ),
        errors=errors or {},
    )


def _can_go_on(head: Head) -> bool:
    return head.state == CANCELLED and head.counts.begun and bool(head.counts.became.get(""))


def _tallies(counts: Counts) -> tuple[Tally, ...]:
    """What the lines come to, in the order of the words; headings and totals last."""
    if counts.begun:
        numbers, words = dict(counts.became), dict(BECAME)
        numbers["waiting"], words["waiting"] = numbers.pop("", 0), "尚未导入"
    else:
        numbers, words = dict(counts.planned), dict(PLANNED)
        numbers["waiting"], words["waiting"] = numbers.pop("", 0), "尚未检查"
    return tuple(
        Tally(outcome, _(words[outcome]), numbers[outcome], _tone(outcome))
        for outcome in (*_ORDER, "waiting")
        if numbers.get(outcome)
    )


def _tone(outcome: str) -> str:
    if outcome in _GOOD:
        return "tag-good"
    if outcome in _BAD:
        return "tag-bad"
    return "tag-open" if outcome in {"ask", "kept", "stays", "left"} else ""


def _column_row(found: ImportPage, column: Column) -> ColumnRow:
    place = found.headings.mapping.get(column.id)
    if place is None:
        return ColumnRow(column, "")
    return ColumnRow(column, f"{letters(place)} 列“{' '.join(found.headings.names[place].split())}”")


def _line_row(head: Head, line: ToldLine, places: list[int]) -> LineRow:
    labels = {column.id: column.label for column in head.kind.columns}
    words = BECAME if head.counts.begun else PLANNED
    return LineRow(
        number=line.number,
        cells=tuple(shown(line.cells[place]) if place < len(line.cells) else "" for place in places),
        outcome=_(words.get(line.outcome, "")),
        tone=_tone(line.outcome),
        told=tuple((_(labels.get(one.column, "")), one.text, one.is_note) for one in line.problems),
    )


def _question(question: Question) -> QuestionBlock:
    named = [shown(cell) for cell in question.cells.values() if cell not in ("", None)]
    lines = (
        _("第 {line} 行", line=question.line)
        if question.lines == 1
        else _("第 {line} 行等 {lines} 行", line=question.line, lines=question.lines)
    )
    leave = _("都不是，这些行不导入") if question.lines > 1 else _("这一行不导入")
    return QuestionBlock(
        name=f"answer_{question.line}",
        text=question.ask.text,
        choices=(*question.ask.choices, (SKIP, leave)),
        lines=lines,
        sample=" · ".join(named[:4]),
    )
