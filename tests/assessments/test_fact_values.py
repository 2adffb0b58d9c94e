"""Reading stated facts: types, bounds and periods, each refusal in words."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.fact_values import parse_row, parse_value
from assessments.faults import ValueFault
from assessments.schema.fact import Source
from assessments.stated import FactValue
from tests.assessments.builders import FACTS


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("revenue", 20000000, Decimal(20000000)),
        ("revenue", "20000000", Decimal(20000000)),
        ("revenue", "20000000.00", Decimal(20000000)),
        ("revenue", Decimal("2E+7"), Decimal(20000000)),
        ("revenue", 2e7, Decimal(20000000)),
        ("revenue", 0, Decimal(0)),
        ("revenue", 10**15, Decimal(10**15)),
        ("profit", "-350000", Decimal(-350000)),
        ("level", "2.0", Decimal(2)),
        ("level", 1.99, Decimal("1.99")),
        ("grade", "good", "good"),
        ("grade", "标签good", "good"),
        ("links", ["sell", "标签design"], ("design", "sell")),
        ("links", [], ()),
        ("done", "2024-02-29", date(2024, 2, 29)),
    ],
)
def test_what_a_fact_takes(name: str, raw: Any, value: Any) -> None:
    parsed = parse_value(FACTS[name], raw)
    assert parsed == value
    assert str(parsed) == str(value)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("revenue", True, "不是数"),
        ("revenue", None, "不是数"),
        ("revenue", "2,000", "不带千分号和单位"),
        ("revenue", "2000万", "不带千分号和单位"),
        ("revenue", "２０００", "不是数"),
        ("revenue", "1e9", "不是数"),
        ("revenue", "NaN", "不是数"),
        ("revenue", float("nan"), "不是数"),
        ("revenue", float("inf"), "不是数"),
        ("revenue", Decimal("Infinity"), "不是数"),
        ("revenue", "", "不是数"),
        ("revenue", " 5", "不是数"),
        ("revenue", [5], "不是数"),
        ("revenue", 10**15 + 1, "不能超过 10 的 15 次方"),
        pytest.param("revenue", 10**5000, "过长的整数", id="a number that Python does not spell"),
        ("revenue", Decimal("1E+999999"), "不能超过"),
        ("revenue", "0.5", "金额以元计，请填整数"),
        ("revenue", Decimal("1E-999999"), "请填整数"),
        ("revenue", -1, "不能小于 0"),
        ("staff", "12.5", "请填整数"),
        ("level", "4.1", "不能大于 4"),
        ("level", "1.23456", "最多保留 4 位小数"),
        ("profit", "123456789012345.5", "最多 15 位有效数字"),
        ("grade", "great", "没有取值“great”，可选：标签poor、标签fair、标签good、标签best"),
        ("grade", True, "没有取值"),
        ("grade", 1, "没有取值"),
        ("grade", "\ud800", "没有取值"),
        ("links", "make", "请填列表"),
        ("links", ["make", "make"], "取值重复"),
        ("links", ["fly"], "没有取值“fly”"),
        ("done", "2024-02-30", "不是日历上的日期"),
        ("done", "20240229", "请写成 2025-05-28 的形式"),
        ("done", "2024-W01-1", "请写成"),
        ("done", 20240229, "请写成"),
        ("done", None, "请写成"),
        ("done", "0001-01-01", "请写成"),
    ],
)
def test_what_a_fact_does_not_take(name: str, raw: Any, message: str) -> None:
    with pytest.raises(ValueFault, match=message) as caught:
        parse_value(FACTS[name], raw)
    str(caught.value).encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.sampled_from(sorted(FACTS)), json_values)
def test_nothing_breaks_the_reader(name: str, raw: Any) -> None:
    with suppress(ValueFault):
        parse_value(FACTS[name], raw)


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"value": 5}, FactValue(Decimal(5))),
        ({"value": 5, "year": 2024}, FactValue(Decimal(5), year=2024)),
        ({"value": 5, "year": None, "source": "verified"}, FactValue(Decimal(5), source=Source.VERIFIED)),
        (
            {"value": 5, "from": "2024-01-01", "to": "2024-03-31"},
            FactValue(Decimal(5), start=date(2024, 1, 1), end=date(2024, 3, 31)),
        ),
        ({"value": 5, "from": "2024-01-01"}, FactValue(Decimal(5), start=date(2024, 1, 1))),
        ({"value": 5, "as_of": "2024-01-01"}, FactValue(Decimal(5), as_of=date(2024, 1, 1))),
    ],
)
def test_a_row_has_a_value_a_period_and_a_source(row: dict[str, Any], value: FactValue) -> None:
    assert parse_row(FACTS["staff"], row) == value


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "缺少 value"),
        ({"value": 5, "years": 2024}, "不认识字段“years”"),
        ({"value": 5, "year": 2024, "as_of": "2024-01-01"}, "year、as_of 只能填一种时期"),
        ({"value": 5, "year": True}, "不是年份"),
        ({"value": 5, "year": "2024"}, "不是年份"),
        ({"value": 5, "year": 2024.5}, "不是年份"),
        ({"value": 5, "year": 24}, "不是年份"),
        ({"value": 5, "year": Decimal("1E+999999")}, "不是年份"),
        ({"value": 5, "from": "2024-04-01", "to": "2024-03-31"}, "晚于"),
        ({"value": 5, "from": "2024-13-01"}, "from 的“2024-13-01”不是日历上的日期"),
        ({"value": 5, "source": "rumour"}, "来源“rumour”不存在，可用：verified（现场核验）"),
        ({"value": 5, "source": 1}, "来源“1”不存在"),
    ],
)
def test_rows_that_cannot_be_meant(row: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueFault, match=message):
        parse_row(FACTS["staff"], row)
