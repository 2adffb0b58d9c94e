"""Rows to units: every good cell is kept, every bad one told by its heading."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.faults import UnitFileError
from assessments.readings import TitlesOnRecord
from assessments.schema.fact import Source
from assessments.stated import FactValue, HeldTitle
from backend.batch.rows import RowReader
from tests.backend.batch.shop import CATALOGUE, FIRM, plan, rater, read, told


def test_a_row_of_facts() -> None:
    row = read(
        {
            "事实revenue（万元）2024": "１,２００.５",
            "revenue.2023": 9_000_000.0,
            "事实grade 2024": "标签good",
            "事实grade 2024 来源": "现场核验",
            "事实links": "标签design、标签make",
            "事实done": "2025年3月1日",
            "事实spent（万元）": "1",
            "share（%）2024": "12.5%",
        }
    )
    assert row.faults == ()
    assert row.unit.facts == {
        "revenue": [
            FactValue(Decimal(12_005_000), year=2024),
            FactValue(Decimal(9_000_000), year=2023),
        ],
        "grade": [FactValue("good", Source.VERIFIED, 2024)],
        "links": [FactValue(("design", "make"))],
        "done": [FactValue(date(2025, 3, 1))],
        "spent": [FactValue(Decimal(10_000))],
        "share": [FactValue(Decimal("12.5"), year=2024)],
    }


def test_what_is_left_open_is_unknown_and_no_mistake() -> None:
    row = read({"revenue.2024": "", "事实staff": "—", "试点企业": None, "1": "/"}, "little")
    assert (row.faults, row.unit.facts, row.unit.answers, row.unit.titles) == ((), {}, {}, None)


@pytest.mark.parametrize(
    ("heading", "cell", "message"),
    [
        ("事实revenue（万元）2024", "一千", "“一千”不是数"),
        ("事实revenue（万元）2024", "0.00001", "最多保留 4 位小数"),
        ("事实revenue（万元）2024", "-1", "不能小于 0"),
        ("事实staff", "1.5", "请填整数"),
        ("事实grade", "很好", "没有取值“很好”"),
        ("事实links", "标签make、标签fly", "没有取值“标签fly”"),
        ("事实done", "2025-02-30", "不是日历上的日期"),
        ("事实level", "5", "不能大于 4"),
        ("试点企业", "很久以前", "不是日期"),
        ("试点企业", "2025-01-01 至 2024-01-01", "晚于"),
        ("认定", "飞行企业 2024-01-01", "没有称号“飞行企业”"),
    ],
)
def test_a_bad_cell_is_told_and_counts_as_unknown(heading: str, cell: str, message: str) -> None:
    row = read({heading: cell, "share.2024": "10"})
    assert list(told(row)) == [heading]
    assert message in told(row)[heading]
    assert list(row.unit.facts) == ["share"]
    assert row.unit.titles is None
    assert row.unit.profile is not None
    assert row.faults[0].text.startswith(f"第 2 行“{heading}”：")


def test_one_bad_year_leaves_the_whole_fact_unknown() -> None:
    row = read(
        {
            "revenue.2024": "x",
            "revenue.2023": "1",
            "事实grade 2024": "标签good",
            "事实grade 2024 来源": "道听",
        }
    )
    assert row.unit.facts == {}
    assert set(told(row)) == {"revenue.2024", "事实grade 2024"}
    assert "来源“道听”不存在" in told(row)["事实grade 2024"]


def test_a_share_in_a_workbook_below_one_is_not_guessed() -> None:
    assert "说不清是 0.12% 还是 12" in told(read({"share.2024": 0.12}, excel=True))["share.2024"]
    assert read({"share.2024": "0.12%"}, excel=True).unit.facts["share"][0].value == Decimal("0.12")
    assert read({"share.2024": 0.12}).unit.facts["share"][0].value == Decimal("0.12")
    assert read({"share.2024": 12.0}, excel=True).faults == ()


@pytest.mark.parametrize(
    ("heading", "cell", "options"),
    [
        ("1", "B", ("option-b",)),
        ("1", " ｂ ", ("option-b",)),
        ("1", "option-c", ("option-c",)),
        ("4", "C", ("option-c",)),
        ("6", "A、B", ("option-a", "option-b")),
        ("6", "B,A", ("option-a", "option-b")),
        ("6", "AB", ("option-a", "option-b")),
        ("6", "ab", ("option-a", "option-b")),
        ("7", "E", ("option-e",)),
    ],
)
def test_answers(heading: str, cell: str, options: tuple[str, ...]) -> None:
    row = read({heading: cell}, "little")
    assert row.faults == ()
    assert [answer.options for answer in row.unit.answers.values()] == [options]


@pytest.mark.parametrize(
    ("heading", "cell", "message"),
    [
        ("1", "X", "没有选项“X”"),
        ("1", "BC", "是单选题"),
        ("6", "A、Z", "不能再选其他项"),
        ("4.2", "A", "只问流程型单位"),
        ("1", "不适用：没有", "不能选“不适用”"),
        ("5", "不适用", "写明原因"),
    ],
)
def test_a_bad_answer_is_told_and_counts_as_open(heading: str, cell: str, message: str) -> None:
    row = read({heading: cell, "2": "C"}, "little")
    assert list(told(row)) == [heading]
    assert message in told(row)[heading]
    assert list(row.unit.answers) == ["item-2"]


@pytest.mark.parametrize("cell", ["不适用：没有车间", "不适用（没有车间）", "不适用，没有车间"])
def test_why_an_item_does_not_apply(cell: str) -> None:
    row = read({"5": cell}, "little")
    assert row.unit.answers["item-5"].not_applicable == "没有车间"


PILOT = HeldTitle("pilot", date(2024, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("cells", "titles"),
    [
        (
            {"认定": "试点企业 2024-01-01 至 2026-12-31；明星企业2023年1月2日起"},
            [PILOT, HeldTitle("star", date(2023, 1, 2))],
        ),
        ({"认定": "试点企业：2024.1.1—2026.12.31"}, [PILOT]),
        ({"认定": "明星企业 至 2025-01-01"}, [HeldTitle("star", None, date(2025, 1, 1))]),
        ({"认定": "明星企业"}, [HeldTitle("star")]),
        ({"认定": "无"}, []),
        ({"试点企业": "2024-01-01 至 2026-12-31", "明星企业": "无"}, [PILOT]),
        ({"试点企业 起": date(2024, 1, 1), "试点企业 止": "2026/12/31", "star": "无"}, [PILOT]),
        (
            {"试点企业": date(2024, 1, 1), "明星企业": "有"},
            [HeldTitle("pilot", date(2024, 1, 1)), HeldTitle("star")],
        ),
    ],
)
def test_titles(cells: dict[str, Any], titles: list[HeldTitle]) -> None:
    row = read(cells)
    assert row.faults == ()
    assert row.unit.titles == titles
    assert type(row.unit.titles) is list


@pytest.mark.parametrize(
    "cells", [{"试点企业": "无", "明星企业": ""}, {"试点企业": "2024-01-01 至 2026-12-31"}]
)
def test_a_title_of_which_nothing_is_said_stays_unknown(cells: dict[str, str]) -> None:
    titles: Any = read(cells).unit.titles
    assert isinstance(titles, TitlesOnRecord)


def reader(headings: tuple[str, ...] = (), name: str = "little") -> RowReader:
    of = rater(name)
    return RowReader(CATALOGUE, of.compiled, plan(headings, name), of.instrument.purpose)


def test_a_firm_without_a_good_profile_is_told_by_column() -> None:
    row = reader().read(5, ["b", "", "9999", ""])
    assert row is not None
    assert row.unit.profile is None
    assert told(row) == {
        "县（市、区）": "没有填写，请补上",
        "行业代码": "没有行业“9999”，请填国民经济行业分类（GB/T 4754—2017）代码，如 3411",
        "生产类型": "没有填写，请补上",
    }


def test_gates_do_without_a_profile() -> None:
    row = reader(name="gated").read(5, ["b", "", "", ""])
    assert row is not None
    assert row.unit.profile is not None


def test_an_id_that_comes_twice_or_lost_its_end_is_told() -> None:
    rows = reader()
    assert rows.read(2, FIRM).faults == ()  # type: ignore[union-attr]  # a row with a firm
    again = rows.read(3, FIRM)
    assert again is not None
    assert "重复" in told(again)["编号"]
    lost = rows.read(4, [913301020000000000.0, *FIRM[1:]])
    assert lost is not None
    assert "末尾几位已经丢失" in told(lost)["编号"]
    assert lost.unit.id is None


def test_empty_rows_and_examples_are_no_firms() -> None:
    assert reader().read(2, ["", " ", None, "—"]) is None
    assert reader().read(2, ["示例（不计入）", *FIRM[1:]]) is None


def test_a_row_without_an_id_is_told() -> None:
    row = reader().read(2, ["", *FIRM[1:]])
    assert row is not None
    assert told(row) == {"编号": "没有填写，请补上"}


def test_the_name_behind_a_code_is_for_people() -> None:
    row = reader().read(2, [*FIRM[:2], "3411 锅炉及辅助设备制造", FIRM[3]])
    assert row is not None
    assert row.unit.profile is not None
    assert row.unit.profile.industry == "3411"


def test_a_table_without_ids_is_refused() -> None:
    of = rater()
    columns = plan([])
    without = type(columns)(columns.columns[1:], columns.headings, ())
    with pytest.raises(UnitFileError, match="编号列没有读到"):
        RowReader(CATALOGUE, of.compiled, without, of.instrument.purpose)


def test_answers_seen_before_are_read_alike_for_each_production_type() -> None:
    rows = reader(("1", "4", "6", "7"))
    cells = ["B", "C", "AB", "E"]
    for firm, production, last in (
        ("a", "离散型", "option-e"),
        ("b", "流程型", "option-f"),
        ("c", "离散型", "option-e"),
    ):
        row = rows.read(2, [firm, *FIRM[1:3], production, *cells])
        assert row is not None
        assert row.faults == ()
        own = "item-4-1" if production == "离散型" else "item-4-2"
        assert {name: answer.options for name, answer in row.unit.answers.items()} == {
            "item-1": ("option-b",),
            own: ("option-c",),
            "item-6": ("option-a", "option-b"),
            "item-7": (last,),
        }
    bad = rows.read(3, ["d", *FIRM[1:], "X", *cells[1:]])
    assert bad is not None
    assert list(told(bad)) == ["1"]
    assert "item-1" not in bad.unit.answers


def test_an_item_in_two_columns_counts_as_open_however_often_it_comes() -> None:
    rows = reader(("4", "4.1"))
    for firm in ("a", "b"):
        row = rows.read(2, [firm, *FIRM[1:], "B", "C"])
        assert row is not None
        assert "同一题" in told(row)["4.1"]
        assert row.unit.answers == {}
