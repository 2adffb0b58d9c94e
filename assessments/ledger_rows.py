"""Adding up the dated rows of a ledger, among which some may be totals of others.

A value whose span holds the span of another is a total of it: both tell the same money and are never added.
Where the two differ nothing says which one is right, so the sum lies between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Span = tuple[date, date]
"""First and last day."""
Place = Literal["inside", "outside", "across"]
"""Where a row lies to the days that are asked for."""


@dataclass(frozen=True)
class PlacedRow:
    """An amount stated for a span of days."""

    span: Span
    amount: int
    place: Place = "inside"


@dataclass(frozen=True)
class RowSum:
    """Least and greatest sum, and the spans of the totals that differ from what lies in them."""

    low: int
    high: int
    disputed: tuple[Span, ...] = ()


@dataclass
class _Part:
    """What is stated for a span, or within it: the amount, and what of it counts at least and at most."""

    amount: int = 0
    low: int = 0
    high: int = 0

    def add(self, other: "_Part") -> None:
        """Count another part, too."""
        self.amount += other.amount
        self.low += other.low
        self.high += other.high


def encloses(outer: Span, inner: Span) -> bool:
    """Whether one span holds another that is shorter."""
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def enclosing(span: Span, spans: Iterable[Span]) -> list[Span]:
    """Those of `spans` that hold a span, the shortest first."""
    return sorted((each for each in spans if encloses(each, span)), key=_shortest_first)


def add_up(rows: Sequence[PlacedRow]) -> RowSum:
    """The sum of rows, each of which counts, does not count (outside) or may count (across).

    A total counts instead of, never beside, what lies in it. It holds its rows: where it is more than they
    are, the rest may count; where it is less, one of the two is wrong.
    """
    by_span: dict[Span, list[PlacedRow]] = {}
    for row in rows:
        by_span.setdefault(row.span, []).append(row)
    wide = [span for span in by_span if span[0] < span[1]]
    whole, within, disputed = _Part(), dict[Span, _Part](), list[Span]()
    for span in sorted(by_span, key=_shortest_first):
        part, inner = _stated(by_span[span]), within.get(span)
        if inner is not None and inner.amount != part.amount and _counts(by_span[span]):
            part = _between(part, inner)
            disputed.append(span)
        elif inner is not None:
            part = _Part(part.amount, inner.low, inner.high)
        holders = enclosing(span, wide)
        for holder in holders:
            within.setdefault(holder, _Part())
        (within[holders[0]] if holders else whole).add(part)
    return RowSum(whole.low, whole.high, tuple(disputed))


def _shortest_first(span: Span) -> tuple[int, date]:
    return (span[1] - span[0]).days, span[0]


def _stated(rows: Sequence[PlacedRow]) -> _Part:
    """The rows of one span."""
    sure = sum(row.amount for row in rows if row.place == "inside")
    may = [row.amount for row in rows if row.place == "across"]
    low, high = sum(min(amount, 0) for amount in may), sum(max(amount, 0) for amount in may)
    return _Part(sum(row.amount for row in rows), sure + low, sure + high)


def _counts(rows: Sequence[PlacedRow]) -> bool:
    return any(row.place != "outside" for row in rows)


def _between(total: _Part, inner: _Part) -> _Part:
    """A total that differs from what lies in it."""
    if total.amount > inner.amount:
        return _Part(total.amount, inner.low, inner.high + total.amount - inner.amount)
    return _Part(total.amount, min(total.low, inner.low), max(total.high, inner.high))
