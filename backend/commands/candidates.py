"""`zhiti candidates`: the list of who may apply next, worked out anew and taken out as a table."""

from pathlib import Path
from typing import Annotated

import typer

from backend.commands.common import CatalogueDir, check_region, existing_database, load_definitions
from backend.terminal import err, out

candidates = typer.Typer(help="下一批可申报清单。", no_args_is_help=True)


@candidates.command("refresh")
def refresh(
    region: Annotated[str, typer.Option("--region", help="只算该地区（省、市或县代码）；不写即全部。")] = "",
    catalogue: CatalogueDir = None,
) -> None:
    """按现行规则重新核对全部已提交的自评；评价规则、申报通知或年度变化后运行一次。"""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from backend.services import candidates as service

    definitions = load_definitions(catalogue)
    if region:
        check_region(region, definitions)
    columns = SpinnerColumn(), TextColumn("已核对 {task.completed} 份提交")
    with existing_database() as database, Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        done = service.refresh(
            database, definitions, region=region, told=lambda units: bar.update(task, advance=units)
        )
    out.print(f"已重新核对 {done.units} 份提交。", highlight=False)
    if done.unread:
        err.print(f"{done.unread} 份提交时的版本不在目录中，或规则已不同，没有列入。", style="yellow")


@candidates.command("export")
def export(
    region: Annotated[str, typer.Option("--region", help="地区（省、市或县代码）。")],
    file: Annotated[Path, typer.Option("--out", help="要写的 .xlsx 文件。")],
    *,
    call: Annotated[str, typer.Option("--call", help="申报通知或版本，写 id@version；不写即最近一次。")] = "",
    level: Annotated[str, typer.Option("--level", help="等级 id，如 dw；不写即最低一级。")] = "",
    state: Annotated[
        str, typer.Option("--state", help="ready 可申报、open 待核实、short 差几项；不写即全部。")
    ] = "",
    catalogue: CatalogueDir = None,
) -> None:
    """把清单导出为推荐汇总表（xlsx，本平台格式）。"""
    from backend.auth.actor import SYSTEM
    from backend.db.migrate import kind_of
    from backend.services import candidate_export
    from backend.services.candidate_list import Asked

    if state not in candidate_export.STATES and state:
        err.print("--state 只能是 ready、open 或 short。", style="red")
        raise typer.Exit(2)
    definitions = check_region(region, load_definitions(catalogue))
    with existing_database() as database:
        asked = Asked(call=call, level=level, state=state)  # type: ignore[arg-type]
        table = candidate_export.recommendation(database, SYSTEM, definitions, region, asked)
        content = candidate_export.workbook(table, is_demo=kind_of(database.url) == "demo")
    try:
        file.write_bytes(content)
    except OSError as error:
        err.print(f"写不了文件 {file}：{error.strerror}。请检查路径。", style="red", markup=False)
        raise typer.Exit(2) from None
    out.print(f"已写入 {file}：{len(table.rows)} 家。", highlight=False, markup=False, soft_wrap=True)
