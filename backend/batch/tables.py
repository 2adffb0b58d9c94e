"""Opening a table of firms: a workbook, CSV or Parquet, as headings and numbered rows in blocks."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from assessments.faults import UnitFileError
from backend.batch.cells import UNREADABLE, Cell, as_cell
from backend.batch.headings import letters, plain
from backend.batch.workbook import SheetHead, check_workbook, read_workbook

HEADING_ROWS = 10
"""Rows among which the headings are looked for: a title or a note may stand above them."""
PARQUET_ROWS = 2_000
_SAMPLE = 65_536
"""Characters in which the delimiter of a CSV is looked for."""

Numbered = tuple[int, Sequence[Cell]]


@dataclass
class Table:
    """A table that is being read; `rows` may be gone through once.

    `numbers` are those that the file's own program shows; `total` counts the rows where that is known;
    `notices` are headings and messages about the table as a whole. `excel` says that days may be numbers.
    """

    headings: Sequence[Cell]
    rows: Iterator[Numbered]
    total: int | None = None
    excel: bool = False
    notices: list[tuple[str | None, str]] = field(default_factory=list)


def open_table(path: Path, ids: frozenset[str]) -> Table:
    """The table in a file; `ids` are the plain names of the column by which its headings are known.

    UnitFileError, in Chinese, for what cannot be read; OSError for a file that cannot be opened.
    """
    return _OPENERS[path.suffix.lower()](path, ids)


def is_table(path: Path) -> bool:
    """Whether a file is one of the kinds that hold a row for each firm."""
    return path.suffix.lower() in _OPENERS


def _split(rows: Iterator[Numbered], ids: frozenset[str]) -> tuple[Numbered, Iterator[Numbered]]:
    """The row of headings – the first with one for the ids – and the rows below it."""
    first = list(islice(rows, HEADING_ROWS))
    for place, (number, row) in enumerate(first):
        if any(isinstance(cell, str) and plain(cell) in ids for cell in row):
            return (number, row), chain(first[place + 1 :], rows)
    raise UnitFileError(f"前 {HEADING_ROWS} 行里没有找到表头，请写一行表头，其中一列为“编号”")


# --- workbooks -------------------------------------------------------------------------------------------


def _open_workbook(path: Path, ids: frozenset[str]) -> Table:
    check_workbook(path)
    sent = read_workbook(path)
    head = next(sent)
    numbered = enumerate(chain.from_iterable(sent), 1)
    (number, headings), rows = _split(numbered, ids)
    # Rows begin at the first column that holds anything.
    padding = [""] * head.first_column
    notices = list(_merged(head, number, [*padding, *headings]))
    below = ((one, [*padding, *row]) for one, row in rows) if padding else rows
    return Table([*padding, *headings], below, head.rows - number, excel=True, notices=notices)


def _merged(head: SheetHead, number: int, headings: Sequence[Cell]) -> Iterator[tuple[str | None, str]]:
    """Merged cells: only the first of them holds the value, the others are read as empty."""
    for (top, left), (bottom, right) in head.merged:
        where = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
        if top < number <= bottom + 1:
            said = str(headings[left]) if left < len(headings) else None
            yield said, f"表头中 {where} 是合并单元格，只有第一列算有表头，请取消合并，每列各写一个表头"
        elif bottom + 1 > number:
            yield None, f"{where} 是合并单元格，只有第一格有值，其余按空白读取，请取消合并后逐格填写"


# --- CSV -------------------------------------------------------------------------------------------------


def _open_csv(path: Path, ids: frozenset[str]) -> Table:
    file = path.open(encoding=encoding_of(path), newline="")
    (_, headings), rows = _split(csv_rows(file), ids)
    width = len(headings)
    padded = ((number, [*row, *[""] * (width - len(row))]) for number, row in rows)
    return Table(headings, padded)


def csv_rows(file: TextIO) -> Iterator[Numbered]:
    """Records counted from 1, as a spreadsheet shows them; a record may span several lines."""
    with closing(file):
        top = file.read(_SAMPLE)
        file.seek(0)
        delimiter = max(",;\t", key=top.count)
        reader = csv.reader(file, delimiter=delimiter)
        try:
            yield from enumerate(reader, 1)
        except csv.Error:
            raise UnitFileError(f"第 {reader.line_num} 行不是完好的 CSV，请检查引号和空字符") from None


def encoding_of(path: Path) -> str:
    """UTF-8, or what Excel for Chinese writes when it says only CSV; UnitFileError for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnitFileError("文件既不是 UTF-8 也不是 GB18030 编码，请另存为“CSV UTF-8”")


# --- Parquet ---------------------------------------------------------------------------------------------


def _open_parquet(path: Path, ids: frozenset[str]) -> Table:
    import pyarrow as pa  # noqa: PLC0415 - only who reads Parquet waits for its library
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise UnitFileError("不是完好的 Parquet 文件，请重新导出") from None
    headings = file.schema_arrow.names
    _split(iter([(1, headings)]), ids)
    return Table(headings, _parquet_rows(file), file.metadata.num_rows)


def _parquet_rows(file: Any) -> Iterator[Numbered]:
    """Rows counted from 1: there is no row of headings."""
    import pyarrow as pa  # noqa: PLC0415 - only who reads Parquet waits for its library

    with closing(file):
        columns = (batch.columns for batch in file.iter_batches(batch_size=PARQUET_ROWS))
        rows = (row for block in columns for row in zip(*map(_parquet_cells, block), strict=True))
        try:
            yield from enumerate(rows, 1)
        except pa.ArrowException:
            raise UnitFileError("Parquet 文件中途损坏，读取中断，请重新导出") from None


def _parquet_cells(column: Any) -> list[Cell]:
    """A column of a block; where Python has no value for one of its cells, cell by cell."""
    try:
        values = column.to_pylist()
    except (ValueError, OverflowError):
        values = map(_parquet_value, column)
    return list(map(as_cell, values))


def _parquet_value(scalar: Any) -> Any:
    """A value for Python: times too fine or too far as their text, what nobody can read as bytes."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError as error:
        return error.object
    except (ValueError, OverflowError):
        pass
    try:
        return scalar.cast("string").as_py()
    except (ValueError, NotImplementedError):
        return UNREADABLE


_OPENERS: Mapping[str, Callable[[Path, frozenset[str]], Table]] = {
    ".xlsx": _open_workbook,
    ".csv": _open_csv,
    ".parquet": _open_parquet,
}
