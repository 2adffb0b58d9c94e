"""Bounds and formulas in words: which side holds the bound, and the arithmetic written out."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.loader import Catalogue
from assessments.outcome import Part
from assessments.schema.fact import Source
from assessments.stated import Value
from backend.web.views.arithmetic import arithmetic_of, dated_parts
from backend.web.views.bounds import Subject, bound_words, subject_of


@pytest.mark.parametrize(
    ("name", "comparator", "threshold", "words"),
    [
        ("investment", "at_least", Decimal(20_000_000), "2,000 万元以上（含 2,000 万元）"),
        ("main_share", "at_least", Decimal(80), "80% 以上（含 80%）"),
        ("debt_ratio", "at_most", Decimal(75), "75% 以下（含 75%）"),
        ("debt_ratio", "below", Decimal(75), "不足 75%（不含 75%）"),
        ("niche_years", "more_than", Decimal(3), "超过 3 年（不含 3 年）"),
        ("rd_expense_2y", "at_least", Decimal(12_000_000), "1,200 万元以上（含 1,200 万元）"),
        ("project_done", "at_least", date(2024, 1, 1), "2024年1月1日及以后（含当日）"),
        ("project_done", "at_most", date(2026, 10, 31), "2026年10月31日及以前（含当日）"),
        ("credit_grade", "at_least", "良好", "“良好”及以上"),
        ("sound_operation", "is", "yes", "“是”"),
        ("links_covered", "is", "生产作业", "包含“生产作业”"),
        ("above_scale", "is", "yes", "“是”"),
        ("entity_type", "one_of", ("legal_person", "branch"), "下列之一：独立法人、"),
        ("investment", "at_least", None, "须达到原文规定的数字（原文数字未能读到）"),
    ],
)
def test_a_bound_says_which_side_holds_it(
    catalogue: Catalogue, name: str, comparator: str, threshold: Value | None, words: str
) -> None:
    assert bound_words(subject_of(catalogue, name), comparator, threshold).startswith(words)


def test_points_are_told_in_points() -> None:
    assert bound_words(Subject("总分", "points"), "at_least", Decimal(60)) == "60 分以上（含 60 分）"


def part(fact: str, label: str, value: str | None, year: int) -> Part:
    stated = None if value is None else Decimal(value)
    source = None if value is None else Source.SELF_STATED
    return Part(fact, label, stated, "yuan", None if value is None else f"{year}年", source)


def test_a_percentage_is_written_out(catalogue: Catalogue) -> None:
    parts = [part("rd_expense", "研发费用", "1200000", 2025), part("revenue", "营业收入", "15000000", 2025)]
    written = arithmetic_of(catalogue.metrics["rd_intensity"], parts, Decimal("8.0000"))
    assert written.formula == "2025年研发费用 ÷ 2025年营业收入 × 100"
    assert written.sums == "120 ÷ 1,500 × 100 = 8%"


def test_a_sum_of_money_stands_in_wan(catalogue: Catalogue) -> None:
    parts = [part("rd_expense", "研发费用", "7000000", 2025), part("rd_expense", "研发费用", "-5", 2024)]
    written = arithmetic_of(catalogue.metrics["rd_expense_2y"], parts, Decimal("6999995.0000"))
    assert written.sums == "700 + (-0.0005) = 699.9995 万元"


def test_a_compound_rate_names_its_root(catalogue: Catalogue) -> None:
    parts = [part("revenue", "营业收入", "121", 2025), part("revenue", "营业收入", "100", 2023)]
    written = arithmetic_of(catalogue.metrics["revenue_cagr_2y"], parts, Decimal("10.0000"))
    assert written.sums == "((0.0121 ÷ 0.01) 的 2 次方根 - 1) × 100 = 10%"


def test_what_is_missing_has_its_year_and_leaves_the_sum_out(catalogue: Catalogue) -> None:
    metric = catalogue.metrics["rd_expense_2y"]
    parts = [part("rd_expense", "研发费用", "7000000", 2025), part("rd_expense", "研发费用", None, 2024)]
    dated = dated_parts(metric, parts, "2025年", {"rd_expense"})
    written = arithmetic_of(metric, dated, None)
    assert (written.formula, written.sums) == ("2025年研发费用 + 2024年研发费用", "")


def test_every_metric_of_the_register_can_be_written(catalogue: Catalogue) -> None:
    from backend.web.views.arithmetic import figures_of

    for metric in catalogue.metrics.values():
        parts = [part(fact, fact, "2", 2025 - back) for fact, back in figures_of(metric.formula)]
        shown = {"yuan": "2.5 万元", "percent": "25000%"}[metric.unit]
        assert arithmetic_of(metric, parts, Decimal("25000.0000")).sums.endswith(f" = {shown}")
