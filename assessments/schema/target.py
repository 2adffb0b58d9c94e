"""Targets: every quantified aim of a policy, as printed and normalised, with the base it is counted on.

Two figures are compared only where indicator, base, scope and way of counting agree; what is recognised,
submitted, stated by firms and published officially stays apart.
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from assessments.schema.common import (
    Bool,
    Citation,
    Day,
    Definition,
    Id,
    Number,
    Provenance,
    RegionCode,
    Text,
    Unknown,
    Whole,
)
from assessments.schema.series import PeriodName


class Aim(StrEnum):
    """The comparator, normalised; a bare figure and 达到 are at_least."""

    AT_LEAST = "at_least"
    """以上, 不低于, 达到, a bare figure."""
    MORE_THAN = "more_than"
    """突破, 超."""
    ABOUT = "about"
    """左右."""
    STRIVE_FOR = "strive_for"
    """力争, whatever else stands beside it."""
    AT_MOST = "at_most"
    """以下, 前三."""
    BELOW = "below"
    """<."""
    KEEP = "keep"
    """保持: a state to be kept, without a figure."""


class Topic(StrEnum):
    """What a target speaks of."""

    FIRM = "firm"
    FACTORY = "factory"
    DIGITISATION = "digitisation"
    PLATFORM = "platform"
    PROVIDER = "provider"
    BRAND = "brand"
    STANDARD = "standard"
    RESEARCH = "research"
    EFFICIENCY = "efficiency"
    STRUCTURE = "structure"
    PARK = "park"
    CHAIN = "chain"
    CLUSTER = "cluster"
    REGION_GROUP = "region_group"
    PROJECT = "project"
    GREEN = "green"
    MEANS = "means"
    """Talent, land, funds: what the plan puts in."""


class CountBasis(StrEnum):
    """How a number is counted, only as far as the text says so."""

    CUMULATIVE = "cumulative"
    """累计."""
    VALID = "valid"
    """有效: those still valid on the day."""
    ADDED = "added"
    """新增, 新培育, 新建, 新制修订."""
    NET_ADDED = "net_added"
    """净增."""
    SHARE = "share"
    """占比 and other rates."""
    STOCK = "stock"
    """存量: reached and standing on the day."""
    LEVEL = "level"
    """An amount of a year: output, value added, productivity."""
    COVERAGE = "coverage"
    """全覆盖."""
    UNKNOWN = "unknown"
    """Not printed."""


class Base(StrEnum):
    """The statistical base; figures of different bases are never put together."""

    ABOVE_SCALE_INDUSTRY = "above_scale_industry"
    ABOVE_SCALE_MANUFACTURING = "above_scale_manufacturing"
    ABOVE_SCALE_FIRMS = "above_scale_firms"
    INDUSTRY = "industry"
    MANUFACTURING = "manufacturing"
    MANUFACTURING_AND_SERVICES = "manufacturing_and_services"
    SMES_OF_KEY_SECTORS = "smes_of_key_sectors"
    ECONOMY = "economy"
    UNPRINTED = "unprinted"


class PriceBasis(StrEnum):
    """The prices of an amount of money; `none` for what is no amount."""

    NONE = "none"
    CURRENT = "current"
    CONSTANT_2019 = "constant_2019"
    UNPRINTED = "unprinted"


class Baseline(Definition):
    """Where an indicator stood: the value and the year the document marks it with."""

    value: Number
    year: Whole = Field(ge=2000, le=2100)


class Target(Definition):
    """One aim of one clause.

    `value` is in `unit`: 3.6 万家 is 36000 家, 12 万亿元 is 120000 亿元, 1/3 is 33.33 %, 全覆盖 is 100 %;
    it is left out only where the text prints no figure. `as_printed` quotes the short phrase (full-width
    digits and line breaks smoothed). `indicator_id` is shared by all statements about one thing.

    It is counted here by titles held (`recognitions`), by submissions to questionnaires (`results`), by what
    firms state (`facts`), by an official series (`series`), or not at all; a series may stand beside titles.
    `final` names the period of that series whose value is the final one.

    `supersedes` names earlier targets that this one replaces, `restates` an earlier clause of the same
    document that says the same, `related` others of the indicator that must not be put together with it.
    """

    id: Id
    indicator: Text
    indicator_id: Id
    topic: Topic
    comparator: Aim
    comparator_printed: str = Field(default="", description="empty where the text prints a bare figure")
    value: Number | None = None
    value_printed: str = Field(min_length=1)
    unit: str
    unit_printed: str | None = Field(default=None, description="left out where it is `unit`")
    as_printed: str = Field(min_length=1)
    horizon: Day
    horizon_printed: str = ""
    horizon_from_plan: Bool = Field(
        default=False, description="the sentence prints no year: the end of the plan's own period is taken"
    )
    period_kind: Literal["total", "yearly"] = "total"
    basis: CountBasis = CountBasis.UNKNOWN
    base: Base = Base.UNPRINTED
    price_basis: PriceBasis = PriceBasis.NONE
    region: RegionCode
    group: Id | None = None
    chain: str = ""
    cluster: str = ""
    responsible: tuple[str, ...] = ()
    baseline: Baseline | None = None
    recognitions: tuple[Id, ...] = ()
    results: tuple[Id, ...] = ()
    facts: tuple[Id, ...] = ()
    series: Id | None = None
    final: PeriodName | None = None
    supersedes: tuple[Id, ...] = ()
    restates: Id | None = None
    related: tuple[Id, ...] = ()
    note: Text | None = None
    citation: Citation
    provenance: Provenance

    @property
    def policy(self) -> str:
        """The id of its document."""
        return self.citation.partition("#")[0]

    @property
    def measured(self) -> Literal["recognitions", "results", "facts", "series", "not_measured"]:
        """How it is counted here."""
        if self.recognitions:
            return "recognitions"
        if self.results:
            return "results"
        if self.facts:
            return "facts"
        return "series" if self.series else "not_measured"

    @property
    def measured_by(self) -> tuple[str, ...]:
        """The ids of what it is counted by."""
        return self.recognitions or self.results or self.facts or ((self.series,) if self.series else ())

    @property
    def counting(self) -> tuple[object, ...]:
        """Everything in which two targets must agree before one may replace the other."""
        return (
            self.indicator_id,
            self.base,
            self.basis,
            self.price_basis,
            self.period_kind,
            self.unit,
            self.region,
            self.group,
            self.chain,
            self.cluster,
        )


class Targets(Definition):
    """A file of targets/."""

    targets: tuple[Target, ...]


class RecognitionKind(Definition):
    """A kind of title that an authority grants: kinds are data.

    `aliases` are other words by which a file may name the title. `object` is what holds it: a firm, a site of
    it, or a project (a workshop counts as one); brands, products and platforms are held by their firm.
    `validity_years` is how long a title stays valid, left out while no source read says so.
    """

    id: Id
    name: Text
    aliases: tuple[str, ...] = ()
    subject: Text
    object: Literal["firm", "site", "project"] = "firm"
    authority: str | Unknown
    validity_years: Whole | None = Field(default=None, ge=1, le=50)
    validity_citation: Citation | None = None


class RecognitionKinds(Definition):
    """The file targets/recognitions.yaml."""

    kinds: tuple[RecognitionKind, ...]
