"""What follows from what among conditions on one subject: for finding parts that never decide anything.

Only what is sure counts: a figure that could not be read, two readings of a text and what a person decides
imply nothing and contradict nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Comparator,
    Compare,
    CompareMetric,
    CompareScore,
    Condition,
    Holds,
    InIndustry,
    ItemsAt,
    Not,
    Recalled,
    Unsettled,
    parts_of,
)
from assessments.schema.fact import Fact

Facts = Mapping[str, Fact]
Subject = tuple[Any, ...]
_QUANTITIES = ("money", "count", "number", "level", "ledger", "date")


@dataclass(frozen=True)
class Span:
    """The quantities that a comparison permits, open ends None; `open_low` leaves the bound itself out."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False
    open_high: bool = False

    def meet(self, other: "Span") -> "Span":
        """What both permit."""
        low, open_low = max((self.floor, other.floor), key=lambda end: end[0])[1:]
        high, open_high = min((self.ceiling, other.ceiling), key=lambda end: end[0])[1:]
        return Span(low, high, open_low, open_high)

    @property
    def empty(self) -> bool:
        """Whether nothing is permitted."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.open_low or self.open_high))

    @property
    def floor(self) -> tuple[tuple[Decimal, bool], Decimal | None, bool]:
        """The lower end, first in a form that can be ordered."""
        bound = Decimal("-Infinity") if self.low is None else self.low
        return (bound, self.open_low), self.low, self.open_low

    @property
    def ceiling(self) -> tuple[tuple[Decimal, bool], Decimal | None, bool]:
        """The upper end, first in a form that can be ordered."""
        bound = Decimal("Infinity") if self.high is None else self.high
        return (bound, not self.open_high), self.high, self.open_high


Permitted = Span | frozenset[str]
"""What a comparison permits: a span of quantities, or some of a fact's choices."""


def subject_of(condition: Condition) -> Subject | None:
    """What a comparison is about; None for a condition that is no sure comparison."""
    match condition:
        case Compare() | CompareMetric():
            if condition.value == "unknown" or condition.lenient_value is not None:
                return None
            name = condition.fact if isinstance(condition, Compare) else condition.metric
            window = condition.window if isinstance(condition, Compare) else None
            return type(condition).__name__, name, window, condition.years_back, condition.across
        case CompareScore():
            return ("score", condition.score) if condition.value != "unknown" else None
        case ItemsAt():
            return "items", condition.items_at, condition.tag
        case _:
            return None


def permitted(condition: Condition, facts: Facts) -> Permitted | None:
    """What a sure comparison permits of its subject; None for any other condition."""
    if subject_of(condition) is None:
        return None
    if isinstance(condition, ItemsAt):
        return Span(low=Decimal(condition.at_least))
    if isinstance(condition, Compare):
        fact = facts.get(condition.fact)
        if fact is None or fact.kind not in (*_QUANTITIES, "choice"):
            return None
        if fact.kind == "choice":
            return _choices(condition, [choice.id for choice in fact.choices])
    if isinstance(condition, Compare | CompareMetric | CompareScore):
        bound = _quantity(condition.value)
        return None if bound is None else _SPANS[condition.comparator](bound)
    return None


_SPANS: Mapping[Comparator, Any] = {
    Comparator.AT_LEAST: lambda bound: Span(low=bound),
    Comparator.MORE_THAN: lambda bound: Span(low=bound, open_low=True),
    Comparator.AT_MOST: lambda bound: Span(high=bound),
    Comparator.BELOW: lambda bound: Span(high=bound, open_high=True),
    Comparator.IS: lambda bound: Span(low=bound, high=bound),
    Comparator.ONE_OF: lambda _bound: None,
}


def _quantity(value: Any) -> Decimal | None:
    if isinstance(value, str):
        try:
            return Decimal(date.fromisoformat(value).toordinal())
        except ValueError:
            return None
    return value if isinstance(value, Decimal) else None


def _choices(condition: Compare, known: list[str]) -> frozenset[str] | None:
    value = condition.value
    named = list(value) if isinstance(value, tuple) else [str(value)]
    if not named or not set(named) <= set(known):
        return None
    place = known.index(named[0])
    found: Mapping[Comparator, list[str]] = {
        Comparator.AT_LEAST: known[place:],
        Comparator.MORE_THAN: known[place + 1 :],
        Comparator.AT_MOST: known[: place + 1],
        Comparator.BELOW: known[:place],
    }
    return frozenset(found.get(condition.comparator, named))


def together(one: Permitted, other: Permitted) -> Permitted:
    """What two comparisons on one subject permit together."""
    if isinstance(one, Span) and isinstance(other, Span):
        return one.meet(other)
    return frozenset(one & other) if isinstance(one, frozenset) and isinstance(other, frozenset) else one


def nothing(what: Permitted) -> bool:
    """Whether nothing at all is permitted."""
    return what.empty if isinstance(what, Span) else not what


def implies(one: Condition, other: Condition, facts: Facts) -> bool:
    """Whether `other` surely holds wherever `one` does."""
    if one == other:
        return settled(one)
    if isinstance(other, AllOf):
        return all(implies(one, part, facts) for part in other.all_of)
    if isinstance(one, AnyOf):
        return all(implies(part, other, facts) for part in one.any_of)
    if isinstance(one, AllOf) and any(implies(part, other, facts) for part in one.all_of):
        return True
    if isinstance(other, AnyOf):
        return any(implies(one, part, facts) for part in other.any_of)
    return _leaf_implies(one, other, facts)


def _leaf_implies(one: Condition, other: Condition, facts: Facts) -> bool:
    if isinstance(one, Holds) and isinstance(other, Holds):
        # A title held on the day and one granted some years ago are different things.
        alike = (one.within_years is None) is (other.within_years is None)
        return (
            alike
            and set(one.holds) <= set(other.holds)
            and (one.within_years or 0) <= (other.within_years or 0)
        )
    if isinstance(one, InIndustry) and isinstance(other, InIndustry):
        return all(code.startswith(other.industry_in) for code in one.industry_in)
    subject = subject_of(one)
    if subject is None or subject != subject_of(other):
        return False
    inner, outer = permitted(one, facts), permitted(other, facts)
    return inner is not None and outer is not None and together(inner, outer) == inner


def settled(condition: Condition) -> bool:
    """Whether a condition holds nothing that is always undecided: then two that look alike are alike."""
    if isinstance(condition, Recalled | Unsettled) or getattr(condition, "value", None) == "unknown":
        return False
    return all(settled(part) for part in parts_of(condition))


def required(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """The conditions that must all hold, lists of them opened."""
    for condition in conditions:
        if isinstance(condition, AllOf):
            yield from required(condition.all_of)
        else:
            yield condition


def contradiction(conditions: Iterable[Condition], facts: Facts) -> tuple[Condition, Condition] | None:
    """Two conditions that can never hold together, or None where none is found."""
    leaves = list(required(conditions))
    for place, one in enumerate(leaves):
        for other in leaves[place + 1 :]:
            if _excludes(one, other, facts) or _excludes(other, one, facts):
                return one, other
    return None


def _excludes(one: Condition, other: Condition, facts: Facts) -> bool:
    if isinstance(other, Not):
        return implies(one, other.negated, facts)
    subject = subject_of(one)
    if subject is None or subject != subject_of(other) or getattr(one, "across", "each") == "any":
        return False
    mine, theirs = permitted(one, facts), permitted(other, facts)
    return mine is not None and theirs is not None and nothing(together(mine, theirs))
