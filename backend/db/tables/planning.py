"""What officials plan with: dated snapshots of the summary, candidates for the next call, saved scenarios."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Snapshot(SQLModel, table=True):
    """The province's dated picture of the summary: what every county may compare itself with."""

    __tablename__ = "snapshot"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    as_of: date
    name: str = Field(max_length=60)
    published_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    published_at: datetime = Field(sa_type=Instant)


class SnapshotCount(SQLModel, table=True):
    """One number of a snapshot: county × questionnaire × measure, over all firms of the county."""

    __tablename__ = "snapshot_count"

    snapshot_id: str = Field(foreign_key="snapshot.id", primary_key=True, max_length=20)
    county: str = Field(primary_key=True, max_length=6)
    questionnaire: str = Field(primary_key=True, max_length=60)
    measure: str = Field(primary_key=True, max_length=110)
    number: int


class Candidate(SQLModel, table=True):
    """How near a unit's current submission is to a rung: kept so that a list needs no rating.

    `call` is what one would apply under: id@version of a call, or of the questionnaire's version where its
    own conditions decide. `eligibility` is met, undecided or not_met, by the conditions alone. `state` is 0
    where nothing is missing or open, 1 where something is only open, 2 where something is missing; `missing`
    and `opened` count mandatory items (`items`, `items_open`) and conditions. `detail` is JSON with the ids
    of the conditions not met and open. `rules` is the digest it was worked out under: a row of other rules
    is stale.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        Index("ix_candidate_list", "call", "level", "county", "state", "missing", "opened", "unit_id"),
        # The same for many counties at once.
        Index("ix_candidate_whole", "call", "level", "state", "missing", "opened", "county", "unit_id"),
        Index("ix_candidate_rules", "questionnaire", "rules"),
    )

    unit_id: str = Field(foreign_key="unit.id", primary_key=True, max_length=20)
    call: str = Field(primary_key=True, max_length=80)
    level: str = Field(primary_key=True, max_length=20)
    questionnaire: str = Field(max_length=60)
    county: str = Field(max_length=6)
    industry: str = Field(max_length=4)
    submission_id: str = Field(foreign_key="submission.id", max_length=20)
    eligibility: str = Field(max_length=10)
    state: int
    missing: int
    opened: int
    items: int
    items_open: int
    detail: str = Field(sa_type=Text)
    rules: str = Field(max_length=64)
    as_of: date


class Scenario(SQLModel, table=True):
    """A what-if that its owner keeps: `changes` is JSON of what was moved; only the owner sees it."""

    __tablename__ = "scenario"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=20)
    name: str = Field(max_length=60)
    area: str = Field(max_length=6)
    changes: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
