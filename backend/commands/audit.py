"""`zhiti audit`: check the chain of the audit, and read its newest entries."""

from typing import Annotated

import typer

from backend.commands.common import existing_database
from backend.terminal import Format, check_format, err, out, print_json, show

audit = typer.Typer(help="操作记录。", no_args_is_help=True)

_COLUMNS = {
    "number": "序号",
    "at": "时间",
    "who": "经办人",
    "action": "事项",
    "subject": "对象",
    "area": "对象所在地",
}
MOST = 1_000


@audit.command("verify")
def verify(
    head: Annotated[
        str, typer.Option("--head", help="以前核对时留存在库外的校验值；给出后还能查出末尾被删或整体重写。")
    ] = "",
) -> None:
    """核对操作记录是否完整：有改动、缺失或末尾被删的，指出位置并以状态 1 结束。"""
    from backend.auth.actor import SYSTEM
    from backend.services.audit import verify as check

    with existing_database() as database:
        verdict = check(database, SYSTEM, head.strip().lower())
    if verdict.break_ is not None:
        message = f"操作记录在第 {verdict.break_.number} 条处断开：{verdict.break_.reason}。"
        err.print(message, style="red", highlight=False)
        raise typer.Exit(1)
    out.print(f"操作记录完整，共 {verdict.head.number} 条。末条校验值（请留存在库外）：", highlight=False)
    out.print(verdict.head.hash, highlight=False, soft_wrap=True)


@audit.command("list")
def list_entries(
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="最多列出多少条。")] = 50,
    output: Format = "text",
) -> None:
    """列出操作记录，最近的在前。"""
    from backend.auth.actor import SYSTEM
    from backend.clock import local
    from backend.services.audit_pages import newest

    check_format(output)
    with existing_database() as database:
        lines = newest(database, SYSTEM, limit)
    rows = [{name: getattr(line, name) for name in _COLUMNS} for line in lines]
    for row in rows:
        row["at"] = local(row["at"]).strftime("%Y-%m-%d %H:%M:%S")
    if output == "json":
        print_json(rows)
    elif rows:
        show([{title: str(row[key]) for key, title in _COLUMNS.items()} for row in rows])
    else:
        err.print("还没有操作记录。", highlight=False)
