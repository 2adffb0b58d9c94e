"""Titles held: what an authority recognised. Only these count toward a policy target."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Recognition(SQLModel, table=True):
    """One title: who, what kind, batch, notice, from, to, source; no `unit_id` for a name not matched.

    `object` is what holds it (firm, site or project, then named in `project`); `credit_code` as the list
    prints it; `matched_by` is code, name (confirmed by a person) or empty.
    """

    __tablename__ = "recognition"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    kind: str = Field(index=True, max_length=80)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True, max_length=20)
    holder_name: str = Field(max_length=100)
    county: str = Field(index=True, max_length=6)
    batch: str = Field(default="", max_length=60)
    notice: str = Field(default="", max_length=60)
    start: date
    end: date | None = None
    revoked_on: date | None = None
    source: str = Field(max_length=200)
    object: str = Field(default="firm", max_length=10, sa_column_kwargs={"server_default": "firm"})
    project: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})
    credit_code: str = Field(default="", max_length=18, index=True, sa_column_kwargs={"server_default": ""})
    matched_by: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})
    import_id: str | None = Field(default=None, foreign_key="import_job.id", max_length=20)
    entered_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    entered_at: datetime = Field(sa_type=Instant)
