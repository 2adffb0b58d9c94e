"""Assessments being filled: drafts as rows, their change log and their evidence."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Round(SQLModel, table=True):
    """A dated campaign of an area's officials; the standing yearly round takes self-started work.

    The standing round has no `region`. `closes_on` may be extended, `first_closes_on` keeps what was
    announced; `closed_at` is when its owner closed it before or after that day.
    """

    __tablename__ = "round"

    id: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=60)
    opens_on: date
    closes_on: date
    region: str = Field(default="", max_length=6, index=True, sa_column_kwargs={"server_default": ""})
    questionnaire: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    purpose: str = Field(default="", max_length=12, sa_column_kwargs={"server_default": ""})
    note: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    first_closes_on: date | None = None
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    created_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class RoundUnit(SQLModel, table=True):
    """A unit asked to take part in a round."""

    __tablename__ = "round_unit"

    round_id: str = Field(foreign_key="round.id", primary_key=True, max_length=20)
    unit_id: str = Field(foreign_key="unit.id", primary_key=True, index=True, max_length=20)
    invited_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    invited_at: datetime = Field(sa_type=Instant)
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)


class Assessment(SQLModel, table=True):
    """One unit × one questionnaire × one round; it stays on the version it was opened with.

    `purpose` is what it is filled for (recognition, review, self_check): it decides which gates apply.
    """

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("unit_id", "questionnaire", "round_id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    unit_id: str = Field(foreign_key="unit.id", max_length=20)
    questionnaire: str = Field(max_length=60)
    version: str = Field(max_length=20)
    purpose: str = Field(default="self_check", max_length=12)
    round_id: str = Field(foreign_key="round.id", max_length=20)
    state: str = Field(default="open", max_length=10)
    opened_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    opened_at: datetime = Field(sa_type=Instant)


class DraftAnswer(SQLModel, table=True):
    """The current answer to one item; `revision` is what two colleagues compare before they save.

    `value` is JSON: {"options": [...]} or {"not_applicable": "reason"} or {} for a cleared answer.
    `carried_from` is the submission an answer was taken over from until somebody confirms it: a carried
    answer counts as not given.
    """

    __tablename__ = "draft_answer"

    assessment_id: str = Field(foreign_key="assessment.id", primary_key=True, max_length=20)
    item: str = Field(primary_key=True, max_length=80)
    value: str = Field(max_length=4000)
    note: str = Field(default="", max_length=500)
    revision: int
    author_id: str = Field(foreign_key="account.id", max_length=20)
    saved_at: datetime = Field(sa_type=Instant)
    carried_from: str | None = Field(default=None, foreign_key="submission.id", max_length=20)


class AnswerChange(SQLModel, table=True):
    """The change log: who changed which answer from what to what and when; written with the save."""

    __tablename__ = "answer_change"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    assessment_id: str = Field(foreign_key="assessment.id", index=True, max_length=20)
    item: str = Field(max_length=80)
    old_value: str = Field(max_length=4000)
    new_value: str = Field(max_length=4000)
    revision: int
    author_id: str = Field(foreign_key="account.id", max_length=20)
    at: datetime = Field(sa_type=Instant)


class Evidence(SQLModel, table=True):
    """A file attached to an item: kept under a random name outside the web root, removed by a mark."""

    __tablename__ = "evidence"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    assessment_id: str = Field(foreign_key="assessment.id", index=True, max_length=20)
    item: str = Field(max_length=80)
    filename: str = Field(max_length=120)
    media_type: str = Field(max_length=100)
    size: int
    digest: str = Field(max_length=64)
    stored_as: str = Field(unique=True, max_length=40)
    added_by: str = Field(foreign_key="account.id", max_length=20)
    added_at: datetime = Field(sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
