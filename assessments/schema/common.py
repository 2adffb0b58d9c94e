"""Building blocks shared by every catalogue model: strict base, text by language, citations, provenance.

The loader hands over every YAML scalar as text (see `assessments.reading`), so all conversion of numbers,
dates and truth values happens here, once, and never by YAML's or pydantic's own guesses. Messages are in
Chinese because an author of criteria reads them.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)

SOURCE_LANGUAGE = "zh-CN"


class Definition(BaseModel):
    """Base of all catalogue models: frozen, and any unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Grown(Definition):
    """A definition that got fields after versions of it were published.

    `added` names them: while one has its default it is left out of every dump, so that the digests of
    versions published before it existed stay what they were.
    """

    added: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_unused(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        dumped: dict[str, Any] = handler(self)
        fields = type(self).model_fields
        unused = (name for name in self.added if getattr(self, name) == fields[name].default)
        for name in unused:
            dumped.pop(name, None)
        return dumped


class Purpose(StrEnum):
    """What a firm is assessed for; two versions of one instrument may be in force for different ones."""

    RECOGNITION = "recognition"
    """新认定."""
    REVIEW = "review"
    """复核."""
    SELF_CHECK = "self_check"


class Provenance(StrEnum):
    """How sure we are of a criterion, from its source."""

    OFFICIAL = "official"
    """A copy of the official text was read."""
    CORROBORATED = "corroborated"
    """Two or more independent secondary sources agree."""
    TRANSCRIPT = "transcript"
    """One secondary source."""
    RECALLED = "recalled"
    """Unconfirmed: shown, and always evaluates to undecided."""
    DERIVED = "derived"
    """Our own deduction."""


class Status(StrEnum):
    """Life of a version: a draft may change and rates nobody officially; published rules are frozen."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ProductionType(StrEnum):
    """离散型 / 流程型: how a unit makes things, which decides the items it is asked."""

    DISCRETE = "discrete"
    PROCESS = "process"


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WHOLE = re.compile(r"-?[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WIDE = r"\u3000-\u303f\uff00-\uffef\u2018\u2019\u201c\u201d\u2014\u2026"
_FOLD = re.compile(rf"(?<=[{_WIDE}]) +| +(?=[{_WIDE}])|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")


def _unfold(wording: str) -> str:
    """Drop the spaces that YAML's `>-` makes of line breaks inside a Chinese sentence."""
    return _FOLD.sub("", wording.strip())


def _clean_text(text: Mapping[str, str]) -> Mapping[str, str]:
    clean = {
        tag: _unfold(wording) if tag.startswith("zh") else wording.strip() for tag, wording in text.items()
    }
    if not clean.get(SOURCE_LANGUAGE):
        raise ValueError(f"文字须有非空的 {SOURCE_LANGUAGE} 一项")
    return clean


def _parse_bool(value: Any) -> Any:
    # YAML 1.1 would also accept yes/no/on/off; a catalogue says true or false.
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise ValueError("只能写 true 或 false")


def _parse_number(value: Any) -> Any:
    # Decimal() would also take 1e5, 1_000, NaN and full-width digits.
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    raise ValueError("须写成数字，如 1.67")


def _parse_whole(value: Any) -> Any:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("须写成整数，如 3")


def _parse_day(value: Any) -> Any:
    # pydantic alone would read "86400" as a time stamp.
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("没有这一天") from None
    if isinstance(value, date):
        return value
    raise ValueError("日期须写成 2025-05-28 的形式")


def _parse_day_or_unknown(value: Any) -> Any:
    return value if value is None or value == "unknown" else _parse_day(value)


Text = Annotated[Mapping[str, str], AfterValidator(_clean_text)]
"""Text keyed by language tag; zh-CN is always there; line folds inside Chinese sentences are removed."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=80)]
"""An id: English words in lower case joined by '-' or '_'."""

Ref = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.\u4e00-\u9fff]+$", max_length=12)]
"""The number, letter or name under which the source prints something: "4.1", "B", "产品设计"."""

VersionName = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z.-]*$", max_length=20)]

Citation = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9.-]+$")]
"""`policy-id#clause-id`."""

RegionCode = Annotated[str, StringConstraints(pattern=r"^33[0-9]{4}$")]

ZoneCode = Annotated[str, StringConstraints(pattern=r"^33[0-9]{2}Z[0-9A-Z]$")]
"""A functional zone: the four digits of its city, Z, and one digit or letter."""

Bool = Annotated[bool, BeforeValidator(_parse_bool)]
Number = Annotated[Decimal, BeforeValidator(_parse_number)]
Whole = Annotated[int, BeforeValidator(_parse_whole)]
Day = Annotated[date, BeforeValidator(_parse_day)]
Unknown = Literal["unknown"]
"""Stands where a value exists in the source but could not be read: never filled from memory."""
DayOrUnknown = Annotated[date | Unknown, BeforeValidator(_parse_day_or_unknown)]
OpenDay = Annotated[date | Unknown | None, BeforeValidator(_parse_day_or_unknown)]
"""A day, `unknown`, or left out."""


class Period(Definition):
    """A span of calendar days in Asia/Shanghai, both ends included; an open end is left out or `unknown`."""

    start: OpenDay = None
    end: OpenDay = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the period; an unknown end does not cover anything beyond the known one."""
        if self.start == "unknown" or self.end == "unknown":
            return False
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def surely_covers(self, day: date) -> bool | None:
        """Whether `day` lies in the period; None where an unknown end leaves it open."""
        begun = None if self.start == "unknown" else self.start is None or self.start <= day
        going = None if self.end == "unknown" else self.end is None or day <= self.end
        if begun is False or going is False:
            return False
        return True if begun and going else None


class Change(Definition):
    """One line of a version's change list."""

    date: Day
    kind: Literal["rules", "wording"]
    text: Text


def zh(text: Mapping[str, str]) -> str:
    """The Chinese wording of a catalogue text."""
    return text[SOURCE_LANGUAGE]


def in_language(text: Mapping[str, str], language: str) -> str:
    """The wording in `language`, or the Chinese one while a translation is missing."""
    return text.get(language) or text[SOURCE_LANGUAGE]
