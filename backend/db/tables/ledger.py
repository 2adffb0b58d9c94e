"""The investment ledger of a unit: what was bought for a project, invoice by invoice."""

from datetime import date, datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db.tables.base import Instant, new_id


class LedgerEntry(SQLModel, table=True):
    """One state of one row of the ledger: append-only.

    A correction is a new state of the same `row_id` with the next `revision`, a removal one that is marked
    `removed` and repeats what it removes. The row is what its highest revision says. `amount` is whole yuan.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("row_id", "revision"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=20)
    row_id: str = Field(default_factory=new_id, max_length=20)
    revision: int = Field(default=1)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=20)
    day: date
    kind: str = Field(max_length=10)
    amount: int = Field(sa_type=BigInteger)
    contract: str = Field(default="", max_length=60)
    invoice: str = Field(default="", max_length=60)
    supplier: str = Field(default="", max_length=100)
    description: str = Field(default="", max_length=200)
    removed: bool = Field(default=False)
    stated_by: str | None = Field(default=None, foreign_key="account.id", max_length=20)
    stated_at: datetime = Field(sa_type=Instant)
