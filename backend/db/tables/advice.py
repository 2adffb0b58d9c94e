"""Advice: what a firm decided about recommended actions, and the incentives that an area records."""

from datetime import date, datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Decision(SQLModel, table=True):
    """Where an action stands for a unit: accepted, postponed, rejected or done. One row per unit and action.

    `submission_id` is what the recommendation was worked out from; `due` is when the firm wants it done or
    looked at again. The acts behind it are `decision_act`.
    """

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("unit_id", "questionnaire", "action"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=20)
    questionnaire: str = Field(max_length=60)
    action: str = Field(max_length=80)
    state: str = Field(max_length=10)
    reason: str = Field(default="", max_length=300)
    due: date | None = None
    submission_id: str | None = Field(default=None, foreign_key="submission.id", max_length=20)
    version: int = Field(default=1)
    decided_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    decided_at: datetime = Field(sa_type=Instant)


class DecisionAct(SQLModel, table=True):
    """One act on a decision: append-only."""

    __tablename__ = "decision_act"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    decision_id: str = Field(foreign_key="decision.id", index=True, max_length=20)
    state: str = Field(max_length=10)
    reason: str = Field(default="", max_length=300)
    due: date | None = None
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    at: datetime = Field(sa_type=Instant)


class Incentive(SQLModel, table=True):
    """What an area gives for a title: `amount` in whole yuan, or a `measure` in words.

    `kind` is the id of the title's kind where the catalogue has it, else `title` names it. `document` is the
    document with its number, `source` where it can be read. Entered by the area's officials; a correction
    is a new row, and the old one is removed by a mark.
    """

    __tablename__ = "incentive"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    area: str = Field(max_length=6, index=True)
    kind: str = Field(default="", max_length=60)
    title: str = Field(default="", max_length=60)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    measure: str = Field(default="", max_length=300)
    document: str = Field(max_length=150)
    start: date | None = None
    end: date | None = None
    source: str = Field(max_length=300)
    entered_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    entered_at: datetime = Field(sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
