"""From stated values to figures: which year, which source, which rows of a ledger."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.figures import OperandSpec, Reading, read_operand
from assessments.periods import years_before
from assessments.schema.condition import Window
from assessments.schema.fact import Source
from assessments.stated import FactValue
from scoring.gates import LARGEST, UNKNOWN_HIGH, UNKNOWN_LOW
from tests.assessments.builders import AS_OF, FACTS

EVERYONE = tuple(Source)


def money(amount: int, **period: Any) -> FactValue:
    return FactValue(Decimal(amount), **period)


def read(name: str, *values: FactValue, accepts: tuple[Source, ...] = EVERYONE) -> Reading:
    return read_operand(OperandSpec(FACTS[name], accepts), {name: values}, AS_OF)


def is_unknown(reading: Reading) -> bool:
    return (reading.low, reading.high) == (UNKNOWN_LOW, UNKNOWN_HIGH)


def test_last_year_is_the_calendar_year_before_the_day() -> None:
    reading = read("revenue", money(1, year=2023), money(2, year=2024), money(3, year=2025))
    assert (reading.low, reading.high, reading.period) == (2, 2, "2024年")


def test_another_year_never_stands_in() -> None:
    reading = read("revenue", money(1, year=2023), money(3, year=2025))
    assert is_unknown(reading)
    assert reading.why == "本条件要2024年的数值，现有的是2023年、2025年"


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        (money(2), True),
        (money(2, start=date(2024, 1, 1), end=date(2024, 12, 31)), True),
        (money(2, as_of=date(2024, 12, 31)), True),
        (money(2, as_of=date(2025, 3, 1)), False),
        (money(2, start=date(2023, 7, 1), end=date(2024, 6, 30)), False),
        (money(2, start=date(2024, 1, 1)), False),
        (money(2, start=date(2024, 1, 1), end=date(2024, 6, 30)), False),
        (money(2, start=date(2024, 2, 1), end=date(2024, 12, 31)), False),
        (money(2, start=date(2024, 12, 31), end=date(2024, 12, 31)), False),
    ],
)
def test_which_periods_are_that_year(value: FactValue, counts: bool) -> None:
    assert is_unknown(read("revenue", value)) is not counts


def test_nothing_stated_is_unknown() -> None:
    reading = read("revenue")
    assert is_unknown(reading)
    assert reading.why == "未填写"


def test_the_best_source_wins_and_of_it_the_newest() -> None:
    old, new = date(2024, 1, 1), date(2025, 1, 1)
    values = [
        money(1, source=Source.IMPORTED, as_of=new),
        money(2, source=Source.OFFICIAL_PLATFORM, as_of=old),
        money(3, source=Source.OFFICIAL_PLATFORM, as_of=new),
        money(4, source=Source.SELF_STATED, as_of=new),
    ]
    for order in (values, values[::-1]):
        reading = read("staff", *order)
        assert (reading.low, reading.source) == (3, Source.OFFICIAL_PLATFORM)
    assert read("staff", money(5), money(6)).low == 6


def test_a_source_that_may_not_vouch_leaves_it_unknown_and_is_shown() -> None:
    reading = read("staff", money(7), accepts=(Source.VERIFIED, Source.OFFICIAL_PLATFORM))
    assert is_unknown(reading)
    assert (reading.value, reading.source) == (Decimal(7), Source.SELF_STATED)
    assert reading.why == "现有数值的来源是企业填报，本条件只认现场核验、官方平台"
    both = (money(7), money(5, source=Source.VERIFIED))
    assert read("staff", *both, accepts=(Source.VERIFIED,)).low == 5


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        (money(1, as_of=AS_OF), True),
        (money(1, as_of=date(2025, 7, 1)), False),
        (money(1, year=2024), True),
        (money(1, year=2026), False),
        (money(1, start=date(2024, 7, 1), end=date(2025, 6, 30)), True),
        (money(1, start=date(2024, 7, 1), end=date(2025, 6, 29)), False),
        (money(1, start=date(2024, 7, 1)), True),
    ],
)
def test_an_instant_is_what_holds_on_the_day(value: FactValue, counts: bool) -> None:
    assert is_unknown(read("staff", value)) is not counts


def test_kinds_become_integers() -> None:
    assert read("level", FactValue(Decimal("1.99"))).low == 19900
    assert read("grade", FactValue("good")).low == 2
    assert read("links", FactValue(("design", "sell"))).low == 0b101
    assert read("done", FactValue(date(2024, 1, 2))).low == date(2024, 1, 2).toordinal()
    assert read("profit", FactValue(Decimal(10) ** 25)).low == LARGEST


@pytest.mark.parametrize(
    ("name", "value"),
    [("staff", "many"), ("links", "make"), ("done", "2024-01-01"), ("staff", Decimal("0.5"))],
)
def test_values_of_another_kind_are_refused(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        read(name, FactValue(value))


# --- ledgers: five years up to 2025-06-30, so from 2020-06-30 -----------------------------------------------

DONE = FactValue(date(2025, 6, 30))


def spent(*rows: FactValue, done: FactValue | None = DONE) -> Reading:
    window = Window(years=5, before="done")
    spec = OperandSpec(FACTS["spent"], EVERYONE, window, FACTS["done"])
    return read_operand(spec, {"spent": rows, "done": [done] if done else []}, AS_OF)


def interval(reading: Reading) -> tuple[int, int]:
    return reading.low, reading.high


def test_rows_inside_the_window_are_summed() -> None:
    rows = [
        money(1, start=date(2020, 6, 30), end=date(2020, 12, 31)),
        money(10, year=2023),
        money(100, as_of=date(2025, 6, 30)),
    ]
    reading = spent(*rows)
    assert interval(reading) == (111, 111)
    assert (reading.value, reading.possible_value, reading.why) == (Decimal(111), None, None)
    assert reading.period == "2020-06-30 至 2025-06-30"


def test_rows_outside_do_not_count() -> None:
    assert interval(spent(money(1, year=2019), money(10, start=date(2025, 7, 1), end=date(2025, 8, 1)))) == (
        0,
        0,
    )


def test_rows_across_an_end_count_only_as_possible() -> None:
    reading = spent(money(1, year=2020), money(10, year=2021), money(100, start=date(2025, 1, 1)))
    assert interval(reading) == (10, 111)
    assert reading.possible_value == Decimal(111)
    assert reading.why == "有 2 笔跨出计算期，能否计入待定"


def test_a_value_stated_after_the_window_may_be_its_total() -> None:
    assert interval(spent(money(50, as_of=date(2025, 7, 15)))) == (0, 50)
    assert interval(spent(money(50, as_of=date(2020, 1, 1)))) == (0, 0)


def test_a_total_without_a_period_is_taken_for_the_window() -> None:
    assert interval(spent(money(50))) == (50, 50)
    assert interval(spent(money(50), money(60))) == (60, 60)
    assert interval(spent(money(50), done=None)) == (50, 50)


def test_a_total_that_differs_from_its_rows_is_not_certain() -> None:
    reading = spent(money(50), money(30, year=2023))
    assert interval(reading) == (30, 50)
    assert reading.why == "填报的合计与分笔明细不一致"
    assert interval(spent(money(30), money(30, year=2023))) == (30, 30)


THREE_YEARS = {"start": date(2023, 1, 1), "end": date(2025, 6, 30)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((money(30, **THREE_YEARS), money(1, as_of=date(2025, 3, 1))), (1, 30)),
        ((money(30, **THREE_YEARS), money(50, start=date(2025, 3, 1), end=date(2025, 3, 1))), (30, 50)),
        ((money(30, **THREE_YEARS), money(10, year=2023), money(20, year=2024)), (30, 30)),
        ((money(30, **THREE_YEARS), money(10, year=2023), money(7, year=2020)), (10, 37)),
        # The longest total holds a shorter one, which holds a row.
        ((money(30, **THREE_YEARS), money(20, year=2024), money(5, as_of=date(2024, 5, 1))), (5, 30)),
        # Two values of the same days are two rows; spans that only overlap are two rows, too.
        ((money(30, year=2023), money(4, year=2023)), (34, 34)),
        ((money(30, **THREE_YEARS), money(4, start=date(2022, 1, 1), end=date(2023, 6, 1))), (34, 34)),
        # A total across the end holds its row inside; where the rest lies is not known.
        ((money(30, year=2025), money(4, as_of=date(2025, 3, 1))), (4, 30)),
        ((money(30, year=2025), money(50, as_of=date(2025, 3, 1))), (0, 50)),
        ((money(30, year=2025), money(30, as_of=date(2025, 3, 1))), (30, 30)),
        ((money(30, year=2019), money(50, start=date(2019, 3, 1), end=date(2019, 4, 1))), (0, 0)),
        # A row in two totals that overlap: only one of them can hold what it says.
        ((money(30, **THREE_YEARS), money(9, year=2023),
          money(2, start=date(2023, 5, 1), end=date(2024, 5, 1)), money(1, as_of=date(2023, 6, 1))), (1, 30)),
    ],
)  # fmt: skip
def test_a_total_that_encloses_rows_never_counts_beside_them(
    rows: tuple[FactValue, ...], expected: tuple[int, int]
) -> None:
    for order in (rows, rows[::-1]):
        reading = spent(*order)
        assert interval(reading) == expected
        assert (reading.why is None) is (expected[0] == expected[1])


def test_why_a_total_and_its_rows_leave_the_sum_open_is_told() -> None:
    rows = (money(30, **THREE_YEARS), money(1, as_of=date(2025, 3, 1)))
    assert spent(*rows).why == "填报的合计与分笔明细不一致"
    assert "事实done" in str(spent(*rows, done=None).why)
    agreed = (money(30, year=2025), money(30, start=date(2025, 3, 1), end=date(2025, 8, 1)))
    assert spent(*agreed).why == "有 2 笔跨出计算期，能否计入待定"


def test_without_the_end_of_the_window_dated_rows_may_or_may_not_count() -> None:
    reading = spent(money(30, year=2023), money(5, year=2010), done=None)
    assert interval(reading) == (0, 35)
    assert "事实done" in str(reading.why)


def test_a_day_that_is_not_accepted_does_not_end_the_window() -> None:
    spec = OperandSpec(FACTS["spent"], (Source.VERIFIED,), Window(years=5, before="done"), FACTS["done"])
    rows = [money(30, year=2023, source=Source.VERIFIED)]
    reading = read_operand(spec, {"spent": rows, "done": [DONE]}, AS_OF)
    assert (interval(reading), reading.period) == ((0, 30), None)
    assert reading.why is not None
    assert reading.why.startswith("“事实done”：现有数值的来源是")
    accepted = FactValue(date(2025, 6, 30), source=Source.VERIFIED)
    assert interval(read_operand(spec, {"spent": rows, "done": [accepted]}, AS_OF)) == (30, 30)


def test_the_best_source_alone_makes_the_sum() -> None:
    rows = (money(30, year=2023), money(7, year=2023, source=Source.VERIFIED))
    assert interval(spent(*rows)) == (7, 7)


def test_a_ledger_without_a_window_sums_everything() -> None:
    assert interval(read("spent", money(1, year=2001), money(2, year=2024))) == (3, 3)


def test_the_same_day_years_before() -> None:
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert years_before(date(2024, 2, 29), 3) == date(2021, 2, 28)
