"""What the ledger of a unit adds up to: by kind and year, and inside the window of every call."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.figures import OperandSpec, Reading, decimals_kept, read_operand
from assessments.ledger_rows import PlacedRow, Span, add_up
from assessments.loader import Catalogue
from assessments.schema.common import Status, zh
from assessments.schema.condition import Compare
from assessments.schema.fact import SOURCE_RANK, Source
from assessments.schema.ladder import Call
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import facts as fact_queries
from backend.services import facts, ledger
from backend.services.errors import NotFoundError
from backend.services.facts import StatedFact, Statement
from backend.services.ledger import KINDS, Entry, Line
from backend.services.rating import call_named
from scoring.gates import UNKNOWN_LOW


@dataclass(frozen=True)
class YearSums:
    """Yuan by kind in one calendar year (0: of all years), and how much of it counts."""

    year: int
    by_kind: Mapping[str, int]
    counted: int


@dataclass(frozen=True)
class WindowSum:
    """What the investment adds up to for one call, in yuan; `possible` is larger where days leave it open.

    `conditions` are the texts of the conditions that look at it, `period` the window in words (empty while
    the day on which it ends is unknown), `why` the reason why the sum is not certain.
    """

    call: str
    title: str
    in_force: bool
    years: int
    before: str
    period: str
    certain: int
    possible: int
    why: str
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class StatedTotal:
    """An amount stated for a span of days on the facts page.

    `counts` unless a better source has stated something, `differs` where it is not the sum of the rows and
    the shorter totals in its span: nothing is certain then.
    """

    statement: Statement
    counts: bool
    differs: bool


@dataclass(frozen=True)
class Whole:
    """Least and greatest sum in yuan of what the best source has stated, and the disputed totals' spans."""

    low: int
    high: int
    source: Source
    disputed: frozenset[Span]


@dataclass(frozen=True)
class UnitLedger:
    """Everything the page of a ledger shows; `today` is the day up to which rows may be entered."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    lines: tuple[Line, ...]
    years: tuple[YearSums, ...]
    total: YearSums
    totals: tuple[StatedTotal, ...]
    windows: tuple[WindowSum, ...]
    today: date


def unit_ledger(database: Database, actor: Actor, catalogue: Catalogue, unit_id: str) -> UnitLedger:
    """The ledger of a unit of the actor's firm. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        found = fact_queries.unit(session, actor, unit_id)
        if found is None:
            raise NotFoundError
        unit, firm = found
        lines = ledger.standing(session, unit_id)
        stated = facts.stated_facts(session, catalogue, unit_id).get(ledger.FACT)
        known = facts.for_rating(session, catalogue, unit_id)
    today = clock.today()
    years = sorted({line.entry.day.year for line in lines}, reverse=True)
    return UnitLedger(
        unit_id=unit.id,
        unit_name=unit.name,
        firm_id=firm.id,
        firm_name=firm.name,
        lines=tuple(lines),
        years=tuple(_sums(year, [line for line in lines if line.entry.day.year == year]) for year in years),
        total=_sums(0, lines),
        totals=stated_totals(stated, [line.entry for line in lines]) if stated else (),
        windows=tuple(
            _window(catalogue, call, spec, read_operand(spec, known, today), texts)
            for call, spec, texts in _specs(catalogue)
            if ledger.FACT in catalogue.facts
        ),
        today=today,
    )


def _sums(year: int, lines: Sequence[Line]) -> YearSums:
    by_kind = {kind: sum(line.entry.amount for line in lines if line.entry.kind == kind) for kind in KINDS}
    return YearSums(year, by_kind, sum(line.entry.amount for line in lines if line.entry.counts))


def whole(stated: StatedFact, entries: Sequence[Entry]) -> Whole:
    """What totals and rows add up to over all days, as a rating reads them."""
    said = [(each.source, _days(each), int(each.value)) for each in _statements(stated)]
    said += [(Source.SELF_STATED, (each.day, each.day), each.amount) for each in entries if each.counts]
    best = min((source for source, _, _ in said), key=SOURCE_RANK.index, default=Source.SELF_STATED)
    found = add_up([PlacedRow(span, amount) for source, span, amount in said if source is best])
    return Whole(found.low, found.high, best, frozenset(found.disputed))


def stated_totals(stated: StatedFact, entries: Sequence[Entry]) -> tuple[StatedTotal, ...]:
    """The totals of a unit and what becomes of them, by their days."""
    sums = whole(stated, entries)
    totals = (
        StatedTotal(
            statement=each,
            counts=each.source is sums.source,
            differs=each.source is sums.source and _days(each) in sums.disputed,
        )
        for each in _statements(stated)
    )
    return tuple(sorted(totals, key=lambda total: _days(total.statement)))


def _statements(stated: StatedFact) -> list[Statement]:
    return [each for standing in stated.current.values() for each in standing]


def _days(total: Statement) -> Span:
    return total.period.start or date.min, total.period.end or date.max


def _specs(catalogue: Catalogue) -> Iterator[tuple[Call, OperandSpec, tuple[str, ...]]]:
    """Per published call, newest first, each different window with the texts of the conditions about it."""
    calls = [call for call in catalogue.calls.values() if call.status is Status.PUBLISHED]
    for call in sorted(calls, key=_begin, reverse=True):
        compiled = call_named(catalogue, call.key)
        found: dict[Hashable, tuple[OperandSpec, dict[str, None]]] = {}
        for gate in compiled.gates:
            for leaf in gate.leaves:
                spec = compiled.operands[leaf.source] if isinstance(leaf.condition, Compare) else None
                if isinstance(spec, OperandSpec) and spec.window and spec.fact.id == ledger.FACT:
                    found.setdefault(spec.key, (spec, {}))[1][zh(gate.gate.text)] = None
        yield from ((call, spec, tuple(texts)) for spec, texts in found.values())


def _begin(call: Call) -> date:
    return call.effective.start if isinstance(call.effective.start, date) else date.min


def _window(
    catalogue: Catalogue, call: Call, spec: OperandSpec, reading: Reading, conditions: tuple[str, ...]
) -> WindowSum:
    scale = 10 ** decimals_kept(catalogue.facts[ledger.FACT])
    known = reading.low > UNKNOWN_LOW
    return WindowSum(
        call=call.key,
        title=zh(call.title),
        in_force=call.effective.covers(clock.today()),
        years=spec.window.years if spec.window else 0,
        before=zh(spec.before.label) if spec.before else "",
        period=reading.period or "",
        certain=reading.low // scale if known else 0,
        possible=reading.high // scale if known else 0,
        why=reading.why or "",
        conditions=conditions,
    )
