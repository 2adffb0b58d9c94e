"""How an instrument's points come about: domains with their shares, maxima and floors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType, zh
from assessments.schema.condition import Comparator, CompareScore, Condition, parts_of
from assessments.schema.questionnaire import Domain, Item, Questionnaire
from backend.web.language import _
from backend.web.render import plain
from backend.web.views.bounds import Subject, bound_words
from backend.web.views.method_common import domain_entry


@dataclass(frozen=True)
class ScoringRow:
    """A domain: its items, those that follow from facts, its points and what the conditions ask of them."""

    ref: str
    name: str
    href: str
    sub_domains: str
    items: int
    derived: int
    share: str
    maximum: str
    floors: tuple[str, ...]


@dataclass(frozen=True)
class Scoring:
    """All domains, the full mark (empty where nothing scores) and what the conditions ask of the total."""

    rows: tuple[ScoringRow, ...]
    items: int
    maximum: str
    floors: tuple[str, ...]
    has_shares: bool
    has_derived: bool


def scoring_of(catalogue: Catalogue, version: Questionnaire) -> Scoring | None:
    """The domains of a version; None for one without items."""
    if not version.items:
        return None
    rows = tuple(_row(catalogue, version, domain) for domain in version.domains)
    maximum = sum((_domain_maximum(version, domain) for domain in version.domains), Decimal(0))
    return Scoring(
        rows=rows,
        items=len(version.items),
        maximum=plain(maximum) if maximum else "",
        floors=_floors(catalogue, version, "total"),
        has_shares=any(row.share for row in rows),
        has_derived=any(row.derived for row in rows),
    )


def maximum_of(item: Item, production: ProductionType) -> Decimal:
    """The most points an item gives: of one option, or of all options of a multiple-choice item."""
    points = [option.points for option in item.options if option.production in ("all", production)]
    return sum(points, Decimal(0)) if item.type == "multiple" else max(points)


def _row(catalogue: Catalogue, version: Questionnaire, domain: Domain) -> ScoringRow:
    items = version.items_of(domain)
    maximum = _domain_maximum(version, domain)
    return ScoringRow(
        ref=domain.ref,
        name=zh(domain.name),
        href=domain_entry(version, domain).href,
        sub_domains="、".join(zh(sub.name) for sub in domain.sub_domains),
        items=len(items),
        derived=sum(item.type == "derived" for item in items),
        share=f"{plain(domain.weight)}%" if domain.weight is not None else "",
        maximum=plain(maximum) if maximum else "",
        floors=_floors(catalogue, version, domain.id),
    )


def _domain_maximum(version: Questionnaire, domain: Domain) -> Decimal:
    items = version.items_of(domain)
    return sum((maximum_of(item, ProductionType.DISCRETE) for item in items), Decimal(0))


def _floors(catalogue: Catalogue, version: Questionnaire, score: str) -> tuple[str, ...]:
    """What the conditions ask of some points, each bound once; with its level where there are several."""
    levels = catalogue.ladders[version.ladder].levels
    found: dict[str, None] = {}
    for gate in version.gates:
        for leaf in _score_leaves(gate.when, score):
            value = leaf.value if isinstance(leaf.value, Decimal) else None
            bound = bound_words(Subject("", "points"), Comparator(leaf.comparator).value, value)
            names = [zh(level.name) for level in levels if gate.id in version.rungs.get(level.id, ())]
            told = _("{levels}：{bound}", levels="、".join(names), bound=bound) if len(levels) > 1 else bound
            found[told] = None
    return tuple(found)


def _score_leaves(condition: Condition, score: str) -> Iterator[CompareScore]:
    if isinstance(condition, CompareScore) and condition.score == score:
        yield condition
    parts: Sequence[Condition] = parts_of(condition)
    for part in parts:
        yield from _score_leaves(part, score)
