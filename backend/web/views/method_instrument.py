"""The page of an instrument whose level gates decide: levels, conditions, points, metrics, facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import Status, zh
from assessments.schema.ladder import Level
from assessments.schema.questionnaire import Questionnaire, Remark
from backend.web.language import _
from backend.web.views.citing import Cited, cite
from backend.web.views.method_common import ChangeLine, Entry, change_lines, policy_entry
from backend.web.views.method_figures import (
    DerivedRow,
    FactRow,
    MetricRow,
    asked_facts,
    used_derived,
    used_metrics,
)
from backend.web.views.method_gates import GateBlock, gate_blocks
from backend.web.views.method_scoring import Scoring, scoring_of
from backend.web.views.method_versions import (
    SpanLine,
    Standing,
    VersionLine,
    span_lines,
    standing_of,
    standing_words,
    version_line,
    versions_of,
)

METHODS: Mapping[str, str] = {
    "gates": "逐项判定条件",
    "points": "先计分，再判定条件",
    "stages": "逐题定档，再判定条件",
}
HOW: Mapping[str, str] = {
    "gates": "下列条件直接看企业填报的事实和持有的称号。",
    "points": "先按题目和指标算出得分，再看下列条件（其中一些以得分为准）。",
    "stages": "先逐题定出所在的档，再看下列条件（以达到各档的题数为准）。",
}
HOW_ALL = "某一级的条件全部满足，就达到这一级；以达到的最高一级为准。"


@dataclass(frozen=True)
class GateLink:
    """A condition in the list of a level."""

    name: str
    href: str


@dataclass(frozen=True)
class LevelBlock:
    """A level with the conditions that all must be met."""

    name: str
    subject: str
    definition: str
    gates: tuple[GateLink, ...]
    cited: Cited
    provenance: str


@dataclass(frozen=True)
class RemarkLine:
    """A requirement that is shown and decides nothing."""

    text: str
    cited: Cited
    provenance: str


@dataclass(frozen=True)
class OtherVersion:
    """Another version, and where the differences to it are told (older first)."""

    line: VersionLine
    changes: str


@dataclass(frozen=True)
class InstrumentPage:
    """Context of method/instrument.html; `scoring` is None where there are no items."""

    title: str
    version: str
    standing: Standing
    standing_words: str
    is_draft: bool
    description: str
    policy: Entry
    provenance: str
    method: str
    how: str
    spans: tuple[SpanLine, ...]
    has_purposes: bool
    below: str
    levels: tuple[LevelBlock, ...]
    gates: tuple[GateBlock, ...]
    scoring: Scoring | None
    metrics: tuple[MetricRow, ...]
    derived: tuple[DerivedRow, ...]
    facts: tuple[FactRow, ...]
    remarks: tuple[RemarkLine, ...]
    changes: tuple[ChangeLine, ...]
    others: tuple[OtherVersion, ...]


def instrument_page(catalogue: Catalogue, version: Questionnaire, day: date) -> InstrumentPage:
    """Everything that decides in a version, as it stands on a day."""
    ladder = catalogue.ladders[version.ladder]
    standing = standing_of(version, day)
    return InstrumentPage(
        title=zh(version.title),
        version=version.version,
        standing=standing,
        standing_words=standing_words(standing),
        is_draft=version.status is Status.DRAFT,
        description=zh(version.description),
        policy=policy_entry(catalogue.policies[version.policy]),
        provenance=version.provenance.value,
        method=_(METHODS[version.method]),
        how=_(HOW[version.method]) + _(HOW_ALL),
        spans=span_lines(catalogue, version, day),
        has_purposes=bool(version.applies),
        below=zh(ladder.below),
        levels=tuple(_level(catalogue, version, level) for level in ladder.levels),
        gates=gate_blocks(catalogue, version),
        scoring=scoring_of(catalogue, version),
        metrics=used_metrics(catalogue, version),
        derived=used_derived(catalogue, version),
        facts=asked_facts(catalogue, version),
        remarks=tuple(_remark(catalogue, remark) for remark in version.remarks),
        changes=change_lines(version.changes),
        others=other_versions(catalogue, version, day),
    )


def changes_href(name: str, old: str, new: str) -> str:
    """Where the differences between two versions are told."""
    return f"/method/{name}/changes?from={old}&to={new}"


def _level(catalogue: Catalogue, version: Questionnaire, level: Level) -> LevelBlock:
    names = {gate.id: zh(gate.name) for gate in version.gates}
    return LevelBlock(
        name=zh(level.name),
        subject=zh(level.subject),
        definition=zh(level.definition),
        gates=tuple(GateLink(names[gate], f"#gate-{gate}") for gate in version.rungs.get(level.id, ())),
        cited=cite(catalogue, level.citation),
        provenance=level.provenance.value,
    )


def _remark(catalogue: Catalogue, remark: Remark) -> RemarkLine:
    return RemarkLine(zh(remark.text), cite(catalogue, remark.citation), remark.provenance.value)


def other_versions(catalogue: Catalogue, version: Questionnaire, day: date) -> tuple[OtherVersion, ...]:
    """The other versions of the same instrument, newest first."""
    newest_first = [one.version for one in versions_of(catalogue, version.id)]
    mine = newest_first.index(version.version)
    found = []
    for place, other in enumerate(versions_of(catalogue, version.id)):
        if place == mine:
            continue
        old, new = newest_first[max(place, mine)], newest_first[min(place, mine)]
        found.append(OtherVersion(version_line(other, day), changes_href(version.id, old, new)))
    return tuple(found)
