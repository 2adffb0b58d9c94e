"""What would be if some answers were other ones: variants of one unit, rated as one block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.engine import Answers, rate
from scoring.gates import Figures
from scoring.layout import Mark
from scoring.levels import LevelRules, rate_levels
from scoring.result import Integers
from scoring.rubric import Rubric


@dataclass(frozen=True)
class Change:
    """The item at a position of the rubric is marked otherwise."""

    item: int
    mark: Mark


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Per variant: certain and possible rank, certain points of the whole (scaled); all (variants,)."""

    certain: NDArray[np.uint8]
    possible: NDArray[np.uint8]
    points: Integers


Rater = Callable[[Answers], Outcomes]
"""Rates a block of variants of one unit, whose facts are the same in all of them."""


def attainment_rater(rubric: Rubric) -> Rater:
    """Levels by the mandatory items."""

    def rated(block: Answers) -> Outcomes:
        rating = rate(rubric, block)
        return Outcomes(rating.attainment.certain, rating.attainment.possible, rating.scores.total_points)

    return rated


def level_rater(rubric: Rubric, rules: LevelRules, figures: Figures) -> Rater:
    """Levels by gates; `figures` are settled and of one unit."""

    def rated(block: Answers) -> Outcomes:
        units = block.shape[1]
        low, high = np.repeat(figures.low, units, 1), np.repeat(figures.high, units, 1)
        spread = Figures(low, high, np.repeat(figures.flags, units, 1))
        rating = rate_levels(rubric, block, rules, spread)
        return Outcomes(rating.certain, rating.possible, rating.low[-1])

    return rated


def variants(rubric: Rubric, column: NDArray[np.uint8], groups: Sequence[Sequence[Change]]) -> Answers:
    """A block (rows, groups): the packed column (rows,) with all changes of one group in each."""
    block = np.repeat(column[:, None], len(groups), axis=1)
    for variant, changes in enumerate(groups):
        for change in changes:
            slot = rubric.items[change.item].slot
            packed = np.frombuffer(slot.pack(change.mark), np.uint8)
            block[slot.first : slot.first + slot.rows, variant] = packed
    return block


def one_by_one(changes: Sequence[Change]) -> list[list[Change]]:
    """Every change on its own."""
    return [[change] for change in changes]


def heaviest_first(after: Outcomes) -> list[int]:
    """Variants from the one that costs most: lowest certain level, then possible level, then points."""
    keys = (after.points, after.possible, after.certain)
    return [int(place) for place in np.lexsort(keys)]
