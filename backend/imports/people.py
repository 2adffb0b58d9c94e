"""Columns of a list about people: nothing here reads them, so what they say is never stored.

Names, telephone numbers and the like live in one table only; a roster that carries a contact for each firm
would put thousands of them beside it.
"""

import re
from collections.abc import Collection, Sequence

from backend.batch.cells import Cell, CellFault, text_of
from backend.imports.headings import LOOKED_AT, normal
from backend.imports.reading import Row

_HEADING = re.compile(
    r"(企业|单位|公司|项目|主要|数字化|填报)*"
    r"(?P<who>法定代表人|法人代表|法定代表|法人|实际控制人|联系人|联络员|负责人|经办人|填报人|填表人)?"
    r"的?(及|和|/)?"
    r"(?P<what>姓名|(联系|办公|固定|移动)?(电话|手机)(号|号码)?|联系方式|座机|(电子)?(邮箱|邮件)(地址)?"
    r"|e?mail|微信(号)?|qq(号)?|(身份证|证件)(号|号码)?|(家庭|联系)(住址|地址))?"
)
_SIGNED = re.compile(
    r"(?P<who>(填表|制表|填报|审核|联系|经办|负责|统计|编制|单位负责)人(电话)?|联系电话)\s*[:：].+", re.DOTALL
)


def without_people(rows: Sequence[Row], kept: Collection[int]) -> list[Row]:
    """The rows without what columns about people say, and without the names under a list (填表人：…).

    `kept` are the places of the columns that the list is read by.
    """
    begins: dict[int, int] = {}
    for number, cells in rows[:LOOKED_AT]:
        for place, cell in enumerate(cells):
            if place not in kept and _is_about_people(cell):
                begins.setdefault(place, number)
    return [
        (number, [_plain(cell, number > begins.get(place, number)) for place, cell in enumerate(cells)])
        for number, cells in rows
    ]


def _is_about_people(cell: Cell) -> bool:
    try:
        found = _HEADING.fullmatch(normal(text_of(cell)))
    except CellFault:
        return False
    return found is not None and bool(found["who"] or found["what"])


def _plain(cell: Cell, is_about_people: bool) -> Cell:  # noqa: FBT001 - the cell and its column
    if is_about_people:
        return ""
    signed = _SIGNED.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return f"{signed['who']}：" if signed else cell
