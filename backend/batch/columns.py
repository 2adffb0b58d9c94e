"""The columns that a table of firms may have: each puts its cell into the draft of the row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Protocol

from assessments.fact_values import parse_value
from assessments.faults import ValueFault
from assessments.schema.common import zh
from assessments.schema.fact import Fact, Source
from assessments.schema.questionnaire import Item
from assessments.stated import FactValue, Value
from assessments.wording import SOURCES, listed, quoted
from backend.batch.cells import (
    Cell,
    CellFault,
    check_percentage,
    code_of,
    day_of,
    folded,
    is_blank,
    number_of,
    parts_of_text,
    text_of,
)
from backend.batch.draft import Draft
from backend.batch.headings import plain
from backend.batch.words import unit_name

MONEY_KINDS = ("money", "ledger")

_DAYS = re.compile(r"[0-9]{4}(?:[-/.]|年)[0-9]{1,2}(?:[-/.]|月)[0-9]{1,2}日?")
_NOTHING = frozenset({"无", "否", "没有", "no", "false"})
_SOMETHING = frozenset({"有", "是", "yes", "true"})
_TITLE_BREAK = re.compile(r"[;；\n]+")
_NOT_APPLICABLE = re.compile(r"不适用[\s:,，(。-]*(?P<reason>.*?)\)?$", re.DOTALL)

SOURCE_WORDS: Mapping[str, Source] = {
    word: source for source in Source for word in (source.value, SOURCES[source], SOURCES[source])
}


class Column(Protocol):
    """A column that was recognised."""

    @property
    def place(self) -> int:
        """Where it stands, from 0."""

    @property
    def target(self) -> str:
        """The part of a unit that it helps to fill: "id", "facts.revenue", "answers.4", "recognitions"."""

    def put(self, draft: Draft, cell: Cell, row: Sequence[Cell]) -> None:
        """Put a cell that says something into the draft; CellFault tells what is wrong with it."""


@dataclass(frozen=True)
class CodeColumn:
    """编号, county, industry or production type: `target` is its place in the unit."""

    place: int
    target: str

    def put(self, draft: Draft, cell: Cell, row: Sequence[Cell]) -> None:  # noqa: ARG002 - one shape for all
        """A code or name as text."""
        code = code_of(cell)
        # A list offers "3411 名称"; the name is there to be read by people.
        head, _, name = code.partition(" ")
        listed = self.target == "profile.industry" and name and head.isascii()
        draft.put(self.place, self.target, head if listed else code)


@dataclass(frozen=True)
class FactColumn:
    """A fact, of a year or not; `scale` turns the column's unit into the register's.

    `source_place` is the column that says where each value comes from.
    """

    place: int
    fact: Fact
    year: int | None
    scale: int
    excel: bool
    source_place: int | None = None

    @property
    def target(self) -> str:
        """The fact."""
        return f"facts.{self.fact.id}"

    def put(self, draft: Draft, cell: Cell, row: Sequence[Cell]) -> None:
        """A value with the year of the column and the source of the row."""
        source = Source.SELF_STATED
        if self.source_place is not None and not is_blank(row[self.source_place]):
            source = _source(row[self.source_place])
        value = self._known.get(cell) if isinstance(cell, str) else None
        if value is None:
            try:
                value = parse_value(self.fact, _PLAIN.get(self.fact.kind, _number)(self, cell))
            except ValueFault as fault:
                raise CellFault(str(fault)) from None
        draft.put_value(self.fact.id, FactValue(value, source, self.year))

    @cached_property
    def unit(self) -> str:
        """What may stand behind a figure."""
        return "元" if self.fact.kind in MONEY_KINDS else unit_name(self.fact)

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """Choice ids by label, compared as headings are."""
        return {plain(zh(choice.label)): choice.id for choice in self.fact.choices}

    @cached_property
    def _known(self) -> Mapping[str, Value]:
        """The values of cells that need no reading: a choice by its label or id."""
        if self.fact.kind != "choice":
            return {}
        return {word: one.id for one in self.fact.choices for word in (zh(one.label), one.id)}


def _source(cell: Cell) -> Source:
    said = folded(text_of(cell))
    if said not in SOURCE_WORDS:
        known = listed(SOURCES[source] for source in Source)
        raise CellFault(f"来源{quoted(said)}不存在，可填：{known}")
    return SOURCE_WORDS[said]


def _number(column: FactColumn, cell: Cell) -> Decimal:
    number = number_of(cell, column.unit, column.scale)
    if column.excel and column.unit == "%" and isinstance(cell, float):
        check_percentage(number)
    if column.scale > 1 and number != number.to_integral_value():
        places = len(str(column.scale)) - 1
        raise CellFault(f"{quoted(text_of(cell))}的小数太长，金额须精确到元，这一列最多保留 {places} 位小数")
    return number


def _choice(column: FactColumn, cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    said = text_of(cell)
    return column.choices.get(plain(said), said)


_PLAIN: Mapping[str, Callable[[FactColumn, Cell], Any]] = {
    "choice": _choice,
    "set": lambda column, cell: [_choice(column, part) for part in parts_of_text(cell)],
    "date": lambda column, cell: day_of(cell, excel=column.excel),
}
"""Cells as `parse_value` takes them, for what is no number."""


@dataclass(frozen=True)
class AnswerColumn:
    """The answer to an item: "B", "B,C", "BC", "B、C", a level, or 不适用：原因. `items` are the ones meant.

    Items that differ by production type (4.1 and 4.2) may stand in one column, 4.
    """

    place: int
    key: str
    items: tuple[Item, ...]

    @property
    def target(self) -> str:
        """The answer."""
        return f"answers.{self.key}"

    def put(self, draft: Draft, cell: Cell, row: Sequence[Cell]) -> None:  # noqa: ARG002 - one shape for all
        """An option, several, or the reason why the item does not apply."""
        said = self._names.get(cell) if isinstance(cell, str) else None
        draft.put(self.place, self.target, said or self._said(folded(code_of(cell))))

    def _said(self, text: str) -> Any:
        away = _NOT_APPLICABLE.fullmatch(text)
        if away is not None:
            return {"not_applicable": away["reason"].strip()}
        if text in self._names:
            return self._names[text]
        parts = parts_of_text(text)
        if len(parts) == 1 and len(text) > 1 and all(letter.upper() in self._letters for letter in text):
            parts = list(text)
        said = [self._names.get(part, self._names.get(part.upper(), part)) for part in parts]
        return said[0] if len(said) == 1 else said

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return _option_names(self.items)

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(name for name in self._names if len(name) == 1)


def _option_names(items: tuple[Item, ...]) -> dict[str, str]:
    """What may be written for an option: its ref, the letter of twins, its id, its other names."""
    names: dict[str, str] = {}
    for item in items:
        for option in item.options:
            names |= {folded(alias): option.ref for alias in option.aliases}
            names |= {option.id: option.id, option.ref: option.ref}
            twin = option.ref.rstrip("0123456789")
            if twin:
                names.setdefault(twin, twin)
    return names


@dataclass(frozen=True)
class TitleColumn:
    """One title: its days, or 有 / 无. With `end` the column holds only the first or the last day."""

    place: int
    title: str
    excel: bool
    end: str | None = None
    target = "recognitions"

    def put(self, draft: Draft, cell: Cell, row: Sequence[Cell]) -> None:  # noqa: ARG002 - one shape for all
        """A title held, or that it is not."""
        said = plain(text_of(cell))
        if said in _NOTHING:
            draft.titles_said = True
        elif self.end is not None:
            draft.put_title(self.place, self.title, **{self.end: day_of(cell, excel=self.excel)})
        elif said in _SOMETHING:
            draft.put_title(self.place, self.title)
        elif not isinstance(cell, str):
            draft.put_title(self.place, self.title, **{"from": day_of(cell, excel=self.excel)})
        else:
            days = dict(_title_and_days(cell)[1])
            if not days:
                raise CellFault(f"{quoted(cell)}不是日期，请填“2024-01-01 至 2026-12-31”，没有的填“无”")
            draft.put_title(self.place, self.title, **days)


@dataclass(frozen=True)
class TitlesColumn:
    """All titles in one cell: 专精特新中小企业 2024-01-01 至 2026-12-31；… `names` leads to ids."""

    place: int
    names: Mapping[str, str]
    target = "recognitions"
    title = None

    def put(self, draft: Draft, cell: Cell, row: Sequence[Cell]) -> None:  # noqa: ARG002 - one shape for all
        """Each title with its days."""
        draft.titles_said = True
        for part in _TITLE_BREAK.split(text_of(cell)):
            name, found = _title_and_days(part)
            days = dict(found)
            if name and plain(name) not in _NOTHING:
                draft.put_title(self.place, self.names.get(plain(name), name), **days)


@lru_cache(maxsize=4096)
def _title_and_days(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stands before the first day, and the days as from and to; a day after 至 alone is an end."""
    found = list(_DAYS.finditer(text))
    if not found:
        return text.strip(), ()
    before = text[: found[0].start()]
    days = [day_of(match[0], excel=False) for match in found[:2]]
    ends_only = len(days) == 1 and before.rstrip().endswith(("至", "到", "止"))
    name = before.rstrip("自从至到截：:（(，, \t")
    return name.strip(), (("to", days[0]),) if ends_only else tuple(zip(("from", "to"), days, strict=False))
