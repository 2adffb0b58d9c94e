"""Reading a line of a roster: every column, all problems at once."""

from collections.abc import Mapping
from typing import Any

from assessments.schema.common import ProductionType
from backend.imports import cells
from backend.imports.kind import Ask, Context, Line, Problem
from backend.imports.roster_known import Found, Known, year_of
from backend.services.firms import LONGEST_PARK

DEMO_DIVISION = "3399"
"""Third to sixth digit of a demo code: a division that no register uses."""
LONGEST_NAME = 100

_PRODUCTION: Mapping[str, ProductionType] = {
    f"{word}{ending}": kind
    for word, kind in (("离散", ProductionType.DISCRETE), ("流程", ProductionType.PROCESS))
    for ending in ("", "型", "制造", "型制造")
}
_SIZES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}


def read(context: Context, line: Line, problems: list[Problem]) -> tuple[dict[str, Any], Ask | None]:
    """The values of a line, empty where they are blank or wrong, and the question where its county moved."""
    found: Found = context.found
    code = cells.credit_code(line, "code", problems)
    _check_division(context, code, problems)
    values: dict[str, Any] = {
        "code": code,
        "name": cells.text(line, "name", problems, longest=LONGEST_NAME, required=True),
        "industry": _industry(found, line, problems),
        "production": _production(line, problems),
        "park": cells.text(line, "park", problems, longest=LONGEST_PARK),
        "above_scale": cells.yes_no(line, "above_scale", problems),
    }
    values["county"], ask = _county(context, found, line, problems)
    return values, ask


def compare_size(known: Known, line: Line, problems: list[Problem]) -> None:
    """Tell where a roster gives another size than the one that follows from the firm's figures."""
    said = cells.words(line, "size").removesuffix("企业")
    ours = _SIZES.get(known.firm.size, "")
    if ours and said in _SIZES.values() and said != ours:
        text = f"名录写“{said}”，按填报数据划为“{ours}”；规模以填报数据为准，没有改动。"
        problems.append(Problem("size", text, is_note=True))


def _check_division(context: Context, code: str, problems: list[Problem]) -> None:
    is_made_up = code[2:6] == DEMO_DIVISION
    if code and context.is_demo and not is_made_up:
        text = f"这是演示库，只接受演示代码（第 3 至 6 位为 {DEMO_DIVISION}）；真实企业请导入正式库。"
        problems.append(Problem("code", text))
    if code and not context.is_demo and is_made_up:
        text = f"这是演示代码（第 3 至 6 位为 {DEMO_DIVISION}），正式库不接受，请删去这一行。"
        problems.append(Problem("code", text))


def _industry(found: Found, line: Line, problems: list[Problem]) -> str:
    said = cells.words(line, "industry")
    if not said:
        problems.append(Problem("industry", "没有填写，请填四位行业小类代码或小类全称。"))
        return ""
    return found.industries.read(said, problems)


def _production(line: Line, problems: list[Problem]) -> str:
    said = cells.words(line, "production")
    if not said:
        return ""
    kind = _PRODUCTION.get(said)
    if kind is None:
        text = f"“{said[:20]}”不是生产类型，请填“离散型”或“流程型”，或留空。"
        problems.append(Problem("production", text))
        return ""
    return kind.value


def _county(context: Context, found: Found, line: Line, problems: list[Problem]) -> tuple[str, Ask | None]:
    """The reporting area of a line: its zone, else its county, else the county whose list it is."""
    said, zone_said = cells.words(line, "county"), cells.words(line, "zone")
    code, ask = "", None
    if said:
        place = found.places.read(said, "county", year_of(context), line.answer, problems)
        code, ask = place.code, place.ask
    elif not zone_said:
        code = found.places.only
        if not code:
            problems.append(Problem("county", "没有填写，请填所属县（市、区）的名称或代码。"))
    if not zone_said:
        return code, ask
    zone = found.places.zone(zone_said, problems)
    if zone and code and not found.places.same_city(zone, code):
        problems.append(Problem("zone", "功能区与所属县（市、区）不在同一个设区市，请核对。"))
    return zone, None
