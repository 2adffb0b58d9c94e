"""`zhiti questionnaire`: the instruments – listed, shown, checked in."""

from typing import Annotated

import typer

from backend.commands.common import CatalogueDir, catalogue_folder, load_definitions
from backend.commands.template import template
from backend.terminal import Format, err, out, print_json, show

questionnaire = typer.Typer(help="问卷（评价工具）。", no_args_is_help=True)
questionnaire.command("template")(template)


@questionnaire.command("list")
def questionnaire_list(output: Format = "text", catalogue: CatalogueDir = None) -> None:
    """列出全部问卷及版本。"""
    from assessments.schema.common import zh

    rows = [
        {"id": q.id, "version": q.version, "status": q.status, "title": zh(q.title), "items": len(q.items)}
        for q in load_definitions(catalogue).questionnaires.values()
    ]
    show(rows, output)


@questionnaire.command("show")
def questionnaire_show(
    name: Annotated[str, typer.Argument(help="问卷：ID 或 ID@版本。")],
    output: Format = "json",
    catalogue: CatalogueDir = None,
) -> None:
    """显示一份问卷的全部内容（题目、选项、分值、等级、出处）。"""
    shown = load_definitions(catalogue).questionnaire(name)
    if output == "json":
        print_json(shown.model_dump(mode="json"))
        return
    rows = [
        {"ref": item.ref, "id": item.id, "name": item.name["zh-CN"], "options": len(item.options)}
        for item in shown.items
    ]
    show(rows, output)


@questionnaire.command("lock")
def questionnaire_lock(catalogue: CatalogueDir = None) -> None:
    """把已公布版本的规则与文字摘要写入 published.lock（增加版本或更正文字之后）。"""
    from assessments.lock import LockRefused, write_lock

    try:
        changed = write_lock(catalogue_folder(catalogue))
    except LockRefused as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    out.print(f"已写入：{'、'.join(changed)}。" if changed else "published.lock 没有变化。", highlight=False)
