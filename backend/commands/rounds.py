"""`zhiti rounds`: the rounds of an area with the numbers of their units by state."""

from typing import Annotated

import typer

from backend.commands.common import check_region, existing_database
from backend.terminal import Format, check_format, err, print_json, show

rounds = typer.Typer(help="填报轮次。", no_args_is_help=True)

_COLUMNS = {
    "name": "名称",
    "questionnaire": "问卷",
    "opens_on": "开始",
    "closes_on": "截止",
    "asked": "邀请",
    "not_started": "未开始",
    "started": "已开始",
    "submitted": "已提交",
    "returned": "已退回",
    "missed": "逾期未提交",
}


@rounds.command("list")
def rounds_list(
    region: Annotated[str, typer.Option("--region", help="组织轮次的地区代码，如 330281。")],
    output: Format = "text",
) -> None:
    """列出一个地区组织的填报轮次，和各状态的企业数。"""
    from backend.auth.actor import SYSTEM
    from backend.services.rounds import round_rows

    check_format(output)
    catalogue = check_region(region)
    with existing_database() as database:
        rows = round_rows(database, SYSTEM, catalogue, region)
    if output == "json":
        print_json(rows)
    elif rows:
        show([{title: row[key] for key, title in _COLUMNS.items()} for row in rows])
    else:
        err.print("这个地区还没有组织过填报轮次。", highlight=False)
