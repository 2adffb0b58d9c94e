"""Reading what is asked about a whole list: its year, its day, where it comes from."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from backend import clock
from backend.imports.kind import Kind, Option
from backend.services.errors import InvalidInputError

PREFIX = "option_"
"""Before the id of an option in the name of its field, so that it cannot be another field of the form."""
EARLIEST_YEAR = 2000
_LONGEST = 200


def read_options(kind: Kind, typed: Mapping[str, str]) -> dict[str, str]:
    """The options in their normal form, by id. Raises InvalidInputError by field (see PREFIX)."""
    found: dict[str, str] = {}
    problems: dict[str, str] = {}
    for option in kind.options:
        text = typed.get(option.id, "").strip()
        if option.kind != "text":
            text = unicodedata.normalize("NFKC", text)
        if not text:
            if option.required:
                problems[PREFIX + option.id] = f"请填写{option.label}。"
            found[option.id] = ""
            continue
        found[option.id] = text
        fault = _CHECKS[option.kind](option, text)
        if fault:
            problems[PREFIX + option.id] = fault
    if problems:
        raise InvalidInputError(problems)
    return found


def _text(option: Option, text: str) -> str:
    return f"{option.label}最多 {_LONGEST} 个字，请缩短。" if len(text) > _LONGEST else ""


def _year(option: Option, text: str) -> str:
    latest = clock.today().year + 1
    if text.isascii() and text.isdecimal() and EARLIEST_YEAR <= int(text) <= latest:
        return ""
    return f"{option.label}应为 {EARLIEST_YEAR} 至 {latest} 之间的四位年份。"


def _day(option: Option, text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"{option.label}应为日期，如 2026-03-01。"
    return ""


def _choice(option: Option, text: str) -> str:
    known = {value for value, _label in option.choices}
    return "" if text in known else f"请从列出的选项中选择{option.label}。"


_CHECKS: Mapping[str, Callable[[Option, str], str]] = {
    "text": _text,
    "year": _year,
    "day": _day,
    "choice": _choice,
}
