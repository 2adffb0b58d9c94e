"""The `zhiti` command: the same services as the pages, for the operator's terminal.

Commands import what they need when they run, so that `zhiti --help` and `zhiti rate` start fast.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from backend.terminal import coverage_line, err, out, parse_day, print_json, print_problems, show

if TYPE_CHECKING:
    from assessments.loader import Catalogue
    from backend.db.engine import Database
    from backend.settings import Settings

app = typer.Typer(
    help="智梯：制造业数字化分级自评。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
demo = typer.Typer(help="演示数据。", no_args_is_help=True)
user = typer.Typer(help="账号。", no_args_is_help=True)
questionnaire = typer.Typer(help="问卷（评价工具）。", no_args_is_help=True)
facts = typer.Typer(help="事实登记册。", no_args_is_help=True)
coverage = typer.Typer(help="各地进展汇总。", no_args_is_help=True)
for name, group in (
    ("demo", demo),
    ("user", user),
    ("questionnaire", questionnaire),
    ("facts", facts),
    ("coverage", coverage),
):
    app.add_typer(group, name=name)

Format = Annotated[str, typer.Option("--format", help="输出格式：text 或 json。")]
AsOf = Annotated[str, typer.Option("--as-of", help="评价日期，如 2026-11-21；不写即今天（北京时间）。")]


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

    settings = _settings(port)
    _prepare_database(settings, "production")
    application = create_app(settings)
    err.print(f"智梯已启动：{settings.origin}", highlight=False)
    if application.state.is_demo:
        _print_demo_accounts()
    uvicorn.run(application, host=settings.host, port=settings.port, log_level="warning", server_header=False)


@demo.command("load")
def demo_load() -> None:
    """建立带“演示”标记的数据库并装入合成的演示数据；正式数据库一律拒绝。"""
    from rich.progress import track

    from backend.demo import load

    settings = _settings()
    _prepare_database(settings, "demo", must_match=True)

    def shown(firms: list[Any]) -> Any:
        return track(firms, "正在装入演示企业", console=err)

    with _database(settings) as database:
        loaded = load(database, _catalogue(), settings, watched=shown)
    err.print(loaded.message, highlight=False)
    err.print("演示账号与密码在 zhiti serve 启动时列出。")


@app.command()
def check(
    catalogue: Annotated[Path | None, typer.Option(help="要检查的目录；不写则检查随软件发布的目录。")] = None,
) -> None:
    """检查评价目录：列出每个问题的文件、位置和改法。"""
    from assessments.checks import find_problems
    from assessments.loader import CATALOG

    problems = find_problems(catalogue or CATALOG)
    print_problems(problems)
    if problems:
        err.print(f"[red]发现 {len(problems)} 个问题。[/red]")
        raise typer.Exit(1)
    out.print("评价目录没有问题。")


@app.command()
def doctor() -> None:
    """检查本机环境：SQLite 版本、数据库、评价目录、数据文件夹。"""
    from backend.services import health

    findings = health.examine(_settings())
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

    settings = _settings()
    if region:
        _check_region(region)
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = typer.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
    _prepare_database(settings, "production")
    with _database(settings) as database:
        new = accounts.NewAccount(login, name, password, region, admin)
        accounts.register(database, Passwords(settings.password_memory_kib), new)
    out.print(f"已添加账号 {login}。", highlight=False)


# --- criteria -------------------------------------------------------------------------------------------


@questionnaire.command("list")
def questionnaire_list(output: Format = "text") -> None:
    """列出全部问卷及版本。"""
    from assessments.schema.common import zh

    rows = [
        {"id": q.id, "version": q.version, "status": q.status, "title": zh(q.title), "items": len(q.items)}
        for q in _catalogue().questionnaires.values()
    ]
    show(rows, output)


@questionnaire.command("show")
def questionnaire_show(
    name: Annotated[str, typer.Argument(help="问卷：ID 或 ID@版本。")], output: Format = "json"
) -> None:
    """显示一份问卷的全部内容（题目、选项、分值、等级、出处）。"""
    shown = _catalogue().questionnaire(name)
    if output == "json":
        print_json(shown.model_dump(mode="json"))
        return
    rows = [
        {"ref": item.ref, "id": item.id, "name": item.name["zh-CN"], "options": len(item.options)}
        for item in shown.items
    ]
    show(rows, output)


@questionnaire.command("lock")
def questionnaire_lock() -> None:
    """把已公布版本的规则与文字摘要写入 published.lock（增加版本或更正文字之后）。"""
    from assessments.lock import LockRefused, write_lock

    try:
        changed = write_lock()
    except LockRefused as error:
        err.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None
    out.print(f"已写入：{'、'.join(changed)}。" if changed else "published.lock 没有变化。", highlight=False)


@facts.command("list")
def facts_list(output: Format = "text") -> None:
    """列出登记册中的全部事实。"""
    register = _catalogue().facts.values()
    if output == "json":
        print_json([fact.model_dump(mode="json") for fact in register])
        return
    show(
        [
            {"id": f.id, "label": f.label["zh-CN"], "kind": f.kind, "unit": f.unit, "period": f.period}
            for f in register
        ]
    )


@app.command()
def rate(
    file: Annotated[Path, typer.Argument(help="JSON 文件：单位列表；- 表示标准输入。")],
    name: Annotated[str, typer.Option("--questionnaire", help="问卷：ID 或 ID@版本。")],
    as_of: AsOf = "",
    target: Annotated[Path | None, typer.Option("--out", help="结果写入的文件；不写则输出到屏幕。")] = None,
) -> None:
    """评价一个 JSON 文件里的单位，逐个给出等级、分值、各条件的结论和出错位置。"""
    from assessments.unitfile import rate_file

    as_of_day = parse_day(as_of)
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        err.print(f"读不了文件 {file}：{error}。请检查路径，并用 UTF-8 编码保存。", style="red", markup=False)
        raise typer.Exit(2) from None
    results = rate_file(text, _catalogue(), name, as_of_day)
    written = json.dumps(results, ensure_ascii=False, indent=2, default=str)
    if target is None:
        sys.stdout.write(written + "\n")
    else:
        target.write_text(written + "\n", encoding="utf-8")
    bad = sum(1 for result in results if result.get("errors"))
    if bad:
        err.print(f"{len(results)} 个单位中有 {bad} 个含有错误，位置见结果中的 errors。", style="yellow")


# --- coverage -------------------------------------------------------------------------------------------


@coverage.command("show")
def coverage_show(
    region: Annotated[str, typer.Option("--region", help="省、市或县代码，如 330000。")],
    output: Format = "text",
) -> None:
    """显示一个地区的登记、提交、自评等级与认定数。"""
    from backend.auth.actor import SYSTEM
    from backend.services import regions

    catalogue = _check_region(region)
    with _existing_database() as database:
        rows = regions.summary_rows(database, SYSTEM, catalogue, region)
    show(rows if output == "json" else [coverage_line(catalogue, row) for row in rows], output)


@coverage.command("rebuild")
def coverage_rebuild(
    check_only: Annotated[bool, typer.Option("--check", help="只核对，不改写；有差异时返回非零。")] = False,
) -> None:
    """由提交记录重新计算各地汇总。"""
    from backend.services import coverage as service

    with _existing_database() as database:
        differences = service.check(database) if check_only else service.rebuild(database)
    for difference in differences:
        out.print(str(difference), highlight=False, markup=False)
    if check_only and differences:
        err.print(f"[red]汇总与明细有 {len(differences)} 处不一致；去掉 --check 重新运行即可改正。[/red]")
        raise typer.Exit(1)
    out.print("汇总与明细一致。" if not differences else f"已改正 {len(differences)} 处。")


# --- helpers --------------------------------------------------------------------------------------------


def _settings(port: int | None = None) -> "Settings":
    from backend.settings import Settings

    return Settings() if port is None else Settings(port=port)


def _catalogue() -> "Catalogue":
    from assessments.loader import load_catalogue

    return load_catalogue()


def _check_region(code: str) -> "Catalogue":
    from backend.auth.actor import SYSTEM
    from backend.services.areas import find_area
    from backend.services.errors import NotFoundError

    catalogue = _catalogue()
    try:
        find_area(catalogue, SYSTEM, code)
    except NotFoundError:
        err.print(
            f"没有代码为 {code} 的地区，请填写浙江省、市或县（市、区）的 6 位代码，如 330281。", style="red"
        )
        raise typer.Exit(2) from None
    return catalogue


@contextmanager
def _database(settings: "Settings") -> "Iterator[Database]":
    from backend.db.engine import Database

    database = Database(settings.database)
    try:
        yield database
    finally:
        database.dispose()


@contextmanager
def _existing_database() -> "Iterator[Database]":
    from backend.db.migrate import kind_of

    settings = _settings()
    if kind_of(settings.database) is None:
        err.print(
            "还没有数据库。请先运行 zhiti serve 或 zhiti demo load，或检查 ZHITI_DATA_DIR。", style="red"
        )
        raise typer.Exit(1)
    with _database(settings) as database:
        yield database


def _prepare_database(settings: "Settings", kind: str, *, must_match: bool = False) -> None:
    from backend.db.migrate import kind_of, stamp_kind, upgrade

    present = kind_of(settings.database)
    # Refuse before touching anything: a production database is not even migrated by a demo command.
    stamped = kind if present is None or must_match else present
    if present is not None:
        stamp_kind(settings.database, stamped)
    upgrade(settings.database)
    stamp_kind(settings.database, stamped)


def _print_demo_accounts() -> None:
    from backend.demo import ACCOUNTS, PASSWORD

    table = Table(title=f"演示账号（密码均为 {PASSWORD}）")
    table.add_column("登录名")
    table.add_column("角色")
    for account in ACCOUNTS:
        table.add_row(account.login, account.role)
    err.print(table)
