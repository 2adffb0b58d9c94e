"""`zhiti kinds`: kinds of firms – found, shown, and beside those in use."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from backend.commands.common import existing_database, load_definitions
from backend.terminal import Format, err, out, show

if TYPE_CHECKING:
    from backend.services.kinds_of_firms.contents import StoredKinds

kinds = typer.Typer(help="企业类型（按各能力域得分率分出的自然分组）。", no_args_is_help=True)

Questionnaire = Annotated[
    str, typer.Option("--questionnaire", help="评价工具的编号，如 zj-ladder；不写即第一种。")
]


@kinds.command("fit")
def kinds_fit(
    questionnaire: Questionnaire = "",
    accept: Annotated[bool, typer.Option("--accept", help="算出后立即启用；不写则待省级确认。")] = False,
) -> None:
    """由当前已提交的自评重新计算，存为待确认的结果。"""
    from backend.auth.actor import SYSTEM
    from backend.services.kinds_of_firms import area_kinds, fitting, jobs

    catalogue = load_definitions()
    name = area_kinds.known_questionnaire(catalogue, questionnaire)
    with existing_database() as database:
        job = jobs.begin(database, SYSTEM, catalogue, name, jobs.READ_AT_MOST)
        if job.problem:
            err.print(job.problem, style="red", markup=False)
            raise typer.Exit(1)
        found = fitting.candidate(database, SYSTEM, name)
        if found is None:
            err.print("没有算出结果，可能同时有人处理了这一结果。请重新运行。", style="red")
            raise typer.Exit(1)
        if accept:
            fitting.decide(database, SYSTEM, catalogue, catalogue.regions.code, found.id, accept=True)
    out.print(_verdict(found), highlight=False, markup=False)


@kinds.command("show")
def kinds_show(questionnaire: Questionnaire = "", output: Format = "text") -> None:
    """显示正在使用的企业类型：名称、单位数、典型等级。"""
    found = _stored(questionnaire, is_candidate=False)
    rows: list[dict[str, Any]] = [
        {
            "kind": kind + 1,
            "name": name,
            "units": found.content.sizes[kind],
            "typical_rank": found.content.rungs[kind],
        }
        for kind, name in enumerate(found.content.names)
    ]
    if output == "text":
        err.print(_verdict(found), highlight=False, markup=False)
    show(rows, output)


@kinds.command("drift")
def kinds_drift(questionnaire: Questionnaire = "", output: Format = "text") -> None:
    """把待确认的结果与正在使用的比较：多少单位换了类型，各类中心移动多少。"""
    found = _stored(questionnaire, is_candidate=True)
    drift = found.evidence.drift
    if drift is None:
        err.print("此前没有启用过企业类型，没有可以比较的。")
        return
    if output == "text":
        line = f"两次分类的一致度 {drift.agreement:.2f}（1 为完全相同），{drift.moved} 个单位换了类型。"
        err.print(line, highlight=False)
    names = (*drift.names_before, "—")
    rows: list[dict[str, Any]] = [
        {
            "kind": found.content.names[shift.kind],
            "units": found.content.sizes[shift.kind],
            "mostly_from": names[shift.before],
            "shift_points": round(shift.points, 1),
        }
        for shift in drift.shifts
    ]
    show(rows, output)


def _stored(questionnaire: str, *, is_candidate: bool) -> "StoredKinds":
    from backend.auth.actor import SYSTEM
    from backend.services.kinds_of_firms import area_kinds, fitting

    name = area_kinds.known_questionnaire(load_definitions(), questionnaire)
    with existing_database() as database:
        read = fitting.candidate if is_candidate else fitting.in_use
        found = read(database, SYSTEM, name)
    if found is None:
        told = "没有待确认的结果。" if is_candidate else "还没有启用企业类型。"
        err.print(told + "请先运行 zhiti kinds fit。", style="red")
        raise typer.Exit(1)
    return found


def _verdict(found: "StoredKinds") -> str:
    if not found.has_kinds:
        return f"{found.units} 个单位没有自然分组：从低到高连续分布，不宜硬分成类。"
    return f"{found.units} 个单位分为 {len(found.content.names)} 类：" + "；".join(found.content.names) + "。"
