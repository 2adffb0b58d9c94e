"""Which stated value counts: of the year, of the day, or the rows of a ledger inside a window."""

from datetime import date
from fractions import Fraction

from assessments.schema.condition import Window
from assessments.schema.fact import Fact
from tests.reference.unit import Stated, Value
from tests.reference.world import SOURCES, World

Span = tuple[Fraction, Fraction]
"""Least and greatest sum."""
Days = tuple[date, date]
"""First and last day."""


def of_year(world: World, name: str, year: int) -> Value | None:
    """The value of a fact for a calendar year; of a fact that is not kept by year, the one of today."""
    fact = world.facts[name]
    usable = [stated for stated in accepted(world, fact) if fact.period != "year" or is_of(stated, year)]
    if fact.period != "year":
        usable = [stated for stated in usable if holds_on(stated, world.as_of)]
    found = best(usable)
    return None if found is None else found.value


def accepted(world: World, fact: Fact) -> list[Stated]:
    """The stated values whose source may decide, for the fact and for the gate."""
    return [
        stated
        for stated in world.unit.facts.get(fact.id, [])
        if stated.source in fact.accepts and stated.source in world.accepts
    ]


def is_of(stated: Stated, year: int) -> bool:
    """Whether a value is about a calendar year; without a period it is about whichever is asked."""
    if stated.kind == "":
        return True
    if stated.kind == "instant":
        return stated.first.year == year
    return (stated.first, stated.last) == (date(year, 1, 1), date(year, 12, 31))


def holds_on(stated: Stated, day: date) -> bool:
    """Whether a value holds on a day: begun, and not limited to an interval that is over."""
    return stated.first <= day and (stated.kind != "interval" or day <= stated.last)


def best(values: list[Stated]) -> Stated | None:
    """Of the best source the newest, and of two of one day the one stated last."""
    found: Stated | None = None
    for stated in values:
        if found is None or rank(stated) >= rank(found):
            found = stated
    return found


def rank(stated: Stated) -> tuple[int, date]:
    """Greater is better."""
    if stated.kind == "":
        newest = date.min
    elif stated.last == date.max:
        newest = stated.first
    else:
        newest = stated.last
    return -SOURCES.index(stated.source), newest


def of_ledger(world: World, fact: Fact, window: Window | None) -> Span | None:
    """The least and the greatest sum of a ledger's rows that count; only the best source's rows do."""
    values = accepted(world, fact)
    if not values:
        return None
    best_source = next(source for source in SOURCES if any(row.source == source for row in values))
    rows = [row for row in values if row.source == best_source]
    totals = [amount(row) for row in rows if row.kind == ""]
    dated = [row for row in rows if row.kind != ""]
    if not dated:
        return totals[-1], totals[-1]
    low, high = sum_of_rows(world, dated, window)
    return (min(low, totals[-1]), max(high, totals[-1])) if totals else (low, high)


def sum_of_rows(world: World, rows: list[Stated], window: Window | None) -> Span:
    """What is stated for every span that lies in no other, with what lies in it."""
    spans = {days_of(row) for row in rows}
    outermost = [span for span in spans if not holders(span, spans)]
    return add_spans([sum_of_span(world, rows, span, window) for span in outermost])


def sum_of_span(world: World, rows: list[Stated], span: Days, window: Window | None) -> Span:
    """What is stated for a span; it is a total where other spans lie in it, and never added to them."""
    spans = {days_of(row) for row in rows}
    own = [row for row in rows if days_of(row) == span]
    low, high = add_spans([sum_of_row(world, row, window) for row in own])
    if not any(span in holders(other, spans) for other in spans):
        return low, high
    inner = [other for other in spans if holders(other, spans)[:1] == [span]]
    least, most = add_spans([sum_of_span(world, rows, other, window) for other in inner])
    total, details = sum(map(amount, own)), sum(amount(row) for row in rows if days_of(row) in inner)
    if total == details or all(where(world, row, window) == "outside" for row in own):
        return least, most
    if total > details:
        # The total holds its details, and nobody knows where the rest lies.
        return least, most + total - details
    return min(low, least), max(high, most)


def sum_of_row(world: World, row: Stated, window: Window | None) -> Span:
    """A row counts, does not count, or may count."""
    nothing = Fraction(0)
    place = where(world, row, window)
    if place == "inside":
        return amount(row), amount(row)
    if place == "outside":
        return nothing, nothing
    return min(amount(row), nothing), max(amount(row), nothing)


def holders(span: Days, spans: set[Days]) -> list[Days]:
    """The longer spans in which a span lies, the shortest of them first."""
    holding = [one for one in spans if one != span and one[0] <= span[0] and span[1] <= one[1]]
    return sorted(holding, key=lambda one: (one[1] - one[0], one[0]))


def days_of(row: Stated) -> Days:
    """The first and the last day of a row."""
    return row.first, row.last


def add_spans(spans: list[Span]) -> Span:
    """All the least sums, and all the greatest."""
    return sum((low for low, _ in spans), Fraction(0)), sum((high for _, high in spans), Fraction(0))


def where(world: World, row: Stated, window: Window | None) -> str:
    """As `place_of`; without a window every row is inside."""
    return "inside" if window is None else place_of(world, row, window)


def place_of(world: World, row: Stated, window: Window) -> str:
    """Whether a row lies inside, outside or across a window of years that ends on the day of a fact."""
    end = of_year(world, window.before, world.as_of.year)
    if not isinstance(end, date):
        return "across"
    start = years_before(end, window.years)
    if start <= row.first and row.last <= end:
        return "inside"
    # What is known as of a day after the window may be a total of what lies inside.
    if row.kind == "instant" and row.first > end:
        return "across"
    return "outside" if row.last < start or end < row.first else "across"


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; for 29 February the 28th where there is none."""
    try:
        return date(day.year - years, day.month, day.day)
    except ValueError:
        return date(day.year - years, day.month, 28)


def amount(row: Stated) -> Fraction:
    """The number of a row."""
    if not isinstance(row.value, Fraction):
        raise TypeError(f"{row.value!r} is no amount")
    return row.value
