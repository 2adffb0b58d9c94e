"""What commands write to the terminal: tables, JSON, problems; and the dates they read."""

import json
import sys
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from typer import rich_utils

from backend import clock

if TYPE_CHECKING:
    from assessments.catalogue import Catalogue
    from assessments.problem import Problem

out = Console()
err = Console(stderr=True)

Format = Annotated[str, typer.Option("--format", help="输出格式：text 或 json。")]
AsOf = Annotated[str, typer.Option("--as-of", help="评价日期，如 2026-11-21；不写即今天（北京时间）。")]

# typer's own words around the help texts.
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.ARGUMENTS_PANEL_TITLE = "参数"


def parse_day(text: str) -> date:
    """A day typed as an option, today in Beijing for an empty text; ends the command for anything else."""
    if not text:
        return clock.today()
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        err.print(f"日期 {text} 不对，应写成 2026-11-21 这样。", style="red", markup=False)
        raise typer.Exit(2) from None


def check_format(output: str) -> None:
    """Ends the command with 2 for an output format other than text and json."""
    if output not in ("text", "json"):
        err.print("输出格式只能是 text 或 json。", style="red")
        raise typer.Exit(2)


def show(rows: list[dict[str, Any]], output: str = "text") -> None:
    """Rows of equal keys as a table or as JSON; ends the command with 2 for another format."""
    check_format(output)
    if output == "json":
        print_json(rows)
        return
    table = Table()
    for column in rows[0] if rows else ():
        table.add_column(column)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    out.print(table)


def coverage_line(catalogue: "Catalogue", row: dict[str, Any]) -> dict[str, Any]:
    """The columns that fit a terminal, under Chinese headings; — where no title of a kind is on record."""
    headings = {"name": "地区", "units": "登记", "unconfirmed": "待确认", "submitted": "已提交"}
    for ladder in catalogue.ladders.values():
        headings["declared:none"] = f"自评{ladder.below['zh-CN']}"
        headings |= {f"declared:{level.id}": f"自评{level.name['zh-CN']}" for level in ladder.levels}
        for level in ladder.levels:
            headings[f"recognised:{level.recognition}"] = f"认定{level.name['zh-CN']}"
    return {title: "—" if row[key] is None else row[key] for key, title in headings.items()}


def print_json(data: Any) -> None:
    """Data as JSON on standard output, Chinese left readable."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def print_problems(problems: "Iterable[Problem]") -> None:
    """Problems of the catalogue with place and cure, on standard error."""
    for problem in problems:
        err.print(f"{problem.file}  {problem.place}", style="bold", markup=False, highlight=False)
        err.print(f"  {problem.message}\n  改法：{problem.cure}", markup=False, highlight=False)
