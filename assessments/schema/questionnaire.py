"""Questionnaires: versioned instruments of items, arranged in elements, domains and sub-domains."""

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from assessments.schema.common import (
    Bool,
    Change,
    Citation,
    Definition,
    Grown,
    Id,
    Number,
    OpenDay,
    Period,
    ProductionType,
    Provenance,
    Purpose,
    Ref,
    Status,
    Text,
    VersionName,
    Whole,
)
from assessments.schema.condition import Condition, Gate


class Requirement(StrEnum):
    """What a rung asks of an item; 不问 is written by leaving the rung out."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"


class Option(Grown):
    """One answer option: its points and the highest rung it evidences (`none` when it evidences no rung).

    `production` restricts an option to one production type; `derived` marks an option that the source does
    not print (以上均无); `exclusive` an option of a multiple-choice item that stands alone. `aliases` are
    other words by which a file may name the option.

    An option of a derived item is not chosen but follows: it is the first of the item's options whose `when`
    holds; the last one needs none. With provenance `recalled` its points are possible, never certain.
    `weight` is the source's share of the item's points, in percent.
    """

    added: ClassVar[frozenset[str]] = frozenset({"when", "provenance", "weight", "aliases"})

    id: Id
    ref: Ref
    text: Text
    points: Number = Field(ge=0)
    level: Id = "none"
    production: ProductionType | Literal["all"] = "all"
    derived: Bool = False
    exclusive: Bool = False
    when: Condition | None = None
    provenance: Provenance | None = None
    weight: Number | None = None
    aliases: tuple[str, ...] = ()


class Item(Grown):
    """One question. Its place (`sub_domain`), rungs, options and wording are the whole of its rule.

    A `derived` item is not asked: its option follows from facts. `tags` group items for conditions that
    count them; `weight` is the source's share of the sub-domain's points, in percent.
    """

    added: ClassVar[frozenset[str]] = frozenset({"tags", "weight"})

    id: Id
    ref: Ref
    type: Literal["single", "multiple", "derived"]
    sub_domain: Id
    production: ProductionType | Literal["all"] = "all"
    name: Text
    question: Text
    help: Text
    evidence: Text
    may_not_apply: Text | None = None
    rungs: dict[Id, Requirement] = Field(default={})
    tags: tuple[Id, ...] = ()
    weight: Number | None = None
    options: tuple[Option, ...] = Field(min_length=2)
    citation: Citation
    provenance: Provenance
    note: Text | None = None


class SubDomain(Grown):
    """能力子域; `weight` is the source's share of the domain's points, in percent."""

    added: ClassVar[frozenset[str]] = frozenset({"weight"})

    id: Id
    ref: Ref
    name: Text
    weight: Number | None = None


class Domain(Grown):
    """能力域: one page of the form; `weight` is the source's share of the whole, in percent."""

    added: ClassVar[frozenset[str]] = frozenset({"weight"})

    id: Id
    ref: Ref
    name: Text
    weight: Number | None = None
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


class Applies(Definition):
    """When a version decides for a purpose; both ends included, a recalled date is only possible."""

    purpose: Purpose
    start: OpenDay = None
    end: OpenDay = None
    provenance: Provenance
    citation: Citation | None = None

    @property
    def period(self) -> Period:
        """The same as a period."""
        return Period(start=self.start, end=self.end)


class Remark(Definition):
    """A requirement that the source states and this version shows without deciding anything by it."""

    text: Text
    citation: Citation
    provenance: Provenance


Method = Literal["attainment", "points", "stages", "gates"]
"""How a level is reached: `attainment` by the mandatory items of each rung; the others by gates, which look
at points with floors, at the stages of single items, or at facts alone."""


class Questionnaire(Grown):
    """A version of an instrument, put together by the loader from questionnaire.yaml and domains/*.yaml.

    With method `attainment` the items decide and calls give the entry conditions apart. With any other
    method `rungs` lists, per level of the ladder, the gates that all must be met, and the level is the
    highest whose gates hold. `applies` says for which purpose the version decides when; without it the
    version serves every purpose while `effective`.
    """

    added: ClassVar[frozenset[str]] = frozenset({"applies", "gates", "rungs", "remarks"})

    id: Id
    version: VersionName
    status: Status
    title: Text
    description: Text
    policy: Id
    provenance: Provenance
    ladder: Id
    method: Method
    required_share: RequiredShare | None = None
    effective: Period = Period()
    applies: tuple[Applies, ...] = ()
    elements: tuple[Element, ...] = ()
    implications: tuple[Implication, ...] = ()
    gates: tuple[Gate, ...] = ()
    rungs: dict[Id, tuple[Id, ...]] = Field(default={})
    remarks: tuple[Remark, ...] = ()
    changes: tuple[Change, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def key(self) -> str:
        """`id@version`, the name under which the database stores it."""
        return f"{self.id}@{self.version}"

    @property
    def share(self) -> RequiredShare:
        """The required share of an attainment questionnaire; ValueError for any other method."""
        if self.required_share is None:
            raise ValueError(f"{self.key} has no required share")
        return self.required_share

    @property
    def domains(self) -> tuple[Domain, ...]:
        """All domains in the order of the form."""
        return tuple(domain for element in self.elements for domain in element.domains)

    def items_of(self, domain: Domain) -> tuple[Item, ...]:
        """The items of one domain, in order, of both production types."""
        inside = {sub.id for sub in domain.sub_domains}
        return tuple(item for item in self.items if item.sub_domain in inside)
