"""What is moved in a trial, read from what somebody typed, with a message for each field that is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assessments.scenario import Bound

WAN = 10_000
LARGEST = Decimal(10) ** 12
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)

_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,4})?")
_WHOLE = re.compile(r"[0-9]{1,3}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Moves:
    """New bounds by key (money in whole yuan), and per level a share and items to spare; `off` conditions."""

    bounds: Mapping[str, Decimal | date] = field(default_factory=dict)
    percents: Mapping[str, int] = field(default_factory=dict)
    spares: Mapping[str, int] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is moved at all."""
        return bool(self.bounds or self.percents or self.spares or self.off)


class _MoveError(ValueError):
    """A figure that cannot be used; the message is for the user."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed: bounds by their keys, shares and spare items by level."""

    bounds: Mapping[str, str] = field(default_factory=dict)
    percents: Mapping[str, str] = field(default_factory=dict)
    spares: Mapping[str, str] = field(default_factory=dict)


def read_moves(
    given: Typed, bounds: Sequence[Bound], levels: Sequence[str], usual: int
) -> tuple[Moves, dict[str, str]]:
    """The moves, and per field what is wrong; a field left empty or as it stands moves nothing.

    `usual` is the share that the rules ask for.
    """
    errors: dict[str, str] = {}
    found: dict[str, Decimal | date] = {}
    for bound in bounds:
        text = given.bounds.get(bound.key, "").strip()
        if not text:
            continue
        try:
            value = _value(bound, text)
        except _MoveError as error:
            errors[f"bound:{bound.key}"] = str(error)
            continue
        if value != bound.value:
            found[bound.key] = value
    percents = _PERCENT.read(given.percents, levels, errors)
    spares = _SPARE.read(given.spares, levels, errors)
    moved = {level: number for level, number in percents.items() if number != usual}
    return Moves(found, moved, {level: number for level, number in spares.items() if number}), errors


def typed(bound: Bound) -> str:
    """A bound as it stands in a field: money in 万元."""
    if isinstance(bound.value, date):
        return bound.value.isoformat()
    value = bound.value / WAN if bound.kind == "money" else bound.value
    return f"{value.normalize():f}"


def _value(bound: Bound, text: str) -> Decimal | date:
    if bound.kind == "date":
        return _day(bound, text)
    if not _NUMBER.fullmatch(text):
        raise _MoveError(f"“{bound.gate_name}”的{bound.label}应为数字，最多四位小数，如 1500。")
    value = Decimal(text) * (WAN if bound.kind == "money" else 1)
    if abs(value) > LARGEST:
        raise _MoveError(f"“{bound.gate_name}”的{bound.label}过大，请核对单位。")
    if bound.kind == "count" and value != int(value):
        raise _MoveError(f"“{bound.gate_name}”的{bound.label}应为整数。")
    return value


def _day(bound: Bound, text: str) -> date:
    span = f"{EARLIEST.year} 年至 {LATEST.year} 年"
    message = f"“{bound.gate_name}”的{bound.label}应写成 2026-10-31 的形式，在 {span}之间。"
    if not _DAY.fullmatch(text):
        raise _MoveError(message)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _MoveError(message) from None
    if not EARLIEST <= day <= LATEST:
        raise _MoveError(message)
    return day


@dataclass(frozen=True)
class _Field:
    """A whole number asked per level: its name in the form, what people call it, its bounds."""

    name: str
    label: str
    least: int
    most: int

    def read(self, texts: Mapping[str, str], levels: Sequence[str], errors: dict[str, str]) -> dict[str, int]:
        """The numbers that are given, by level."""
        found = {}
        for level in levels:
            text = texts.get(level, "").strip()
            if not text:
                continue
            number = int(text) if _WHOLE.fullmatch(text) else -1
            if self.least <= number <= self.most:
                found[level] = number
            else:
                errors[f"{self.name}:{level}"] = f"{self.label}应为 {self.least} 至 {self.most} 的整数。"
        return found


_PERCENT = _Field("percent", "必答题达标比例", 1, 100)
_SPARE = _Field("spare", "允许缺的条数", 0, 200)
