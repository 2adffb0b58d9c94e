"""How far the units of an area were in each round of filling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.schema.ladder import Ladder
from backend.db.tables.assessments import Round
from backend.services.measures import SUBMITTED


@dataclass(frozen=True)
class RoundLine:
    """A round: units that submitted in it, and how many were certain of each rung or of a higher one."""

    id: str
    name: str
    opens_on: date
    closes_on: date
    submitted: int
    reached: Mapping[str, int]


def round_lines(
    rounds: Iterable[Round], numbers: Mapping[str, Mapping[str, int]], ladder: Ladder, day: date
) -> tuple[RoundLine, ...]:
    """The rounds that had begun on a day, in the order of `rounds`, with what was reached in them."""
    levels = ladder.level_ids
    return tuple(
        RoundLine(
            id=one.id,
            name=one.name,
            opens_on=one.opens_on,
            closes_on=one.closes_on,
            submitted=numbers[one.id].get(SUBMITTED, 0),
            reached={
                level: sum(numbers[one.id].get(higher, 0) for higher in levels[rank:])
                for rank, level in enumerate(levels)
                if rank
            },
        )
        for one in rounds
        if one.opens_on <= day
    )
