"""The `zhiti` command: the same services as the pages, for the operator's terminal.

Commands import what they need when they run, so that `zhiti --help` and `zhiti rate` start fast.
"""

import sys
from typing import Annotated, Any

import typer
from rich.table import Table

from backend.commands import authoring as _authoring  # noqa: F401 - adds its commands to `questionnaire`
from backend.commands.areas import areas
from backend.commands.audit import audit
from backend.commands.candidates import candidates
from backend.commands.common import (
    CatalogueDir,
    catalogue_folder,
    check_region,
    load_definitions,
    open_database,
    prepare_database,
    settings_for,
)
from backend.commands.comparison import compare, replay
from backend.commands.coverage import bring_up_to_date, coverage
from backend.commands.demand import demand as demand_board
from backend.commands.facts import facts
from backend.commands.imports import imports
from backend.commands.integrity import integrity
from backend.commands.kinds import kinds
from backend.commands.pathway import pathway, sensitivity
from backend.commands.peers import peers
from backend.commands.questionnaire import questionnaire
from backend.commands.rating import rate
from backend.commands.rounds import rounds
from backend.commands.targets import targets
from backend.terminal import err, out, print_problems

app = typer.Typer(
    help="智梯：制造业数字化分级自评。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
demo = typer.Typer(help="演示数据。", no_args_is_help=True)
user = typer.Typer(help="账号。", no_args_is_help=True)
for name, group in (
    ("demo", demo),
    ("user", user),
    ("questionnaire", questionnaire),
    ("facts", facts),
    ("import", imports),
    ("coverage", coverage),
    ("candidates", candidates),
    ("demand", demand_board),
    ("rounds", rounds),
    ("peers", peers),
    ("integrity", integrity),
    ("audit", audit),
    ("kinds", kinds),
):
    app.add_typer(group, name=name)

app.command("rate")(rate)
app.command("pathway")(pathway)
app.command("sensitivity")(sensitivity)
app.command("compare")(compare)
app.command("replay")(replay)
app.command("targets")(targets)
app.command("areas")(areas)


def main() -> None:
    """Entry point of the console script: product errors are printed, not traced."""
    try:
        app()
    except Exception as error:
        if not _is_told(error):
            raise
        raise SystemExit(1) from None


def _is_told(error: Exception) -> bool:
    """Print an error that is meant for users; False for any other."""
    from assessments.loader import BrokenCatalogue, UnknownName
    from assessments.unitfile import UnitFileError
    from backend.db.migrate import WrongKindError
    from backend.services.errors import ServiceError

    if isinstance(error, BrokenCatalogue):
        print_problems(error.problems)
        err.print("[red]评价目录有误，已停止。请按上面的提示修改后重试。[/red]")
        return True
    if isinstance(error, ServiceError | WrongKindError | UnknownName | UnitFileError):
        err.print(str(error), style="red", markup=False)
        return True
    return False


# --- serving --------------------------------------------------------------------------------------------


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="监听端口；不写则用 ZHITI_PORT，默认 8000。")] = None,
) -> None:
    """启动网站（需要时先建立或升级数据库）。"""
    import uvicorn

    from backend.main import create_app

    settings = settings_for(port)
    prepare_database(settings, "production")
    application = create_app(settings)
    bring_up_to_date(application.state.database, application.state.catalogue)
    err.print(f"智梯已启动：{settings.origin}", highlight=False)
    if application.state.is_demo:
        _print_demo_accounts()
    uvicorn.run(application, host=settings.host, port=settings.port, log_level="warning", server_header=False)


@demo.command("load")
def demo_load() -> None:
    """建立带“演示”标记的数据库并装入合成的演示数据；正式数据库一律拒绝。"""
    from rich.progress import track

    from backend.demo import load

    settings = settings_for()
    prepare_database(settings, "demo", must_match=True)

    def shown(firms: list[Any]) -> Any:
        return track(firms, "正在装入演示企业", console=err)

    catalogue = load_definitions()
    with open_database(settings) as database:
        bring_up_to_date(database, catalogue)
        loaded = load(database, catalogue, settings, watched=shown)
    err.print(loaded.message, highlight=False)
    err.print("演示账号与密码在 zhiti serve 启动时列出。")


@app.command()
def check(catalogue: CatalogueDir = None) -> None:
    """检查评价目录：列出每个问题的文件、位置和改法。"""
    from assessments.checks import find_problems

    problems = find_problems(catalogue_folder(catalogue))
    print_problems(problems)
    if problems:
        err.print(f"[red]发现 {len(problems)} 个问题。[/red]")
        raise typer.Exit(1)
    out.print("评价目录没有问题。")


@app.command()
def doctor() -> None:
    """检查本机环境：SQLite 版本、数据库、评价目录、数据文件夹。"""
    from backend.services import health

    findings = health.examine(settings_for())
    for finding in findings:
        mark = "[green]正常[/green]" if finding.good else "[red]有问题[/red]"
        out.print(f"{mark}  {finding.text}", highlight=False)
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


@user.command("add")
def user_add(
    login: Annotated[str, typer.Argument(help="登录名。")],
    name: Annotated[str, typer.Option("--name", help="姓名。")],
    admin: Annotated[bool, typer.Option("--admin", help="设为管理员。")] = False,
    region: Annotated[str, typer.Option("--region", help="设为该地区（省、市或县代码）的工作人员。")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="从标准输入读取密码。")] = False,
) -> None:
    """添加账号；第一个管理员由此产生。"""
    from backend.auth.passwords import Passwords
    from backend.services import accounts

    settings = settings_for()
    if region:
        check_region(region)
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = typer.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
    prepare_database(settings, "production")
    with open_database(settings) as database:
        new = accounts.NewAccount(login, name, password, region, admin)
        accounts.register(database, Passwords(settings.password_memory_kib), new)
    out.print(f"已添加账号 {login}。", highlight=False)


def _print_demo_accounts() -> None:
    from backend.demo import ACCOUNTS, PASSWORD

    table = Table(title=f"演示账号（密码均为 {PASSWORD}）")
    table.add_column("登录名")
    table.add_column("角色")
    for account in ACCOUNTS:
        table.add_row(account.login, account.role)
    err.print(table)


if __name__ == "__main__":
    main()
