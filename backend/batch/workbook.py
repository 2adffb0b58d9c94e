"""Reading a sheet of an untrusted workbook in a process of its own, with limits on memory and time.

A workbook is a ZIP: a small file may declare, or hold without declaring, gigabytes. What it declares is
checked first; what it holds beyond that meets the limits of the child process, and the parent goes on.
"""

import multiprocessing
import os
import resource
import zipfile
from collections.abc import Generator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from assessments.faults import UnitFileError
from backend.batch.cells import as_cell

ENTRIES_LIMIT = 2_000
UNPACKED_LIMIT = 2_000_000_000
"""Most bytes that all entries may declare together: half a million firms of forty columns are half."""
RATIO_LIMIT = 100
"""Most times larger a workbook may declare itself than it is; a sheet of one repeated letter reaches 50."""
SMALL = 10_000_000
"""What a workbook may declare whatever its ratio: formats of an empty sheet compress better than any text."""
MEMORY_LIMIT = 4_000_000_000
CPU_SECONDS = 600
ROWS_A_BLOCK = 500

DATA_SHEET = "填报"
"""The sheet that is read where a workbook has several; without one, the first that is visible."""

_LOCKED_FLAG = 0x1


@dataclass(frozen=True)
class SheetHead:
    """What is known of a sheet before its rows; ranges are (first, last) cells as (row, column) from 0.

    `first_column` is the first that holds anything: rows begin there.
    """

    name: str
    rows: int
    first_column: int
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def check_workbook(path: Path) -> None:
    """Refuse, with UnitFileError, what is no workbook or declares itself too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise UnitFileError("不是完好的 xlsx 文件，请用表格软件打开后另存为 .xlsx") from None
    unpacked = sum(entry.file_size for entry in entries)
    allowed = min(UNPACKED_LIMIT, max(SMALL, RATIO_LIMIT * path.stat().st_size))
    if len(entries) > ENTRIES_LIMIT or unpacked > allowed:
        raise UnitFileError(
            f"文件展开后有 {unpacked / 1e6:,.0f} MB、{len(entries)} 个部件，超出上限，没有读取；"
            "请删去多余的工作表和格式，或另存为 CSV"
        )
    if any(entry.flag_bits & _LOCKED_FLAG for entry in entries):
        raise UnitFileError("文件有密码，请去掉密码后重试")
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise UnitFileError("不是 xlsx 工作簿，请用表格软件另存为 .xlsx")


def read_workbook(
    path: Path, memory: int = MEMORY_LIMIT, cpu_seconds: int = CPU_SECONDS
) -> Generator[Any, None, None]:
    """The SheetHead of the sheet with the firms, then its rows in blocks; UnitFileError where it fails.

    `memory` is in bytes: whoever reads what others send in gives the child less of everything.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_send_sheet, args=(str(path), sender, memory, cpu_seconds), daemon=True)
    child.start()
    sender.close()
    try:
        while (sent := receiver.recv()) is not None:
            if isinstance(sent, str):
                raise UnitFileError(sent)
            yield sent
    except EOFError:
        raise UnitFileError("工作簿太大或已损坏，读取中断；请另存为 CSV 后重试") from None
    finally:
        receiver.close()
        child.kill()
        child.join()


def _send_sheet(path: str, sender: Connection, memory: int, cpu_seconds: int) -> None:
    """The child: head, blocks and None through the pipe; a message as text where the file cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # How it failed is told through the pipe, or by its silence; a crash report in the terminal helps nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook  # noqa: PLC0415

    try:
        book = load_workbook(path)
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        ]
        if not shown:
            sender.send("工作簿里没有可见的工作表，请检查文件")
            return
        sheet = book.get_sheet_by_name(DATA_SHEET if DATA_SHEET in shown else shown[0])
        first_column = sheet.start[1] if sheet.start else 0
        rows = sheet.end[0] + 1 if sheet.end else 0
        merged = tuple(sheet.merged_cell_ranges or ())
        sender.send(SheetHead(sheet.name, rows, first_column, merged))
        block: list[list[Any]] = []
        for row in sheet.iter_rows():
            block.append([as_cell(cell) for cell in row])
            if len(block) == ROWS_A_BLOCK:
                sender.send(block)
                block = []
        sender.send(block)
        sender.send(None)
    except CalamineError:
        sender.send("工作簿读不了，可能已损坏或有密码，请用表格软件打开后另存为 .xlsx")
    except BrokenPipeError:
        return  # the parent has stopped listening
