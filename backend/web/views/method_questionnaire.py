"""The overview of a questionnaire version: structure, counts, required share, implications, changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType, zh
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Domain, Item, Questionnaire, Requirement
from backend.web.language import _
from backend.web.views.method_common import (
    PRODUCTION_MARKS,
    STATUSES,
    ChangeLine,
    Entry,
    ImplicationLine,
    LevelLine,
    call_entries,
    change_lines,
    domain_entry,
    implication_lines,
    level_lines,
    period_words,
    policy_entry,
)
from backend.web.views.method_figures import FactRow, asked_facts
from backend.web.views.method_instrument import OtherVersion, other_versions
from backend.web.views.method_scoring import maximum_of


@dataclass(frozen=True)
class DomainRow:
    """A domain in the overview: its items, and the mandatory ones per rung (离散/流程 where they differ)."""

    ref: str
    name: str
    href: str
    sub_domains: str
    items: int
    mandatory: tuple[str, ...]


@dataclass(frozen=True)
class ElementRows:
    """An element with its domains."""

    name: str
    domains: tuple[DomainRow, ...]


@dataclass(frozen=True)
class CountRow:
    """What one production type is asked: items, mandatory per rung, full mark."""

    name: str
    items: int
    mandatory: tuple[int, ...]
    maximum: Decimal


@dataclass(frozen=True)
class QuestionnairePage:
    """Context of method/questionnaire.html."""

    title: str
    version: str
    status: str
    effective: str
    description: str
    policy: Entry
    provenance: str
    levels: tuple[LevelLine, ...]
    level_names: tuple[str, ...]
    elements: tuple[ElementRows, ...]
    counts: tuple[CountRow, ...]
    share: int
    share_reason: str
    share_provenance: str
    implications: tuple[ImplicationLine, ...]
    calls: tuple[Entry, ...]
    changes: tuple[ChangeLine, ...]
    facts: tuple[FactRow, ...]
    others: tuple[OtherVersion, ...]


def questionnaire_page(catalogue: Catalogue, questionnaire: Questionnaire, day: date) -> QuestionnairePage:
    """The overview of a questionnaire version."""
    ladder = catalogue.ladders[questionnaire.ladder]
    share = questionnaire.share
    return QuestionnairePage(
        title=zh(questionnaire.title),
        version=questionnaire.version,
        status=_(STATUSES[questionnaire.status]),
        effective=period_words(questionnaire.effective),
        description=zh(questionnaire.description),
        policy=policy_entry(catalogue.policies[questionnaire.policy]),
        provenance=questionnaire.provenance.value,
        levels=level_lines(catalogue, ladder),
        level_names=tuple(zh(level.name) for level in ladder.levels),
        elements=tuple(
            ElementRows(
                zh(element.name), tuple(_domain_row(questionnaire, ladder, d) for d in element.domains)
            )
            for element in questionnaire.elements
        ),
        counts=tuple(_count_row(questionnaire, ladder, production) for production in ProductionType),
        share=share.percent,
        share_reason=zh(share.reason),
        share_provenance=share.provenance.value,
        implications=tuple(implication_lines(catalogue, questionnaire)),
        calls=call_entries([call for call in catalogue.calls.values() if call.ladder == ladder.id]),
        changes=change_lines(questionnaire.changes),
        facts=asked_facts(catalogue, questionnaire),
        others=other_versions(catalogue, questionnaire, day),
    )


def _asked(items: Sequence[Item], production: ProductionType) -> list[Item]:
    return [item for item in items if item.production in ("all", production)]


def _mandatory(items: Sequence[Item], level: str) -> int:
    return sum(item.rungs.get(level) is Requirement.MANDATORY for item in items)


def _domain_row(questionnaire: Questionnaire, ladder: Ladder, domain: Domain) -> DomainRow:
    items = questionnaire.items_of(domain)
    entry = domain_entry(questionnaire, domain)
    return DomainRow(
        ref=domain.ref,
        name=zh(domain.name),
        href=entry.href,
        sub_domains="、".join(zh(sub.name) for sub in domain.sub_domains),
        items=len(items),
        mandatory=tuple(_per_type(items, level.id) for level in ladder.levels),
    )


def _per_type(items: Sequence[Item], level: str) -> str:
    counts = [_mandatory(_asked(items, production), level) for production in ProductionType]
    if len(set(counts)) == 1:
        return str(counts[0]) if counts[0] else "—"
    return "/".join(map(str, counts))


def _count_row(questionnaire: Questionnaire, ladder: Ladder, production: ProductionType) -> CountRow:
    items = _asked(questionnaire.items, production)
    return CountRow(
        name=_(PRODUCTION_MARKS[production.value]),
        items=len(items),
        mandatory=tuple(_mandatory(items, level.id) for level in ladder.levels),
        maximum=sum((maximum_of(item, production) for item in items), Decimal(0)),
    )
