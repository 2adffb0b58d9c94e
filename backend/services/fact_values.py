"""One value of a fact in its three forms: as typed, as stored, as the engine takes it – and in words.

Stored is the register's own text: a decimal string (money in whole yuan), an ISO date, a choice id, or
choice ids joined by commas. People type and read money in 万元. One entry of the tables below per kind.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from assessments.schema.common import zh
from assessments.schema.fact import Fact, FactKind
from assessments.stated import Value
from backend.batch.words import unit_name

YUAN_PER_WAN = 10_000
MONEY_LIMIT = Decimal(10) ** 15
"""Largest amount in yuan, either sign: far above any firm, far below what an int64 sum could overflow."""
NUMBER_LIMIT = Decimal(10) ** 9
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
LONGEST_NUMBER = 18


class FactInputError(ValueError):
    """What was typed cannot be a value of the fact; the message says why, in Chinese."""


def to_stored(fact: Fact, typed: Sequence[str]) -> str:
    """The stored text of what was typed; empty when nothing was. Raises FactInputError."""
    given = [text.strip() for text in typed if text.strip()]
    if not given:
        return ""
    if len(given) > 1 and fact.kind != "set":
        raise FactInputError("这里只能填一个值。")
    return _READERS[fact.kind](fact, given)


def to_typed(fact: Fact, stored: str) -> tuple[str, ...]:
    """What the fields show for a stored text: one text, or the chosen ids of a set."""
    if not stored:
        return ()
    if fact.kind in {"money", "ledger"}:
        return (_digits(Decimal(stored) / YUAN_PER_WAN),)
    return tuple(stored.split(",")) if fact.kind == "set" else (stored,)


def to_words(fact: Fact, stored: str) -> str:
    """The stored value in words for a page: 2,000 万元, 2.5 级, 良好, 2026年3月1日."""
    return _WORDS[fact.kind](fact, stored) if stored else ""


def to_value(fact: Fact, stored: str) -> Value:
    """The stored value as the engine takes it."""
    return _VALUES[fact.kind](stored)


def from_value(value: Value) -> str:
    """The stored text of a value that was read from a file by the rules of `assessments.fact_values`."""
    if isinstance(value, Decimal):
        return _digits(value)
    return (
        value.isoformat() if isinstance(value, date) else value if isinstance(value, str) else ",".join(value)
    )


def _number(fact: Fact, text: str, decimals: int, limit: Decimal) -> Decimal:
    # People paste from spreadsheets: full-width digits, thousands separators and the unit itself.
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix(unit_name(fact))
    # A comma elsewhere may have been meant as a decimal point: 1,2 must not become 12.
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if plain.isdecimal() and len(plain) > LONGEST_NUMBER:
        raise FactInputError("数字过大，请检查单位是否正确。")
    if not _NUMBER.fullmatch(plain):
        raise FactInputError(f"请填写数字，例如 {_example(fact)}。")
    value = Decimal(plain)
    if value != round(value, decimals):
        raise FactInputError(f"最多保留 {decimals} 位小数。" if decimals else "请填写整数。")
    if abs(value) > limit:
        raise FactInputError("数字过大，请检查单位是否正确。")
    return value


def _example(fact: Fact) -> str:
    if fact.maximum is not None:
        return _digits(fact.maximum)
    return "1200.5" if fact.kind in {"money", "ledger"} else "12"


def _check_bounds(fact: Fact, value: Decimal, shown: Callable[[Decimal], str]) -> None:
    if fact.minimum is not None and value < fact.minimum:
        raise FactInputError(f"不能小于 {shown(fact.minimum)}。")
    if fact.maximum is not None and value > fact.maximum:
        raise FactInputError(f"不能大于 {shown(fact.maximum)}。")


def _read_money(fact: Fact, given: Sequence[str]) -> str:
    # Four decimals of 万元 are whole yuan.
    yuan = _number(fact, given[0], 4, MONEY_LIMIT / YUAN_PER_WAN) * YUAN_PER_WAN
    _check_bounds(fact, yuan, lambda bound: f"{_digits(bound / YUAN_PER_WAN)} 万元")
    return _digits(yuan)


def _read_amount(fact: Fact, given: Sequence[str]) -> str:
    stored = _read_money(fact, given)
    if Decimal(stored) < 0:
        raise FactInputError("台账金额不能为负。")
    return stored


def _read_number(fact: Fact, given: Sequence[str]) -> str:
    value = _number(fact, given[0], 0 if fact.kind == "count" else fact.decimals, NUMBER_LIMIT)
    _check_bounds(fact, value, _digits)
    if fact.kind == "count" and value < 0:
        raise FactInputError("数量不能为负。")
    return _digits(value)


def _read_choices(fact: Fact, given: Sequence[str]) -> str:
    chosen = set(given)
    known = [choice.id for choice in fact.choices]
    if not chosen.issubset(known):
        raise FactInputError("请从列出的选项中选择。")
    return ",".join(choice for choice in known if choice in chosen)


def _read_date(_fact: Fact, given: Sequence[str]) -> str:
    try:
        day = date.fromisoformat(given[0])
    except ValueError:
        raise FactInputError("请填写日期，如 2026-03-01。") from None
    if not EARLIEST <= day <= LATEST:
        raise FactInputError(f"日期应在 {EARLIEST.year} 年至 {LATEST.year} 年之间。")
    return day.isoformat()


def _digits(value: Decimal) -> str:
    """A decimal without exponent, trailing zeros or a sign before zero."""
    return f"{value.normalize() + 0:f}"


def _words_of_money(_fact: Fact, stored: str) -> str:
    return f"{(Decimal(stored) / YUAN_PER_WAN).normalize():,f} 万元"


def _words_of_number(fact: Fact, stored: str) -> str:
    return f"{Decimal(stored).normalize():,f} {unit_name(fact)}".strip()


def _words_of_choices(fact: Fact, stored: str) -> str:
    labels = {choice.id: zh(choice.label) for choice in fact.choices}
    return "、".join(labels.get(choice, choice) for choice in stored.split(","))


def _words_of_date(_fact: Fact, stored: str) -> str:
    day = date.fromisoformat(stored)
    return f"{day.year}年{day.month}月{day.day}日"


_READERS: Mapping[FactKind, Callable[[Fact, Sequence[str]], str]] = {
    "money": _read_money,
    "ledger": _read_amount,
    "count": _read_number,
    "number": _read_number,
    "level": _read_number,
    "choice": _read_choices,
    "set": _read_choices,
    "date": _read_date,
}
_WORDS: Mapping[FactKind, Callable[[Fact, str], str]] = {
    "money": _words_of_money,
    "ledger": _words_of_money,
    "count": _words_of_number,
    "number": _words_of_number,
    "level": _words_of_number,
    "choice": _words_of_choices,
    "set": _words_of_choices,
    "date": _words_of_date,
}
_VALUES: Mapping[FactKind, Callable[[str], Value]] = {
    "money": Decimal,
    "ledger": Decimal,
    "count": Decimal,
    "number": Decimal,
    "level": Decimal,
    "choice": str,
    "set": lambda stored: tuple(stored.split(",")),
    "date": date.fromisoformat,
}
