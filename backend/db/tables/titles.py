"""Titles held: what an authority recognised. Only these count toward a policy target."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Recognition(SQLModel, table=True):
    """One title: who, what kind, batch, notice, from, to, source; no `unit_id` for a name not matched.

    `object` is what holds it (firm, site or project, then named in `project`); `credit_code` as the list
    prints it; `matched_by` is code, name (confirmed by a person), left (a person left it unmatched) or empty.
    `end_derived`: the list states no end, it follows from the validity of the kind. `renewal`: the same
    holder held the kind before, so that it is no new one (kept as titles come and go). `holder_key` is the
    name in the form in which names are compared.
    """

    __tablename__ = "recognition"
    # The same holder's titles of a kind are looked for with every title that is entered.
    __table_args__ = (
        Index("ix_recognition_holder_key_county_kind", "holder_key", "county", "kind"),
        # The newest titles of an area come first on its list; those that end soon are counted above it.
        Index("ix_recognition_start", "start", "id"),
        Index("ix_recognition_end", "end"),
        Index("ix_recognition_unit_id_kind", "unit_id", "kind"),
        Index("ix_recognition_credit_code_kind", "credit_code", "kind"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    kind: str = Field(index=True, max_length=80)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True, max_length=20)
    holder_name: str = Field(max_length=100)
    holder_key: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})
    county: str = Field(index=True, max_length=6)
    batch: str = Field(default="", max_length=60)
    notice: str = Field(default="", max_length=60)
    start: date
    end: date | None = None
    end_derived: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    renewal: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    revoked_on: date | None = None
    source: str = Field(max_length=200)
    object: str = Field(default="firm", max_length=10, sa_column_kwargs={"server_default": "firm"})
    project: str = Field(default="", max_length=100, sa_column_kwargs={"server_default": ""})
    credit_code: str = Field(default="", max_length=18, sa_column_kwargs={"server_default": ""})
    matched_by: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})
    import_id: str | None = Field(default=None, foreign_key="import_job.id", max_length=20)
    entered_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    entered_at: datetime = Field(sa_type=Instant)
