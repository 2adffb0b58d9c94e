"""Kinds of firms: models with what they were found from, and counts by county."""

from datetime import date, datetime

from sqlalchemy import Float, Index, Text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id

CANDIDATE = "candidate"
IN_USE = "in_use"
RETIRED = "retired"
DISCARDED = "discarded"


class KindModel(SQLModel, table=True):
    """A model: numbers as JSON, nothing that could be executed.

    `version` is the questionnaire's id@version that the shares were worked out under; `data_digest` covers
    the sorted ids of the submissions with their shares, so that who reads the same data finds the same model.
    `parameters`, `model` and `evidence` are JSON (services.kinds_of_firms.contents). `state` is candidate,
    in_use, retired (was in use) or discarded.
    """

    __tablename__ = "kind_model"
    __table_args__ = (Index("ix_kind_model_state", "questionnaire", "state", "created_at"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    questionnaire: str = Field(max_length=60)
    version: str = Field(max_length=80)
    as_of: date
    units: int
    data_digest: str = Field(max_length=64)
    parameters: str = Field(sa_type=Text)
    model: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    state: str = Field(max_length=10)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    created_at: datetime = Field(sa_type=Instant)
    decided_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


class KindCount(SQLModel, table=True):
    """How many units of a county belong to a kind, and the submission nearest to the kind's centre there."""

    __tablename__ = "kind_count"

    model_id: str = Field(foreign_key="kind_model.id", primary_key=True, max_length=20)
    county: str = Field(primary_key=True, max_length=6)
    kind: int = Field(primary_key=True)
    number: int
    nearest_submission: str = Field(foreign_key="submission.id", max_length=20)
    nearest_distance: float = Field(sa_type=Float)
