"""Finding the line of headings in a messy file, and which heading means which column."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.batch.cells import Cell, CellFault, text_of
from backend.imports.kind import Column
from backend.imports.reading import Row

LOOKED_AT = 30
"""Rows at the top among which the headings may stand, below titles and notes."""

_BLANKS = re.compile(r"[\s_*:：、。.·\-—]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NUMBERED = re.compile(r"^[0-9]{1,2}(?=[^0-9年])")
_SHORTEST_PART = 4
"""A name of fewer letters that merely occurs in a heading may mean anything (行业 in 行业协会意见)."""


@dataclass(frozen=True)
class Headings:
    """Where the headings stand, what they say, and at which place each known column was found."""

    line: int
    names: tuple[str, ...]
    mapping: Mapping[str, int]


def find(rows: Sequence[Row], columns: Sequence[Column]) -> Headings:
    """The row that names most of the columns; where none names any, the first that looks like headings.

    Of two rows that name equally many (a heading over two rows), the lower one.
    """
    best = Headings(0, (), {})
    for number, cells in rows[:LOOKED_AT]:
        names = _names(cells)
        mapping = match(names, columns)
        if len(mapping) >= max(len(best.mapping), 1):
            best = Headings(number, names, mapping)
    return best if best.line else _widest(rows)


def at(rows: Sequence[Row], line: int, columns: Sequence[Column]) -> Headings:
    """The headings in a line that a person has named; without names where the file has no such line."""
    cells = next((cells for number, cells in rows if number == line), [])
    names = _names(cells)
    return Headings(line, names, match(names, columns))


def match(names: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """The place of each column that is named: by its whole name, without brackets, or as a part of it."""
    found: dict[str, int] = {}
    for fits in (_same, _same_but_brackets, _holds):
        for column in columns:
            if column.id in found:
                continue
            known = (column.label, *column.aliases)
            places = (
                place
                for place, name in enumerate(names)
                if name and place not in found.values() and any(fits(name, one) for one in known)
            )
            place = next(places, None)
            if place is not None:
                found[column.id] = place
    return found


def normal(text: str) -> str:
    """A heading for comparing: full-width signs made ordinary, no spaces, line breaks, marks or numbering."""
    return _NUMBERED.sub("", _BLANKS.sub("", unicodedata.normalize("NFKC", text)).lower())


def _same(name: str, known: str) -> bool:
    return normal(name) == normal(known)


def _same_but_brackets(name: str, known: str) -> bool:
    short = _short(name)
    return bool(short) and short == _short(known)


def _holds(name: str, known: str) -> bool:
    part = _short(known)
    return len(part) >= _SHORTEST_PART and part in normal(name)


def _short(text: str) -> str:
    return _BRACKETS.sub("", normal(text))


def _names(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(_text(cell) for cell in cells)


def _text(cell: Cell) -> str:
    try:
        return text_of(cell)[:200]
    except CellFault:
        return ""


def _widest(rows: Sequence[Row]) -> Headings:
    """The first row with as many texts as any of the top: a person will say what they mean."""
    counted = [
        (sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells), -place)
        for place, (_, cells) in enumerate(rows[:LOOKED_AT])
    ]
    number, cells = rows[-max(counted)[1]]
    return Headings(number, _names(cells), {})
