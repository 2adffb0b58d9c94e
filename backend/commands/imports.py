"""`zhiti import`: lists from officials, brought in from the operator's terminal by the pages' own steps."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backend.commands.common import check_region, existing_database
from backend.terminal import Format, err, out, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessments.loader import Catalogue
    from backend.db.engine import Database
    from backend.services.imports import Counts, Head
    from backend.services.imports_receipt import NewImport

imports = typer.Typer(help="名单导入：先检查、后写入，可整批撤销。", no_args_is_help=True)

Region = Annotated[str, typer.Option("--region", help="名单所属的省、市、县或功能区代码，如 330281。")]
_SHOWN = 20
_STEP_SECONDS = 0.5


@imports.command("roster")
def import_roster(
    file: Annotated[Path, typer.Argument(help="企业名录，xlsx 或 csv。")],
    *,
    region: Region,
    year: Annotated[str, typer.Option("--year", help="名单所属年度；不写即上一年。")] = "",
    source: Annotated[str, typer.Option("--source", help="名单名称或文号；不写即文件名。")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入。")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接写入。")] = False,
) -> None:
    """导入企业名录；有问题的行列出原因并跳过，重复导入不会重复写入。"""
    from backend import clock
    from backend.services.imports_receipt import NewImport

    options = {"year": year or str(clock.today().year - 1), "source": source or file.stem}
    _bring_in(NewImport(region, "roster", file.name, options), file, dry_run=dry_run, yes=yes)


@imports.command("list")
def import_list(region: Region, output: Format = "text") -> None:
    """列出一个地区的导入记录，时间近的在前。"""
    from backend import clock
    from backend.auth.actor import SYSTEM
    from backend.imports.words import STATES
    from backend.services import imports as service

    catalogue = check_region(region)
    with existing_database() as database:
        found = service.import_list(database, SYSTEM, catalogue, region)
    rows = [
        {
            "id": head.id,
            "kind": head.kind.id,
            "file": head.file_name,
            "area": head.area,
            "at": clock.local(head.created_at).isoformat(" ", "minutes"),
            "state": head.state if output == "json" else STATES[head.state],
            "lines": head.counts.lines,
            "written": head.counts.written,
        }
        for head in found.heads
    ]
    if not rows and output == "text":
        out.print("还没有导入过名单。")
        return
    show(rows, output)


@imports.command("undo")
def import_undo(
    import_id: Annotated[str, typer.Argument(help="导入的编号，见 zhiti import list。")],
    region: Region,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问，直接撤销。")] = False,
) -> None:
    """撤销一次导入：从最后一行起恢复到导入之前，之后有人改动或使用的保留。中断后再运行一次即可继续。"""
    from backend.auth.actor import SYSTEM
    from backend.services import imports as service
    from backend.services import imports_steps

    catalogue = check_region(region)
    with existing_database() as database:
        head = service.import_page(database, SYSTEM, catalogue, region, import_id).head
        if head.state != service.UNDOING:
            if not yes and not typer.confirm(f"撤销“{head.file_name}”写入的 {head.counts.written} 行？"):
                out.print("没有撤销。")
                return
            imports_steps.take_back(database, SYSTEM, catalogue, region, import_id)
        _tell(_work(database, catalogue, region, import_id, "正在撤销").counts)


@imports.command("template")
def import_template(
    kind: Annotated[str, typer.Argument(help="名单种类，如 roster。")],
    target: Annotated[Path, typer.Option("--out", help="写到哪个 xlsx 文件。")],
) -> None:
    """写出一种名单的空白表。"""
    from backend.services import imports_report
    from backend.services.imports import kind_of

    content = imports_report.template(kind_of(kind))
    try:
        target.write_bytes(content)
    except OSError as error:
        err.print(f"写不了文件 {target}：{error.strerror}。请检查路径。", style="red", markup=False)
        raise typer.Exit(2) from None
    out.print(f"已写到 {target}。", highlight=False, markup=False)


def _bring_in(new: "NewImport", file: Path, *, dry_run: bool, yes: bool) -> None:
    """Check a file, tell what it would do, and apply it where that is wanted."""
    from backend.auth.actor import SYSTEM
    from backend.services import imports as service
    from backend.services import imports_steps
    from backend.services.imports_receipt import receive

    catalogue = check_region(new.code)
    if not file.is_file():
        err.print(f"没有文件 {file}，请检查路径。", style="red", markup=False)
        raise typer.Exit(2)
    with existing_database() as database:
        import_id = receive(database, SYSTEM, catalogue, new, file)
        head = _work(database, catalogue, new.code, import_id, "正在检查")
        if head.state == service.COLUMNS:
            _tell_columns(database, catalogue, new.code, import_id)
        _tell_lines(database, catalogue, new.code, import_id)
        _tell(head.counts)
        if not head.counts.to_write or dry_run or not (yes or typer.confirm("导入？")):
            imports_steps.cancel(database, SYSTEM, catalogue, new.code, import_id)
            out.print("没有写入。")
        else:
            imports_steps.begin(database, SYSTEM, catalogue, new.code, import_id)
            head = _work(database, catalogue, new.code, import_id, "正在导入")
            _tell(head.counts)
            out.print(f"导入编号 {import_id}；撤销：zhiti import undo {import_id} --region {new.code}")
    if head.counts.planned.get("refused") or head.counts.planned.get("ask"):
        raise typer.Exit(1)


def _work(database: "Database", catalogue: "Catalogue", code: str, import_id: str, words: str) -> "Head":
    """Go through all the lines with a bar; what is broken off is gone on with by the next call."""
    from rich.progress import Progress

    from backend.auth.actor import SYSTEM
    from backend.services import imports_steps
    from backend.services.imports import AT_WORK

    with Progress(console=err) as progress:
        task = progress.add_task(words, total=None)
        while True:
            head = imports_steps.advance(database, SYSTEM, catalogue, code, import_id, seconds=_STEP_SECONDS)
            done, total = head.counts.steps
            progress.update(task, completed=done, total=total)
            if head.state not in AT_WORK:
                return head


def _tell(counts: "Counts") -> None:
    """How many lines came to what."""
    from backend.imports.words import BECAME, PLANNED

    words: Mapping[str, str] = BECAME if counts.begun else PLANNED
    numbers = counts.became if counts.begun else counts.planned
    told = "，".join(f"{words[one]} {numbers[one]} 行" for one in words if numbers.get(one))
    out.print(f"共 {counts.lines} 行：{told or '没有内容'}。", highlight=False)


def _tell_lines(database: "Database", catalogue: "Catalogue", code: str, import_id: str) -> None:
    """The first lines with something to tell."""
    from backend.auth.actor import SYSTEM
    from backend.services import imports as service

    page = service.import_page(database, SYSTEM, catalogue, code, import_id)
    labels = {column.id: column.label for column in page.head.kind.columns}
    for line in page.lines[:_SHOWN]:
        for one in line.problems:
            where = f"第 {line.number} 行 {labels.get(one.column, '')}".strip()
            style = "" if one.is_note else "red"
            err.print(f"{where}：{one.text}", style=style, markup=False, highlight=False)
    if len(page.lines) > _SHOWN:
        err.print(f"只列出前 {_SHOWN} 行，其余请在网页“名单导入”中查看或下载问题清单。")
    for question in page.questions:
        err.print(
            f"第 {question.line} 行等 {question.lines} 行：{question.ask.text}请在网页上确定。", markup=False
        )


def _tell_columns(database: "Database", catalogue: "Catalogue", code: str, import_id: str) -> None:
    """Which columns were not found, and end."""
    from backend.auth.actor import SYSTEM
    from backend.services import imports as service
    from backend.services import imports_steps

    page = service.columns_page(database, SYSTEM, catalogue, code, import_id)
    missing = [
        column.label
        for column in page.head.kind.columns
        if column.required and column.id not in page.headings.mapping
    ]
    imports_steps.cancel(database, SYSTEM, catalogue, code, import_id)
    err.print(
        f"没有认出这几列：{'、'.join(missing)}。请在文件中把表头改成这些名称，或在网页上导入并指定各列。",
        style="red",
    )
    raise typer.Exit(1)
