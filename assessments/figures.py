"""From what is stated about a unit to the figures that conditions compare: one interval per operand.

A figure is what the rule asks for: the year before the as-of date, the value that held on that day, the rows
of a ledger inside a window. What is missing, of another year or vouched for by the wrong source is unknown.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from assessments.exact import scaled, unscaled
from assessments.ledger_rows import Place, PlacedRow, add_up
from assessments.periods import covers_day, moment, period_words, span_of, year_of, years_before
from assessments.schema.condition import Window
from assessments.schema.fact import SOURCE_RANK, Fact, Source
from assessments.stated import FactValue, Value
from assessments.wording import SOURCES, listed
from scoring.gates import LARGEST, UNKNOWN_HIGH, UNKNOWN_LOW

QUANTITIES = ("money", "count", "number", "level", "ledger")
"""Kinds of facts whose values are numbers."""

NUMBER_DECIMALS = 4
"""Places kept of a plain number: the most that the register allows, so 1.99 is not read as 2.0."""

Stated = Mapping[str, Sequence[FactValue]]


@dataclass(frozen=True)
class OperandSpec:
    """What a condition asks for: a fact, who may vouch for it, and the window whose rows count.

    `before` is the date fact on which the window ends. `years_back` counts the calendar year that a fact by
    year is asked for back from the as-of date.
    """

    fact: Fact
    accepts: tuple[Source, ...]
    window: Window | None = None
    before: Fact | None = None
    years_back: int = 1

    @cached_property
    def key(self) -> tuple[Hashable, ...]:
        """What makes two operands read the same."""
        window = None if self.window is None or self.before is None else (self.window.years, self.before.id)
        return self.fact.id, self.years_back, self.accepts, window


@dataclass(frozen=True)
class Reading:
    """The figure of an operand as an interval of integers, and how to tell it.

    `value` is the lower end in words of the fact (or what is stated and may not decide), `possible_value`
    the upper end of a sum where it differs. `why` says why it is not certain.
    """

    low: int
    high: int
    value: Value | None = None
    possible_value: Decimal | None = None
    period: str | None = None
    source: Source | None = None
    why: str | None = None


class FactReader:
    """Reads the facts of one unit on one day, each operand once, whatever asks for it."""

    def __init__(self, stated: Stated, as_of: date) -> None:
        self.stated = stated
        self.as_of = as_of
        self._read: dict[tuple[Hashable, ...], Reading] = {}

    def __call__(self, spec: OperandSpec) -> Reading:
        """The figure of an operand."""
        reading = self._read.get(spec.key)
        if reading is None:
            reading = self._read[spec.key] = read_operand(spec, self.stated, self.as_of)
        return reading


def read_operand(spec: OperandSpec, stated: Stated, as_of: date) -> Reading:
    """The figure of an operand on a day. ValueError or TypeError for a value that is not the fact's."""
    values = stated.get(spec.fact.id, ())
    if not values:
        return Reading(UNKNOWN_LOW, UNKNOWN_HIGH, why="未填写")
    accepted = [value for value in values if value.source in spec.accepts]
    if accepted:
        return _READERS.get(spec.fact.kind, _read_value)(spec, accepted, stated, as_of)
    shown = _best(values)
    given = listed(SOURCES[source] for source in SOURCE_RANK if source in {value.source for value in values})
    wanted = listed(SOURCES[source] for source in spec.accepts)
    why = f"现有数值的来源是{given}，本条件只认{wanted}"
    return Reading(UNKNOWN_LOW, UNKNOWN_HIGH, shown.value, None, period_words(shown), shown.source, why)


def value_that_counts(spec: OperandSpec, stated: Stated, as_of: date) -> FactValue | None:
    """The stated value of an instant fact that decides on a day; None where none may."""
    values = [value for value in stated.get(spec.fact.id, ()) if value.source in spec.accepts]
    usable = [value for value in values if covers_day(value, as_of)]
    return _best(usable) if usable else None


def to_integer(fact: Fact, value: Value) -> int:
    """A value as the integer that conditions compare; cut to a range that no threshold reaches."""
    return max(-LARGEST, min(LARGEST, _INTEGERS[fact.kind](fact, value)))


def decimals_kept(fact: Fact) -> int:
    """Decimal places in which the figures of a fact are counted."""
    return NUMBER_DECIMALS if fact.kind == "number" else fact.decimals


def _quantity(fact: Fact, value: Value) -> int:
    if not isinstance(value, Decimal):
        raise TypeError(f"{fact.id} needs a number, not {value!r}")
    return scaled(value, decimals_kept(fact))


def _choice(fact: Fact, value: Value) -> int:
    return [choice.id for choice in fact.choices].index(str(value))


def _set(fact: Fact, value: Value) -> int:
    if not isinstance(value, tuple):
        raise TypeError(f"{fact.id} needs a set, not {value!r}")
    return sum(1 << _choice(fact, member) for member in set(value))


def _day(fact: Fact, value: Value) -> int:
    if not isinstance(value, date):
        raise TypeError(f"{fact.id} needs a date, not {value!r}")
    return value.toordinal()


_INTEGERS: Mapping[str, Callable[[Fact, Value], int]] = {
    **dict.fromkeys(QUANTITIES, _quantity),
    "choice": _choice,
    "set": _set,
    "date": _day,
}


def _best(values: Sequence[FactValue]) -> FactValue:
    """The best source wins, the newest of it; of two of one day the one stated last."""
    if len(values) == 1:
        return values[0]
    ranked = enumerate(values)
    return min(ranked, key=lambda pair: (SOURCE_RANK.index(pair[1].source), -_age(pair[1]), -pair[0]))[1]


def _age(value: FactValue) -> int:
    day = moment(value)
    return day.toordinal() if day else 0


def _read_value(spec: OperandSpec, values: Sequence[FactValue], _: Stated, as_of: date) -> Reading:
    """One value: of the calendar year that is asked for, or the one that holds on that day."""
    year = as_of.year - spec.years_back
    by_year = spec.fact.period == "year"
    usable = [
        value for value in values if (year_of(value) in (None, year) if by_year else covers_day(value, as_of))
    ]
    if usable:
        best = _best(usable)
        figure = to_integer(spec.fact, best.value)
        period = period_words(best) or (f"{year}年" if by_year else None)
        return Reading(figure, figure, best.value, None, period, best.source)
    periods = listed(dict.fromkeys(period_words(value) or "" for value in values))
    asked = f"{year}年" if by_year else f"{as_of.isoformat()} 时有效"
    return Reading(UNKNOWN_LOW, UNKNOWN_HIGH, why=f"本条件要{asked}的数值，现有的是{periods}")


def _read_ledger(spec: OperandSpec, values: Sequence[FactValue], stated: Stated, as_of: date) -> Reading:
    """The sum of the rows that count; a value without a period is a total for whatever is asked."""
    source = _best(values).source
    rows = [value for value in values if value.source is source]
    totals = [to_integer(spec.fact, row.value) for row in rows if span_of(row) is None]
    dated = [row for row in rows if span_of(row) is not None]
    low, high, period, why = _sum_rows(spec, dated, stated, as_of)
    if totals:
        low, high = (min(low, totals[-1]), max(high, totals[-1])) if dated else (totals[-1], totals[-1])
    if totals and dated and low < high:
        why = _DISPUTED
    return Reading(
        max(low, -LARGEST),
        min(high, LARGEST),
        value=unscaled(low, decimals_kept(spec.fact)),
        possible_value=unscaled(high, decimals_kept(spec.fact)) if low < high else None,
        period=period,
        source=source,
        why=why if low < high else None,
    )


def _sum_rows(
    spec: OperandSpec, rows: Sequence[FactValue], stated: Stated, as_of: date
) -> tuple[int, int, str | None, str | None]:
    """Least and greatest sum of dated rows, the window in words, and why the two differ."""
    places, period, why = _places(spec, rows, stated, as_of)
    found = add_up(
        [
            PlacedRow(span_of(row) or _EVER, to_integer(spec.fact, row.value), place)
            for row, place in zip(rows, places, strict=True)
        ]
    )
    open_rows = places.count("across")
    if why is None:
        why = _DISPUTED if found.disputed else f"有 {open_rows} 笔跨出计算期，能否计入待定"
    return found.low, found.high, period, why


def _places(
    spec: OperandSpec, rows: Sequence[FactValue], stated: Stated, as_of: date
) -> tuple[list[Place], str | None, str | None]:
    """Where each row lies to the window, the window in words, and why it is not known where it ends."""
    if spec.window is None or spec.before is None:
        return ["inside"] * len(rows), None, None
    before = read_operand(OperandSpec(spec.before, spec.accepts), stated, as_of)
    day = before.value
    # A day that may not decide is shown as the reading's value all the same.
    if not isinstance(day, date) or before.low != before.high:
        why = f"“{spec.before.label['zh-CN']}”：{before.why}；无法确定计算期，各笔能否计入待定"
        return ["across"] * len(rows), None, why
    start = years_before(day, spec.window.years)
    return [_place(row, start, day) for row in rows], f"{start.isoformat()} 至 {day.isoformat()}", None


def _place(row: FactValue, start: date, end: date) -> Place:
    """Where a dated row lies to a window: inside, outside, or across one of its ends.

    A row known only as of a day after the window may be a total of what lies inside: it is across.
    """
    first, last = span_of(row) or _EVER
    if start <= first and last <= end:
        return "inside"
    late_total = row.as_of is not None and first > end
    return "outside" if (last < start or first > end) and not late_total else "across"


_EVER = (date.min, date.max)
_DISPUTED = "填报的合计与分笔明细不一致"
_READERS: Mapping[str, Callable[[OperandSpec, Sequence[FactValue], Stated, date], Reading]] = {
    "ledger": _read_ledger
}
