"""What officials keep on record about firms and areas: 规上 by year, official figures with source."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class ScaleFlag(SQLModel, table=True):
    """Whether a firm was 规上 in a year, by an official list."""

    __tablename__ = "scale_flag"

    firm_id: str = Field(foreign_key="firm.id", primary_key=True, max_length=20)
    year: int = Field(primary_key=True)
    above_scale: bool
    source: str = Field(max_length=200)
    import_id: str | None = Field(default=None, foreign_key="import_job.id", max_length=20)
    entered_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    entered_at: datetime = Field(sa_type=Instant)


class AreaFigure(SQLModel, table=True):
    """A published figure of an area and a period: append-only, the newest not withdrawn counts.

    `kind` is denominator (how many firms there are), series (an official indicator) or allocation (an area's
    share of a target: `indicator` is the target's id, `document` the number of the paper that says so).
    `value` is a decimal string, `period` a year or a month ("2025", "2025-09").
    """

    __tablename__ = "area_figure"
    __table_args__ = (Index("ix_area_figure_kind_indicator_area", "kind", "indicator", "area"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    kind: str = Field(max_length=12)
    indicator: str = Field(max_length=80)
    area: str = Field(max_length=6)
    period: str = Field(max_length=10)
    value: str = Field(max_length=30)
    unit: str = Field(max_length=20)
    source: str = Field(max_length=200)
    document: str = Field(default="", max_length=80)
    import_id: str | None = Field(default=None, foreign_key="import_job.id", max_length=20)
    entered_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    entered_at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
