"""Lists brought in by officials: the file's lines as read, what became of each, and how to take it back."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Import(SQLModel, table=True):
    """One list: `kind` says what of (roster, titles, figures …), `state` how far it has come.

    States: columns (a person has to say which column is which), checking, preview, running, done, cancelled,
    undoing, undone. `columns` is JSON: the header line and which column of the file is which field; `options`
    is JSON: what else was chosen (as the year of the list). `lines` of the file are not empty; how many of
    them the present state has gone through is seen in the lines themselves.
    """

    __tablename__ = "import_job"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    kind: str = Field(max_length=20)
    area: str = Field(max_length=6, index=True)
    file_name: str = Field(max_length=120)
    file_digest: str = Field(max_length=64)
    columns: str = Field(default="{}", sa_type=Text)
    options: str = Field(default="{}", sa_type=Text)
    state: str = Field(default="checking", max_length=10)
    lines: int = Field(default=0)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    created_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)


class ImportLine(SQLModel, table=True):
    """One line of a list: `cells` as read, `problems` as told, then what was done and what stood before.

    `planned` is what checking says will become of it, empty until it is checked; `outcome` what became of it,
    empty until then: the words are those of `backend.imports.kind`, and "skipped" for what is no line of the
    list (headings, totals, notes). `key` is what the line speaks of, `answer` what a person chose for it.
    `subject` is the id of what it created or changed; `before` and `after` are JSON of the fields it set,
    before applying `after` is what it says.
    """

    __tablename__ = "import_line"
    __table_args__ = (
        Index("ix_import_line_key", "import_id", "key"),
        Index("ix_import_line_planned", "import_id", "planned", "line"),
        Index("ix_import_line_outcome", "import_id", "outcome", "line"),
    )

    import_id: str = Field(foreign_key="import_job.id", primary_key=True, max_length=20)
    line: int = Field(primary_key=True)
    cells: str = Field(sa_type=Text)
    problems: str = Field(default="[]", sa_type=Text)
    key: str = Field(default="", max_length=120)
    planned: str = Field(default="", max_length=10)
    answer: str = Field(default="", max_length=40)
    outcome: str = Field(default="", max_length=10)
    subject: str = Field(default="", max_length=20)
    before: str = Field(default="{}", sa_type=Text)
    after: str = Field(default="{}", sa_type=Text)
