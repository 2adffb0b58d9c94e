"""Writing the output as it goes: workbook, CSV, Parquet or JSON, and beside it the report of mistakes.

A file gets its name only when it is complete: a run that breaks off leaves no half a table behind, and the
files of an earlier run as they were.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol, TextIO

from assessments.faults import UnitFileError
from backend.batch.draft import Fault
from backend.batch.rater import Outcome, Rater, summary
from backend.batch.report import out_columns

FAULT_HEADINGS = ("行", "编号", "列", "问题")
RESULT_SHEET, FAULT_SHEET = "结果", "问题"
SHEET_ROWS = 1_048_576
_WITHIN = {".xlsx": f"工作表“{FAULT_SHEET}”", ".json": "各单位的 errors"}
"""Where an output tells mistakes that has no report beside it."""
PARQUET_ROWS = 10_000

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take text for a formula when it opens a CSV."""


class Sink(Protocol):
    """Takes a table's outcomes and mistakes in the order they come."""

    def outcome(self, outcome: Outcome) -> None:
        """One unit's results, its mistakes among them."""

    def fault(self, fault: Fault) -> None:
        """A mistake: of a unit (it comes before its outcome) or of the table."""


def can_write(target: Path) -> bool:
    """Whether the ending of a name is one that we write."""
    return target.suffix.lower() in _SINKS


@contextmanager
def open_sink(target: Path | None, rater: Rater) -> Iterator[Sink]:
    """The sink for a file, or for standard output; UnitFileError for an ending that we do not write."""
    if target is None:
        yield _Csv(sys.stdout, None, rater)
        return
    maker = _SINKS.get(target.suffix.lower())
    if maker is None:
        raise UnitFileError(f"结果文件“{target.name}”的扩展名不能用，可用：{'、'.join(_SINKS)}")
    with part_file(target) as part, ExitStack() as open_files:
        yield maker(part, target, rater, open_files)


@contextmanager
def part_file(target: Path) -> Iterator[Path]:
    """Where to write what will be a file: it takes the name at the end, and is gone if anything fails.

    Nothing takes the name where nothing was written.
    """
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
        if part.exists():
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def files_of(target: Path) -> tuple[Path, ...]:
    """Every file that an output may write over."""
    return (target,) if target.suffix.lower() in _WITHIN else (target, report_path(target))


def report_path(target: Path) -> Path:
    """Where the mistakes of a CSV or Parquet output are told."""
    return target.with_name(f"{target.name}.errors.csv")


def report_place(target: Path) -> str:
    """Where the mistakes of an output are told, in words."""
    return _WITHIN.get(target.suffix.lower(), f"文件 {report_path(target).name}")


def safe_cell(value: Any) -> Any:
    """A value for a CSV: text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _fault_row(fault: Fault) -> tuple[Any, ...]:
    return fault.row, fault.unit, fault.column, fault.message


class _FaultFile:
    """The report beside an output: there only where something is wrong."""

    def __init__(self, part: Path, open_file: ExitStack) -> None:
        self.part = part
        self.open_file = open_file
        self.writer: Any = None

    def fault(self, fault: Fault) -> None:
        """One line."""
        if self.writer is None:
            file = self.open_file.enter_context(self.part.open("w", encoding="utf-8-sig", newline=""))
            self.writer = csv.writer(file)
            self.writer.writerow(FAULT_HEADINGS)
        self.writer.writerow(map(safe_cell, _fault_row(fault)))


@contextmanager
def _fault_file(target: Path) -> Iterator[_FaultFile]:
    """The report beside an output; one of an earlier run goes only when this run is done."""
    path = report_path(target)
    with part_file(path) as part:
        with ExitStack() as open_file:
            faults = _FaultFile(part, open_file)
            yield faults
        if faults.writer is None:
            path.unlink(missing_ok=True)


class _Csv:
    """CSV under Chinese headings."""

    def __init__(self, file: TextIO, faults: _FaultFile | None, rater: Rater) -> None:
        self.columns = out_columns(rater)
        self.faults = faults
        self.writer = csv.writer(file, lineterminator="\n")
        self.writer.writerow([column.heading for column in self.columns])

    def outcome(self, outcome: Outcome) -> None:
        """A line."""
        self.writer.writerow([safe_cell(_printed(column.value(outcome))) for column in self.columns])

    def fault(self, fault: Fault) -> None:
        """A line of the report; on the screen the command tells mistakes itself."""
        if self.faults is not None:
            self.faults.fault(fault)


def _printed(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _open_csv(part: Path, target: Path, rater: Rater, open_files: ExitStack) -> Sink:
    # First in, last out: the report is not renamed before the table is whole.
    faults = open_files.enter_context(_fault_file(target))
    # With its mark Excel takes the file for UTF-8.
    file = open_files.enter_context(part.open("w", encoding="utf-8-sig", newline=""))
    return _Csv(file, faults, rater)


class _Json:
    """A list of results, each with its mistakes; written one by one."""

    def __init__(self, file: TextIO, rater: Rater) -> None:
        self.file = file
        self.rater = rater
        self.before = "[\n"

    def outcome(self, outcome: Outcome) -> None:
        """An object of the list."""
        errors = [
            {"row": fault.row, "column": fault.column, "message": fault.message}
            for fault in outcome.row.faults
        ]
        result = {
            "id": outcome.row.unit.id,
            **(outcome.full or summary(self.rater, outcome)),
            "row": outcome.row.number,
            "errors": errors,
        }
        self.file.write(f"{self.before}{json.dumps(result, ensure_ascii=False)}")
        self.before = ",\n"

    def fault(self, fault: Fault) -> None:
        """Mistakes stand with their units; those of the table go to the terminal."""

    def close(self) -> None:
        """End the list."""
        self.file.write("[]\n" if self.before == "[\n" else "\n]\n")


def _open_json(part: Path, _: Path, rater: Rater, open_files: ExitStack) -> Sink:
    sink = _Json(open_files.enter_context(part.open("w", encoding="utf-8")), rater)
    open_files.callback(sink.close)
    return sink


class _Workbook:
    """A sheet of results and a sheet of mistakes, written row by row."""

    def __init__(self, book: Any, rater: Rater) -> None:
        self.columns = out_columns(rater)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.results, self.faults = book.add_worksheet(RESULT_SHEET), book.add_worksheet(FAULT_SHEET)
        headings = ([column.heading for column in self.columns], FAULT_HEADINGS)
        for sheet, names in zip((self.results, self.faults), headings, strict=True):
            sheet.set_column(0, len(names) - 1, 16)
            sheet.freeze_panes(1, 1)
            for place, name in enumerate(names):
                sheet.write_string(0, place, name, bold)
        self.row = self.fault_row = 0

    def outcome(self, outcome: Outcome) -> None:
        """A row of results; UnitFileError where the sheet is full."""
        self.row += 1
        if self.row >= SHEET_ROWS:
            raise UnitFileError(f"结果超过一张工作表的 {SHEET_ROWS:,} 行，请把 --out 改为 .csv 或 .parquet")
        for place, column in enumerate(self.columns):
            _write_cell(self.results, self.row, place, column.value(outcome))

    def fault(self, fault: Fault) -> None:
        """A row of mistakes, as long as the sheet has room."""
        self.fault_row += 1
        if self.fault_row < SHEET_ROWS:
            for place, value in enumerate(_fault_row(fault)):
                _write_cell(self.faults, self.fault_row, place, value)


def _write_cell(sheet: Any, row: int, place: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    elif value is not None:
        sheet.write_number(row, place, float(value))


def _open_workbook(part: Path, _: Path, rater: Rater, open_files: ExitStack) -> Sink:
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    book = xlsxwriter.Workbook(str(part), {"constant_memory": True, "strings_to_formulas": False})
    open_files.callback(book.close)
    return _Workbook(book, rater)


class _Parquet:
    """Ids and numbers for programs, in row groups."""

    def __init__(self, path: Path, faults: _FaultFile, rater: Rater, open_files: ExitStack) -> None:
        import pyarrow as pa  # noqa: PLC0415 - only who writes Parquet waits for its library
        import pyarrow.parquet as pq  # noqa: PLC0415

        kinds: dict[str, Any] = {"text": pa.string(), "number": pa.decimal128(18, 4), "count": pa.int32()}
        self.columns = out_columns(rater)
        self.faults = faults
        self.schema = pa.schema([(column.name, kinds[column.kind]) for column in self.columns])
        self.writer = open_files.enter_context(pq.ParquetWriter(path, self.schema))
        self.to_table = pa.Table.from_pydict
        self.values: list[Sequence[Any]] = []

    def outcome(self, outcome: Outcome) -> None:
        """A row, kept until there are enough for a row group."""
        self.values.append([column.code(outcome) for column in self.columns])
        if len(self.values) == PARQUET_ROWS:
            self.flush()

    def fault(self, fault: Fault) -> None:
        """A line of the report."""
        self.faults.fault(fault)

    def flush(self) -> None:
        """Write the rows that are kept."""
        columns = zip(*self.values, strict=True) if self.values else ([] for _ in self.columns)
        named = dict(zip(self.schema.names, map(list, columns), strict=True))
        self.writer.write_table(self.to_table(named, self.schema))
        self.values = []


def _open_parquet(part: Path, target: Path, rater: Rater, open_files: ExitStack) -> Sink:
    faults = open_files.enter_context(_fault_file(target))
    sink = _Parquet(part, faults, rater, open_files)
    open_files.callback(sink.flush)
    return sink


_SINKS: Mapping[str, Callable[[Path, Path, Rater, ExitStack], Sink]] = {
    ".xlsx": _open_workbook,
    ".csv": _open_csv,
    ".parquet": _open_parquet,
    ".json": _open_json,
}
