"""Facts as things that can be moved: which ones operands read, and stated facts with one of them moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assessments.figures import FactReader, OperandSpec, Reading, Stated, read_operand
from assessments.ledger_rows import Span, encloses, enclosing
from assessments.metrics import MetricSpec, facts_in, read_metric
from assessments.operands import AnyOperandSpec
from assessments.periods import span_of, year_of
from assessments.schema.fact import SOURCE_RANK, Fact, Source
from assessments.stated import FactValue, Value

YEARS_KEPT = 10
"""Years before the as-of date for which a value without a year goes on to stand when one year is moved."""


@dataclass(frozen=True, order=True)
class Slot:
    """A fact, and for a fact by year how many years before the as-of date."""

    fact: str
    years_back: int | None = None


def slots_of(spec: AnyOperandSpec) -> dict[Slot, Fact]:
    """The facts that an operand reads, in the order of its formula; none for what no fact decides."""
    if isinstance(spec, OperandSpec):
        return {_slot(spec.fact, spec.years_back): spec.fact}
    if isinstance(spec, MetricSpec):
        return {
            _slot(spec.facts[name], spec.years_back + back): spec.facts[name]
            for name, back in facts_in(spec.metric.formula)
        }
    return {}


def interval_of(spec: AnyOperandSpec, stated: Stated, as_of: date) -> tuple[int, int]:
    """What an operand is known to be, as the gates compare it."""
    reading = reading_of(spec, stated, as_of)
    return reading.low, reading.high


def reading_of(spec: AnyOperandSpec, stated: Stated, as_of: date) -> Reading:
    """The figure of an operand. TypeError for one that no fact decides."""
    if isinstance(spec, MetricSpec):
        return read_metric(spec, FactReader(stated, as_of)).reading
    if isinstance(spec, OperandSpec):
        return read_operand(spec, stated, as_of)
    raise TypeError(f"{spec} is not read from facts")


def accepted_by(specs: Sequence[AnyOperandSpec], fact: Fact) -> tuple[Source, ...]:
    """The sources that all of these operands take a fact from, best first; the fact's own without any."""
    named = [spec.accepts for spec in specs if isinstance(spec, (OperandSpec, MetricSpec))]
    common = [
        source for source in SOURCE_RANK if source in fact.accepts and all(source in one for one in named)
    ]
    return tuple(common) or fact.accepts


def moved(
    stated: Stated, slot: Slot, value: Value, *, fact: Fact, accepts: tuple[Source, ...], as_of: date
) -> dict[str, Sequence[FactValue]]:
    """What is stated, with one fact moved and vouched for by the best source that is accepted.

    Of a ledger `value` is what is added to it.
    """
    values, source = stated.get(fact.id, ()), accepts[0]
    if fact.kind == "ledger" and isinstance(value, Decimal):
        return {**stated, fact.id: _added(values, value, accepts, as_of)}
    if slot.years_back is None:
        return {**stated, fact.id: [FactValue(value, source)]}
    year = as_of.year - slot.years_back
    years = [as_of.year - back for back in range(YEARS_KEPT) if as_of.year - back != year]
    kept = [value for value in values if year_of(value) not in (None, year)]
    spread = [replace(value, year=one) for value in values if span_of(value) is None for one in years]
    return {**stated, fact.id: [*kept, *spread, FactValue(value, source, year=year)]}


def _slot(fact: Fact, years_back: int) -> Slot:
    return Slot(fact.id, years_back if fact.period == "year" else None)


def _added(
    values: Sequence[FactValue], more: Decimal, accepts: tuple[Source, ...], as_of: date
) -> list[FactValue]:
    """A ledger with one row more of the source that counts; the totals that hold its day grow by the same.

    Where they hold no other row, growing is all: a total does not count beside its rows.
    """
    counting = [value for value in values if value.source in accepts]
    best = min((value.source for value in counting), key=SOURCE_RANK.index, default=accepts[0])
    own = [value for value in counting if value.source is best]
    spans = {_days(value) for value in own}
    holders = enclosing((as_of, as_of), spans)
    last = {_days(value): value for value in own}
    totals = [last[span] for span in holders if span == holders[0] or encloses(span, holders[0])]
    grown = [_grown(value, more) if any(value is total for total in totals) else value for value in values]
    if holders and not any(encloses(holders[0], span) for span in spans):
        return grown
    return [*grown, FactValue(more, best, as_of=as_of)]


def _days(value: FactValue) -> Span:
    """The days of a row; without a period it is a total of whatever there is."""
    return span_of(value) or (date.min, date.max)


def _grown(value: FactValue, more: Decimal) -> FactValue:
    return replace(value, value=value.value + more) if isinstance(value.value, Decimal) else value
