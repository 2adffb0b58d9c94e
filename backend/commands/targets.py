"""`zhiti targets`: the register of the documents' targets as of a day, and an area's progress toward them."""

import csv
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from backend.commands.common import CatalogueDir, check_region, existing_database, load_definitions
from backend.terminal import err, parse_day, print_json, show

AsOfDay = Annotated[str, typer.Option("--as-of", help="截至日期，如 2026-11-21；不写即今天（北京时间）。")]
Document = Annotated[str, typer.Option("--document", help="只列一份文件的目标，写文件 id，如 zj-415x。")]
TableFormat = Annotated[str, typer.Option("--format", help="输出格式：text、csv 或 json。")]
WithProgress = Annotated[bool, typer.Option("--progress", help="并列出一个地区的进展，须写 --region。")]
Region = Annotated[str, typer.Option("--region", help="进展所属地区的代码，如 330000、330281。")]

_TEXT_COLUMNS = {
    "document": "文件",
    "clause": "条款",
    "indicator": "指标",
    "as_printed": "原文",
    "horizon": "期限",
    "state": "状态",
}
_PROGRESS_COLUMNS = {
    "document": "文件",
    "indicator": "指标",
    "as_printed": "原文",
    "progress": "进展",
    "state": "状态",
}


def targets(
    as_of: AsOfDay = "",
    document: Document = "",
    output: TableFormat = "text",
    *,
    progress: WithProgress = False,
    region: Region = "",
    catalogue: CatalogueDir = None,
) -> None:
    """列出政策文件的量化目标：原文与归一的数值、期限、口径、计数方式和截至某日的状态，可并列一个地区的进展。"""
    if output not in {"text", "csv", "json"}:
        err.print("输出格式只能是 text、csv 或 json。", style="red")
        raise typer.Exit(2)
    if progress != bool(region):
        err.print("--progress 与 --region 须一起写，如 --progress --region 330281。", style="red")
        raise typer.Exit(2)
    from backend.services.targets import columns, target_rows

    day, known = parse_day(as_of), load_definitions(catalogue)
    names, text_columns = columns(known), _TEXT_COLUMNS
    if progress:
        from backend.auth.actor import SYSTEM
        from backend.services.target_table import progress_columns, progress_rows

        check_region(region, known)
        with existing_database() as database:
            rows = progress_rows(database, SYSTEM, known, region, day, document=document)
        names, text_columns = [*names, *progress_columns()], _PROGRESS_COLUMNS
    else:
        rows = target_rows(known, day, document)
    if output == "csv":
        _write_csv(names, rows)
    elif output == "json":
        print_json(rows)
    else:
        show([{title: row[key] for key, title in text_columns.items()} for row in rows])


def _write_csv(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """The names, then one line per target; several names in a cell are joined by ；."""
    lines = csv.DictWriter(sys.stdout, fieldnames=names, lineterminator="\n")
    lines.writeheader()
    lines.writerows({key: _cell(value) for key, value in row.items()} for row in rows)


def _cell(value: Any) -> Any:
    return "；".join(value) if isinstance(value, list) else value
