"""The arithmetic of one unit, item by item, as positions and integers.

It is built from the same definition of a contribution as the tables of the engine; what an item means, its
clause and its wording are attached by `assessments.explain`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.build import contribution
from scoring.engine import effective, fired
from scoring.layout import Mark
from scoring.rubric import MAXIMUM, POINTS, POSSIBLE, Rubric


@dataclass(frozen=True)
class ItemArithmetic:
    """One item of one unit: the mark that counts, the implication (position) that put it there, and its sums.

    `level` is the rank that the mark evidences, 0 for none.
    """

    mark: Mark
    implied_by: int | None
    points: int
    maximum: int
    possible: int
    level: int


def explain(rubric: Rubric, column: NDArray[np.uint8]) -> tuple[ItemArithmetic, ...]:
    """The arithmetic of every item of a packed column (rows,), items that are not asked included."""
    stored = column[:, None]
    block = effective(rubric, stored)
    counted = block[:, 0].tobytes()
    causes = {
        implication.then_item: place
        for place, implication in enumerate(rubric.implications)
        if fired(rubric, implication, block)[0]
    }
    return tuple(
        _arithmetic(rubric, position, counted, causes.get(position)) for position in range(len(rubric.items))
    )


def _arithmetic(rubric: Rubric, position: int, column: bytes, implied_by: int | None) -> ItemArithmetic:
    item = rubric.items[position]
    mark = item.slot.unpack(column[item.slot.first : item.slot.first + item.slot.rows])
    sums = contribution(item, mark)
    level = max((item.levels[option] for option in mark.options), default=0)
    return ItemArithmetic(mark, implied_by, sums[POINTS], sums[MAXIMUM], sums[POSSIBLE], level)
