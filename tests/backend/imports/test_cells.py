"""Cells as people fill them: widths, apostrophes, numbers for codes, dates in every spelling."""

import pytest

from backend.batch.cells import Cell
from backend.imports import cells
from backend.imports.kind import Line, Problem
from tests.backend.rosters import wide
from tests.backend.town import code_number

CODE = code_number(1)


def line(cell: Cell) -> Line:
    return Line(1, {"it": cell})


@pytest.mark.parametrize(
    "typed", [CODE, wide(CODE), f"'{CODE}", f" {CODE[:8]} {CODE[8:]}\u200b", CODE.lower(), f"\ufeff{CODE}"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    problems: list[Problem] = []
    assert (cells.credit_code(line(typed), "it", problems), problems) == (CODE, [])


@pytest.mark.parametrize(
    ("typed", "told"), [(9.133e17, "末尾几位已经丢失"), ("", "没有填写"), ("913", "应为 18 位")]
)
def test_a_code_that_cannot_be_one_is_told(typed: Cell, told: str) -> None:
    problems: list[Problem] = []
    assert cells.credit_code(line(typed), "it", problems) == ""
    assert told in problems[0].text


@pytest.mark.parametrize(
    "typed",
    ["2025-03-01", "2025.3.1", "2025/3/1", "2025年3月1日", "20250301", "２０２５－０３－０１", 45717.0],
)
def test_a_day_is_read_in_every_spelling(typed: Cell) -> None:
    problems: list[Problem] = []
    assert (cells.day(line(typed), "it", problems), problems) == ("2025-03-01", [])


@pytest.mark.parametrize("typed", ["2025-02-30", "去年", "2025"])
def test_what_is_no_day_is_told(typed: str) -> None:
    problems: list[Problem] = []
    assert cells.day(line(typed), "it", problems) == ""
    assert "不是日期" in problems[0].text


def test_text_loses_line_breaks_and_spaces_between_characters_only() -> None:
    assert cells.text(line(" 甲 乙\n有限 公司 ABC  Ltd "), "it", [], longest=40) == "甲乙有限公司 ABC Ltd"


@pytest.mark.parametrize(
    ("typed", "found"), [("√", True), ("Ｙ", True), ("否", False), (1.0, True), ("", None)]
)
def test_yes_and_no_in_the_ways_people_write_them(typed: Cell, found: bool | None) -> None:
    problems: list[Problem] = []
    assert (cells.yes_no(line(typed), "it", problems), problems) == (found, [])
