"""Honesty checks: what is suggested for another look, the firm's explanations, and traces for comparing."""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant


class IntegrityHint(SQLModel, table=True):
    """What was suggested for another look when a submission was made; it never decides anything.

    `place` is its place in the list, `content` JSON (see `backend.services.integrity.hints`), `note` what the
    firm said about it, `digest` that of the checks that were applied.
    """

    __tablename__ = "integrity_hint"

    submission_id: str = Field(foreign_key="submission.id", primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=100)
    place: int
    content: str = Field(sa_type=Text)
    note: str = Field(default="", max_length=500)
    digest: str = Field(max_length=64)
    found_at: datetime = Field(sa_type=Instant)


class IntegrityNote(SQLModel, table=True):
    """A firm's explanation of a hint while its form is open; it goes along with the submission."""

    __tablename__ = "integrity_note"

    assessment_id: str = Field(foreign_key="assessment.id", primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=100)
    text: str = Field(max_length=500)
    author_id: str = Field(foreign_key="account.id", max_length=20)
    saved_at: datetime = Field(sa_type=Instant)


class AnswerTrace(SQLModel, table=True):
    """One trace of a submission's answers: near-identical submissions share at least one of their traces.

    A trace is a number made of the answers to some of the items; it cannot be turned back into answers.
    """

    __tablename__ = "answer_trace"

    trace: int = Field(primary_key=True, sa_type=BigInteger)
    submission_id: str = Field(foreign_key="submission.id", primary_key=True, index=True, max_length=20)
