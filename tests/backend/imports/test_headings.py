"""Finding the headings of messy files, and telling lines from what stands between them."""

import pytest

from backend.imports import headings
from backend.imports.reading import Row
from backend.imports.roster_columns import COLUMNS
from backend.imports.sifting import why_skipped

PLAIN = ["统一社会信用代码", "企业名称", "所属县（市、区）", "行业"]


def rows(*lines: list[str]) -> list[Row]:
    return [(number, list(cells)) for number, cells in enumerate(lines, start=1)]


@pytest.mark.parametrize(
    ("spelt", "column"),
    [
        ("统一社会\n信用代码*", "code"),
        (" １、统一社会信用代码（18位）", "code"),
        ("企业名称(盖章)", "name"),
        ("县(市、区)", "county"),
        ("行业代码（GB/T 4754）", "industry"),
        ("是否规上工业企业", "above_scale"),
        ("所在园区：", "park"),
    ],
)
def test_a_heading_is_known_however_it_is_spelt(spelt: str, column: str) -> None:
    assert headings.match([spelt], COLUMNS) == {column: 0}


def test_a_whole_name_goes_before_a_part_of_one() -> None:
    found = headings.match(["法定代表人统一社会信用代码证号", "统一社会信用代码"], COLUMNS)
    assert found["code"] == 1


def test_the_headings_are_the_line_that_names_most_columns() -> None:
    found = headings.find(
        rows(
            ["企业名称、行业等信息登记表"],
            ["企业", "", "", "联系人"],
            PLAIN,
            ["9133", "甲厂", "余姚市", "3484"],
        ),
        COLUMNS,
    )
    assert (found.line, dict(found.mapping)) == (3, {"code": 0, "name": 1, "county": 2, "industry": 3})


def test_without_a_known_name_the_first_widest_line_is_offered() -> None:
    found = headings.find(rows(["表"], ["甲", "乙", "丙"], ["1", "2", "3"]), COLUMNS)
    assert (found.line, found.names, dict(found.mapping)) == (2, ("甲", "乙", "丙"), {})


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["合计", "12 家"], "合计行"),
        (["", "总　计", "", "3"], "合计行"),
        (["注：1. 数据来自统计局"], "表下的说明"),
        (["填表人：张三", "", "审核人：李四"], "表下的说明"),
        (PLAIN, "重复的表头"),
        (["91339900MA00000012", "合计机械有限公司", "余姚市", "3484"], ""),
        (["", "只有名称的一行", "", ""], ""),
        (["注塑机配件厂", "", "", ""], ""),
    ],
)
def test_totals_notes_and_repeated_headings_are_no_lines(cells: list[str], why: str) -> None:
    assert why_skipped(cells, 9, 1, PLAIN) == why
