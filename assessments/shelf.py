"""What one reading of the catalogue folder yields: models with their places, and every mistake found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from assessments.problem import Finding, PathStep, Place, Problem
from assessments.schema.action import Actions, Scenes
from assessments.schema.capability import Capabilities
from assessments.schema.chain import Chains
from assessments.schema.cluster import Clusters
from assessments.schema.common import Definition
from assessments.schema.effort import Efforts
from assessments.schema.fact import FactRegister
from assessments.schema.incentive import Incentives
from assessments.schema.integrity import Contradictions, IntegrityChecks
from assessments.schema.ladder import Call, Ladder
from assessments.schema.metric import MetricRegister
from assessments.schema.policy import Policy
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import Denominators, Regions
from assessments.schema.review import ReviewChain
from assessments.schema.series import SeriesFile
from assessments.schema.target import RecognitionKinds, Targets
from assessments.schema.zone import Zones
from assessments.yaml_text import line_of

M = TypeVar("M", bound=Definition)


@dataclass(frozen=True)
class Industry:
    """An entry of GB/T 4754-2017: level 1 section, 2 division, 3 group, 4 class; a section has no parent."""

    code: str
    level: int
    parent: str
    section: str
    name: str


def place_in(place: Place, parts: Mapping[str, Sequence[Place]], steps: Sequence[PathStep]) -> Place:
    """The place of a value in a definition whose lists may stand in files of their own."""
    if len(steps) > 1 and isinstance(steps[1], int) and steps[0] in parts:
        return parts[str(steps[0])][steps[1]].at(*steps[2:])
    return place.at(*steps)


@dataclass(frozen=True)
class Entry(Generic[M]):
    """A model with the place it came from; `parts` holds the place of each entry of its lists."""

    model: M
    place: Place
    parts: Mapping[str, Sequence[Place]] = field(default_factory=dict)

    def at(self, *steps: PathStep) -> Place:
        """The place of a value inside the model, in the file where it was written."""
        return place_in(self.place, self.parts, steps)


@dataclass
class Shelf:
    """Everything read from one catalogue folder, whole or not.

    `unread` remembers what exists but could not be read, as (kind, id) or (kind, "list:id"), so that the
    checks do not report every reference to it once more.
    """

    root: Path
    findings: list[Finding] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    unread: set[tuple[type[Definition], str]] = field(default_factory=set)
    policies: list[Entry[Policy]] = field(default_factory=list)
    registers: list[Entry[FactRegister]] = field(default_factory=list)
    metrics: list[Entry[MetricRegister]] = field(default_factory=list)
    efforts: list[Entry[Efforts]] = field(default_factory=list)
    questionnaires: list[Entry[Questionnaire]] = field(default_factory=list)
    calls: list[Entry[Call]] = field(default_factory=list)
    ladders: list[Entry[Ladder]] = field(default_factory=list)
    regions: list[Entry[Regions]] = field(default_factory=list)
    zones: list[Entry[Zones]] = field(default_factory=list)
    chains: list[Entry[Chains]] = field(default_factory=list)
    clusters: list[Entry[Clusters]] = field(default_factory=list)
    denominators: list[Entry[Denominators]] = field(default_factory=list)
    targets: list[Entry[Targets]] = field(default_factory=list)
    recognition_kinds: list[Entry[RecognitionKinds]] = field(default_factory=list)
    reviews: list[Entry[ReviewChain]] = field(default_factory=list)
    series: list[Entry[SeriesFile]] = field(default_factory=list)
    capabilities: list[Entry[Capabilities]] = field(default_factory=list)
    scenes: list[Entry[Scenes]] = field(default_factory=list)
    actions: list[Entry[Actions]] = field(default_factory=list)
    incentives: list[Entry[Incentives]] = field(default_factory=list)
    integrity_checks: list[Entry[IntegrityChecks]] = field(default_factory=list)
    contradictions: list[Entry[Contradictions]] = field(default_factory=list)
    industries: list[Industry] = field(default_factory=list)

    @property
    def versions(self) -> list[Entry[Questionnaire] | Entry[Call]]:
        """Questionnaires and calls: what is versioned, dated and published."""
        return [*self.questionnaires, *self.calls]

    def report(self, place: Place, message: str, cure: str) -> None:
        """Note a mistake."""
        self.findings.append(Finding(place, message, cure))

    def is_unread(self, kind: type[Definition], name: str) -> bool:
        """Whether a definition of this kind and id was written but could not be read."""
        part = name.partition(":")[0]
        return not self.unread.isdisjoint({(kind, name), (kind, f"{part}:*"), (kind, "*")})

    def problem(self, finding: Finding) -> Problem:
        """The finding with its place in words: the line and the keys that lead there."""
        place = finding.place
        text = self.texts.get(place.file)
        line = line_of(text, place.path) if text is not None and place.path else None
        keys = _spell(place.path)
        words = f"第 {line} 行（{keys}）" if line else keys
        return Problem(place.file, words, finding.message, finding.cure)


def _spell(path: Sequence[PathStep]) -> str:
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
