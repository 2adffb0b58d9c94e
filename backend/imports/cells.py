"""Reading the cells of a line: what people type, however they type it; each fault is told with its cure.

Every reader appends to `problems` and gives an empty value, so that a line tells all its faults at once.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from backend.batch.cells import Cell, CellFault, code_of, day_of, folded, is_blank, number_of, text_of
from backend.imports.kind import Line, Problem
from backend.services.errors import InvalidInputError
from backend.services.firms import checked_code

# What Excel shows before a number kept as text, and what people copy along with it.
_APOSTROPHES = "'‘’`"
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BETWEEN_WIDE = re.compile(r"(?<=[⺀-鿿＀-￯]) (?=[⺀-鿿＀-￯])")
_YES = frozenset({"是", "y", "yes", "1", "true", "√", "✓", "规上", "对"})
_NO = frozenset({"否", "n", "no", "0", "false", "×", "✗", "x", "规下", "不是", "非"})
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?)?")


def has(line: Line, column: str) -> bool:
    """Whether the file has the column and the line says something in it."""
    cell = line.cells.get(column)
    return cell is not None and not is_blank(plain(cell))


def plain(cell: Cell) -> Cell:
    """A cell without what is only on its outside: a leading apostrophe, invisible signs, spaces."""
    if not isinstance(cell, str):
        return cell
    return _INVISIBLE.sub("", cell).strip().lstrip(_APOSTROPHES).strip()


def text(line: Line, column: str, problems: list[Problem], *, longest: int, required: bool = False) -> str:
    """A text: line breaks and runs of spaces as one space, none between Chinese characters."""
    if not has(line, column):
        if required:
            problems.append(Problem(column, "没有填写，请补上。"))
        return ""
    try:
        found = _SPACES.sub(" ", text_of(plain(line.cells[column])))
    except CellFault as fault:
        problems.append(Problem(column, f"{fault}。"))
        return ""
    found = _BETWEEN_WIDE.sub("", found)
    if len(found) > longest:
        problems.append(Problem(column, f"共 {len(found)} 个字，最多 {longest} 个，请缩短。"))
        return ""
    return found


def words(line: Line, column: str) -> str:
    """A cell for comparing with known words: full-width signs made ordinary, no spaces at all."""
    if not has(line, column):
        return ""
    try:
        return _SPACES.sub("", folded(text_of(plain(line.cells[column]))))
    except CellFault:
        return ""


def credit_code(line: Line, column: str, problems: list[Problem], *, required: bool = True) -> str:
    """A 统一社会信用代码 in its normal form, checked."""
    if not has(line, column):
        if required:
            problems.append(Problem(column, "没有填写，请对照营业执照补上 18 位代码。"))
        return ""
    cell = plain(line.cells[column])
    try:
        if isinstance(cell, int) and not isinstance(cell, bool):
            cell = float(cell)
        found, fault = _checked(code_of(cell))
    except CellFault as error:
        found, fault = "", f"{error}。"
    if fault:
        problems.append(Problem(column, fault))
    return found


@lru_cache(maxsize=2048)
def _checked(typed: str) -> tuple[str, str]:
    """A code in its normal form, or what is wrong with it: a line's code is looked at more than once."""
    try:
        return checked_code(typed), ""
    except InvalidInputError as error:
        return "", error.message


def code(line: Line, column: str) -> str:
    """A 统一社会信用代码 for looking it up: checked, empty where it is none."""
    return credit_code(line, column, [])


def day(line: Line, column: str, problems: list[Problem], *, required: bool = False) -> str:
    """A day as ISO text, from 2025-03-01, 2025.3.1, 2025年3月1日, 20250301 or a date of a workbook."""
    if not has(line, column):
        if required:
            problems.append(Problem(column, "没有填写日期，请补上，如 2025-03-01。"))
        return ""
    try:
        found = day_of(plain(line.cells[column]), excel=True)
        # 2025-02-30 looks like a day.
        return date.fromisoformat(found).isoformat()
    except (CellFault, ValueError):
        shown = words(line, column)[:20]
        problems.append(Problem(column, f"“{shown}”不是日期，请写成 2025-03-01 这样。"))
        return ""


def number(
    line: Line, column: str, problems: list[Problem], unit: str = "", *, required: bool = False
) -> Decimal | None:
    """A number; `unit` may stand behind it. Thousands separators and full-width digits are read."""
    if not has(line, column):
        if required:
            problems.append(Problem(column, "没有填写，请填数字。"))
        return None
    try:
        return number_of(plain(line.cells[column]), unit)
    except CellFault as fault:
        problems.append(Problem(column, f"{fault}。"))
        return None


def year(line: Line, column: str, problems: list[Problem], *, required: bool = False) -> int | None:
    """A year of four digits, with or without 年."""
    if not has(line, column):
        if required:
            problems.append(Problem(column, "没有填写年份，请补上，如 2025。"))
        return None
    found = _YEAR.fullmatch(words(line, column))
    if found is None:
        problems.append(Problem(column, f"“{words(line, column)[:20]}”不是年份，请写成 2025 这样。"))
        return None
    return int(found[1])


def yes_no(line: Line, column: str, problems: list[Problem]) -> bool | None:
    """是 or 否 in the ways people write it; None where nothing is written."""
    said = words(line, column).lower()
    if not said:
        return None
    if said in _YES or said in _NO:
        return said in _YES
    problems.append(Problem(column, f"“{said[:20]}”看不出是或否，请填“是”或“否”，不清楚的留空。"))
    return None
