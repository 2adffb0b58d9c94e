"""`zhiti rate`: a file of units in, their ratings out."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backend.commands.common import (
    CatalogueDir,
    PurposeOption,
    load_definitions,
    parse_purpose,
    read_unit_list,
)
from backend.terminal import AsOf, err, parse_day

if TYPE_CHECKING:
    from backend.batch.rater import Rater
    from backend.batch.run import Tally
    from backend.batch.tables import Numbered


def rate(
    file: Annotated[
        Path,
        typer.Argument(help="xlsx、csv、parquet（每行一家）或 json（单位列表）；- 表示标准输入的 json。"),
    ],
    *,
    name: Annotated[str, typer.Option("--questionnaire", help="问卷：ID 或 ID@版本。")],
    as_of: AsOf = "",
    purpose: PurposeOption = "",
    target: Annotated[
        Path | None,
        typer.Option("--out", help="结果写入的文件：xlsx、csv、parquet 或 json；不写则输出到屏幕。"),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="逐项写明结论的依据和计算。")] = False,
    folder: CatalogueDir = None,
) -> None:
    """评价一个文件里的单位，逐个给出等级、分值、各条件的结论和出错位置。"""
    from assessments.unitfile import rate_list
    from backend.batch.rater import Rater
    from backend.batch.tables import is_table

    day, meant = parse_day(as_of), parse_purpose(purpose)
    _check_paths(file, target)
    source: Path | list[Any] = file if is_table(file) else read_unit_list(file)
    if isinstance(source, list) and (target is None or not is_table(target)):
        _write_list(rate_list(source, load_definitions(folder), name, day, meant, explain=explain), target)
        return
    _rate_table(source, Rater(load_definitions(folder), name, day, meant, explain=explain), target)


def _write_list(results: list[dict[str, Any]], target: Path | None) -> None:
    """The results of a JSON list of units: one whole result for each."""
    from backend.batch.sinks import part_file

    written = json.dumps(results, ensure_ascii=False, indent=2, default=str)
    if target is None:
        sys.stdout.write(written + "\n")
    else:
        with _told_trouble(), part_file(target) as part:
            part.write_text(written + "\n", encoding="utf-8")
    bad = sum(1 for result in results if result.get("errors"))
    if bad:
        err.print(f"{len(results)} 个单位中有 {bad} 个含有错误，位置见结果中的 errors。", style="yellow")


def _check_paths(file: Path, target: Path | None) -> None:
    """Ends the command where the result could not be written, before anything is read."""
    from backend.batch.sinks import can_write, files_of

    if target is None:
        return
    if not can_write(target):
        message = f"结果文件 {target} 的扩展名不能用，请用 xlsx、csv、parquet 或 json。"
    elif not target.absolute().parent.is_dir():
        message = f"没有文件夹 {target.absolute().parent}，请先建立或改写 --out。"
    elif target.is_dir():
        message = f"{target} 是文件夹，请在 --out 中写出文件名。"
    elif file.exists() and any(one.exists() and one.samefile(file) for one in files_of(target)):
        message = "结果不能写进被评价的文件，请把 --out 改成另一个文件。"
    else:
        return
    err.print(message, style="red", markup=False)
    raise typer.Exit(2)


def _rate_table(source: "Path | list[Any]", rater: "Rater", target: Path | None) -> None:
    """Firms in rows: read, rated and written as they come."""
    from backend.batch.run import rate_rows
    from backend.batch.sinks import open_sink

    with _told_trouble(), open_sink(target, rater) as sink:
        tally = rate_rows(source, rater, sink, _watched)
    _tell(tally, target)


@contextmanager
def _told_trouble() -> "Iterator[None]":
    """Ends the command with a message where a file cannot be read or written."""
    try:
        yield
    except OSError as error:
        err.print(f"读写文件时出错：{error}。请检查路径、权限和磁盘空间。", style="red", markup=False)
        raise typer.Exit(2) from None


def _watched(rows: "Iterable[Numbered]", total: int | None) -> "Iterator[Numbered]":
    """The rows with a progress bar over them, where someone is watching."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("正在评价"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        yield from progress.track(rows, total=total)


def _tell(tally: "Tally", target: Path | None) -> None:
    """What became of the table, its first mistakes, and where all of them are."""
    from backend.batch.sinks import report_place

    for fault in tally.first:
        err.print(f"  {fault.text}", markup=False, highlight=False, soft_wrap=True)
    if tally.faults > len(tally.first):
        err.print(f"  ……另有 {tally.faults - len(tally.first)} 处。", highlight=False)
    if not tally.units:
        err.print("没有可评价的行：请从表头下一行填起，编号不要以“示例”开头。", style="yellow")
        return
    told = f"共 {tally.units} 家"
    told += f"，其中 {tally.faulty_units} 家有错误" if tally.faulty_units else "，都没有错误"
    told += f"（{tally.unrated} 家因此没有评价）" if tally.unrated else ""
    where = f"；问题列在{report_place(target)}" if tally.faults and target is not None else ""
    style = "yellow" if tally.faults else "green"
    err.print(f"{told}{where}。", style=style, markup=False, highlight=False, soft_wrap=True)
