"""`zhiti peers`: publishing the comparison tables of firms, and reading what is published."""

from typing import Annotated

import typer

from backend.commands.common import CatalogueDir, existing_database, load_definitions
from backend.terminal import err, out

peers = typer.Typer(help="同类企业对照数据。", no_args_is_help=True)

Questionnaire = Annotated[str, typer.Option("--questionnaire", help="问卷 id。")]
PROVINCE = "330000"
PATIENCE_SECONDS = 3600.0


@peers.command("publish")
def publish(questionnaire: Questionnaire = "zj-ladder", catalogue: CatalogueDir = None) -> None:
    """以今天的自评数据发布一份问卷的对照数据（按保密规则取整、合并、沿用），发布后不能撤回。"""
    from backend.auth.actor import SYSTEM
    from backend.services.errors import ServiceError
    from backend.services.peers_of_firms import publishing

    definitions = load_definitions(catalogue)
    with existing_database() as database:
        try:
            found = publishing.publish(
                database, SYSTEM, definitions, PROVINCE, questionnaire, wait=PATIENCE_SECONDS
            )
        except ServiceError as error:
            err.print(error.message, style="red", markup=False)
            raise typer.Exit(1) from None
    out.print(f"已发布，编号 {found}。", highlight=False)


@peers.command("show")
def show(
    questionnaire: Questionnaire = "zj-ladder",
    city: Annotated[str, typer.Option("--city", help="同时列出该设区市的分组，写 6 位代码。")] = "",
    catalogue: CatalogueDir = None,
) -> None:
    """列出最近一次公布的分组：名称、家数（取整）、数据日期。"""
    from rich.table import Table

    from backend.auth.actor import SYSTEM
    from backend.services.errors import NotFoundError
    from backend.services.peers_of_firms import area

    definitions = load_definitions(catalogue)
    with existing_database() as database:
        try:
            wanted = area.Wanted(questionnaire, city)
            found = area.read(database, SYSTEM, definitions, PROVINCE, wanted)
        except NotFoundError:
            err.print("没有这份问卷或这个设区市，请检查 --questionnaire 和 --city。", style="red")
            raise typer.Exit(2) from None
    if found.newest is None:
        out.print("还没有发布过。用 zhiti peers publish 发布。", highlight=False)
        return
    table = Table(title=f"{found.newest.as_of.isoformat()} 公布，摘要 {found.newest.digest[:12]}")
    for heading in ("分组", "企业（约）", "数据日期"):
        table.add_column(heading)
    for line in found.lines:
        table.add_row(line.name, str(line.firms), line.dated.isoformat())
    out.print(table)
