"""Like-firm comparison: the published tables, and the private state that keeps later ones safe."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class Benchmark(SQLModel, table=True):
    """A published snapshot of one questionnaire: append-only, one a day. `digest` is of all its cells.

    `version` is id@version of the questionnaire, `firms` the rounded number of firms in its widest group.
    """

    __tablename__ = "benchmark"
    __table_args__ = (Index("ix_benchmark_newest", "questionnaire", "as_of", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    questionnaire: str = Field(max_length=60)
    version: str = Field(max_length=80)
    as_of: date
    firms: int
    groups: int
    digest: str = Field(max_length=64)
    published_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    published_at: datetime = Field(sa_type=Instant)


class BenchmarkCell(SQLModel, table=True):
    """A group of a snapshot as everybody may see it; what is hidden has no row. Append-only.

    `family` is dimensions, items or money; `number` the rounded number of firms; `oldest` and `newest` the
    days from which its parts are; `content` JSON of rounded numbers only.
    """

    __tablename__ = "benchmark_cell"

    snapshot_id: str = Field(foreign_key="benchmark.id", primary_key=True, max_length=20)
    family: str = Field(primary_key=True, max_length=12)
    key: str = Field(primary_key=True, max_length=30)
    number: int
    oldest: date
    newest: date
    content: str = Field(sa_type=Text)


class BenchmarkBasis(SQLModel, table=True):
    """Which firms, as hashes, each shown piece was made of: what the next release is compared with.

    Private: nobody is shown anything of it. One row per questionnaire and family, of the newest snapshot.
    `layout` is the digest of what the columns mean; another layout begins anew.
    """

    __tablename__ = "benchmark_basis"

    questionnaire: str = Field(primary_key=True, max_length=60)
    family: str = Field(primary_key=True, max_length=12)
    snapshot_id: str = Field(foreign_key="benchmark.id", max_length=20)
    layout: str = Field(max_length=64)
    content: bytes = Field(sa_type=LargeBinary)
