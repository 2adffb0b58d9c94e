"""The nearest value of a fact that makes a condition come out as wanted: exact, in the fact's own steps."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations

from assessments.exact import scaled, unscaled
from assessments.fact_values import LARGEST_NUMBER
from assessments.figures import QUANTITIES, decimals_kept
from assessments.schema.effort import Direction
from assessments.schema.fact import Fact
from assessments.stated import Value

MOST_MEMBERS = 6
"""Members that a set may be made to gain: beyond, the sets to try would be too many."""

Test = Callable[[Value], bool]


def nearest_values(
    fact: Fact,
    now: Value | None,
    direction: Direction,
    wanted: Test,
    *,
    top: Decimal | None = None,
) -> Iterator[Value]:
    """Values to which a fact could move so that `wanted` becomes true; its own where that serves.

    Of numbers the nearest in each direction that is open; of choices and sets every one that serves. `top`
    is the largest value that another fact allows. An unknown number is sought from nothing upward, and one
    that should be low is the largest that still serves.
    """
    if now is not None and wanted(now):
        yield now
        return
    if fact.kind in QUANTITIES:
        yield from _numbers(fact, now, direction, wanted, top)
        return
    for value in _others(fact, now, direction):
        if wanted(value):
            yield value


def _numbers(
    fact: Fact, now: Value | None, direction: Direction, wanted: Test, top: Decimal | None
) -> Iterator[Value]:
    grid = _Grid(fact, wanted)
    low = grid.place(fact.minimum) if fact.minimum is not None else -grid.place(LARGEST_NUMBER)
    high = grid.place(min(bound for bound in (fact.maximum, top, LARGEST_NUMBER) if bound is not None))
    if not isinstance(now, Decimal):
        start = max(low, 0)
        found = grid.last(start, high) if direction == "down" else grid.first(start - 1, high, 1)
        yield from grid.values(found)
        return
    here = grid.place(now)
    if direction != "down" and here < high:
        yield from grid.values(grid.first(here, high, 1))
    if direction != "up" and low < here:
        yield from grid.values(grid.first(here + (grid.value(here) != now), low, -1))


class _Grid:
    """The values of a number fact as whole places, 0 being zero."""

    def __init__(self, fact: Fact, wanted: Test) -> None:
        self.decimals = min(fact.decimals, decimals_kept(fact))
        self.wanted = wanted

    def place(self, number: Decimal) -> int:
        """The place at or below a number."""
        return int(scaled(number, 20) // 10 ** (20 - self.decimals))

    def value(self, place: int) -> Decimal:
        """The number of a place."""
        return unscaled(place, self.decimals)

    def values(self, place: int | None) -> Iterator[Decimal]:
        """The number of a place, if there is one."""
        if place is not None:
            yield self.value(place)

    def good(self, place: int) -> bool:
        """Whether the number of a place serves."""
        return self.wanted(self.value(place))

    def first(self, start: int, end: int, sign: int) -> int | None:
        """The nearest place after `start` that serves, up to `end`; what serves goes on to serve."""
        bad, reach = start, 1
        while True:
            ahead = start + sign * reach
            ahead = min(ahead, end) if sign > 0 else max(ahead, end)
            if self.good(ahead):
                break
            if ahead == end:
                return None
            bad, reach = ahead, reach * 4
        while abs(ahead - bad) > 1:
            middle = (ahead + bad) // 2
            bad, ahead = (bad, middle) if self.good(middle) else (middle, ahead)
        return ahead

    def last(self, start: int, end: int) -> int | None:
        """The largest place from `start` to `end` that serves, where smaller ones serve as well."""
        if not self.good(start):
            return None
        good, reach = start, 1
        while True:
            ahead = min(start + reach, end)
            if not self.good(ahead):
                break
            if ahead == end:
                return ahead
            good, reach = ahead, reach * 4
        while ahead - good > 1:
            middle = (ahead + good) // 2
            good, ahead = (middle, ahead) if self.good(middle) else (good, middle)
        return good


def _others(fact: Fact, now: Value | None, direction: Direction) -> Iterator[Value]:
    names = [choice.id for choice in fact.choices]
    if fact.kind == "set":
        held = tuple(now) if isinstance(now, tuple) else ()
        missing = [name for name in names if name not in held][:MOST_MEMBERS]
        for size in range(1, len(missing) + 1):
            for more in combinations(missing, size):
                yield tuple(name for name in names if name in held or name in more)
        return
    rank = names.index(str(now)) if now in names else -1
    for place, name in enumerate(names):
        rises = not fact.ordered or direction == "either" or (place > rank) == (direction == "up")
        if place != rank and rises:
            yield name
