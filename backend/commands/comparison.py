"""`zhiti compare` and `zhiti replay`: what a version makes of firms, beside another one or alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessments.wording import PURPOSES
from backend.commands.common import (
    CatalogueDir,
    PurposeOption,
    check_region,
    existing_database,
    load_definitions,
    parse_purpose,
    read_unit_list,
)
from backend.terminal import AsOf, Format, check_format, err, out, parse_day, print_json, show

if TYPE_CHECKING:
    from assessments.comparison import Comparison, Line, Side, Turn
    from assessments.loader import Catalogue
    from backend.services.replay import Progress

LINES = 50
"""Units spelt out on the terminal; JSON has them all."""

VERDICT_WORDS = {"met": "满足", "not_met": "不满足", "undecided": "待定", None: "无此条件"}

RegionOption = Annotated[str, typer.Option("--region", help="只看该地区（省、市或县代码）的提交。")]


def compare(
    old: Annotated[str, typer.Argument(metavar="ID@A", help="原版本。")],
    new: Annotated[str, typer.Argument(metavar="ID@B", help="新版本。")],
    file: Annotated[
        Path | None, typer.Argument(help="JSON 文件：单位列表，与 zhiti rate 相同；- 表示标准输入。")
    ] = None,
    *,
    stored: Annotated[bool, typer.Option("--stored", help="比较数据库中已提交的单位。")] = False,
    as_of: AsOf = "",
    purpose: PurposeOption = "",
    region: RegionOption = "",
    output: Format = "text",
    catalogue: CatalogueDir = None,
) -> None:
    """比较两个版本对同一批单位的结论：谁升、谁降、因哪个条件。"""
    from assessments.comparison import comparison_data, side_of

    check_format(output)
    if (file is None) is not stored or (region and not stored):
        err.print(
            "请写一个单位文件，或用 --stored 比较已提交的单位；--region 只与 --stored 一起用。", style="red"
        )
        raise typer.Exit(2)
    definitions, day, meant = load_definitions(catalogue), parse_day(as_of), parse_purpose(purpose)
    sides = side_of(definitions, old, day, meant), side_of(definitions, new, day, meant)
    comparison, errors = (
        _compared_file(file, definitions, *sides) if file else _compared_stored(definitions, *sides, region)
    )
    if output == "json":
        print_json({**comparison_data(comparison), "errors": errors})
    else:
        _print_comparison(comparison)
    if errors:
        err.print(f"有 {len(errors)} 处错误，用 --format json 可看位置。", style="yellow")


def replay(
    name: Annotated[str, typer.Argument(metavar="ID[@V]", help="评价工具，或它的一个版本。")],
    *,
    as_of: AsOf = "",
    purpose: PurposeOption = "",
    region: RegionOption = "",
    output: Format = "text",
    catalogue: CatalogueDir = None,
) -> None:
    """把已提交的单位按某个版本、日期和用途重新评价，列出各等级的单位数。"""
    from assessments.comparison import side_of
    from backend.services import replay as service

    check_format(output)
    definitions = load_definitions(catalogue)
    side = side_of(definitions, name, parse_day(as_of), parse_purpose(purpose))
    with existing_database() as database, _progress() as told:
        done = service.replay(database, definitions, side, prefix=_prefix(definitions, region), told=told)
    levels = side.compiled.ladder.level_ids
    if output == "json":
        print_json(
            {
                **_heading(side),
                "units": done.units,
                "unread": done.unread,
                "certain": {level: done.certain[level] for level in levels},
                "possible": {level: done.possible[level] for level in levels},
            }
        )
        return
    out.print(f"{_title(side)}：{done.units} 个单位", highlight=False)
    show(
        [
            {"等级": side.level_name(level), "确定": done.certain[level], "可能": done.possible[level]}
            for level in levels
        ]
    )
    if done.unread:
        err.print(f"{done.unread} 个单位提交时的版本不在目录中，或规则已不同，没有计入。", style="yellow")


def _compared_file(
    file: Path, catalogue: "Catalogue", old: "Side", new: "Side"
) -> "tuple[Comparison, list[dict[str, str]]]":
    from assessments.comparison import compare_list

    return compare_list(read_unit_list(file), catalogue, old, new)


def _compared_stored(
    catalogue: "Catalogue", old: "Side", new: "Side", region: str
) -> "tuple[Comparison, list[dict[str, str]]]":
    from backend.services import replay as service

    prefix = _prefix(catalogue, region)
    with existing_database() as database, _progress() as told:
        return service.compare(database, catalogue, old, new, prefix=prefix, told=told), []


def _prefix(catalogue: "Catalogue", region: str) -> str:
    """How the codes of an area's counties begin; nothing for no area."""
    from backend.auth.actor import region_prefix

    if not region:
        return ""
    check_region(region, catalogue)
    return region_prefix(region)


@contextmanager
def _progress() -> "Iterator[Progress]":
    """A counter on standard error, gone when the work is done."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = SpinnerColumn(), TextColumn("已评价 {task.completed} 个单位")
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda units: bar.update(task, advance=units)


def _heading(side: "Side") -> dict[str, Any]:
    return {
        "questionnaire": side.key,
        "as_of": side.as_of.isoformat(),
        "purpose": side.instrument.purpose.value,
        "in_force": side.instrument.in_force,
    }


def _title(side: "Side") -> str:
    return f"{side.key}（{PURPOSES[side.instrument.purpose]}，按 {side.as_of.isoformat()} 评价）"


def _print_comparison(comparison: "Comparison") -> None:
    from assessments.comparison import gains_and_losses

    out.print(f"{_title(comparison.old)} → {_title(comparison.new)}", highlight=False, soft_wrap=True)
    out.print(f"单位 {comparison.units} 个，其中 {comparison.unrated} 个无法评价", highlight=False)
    tallies = (("确定", comparison.certain), ("可能", comparison.possible))
    rows = [(name, gains_and_losses(comparison, moves)) for name, moves in tallies]
    show([{"等级": name, "升": g, "降": loss, "不变": same} for name, (g, loss, same) in rows])
    if comparison.shifts:
        show(
            [
                {
                    "条件": shift.name,
                    "变为满足": shift.newly["met"],
                    "变为不满足": shift.newly["not_met"],
                    "变为待定": shift.newly["undecided"],
                    "因此升": shift.at_gain,
                    "因此降": shift.at_loss,
                }
                for shift in comparison.shifts.values()
            ]
        )
    shown = sorted((one for one in comparison.lines if one.direction or one.turns), key=_order)
    for line in shown[:LINES]:
        out.print(_line(comparison, line), highlight=False, markup=False, soft_wrap=True)
    if len(comparison.lines) > LINES or len(comparison.lines) > len(shown):
        words = f"结论或得分有变化的共 {len(comparison.lines)} 个单位，用 --format json 可看全部。"
        out.print(words, highlight=False)


def _order(line: "Line") -> int:
    """Who loses first, then who gains, then for whom only a condition turned."""
    return {-1: 0, 1: 1, 0: 2}[line.direction]


def _line(comparison: "Comparison", line: "Line") -> str:
    mark = {1: "升", -1: "降", 0: "级别不变"}[line.direction]
    old, new = comparison.old, comparison.new
    told = [
        f"{line.id}：{mark}，确定 {_moved(old, new, line.certain)}，可能 {_moved(old, new, line.possible)}"
    ]
    if None not in line.points and line.points[0] != line.points[1]:
        told.append(f"得分 {line.points[0]} → {line.points[1]}")
    told += [_turned(turn) for turn in line.turns]
    return "；".join(told)


def _moved(old: "Side", new: "Side", levels: tuple[str, str]) -> str:
    before, after = old.level_name(levels[0]), new.level_name(levels[1])
    return before if before == after else f"{before} → {after}"


def _turned(turn: "Turn") -> str:
    return f"{turn.name} {VERDICT_WORDS[turn.old]} → {VERDICT_WORDS[turn.new]}"
