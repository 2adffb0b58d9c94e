"""From what a cell holds to the plain values that a unit is read from.

People type full-width digits, thousands separators, units and percent signs; Excel makes dates of dates and
floating point of everything else. A cell that could mean two things is refused, never guessed.
"""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from assessments.wording import quoted

Cell = Any
"""What a file gives: text, a number, a truth value, a date, or nothing; bytes are what nobody can read."""

BLANKS = frozenset({"", "-", "--", "—", "——", "/"})
"""What people type into a cell that they leave open."""

_LONGEST_BLANK = 4

MONEY_UNITS = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}|[0-9]{1,3}(?:,[0-9]{3}){1,12})(?:\.[0-9]{1,20})?")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?(?: 00:00(?::00)?)?")
_PACKED_DAY = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_PARTS = re.compile(r"[,，、;；/|\s]+")

# Excel counts days from here (its 1900 was a leap year); beyond the span a number is no date of a firm.
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 73_051)
# A float holds 15 digits for sure; a code of 18 digits typed as a number has lost its end.
_EXACT_WHOLE = 10**15


UNREADABLE = b"\xff"
"""A cell of which nothing is known but that it is not blank."""

_SIMPLE = frozenset({str, int, float, bool, date, datetime, Decimal, type(None)})


class CellFault(ValueError):
    """A cell that cannot be read; the message is Chinese."""


def as_cell(value: Any) -> Cell:
    """What a file holds as a cell: the parts of a list joined by ；, times and the like as their text.

    Bytes that are no UTF-8 stay bytes: reading them as anything raises CellFault, one row and column later.
    """
    if type(value) in _SIMPLE or isinstance(value, date):
        return value
    if isinstance(value, bytes):
        return _decoded(value)
    if not isinstance(value, list):
        return str(value)
    parts = [as_cell(part) for part in value]
    unreadable = next((part for part in parts if isinstance(part, bytes)), None)
    # 、 may be part of a title's name.
    return "；".join(filter(None, map(text_of, parts))) if unreadable is None else unreadable


def _decoded(value: bytes) -> str | bytes:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def text_of(cell: Cell) -> str:
    """A cell as text without the spaces around it: whole numbers without ".0", days as ISO dates.

    CellFault for bytes.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bytes):
        raise CellFault("这一格的数据读不出来，请改为文字、数字或日期后重新导出")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_WHOLE:
        return str(int(cell))
    return str(cell)


def folded(text: str) -> str:
    """Text with full-width letters, digits and signs made ordinary, without spaces around it."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    if isinstance(cell, str):
        # Most cells are longer than any mark for nothing: no need to look closer.
        return (len(cell) <= _LONGEST_BLANK or cell.isspace()) and folded(cell.strip()) in BLANKS
    # A missing number of a Parquet file is NaN.
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def code_of(cell: Cell) -> str:
    """A code: of digits typed as a number, as long as the number still holds all of them."""
    if isinstance(cell, float) and abs(cell) >= _EXACT_WHOLE:
        raise CellFault(f"{quoted(cell)}是数字格式，末尾几位已经丢失，请把这一列设为文本格式后重填")
    return folded(text_of(cell))


def parts_of_text(cell: Cell) -> list[str]:
    """A list in one cell: parted by 、 , ； / or spaces."""
    return [part for part in _PARTS.split(folded(text_of(cell))) if part]


def number_of(cell: Cell, unit: str, scale: int = 1) -> Decimal:
    """A number in units of `scale`, times it: 万元 in yuan. `unit` may stand behind the figure.

    A unit of money behind the figure counts instead of the column's.
    """
    if isinstance(cell, (bool, date, bytes)):
        raise CellFault(f"{quoted(text_of(cell))}不是数，请填数字")
    if isinstance(cell, str):
        number, scale = _typed_number(cell, unit, scale)
    elif isinstance(cell, float):
        number = figure_of(cell)
    else:
        number = Decimal(cell)
    if not number.is_finite():
        raise CellFault(f"{quoted(cell)}不是数，请填数字")
    # Multiplying without end would round at 28 digits; no figure is that long.
    return number * scale if scale != 1 else number


def figure_of(cell: float) -> Decimal:
    """What a number in a workbook says: the fifteen digits that Excel shows of what it computed."""
    return Decimal(format(cell, ".15g")) if abs(cell) < _EXACT_WHOLE else Decimal(cell)


def check_percentage(figure: Decimal) -> None:
    """CellFault for a number of a workbook that may be meant as a share or as a percentage."""
    if 0 < abs(figure) < 1:
        raise CellFault(
            f"{quoted(f'{figure:f}')}说不清是 {figure:f}% 还是 {figure * 100:f}%"
            "（百分比格式的单元格存的是小数），请写成带百分号的文字，如“12%”，或改用数值格式填 12"
        )


def _typed_number(text: str, unit: str, scale: int) -> tuple[Decimal, int]:
    if _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text), scale
    figure = folded(text).replace(" ", "").removeprefix("¥")
    if scale != 1 or unit in MONEY_UNITS:
        found = next((name for name in ("亿元", "万元", "千元", "元") if figure.endswith(name)), "")
        figure, scale = figure.removesuffix(found), MONEY_UNITS.get(found, scale)
    elif unit:
        figure = figure.removesuffix(unit)
    if not _NUMBER.fullmatch(figure):
        raise CellFault(f"{quoted(text)}不是数，请填数字")
    return Decimal(figure.replace(",", "")), scale


def day_of(cell: Cell, *, excel: bool) -> str:
    """A day as ISO text; `excel`: a bare number is Excel's count of days. What is no day is given back."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if excel and isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell in _EXCEL_DAYS:
        return (_EXCEL_EPOCH + timedelta(days=int(cell))).isoformat()
    text = folded(text_of(cell))
    found = _DAY.fullmatch(text) or _PACKED_DAY.fullmatch(text)
    return "-".join((found[1], found[2].zfill(2), found[3].zfill(2))) if found else text
