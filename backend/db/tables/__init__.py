"""Tables, one module per aggregate. Importing this package registers them all on `metadata`."""

from backend.db.tables import (
    accounts,
    assessments,
    audit,
    coverage,
    firms,
    imports,
    installation,
    ledger,
    planning,
    register,
    reviews,
    submissions,
    titles,
)
from backend.db.tables.base import metadata

__all__ = [
    "accounts",
    "assessments",
    "audit",
    "coverage",
    "firms",
    "imports",
    "installation",
    "ledger",
    "metadata",
    "planning",
    "register",
    "reviews",
    "submissions",
    "titles",
]
