"""Tables, one module per aggregate. Importing this package registers them all on `metadata`."""

from backend.db.tables import accounts, assessments, coverage, firms, installation, submissions, titles
from backend.db.tables.base import metadata

__all__ = [
    "accounts",
    "assessments",
    "coverage",
    "firms",
    "installation",
    "metadata",
    "submissions",
    "titles",
]
