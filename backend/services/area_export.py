"""Tables as a workbook: one sheet each, the first one says what they are; and a picture as PNG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from backend.services.errors import ConflictError

Value = str | int | float | None

FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Zen Hei, sans-serif"
"""What a picture names for its words: the Chinese fonts of the usual systems."""
NO_FONT = (
    "服务器没有安装中文字体，不能生成 png。请下载 svg，或由管理员安装中文字体（如 fonts-noto-cjk）后重试。"
)
_NAME_LIMIT = 31
_WIDEST = 60
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
    '<text x="2" y="20" font-size="20" font-family="{fonts}">{words}</text></svg>'
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, lines above the table, the table's head (one or more rows) and its rows.

    Numbers are written as numbers; None is an empty cell.
    """

    name: str
    notes: tuple[str, ...] = ()
    head: tuple[tuple[str, ...], ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an xlsx file; text is always text, never a formula."""
    import xlsxwriter  # noqa: PLC0415 - only who writes workbooks waits for its library

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        top = {"valign": "top"}
        formats = {
            "head": book.add_format({**top, "bold": True, "text_wrap": True}),
            str: book.add_format({**top, "text_wrap": True}),
            int: book.add_format({**top, "num_format": "#,##0"}),
            float: book.add_format({**top, "num_format": "#,##0.0"}),
        }
        for one in sheets:
            _write(book.add_worksheet(one.name[:_NAME_LIMIT]), one, formats)
    return out.getvalue()


def _write(page: Any, one: Sheet, formats: Mapping[Any, Any]) -> None:
    for column, width in enumerate(_widths(one)):
        page.set_column(column, column, width)
    for line, note in enumerate(one.notes):
        page.write_string(line, 0, note)
    first = len(one.notes)
    for line, head in enumerate(one.head, start=first):
        for column, text in enumerate(head):
            page.write_string(line, column, text, formats["head"])
    first += len(one.head)
    if one.head:
        page.freeze_panes(first, 1)
    for line, row in enumerate(one.rows, start=first):
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(line, column, value, formats[str])
            elif value is not None:
                page.write_number(line, column, value, formats[type(value)])


def _widths(one: Sheet) -> list[int]:
    """Widths in characters; a Chinese character takes two."""
    rows = [*one.head[-1:], *one.rows]
    columns = max((len(row) for row in rows), default=0)
    return [
        min(_WIDEST, 2 + max((_width(row[column]) for row in rows if column < len(row)), default=8))
        for column in range(columns)
    ]


def _width(value: Value) -> int:
    text = "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
    return sum(2 if ord(letter) > 0xFF else 1 for letter in text)


def png(svg: str, width: int) -> bytes:
    """A drawing as PNG, `width` pixels wide. Raises ConflictError where no font has Chinese characters."""
    import resvg_py  # noqa: PLC0415 - only who draws waits for the fonts to be read

    if not has_chinese_font():
        raise ConflictError(NO_FONT)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width, background="white"))


@cache
def has_chinese_font() -> bool:
    """Whether a Chinese character leaves a mark: without a font for it there is nothing to see."""
    import resvg_py  # noqa: PLC0415 - as above

    with_words, without = (
        resvg_py.svg_to_bytes(svg_string=_PROBE.format(fonts=FONTS, words=words)) for words in ("县", "")
    )
    return bytes(with_words) != bytes(without)
