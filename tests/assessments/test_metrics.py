"""Metrics: exact fractions, half steps, what is unknown and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.figures import FactReader
from assessments.metrics import MetricReading, MetricSpec, half_steps, read_metric, threshold_steps
from assessments.schema.fact import Fact, Source
from assessments.schema.metric import Metric
from assessments.stated import FactValue

AS_OF = date(2026, 5, 10)


def words(text: str) -> dict[str, str]:
    return {"zh-CN": text}


def fact(name: str, label: str, **more: Any) -> Fact:
    return Fact.model_validate(
        {
            "id": name,
            "label": words(label),
            "kind": "money",
            "unit": "yuan",
            "period": "year",
            "definition": words(label),
            **more,
        }
    )


FACTS = {
    "revenue": fact("revenue", "营业收入"),
    "spend": fact("spend", "研发费用", accepts=["verified", "self_stated"]),
    "main": fact("main", "主营业务收入", no_more_than="revenue"),
}


def metric(formula: Any) -> Metric:
    return Metric.model_validate(
        {
            "id": "figure",
            "label": words("指标"),
            "unit": "percent",
            "formula": formula,
            "definition": words("指标"),
            "provenance": "derived",
        }
    )


def years(*values: int, first: int = 2025, source: Source = Source.SELF_STATED) -> list[FactValue]:
    """Values of the year before the as-of date, the year before that, and so on."""
    return [FactValue(Decimal(value), source, year=first - back) for back, value in enumerate(values)]


def read(formula: Any, facts: Mapping[str, Sequence[FactValue]], back: int = 1) -> MetricReading:
    spec = MetricSpec(metric(formula), FACTS, tuple(Source), back)
    return read_metric(spec, FactReader(facts, AS_OF))


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ({"percent": ["spend", "revenue"]}, "3"),
        ({"ratio": ["spend", "revenue"]}, "0.03"),
        ({"difference": ["revenue", "spend"]}, "97"),
        ({"sum": ["revenue", "spend"]}, "103"),
        ({"mean": ["revenue", "spend"]}, "51.5"),
        ({"total": "revenue", "years": "2"}, "180"),
        ({"average": "revenue", "years": "2"}, "90"),
        ({"growth": "revenue"}, "25"),
        ({"mean": [{"growth": "revenue"}, {"growth": "revenue", "back": "1"}]}, "25"),
        ({"percent": ["spend", {"fact": "revenue", "back": "1"}]}, "3.75"),
    ],
)
def test_what_each_formula_gives(formula: Any, shown: str) -> None:
    told = read(formula, {"revenue": years(100, 80, 64), "spend": years(3)})
    assert told.reading.value == Decimal(shown)


def test_the_yearly_compound_growth_is_exact_at_its_bound() -> None:
    formula = {"cagr": "revenue", "years": "2"}
    five_percent = threshold_steps(Decimal(5))
    at = read(formula, {"revenue": years(11025, 1, 10000)}).reading
    below = read(formula, {"revenue": years(11024, 1, 10000)}).reading
    above = read(formula, {"revenue": years(11026, 1, 10000)}).reading
    assert at.low == five_percent
    assert below.low < five_percent < above.low
    assert below.value == Decimal("4.9952")  # cut, never rounded up to the bound


def test_cubic_growth() -> None:
    reading = read({"cagr": "revenue", "years": "3"}, {"revenue": years(1331, 1, 1, 1000)}).reading
    assert (reading.low, reading.value) == (threshold_steps(Decimal(10)), Decimal(10))


def test_several_years_back() -> None:
    stated = {"revenue": years(100, 80), "spend": years(1, 8)}
    assert read({"percent": ["spend", "revenue"]}, stated, back=2).reading.value == Decimal(10)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"revenue": years(100)}, "2025年“研发费用”：未填写"),
        ({"spend": years(3), "revenue": years(0)}, "分母为零或负数"),
        ({"spend": years(3), "revenue": years(-5)}, "分母为零或负数"),
        ({"spend": years(3), "revenue": years(100, first=2024)}, "2025年“营业收入”"),
        ({"spend": years(3), "revenue": []}, "2025年“营业收入”：未填写"),
        ({"spend": years(3, source=Source.IMPORTED), "revenue": years(100)}, "本条件只认"),
    ],
)
def test_what_leaves_a_metric_unknown(facts: Mapping[str, Sequence[FactValue]], why: str) -> None:
    told = read({"percent": ["spend", "revenue"]}, facts)
    assert told.reading.low < told.reading.high
    assert told.reading.why is not None
    assert why in told.reading.why


def test_every_part_is_told_also_where_another_is_missing() -> None:
    told = read({"percent": ["spend", "revenue"]}, {"revenue": years(100)})
    assert [(part.fact, part.value) for part in told.parts] == [("spend", None), ("revenue", Decimal(100))]


def test_the_weakest_source_is_the_metric_s() -> None:
    facts = {"spend": years(3, source=Source.VERIFIED), "revenue": years(100)}
    assert read({"percent": ["spend", "revenue"]}, facts).reading.source is Source.SELF_STATED


def test_negative_last_year_of_a_compound_growth() -> None:
    told = read({"cagr": "revenue", "years": "2"}, {"revenue": years(-1, 1, 10)})
    assert told.reading.why == "期末数为负，不能计算复合增长率"


def test_a_threshold_finer_than_the_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 4 decimals"):
        threshold_steps(Decimal("0.00001"))


amounts = st.integers(-(10**13), 10**13)


@given(amounts, st.integers(1, 10**13), st.integers(-(10**6), 10**6))
def test_half_steps_order_as_the_fractions_do(over: int, under: int, threshold: int) -> None:
    value, bound = Fraction(over, under), Fraction(threshold, 10**4)
    steps, at = half_steps(value), threshold_steps(Decimal(threshold).scaleb(-4))
    assert (steps >= at, steps > at, steps == at) == (value >= bound, value > bound, value == bound)


@pytest.mark.parametrize(("main", "known"), [(99, True), (100, True), (101, False)])
def test_a_part_is_not_greater_than_its_whole(main: int, *, known: bool) -> None:
    told = read({"percent": ["main", "revenue"]}, {"main": years(main), "revenue": years(100)})
    assert (told.reading.low == told.reading.high) is known
    assert (told.reading.why is None) is known
