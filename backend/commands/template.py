"""`zhiti questionnaire template`: the workbook in which firms are filled in for an instrument."""

from pathlib import Path
from typing import Annotated

import typer

from backend.commands.common import CatalogueDir, PurposeOption, load_definitions, parse_purpose
from backend.terminal import AsOf, err, parse_day


def template(
    name: Annotated[str, typer.Argument(help="问卷：ID 或 ID@版本。")],
    target: Annotated[Path, typer.Option("--out", help="写入的工作簿，如 填报.xlsx。")],
    as_of: AsOf = "",
    purpose: PurposeOption = "",
    folder: CatalogueDir = None,
) -> None:
    """写出填报工作簿：恰好是这份问卷要用的列，带下拉列表、批注、说明和一行示例。"""
    from backend.batch.template import write_template

    day, meant = parse_day(as_of), parse_purpose(purpose)
    if target.suffix.lower() != ".xlsx":
        err.print(f"文件 {target} 的扩展名须是 .xlsx。", style="red", markup=False)
        raise typer.Exit(2)
    catalogue = load_definitions(folder)
    found = catalogue.instrument(name, day, meant)
    try:
        columns = write_template(target, catalogue, found.questionnaire, found.purpose, day)
    except OSError as error:
        err.print(f"写不了文件 {target}：{error}。请检查路径和权限。", style="red", markup=False)
        raise typer.Exit(2) from None
    message = f"已写入 {target}：{found.questionnaire.key}，{len(columns)} 列。"
    err.print(message, markup=False, highlight=False, soft_wrap=True)
