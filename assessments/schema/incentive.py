"""Incentives: what an area gives a firm for a title, as far as a source says so."""

from pydantic import Field, model_validator

from assessments.schema.common import Definition, Id, Period, Provenance, RegionCode, Text, Unknown, Whole


class Incentive(Definition):
    """What an area gives for one title.

    `kind` is the title's kind where the catalogue has it; a title of an area's own is named in `title`.
    `amount` is in whole yuan; what is no amount of money stands in `measure`. `document` is the document with
    its number. An end of `effective` that no source gives is `unknown`: nothing here is filled from memory.
    """

    id: Id
    area: RegionCode
    kind: Id | None = None
    title: Text | None = None
    amount: Whole | None = Field(default=None, ge=1)
    measure: Text | None = None
    document: str | Unknown = Field(min_length=1)
    effective: Period
    source: str = Field(min_length=1)
    provenance: Provenance
    note: Text | None = None

    @model_validator(mode="after")
    def _says_for_what(self) -> "Incentive":
        if (self.kind is None) is (self.title is None):
            raise ValueError("kind 和 title 须写其中一项：目录中有的称号写 kind，没有的写 title")
        return self

    @model_validator(mode="after")
    def _says_what(self) -> "Incentive":
        if self.amount is None and self.measure is None:
            raise ValueError("amount（金额，元）和 measure（措施）至少写一项")
        return self


class Incentives(Definition):
    """The file incentives.yaml."""

    incentives: tuple[Incentive, ...]
