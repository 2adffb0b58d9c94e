"""`zhiti questionnaire new | new-version | publish | diff | schema`: writing criteria without Python."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from backend import clock
from backend.commands.common import (
    CatalogueDir,
    PurposeOption,
    catalogue_folder,
    load_definitions,
    parse_purpose,
)
from backend.commands.questionnaire import questionnaire
from backend.terminal import Format, check_format, err, out, parse_day, print_json

if TYPE_CHECKING:
    from assessments.authoring_dates import Start
    from assessments.catalogue import Catalogue
    from assessments.digest import Version
    from assessments.version_diff import Difference

VersionKey = Annotated[str, typer.Argument(help="版本：ID@版本。")]


@questionnaire.command("new")
def questionnaire_new(
    name: Annotated[str, typer.Argument(metavar="ID", help="标识，小写英文单词以 - 相连。")],
    version: Annotated[str, typer.Option("--version", help="版本名。")] = "1",
    catalogue: CatalogueDir = None,
) -> None:
    """新建一个评价工具的草稿：问卷、题目、梯级表和依据文件，带填写说明。"""
    from assessments.authoring import new_questionnaire

    with _refusals():
        files = new_questionnaire(catalogue_folder(catalogue), name, version, clock.today())
    out.print("已写入草稿，请依次填写其中的“（待填）”：", highlight=False)
    for file in files:
        out.print(f"  {file}", highlight=False, markup=False, soft_wrap=True)


@questionnaire.command("new-version")
def questionnaire_new_version(
    key: Annotated[str, typer.Argument(metavar="ID@OLD", help="原版本。")],
    version: Annotated[str, typer.Argument(metavar="NEW", help="新版本名，如 2027。")],
    catalogue: CatalogueDir = None,
) -> None:
    """把一个版本复制成新版本的草稿，原版本不动。申报条件也可以。"""
    from assessments.authoring import new_version

    with _refusals():
        file = new_version(catalogue_folder(catalogue), key, version, clock.today())
    out.print(f"已写入草稿 {file}，请修改后公布。", highlight=False, markup=False, soft_wrap=True)


@questionnaire.command("publish")
def questionnaire_publish(
    key: VersionKey,
    begin: Annotated[str, typer.Option("--from", help="起始日期，如 2027-01-01。")] = "",
    purpose: PurposeOption = "",
    close_previous: Annotated[
        bool, typer.Option("--close-previous", help="同时把仍在施行的上一版的截止日期记为起始日的前一天。")
    ] = False,
    catalogue: CatalogueDir = None,
) -> None:
    """公布一个草稿：先检查整个目录，再写明日期和状态，并登记到 published.lock。"""
    from assessments.authoring import publish

    start = _start(begin, purpose, close_previous=close_previous)
    with _refusals():
        done = publish(catalogue_folder(catalogue), key, clock.today(), start)
    out.print(f"已公布 {key}。", highlight=False)
    for change in done.changes:
        out.print(f"  {change}", highlight=False, markup=False, soft_wrap=True)
    for other in done.closed:
        out.print(f"已为 {other} 补记截止日期。", highlight=False)
    if close_previous and not done.closed:
        out.print("没有仍在施行的上一版，未改动其他版本。", highlight=False)
    out.print(f"已登记：{'、'.join(done.keys)}。", highlight=False)
    for warning in done.warnings:
        out.print(f"提醒：{warning}", style="yellow", highlight=False, markup=False, soft_wrap=True)


@questionnaire.command("diff")
def questionnaire_diff(
    old: Annotated[str, typer.Argument(metavar="ID@A", help="原版本。")],
    new: Annotated[str, typer.Argument(metavar="ID@B", help="新版本。")],
    output: Format = "text",
    catalogue: CatalogueDir = None,
) -> None:
    """比较两个版本：题目、选项、分值、条件、数值、日期和文字改了什么。"""
    from assessments.condition_words import names_of
    from assessments.version_diff import differences

    check_format(output)
    definitions = load_definitions(catalogue)
    one, other = _version(definitions, old), _version(definitions, new)
    if type(one) is not type(other):
        err.print("评价工具与申报条件不能相互比较。", style="red")
        raise typer.Exit(2)
    found = differences(one, other, names_of(definitions, one, other))
    if output == "json":
        print_json([vars(difference) for difference in found])
    else:
        _print_differences(found)


@questionnaire.command("schema")
def questionnaire_schema(
    folder: Annotated[Path | None, typer.Option("--out", help="写入的文件夹；不写则输出到屏幕。")] = None,
) -> None:
    """输出评价目录各类文件的 JSON Schema，供编辑器提示和检查。"""
    from assessments.editor_schema import schemas

    files = schemas()
    if folder is None:
        print_json(files)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in files.items():
        text = json.dumps(schema, ensure_ascii=False, indent=2)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")
    out.print(f"已写入 {len(files)} 个文件：{folder}", highlight=False, markup=False, soft_wrap=True)


@contextmanager
def _refusals() -> Iterator[None]:
    """What stands in the way is told and ends the command."""
    from assessments.authoring import AuthoringError

    try:
        yield
    except AuthoringError as error:
        err.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


def _start(begin: str, purpose: str, *, close_previous: bool) -> "Start | None":
    from assessments.authoring_dates import Start

    if begin:
        return Start(parse_day(begin), parse_purpose(purpose), close_previous)
    if purpose or close_previous:
        err.print("--purpose 和 --close-previous 须与 --from 一起用。", style="red")
        raise typer.Exit(2)
    return None


def _version(catalogue: "Catalogue", key: str) -> "Version":
    """The questionnaire or call of this name."""
    return catalogue.calls[key] if key in catalogue.calls else catalogue.questionnaire(key)


def _print_differences(found: "tuple[Difference, ...]") -> None:
    for area in dict.fromkeys(difference.area for difference in found):
        out.print(area, style="bold")
        for difference in found:
            if difference.area == area:
                out.print(f"  {difference.marked}", highlight=False, markup=False, soft_wrap=True)
    if not found:
        out.print("两个版本没有不同。")
