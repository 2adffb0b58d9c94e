"""`zhiti coverage`: the summary of the areas – shown, compared with the rows, counted straight from them."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backend.commands.common import (
    CatalogueDir,
    check_region,
    existing_database,
    load_definitions,
)
from backend.terminal import Format, coverage_line, err, out, parse_day, show

if TYPE_CHECKING:
    from assessments.loader import Catalogue
    from backend.db.engine import Database

coverage = typer.Typer(help="各地进展汇总。", no_args_is_help=True)

Region = Annotated[str, typer.Option("--region", help="省、市、县（市、区）或功能区代码，如 330000。")]
CountDay = Annotated[str, typer.Option("--as-of", help="截至日期，如 2026-11-21；不写即今天（北京时间）。")]


def bring_up_to_date(database: "Database", catalogue: "Catalogue") -> None:
    """Count the summary anew where the way of counting has changed, with a line on the terminal."""
    from backend.services import coverage_key

    coverage_key.bring_up_to_date(database, catalogue, lambda line: err.print(line, markup=False))


@coverage.command("show")
def coverage_show(region: Region, output: Format = "text") -> None:
    """显示一个地区的登记、提交、自评等级与认定数。"""
    from backend.auth.actor import SYSTEM
    from backend.services import regions

    catalogue = check_region(region)
    with existing_database() as database:
        rows = regions.summary_rows(database, SYSTEM, catalogue, region)
    show(rows if output == "json" else [coverage_line(catalogue, row) for row in rows], output)


@coverage.command("rebuild")
def coverage_rebuild(
    check_only: Annotated[bool, typer.Option("--check", help="只核对，不改写；有差异时返回非零。")] = False,
    catalogue: CatalogueDir = None,
) -> None:
    """由提交记录重新计算各地汇总；统计口径（产业集群所含行业、企业规模定义）一并更新。"""
    from backend.services import coverage_check, coverage_key

    definitions = load_definitions(catalogue)
    began = time.monotonic()
    with existing_database() as database:
        if check_only:
            found = coverage_check.check(database)
            is_old = not coverage_key.is_up_to_date(database, definitions)
        else:
            found = coverage_key.rebuild(database, definitions)
            is_old = False
    for difference in found:
        out.print(str(difference), highlight=False, markup=False)
    if check_only and is_old:
        err.print("汇总所用的统计口径不是当前的；去掉 --check 重新运行即可更新。", style="red")
    if check_only and found:
        err.print(f"汇总与明细有 {len(found)} 处不一致；去掉 --check 重新运行即可改正。", style="red")
    if check_only and (found or is_old):
        raise typer.Exit(1)
    told = f"已改正 {len(found)} 处。" if found else "汇总与明细一致。"
    out.print(f"{told}用时 {time.monotonic() - began:.1f} 秒。", highlight=False)


@coverage.command("recount")
def coverage_recount(
    region: Region,
    as_of: CountDay = "",
    *,
    group: Annotated[str, typer.Option("--group", help="县（市、区）分组的编号，按当日的名单。")] = "",
    chain: Annotated[str, typer.Option("--chain", help="产业链的编号：只计其所在的市。")] = "",
    cluster: Annotated[str, typer.Option("--cluster", help="产业集群的编号。")] = "",
    division: Annotated[str, typer.Option("--division", help="国民经济行业大类，两位数字，如 34。")] = "",
    size: Annotated[
        str, typer.Option("--size", help="企业规模：large、medium、small、micro 或 unknown（未知）。")
    ] = "",
    above_scale: Annotated[
        str, typer.Option("--above-scale", help="规上：yes、no 或 unknown（未知）。")
    ] = "",
    output: Format = "text",
    catalogue: CatalogueDir = None,
) -> None:
    """不用汇总，逐条由登记、提交和认定记录重新点数，供核对；慢。"""
    from assessments.areas import Selection
    from backend.services import recount

    definitions = check_region(region, load_definitions(catalogue))
    wanted = Selection(region, group, chain, cluster, division, day=parse_day(as_of))
    with existing_database() as database:
        counts = recount.recount(database, definitions, wanted, size=size, above_scale=above_scale)
    show([_line(*each) for each in counts.items()], output)


def _line(key: tuple[str, str], number: int) -> dict[str, Any]:
    questionnaire, measure = key
    return {"questionnaire": questionnaire, "measure": measure, "number": number}
