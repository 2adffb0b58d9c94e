"""The maintained summary that every county page reads: its cost does not depend on the number of firms."""

from sqlmodel import Field, SQLModel


class Coverage(SQLModel, table=True):
    """One count: county × slice × questionnaire × measure. `questionnaire` is empty for the register itself.

    `slice` narrows the firms by industry, size and 规上 (see services/coverage.py); empty means all of them.

    Measures: `units` and `firms` (confirmed, on the register), `unconfirmed` (units), `submitted`,
    `declared:<level>` (by certain level) and `recognised:<day>:<kind>` (the step that titles in force take
    on a day, see services/coverage.py). A new ladder needs no new column.
    """

    __tablename__ = "coverage"

    county: str = Field(primary_key=True, max_length=6)
    slice: str = Field(default="", primary_key=True, max_length=40)
    questionnaire: str = Field(primary_key=True, max_length=60)
    measure: str = Field(primary_key=True, max_length=110)
    number: int
