"""Metrics of one unit: formulas over its facts, computed as exact fractions.

For comparison a metric becomes one integer, its half steps on a grid of four decimals: twice the floor, plus
one where the value lies strictly between two grid points. Every comparison with a threshold of at most four
decimals is then exact in 64-bit integers, roots included, and no product of two amounts is ever formed there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import isqrt

from assessments.figures import FactReader, OperandSpec, Reading
from assessments.outcome import Part
from assessments.schema.common import zh
from assessments.schema.fact import SOURCE_RANK, Fact, Source
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
from scoring.gates import LARGEST, UNKNOWN_HIGH, UNKNOWN_LOW

METRIC_DECIMALS = 4
"""Decimal places of the grid on which metrics are compared and shown."""

_GRID = 10**METRIC_DECIMALS


@dataclass(frozen=True)
class MetricSpec:
    """What a condition asks for: a metric of a year, over facts that only some sources may state."""

    metric: Metric
    facts: Mapping[str, Fact] = field(compare=False, hash=False)
    accepts: tuple[Source, ...]
    years_back: int = 1

    @cached_property
    def operands(self) -> Mapping[tuple[str, int], OperandSpec]:
        """What the formula reads, by fact and years before the metric's own year."""
        return {
            (name, back): OperandSpec(
                self.facts[name],
                tuple(source for source in self.accepts if source in self.facts[name].accepts),
                years_back=self.years_back + back,
            )
            for name, back in facts_in(self.metric.formula)
        }


@dataclass(frozen=True)
class MetricReading:
    """The figure of a metric – cut, not rounded, to the grid where it is shown – and its facts."""

    reading: Reading
    parts: tuple[Part, ...]


class _Unknown(Exception):
    """The formula has no value; the message says why, in Chinese."""


def facts_in(formula: Formula) -> Iterator[tuple[str, int]]:
    """Every fact that a formula reads, with how many years before the metric's own year."""
    match formula:
        case Term(fact=fact, back=back):
            yield fact, back
        case Total(total=fact, years=years) | Average(average=fact, years=years):
            yield from ((fact, back) for back in range(years))
        case Growth(growth=fact, back=back):
            yield from ((fact, back), (fact, back + 1))
        case Cagr(cagr=fact, years=years):
            yield from ((fact, 0), (fact, years))
        case Sum(sum=parts) | Mean(mean=parts):
            for part in parts:
                yield from facts_in(part)
        case Difference(difference=parts) | Ratio(ratio=parts) | Percent(percent=parts):
            for part in parts:
                yield from facts_in(part)


def read_metric(spec: MetricSpec, facts: FactReader) -> MetricReading:
    """A metric of one unit on a day; unknown where a fact is, or where a denominator is not positive."""
    read = _Reader(spec, facts)
    label = f"{facts.as_of.year - spec.years_back}年"
    parts = tuple(read.parts)
    try:
        code = _figure(read, spec.metric.formula)
    except _Unknown as reason:
        return MetricReading(Reading(UNKNOWN_LOW, UNKNOWN_HIGH, period=label, why=str(reason)), parts)
    code = max(-LARGEST, min(LARGEST, code))
    shown = Decimal(code // 2).scaleb(-METRIC_DECIMALS)
    source = max((part.source for part in parts if part.source), key=SOURCE_RANK.index, default=None)
    return MetricReading(Reading(code, code, shown, None, label, source), parts)


def half_steps(value: Fraction) -> int:
    """The integer by which a value is compared."""
    floor = value.numerator * _GRID // value.denominator
    exact = floor * value.denominator == value.numerator * _GRID
    return int(2 * floor + (not exact))


def threshold_steps(threshold: Decimal) -> int:
    """The same for a threshold; ValueError where it has more decimals than the grid."""
    code = half_steps(Fraction(threshold))
    if code % 2:
        raise ValueError(f"{threshold} has more than {METRIC_DECIMALS} decimals")
    return code


class _Reader:
    """The facts of a formula, all read before anything is computed: the page shows every part and gap."""

    def __init__(self, spec: MetricSpec, facts: FactReader) -> None:
        self.parts: list[Part] = []
        self.gaps: list[str] = []
        self.values: dict[tuple[str, int], Fraction] = {}
        for key, operand in spec.operands.items():
            fact = operand.fact
            reading = facts(operand)
            value, label = reading.value, zh(fact.label)
            self.parts.append(
                Part(fact.id, label, value, fact.unit, reading.period, reading.source, reading.why)
            )
            if reading.low == reading.high and isinstance(value, Decimal):
                self.values[key] = Fraction(value)
            else:
                year = f"{facts.as_of.year - operand.years_back}年" if fact.period == "year" else ""
                self.gaps.append(f"{year}“{label}”：{reading.why or '不能确定'}")
        self.gaps += self._contradictions(spec)

    def _contradictions(self, spec: MetricSpec) -> Iterator[str]:
        """A part that is greater than its whole."""
        for (name, back), value in self.values.items():
            fact = spec.facts[name]
            whole = None if fact.no_more_than is None else self.values.get((fact.no_more_than, back))
            if whole is not None and value > whole:
                limit = zh(spec.facts[str(fact.no_more_than)].label)
                yield f"“{zh(fact.label)}”大于“{limit}”，至少有一项填错，请核对"

    def __call__(self, fact: str, back: int) -> Fraction:
        """A fact so many years before the metric's year."""
        return self.values[fact, back]


def _figure(read: _Reader, formula: Formula) -> int:
    """The half steps of a formula; _Unknown where a fact is missing or a denominator is not positive."""
    if read.gaps:
        raise _Unknown("；".join(dict.fromkeys(read.gaps)))
    return _cagr_steps(read, formula) if isinstance(formula, Cagr) else half_steps(_value(read, formula))


def _cagr_steps(read: _Reader, formula: Cagr) -> int:
    """Half steps of (last / first)^(1 / years) × 100 - 100, found with integer roots."""
    last, first = read(formula.cagr, 0), read(formula.cagr, formula.years)
    quotient = _quotient(last, first)
    if quotient < 0:
        raise _Unknown("期末数为负，不能计算复合增长率")
    scale = 100 * _GRID
    power = quotient * scale**formula.years
    root = _root(power.numerator // power.denominator, formula.years)
    exact = root**formula.years == power
    return int(2 * (root - scale) + (not exact))


def _root(number: int, degree: int) -> int:
    """The largest integer whose power is not greater than the number (≥ 0)."""
    if degree == 2:
        return isqrt(number)
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low


def _quotient(numerator: Fraction, denominator: Fraction) -> Fraction:
    if denominator <= 0:
        raise _Unknown("分母为零或负数，不能计算")
    return numerator / denominator


def _value(read: _Reader, formula: Formula) -> Fraction:
    return _VALUES[type(formula)](read, formula)


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _growth(read: _Reader, formula: Growth) -> Fraction:
    return (_quotient(read(formula.growth, formula.back), read(formula.growth, formula.back + 1)) - 1) * 100


def _nested_cagr(_: _Reader, __: Formula) -> Fraction:
    raise _Unknown("复合增长率只能单独作为一个指标")


_VALUES: Mapping[type, Callable[..., Fraction]] = {
    Term: lambda read, f: read(f.fact, f.back),
    Total: lambda read, f: sum((read(f.total, back) for back in range(f.years)), Fraction(0)),
    Average: lambda read, f: _mean([read(f.average, back) for back in range(f.years)]),
    Sum: lambda read, f: sum((_value(read, part) for part in f.sum), Fraction(0)),
    Mean: lambda read, f: _mean([_value(read, part) for part in f.mean]),
    Difference: lambda read, f: _value(read, f.difference[0]) - _value(read, f.difference[1]),
    Ratio: lambda read, f: _quotient(_value(read, f.ratio[0]), _value(read, f.ratio[1])),
    Percent: lambda read, f: _quotient(_value(read, f.percent[0]), _value(read, f.percent[1])) * 100,
    Growth: _growth,
    Cagr: _nested_cagr,
}
