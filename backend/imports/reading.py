"""From a file that somebody sends to numbered rows: workbooks in a child process with limits, or CSV.

A cell that is merged downwards (one county beside ten firms, a heading over two rows) holds its value in the
first row only; it is read as if it stood in each of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from assessments.faults import UnitFileError
from backend.batch.cells import Cell, is_blank, text_of
from backend.batch.tables import csv_rows, encoding_of
from backend.batch.workbook import SheetHead, check_workbook, read_workbook
from backend.services.errors import InvalidInputError

LINES_LIMIT = 100_000
"""Most rows of a file: a roster of a province's 规上 firms is half of it."""
COLUMNS_LIMIT = 200
FIELD = "file"

_MEMORY = 1_500_000_000
_CPU_SECONDS = 60
_CELL_LIMIT = 2_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"

Row = tuple[int, list[Cell]]
"""The row's number in the file and its cells, as JSON can hold them."""


def read_rows(path: Path) -> list[Row]:
    """The rows of a file that hold anything. Raises InvalidInputError (field "file") saying what to do."""
    with path.open("rb") as file:
        start = file.read(8)
    reader = _workbook if start.startswith(_ZIP) else _csv
    if not start:
        raise _refused("文件是空的，请检查是否选错了文件")
    if start.startswith(_OLD_OFFICE):
        raise _refused("文件设有密码，或是旧版 .xls 格式；请去掉密码，用表格软件另存为 .xlsx 后重新上传")
    try:
        rows = [(number, cells) for number, cells in reader(path) if not all(map(is_blank, cells))]
    except UnitFileError as error:
        raise _refused(str(error)) from None
    if not rows:
        raise _refused("表格里没有内容，请检查名单是否在第一张可见的工作表里")
    return rows


def _workbook(path: Path) -> Iterator[Row]:
    check_workbook(path)
    with closing(read_workbook(path, _MEMORY, _CPU_SECONDS)) as sent:
        head: SheetHead = next(sent)
        _check_extent(head.rows, 0)
        fills = _Fills(head)
        numbered = enumerate((row for block in sent for row in block), 1)
        for number, cells in numbered:
            padded = [*[""] * head.first_column, *map(_storable, cells)]
            _check_extent(number, len(padded))
            yield number, fills.filled(number, padded)


class _Fills:
    """Carries the values of cells that are merged downwards into the rows below."""

    def __init__(self, head: SheetHead) -> None:
        self._spans: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, _right) in head.merged:
            if bottom > top:
                self._spans.setdefault(top + 1, []).append((left, bottom + 1))
        self._open: dict[int, tuple[int, Cell]] = {}

    def filled(self, number: int, cells: list[Cell]) -> list[Cell]:
        """The row with what is merged into it; an empty row stays empty."""
        if all(map(is_blank, cells)):
            return cells
        for column, (last, value) in self._open.items():
            if number <= last and column < len(cells) and is_blank(cells[column]):
                cells[column] = value
        for column, last in self._spans.get(number, ()):
            if column < len(cells):
                self._open[column] = (last, cells[column])
        return cells


def _csv(path: Path) -> Iterator[Row]:
    if b"\0" in path.read_bytes()[:_CELL_LIMIT]:
        raise _refused("只能读 .xlsx 或 .csv 文件，请用表格软件另存为 .xlsx 后重新上传")
    file = path.open(encoding=encoding_of(path), newline="")
    for number, cells in islice(csv_rows(file), LINES_LIMIT + 1):
        _check_extent(number, len(cells))
        yield number, [_storable(cell) for cell in cells]


def _check_extent(rows: int, columns: int) -> None:
    if rows > LINES_LIMIT:
        raise _refused(
            f"表格有 {rows} 行，一次最多 {LINES_LIMIT} 行；请删去末尾多余的行或格式，或分成几个文件"
        )
    if columns > COLUMNS_LIMIT:
        raise _refused(f"表格超过 {COLUMNS_LIMIT} 列，请删去多余的列后重新上传")


def _storable(cell: Any) -> Cell:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if cell is None or isinstance(cell, (int, float)):
        return "" if cell is None or cell != cell else cell  # noqa: PLR0124 - not a number
    if isinstance(cell, date):
        return text_of(cell)
    # A workbook can spell out half a character, which no database stores.
    return str(cell)[:_CELL_LIMIT].encode("utf-8", "ignore").decode()


def by_column(cells: Sequence[Cell], mapping: Mapping[str, int]) -> dict[str, Cell]:
    """The cells of a row by column id; `mapping` says at which place each column stands."""
    return {column: cells[place] if place < len(cells) else "" for column, place in mapping.items()}


def _refused(reason: str) -> InvalidInputError:
    return InvalidInputError({FIELD: f"文件没有读入：{reason}。"})
