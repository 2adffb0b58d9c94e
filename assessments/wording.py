"""Small pieces of Chinese that several messages share."""

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.schema.common import ProductionType
from assessments.schema.fact import Source

PRODUCTION: Mapping[ProductionType, str] = {
    ProductionType.DISCRETE: "离散型",
    ProductionType.PROCESS: "流程型",
}

SOURCES: Mapping[Source, str] = {
    Source.VERIFIED: "核验",
    Source.OFFICIAL_PLATFORM: "官方平台",
    Source.IMPORTED: "导入",
    Source.SELF_STATED: "自填",
}

LONGEST_QUOTE = 40


def quoted(value: Any) -> str:
    """What someone sent, safe to print: cut short, and without characters that no encoding carries."""
    try:
        text = str(value)
    except ValueError:  # Python refuses to spell integers of thousands of digits
        text = "过长的整数"
    safe = "".join(letter if letter.isprintable() else "�" for letter in text)
    return f"“{safe[:LONGEST_QUOTE]}…”" if len(safe) > LONGEST_QUOTE else f"“{safe}”"


def listed(words: Iterable[str]) -> str:
    """甲、乙、丙."""
    return "、".join(words)


def is_text(value: Any) -> bool:
    """Whether a value is text that every database and file can hold: no NUL, no lone surrogate."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
