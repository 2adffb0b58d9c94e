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
