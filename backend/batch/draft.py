"""One row on its way to a unit.

Facts are typed at once; the rest is put together as in the JSON of `zhiti rate`, with the column behind it.
"""

from dataclasses import dataclass, field
from typing import Any

from assessments.stated import FactValue
from assessments.wording import quoted


@dataclass(frozen=True)
class Fault:
    """A mistake in a table: row and column as the file shows them (None: the whole), and what to do."""

    row: int | None
    column: str | None
    message: str
    unit: str | int | None = None

    @property
    def text(self) -> str:
        """第 12 行“营业收入（万元）2025”：…"""
        where = "" if self.row is None else f"第 {self.row} 行"
        where += "" if self.column is None else quoted(self.column)
        return f"{where}：{self.message}" if where else self.message


@dataclass
class Draft:
    """What the columns of one row put together; `places` tells which column stands behind a place."""

    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    facts: dict[str, list[FactValue]] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    titles: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    titles_said: bool = False
    spoilt: set[str] = field(default_factory=set)

    def put(self, column: int, place: str, value: Any) -> None:
        """Put a value at a place such as "id" or "profile.county"."""
        part, _, key = place.partition(".")
        if key:
            self.raw.setdefault(part, {})[key] = value
        else:
            self.raw[part] = value
        self.places[place] = column

    def put_value(self, fact: str, value: FactValue) -> None:
        """Add a stated value to a fact."""
        self.facts.setdefault(fact, []).append(value)

    def put_title(self, column: int, title: str, **days: str) -> None:
        """Add a title held, or a day to one that is there."""
        self.titles_said = True
        _, held = self.titles.setdefault(title, (column, {"title": title}))
        held.update(days)

    def spoil(self, column: int, target: str, message: str) -> None:
        """Note a cell that cannot be read; all it belongs to is dropped: a sum of the rest would mislead."""
        self.faults.append((column, message))
        self.spoilt.add(target)

    def finish(self) -> dict[str, Any]:
        """The raw unit, with the titles listed where anything was said about them."""
        if self.titles_said and "recognitions" not in self.spoilt:
            self.raw["recognitions"] = [held for _, held in self.titles.values()]
            for number, (column, _) in enumerate(self.titles.values()):
                self.places[f"recognitions[{number}]"] = column
        return self.raw

    def good_facts(self) -> dict[str, list[FactValue]]:
        """The facts none of whose cells is bad."""
        return {name: values for name, values in self.facts.items() if f"facts.{name}" not in self.spoilt}
