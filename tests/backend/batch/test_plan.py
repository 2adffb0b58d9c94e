"""Headings as people write them, and the columns behind them."""

from typing import Any

import pytest

from backend.batch.columns import AnswerColumn, CodeColumn, FactColumn, TitleColumn, TitlesColumn
from tests.backend.batch.shop import BASICS, plan


def column(heading: Any, name: str = "gated") -> Any:
    (found,) = plan([heading], name).columns[len(BASICS) :]
    return found


def faults(*headings: str, name: str = "gated") -> dict[str | None, str]:
    return {fault.column: fault.message for fault in plan(headings, name).faults}


@pytest.mark.parametrize(
    ("heading", "year", "scale"),
    [
        ("revenue", None, 1),
        ("revenue.2025", 2025, 1),
        ("revenue@2025", 2025, 1),
        ("revenue 2025", 2025, 1),
        ("事实revenue（万元）2025", 2025, 10_000),
        ("事实revenue 2025（万元）", 2025, 10_000),
        ("事实revenue(元) 2025年", 2025, 1),
        ("2025年事实revenue（亿元）", 2025, 100_000_000),
        ("２０２５年度　事实revenue（万元）", 2025, 10_000),
        ("Revenue", None, 1),
    ],
)
def test_a_fact_with_its_year_and_unit(heading: str, year: int | None, scale: int) -> None:
    found = column(heading)
    assert isinstance(found, FactColumn)
    assert (found.fact.id, found.year, found.scale) == ("revenue", year, scale)


@pytest.mark.parametrize(
    "heading", ["职工人数（年末）", "职工人数（年末）（人）2024", "职工人数 2024", "职工人数(年末)"]
)
def test_brackets_of_a_label_are_no_unit(heading: str) -> None:
    found = column(heading)
    assert (found.fact.id, found.scale) == ("staff_at_end", 1)


def test_money_without_a_unit_is_yuan_and_told_unless_by_id() -> None:
    assert column("事实revenue 2025").scale == 1
    assert "按元读取" in faults("事实revenue 2025")["事实revenue 2025"]
    assert faults("revenue.2025") == {}


@pytest.mark.parametrize("heading", ["事实revenue（吨）2025", "事实staff（万元）", "share（元）"])
def test_a_unit_that_does_not_fit_leaves_the_column_unread(heading: str) -> None:
    found = plan([heading])
    assert len(found.columns) == len(BASICS)
    assert "整列未读" in found.faults[0].message


def test_units_that_fit() -> None:
    assert faults("share（%）2024", "职工人数（人）2024") == {}


@pytest.mark.parametrize("heading", ["1", 1.0, "第1题", "第 1 题", "item-1", "1 第1题"])
def test_an_item_by_number_id_or_name(heading: Any) -> None:
    found = column(heading, "little")
    assert isinstance(found, AnswerColumn)
    assert found.key == "1"


def test_twins_share_the_number_they_have_in_common() -> None:
    assert [item.ref for item in column("4", "little").items] == ["4.1", "4.2"]
    assert column(4.1, "little").key == "4.1"
    assert column("网络", "little").key == "2"


def test_titles_in_one_column_or_one_each() -> None:
    assert isinstance(column("认定"), TitlesColumn)
    assert column("试点企业") == TitleColumn(4, "pilot", excel=False)
    assert column("明星企业 起").end == "from"
    assert column("star.to").end == "to"


def test_sources_join_the_column_of_their_fact_and_year() -> None:
    found = plan(["事实grade 2024", "事实grade 2024 来源", "事实grade 2023"]).columns[4:]
    assert [one.source_place for one in found if isinstance(one, FactColumn)] == [5, None]
    assert "没有同一事实" in faults("事实grade 2024 来源")["事实grade 2024 来源"]


def test_an_unknown_column_is_told_once_with_the_nearest() -> None:
    (fault,) = plan(["县市", "企业名称", "备注"]).faults[:1]
    assert (fault.row, fault.column) == (None, "县市")
    assert "第 E 列" in fault.message
    assert "是不是“生产类型”" in faults("生产类别")["生产类别"]
    assert "是不是" not in faults("xyzzy")["xyzzy"]


def test_of_two_columns_of_one_meaning_none_is_read() -> None:
    found = plan(["revenue.2025", "事实revenue（万元）2025", "revenue.2024"])
    assert [one.year for one in found.columns if isinstance(one, FactColumn)] == [2024]
    assert [fault.message for fault in found.faults] == ["E 列、F 列写的是同一项，都未读，请只留一列"]


def test_codes_by_other_headings() -> None:
    found = plan([]).columns
    assert [one.target for one in found if isinstance(one, CodeColumn)] == [
        "id",
        "profile.county",
        "profile.industry",
        "profile.production_type",
    ]
