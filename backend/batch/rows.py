"""From the rows of a table to units, with every mistake by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.answering import Answer
from assessments.catalogue import Catalogue
from assessments.compile import CompiledQuestionnaire
from assessments.eligibility import TitlesOnRecord
from assessments.faults import UnitFileError
from assessments.needs import titles_needed
from assessments.schema.common import Purpose
from assessments.unit_reader import UnitError, UnitInput, UnitReader
from assessments.wording import quoted
from backend.batch.cells import Cell, CellFault, is_blank
from backend.batch.columns import AnswerColumn, Column, TitleColumn, TitlesColumn
from backend.batch.draft import Draft, Fault
from backend.batch.fields import CODES, ID
from backend.batch.plan import Plan

_MOST_KNOWN = 20_000

EXAMPLE = "示例"
"""An id that begins like this marks a row that only shows how to fill in."""


@dataclass(frozen=True)
class ReadRow:
    """A row as the reader of units took it, and what was wrong with its cells."""

    number: int
    unit: UnitInput
    faults: tuple[Fault, ...]


class RowReader:
    """Reads the rows of one table; UnitFileError where it has no column of ids."""

    def __init__(
        self, catalogue: Catalogue, compiled: CompiledQuestionnaire, plan: Plan, purpose: Purpose
    ) -> None:
        self.plan = plan
        self.units = UnitReader(catalogue, compiled)
        self.codes = {field.target: (field.headings[0], plan.place_of(field.target)) for field in CODES}
        self.titles_needed = titles_needed(catalogue, compiled.questionnaire, purpose)
        id_place = plan.place_of(ID.target)
        if id_place is None:
            raise UnitFileError(f"编号列没有读到，请只留一列{quoted(ID.headings[0])}")
        self.id_place = id_place
        self.answers = KnownAnswers(plan)

    def read(self, number: int, row: Sequence[Cell]) -> ReadRow | None:
        """The unit of a row; None for one that is empty or an example."""
        if str(row[self.id_place]).startswith(EXAMPLE) or all(map(is_blank, row)):
            return None
        draft = Draft()
        answers: list[tuple[AnswerColumn, Cell]] = []
        for column in self.plan.columns:
            cell = row[column.place]
            if is_blank(cell):
                continue
            if isinstance(column, AnswerColumn):
                answers.append((column, cell))
            else:
                _put(draft, column, cell, row)
        known, unknown = self.answers.known(draft, answers, row)
        unit = self._unit(draft, row)
        self.answers.learn(draft, unknown, unit)
        unit.answers |= known
        faults = [Fault(number, self.plan.headings[place], text, unit.id) for place, text in draft.faults]
        faults += [fault for error in unit.errors if (fault := self._fault(number, draft, unit, error))]
        return ReadRow(number, unit, tuple(faults))

    def _unit(self, draft: Draft, row: Sequence[Cell]) -> UnitInput:
        unit = self.units.read(draft.finish(), "")
        unit.facts = draft.good_facts()
        if unit.titles is not None and not self._all_titles(row):
            unit.titles = TitlesOnRecord(unit.titles)
        return unit

    def _all_titles(self, row: Sequence[Cell]) -> bool:
        """Whether a row says of every title that the instrument asks for whether it is held."""
        said = {
            one.title
            for one in self.plan.columns
            if isinstance(one, (TitleColumn, TitlesColumn)) and not is_blank(row[one.place])
        }
        return None in said or said.issuperset(self.titles_needed)

    def _fault(self, number: int, draft: Draft, unit: UnitInput, error: UnitError) -> Fault | None:
        """What the reader of units found wrong, by column; None where the cell was told already."""
        place = error.place.removeprefix(".")
        column = draft.places.get(place)
        if column is not None:
            return Fault(number, self.plan.headings[column], error.message, unit.id)
        heading, code_place = self.codes.get(place, (None, None))
        if code_place is not None and any(told == code_place for told, _ in draft.faults):
            return None
        message = error.message if heading is None else "没有填写，请补上"
        shown = heading if code_place is None else self.plan.headings[code_place]
        return Fault(number, shown, message, unit.id)


def _put(draft: Draft, column: Column, cell: Cell, row: Sequence[Cell]) -> None:
    try:
        column.put(draft, cell, row)
    except CellFault as fault:
        draft.spoil(column.place, column.target, str(fault))


class KnownAnswers:
    """Answers that were read before: a table holds few different ones, and looking each up takes long.

    A good answer of a production type is kept under its column and cell; reasons for 不适用 are not.
    """

    def __init__(self, plan: Plan) -> None:
        self.found: dict[tuple[int, str | None, Cell], tuple[str, Answer]] = {}
        asked = [item.id for one in plan.columns if isinstance(one, AnswerColumn) for item in one.items]
        # Where two columns may mean one item (4 and 4.1), the reader of units has to see both.
        self.usable = len(asked) == len(set(asked))

    def known(
        self, draft: Draft, answers: Sequence[tuple[AnswerColumn, Cell]], row: Sequence[Cell]
    ) -> tuple[dict[str, Answer], list[tuple[AnswerColumn, Cell]]]:
        """The answers of a row that are known, by item; and the others, which are put into the draft."""
        production = _production(draft)
        known: dict[str, Answer] = {}
        unknown = []
        for column, cell in answers:
            found = self.found.get((column.place, production, cell))
            if found is not None:
                known[found[0]] = found[1]
            else:
                _put(draft, column, cell, row)
                unknown.append((column, cell))
        return known, unknown

    def learn(self, draft: Draft, answers: Sequence[tuple[AnswerColumn, Cell]], unit: UnitInput) -> None:
        """Keep what the reader of units made of the others."""
        if not self.usable or unit.profile is None or len(self.found) > _MOST_KNOWN:
            return
        production = _production(draft)
        for column, cell in answers if unit.answers else ():
            for item in column.items:
                answer = unit.answers.get(item.id)
                if answer is not None and answer.options:
                    self.found[column.place, production, cell] = item.id, answer


def _production(draft: Draft) -> str | None:
    stated: str | None = draft.raw.get("profile", {}).get("production_type")
    return stated
