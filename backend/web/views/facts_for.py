"""The page of what one instrument still asks a unit, with what is known already and where from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assessments.schema.common import zh
from assessments.schema.fact import Source
from assessments.wording import PURPOSES, SOURCES
from backend.services.asking import InstrumentFacts, Need
from backend.services.fact_values import to_words
from backend.services.facts import Period, Statement
from backend.web.language import _
from backend.web.views.facts import FactView, Said, in_words, sum_words, view_of


@dataclass(frozen=True)
class KnownRow:
    """A value that the instrument takes as it is; `id` is set on the first row of a fact, for links to it.

    `disputed` is what the firm says where a better source says otherwise, `href` where it can be changed.
    """

    id: str
    label: str
    said: Said
    href: str
    disputed: str = ""


@dataclass(frozen=True)
class FactsForPage:
    """Context of facts_for.html: what one instrument still asks, and what is known already."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    asked_for: str
    purpose: str
    title: str
    note: str
    facts: int
    open: int
    asked: tuple[FactView, ...]
    known: tuple[KnownRow, ...]
    titles: tuple[str, ...]
    changed: FactView | None = None
    errors: Mapping[str, str] | None = None


def facts_for_page(found: InstrumentFacts) -> FactsForPage:
    """The page of what an instrument asks a unit."""
    return FactsForPage(
        unit_id=found.unit_id,
        unit_name=found.unit_name,
        firm_id=found.firm_id,
        firm_name=found.firm_name,
        asked_for=found.name,
        purpose=found.purpose.value,
        title=found.title,
        note=_note(found),
        facts=len(found.needs),
        open=len(found.open),
        asked=tuple(need_view(need, found, need.open) for need in found.open),
        known=tuple(row for need in found.needs for row in _known(need, found)),
        titles=found.titles,
    )


def need_view(need: Need, found: InstrumentFacts, periods: Sequence[Period]) -> FactView:
    """The block of a fact with fields for these periods only."""
    return view_of(need.stated, found.entries, by_others=need.by_others, periods=periods)


def with_need(page: FactsForPage, block: FactView) -> FactsForPage:
    """The page with one block in place of the stored one, as the one that changed."""
    asked = tuple(block if view.id == block.id else view for view in page.asked)
    return replace(page, asked=asked, changed=block, errors=block.errors)


def _note(found: InstrumentFacts) -> str:
    """Which version this is, for what, and whether it decides today."""
    words = _("{version} 版，用于{purpose}", version=found.version, purpose=_(PURPOSES[found.purpose]))
    if found.in_force:
        return words
    return words + (_("；生效日期未经证实") if found.in_force is None else _("；今天不在有效期内，仅供参考"))


def _known(need: Need, found: InstrumentFacts) -> Iterator[KnownRow]:
    """The values that an instrument takes, by period; a ledger as one row."""
    fact = need.stated.fact
    if fact.kind == "ledger":
        yield from _known_ledger(need, found)
        return
    first = True
    for period in need.periods:
        if period in need.open:
            continue
        best, *others = need.stated.current[period]
        own = next((each for each in others if each.source is Source.SELF_STATED), None)
        differs = own is not None and own.value != best.value
        yield KnownRow(
            id=f"fact-{fact.id}" if first and not need.open else "",
            label=zh(fact.label),
            said=in_words(fact, best),
            href=f"/units/{found.unit_id}/facts#fact-{fact.id}",
            disputed=to_words(fact, own.value) if own and differs else "",
        )
        first = False


def _known_ledger(need: Need, found: InstrumentFacts) -> Iterator[KnownRow]:
    """The sum of a ledger; who entered its rows is told there, who stated totals instead is told here."""
    if need.open:
        return
    fact, stated, entries = need.stated.fact, need.stated, found.entries
    statements = [each for standing in stated.current.values() for each in standing]
    newest = max(statements, key=_when, default=None) if not entries else None
    said = Said(
        period=_("台账 {rows} 笔", rows=len(entries)) if entries else "",
        words=sum_words(stated, entries),
        source=_(SOURCES[newest.source if newest else Source.SELF_STATED]),
        author=newest.author if newest else "",
        at=newest.at if newest else None,
    )
    yield KnownRow(f"fact-{fact.id}", zh(fact.label), said, f"/units/{found.unit_id}/ledger")


def _when(statement: Statement) -> datetime:
    return statement.at
