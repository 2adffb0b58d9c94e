"""Tables, one module per aggregate. Importing this package registers them all on `metadata`."""

from backend.db.tables import (
    accounts,
    assessments,
    coverage,
    firms,
    installation,
    ledger,
    submissions,
    titles,
)
from backend.db.tables.base import metadata

__all__ = [
    "accounts",
    "assessments",
    "coverage",
    "firms",
    "installation",
    "ledger",
    "metadata",
    "submissions",
    "titles",
]
