"""Comparing the summary with the rows, and counting it anew, county by county.

So neither memory nor the time for which others have to wait grows with the number of firms. Counties are
held against the rows; a city against its counties as they should be, the province against its cities.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries import coverage as queries
from backend.db.queries import standings as standing_queries
from backend.db.queries.coverage import Cell
from backend.db.within import above, is_whole
from backend.services.counting import counted

STANDINGS = "standings"
"""Instead of a measure: rows of current submissions that do not follow from what was submitted."""


@dataclass(frozen=True)
class Difference:
    """A number of the summary that is not what counting from the rows gives."""

    slice: str
    county: str
    questionnaire: str
    measure: str
    stored: int
    counted: int

    @property
    def cell(self) -> Cell:
        """The row that is wrong or missing."""
        return self.slice, self.county, self.questionnaire, self.measure

    def __str__(self) -> str:
        """For the operator's terminal."""
        if self.measure == STANDINGS:
            return f"{self.county} 当前自评有 {self.stored} 条与提交和退回记录不符"
        of = f"（{self.slice}）" if self.slice else ""
        place = f"{self.county}{of} {self.questionnaire or '登记'} {self.measure}"
        return f"{place}：汇总为 {self.stored}，按明细应为 {self.counted}"


def rebuild(database: Database, actor: Actor = SYSTEM) -> list[Difference]:
    """Count the whole summary anew and give what was wrong in it."""
    return list(put_right(database, actor))


def put_right(database: Database, actor: Actor = SYSTEM) -> Iterator[Difference]:
    """The same area by area: what was wrong in one is given once it is put right."""
    for area in _areas(database, actor):
        with database.write(actor) as session:
            queries.hold_summary(session)
            found = [*_wrong_standings(session, area)]
            if found:
                standing_queries.settle_county(session, area)
            numbers = _wrong_numbers(session, area, {})
            queries.put(session, {each.cell: each.counted - each.stored for each in numbers})
            queries.remove(session, (each.cell for each in numbers if not each.counted))
        yield from (*found, *numbers)


def check(database: Database, actor: Actor = SYSTEM) -> list[Difference]:
    """Compare the summary with what counting from the rows gives; nothing is changed."""
    found: list[Difference] = []
    # What an area lacks, its city or the province should have more.
    lacking: Counter[Cell] = Counter()
    for area in _areas(database, actor):
        # A writing transaction, because no other change may fall between the two readings.
        with database.write(actor) as session:
            queries.hold_summary(session)
            numbers = _wrong_numbers(session, area, lacking)
            found += [*_wrong_standings(session, area), *numbers]
        for each in numbers if above(area) else ():
            whole = (each.slice, above(area)[0], each.questionnaire, each.measure)
            lacking[whole] += each.counted - each.stored
    return found


def _areas(database: Database, actor: Actor) -> list[str]:
    """Counties, then cities, then provinces: each after all that it is the sum of."""
    with database.read(actor) as session:
        known = queries.areas(session)
    every = {*known, *(place for code in known for place in above(code))}
    return sorted(every, key=lambda code: (-len(above(code)), code))


def _wrong_standings(session: Session, area: str) -> Iterator[Difference]:
    number = 0 if is_whole(area) else standing_queries.wrong(session, area)
    if number:
        yield Difference("", area, "", STANDINGS, number, 0)


def _wrong_numbers(session: Session, area: str, lacking: Mapping[Cell, int]) -> list[Difference]:
    stored = queries.stored(session, area)
    right: Mapping[Cell, int] = (
        _added(queries.summed(session, area), area, lacking)
        if is_whole(area)
        else counted(session, None, area)
    )
    return [
        Difference(*cell, stored.get(cell, 0), right.get(cell, 0))
        for cell in sorted({*stored, *right})
        if stored.get(cell, 0) != right.get(cell, 0)
    ]


def _added(numbers: dict[Cell, int], area: str, lacking: Mapping[Cell, int]) -> dict[Cell, int]:
    for cell, number in lacking.items():
        if cell[1] == area:
            numbers[cell] = numbers.get(cell, 0) + number
    return numbers
