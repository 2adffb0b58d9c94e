"""Formulas over facts, exactly: fractions, and for a mean yearly growth the root that it is.

A formula gives None where a year is missing or a denominator is not positive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.schema.metric import (
    Average,
    Cagr,
    Difference,
    Formula,
    Growth,
    Mean,
    Percent,
    Ratio,
    Sum,
    Term,
    Total,
)
from tests.reference.facts import of_year
from tests.reference.world import World


@dataclass(frozen=True)
class Root:
    """(ratio^(1 / years) - 1) × 100."""

    ratio: Fraction
    years: int


Figure = Fraction | Root


def order(figure: Figure, threshold: Fraction) -> int:
    """-1, 0 or 1: the figure is below, at or above the threshold."""
    if isinstance(figure, Root):
        base = 1 + threshold / 100
        left, right = (figure.ratio, base**figure.years) if base >= 0 else (Fraction(1), Fraction(0))
    else:
        left, right = figure, threshold
    return (left > right) - (left < right)


def metric(world: World, name: str, year: int) -> Figure | None:
    """A metric about a calendar year; None where a part is stated greater than its whole."""
    node = world.metrics[name].formula
    read = {(fact, year - back) for fact, back in read_in(node)}
    for fact, when in read:
        whole = world.facts[fact].no_more_than
        if whole is not None and (whole, when) in read:
            part, all_of_it = number(world, fact, when), number(world, whole, when)
            if part is not None and all_of_it is not None and part > all_of_it:
                return None
    return formula(world, node, year)


def read_in(node: Formula) -> list[tuple[str, int]]:  # noqa: PLR0911 - one return per kind of formula
    """The facts that a formula reads, with how many years before the metric's own."""
    match node:
        case Term():
            return [(node.fact, node.back)]
        case Total():
            return [(node.total, back) for back in range(node.years)]
        case Average():
            return [(node.average, back) for back in range(node.years)]
        case Growth():
            return [(node.growth, node.back), (node.growth, node.back + 1)]
        case Cagr():
            return [(node.cagr, 0), (node.cagr, node.years)]
        case Sum(sum=parts) | Mean(mean=parts):
            return [found for part in parts for found in read_in(part)]
        case Difference(difference=pair) | Ratio(ratio=pair) | Percent(percent=pair):
            return [found for part in pair for found in read_in(part)]


def formula(world: World, node: Formula, year: int) -> Figure | None:
    """Any formula."""
    return FORMULAS[type(node)](world, node, year)


def term(world: World, node: Term, year: int) -> Fraction | None:
    """A fact, so many years before."""
    return number(world, node.fact, year - node.back)


def total(world: World, node: Total, year: int) -> Fraction | None:
    """A fact's last years, added."""
    return added([number(world, node.total, year - back) for back in range(node.years)])


def average(world: World, node: Average, year: int) -> Fraction | None:
    """A fact's last years, added and divided by their number."""
    sum_of_years = added([number(world, node.average, year - back) for back in range(node.years)])
    return None if sum_of_years is None else sum_of_years / node.years


def parts_added(world: World, node: Sum, year: int) -> Fraction | None:
    """All parts added."""
    return added([fraction(formula(world, part, year)) for part in node.sum])


def parts_averaged(world: World, node: Mean, year: int) -> Fraction | None:
    """All parts added and divided by their number."""
    sum_of_parts = added([fraction(formula(world, part, year)) for part in node.mean])
    return None if sum_of_parts is None else sum_of_parts / len(node.mean)


def difference(world: World, node: Difference, year: int) -> Fraction | None:
    """The first minus the second."""
    first, second = (fraction(formula(world, part, year)) for part in node.difference)
    return None if first is None or second is None else first - second


def ratio(world: World, node: Ratio, year: int) -> Fraction | None:
    """The first over the second."""
    first, second = (fraction(formula(world, part, year)) for part in node.ratio)
    return divided(first, second)


def percent(world: World, node: Percent, year: int) -> Fraction | None:
    """A hundred times the first over the second."""
    first, second = (fraction(formula(world, part, year)) for part in node.percent)
    quotient = divided(first, second)
    return None if quotient is None else quotient * 100


def growth(world: World, node: Growth, year: int) -> Fraction | None:
    """The growth over the year before, in percent."""
    new, old = number(world, node.growth, year - node.back), number(world, node.growth, year - node.back - 1)
    quotient = divided(new, old)
    return None if quotient is None else (quotient - 1) * 100


def cagr(world: World, node: Cagr, year: int) -> Root | None:
    """The mean yearly growth over some years; there is none to a figure below zero."""
    quotient = divided(number(world, node.cagr, year), number(world, node.cagr, year - node.years))
    return None if quotient is None or quotient < 0 else Root(quotient, node.years)


FORMULAS: Mapping[type, Callable[[World, Any, int], Figure | None]] = {
    Term: term,
    Total: total,
    Average: average,
    Sum: parts_added,
    Mean: parts_averaged,
    Difference: difference,
    Ratio: ratio,
    Percent: percent,
    Growth: growth,
    Cagr: cagr,
}


def number(world: World, name: str, year: int) -> Fraction | None:
    """A fact's number for a year."""
    value = of_year(world, name, year)
    return value if isinstance(value, Fraction) else None


def added(values: list[Fraction | None]) -> Fraction | None:
    """The sum, unless one is missing."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(values) else None


def divided(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    """The quotient, unless one is missing or the second is not positive."""
    return None if first is None or second is None or second <= 0 else first / second


def fraction(figure: Figure | None) -> Fraction | None:
    """A part of a formula: a mean yearly growth is only ever the whole."""
    if isinstance(figure, Root):
        raise TypeError("a root is never a part")
    return figure
