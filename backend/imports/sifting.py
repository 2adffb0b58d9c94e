"""Telling the lines of a list from what stands between them: totals, notes, headings printed once more."""

import re
import unicodedata
from collections.abc import Sequence

from backend.batch.cells import Cell, CellFault, is_blank, text_of

_SPACES = re.compile(r"\s+")
_TOTAL = re.compile(r"(合计|总计|小计|共计|累计|本页计|本页合计|全市合计|全县合计|汇总)([:：(（].*|[0-9].*)?")
_COUNT = re.compile(r"(以上)?(共计?|合计|总计)[0-9]+[家个户条]企?业?.*")
_NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明)[0-9]?[:：.、].*"
    r"|(填表|制表|填报|审核|联系|经办|负责|统计|编制)(人|单位|日期|时间|负责人|电话)[:：].*"
    r"|(单位负责人|联系电话|填报日期|制表日期|数据来源|来源|打印日期|打印时间)[:：].*"
    r"|第[0-9]+页.*|-+[0-9]+-+"
)
_FEW = 2
"""Texts in a row that may all be remarks (填表人 on the left, 审核人 on the right)."""


def why_skipped(cells: Sequence[Cell], number: int, header: int, names: Sequence[str]) -> str:
    """Why a row is no line of the list, in words; empty for a line."""
    if number <= header:
        return "表头及以上的标题、说明" if number < header else "表头"
    said = [_said(cell) for cell in cells if not is_blank(cell)]
    if not said:
        return "空行"
    if any(map(_TOTAL.fullmatch, said[:2])) or _COUNT.fullmatch(said[0]):
        return "合计行"
    if _NOTE.fullmatch(said[0]) and (len(said) <= _FEW or all(map(_NOTE.fullmatch, said))):
        return "表下的说明"
    headings = [_said(name) for name in names]
    if [_said(cell) for cell in cells][: len(headings)] == headings:
        return "重复的表头"
    return ""


def _said(cell: Cell) -> str:
    try:
        return _SPACES.sub("", unicodedata.normalize("NFKC", text_of(cell)))
    except CellFault:
        return ""
