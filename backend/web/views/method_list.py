"""The list of everything that has a method page, instruments by family."""

from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import Status, zh
from assessments.schema.questionnaire import Questionnaire
from backend.web.language import _
from backend.web.views.method_common import Entry, call_entries, policy_entry
from backend.web.views.method_instrument import changes_href
from backend.web.views.method_versions import VersionLine, families, version_line, versions_of


@dataclass(frozen=True)
class InstrumentLine:
    """An instrument: its levels from low to high, the versions in force today, and the others.

    `is_draft` where no version of it is published; `changes` is the address of the differences between its
    two newest versions, or empty.
    """

    name: str
    levels: tuple[str, ...]
    text: str
    current: tuple[VersionLine, ...]
    others: tuple[VersionLine, ...]
    is_draft: bool
    changes: str


@dataclass(frozen=True)
class FamilyBlock:
    """Instruments that belong together, with the calls of their ladders."""

    id: str
    name: str
    instruments: tuple[InstrumentLine, ...]
    calls: tuple[Entry, ...]


@dataclass(frozen=True)
class MethodList:
    """Context of method/list.html."""

    today: date
    families: tuple[FamilyBlock, ...]
    instruments: int
    metrics: int
    facts: int
    actions: int
    policies: tuple[Entry, ...]


def method_list(catalogue: Catalogue, today: date) -> MethodList:
    """Everything that has a method page, as it stands today."""
    groups = families(catalogue)
    return MethodList(
        today=today,
        families=tuple(
            _family(catalogue, f"family-{place}", name, instruments, today)
            for place, (name, instruments) in enumerate(groups, 1)
        ),
        instruments=sum(len(instruments) for _name, instruments in groups),
        metrics=len(catalogue.metrics) + len(catalogue.derived_facts),
        facts=len(catalogue.facts),
        actions=len(catalogue.actions),
        policies=tuple(policy_entry(policy) for policy in catalogue.policies.values()),
    )


def _family(
    catalogue: Catalogue, identity: str, name: str, instruments: tuple[str, ...], today: date
) -> FamilyBlock:
    ladders = {version.ladder for one in instruments for version in versions_of(catalogue, one)}
    return FamilyBlock(
        id=identity,
        name=name,
        instruments=tuple(_instrument(catalogue, one, today) for one in instruments),
        calls=call_entries([call for call in catalogue.calls.values() if call.ladder in ladders]),
    )


def _instrument(catalogue: Catalogue, name: str, today: date) -> InstrumentLine:
    versions = versions_of(catalogue, name)
    ladder = catalogue.ladders[versions[0].ladder]
    lines = [version_line(version, today) for version in versions]
    current = [line for line in lines if line.standing in ("in_force", "unsure")]
    two = [version.version for version in versions[:2]]
    return InstrumentLine(
        name=zh(ladder.name),
        levels=tuple(zh(level.name) for level in ladder.levels),
        text=_content(versions[0]),
        current=tuple(current),
        others=tuple(line for line in lines if line not in current),
        is_draft=all(version.status is Status.DRAFT for version in versions),
        changes=changes_href(name, two[1], two[0]) if len(two) > 1 else "",
    )


def _content(version: Questionnaire) -> str:
    """How much there is to it: items, those that follow from facts, conditions."""
    derived = sum(item.type == "derived" for item in version.items)
    answered = len(version.items) - derived
    parts = [
        _("{count} 道题", count=answered) if answered else "",
        _("{count} 项由事实计分的指标", count=derived) if derived else "",
        _("{count} 项条件", count=len(version.gates)) if version.gates else "",
    ]
    return "，".join(part for part in parts if part)
