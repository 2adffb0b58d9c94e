"""The maintained summary that every area page reads: its cost does not depend on the number of firms."""

from sqlmodel import Field, SQLModel


class Coverage(SQLModel, table=True):
    """One count: slice × county × questionnaire × measure. `questionnaire` is empty for the register itself.

    `slice` narrows the firms by industry or cluster, size and 规上 (services/slices.py); empty means all.
    A page reads one slice of a row of counties, so the slice comes first in the key. The measures are named
    in services/measures.py; a new ladder, round or kind of title needs no new column.
    """

    __tablename__ = "coverage"
    # The key is most of the row: SQLite keeps it once instead of twice.
    __table_args__ = {"sqlite_with_rowid": False}

    slice: str = Field(default="", primary_key=True, max_length=100)
    county: str = Field(primary_key=True, max_length=6)
    questionnaire: str = Field(primary_key=True, max_length=60)
    measure: str = Field(primary_key=True, max_length=110)
    number: int


class CoverageCluster(SQLModel, table=True):
    """A class of GB/T 4754 and a cluster it is counted in: what the summary was last built under.

    A copy of the catalogue's map, put in place together with the rebuilding that follows a change of it, so
    that every process counts by the same one.
    """

    __tablename__ = "coverage_cluster"

    industry: str = Field(primary_key=True, max_length=4)
    cluster: str = Field(primary_key=True, max_length=80)
