"""What gates read: operands and flags, and gates compiled over them.

Every operand becomes an interval of integers and every flag a verdict before a gate sees it, whatever it
comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.figures import OperandSpec
from assessments.metrics import MetricSpec
from assessments.schema.common import ProductionType
from assessments.schema.condition import (
    Compare,
    CompareMetric,
    CompareScore,
    Gate,
    Holds,
    InGroup,
    InIndustry,
    ItemsAt,
    Unsettled,
)
from assessments.schema.fact import Fact, Source
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.region import RegionGroup, Regions
from assessments.schema.target import RecognitionKind
from assessments.schema.zone import Zone
from assessments.shapes import Shape
from assessments.shelf import Industry
from scoring.gates import GateSet, Node
from scoring.levels import Derived

LeafCondition = Compare | CompareMetric | CompareScore | ItemsAt | InIndustry | InGroup | Holds | Unsettled


@dataclass(frozen=True, eq=False)
class Register:
    """What conditions may name."""

    facts: Mapping[str, Fact]
    regions: Regions
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    derived_facts: Mapping[str, DerivedFact] = field(default_factory=dict)
    industries: Mapping[str, Industry] = field(default_factory=dict)
    titles: Mapping[str, RecognitionKind] = field(default_factory=dict)
    zones: Mapping[str, Zone] = field(default_factory=dict)


@dataclass(frozen=True)
class DerivedSpec:
    """An operand: the rank of a derived fact's value, 0 being the last of its choices."""

    fact: DerivedFact
    accepts: tuple[Source, ...] = tuple(Source)


@dataclass(frozen=True)
class ScoreSpec:
    """An operand: points of a domain, or of the whole, in scaled integers."""

    score: str
    label: str
    decimals: int


@dataclass(frozen=True)
class CountSpec:
    """An operand: how many items with a tag are answered at a rank or higher."""

    tag: str | None
    label: str
    rank: int


@dataclass(frozen=True)
class GroupSpec:
    """A flag: the unit's county or functional zone belongs to a group.

    Of the zones `unsettled` nobody knows in which county they lie.
    """

    group: RegionGroup
    members: frozenset[str]
    unsettled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TitleSpec:
    """A flag: one of these titles is held on the day, or was granted within some years before it.

    `names` are the titles as people know them.
    """

    titles: tuple[str, ...]
    within_years: int | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class IndustrySpec:
    """A flag: the unit's industry is one of these sections or beginnings of codes."""

    classes: tuple[str, ...]
    industries: Mapping[str, Industry] = field(compare=False)


AnyOperandSpec = OperandSpec | MetricSpec | DerivedSpec | ScoreSpec | CountSpec


@dataclass(frozen=True)
class ProductionSpec:
    """A flag: the unit is of this production type."""

    production: ProductionType


@dataclass(frozen=True)
class RecentSpec:
    """A flag: what is stated of a fact is of a day within so many years before the as-of date."""

    operand: OperandSpec
    years: int


FlagSpec = GroupSpec | TitleSpec | IndustrySpec | ProductionSpec | RecentSpec


@dataclass(frozen=True)
class Leaf:
    """A leaf of a gate: the condition as written (of one year), its node, and the operand or flag it reads.

    `source` is the position of that operand or flag; -1 for a condition that nothing can decide.
    """

    condition: LeafCondition
    node: Node
    source: int


@dataclass(frozen=True)
class CompiledGate:
    """A gate with the levels that need it, its leaves in the order of the text and how they combine."""

    gate: Gate
    levels: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    shape: Shape


@dataclass(frozen=True, eq=False)
class CompiledGates:
    """Gates over `operands` and `flags`, whose positions the figures share."""

    gates: tuple[CompiledGate, ...]
    rules: GateSet
    operands: tuple[AnyOperandSpec, ...]
    flags: tuple[FlagSpec, ...]
    derived: tuple[Derived, ...]
