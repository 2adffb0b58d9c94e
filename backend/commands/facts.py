"""`zhiti facts`: the register of facts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backend.commands.common import existing_database, load_definitions
from backend.terminal import Format, err, out, print_json, show

if TYPE_CHECKING:
    from assessments.schema.fact import Source
    from backend.services.fact_import import Plan

facts = typer.Typer(help="事实登记册。", no_args_is_help=True)


@facts.command("list")
def facts_list(output: Format = "text") -> None:
    """列出登记册中的全部事实。"""
    register = load_definitions().facts.values()
    if output == "json":
        print_json([fact.model_dump(mode="json") for fact in register])
        return
    show(
        [
            {"id": f.id, "label": f.label["zh-CN"], "kind": f.kind, "unit": f.unit, "period": f.period}
            for f in register
        ]
    )


@facts.command("import")
def facts_import(
    file: Annotated[Path, typer.Argument(help="xlsx 或 csv：统一社会信用代码、事实、年度、数值[、单位]。")],
    *,
    source: Annotated[
        str, typer.Option("--source", help="来源：official_platform 官方平台、imported 名单、verified 核验。")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接写入。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只预览，不写入。")] = False,
) -> None:
    """导入官方名单中的数据；先预览，有问题的行列出原因并跳过，重复导入不会重复写入。"""
    from backend.services import fact_import

    stated_by = _source(source)
    try:
        content = file.read_bytes()
    except OSError as error:
        err.print(f"读不了文件 {file}：{error.strerror}。请检查路径。", style="red", markup=False)
        raise typer.Exit(2) from None
    rows = fact_import.read(file.name, content)
    catalogue = load_definitions()
    with existing_database() as database:
        plan = fact_import.preview(database, catalogue, rows, stated_by)
        _tell(plan)
        if plan.count and not dry_run and (yes or typer.confirm("写入？")):
            plan = fact_import.write(database, catalogue, rows, stated_by)
            out.print(f"已写入 {plan.count} 条。", highlight=False)
        else:
            out.print("没有写入。")
    if plan.problems:
        raise typer.Exit(1)


def _source(name: str) -> "Source":
    """The source that an import states; ends the command for one that it may not."""
    from assessments.wording import SOURCES
    from backend.services.fact_import import IMPORTABLE

    found = next((source for source in IMPORTABLE if source.value == name), None)
    if found is None:
        known = "、".join(f"{source.value}（{SOURCES[source]}）" for source in IMPORTABLE)
        err.print(f"没有来源 {name}，可用：{known}。", style="red", markup=False)
        raise typer.Exit(2)
    return found


def _tell(plan: "Plan") -> None:
    """What would be written, and every line that cannot be."""
    for problem in plan.problems:
        err.print(f"第 {problem.number} 行：{problem.text}", style="red", markup=False, highlight=False)
    firms = len({unit for unit, _fact in plan.new})
    out.print(
        f"新数据 {plan.count} 条（涉及 {firms} 个评价单元或企业），"
        f"与已有相同 {plan.unchanged} 条，有问题 {len(plan.problems)} 行。",
        highlight=False,
    )
