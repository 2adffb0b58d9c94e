"""The page of a unit's facts: for each fact its fields, what counts now and where from, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.fact import Fact, Source
from assessments.wording import SOURCES
from backend import clock
from backend.batch.words import unit_name
from backend.services import facts, ledger
from backend.services.asking import InstrumentLine, instrument_lines
from backend.services.errors import NotFoundError
from backend.services.fact_values import to_typed, to_words
from backend.services.facts import Entry, Period, StatedFact, Statement, UnitFacts
from backend.services.ledger_sums import stated_totals, whole
from backend.web.language import _
from backend.web.render import zh_date

YEARS_ASKED = 3
"""Complete calendar years that are asked for, newest first; older ones are shown where they were stated."""


@dataclass(frozen=True)
class Said:
    """One statement in words; `words` is empty where it withdrew an earlier one."""

    period: str
    words: str
    source: str
    author: str
    at: datetime | None


@dataclass(frozen=True)
class Slot:
    """One field: what it shows, which statement that was (`seen`), and what counts for its period.

    `counts` is the best source's statement where that is not what the field shows; `disputed` when the firm
    says otherwise.
    """

    id: str
    label: str
    period: Period
    typed: tuple[str, ...] = ()
    seen: str = ""
    own: Said | None = None
    counts: Said | None = None
    disputed: bool = False
    error: str = ""


@dataclass(frozen=True)
class LedgerRow:
    """An amount stated for a span of days; only the firm's own (`seen` set) can be withdrawn here.

    `counts` is False where a better source is taken instead; `differs` where the rows and shorter totals in
    the span add up to something else.
    """

    said: Said
    start: str
    end: str
    seen: str
    counts: bool = True
    differs: bool = False


@dataclass(frozen=True)
class FactView:
    """Everything the block of one fact prints.

    `slots` has one field per period (one for what has none); for a ledger `rows` are the totals stated for
    spans of days and the single slot is the one to add, with its `start` and `end` as typed, while
    `ledger_rows` and `ledger_sum` tell what its ledger has. `of_unit`: not shared by the firm's other units.
    """

    id: str
    label: str
    definition: str
    control: str
    unit: str
    choices: tuple[tuple[str, str], ...]
    by_others: bool
    slots: tuple[Slot, ...]
    of_unit: bool
    rows: tuple[LedgerRow, ...]
    total: str
    ledger_rows: int
    ledger_sum: int
    history: tuple[Said, ...]
    start: str = ""
    end: str = ""
    saved: bool = False
    message: str = ""

    @property
    def errors(self) -> Mapping[str, str]:
        """Messages by the id of their field; one about the whole block by the block's."""
        of_fields = {slot.id: slot.error for slot in self.slots if slot.error}
        return {f"fact-{self.id}": self.message, **of_fields} if self.message else of_fields


@dataclass(frozen=True)
class FactsPage:
    """Context of facts.html; `changed` is the block that htmx asked for, `lines` lead to the instruments."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    asked: tuple[FactView, ...]
    others: tuple[FactView, ...]
    lines: tuple[InstrumentLine, ...] = ()
    asked_for: str = ""
    purpose: str = ""
    changed: FactView | None = None
    errors: Mapping[str, str] | None = None

    @property
    def others_open(self) -> bool:
        """Whether the block to look at is among the others, which are folded otherwise."""
        return self.changed is not None and self.changed in self.others


_CONTROLS: Mapping[str, str] = {
    "money": "number",
    "count": "number",
    "number": "number",
    "level": "number",
    "ledger": "ledger",
    "choice": "choice",
    "set": "set",
    "date": "date",
}


def facts_page(catalogue: Catalogue, unit: UnitFacts) -> FactsPage:
    """The page of a unit as it stands."""
    by_others = facts.decided_by_others(catalogue)
    return FactsPage(
        unit_id=unit.unit_id,
        unit_name=unit.unit_name,
        firm_id=unit.firm_id,
        firm_name=unit.firm_name,
        asked=tuple(view_of(each, unit.entries, by_others=each.fact.id in by_others) for each in unit.asked),
        others=tuple(
            view_of(each, unit.entries, by_others=each.fact.id in by_others) for each in unit.others
        ),
        lines=tuple(instrument_lines(catalogue, unit)),
    )


def with_block(page: FactsPage, block: FactView) -> FactsPage:
    """The page with one block in place of the stored one, as the one that changed."""
    return replace(
        page,
        asked=tuple(block if view.id == block.id else view for view in page.asked),
        others=tuple(block if view.id == block.id else view for view in page.others),
        changed=block,
        errors=block.errors,
    )


def block_of(page: FactsPage, fact_id: str) -> FactView:
    """The block of a fact. Raises NotFoundError for one that is not on the page."""
    found = next((view for view in (*page.asked, *page.others) if view.id == fact_id), None)
    if found is None:
        raise NotFoundError
    return found


def refused(view: FactView, entries: Sequence[Entry], problems: Mapping[str, str]) -> FactView:
    """A block with what was typed and what was wrong, keyed by the number of the entry."""
    said = {entry.period: (entry, problems.get(str(n), "")) for n, entry in enumerate(entries)}
    if view.control == "ledger":
        entry = entries[0]
        slot = replace(view.slots[0], typed=entry.typed, error=problems.get("0", ""))
        return replace(view, slots=(slot,), start=_iso(entry.period.start), end=_iso(entry.period.end))
    slots = (
        replace(slot, typed=said[slot.period][0].typed, error=said[slot.period][1])
        if slot.period in said
        else slot
        for slot in view.slots
    )
    return replace(view, slots=tuple(slots))


def view_of(
    each: StatedFact,
    entries: Sequence[ledger.Entry],
    *,
    by_others: bool,
    periods: Sequence[Period] | None = None,
) -> FactView:
    """The block of a fact; `entries` are the ledger's rows that count, `periods` narrows its fields."""
    fact = each.fact
    is_ledger = fact.kind == "ledger"
    rows = entries if fact.id == ledger.FACT else ()
    return FactView(
        id=fact.id,
        label=zh(fact.label),
        definition=zh(fact.definition),
        control=_CONTROLS[fact.kind],
        unit=_(unit_name(fact)),
        choices=tuple((choice.id, zh(choice.label)) for choice in fact.choices),
        by_others=by_others,
        slots=(Slot(_slot_id(fact, Period()), "", Period()),) if is_ledger else _slots(each, periods),
        of_unit=fact.subject == "unit",
        rows=_ledger_rows(each, rows) if is_ledger else (),
        total=sum_words(each, ()) if is_ledger and each.current else "",
        ledger_rows=len(rows),
        ledger_sum=sum(entry.amount for entry in rows),
        history=tuple(in_words(fact, statement) for statement in each.history),
    )


def _slots(each: StatedFact, periods: Sequence[Period] | None) -> tuple[Slot, ...]:
    if periods is not None:
        return tuple(_slot(each, period) for period in periods)
    if each.fact.period != "year":
        return (_slot(each, Period()),)
    last = clock.today().year - 1
    asked = [Period(year) for year in range(last, last - YEARS_ASKED, -1)]
    stated = sorted((p for p in each.current if p.year and p not in asked), key=_year, reverse=True)
    return tuple(_slot(each, period) for period in (*asked, *stated))


def _slot(each: StatedFact, period: Period) -> Slot:
    standing = each.current.get(period, ())
    own = next((said for said in standing if said.source is Source.SELF_STATED), None)
    best = standing[0] if standing else None
    better = best if best is not None and best is not own else None
    return Slot(
        id=_slot_id(each.fact, period),
        label=_period(period),
        period=period,
        typed=to_typed(each.fact, own.value) if own else (),
        seen=own.id if own else _last_withdrawal(each, period),
        own=in_words(each.fact, own) if own else None,
        counts=in_words(each.fact, better) if better else None,
        disputed=bool(better and own and better.value != own.value),
    )


def _last_withdrawal(each: StatedFact, period: Period) -> str:
    """The id of the firm's withdrawal, so that stating anew is seen to follow it; empty for none."""
    own = (s for s in each.history if s.period == period and s.source is Source.SELF_STATED)
    return next((statement.id for statement in own), "")


def _ledger_rows(each: StatedFact, entries: Sequence[ledger.Entry]) -> tuple[LedgerRow, ...]:
    return tuple(
        LedgerRow(
            said=in_words(each.fact, total.statement),
            start=_iso(total.statement.period.start),
            end=_iso(total.statement.period.end),
            seen=total.statement.id if total.statement.source is Source.SELF_STATED else "",
            counts=total.counts,
            differs=total.differs,
        )
        for total in stated_totals(each, entries)
    )


def sum_words(each: StatedFact, entries: Sequence[ledger.Entry]) -> str:
    """What totals and rows add up to: one amount, or two where they differ."""
    sums = whole(each, entries)
    low, high = (to_words(each.fact, str(amount)) for amount in (sums.low, sums.high))
    return low if low == high else _("{low}至{high}", low=low, high=high)


def in_words(fact: Fact, statement: Statement) -> Said:
    """A statement in words."""
    return Said(
        period=_period(statement.period),
        words=to_words(fact, statement.value),
        source=_(SOURCES[statement.source]),
        author=statement.author,
        at=statement.at,
    )


def _period(period: Period) -> str:
    if period.year is not None:
        return _("{year} 年", year=period.year)
    if period.start is not None and period.end is not None:
        return _("{start}至{end}", start=zh_date(period.start), end=zh_date(period.end))
    return ""


def _year(period: Period) -> int:
    return period.year or 0


def _slot_id(fact: Fact, period: Period) -> str:
    return f"value-{fact.id}" if period.year is None else f"value-{fact.id}-{period.year}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
