"""What a kind of list is: its columns, how a line is checked, applied and taken back.

The mechanism (`backend.services.imports*`) reads the file, finds the columns, stores the lines, and goes
through them in blocks of BLOCK lines, each block in one write transaction that the kind never opens, commits
or rolls back. A kind is one module with one class, entered in `backend.imports.kinds.KINDS`:

    class Notes:
        id = "notes"                      # stands in import_job.kind and in addresses, at most 20 characters
        name = "备注名单"
        intro = "每行一家企业和一句备注。"   # told above the form that takes the file
        subject_is_firm = False           # True: `subject` is a firm's id, and the mechanism keeps its counts
        columns = (
            Column("code", "统一社会信用代码", ("信用代码",), required=True, example="9133…", note="18 位"),
            Column("note", "备注", ("说明",), example="已走访"),
        )
        options = (Option("source", "名单来源", note="如“某某文件附件”"),)

        def look_up(self, session, context, lines):
            # Once a block, before its lines are checked: everything that `check` and `apply` need to know,
            # in as few statements as possible. The result is `context.found`.
            codes = [code for line in lines if (code := cells.code(line, "code"))]
            return queries.notes_by_code(session, context.actor, codes)

        def check(self, context, line):
            # Collects ALL problems of the line; reads `context.found`; writes nothing.
            problems = []
            code = cells.credit_code(line, "code", problems)
            note = cells.text(line, "note", problems, longest=100)
            standing = context.found.get(code)
            if problems:
                return Checked(key=code, problems=tuple(problems))
            outcome = CREATED if standing is None else SAME if standing.note == note else CHANGED
            return Checked(key=code, outcome=outcome, subject=standing.id if standing else new_id(),
                           values={"code": code, "note": note})

        def apply(self, session, context, checked):
            # Only for outcome CREATED or CHANGED (checked anew in this very transaction).
            ...
            return Done(checked.outcome, checked.subject, before={...}, after={...})

        def finish(self, session, context):
            # After the last line of a block was applied or undone: what is better written all at once.
            ...

        def look_up_done(self, session, context, done):
            # Once a block before `undo`, which finds the result in `context.found`.
            ...

        def undo(self, session, context, done):
            # UNDONE where the row still says `done.after` (put `done.before` back, or remove what was
            # created); STAYS where somebody has changed it since: leave it alone.
            ...

Two lines of one file with the same `key` speak of one thing: with equal `values` the later one is told as
REPEAT and left out; with different `values` all of them are refused and each told about the other. So `apply`
never meets a key twice, and `found` need not follow what earlier lines of the block did. `values`, `before`
and `after` hold what JSON can hold. The audit record, the counts and the state of the import are the
mechanism's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, Protocol

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.batch.cells import Cell

BLOCK = 500
"""Lines that are checked, applied or undone in one transaction."""

CREATED: Final = "created"
CHANGED: Final = "changed"
SAME: Final = "same"
KEPT: Final = "kept"
REPEAT: Final = "repeat"
REFUSED: Final = "refused"
LEFT: Final = "left"
ASK: Final = "ask"
UNDONE: Final = "undone"
STAYS: Final = "stays"

Outcome = Literal["created", "changed", "same", "kept", "repeat", "refused", "left", "ask", "undone", "stays"]
"""What becomes of a line.

created, changed, same: as the words say · kept: known, and what stands was deliberately left (a firm with
people of its own keeps its profile) · repeat: says what an earlier line says · refused: has problems ·
ask: a person has to choose · left: the person left it out, or had not chosen when the list was applied ·
after an undo: undone, or stays (changed by somebody since).
"""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column that a list may have; `label` is the heading in our template, `aliases` those of others."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    note: str = ""


@dataclass(frozen=True)
class Option:
    """What is asked about the whole list when it is sent; `kind` says how it is typed and read.

    text: at most 200 characters · year: four digits · day: ISO date · choice: one of `choices` (id, label).
    """

    id: str
    label: str
    kind: Literal["text", "year", "day", "choice"] = "text"
    required: bool = True
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the file: its number there, its cells by column id, and what a person chose for it.

    Columns that the file does not have are absent from `cells`. Merged cells carry their value in each line.
    """

    number: int
    cells: Mapping[str, Cell]
    answer: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong in a column, with the cure; `is_note`: only told, the line is applied all the same."""

    column: str
    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Ask:
    """What a person has to decide about a line: `choices` are (value, label), a value at most 40 characters.

    The value comes back as `Line.answer`; leaving the line out is offered by the mechanism.
    """

    text: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Checked:
    """A line read and compared with what stands.

    `key` identifies what the line speaks of (empty: nothing that could occur twice). With problems that are
    no notes it is refused, with `ask` it waits for a person; otherwise `outcome` says what applying does.
    """

    key: str = ""
    outcome: Outcome = "same"
    subject: str = ""
    values: Values = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    ask: Ask | None = None

    @property
    def planned(self) -> Outcome:
        """What would become of the line."""
        if any(not problem.is_note for problem in self.problems):
            return "refused"
        return "ask" if self.ask is not None else self.outcome


@dataclass(frozen=True)
class Done:
    """What applying a line did: the fields that it set, as they stood before and as they stand now."""

    outcome: Outcome
    subject: str
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What a kind knows beside the line: who brings the list in, for which area, and the block's look-ups.

    `area` is the code of the province, city, county or zone below which the list is brought in: what lies
    outside is a problem of the line. `found` is what `look_up` gave for the lines of this block.
    """

    actor: Actor
    area: str
    catalogue: Catalogue
    options: Mapping[str, str]
    import_id: str
    file_name: str
    is_demo: bool
    now: datetime
    found: Any = None

    @property
    def entered_by(self) -> str | None:
        """The account for columns `entered_by`; None for the operator's commands."""
        return self.actor.account_id or None


class Kind(Protocol):
    """A kind of list; see the module's text for an example."""

    @property
    def id(self) -> str:
        """The word in import_job.kind."""
        ...

    @property
    def name(self) -> str:
        """What the list is called."""
        ...

    @property
    def intro(self) -> str:
        """One or two sentences about what the list should hold."""
        ...

    @property
    def subject_is_firm(self) -> bool:
        """Whether `subject` is the id of a firm whose counts move with the line."""
        ...

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in the order of the template."""
        ...

    @property
    def options(self) -> tuple[Option, ...]:
        """What is asked about the whole list."""
        ...

    def look_up(self, session: Session, context: Context, lines: Sequence[Line]) -> Any:
        """Everything that the lines of a block need to be checked against."""
        ...

    def check(self, context: Context, line: Line) -> Checked:
        """Read a line and compare it with what stands, without writing; all problems at once."""
        ...

    def apply(self, session: Session, context: Context, checked: Checked) -> Done:
        """Write a checked line whose outcome is created or changed."""
        ...

    def finish(self, session: Session, context: Context) -> None:
        """Write what `apply` or `undo` have gathered in `context.found` for the whole block, if anything."""
        ...

    def look_up_done(self, session: Session, context: Context, done: Sequence[Done]) -> Any:
        """As `look_up`, for the lines of a block that `undo` is about to take back."""
        ...

    def undo(self, session: Session, context: Context, done: Done) -> Outcome:
        """Take a line back: "undone", or "stays" where somebody has changed it since."""
        ...
