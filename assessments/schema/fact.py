"""The register of facts: typed, unit-bearing values about a firm or unit, asked once."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from assessments.schema.common import Bool, Citation, Definition, Id, Number, Text, Whole


class Source(StrEnum):
    """Where a fact's value comes from; the best source counts (order of `SOURCE_RANK`)."""

    VERIFIED = "verified"
    OFFICIAL_PLATFORM = "official_platform"
    IMPORTED = "imported"
    SELF_STATED = "self_stated"


SOURCE_RANK: tuple[Source, ...] = (
    Source.VERIFIED,
    Source.OFFICIAL_PLATFORM,
    Source.IMPORTED,
    Source.SELF_STATED,
)
"""Best first."""


class FactChoice(Definition):
    """One permitted value of a choice fact; the order in the file is the rank, lowest first."""

    id: str = Field(min_length=1, max_length=40)
    label: Text


FactKind = Literal["money", "count", "number", "level", "choice", "set", "date", "ledger"]


class Fact(Definition):
    """One entry of the register.

    `accepts` are the sources that may state it where a condition depends on it; a value from elsewhere is
    kept and shown, and leaves the condition undecided. `no_more_than` names the fact of which it is a part:
    where it is greater, one of the two is wrong, and no metric is computed from them.

    `kind` decides the type: money is whole yuan inside and 万元 at the edges; `count` a whole number;
    `number` and `level` a decimal; `choice` and `set` one or several of `choices`; `ledger` a sum of dated
    rows. `period` says what a value is about: an instant, a calendar year, or an interval. A fact of the
    `firm` is stated once for all its units, one of a `unit` for the project, workshop or plant alone.
    """

    id: Id
    label: Text
    kind: FactKind
    unit: str
    period: Literal["instant", "year", "interval"]
    subject: Literal["firm", "unit"] = "firm"
    choices: tuple[FactChoice, ...] = ()
    ordered: Bool = Field(default=False, description="choices form a scale, lowest first")
    decimals: Whole = Field(default=0, ge=0, le=4)
    minimum: Number | None = None
    maximum: Number | None = None
    definition: Text
    accepts: tuple[Source, ...] = tuple(Source)
    no_more_than: Id | None = None
    citation: Citation | None = None


class FactRegister(Definition):
    """The file facts/register.yaml."""

    facts: tuple[Fact, ...]
