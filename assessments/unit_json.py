"""Strict JSON in, plain JSON data out.

Nothing a file holds may stop the reading of the rest: NaN, Infinity and repeated keys become values that the
reader of a unit reports by place.
"""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from assessments.faults import UnitFileError

LONGEST_INTEGER = 40
"""Digits of an integer literal that is still read as one."""


class JsonObject(dict[str, Any]):
    """A JSON object that remembers which keys the text repeats."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.repeated = tuple(key for key in self if keys.count(key) > 1) if len(keys) > len(self) else ()


class NoNumber:
    """Stands for NaN, Infinity or a literal that no number is: of a type that nothing accepts."""

    def __init__(self, literal: str) -> None:
        self.literal = literal

    def __str__(self) -> str:
        return self.literal


def read_units(text: str | bytes) -> list[Any]:
    """The list in a file; UnitFileError when it is no UTF-8, no JSON or no list."""
    try:
        data = json.loads(
            text.decode("utf-8-sig") if isinstance(text, bytes) else text,
            object_pairs_hook=JsonObject,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=NoNumber,
        )
    except UnicodeDecodeError as fault:
        raise UnitFileError(f"文件不是 UTF-8 编码（第 {fault.start} 字节起），请另存为 UTF-8") from None
    except json.JSONDecodeError as fault:
        where = f"第 {fault.lineno} 行第 {fault.colno} 列"
        raise UnitFileError(f"文件不是 JSON：{where}附近有语法错误，请核对引号、逗号和括号") from None
    except RecursionError:
        raise UnitFileError("文件的括号嵌套太深，请核对格式") from None
    if not isinstance(data, list):
        raise UnitFileError("文件须是单位的列表，最外层请用方括号 [ ]")
    return data


def plain(value: Any) -> Any:
    """A value as plain JSON data: exact decimals as numbers that print alike, dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def _decimal(literal: str) -> Decimal | NoNumber:
    try:
        return Decimal(literal)
    except InvalidOperation:
        return NoNumber(literal)


def _integer(literal: str) -> int | NoNumber:
    return int(literal) if len(literal) <= LONGEST_INTEGER else NoNumber(literal)
