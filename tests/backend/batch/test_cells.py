"""What people and programs leave in cells, and what is made of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.batch.cells import (
    CellFault,
    as_cell,
    code_of,
    day_of,
    is_blank,
    number_of,
    parts_of_text,
    text_of,
)


@pytest.mark.parametrize("cell", ["", "  ", "-", "—", "－", "／", "——", " - ", None, float("nan"), "\u3000"])
def test_cells_that_say_nothing(cell: Any) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", 0.0, False, "无", "-1", "A", date(2025, 1, 1)])
def test_cells_that_say_something(cell: Any) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", "12"),
        ("-12.5", "-12.5"),
        ("１２，３４５．６", "12345.6"),
        ("1,234,567", "1234567"),
        (" 12 ", "12"),
        ("12个", "12"),
        ("+3", "3"),
        (13, "13"),
        (12.5, "12.5"),
        # Excel shows fifteen digits of what it computed; so do we.
        (0.1 + 0.2, "0.3"),
        (Decimal("1.10"), "1.1"),
    ],
)
def test_numbers(cell: Any, number: str) -> None:
    assert number_of(cell, "个") == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["1,23", "12,34,567", "十二", "1.2.3", "1e5", "12%", "NaN", True, date(2025, 1, 1), float("inf")]
)
def test_what_is_no_number_is_refused(cell: Any) -> None:
    with pytest.raises(CellFault, match="不是数"):
        number_of(cell, "个")


@pytest.mark.parametrize(
    ("cell", "scale", "yuan"),
    [
        ("1500", 10_000, 15_000_000),
        (1500.5, 10_000, 15_005_000),
        ("1500", 1, 1500),
        # A unit behind the figure says more than the heading.
        ("1500万元", 1, 15_000_000),
        ("1500元", 10_000, 1500),
        ("1.5亿元", 10_000, 150_000_000),
        ("￥1,500", 1, 1500),
    ],
)
def test_money_in_yuan(cell: Any, scale: int, yuan: int) -> None:
    assert number_of(cell, "元", scale) == yuan


@given(st.decimals(0, 10**11, places=4))
def test_money_is_exact(number: Decimal) -> None:
    assert number_of(str(number), "元", 10_000) == number * 10_000


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 8, 30), "2025-03-01"),  # noqa: DTZ001 - as the readers of files give it
        ("2025-03-01", "2025-03-01"),
        ("2025/3/1", "2025-03-01"),
        ("2025.3.1", "2025-03-01"),
        ("2025年3月1日", "2025-03-01"),
        ("２０２５年３月１日", "2025-03-01"),
        ("20250301", "2025-03-01"),
        ("2025-03-01 00:00:00", "2025-03-01"),
        ("明天", "明天"),
    ],
)
def test_days(cell: Any, day: str) -> None:
    assert day_of(cell, excel=False) == day


def test_a_bare_number_is_a_day_in_a_workbook_only() -> None:
    assert day_of(45717.0, excel=True) == "2025-03-01"
    assert day_of(45717.0, excel=False) == "45717"
    assert day_of(2025.0, excel=True) == "2025"


def test_a_code_typed_as_a_number_keeps_its_digits_or_is_refused() -> None:
    assert code_of(330102.0) == "330102"
    assert code_of(" 91330102Ａ ") == "91330102A"
    with pytest.raises(CellFault, match="末尾几位已经丢失"):
        code_of(913301020000000000.0)


def test_text_and_lists() -> None:
    assert text_of(4.1) == "4.1"
    assert text_of(3.0) == "3"
    assert text_of(datetime(2025, 1, 1)) == "2025-01-01"  # noqa: DTZ001 - as the readers of files give it
    assert parts_of_text("A、B，C; D/E") == ["A", "B", "C", "D", "E"]


def test_bytes_that_are_no_text_cannot_be_read_as_anything() -> None:
    cell = as_cell(b"\xff")
    assert not is_blank(cell)
    for read in (text_of, code_of, parts_of_text, lambda one: number_of(one, "个"), _day):
        with pytest.raises(CellFault):
            read(cell)


def _day(cell: Any) -> str:
    return day_of(cell, excel=True)


@pytest.mark.parametrize("cell", ["甲", 12, 1.5, True, None, Decimal("1.5"), date(2025, 1, 1)])
def test_an_ordinary_cell_stays_as_it_is(cell: Any) -> None:
    assert as_cell(cell) is cell
