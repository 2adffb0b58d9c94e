"""The installation's own row: which kind of database this is."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant


class Installation(SQLModel, table=True):
    """One row: a database is stamped `demo` or `production` when it is created and never changes kind."""

    __tablename__ = "installation"

    id: int = Field(default=1, primary_key=True)
    kind: str = Field(max_length=12)
    created_at: datetime = Field(sa_type=Instant)
    # What the county summary was counted under; another value means that it has to be rebuilt.
    coverage_key: str = Field(default="", max_length=64, sa_column_kwargs={"server_default": ""})
