"""The formula of a metric written out: in words with years, and as arithmetic with the figures put in.

120 ÷ 1,500 × 100 = 8%. Money stands in 万元, as everywhere on the pages; the result has the metric's unit.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessments.metrics import facts_in
from assessments.outcome import Part
from assessments.schema.metric import (
    Average,
    Cagr,
    Difference,
    Formula,
    Growth,
    Mean,
    Metric,
    Percent,
    Ratio,
    Sum,
    Term,
    Total,
)
from assessments.stated import Value
from backend.web.language import _
from backend.web.views.bounds import figure_words

YUAN_IN_WAN = 10_000


@dataclass(frozen=True)
class Arithmetic:
    """A metric's formula: in words, and with its figures and result (empty while a figure is missing)."""

    formula: str
    sums: str


def dated_parts(
    metric: Metric, parts: Sequence[Part], period: str | None, yearly: Collection[str]
) -> tuple[Part, ...]:
    """The parts of a metric about a period (“2025年”), each with its year, also where nothing was stated.

    `yearly` are the facts that are stated by year.
    """
    base = int(digits) if (digits := (period or "").removesuffix("年")).isdecimal() else None
    return tuple(
        replace(part, period=f"{base - back}年") if base is not None and fact in yearly else part
        for (fact, back), part in zip(figures_of(metric.formula), parts, strict=True)
    )


def arithmetic_of(metric: Metric, parts: Sequence[Part], value: Value | None) -> Arithmetic:
    """The formula of a metric over its parts as they were read; `value` is its result, None where unknown."""
    placed = list(zip(figures_of(metric.formula), parts, strict=True))
    names = {place: part_name(part) for place, part in placed}
    figures = {place: _figure(part) for place, part in placed}
    formula = _write(metric.formula, names)
    if not isinstance(value, Decimal) or None in figures.values():
        return Arithmetic(formula, "")
    written = _write(metric.formula, {place: str(figure) for place, figure in figures.items()})
    return Arithmetic(formula, f"{written} = {figure_words(value, metric.unit)}")


def part_name(part: Part) -> str:
    """2025年营业收入."""
    return f"{part.period or ''}{part.label}"


def figures_of(formula: Formula) -> Iterator[tuple[str, int]]:
    """Every fact of a formula once, with its years back, in the order in which parts are told."""
    yield from dict.fromkeys(facts_in(formula))


def _figure(part: Part) -> str | None:
    """A part as it stands in the arithmetic: money in 万元, everything else as it is kept."""
    if not isinstance(part.value, Decimal):
        return None
    value = part.value / YUAN_IN_WAN if part.unit == "yuan" else part.value
    shown = f"{value.normalize():,f}"
    return f"({shown})" if value < 0 else shown


Names = Mapping[tuple[str, int], str]


def _write(formula: Formula, names: Names) -> str:
    return _WRITERS[type(formula)](formula, names)


def _grouped(formula: Formula, names: Names) -> str:
    """A part of a product: what is added inside stands in brackets."""
    written = _write(formula, names)
    return f"({written})" if " " in written else written


def _years(fact: str, years: int, names: Names) -> str:
    return " + ".join(names[fact, back] for back in range(years))


def _quotient(pair: tuple[Formula, Formula], names: Names) -> str:
    return f"{_grouped(pair[0], names)} ÷ {_grouped(pair[1], names)}"


def _growth(formula: Growth, names: Names) -> str:
    new, old = names[formula.growth, formula.back], names[formula.growth, formula.back + 1]
    return f"({new} ÷ {old} - 1) × 100"


def _cagr(formula: Cagr, names: Names) -> str:
    last, first = names[formula.cagr, 0], names[formula.cagr, formula.years]
    return _("(({last} ÷ {first}) 的 {years} 次方根 - 1) × 100", last=last, first=first, years=formula.years)


def _mean(formula: Mean, names: Names) -> str:
    added = " + ".join(_grouped(part, names) for part in formula.mean)
    return f"({added}) ÷ {len(formula.mean)}"


def _total(formula: Total, names: Names) -> str:
    return _years(formula.total, formula.years, names)


_WRITERS: Mapping[type, Callable[[Any, Names], str]] = {
    Term: lambda term, names: names[term.fact, term.back],
    Total: _total,
    Average: lambda mean, names: f"({_years(mean.average, mean.years, names)}) ÷ {mean.years}",
    Sum: lambda whole, names: " + ".join(_grouped(part, names) for part in whole.sum),
    Mean: _mean,
    Difference: lambda whole, names: " - ".join(_grouped(part, names) for part in whole.difference),
    Ratio: lambda whole, names: _quotient(whole.ratio, names),
    Percent: lambda whole, names: f"{_quotient(whole.percent, names)} × 100",
    Growth: _growth,
    Cagr: _cagr,
}
