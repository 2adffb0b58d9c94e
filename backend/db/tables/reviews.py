"""The review of submissions: where each stands in its chain, and every act that moved it."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id

WAITING = "waiting"
"""State of a review that somebody has to act on."""
WITHDRAWN = "withdrawn"
"""State of a review whose firm took its submission back before anybody acted on it."""


class Review(SQLModel, table=True):
    """Where a submission stands in the chain of its instrument and round.

    `chain` is id@version of the catalogue's chain, `step` the id of the step it waits at (empty when it is
    over), `state` waiting, withdrawn, returned, refused, accepted or recognised. `verified_level` is empty
    until an on-site check was recorded.
    """

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_county_step", "county", "state", "step"),
        # The longest waiting of a large area are found without putting all of them in order.
        Index("ix_review_waiting", "state", "since", "submission_id", "county"),
    )

    submission_id: str = Field(foreign_key="submission.id", primary_key=True, max_length=20)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=20)
    county: str = Field(max_length=6)
    chain: str = Field(max_length=80)
    level: str = Field(max_length=20)
    step: str = Field(max_length=40)
    state: str = Field(max_length=12)
    verified_level: str = Field(default="", max_length=20)
    since: datetime = Field(sa_type=Instant)


class ReviewAct(SQLModel, table=True):
    """One act on a review: append-only. `reasons` is JSON, item id to the reason it goes back with."""

    __tablename__ = "review_act"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    submission_id: str = Field(foreign_key="submission.id", index=True, max_length=20)
    step: str = Field(max_length=40)
    act: str = Field(max_length=12)
    reasons: str = Field(default="{}", sa_type=Text)
    note: str = Field(default="", max_length=500)
    account_id: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    at: datetime = Field(sa_type=Instant)


class SiteCheck(SQLModel, table=True):
    """What was seen on site: `findings` is JSON, item id to {"confirmed": bool, "note": text}.

    `provider_id` is set where the organisation is a registered provider: one that diagnosed the firm is not
    let in.
    """

    __tablename__ = "site_check"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    submission_id: str = Field(foreign_key="submission.id", index=True, max_length=20)
    day: date
    organisation: str = Field(max_length=100)
    provider_id: str | None = Field(default=None, foreign_key="provider.id", max_length=20)
    experts: int
    findings: str = Field(sa_type=Text)
    conclusion: str = Field(max_length=500)
    level: str = Field(default="", max_length=20)
    recorded_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    recorded_at: datetime = Field(sa_type=Instant)


class Publicity(SQLModel, table=True):
    """A list put before the public for a period, with the channel for objections.

    `starts_on` and `ends_on` are its first and last day; `concluded_at` is when, the period over and every
    objection answered, its firms went on to the next step.
    """

    __tablename__ = "publicity"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    area: str = Field(max_length=6, index=True)
    title: str = Field(max_length=100)
    starts_on: date
    ends_on: date
    channel: str = Field(max_length=300)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    created_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    concluded_at: datetime | None = Field(default=None, sa_type=Instant)


class PublicityLine(SQLModel, table=True):
    """A submission on a publicity list."""

    __tablename__ = "publicity_line"

    publicity_id: str = Field(foreign_key="publicity.id", primary_key=True, max_length=20)
    submission_id: str = Field(foreign_key="submission.id", primary_key=True, max_length=20)


class Objection(SQLModel, table=True):
    """What somebody reports about a firm on a publicity list; the reporter, if named, is a row of person."""

    __tablename__ = "objection"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    publicity_id: str = Field(foreign_key="publicity.id", index=True, max_length=20)
    submission_id: str = Field(foreign_key="submission.id", max_length=20)
    text: str = Field(max_length=2000)
    person_id: str | None = Field(default=None, foreign_key="person.id", max_length=20)
    at: datetime = Field(sa_type=Instant)
    answer: str = Field(default="", max_length=1000)
    upheld: bool | None = None
    answered_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class ReportTrace(SQLModel, table=True):
    """That a report came from a network address: counted within a window, removed after it."""

    __tablename__ = "report_trace"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    address: str = Field(index=True, max_length=45)
    at: datetime = Field(sa_type=Instant)
