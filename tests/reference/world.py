"""Everything that a condition may look at, for one unit on one day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from assessments.schema.fact import Fact
from assessments.schema.ladder import Ladder
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import Regions
from tests.reference.unit import Unit

SOURCES = ("verified", "official_platform", "imported", "self_stated")
"""Best first."""


@dataclass(frozen=True)
class World:
    """A unit, the rules and the day. `accepts` are the sources that the gate in question lets decide."""

    questionnaire: Questionnaire
    ladder: Ladder
    facts: Mapping[str, Fact]
    metrics: Mapping[str, Metric]
    derived_facts: Mapping[str, DerivedFact]
    regions: Regions
    unit: Unit
    as_of: date
    purpose: str
    accepts: tuple[str, ...] = SOURCES

    def accepting(self, accepts: tuple[str, ...]) -> "World":
        """The same for a gate that accepts these sources only."""
        return replace(self, accepts=accepts)
