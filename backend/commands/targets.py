"""`zhiti targets`: the register of the documents' targets, as of a day."""

import csv
import sys
from typing import Annotated, Any

import typer

from backend.commands.common import CatalogueDir, load_definitions
from backend.terminal import err, parse_day, print_json, show

AsOfDay = Annotated[str, typer.Option("--as-of", help="截至日期，如 2026-11-21；不写即今天（北京时间）。")]
Document = Annotated[str, typer.Option("--document", help="只列一份文件的目标，写文件 id，如 zj-415x。")]
TableFormat = Annotated[str, typer.Option("--format", help="输出格式：text、csv 或 json。")]

_TEXT_COLUMNS = {
    "document": "文件",
    "clause": "条款",
    "indicator": "指标",
    "as_printed": "原文",
    "horizon": "期限",
    "state": "状态",
}


def targets(
    as_of: AsOfDay = "", document: Document = "", output: TableFormat = "text", catalogue: CatalogueDir = None
) -> None:
    """列出政策文件的量化目标：原文与归一的数值、期限、口径、计数方式和截至某日的状态。"""
    from backend.services.targets import target_rows

    writer = {"text": _show, "csv": _write_csv, "json": print_json}.get(output)
    if writer is None:
        err.print("输出格式只能是 text、csv 或 json。", style="red")
        raise typer.Exit(2)
    day = parse_day(as_of)
    writer(target_rows(load_definitions(catalogue), day, document))


def _show(rows: list[dict[str, Any]]) -> None:
    show([{title: row[key] for key, title in _TEXT_COLUMNS.items()} for row in rows])


def _write_csv(rows: list[dict[str, Any]]) -> None:
    """One line per target; several names in a cell are joined by ；."""
    if not rows:
        return
    lines = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    lines.writeheader()
    lines.writerows({key: _cell(value) for key, value in row.items()} for row in rows)


def _cell(value: Any) -> Any:
    return "；".join(value) if isinstance(value, list) else value
