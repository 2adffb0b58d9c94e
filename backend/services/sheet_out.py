"""A list as a workbook: one sheet, headings, then a line each; texts are never formulas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

Value = str | int | Decimal | date | None


@dataclass(frozen=True)
class Heading:
    """A column: what it is called and how wide it is, in characters."""

    label: str
    width: int = 14


def workbook(
    name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Value]], notes: Sequence[str] = ()
) -> bytes:
    """The workbook; `notes` are lines above the headings that say what the list is and when it was made."""
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(name)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for row, note in enumerate(notes):
            sheet.write_string(row, 0, note)
        first = len(notes)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, heading.width)
            sheet.write_string(first, column, heading.label, bold)
        sheet.freeze_panes(first + 1, 0)
        for row, values in enumerate(rows, start=first + 1):
            for column, value in enumerate(values):
                _write(sheet, row, column, value, day)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: Value, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), day)
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(row, column, float(value))
    elif value:
        sheet.write_string(row, column, value)
