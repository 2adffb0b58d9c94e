"""Reading a table that somebody sends as an .xlsx or .csv file: rows by the names of their columns.

A workbook is looked through before it is opened: one cell in the last corner of a sheet would make the
reader lay out billions of empty ones. What is opened is a copy of its sheets and strings, unpacked here.
"""

import csv
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from backend.batch.cells import Cell, figure_of
from backend.services.errors import InvalidInputError
from backend.services.uploads import FIELD, XLSX, kind_of

COLUMNS_LIMIT = 200
UNPACKED_LIMIT = 50_000_000
"""Most bytes of the parts of a workbook that are read."""
LOOKED_FOR_HEADER = 10
"""Rows at the top in which the names of the columns may stand."""

_CELL_LIMIT = 2000
_READ_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(_rels/)?workbook\.xml(\.rels)?|xl/(sharedStrings|styles)\.xml"
    r"|xl/worksheets/[^/]*\.xml"
)
_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")

Row = Sequence[Cell]


@dataclass(frozen=True)
class SheetRow:
    """One row that is not empty: its number in the file and its cells by column; absent columns are empty.

    `figures` are the columns in which a workbook has a number, not text.
    """

    number: int
    cells: Mapping[str, str]
    figures: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """What a table should have: each column's names in the file's words, the first one is the one we write.

    `needed` are the columns without which nothing can be read; at most `rows` rows are taken. Columns with
    other names are left alone.
    """

    columns: Mapping[str, Sequence[str]]
    needed: Sequence[str]
    rows: int


def read_sheet(filename: str, content: bytes, wanted: Wanted) -> list[SheetRow]:
    """The rows of the first sheet. Raises InvalidInputError (field "file") for what cannot be read."""
    if filename.lower().endswith(".csv"):
        table = _csv_rows(content)
    else:
        table = _workbook_rows(filename, content, wanted.rows)
    rows = [(number, cells) for number, cells in table if any(_words(cell) for cell in cells)]
    found = _by_column(rows, wanted)
    if not found:
        raise _refused("表头下面没有内容")
    if len(found) > wanted.rows:
        raise _refused(f"一次最多 {wanted.rows} 行，请分成几个文件")
    return found


def _by_column(rows: Sequence[tuple[int, Row]], wanted: Wanted) -> list[SheetRow]:
    named = {_plain(name): column for column, names in wanted.columns.items() for name in names}
    for place, (_number, header) in enumerate(rows[:LOOKED_FOR_HEADER]):
        words = [_plain(_words(cell)) for cell in header]
        found = [(position, named[word]) for position, word in enumerate(words) if word in named]
        names = [column for _position, column in found]
        if not set(wanted.needed).issubset(names):
            continue
        twice = next((column for column in names if names.count(column) > 1), None)
        if twice is not None:
            raise _refused(f"“{wanted.columns[twice][0]}”一列出现了两次")
        return [_sheet_row(number, cells, found) for number, cells in rows[place + 1 :]]
    needed = "、".join(wanted.columns[column][0] for column in wanted.needed)
    raise _refused(f"前 {LOOKED_FOR_HEADER} 行中没有找到表头，至少要有这几列：{needed}")


def _sheet_row(number: int, cells: Row, found: Sequence[tuple[int, str]]) -> SheetRow:
    taken = {column: cells[at] if at < len(cells) else "" for at, column in found}
    figures = frozenset(column for column, cell in taken.items() if isinstance(cell, float))
    return SheetRow(number, {column: _words(cell) for column, cell in taken.items()}, figures)


def _plain(name: str) -> str:
    return re.sub(r"\s", "", name).replace("(", "（").replace(")", "）")


def _csv_rows(content: bytes) -> Iterator[tuple[int, Row]]:
    """Numbered rows; Excel in China writes GB 18030 unless it is told otherwise."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _refused("文件的编码无法识别，请另存为 UTF-8 编码的 CSV 或 .xlsx")
    if "\0" in text:
        raise _refused("文件内容不是文字表格")
    reader = csv.reader(StringIO(text, newline=""))
    try:
        for cells in reader:
            _check_width(cells)
            yield reader.line_num, cells
    except csv.Error:
        raise _refused("CSV 格式有误，请用电子表格软件打开后重新另存") from None


def _workbook_rows(filename: str, content: bytes, limit: int) -> Iterator[tuple[int, Row]]:
    if not content.startswith(b"PK") or kind_of(filename, content) is not XLSX:
        raise _refused("只能读 .xlsx 或 .csv 文件")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(_unpacked(content, limit + LOOKED_FOR_HEADER)))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, OSError, ValueError, IndexError):
        raise _refused("工作簿无法打开，可能已损坏") from None
    yield from enumerate(rows, start=1)


def _unpacked(content: bytes, rows: int) -> bytes:
    """The parts of a workbook that are read, looked through, in a container of our own."""
    copy = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as container, zipfile.ZipFile(copy, "w") as mine:
        parts = [part for part in container.infolist() if _READ_PARTS.fullmatch(part.filename)]
        if sum(part.file_size for part in parts) > UNPACKED_LIMIT:
            raise _refused("工作簿内容过多，请只保留要导入的工作表")
        for part in parts:
            body = container.read(part)
            if _SHEET.fullmatch(part.filename):
                _check_extent(body, rows)
            mine.writestr(part.filename, body)
    return copy.getvalue()


def _check_extent(sheet: bytes, rows: int) -> None:
    """Refuse a sheet whose cells lie so far apart that laying it out would exhaust the memory."""
    places = _PLACE.findall(sheet)
    # Cells that do not say where they are could be pushed anywhere by those before them.
    if len(_CELL.findall(sheet)) > sum(bool(letters) for letters, _ in places):
        raise _refused("工作簿的内部结构不常见，请用电子表格软件打开后另存为 .xlsx")
    if len(_ROW.findall(sheet)) > rows or any(int(row) > rows for _, row in places):
        raise _refused(f"工作表中第 {rows} 行以后还有内容或格式，请删去多余的行，或分成几个文件")
    if any(_column_number(letters) > COLUMNS_LIMIT for letters, _ in places):
        raise _refused(f"工作表超过 {COLUMNS_LIMIT} 列，请删去多余的列")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number


def _check_width(cells: Sequence[object]) -> None:
    if len(cells) > COLUMNS_LIMIT:
        raise _refused(f"超过 {COLUMNS_LIMIT} 列，请删去多余的列")


def _words(cell: Cell) -> str:
    """A cell as people would type it: whole numbers without a point, days as 2025-03-01."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{figure_of(cell):f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()[:_CELL_LIMIT]


def _refused(reason: str) -> InvalidInputError:
    return InvalidInputError({FIELD: f"文件没有读入：{reason}。"})
