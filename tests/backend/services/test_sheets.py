"""Tables that people send: what is read from them, and what is refused before it costs anything."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from backend.services.errors import InvalidInputError
from backend.services.sheets import SheetRow, Wanted, read_sheet

WANTED = Wanted(
    {"day": ("日期",), "amount": ("金额（元）", "金额"), "note": ("说明",)}, ("day", "amount"), rows=5
)
NUMBER = frozenset({"amount"})
HEAD = ("日期", "金额", "说明")


def workbook(*rows: tuple[Any, ...]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return out.getvalue()


def changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with its sheet rewritten."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            new.writestr(part.filename, change(body) if part.filename.startswith("xl/worksheets/") else body)
    return out.getvalue()


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_sheet(name, content, WANTED)
    assert list(caught.value.fields) == ["file"]
    return caught.value.message


def test_a_workbook_is_read_by_the_names_of_its_columns() -> None:
    content = workbook(
        ("某公司台账",),
        ("序号", "金额 (元)", "日期", "说明"),
        (1, 1280000.0, datetime(2025, 3, 1), "机床"),  # noqa: DTZ001 - a day in a workbook has no zone
        (),
        (2, 0.1, date(2025, 3, 2), None),
        # What a formula leaves: Excel shows 1395.0641.
        (3, 1395.0640999999998, date(2025, 3, 3), None),
    )
    assert read_sheet("台账.xlsx", content, WANTED) == [
        SheetRow(3, {"amount": "1280000", "day": "2025-03-01", "note": "机床"}, NUMBER),
        SheetRow(5, {"amount": "0.1", "day": "2025-03-02", "note": ""}, NUMBER),
        SheetRow(6, {"amount": "1395.0641", "day": "2025-03-03", "note": ""}, NUMBER),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_of_excel(encoding: str) -> None:
    content = '日期,金额,说明\r\n2025-03-01,"1,280",机床\r\n\r\n2025-03-02,5\r\n'.encode(encoding)
    assert read_sheet("a.CSV", content, WANTED) == [
        SheetRow(2, {"day": "2025-03-01", "amount": "1,280", "note": "机床"}),
        SheetRow(4, {"day": "2025-03-02", "amount": "5", "note": ""}),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "日期,说明\n2025-03-01,x\n".encode(), "至少要有这几列：日期、金额（元）"),
        ("a.csv", "日期,金额,金额\n2025-03-01,1,2\n".encode(), "“金额（元）”一列出现了两次"),
        ("a.csv", "日期,金额\n".encode(), "表头下面没有内容"),
        ("a.csv", b"\xff\xfe\x00", "编码无法识别"),
        ("a.csv", "日期,金额\n1,\0\n".encode(), "不是文字表格"),
        ("a.csv", ("日期,金额\n" + "1,1\n" * 6).encode(), "一次最多 5 行"),
        ("a.csv", ("日期,金额" + "," * 200 + "\n1,1\n").encode(), "超过 200 列"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "只能读 .xlsx 或 .csv"),
        ("a.pdf", b"%PDF-1.7 startxref 1 %%EOF", "只能读 .xlsx 或 .csv"),
        ("a.xlsx", b"PK\x03\x04 broken", "不完整或已损坏"),
        ("a.docx", workbook(HEAD), "扩展名不符"),
    ],
)
def test_what_is_no_table_is_refused(name: str, content: bytes, said: str) -> None:
    assert said in refusal(name, content)


def test_a_cell_in_the_last_corner_is_refused_before_the_sheet_is_laid_out() -> None:
    content = workbook(HEAD, ("2025-03-01", 1, "x"))
    far = changed(content, lambda sheet: sheet.replace(b'r="C2"', b'r="XFD2"'))
    assert "超过 200 列" in refusal("a.xlsx", far)
    low = changed(content, lambda sheet: sheet.replace(b'<row r="2"', b'<row r="1048576"'))
    assert "删去多余的行" in refusal("a.xlsx", low)


def test_cells_that_do_not_say_where_they_are_are_refused() -> None:
    content = workbook(HEAD, ("2025-03-01", 1, "x"))
    nowhere = changed(content, lambda sheet: re.sub(rb'<c r="[A-Z]+2"', b"<c", sheet))
    assert "内部结构不常见" in refusal("a.xlsx", nowhere)
    many = changed(content, lambda sheet: sheet.replace(b"</sheetData>", b"<row/>" * 40 + b"</sheetData>"))
    assert "删去多余的行" in refusal("a.xlsx", many)


def test_a_workbook_that_would_unpack_to_very_much_is_refused() -> None:
    content = workbook(HEAD, ("2025-03-01", 1, "x"))
    swollen = changed(content, lambda sheet: sheet + b" " * 60_000_000)
    assert "没有上传" in refusal("a.xlsx", swollen) or "内容过多" in refusal("a.xlsx", swollen)
