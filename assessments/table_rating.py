"""Rating a block of units at once, without explanation: what a table of firms prints of each.

The verdicts and points are those of `rate_unit`; the engine finds them for the whole block.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assessments.answering import encode
from assessments.compile import CompiledLevels, CompiledQuestionnaire
from assessments.in_force import RuleSet, makes_certain
from assessments.operands import CompiledGates
from assessments.rating import as_block
from assessments.readings import read_figures
from assessments.unit_reader import UnitInput
from scoring.engine import rate
from scoring.gates import Figures, decide
from scoring.levels import rate_levels, settle
from scoring.logic import Verdicts
from scoring.result import Integers
from scoring.rubric import MAXIMUM, POINTS, POSSIBLE

__all__ = ["BlockRating", "rate_units"]


@dataclass(frozen=True, eq=False)
class BlockRating:
    """The ratings of a block of units.

    `certain` and `possible` are ranks (units,); `low`, `high` and `maximum` scaled points
    (domains + 1, units), the last row being the whole; `gates` are verdicts 0 / 1 / 2 (gates, units): those
    of the instrument, then those of the call.
    """

    compiled: CompiledQuestionnaire
    certain: NDArray[np.uint8]
    possible: NDArray[np.uint8]
    low: Integers
    high: Integers
    maximum: Integers
    gates: Verdicts

    def points(self, scaled: Integers) -> list[list[Decimal]]:
        """Scaled points as exact decimals, row by row."""
        return [[self.compiled.points(point) for point in row] for row in scaled.tolist()]


def rate_units(rules: RuleSet, units: Sequence[UnitInput]) -> BlockRating:
    """Rate units on the day of the rules. ValueError for one without a profile: it cannot be rated."""
    compiled, call, as_of = rules.compiled, rules.call, rules.as_of
    answers = as_block(compiled, [_packed(compiled, unit) for unit in units])
    block = (_by_attainment if compiled.levels is None else _by_levels)(compiled, answers, units, as_of)
    if call is not None:
        asked = decide(call.rules, block_figures(call, units, as_of))
        block = replace(block, gates=np.vstack([block.gates, asked.gates]))
    if not makes_certain(rules.instrument):
        return replace(block, certain=np.zeros_like(block.certain))
    return block


def block_figures(gates: CompiledGates, units: Sequence[UnitInput], as_of: date) -> Figures:
    """What gates ask about every unit of a block, derived facts filled in."""
    low = np.empty((len(gates.operands), len(units)), np.int64)
    high = np.empty_like(low)
    flags = np.empty((len(gates.flags), len(units)), np.uint8)
    for place, unit in enumerate(units):
        if unit.profile is not None:
            read = read_figures(gates, unit.profile, unit.facts, unit.titles, as_of)
            low[:, place] = [reading.low for reading in read.operands]
            high[:, place] = [reading.high for reading in read.operands]
            flags[:, place] = [flag.verdict for flag in read.flags]
    return settle(gates.derived, Figures(low, high, flags))


def _packed(compiled: CompiledQuestionnaire, unit: UnitInput) -> bytes:
    if unit.profile is None:
        raise ValueError("a unit without a profile cannot be rated")
    return encode(compiled, unit.profile.production_type, unit.answers)


def _by_attainment(
    compiled: CompiledQuestionnaire, answers: NDArray[np.uint8], units: Sequence[UnitInput], _: date
) -> BlockRating:
    rating = rate(compiled.rubric, answers)
    low, high, maximum = (rating.scores.of(quantity) for quantity in (POINTS, POSSIBLE, MAXIMUM))
    attainment, none = rating.attainment, np.empty((0, len(units)), np.uint8)
    return BlockRating(compiled, attainment.certain, attainment.possible, low, high, maximum, none)


def _by_levels(
    compiled: CompiledQuestionnaire, answers: NDArray[np.uint8], units: Sequence[UnitInput], as_of: date
) -> BlockRating:
    gates = cast("CompiledLevels", compiled.levels)
    rating = rate_levels(compiled.rubric, answers, gates.level_rules, block_figures(gates, units, as_of))
    return BlockRating(
        compiled, rating.certain, rating.possible, rating.low, rating.high, rating.maximum, rating.gates.gates
    )
