"""The audit of officials' and administrators' acts, and the rights that one area lends to another."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class AuditEntry(SQLModel, table=True):
    """One act, chained: `hash` covers the entry and `previous_hash`, so that a changed entry shows.

    It holds ids and no free text. `subject` is what was acted on, as "submission:<id>"; `area` the county
    of the subject, so that an official reads the entries of the own area and no others.
    """

    __tablename__ = "audit_entry"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Instant)
    account_id: str = Field(default="", max_length=20)
    action: str = Field(max_length=40)
    subject: str = Field(max_length=80, index=True)
    area: str = Field(default="", max_length=6, index=True)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class Delegation(SQLModel, table=True):
    """A right of an area's officials lent to those of a smaller area inside it, for a period.

    `entitlement` is what may be done: "<questionnaire>:<kind of step>", or "providers:review".
    """

    __tablename__ = "delegation"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    region: str = Field(max_length=6)
    to_region: str = Field(max_length=6, index=True)
    # Not `right`: PostgreSQL keeps that word for itself.
    entitlement: str = Field(max_length=60)
    starts_on: date
    ends_on: date | None = None
    document: str = Field(default="", max_length=80)
    made_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    made_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
