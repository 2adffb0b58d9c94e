"""Comparators and thresholds: what the file writes, as tests over the integers of an operand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from assessments.exact import scaled
from assessments.faults import CompileError
from assessments.figures import to_integer
from assessments.metrics import threshold_steps
from assessments.schema.condition import Comparator, Compare, CompareMetric, Comparison
from assessments.schema.fact import Fact, Source
from scoring import gates as nodes
from scoring.gates import LARGEST, Node, Test


@dataclass(frozen=True)
class Scope:
    """Who asks: the name for messages, and the sources that may vouch for a fact."""

    name: str
    accepts: tuple[Source, ...] = tuple(Source)


ORDERS: Mapping[Comparator, Test] = {
    Comparator.AT_LEAST: Test.AT_LEAST,
    Comparator.MORE_THAN: Test.MORE_THAN,
    Comparator.AT_MOST: Test.AT_MOST,
    Comparator.BELOW: Test.BELOW,
}

SAMENESS: Mapping[Comparator, Test] = {Comparator.IS: Test.ONE_OF, Comparator.ONE_OF: Test.ONE_OF}

_INCLUSION: Mapping[Comparator, Test] = {Comparator.IS: Test.INCLUDES, Comparator.ONE_OF: Test.INCLUDES}

Thresholds = Callable[[Any], tuple[int, ...]]


def comparison(condition: Comparison, source: int, test: Test, thresholds: Thresholds) -> Node:
    """The node of a comparison; undecided where the source's figure could not be read."""
    if condition.value == "unknown":
        return nodes.Undecided()
    lenient = None if condition.lenient_value is None else thresholds(condition.lenient_value)
    return nodes.Compare(source, test, thresholds(condition.value), lenient)


def years_back(condition: Compare | CompareMetric) -> int:
    """The year that a comparison of one year is about, counted back from the as-of date."""
    return condition.years_back[0] if condition.years_back else 1


def accepted_sources(scope: Scope, fact: Fact) -> tuple[Source, ...]:
    """Who may state the fact and is accepted by the condition."""
    return tuple(source for source in scope.accepts if source in fact.accepts)


def test_for(scope: Scope, fact: Fact, comparator: Comparator) -> Test:
    """The test that a comparator means for a kind of fact: `is` on a set asks for that member."""
    tests = {**ORDERS, **SAMENESS}
    if fact.kind == "set":
        tests = dict(_INCLUSION)
    elif fact.kind == "choice" and not fact.ordered:
        tests = dict(SAMENESS)
    if comparator not in tests:
        raise CompileError(f"{scope.name} 的比较 {comparator} 不适用于事实 {fact.id}")
    return tests[comparator]


def order_test(scope: Scope, condition: Comparison) -> Test:
    """The test of a comparison of metrics or points, which only have an order."""
    if condition.comparator not in ORDERS:
        raise CompileError(f"{scope.name} 的比较 {condition.comparator} 不适用于指标和得分")
    return ORDERS[condition.comparator]


def fact_thresholds(scope: Scope, fact: Fact, value: Decimal | str | tuple[str, ...]) -> tuple[int, ...]:
    """Thresholds as integers of the fact's scale; for a set one mask of all members named."""
    try:
        integers = [
            to_integer(fact, _typed(fact, part)) for part in (value if isinstance(value, tuple) else (value,))
        ]
    except (ValueError, InvalidOperation):
        raise CompileError(f"{scope.name} 的取值 {value} 不是事实 {fact.id} 的取值") from None
    if any(abs(integer) >= LARGEST for integer in integers):
        raise CompileError(f"{scope.name} 的取值 {value} 超出整数范围")
    return (sum(set(integers)),) if fact.kind == "set" else tuple(integers)


def metric_thresholds(scope: Scope, value: Any) -> tuple[int, ...]:
    """A threshold of a metric in half steps."""
    try:
        return (threshold_steps(Decimal(value)),)
    except (ValueError, TypeError, InvalidOperation):
        raise CompileError(f"{scope.name} 的取值 {value} 须是小数不超过四位的数") from None


def point_thresholds(scope: Scope, value: Any, decimals: int) -> tuple[int, ...]:
    """A threshold of points, scaled."""
    try:
        return (scaled(Decimal(value), decimals),)
    except (ValueError, TypeError, InvalidOperation):
        raise CompileError(f"{scope.name} 的取值 {value} 不是分值") from None


def _typed(fact: Fact, value: Decimal | str) -> Decimal | str | date | tuple[str, ...]:
    if fact.kind == "date":
        return date.fromisoformat(str(value))
    if fact.kind == "set":
        return (str(value),)
    if fact.kind == "choice":
        return str(value)
    return value if isinstance(value, Decimal) else Decimal(value)
