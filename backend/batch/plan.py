"""From the headings of a table to its columns, and what the headings get wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assessments.schema.fact import Fact
from assessments.wording import listed, quoted
from backend.batch.cells import MONEY_UNITS, Cell, text_of
from backend.batch.columns import (
    MONEY_KINDS,
    AnswerColumn,
    CodeColumn,
    Column,
    FactColumn,
    TitleColumn,
    TitlesColumn,
)
from backend.batch.draft import Fault
from backend.batch.fields import AnswerField, CodeField, Field, Fields, RemarkField, TitleField
from backend.batch.headings import Heading, letters, nearest, take_apart
from backend.batch.words import unit_name

_COUNT_UNITS = frozenset({"个", "件", "项", "家", "张", "次"})
_ENDS: Mapping[str | None, str] = {"起": "from", "from": "from", "止": "to", "to": "to"}


@dataclass(frozen=True)
class Plan:
    """The columns that will be read, the headings by place, and what was wrong with the others."""

    columns: tuple[Column, ...]
    headings: Mapping[int, str]
    faults: tuple[Fault, ...]

    def place_of(self, target: str) -> int | None:
        """The column of "id", "profile.county", …; None where the table has none."""
        codes = (one for one in self.columns if isinstance(one, CodeColumn) and one.target == target)
        return next((one.place for one in codes), None)


@dataclass(frozen=True)
class Named:
    """A heading that was recognised: where it stands, as written, taken apart, and what it names."""

    place: int
    text: str
    heading: Heading
    field: Field


def plan_columns(cells: Sequence[Cell], fields: Fields, *, excel: bool) -> Plan:
    """The columns behind a row of headings; nothing that is wrong with one stops the others."""
    planner = _Planner(fields, excel)
    headings = {place: text_of(cell) for place, cell in enumerate(cells) if text_of(cell)}
    named = planner.once([one for one in map(planner.name, headings.items()) if one is not None])
    sources = {
        (one.field.id, one.heading.year): one
        for one in named
        if isinstance(one.field, Fact) and one.heading.source
    }
    columns = []
    for one in named:
        column = planner.column(one)
        if isinstance(column, FactColumn):
            source = sources.pop((column.fact.id, column.year), None)
            column = replace(column, source_place=source.place) if source else column
        if column is not None:
            columns.append(column)
    for one in sources.values():
        planner.fault(one.text, "来源列旁边没有同一事实、同一年份的数值列，未读")
    return Plan(tuple(columns), headings, tuple(planner.faults))


@dataclass
class _Planner:
    """Collects the faults of the headings while their columns are made."""

    fields: Fields
    excel: bool
    faults: list[Fault] = field(default_factory=list)

    def fault(self, heading: str, message: str) -> None:
        """Note what is wrong with a heading."""
        self.faults.append(Fault(None, heading, message))

    def name(self, written: tuple[int, str]) -> Named | None:
        """What a heading names; None, with a fault, where nobody knows."""
        place, text = written
        apart = take_apart(text, self.fields.known.__contains__)
        if apart.name:
            return Named(place, text, apart, self.fields.known[apart.name])
        near = nearest(text, self.fields.headings)
        hint = f"，是不是{quoted(near)}" if near else ""
        self.fault(text, f"不认识这一列（第 {letters(place)} 列），整列未读{hint}；不需要的列可以删去")
        return None

    def once(self, named: list[Named]) -> list[Named]:
        """Of columns that mean the same nobody knows which counts: none of them is kept."""
        places: dict[Any, list[Named]] = {}
        for one in named:
            if not isinstance(one.field, RemarkField):
                places.setdefault(_meaning(one), []).append(one)
        for same in places.values():
            if len(same) > 1:
                where = listed(f"{letters(one.place)} 列" for one in same)
                self.fault(same[0].text, f"{where}写的是同一项，都未读，请只留一列")
        return [same[0] for same in places.values() if len(same) == 1]

    def column(self, one: Named) -> Column | None:
        """The column that reads what a heading names; None where it is not read by itself."""
        return _MAKERS[type(one.field)](self, one, one.field)

    def fact(self, one: Named, fact: Fact) -> FactColumn | None:
        """The column of a fact; None for one of sources and, with a fault, for a unit that does not fit."""
        if one.heading.source:
            return None
        scale = self._scale(one, fact)
        return None if scale is None else FactColumn(one.place, fact, one.heading.year, scale, self.excel)

    def _scale(self, one: Named, fact: Fact) -> int | None:
        """One unit of the column in the register's; None, with a fault, for a unit that does not fit."""
        unit, own = one.heading.unit, unit_name(fact)
        if fact.kind in MONEY_KINDS:
            if unit is None and one.heading.name != fact.id:
                self.fault(
                    one.text, "表头没有写单位，按元读取；按万元填写的，请在表头注明“（万元）”后重新运行"
                )
            if unit is None or unit in MONEY_UNITS:
                return MONEY_UNITS.get(unit or "元")
            self.fault(one.text, f"单位{quoted(unit)}不能用，整列未读，请写“（万元）”或“（元）”")
            return None
        if unit in {None, own} or (own == "个" and unit in _COUNT_UNITS):
            return 1
        self.fault(one.text, f"单位{quoted(unit)}与登记的单位“{own or '无'}”不同，整列未读，请改正表头")
        return None

    def title(self, one: Named, title: TitleField) -> Column:
        """The column of one title, or of all titles in one cell."""
        if title.title is None:
            return TitlesColumn(one.place, self.fields.titles)
        return TitleColumn(one.place, title.title, self.excel, _ENDS.get(one.heading.end))

    def answer(self, one: Named, answer: AnswerField) -> AnswerColumn | None:
        """The column of an item's answers; None, with a fault, for an item that follows from facts."""
        if answer.items[0].type == "derived":
            self.fault(one.text, "这一题由事实推算得出，不用填写，整列未读")
            return None
        return AnswerColumn(one.place, answer.key, answer.items)


def _meaning(one: Named) -> Any:
    """What two columns have in common that mean the same."""
    name = one.field.id if isinstance(one.field, Fact) else one.field
    name = name.key if isinstance(name, AnswerField) else name
    return name, one.heading.year, one.heading.source, one.heading.end


_MAKERS: Mapping[type, Callable[[_Planner, Named, Any], Column | None]] = {
    CodeField: lambda _, one, code: CodeColumn(one.place, code.target),
    Fact: _Planner.fact,
    TitleField: _Planner.title,
    AnswerField: _Planner.answer,
}
