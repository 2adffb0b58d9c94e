"""What was submitted (immutable), how it was rated (append-only), and where a unit now stands."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Submission(SQLModel, table=True):
    """A frozen assessment: packed answers, the remarks, and a snapshot of profile, facts and titles.

    `packed` is the column of `assessments.answering`; the two digests say which rules and wording it was
    answered under; `snapshot` is JSON.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("assessment_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    reference: str = Field(unique=True, max_length=24)
    assessment_id: str = Field(foreign_key="assessment.id", max_length=20)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=20)
    number: int
    questionnaire: str = Field(max_length=60)
    version: str = Field(max_length=20)
    rules_digest: str = Field(max_length=64)
    wording_digest: str = Field(max_length=64)
    packed: bytes = Field(sa_type=LargeBinary)
    snapshot: str = Field(sa_type=Text)
    declared_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    submitted_at: datetime = Field(sa_type=Instant)


class Result(SQLModel, table=True):
    """A rating of a submission as of a day, under a call or none; a later replay is another row."""

    __tablename__ = "result"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    submission_id: str = Field(foreign_key="submission.id", index=True, max_length=20)
    certain: str = Field(max_length=20)
    possible: str = Field(max_length=20)
    points: str = Field(max_length=20)
    max_points: str = Field(max_length=20)
    attainment: str = Field(sa_type=Text)
    call: str = Field(default="", max_length=80)
    as_of: date
    rated_at: datetime = Field(sa_type=Instant)


class RoundStanding(SQLModel, table=True):
    """What a unit had reached in a round: its latest submission of that round that was not returned."""

    __tablename__ = "round_standing"

    unit_id: str = Field(foreign_key="unit.id", primary_key=True, max_length=20)
    round_id: str = Field(foreign_key="round.id", primary_key=True, max_length=20)
    questionnaire: str = Field(primary_key=True, max_length=60)
    submission_id: str = Field(foreign_key="submission.id", max_length=20)
    certain: str = Field(max_length=20)


class Standing(SQLModel, table=True):
    """The projection officials see: per unit and questionnaire, the current submission's outcome."""

    __tablename__ = "standing"
    __table_args__ = (Index("ix_standing_county", "county", "questionnaire", "certain"),)

    unit_id: str = Field(foreign_key="unit.id", primary_key=True, max_length=20)
    questionnaire: str = Field(primary_key=True, max_length=60)
    county: str = Field(max_length=6)
    submission_id: str = Field(foreign_key="submission.id", max_length=20)
    certain: str = Field(max_length=20)
    possible: str = Field(max_length=20)
    submitted_at: datetime = Field(sa_type=Instant)
