"""Firms, their units, who works for them, and the facts stated about them."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Firm(SQLModel, table=True):
    """A legal entity. `confirmed_at` is when an official confirmed it: by its first claim, or by a roster.

    `size` (large, medium, small, micro; empty while unknown) and `above_scale` (by the newest official list)
    are projections for counting: facts and `scale_flag` hold what they follow from.
    """

    __tablename__ = "firm"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    credit_code: str = Field(unique=True, max_length=18)
    name: str = Field(max_length=100)
    created_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    created_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    size: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})
    above_scale: bool | None = None


class Membership(SQLModel, table=True):
    """Account × firm: owner or member; an unconfirmed claim sees nothing that others entered."""

    __tablename__ = "membership"

    account_id: str = Field(foreign_key="account.id", primary_key=True, max_length=20)
    firm_id: str = Field(foreign_key="firm.id", primary_key=True, index=True, max_length=20)
    role: str = Field(max_length=10)
    confirmed: bool
    created_at: datetime = Field(sa_type=Instant)


class Invitation(SQLModel, table=True):
    """An owner's invitation: a link whose token is stored as a hash, used once, expiring."""

    __tablename__ = "invitation"

    token_hash: str = Field(primary_key=True, max_length=64)
    firm_id: str = Field(foreign_key="firm.id", index=True, max_length=20)
    role: str = Field(max_length=10)
    invited_by: str = Field(foreign_key="account.id", max_length=20)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Unit(SQLModel, table=True):
    """What is assessed: a firm, a site or a workshop of it. The reporting area belongs to the unit.

    `county` is that area: the code of a county or, in parallel, of a functional zone. `park` is only a label.
    """

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_county_name", "county", "name", "id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    firm_id: str = Field(foreign_key="firm.id", index=True, max_length=20)
    kind: str = Field(default="firm", max_length=10)
    name: str = Field(max_length=100)
    county: str = Field(max_length=6)
    industry: str = Field(max_length=4)
    production_type: str = Field(max_length=10)
    park: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    version: int = Field(default=1)
    created_at: datetime = Field(sa_type=Instant)


class FactValue(SQLModel, table=True):
    """One statement of a fact about a firm, or about one unit of it: append-only, a correction is a new row.

    Without `unit_id` it is about the whole firm and serves all its units.
    `value` is text in the register's own form: a decimal string (money in whole yuan), an ISO date, a
    choice id, or choice ids joined by commas. An empty value withdraws what the same source said before.
    """

    __tablename__ = "fact_value"
    # One fact of many firms: what targets of coverage are counted from.
    __table_args__ = (Index("ix_fact_value_fact_firm_id", "fact", "firm_id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    firm_id: str = Field(foreign_key="firm.id", index=True, max_length=20)
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True, max_length=20)
    fact: str = Field(max_length=80)
    value: str = Field(max_length=200)
    year: int | None = None
    start: date | None = None
    end: date | None = None
    source: str = Field(max_length=20)
    stated_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    stated_at: datetime = Field(sa_type=Instant)
