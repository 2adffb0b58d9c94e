"""Small pieces of Chinese that several messages share."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from assessments.schema.common import ProductionType, Purpose
from assessments.schema.fact import Source

PRODUCTION: Mapping[ProductionType, str] = {
    ProductionType.DISCRETE: "离散型",
    ProductionType.PROCESS: "流程型",
}

PURPOSES: Mapping[Purpose, str] = {
    Purpose.RECOGNITION: "新认定",
    Purpose.REVIEW: "复核",
    Purpose.SELF_CHECK: "自评",
}
"""In the order in which they are offered."""

SOURCES: Mapping[Source, str] = {
    Source.VERIFIED: "现场核验",
    Source.OFFICIAL_PLATFORM: "官方平台",
    Source.IMPORTED: "名单导入",
    Source.SELF_STATED: "企业填报",
}

LONGEST_QUOTE = 40

_NUMBERED = re.compile(r"[0-9A-Za-z.]+")


def quoted(value: Any) -> str:
    """What someone sent, safe to print: cut short, and without characters that no encoding carries."""
    if value is None:
        return "空值"
    try:
        text = str(value)
    except ValueError:  # Python refuses to spell integers of thousands of digits
        text = "过长的整数"
    safe = "".join(letter if letter.isprintable() else "�" for letter in text)
    return f"“{safe[:LONGEST_QUOTE]}…”" if len(safe) > LONGEST_QUOTE else f"“{safe}”"


def item_words(ref: str) -> str:
    """How a message calls an item: by its number, or – where the source numbers none – by its name."""
    return f"第 {ref} 题" if _NUMBERED.fullmatch(ref) else f"场景“{ref}”"


def item_named(ref: str, name: str) -> str:
    """The same with the item's name, unless that is its number."""
    return item_words(ref) if ref == name else f"{item_words(ref)}“{name}”"


def listed(words: Iterable[str]) -> str:
    """甲、乙、丙."""
    return "、".join(words)


def is_text(value: Any) -> bool:
    """Whether a value is text that every database and file can hold: no NUL, no lone surrogate."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
