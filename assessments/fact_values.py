"""Reading what someone states about a fact: strictly typed, with Chinese messages for what is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from assessments.faults import ValueFault
from assessments.figures import QUANTITIES, decimals_kept
from assessments.schema.common import zh
from assessments.schema.fact import Fact, Source
from assessments.stated import FactValue, Value
from assessments.wording import SOURCES, listed, quoted

LARGEST_NUMBER = Decimal(10) ** 15
"""No figure of a firm is larger; with it every number prints exactly as a JSON number."""

FIRST_YEAR, LAST_YEAR = 1900, 2100

_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ROW_KEYS = frozenset({"value", "year", "from", "to", "as_of", "source"})


def parse_value(fact: Fact, raw: Any) -> Value:
    """What someone sent as the value of a fact; ValueFault says what is wrong.

    Numbers come as numbers or decimal strings (money in yuan), choices by id or Chinese label, sets as lists
    of those, dates as ISO dates.
    """
    return _PARSERS[fact.kind](fact, raw)


def parse_row(fact: Fact, row: Mapping[str, Any]) -> FactValue:
    """One row `{"value", "year" | "from"/"to" | "as_of", "source"}`; ValueFault says what is wrong."""
    strange = [key for key in row if key not in _ROW_KEYS]
    if strange:
        raise ValueFault(f"不认识字段{quoted(strange[0])}，可用 value、year、from、to、as_of、source")
    if "value" not in row:
        raise ValueFault("缺少 value，请填数值")
    given = [name for name, keys in _PERIODS.items() if any(row.get(key) is not None for key in keys)]
    if len(given) > 1:
        raise ValueFault(f"{listed(given)} 只能填一种时期")
    start, end = parse_day(row.get("from"), "from"), parse_day(row.get("to"), "to")
    if start is not None and end is not None and end < start:
        raise ValueFault(f"from {start.isoformat()} 晚于 to {end.isoformat()}，请核对起止日期")
    return FactValue(
        parse_value(fact, row["value"]),
        source=_source(row.get("source")),
        year=_year(row.get("year")),
        start=start,
        end=end,
        as_of=parse_day(row.get("as_of"), "as_of"),
    )


def parse_day(raw: Any, name: str) -> date | None:
    """An ISO date under a name, None where nothing is given; ValueFault says what is wrong."""
    return None if raw is None else _read_day(raw, name)


def _read_day(raw: Any, name: str) -> date:
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            raise ValueFault(f"{name} 的{quoted(raw)}不是日历上的日期") from None
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    raise ValueFault(f"{name} 的{quoted(raw)}不是日期，请写成 2025-05-28 的形式")


_PERIODS: Mapping[str, tuple[str, ...]] = {"year": ("year",), "from/to": ("from", "to"), "as_of": ("as_of",)}


def _source(raw: Any) -> Source:
    if raw is None:
        return Source.SELF_STATED
    if isinstance(raw, str) and raw in tuple(Source):
        return Source(raw)
    known = listed(f"{source.value}（{SOURCES[source]}）" for source in Source)
    raise ValueFault(f"来源{quoted(raw)}不存在，可用：{known}")


def _year(raw: Any) -> int | None:
    if raw is None:
        return None
    number = _decimal(raw) if isinstance(raw, (int, Decimal)) and not isinstance(raw, bool) else None
    if number is not None and FIRST_YEAR <= number <= LAST_YEAR and number == number.to_integral_value():
        return int(number)
    raise ValueFault(f"year 的{quoted(raw)}不是年份，请填 {FIRST_YEAR}—{LAST_YEAR} 之间的整数")


def _quantity(fact: Fact, raw: Any) -> Decimal:
    number = _number(raw)
    decimals = decimals_kept(fact)
    if number != round(number, decimals):
        raise ValueFault(f"{quoted(raw)}的小数太长，{_whole_words(fact, decimals)}")
    if fact.minimum is not None and number < fact.minimum:
        raise ValueFault(f"{quoted(raw)}太小，“{zh(fact.label)}”不能小于 {fact.minimum}")
    if fact.maximum is not None and number > fact.maximum:
        raise ValueFault(f"{quoted(raw)}太大，“{zh(fact.label)}”不能大于 {fact.maximum}")
    return number


def _whole_words(fact: Fact, decimals: int) -> str:
    if decimals:
        return f"最多保留 {decimals} 位小数"
    return "金额以元计，请填整数" if fact.unit == "yuan" else "请填整数"


def _number(raw: Any) -> Decimal:
    """A finite decimal of at most fifteen digits; truth values and words of numbers are none."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal, str)):
        raise ValueFault(f"{quoted(raw)}不是数，请填数字")
    if isinstance(raw, str) and not _NUMBER.fullmatch(raw):
        raise ValueFault(f"{quoted(raw)}不是数，请填数字，如 20000000，不带千分号和单位")
    number = _decimal(raw)
    if number is None:
        raise ValueFault(f"{quoted(raw)}不是数，请填数字")
    if not -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
        raise ValueFault(f"{quoted(raw)}太大，绝对值不能超过 10 的 15 次方，请核对单位")
    if len(number.as_tuple().digits) > 15 and number != number.to_integral_value():
        raise ValueFault(f"{quoted(raw)}的位数太多，最多 15 位有效数字")
    return number.normalize() if number != number.to_integral_value() else Decimal(int(number))


def _decimal(raw: float | Decimal | str) -> Decimal | None:
    """The exact decimal, or None for what is infinite, no number, or too long to be a figure."""
    try:
        number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > 60:
        return None
    return number


def _choice(fact: Fact, raw: Any) -> str:
    for choice in fact.choices:
        if isinstance(raw, str) and raw in (choice.id, zh(choice.label)):
            return choice.id
    known = listed(zh(choice.label) for choice in fact.choices)
    raise ValueFault(f"“{zh(fact.label)}”没有取值{quoted(raw)}，可选：{known}")


def _set(fact: Fact, raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, (list, tuple)):
        raise ValueFault(f"“{zh(fact.label)}”可多选，请填列表，不能填{quoted(raw)}")
    chosen = [_choice(fact, member) for member in raw]
    if len(set(chosen)) < len(chosen):
        raise ValueFault(f"“{zh(fact.label)}”有取值重复，每个取值只写一次")
    return tuple(choice.id for choice in fact.choices if choice.id in chosen)


def _date(_: Fact, raw: Any) -> date:
    return _read_day(raw, "value")


_PARSERS: Mapping[str, Callable[[Fact, Any], Value]] = {
    **dict.fromkeys(QUANTITIES, _quantity),
    "choice": _choice,
    "set": _set,
    "date": _date,
}
