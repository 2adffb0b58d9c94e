"""Titles held: what an authority recognised. Only these count toward a policy target."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Recognition(SQLModel, table=True):
    """One title: who, what kind, batch, notice, from, to, source; no `unit_id` for a name not matched."""

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
    entered_at: datetime = Field(sa_type=Instant)
