"""What every item of a block evidences: the level of its answer, or that it is open or not asked.

Counts per rung are the engine's; this tells which items they are, for lists that name what is missing.
"""

import numpy as np
from numpy.typing import NDArray

from scoring.engine import Answers, effective
from scoring.layout import FIRST_OPTION, NOT_ASKED, Slot
from scoring.rubric import ItemRule, Rubric

OPEN = 254
"""Unanswered, or 不适用: nobody knows yet which level it evidences."""
ABSENT = 255
"""Not asked of the unit."""


def evidence(rubric: Rubric, answers: Answers) -> NDArray[np.uint8]:
    """The rank each item evidences, OPEN or ABSENT: uint8 (items, units), implied answers in place.

    `answers` is uint8 (rows, units) of codes that the rubric has.
    """
    block = effective(rubric, answers)
    found = np.empty((len(rubric.items), answers.shape[1]), np.uint8)
    for place, item in enumerate(rubric.items):
        found[place] = _multiple(item, block) if item.slot.multiple else _single(item, block)
    return found


def asked_at(rubric: Rubric, rung: int) -> NDArray[np.uint8]:
    """Per item the highest rank up to `rung` (1 = lowest) at which it is mandatory, 0 for none."""
    return np.array(
        [
            max((rank for rank in range(1, rung + 1) if item.mandatory[rank - 1]), default=0)
            for item in rubric.items
        ],
        np.uint8,
    )


def _single(item: ItemRule, block: Answers) -> NDArray[np.uint8]:
    table = np.full(FIRST_OPTION + item.slot.options, OPEN, np.uint8)
    table[NOT_ASKED] = ABSENT
    table[FIRST_OPTION:] = item.levels
    found: NDArray[np.uint8] = table[block[item.slot.first]]
    return found


def _multiple(item: ItemRule, block: Answers) -> NDArray[np.uint8]:
    """The best of the chosen options; no option at all is open."""
    slot = item.slot
    ranks = np.zeros(block.shape[1], np.uint8)
    chosen = np.zeros(block.shape[1], np.bool_)
    for option, level in enumerate(item.levels):
        has = _bit(slot, option, block)
        chosen |= has
        np.maximum(ranks, np.where(has, np.uint8(level), np.uint8(0)), out=ranks)
    ranks[~chosen] = OPEN
    if slot.conditional:
        ranks[_bit(slot, slot.options, block)] = ABSENT
    return ranks


def _bit(slot: Slot, place: int, block: Answers) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (block[slot.first + place // 8] & np.uint8(1 << place % 8)) != 0
    return found
