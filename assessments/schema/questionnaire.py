"""Questionnaires: versioned instruments of items, arranged in elements, domains and sub-domains."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from assessments.schema.common import (
    Bool,
    Change,
    Citation,
    Definition,
    Id,
    Number,
    Period,
    ProductionType,
    Provenance,
    Ref,
    Status,
    Text,
    VersionName,
    Whole,
)


class Requirement(StrEnum):
    """What a rung asks of an item; 不问 is written by leaving the rung out."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"


class Option(Definition):
    """One answer option: its points and the highest rung it evidences (`none` when it evidences no rung).

    `production` restricts an option to one production type; `derived` marks an option that the source does
    not print (以上均无); `exclusive` an option of a multiple-choice item that stands alone.
    """

    id: Id
    ref: Ref
    text: Text
    points: Number = Field(ge=0)
    level: Id = "none"
    production: ProductionType | Literal["all"] = "all"
    derived: Bool = False
    exclusive: Bool = False


class Item(Definition):
    """One question. Its place (`sub_domain`), rungs, options and wording are the whole of its rule."""

    id: Id
    ref: Ref
    type: Literal["single", "multiple"]
    sub_domain: Id
    production: ProductionType | Literal["all"] = "all"
    name: Text
    question: Text
    help: Text
    evidence: Text
    may_not_apply: Text | None = None
    rungs: dict[Id, Requirement]
    options: tuple[Option, ...] = Field(min_length=2)
    citation: Citation
    provenance: Provenance
    note: Text | None = None


class SubDomain(Definition):
    """能力子域."""

    id: Id
    ref: Ref
    name: Text


class Domain(Definition):
    """能力域: one page of the form."""

    id: Id
    ref: Ref
    name: Text
    sub_domains: tuple[SubDomain, ...] = Field(min_length=1)


class Element(Definition):
    """能力要素."""

    id: Id
    ref: Ref
    name: Text
    domains: tuple[Domain, ...] = Field(min_length=1)


class AnswerIs(Definition):
    """A given option of a given item."""

    item: Id
    option: Id


class Implication(Definition):
    """Answering `when` makes the answer of another item `then`: derived at rating, never stored."""

    when: AnswerIs
    then: AnswerIs
    reason: Text
    citation: Citation
    provenance: Provenance


class RequiredShare(Definition):
    """The share of the mandatory items, in percent, that must evidence a rung for it to be reached."""

    percent: Whole = Field(ge=1, le=100)
    provenance: Provenance
    reason: Text


class Questionnaire(Definition):
    """A version of an instrument, put together by the loader from questionnaire.yaml and domains/*.yaml."""

    id: Id
    version: VersionName
    status: Status
    title: Text
    description: Text
    policy: Id
    provenance: Provenance
    ladder: Id
    method: Literal["attainment"]
    required_share: RequiredShare
    effective: Period
    elements: tuple[Element, ...] = Field(min_length=1)
    implications: tuple[Implication, ...] = ()
    changes: tuple[Change, ...] = ()
    items: tuple[Item, ...] = Field(min_length=1)

    @property
    def key(self) -> str:
        """`id@version`, the name under which the database stores it."""
        return f"{self.id}@{self.version}"

    @property
    def domains(self) -> tuple[Domain, ...]:
        """All domains in the order of the form."""
        return tuple(domain for element in self.elements for domain in element.domains)

    def items_of(self, domain: Domain) -> tuple[Item, ...]:
        """The items of one domain, in order, of both production types."""
        inside = {sub.id for sub in domain.sub_domains}
        return tuple(item for item in self.items if item.sub_domain in inside)
