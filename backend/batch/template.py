"""The workbook that asks for exactly what an instrument needs; filled in, `zhiti rate` reads it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from assessments.catalogue import Catalogue
from assessments.schema.common import Purpose, zh
from assessments.schema.questionnaire import Questionnaire
from assessments.wording import PURPOSES
from backend.batch.rows import EXAMPLE
from backend.batch.template_columns import TemplateColumn, template_columns
from backend.batch.workbook import DATA_SHEET

HELP_SHEET, LIST_SHEET = "说明", "选项"
ROWS = 20_000
"""Rows with lists and limits below the headings; more may be filled in without."""

_LONGEST_LIST = 255
"""Characters of a list that Excel takes inside the rule itself."""
_LONGEST_MESSAGE = 255
_LONGEST_NOTE = 1_500
_LARGEST = 10**15

_FORMATS: Mapping[str, str] = {
    "text": "@",
    "money": "#,##0.00##",
    "count": "0",
    "number": "General",
    "date": "yyyy-mm-dd",
}
_COLOURS: Mapping[str, str] = {"基本": "#D9E2F3", "事实": "#E2EFDA", "认定": "#FFF2CC", "题目": "#EDEDED"}


def write_template(
    target: Path, catalogue: Catalogue, questionnaire: Questionnaire, purpose: Purpose, as_of: date
) -> list[TemplateColumn]:
    """Write the workbook of an instrument; gives its columns."""
    columns = template_columns(catalogue, questionnaire, purpose, as_of)
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as book:
        sheets = [book.add_worksheet(name) for name in (DATA_SHEET, HELP_SHEET, LIST_SHEET)]
        data, explained, lists = sheets
        lists.hide()
        _write_data(book, data, lists, columns)
        _write_help(book, explained, columns, _instructions(questionnaire, purpose, as_of))
    return columns


def _instructions(questionnaire: Questionnaire, purpose: Purpose, as_of: date) -> list[str]:
    command = (
        f"zhiti rate 本文件.xlsx --questionnaire {questionnaire.key} --as-of {as_of.isoformat()} "
        f"--purpose {purpose.value} --out 结果.xlsx"
    )
    return [
        f"{zh(questionnaire.title)}（{questionnaire.key}），用途：{PURPOSES[purpose]}，评价日期：{as_of.isoformat()}。",
        f"在工作表“{DATA_SHEET}”中每行填一家。第一行是表头，请勿改动；编号以“{EXAMPLE}”开头的行不参加评价。",
        "不清楚的留空：缺少的数值只会使有关条件待定，不会当作零。",
        "金额以万元填写，百分数直接填 12 或“12%”，日期填 2025-03-31；全角数字和千分号都可以。",
        f"填好后运行：{command}",
    ]


def _write_data(book: Any, sheet: Any, lists: Any, columns: Sequence[TemplateColumn]) -> None:
    """Headings with notes, the example, and the rules of every column."""
    headings = {
        group: book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": colour, "border": 1}
        )
        for group, colour in _COLOURS.items()
    }
    looks = {kind: {"num_format": code} for kind, code in _FORMATS.items()}
    cells = {kind: book.add_format(look) for kind, look in looks.items()}
    greyed = {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2"}
    example = {kind: book.add_format({**look, **greyed}) for kind, look in looks.items()}
    sheet.set_row(0, 60)
    sheet.freeze_panes(2, 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 22 if column.group == "基本" else 16, cells[column.kind])
        sheet.write_string(0, place, column.heading, headings[column.group])
        sheet.write_comment(0, place, _cut(column.note, _LONGEST_NOTE), {"x_scale": 3, "y_scale": 3})
        _write_example(sheet, place, column, example[column.kind])
        rule = _rule(lists, place, column)
        if rule is not None:
            sheet.data_validation(1, place, ROWS, place, {**rule, **_messages(column)})


def _write_example(sheet: Any, place: int, column: TemplateColumn, look: Any) -> None:
    if isinstance(column.example, date):
        sheet.write_datetime(1, place, datetime.combine(column.example, time.min), look)
    elif isinstance(column.example, str):
        sheet.write_string(1, place, column.example, look)
    else:
        sheet.write_number(1, place, column.example, look)


def _rule(lists: Any, place: int, column: TemplateColumn) -> dict[str, Any] | None:
    """The rule of a column: a list, or the limits of a number; None where anything may be typed."""
    if column.choices:
        return {"validate": "list", "source": _listed(lists, place, column)}
    if column.kind == "date":
        return {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
    if column.kind in {"money", "count", "number"}:
        least = -_LARGEST if column.least is None else column.least
        most = _LARGEST if column.most is None else column.most
        kind = "integer" if column.kind == "count" else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}
    return None


def _listed(lists: Any, place: int, column: TemplateColumn) -> Any:
    """The choices themselves, or the cells of the list sheet that hold them where they are too long."""
    if len(",".join(column.choices)) <= _LONGEST_LIST and not any("," in one for one in column.choices):
        return list(column.choices)
    for row, choice in enumerate(column.choices):
        lists.write_string(row, place, choice)
    letters = xl_col_to_name(place, col_abs=True)
    return f"={LIST_SHEET}!{letters}$1:{letters}${len(column.choices)}"


def _messages(column: TemplateColumn) -> dict[str, Any]:
    return {
        "input_message": _cut(column.note, _LONGEST_MESSAGE),
        "error_title": "请核对",
        "error_message": "这个值不在可填的范围内，请看表头的批注。",
        "error_type": "stop" if column.strict and column.choices else "warning",
    }


def _write_help(book: Any, sheet: Any, columns: Sequence[TemplateColumn], lines: Sequence[str]) -> None:
    """How to fill in, then every column with its note."""
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 36, wrapped)
    sheet.set_column(2, 2, 100, wrapped)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    first = len(lines) + 1
    for place, heading in enumerate(("列", "表头", "填写说明")):
        sheet.write_string(first, place, heading, bold)
    for row, column in enumerate(columns, first + 1):
        sheet.write_string(row, 0, xl_col_to_name(row - first - 1))
        sheet.write_string(row, 1, column.heading, wrapped)
        sheet.write_string(row, 2, column.note, wrapped)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
