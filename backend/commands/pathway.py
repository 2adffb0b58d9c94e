"""`zhiti pathway` and `zhiti sensitivity`: how a unit reaches a level, and what its level hangs on."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.commands.common import (
    CatalogueDir,
    PurposeOption,
    load_definitions,
    parse_purpose,
    read_unit_list,
)
from backend.terminal import AsOf, Format, check_format, err, out, parse_day, print_json

File = Annotated[Path, typer.Argument(help="JSON 文件：单位列表；- 表示标准输入。")]
Name = Annotated[str, typer.Option("--questionnaire", help="问卷：ID 或 ID@版本。")]

UNITS = {"percent": "%", "day": " 天", "points": " 分", "person": " 人", "year": " 年"}
STANDING = {False: "这一版本不在施行期，仅供参考。", None: "这一版本的施行日期未核实，请核对后使用。"}
"""What is told of a version that is not in force beyond doubt."""
VERDICTS = {"met": "符合", "not_met": "不符合", "undecided": "待定"}


def pathway(
    file: File,
    *,
    name: Name,
    level: Annotated[str, typer.Option("--to", help="目标等级：id 或名称。")],
    with_call: Annotated[
        bool, typer.Option("--with-call", help="同时满足当期申报条件（只对有申报条件的梯度）。")
    ] = False,
    as_of: AsOf = "",
    purpose: PurposeOption = "",
    output: Format = "text",
    folder: CatalogueDir = None,
) -> None:
    """求每个单位确定达到目标等级最省的一组改变、相近的其他路径，以及不能改变的条件。"""
    from assessments.outlook_file import OutlookFile

    check_format(output)
    day, meant, units = parse_day(as_of), parse_purpose(purpose), read_unit_list(file)
    look = OutlookFile(load_definitions(folder), name, day, meant)
    target = look.level(level)
    results = [
        look.pathway(raw, f"units[{number}]", target, with_call=with_call) for number, raw in enumerate(units)
    ]
    _print(results, output, _tell_pathway)


def sensitivity(
    file: File,
    *,
    name: Name,
    doubtful: Annotated[str, typer.Option("--doubtful", help="把握不大的题目：id 或题号，用逗号隔开。")] = "",
    as_of: AsOf = "",
    purpose: PurposeOption = "",
    output: Format = "text",
    folder: CatalogueDir = None,
) -> None:
    """看每个单位的等级取决于哪些答案、离各条件的界限多远、答案下降一档会怎样。"""
    from assessments.outlook_file import OutlookFile

    check_format(output)
    day, meant, units = parse_day(as_of), parse_purpose(purpose), read_unit_list(file)
    look = OutlookFile(load_definitions(folder), name, day, meant)
    unsure = [part.strip() for part in doubtful.replace("，", ",").split(",") if part.strip()]
    results = [look.sensitivity(raw, f"units[{number}]", unsure) for number, raw in enumerate(units)]
    _print(results, output, _tell_sensitivity)


def _print(results: list[dict[str, Any]], output: str, tell: Callable[[dict[str, Any]], None]) -> None:
    if output == "json":
        print_json(results)
    else:
        for result in results:
            _line(f"单位 {result['id']}（{result['questionnaire']}，{result['as_of']}）", style="bold")
            if result["in_force"] in STANDING:
                _line(STANDING[result["in_force"]])
            for error in result["errors"]:
                _line(f"{error['place']}：{error['message']}", style="yellow")
            if "certain" in result:
                tell(result)
    bad = sum(1 for result in results if result["errors"])
    if bad:
        err.print(f"{len(results)} 个单位中有 {bad} 个含有错误，位置见结果中的 errors。", style="yellow")


def _tell_pathway(result: dict[str, Any]) -> None:
    best, rest = result["best"], result["rest"]
    tell = _tell_reference if not result["is_binding"] else _tell_obstacles if best is None else _tell_routes
    tell(result)
    for fixed in result["fixed"]:
        verdict = VERDICTS.get(fixed["verdict"] or "", "")
        _line(f"不能改变：{fixed['name']}{f'（{verdict}）' if verdict else ''}，{fixed['reason']}")
    if rest is not None or (best is not None and best["steps"]):
        _line(result["efforts"])


def _tell_routes(result: dict[str, Any]) -> None:
    """The cheapest route and those near it."""
    best = result["best"]
    if not best["steps"]:
        _line(f"现状已确定达到{result['name']}，不用改变。", style="green")
        return
    _line(f"确定达到{result['name']}最省的路径（努力 {best['cost']}，已证明最省）：")
    _steps(best, result["actions"])
    for number, other in enumerate(result["alternatives"], start=1):
        _line(f"其他路径 {number}（努力 {other['cost']}）：")
        _steps(other, result["actions"])


def _tell_obstacles(result: dict[str, Any]) -> None:
    """What stands in the way, and what could be done beside it."""
    _line(f"无论怎样改变，都不能确定达到{result['name']}：", style="red")
    _unmet(result["unmet"])
    if result["rest"] is not None:
        _line(f"其余条件最省的路径（努力 {result['rest']['cost']}）：")
        _steps(result["rest"], result["actions"])


def _tell_reference(result: dict[str, Any]) -> None:
    """That nothing is certain, and what the rules would ask if they applied on the day."""
    standing, *unmet = result["unmet"]
    rest = result["rest"]
    _line(f"{standing['reasons'][0]}{result['name']}。", style="red")
    if unmet:
        _line("参考：按本版本的规则，以下条件仍不能确定达到：")
        _unmet(unmet)
    if rest is not None:
        _line(f"参考：按本版本的规则，{'其余条件' if unmet else ''}最省的路径（努力 {rest['cost']}）：")
        _steps(rest, result["actions"])
    elif not unmet:
        _line("参考：按本版本的规则，现状已符合各项条件。")


def _unmet(unmet: list[dict[str, Any]]) -> None:
    for one in unmet:
        _line(f"  {one['name']}：{'；'.join(one['reasons'])}")


def _steps(route: dict[str, Any], titles: dict[str, str]) -> None:
    """The steps with their actions, and below them once what several may have to keep in mind."""
    for step in route["steps"]:
        name = f"{step['ref']} {step['name']}" if step["ref"] else step["name"]
        _line(f"  · {name}：{step['told']}（努力 {step['effort']}）")
        for action in step["actions"]:
            _line(f"      举措：{titles[action]}")
    for note in dict.fromkeys(step["note"] for step in route["steps"] if step["note"]):
        _line(f"  注：{note}")


def _tell_sensitivity(result: dict[str, Any]) -> None:
    _line(f"等级：确定 {result['certain']}，可能 {result['possible']}；得分 {result['points']}")
    deciding, raising = result["deciding"], result["raising"]
    _line(f"下降一档就会降级的答案 {len(deciding)} 个：{_items(deciding) or '没有'}")
    _line(f"单独提高就能升级的答案 {len(raising)} 个：{_items(raising) or '没有'}")
    for one in result["margins"]:
        if one["margin"] is not None:
            _line(
                f"  {VERDICTS[one['verdict']]}  {one['name']}：{one['label']} {_amount(one['value'], one)}，"
                f"界限 {_amount(one['threshold'], one)}，余量 {_amount(one['margin'], one)}"
            )
    for number, fall in enumerate(result["weakest"], start=1):
        _line(f"最要紧的 {number} 个答案各降一档：确定 {fall['certain']}，可能 {fall['possible']}")
    if result["doubtful"] is not None:
        fall = result["doubtful"]
        _line(
            f"把握不大的 {len(fall['items'])} 个答案各降一档：确定 {fall['certain']}，可能 {fall['possible']}"
        )


def _amount(number: Any, margin: dict[str, Any]) -> str:
    """A number with its unit, money in 万元; a date as it is."""
    if isinstance(number, str):
        return number
    unit = margin["unit"]
    return f"{number / 10000:,.10g} 万元" if unit == "yuan" else f"{number:,.10g}{UNITS.get(unit, '')}"


def _items(effects: list[dict[str, Any]]) -> str:
    return "、".join(f"{one['ref']} {one['name']}" for one in effects)


def _line(text: str, style: str = "") -> None:
    out.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
