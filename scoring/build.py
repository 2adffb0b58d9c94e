"""Building a rubric: plain item rules to packed look-up tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from math import prod

import numpy as np
from numpy.typing import NDArray

from scoring.lanes import Lanes, plan_lanes
from scoring.layout import FIRST_OPTION, NOT_APPLICABLE, NOT_ASKED, UNANSWERED, Mark
from scoring.rubric import Implication, ItemRule, Rubric, WideItem

GROUP_ENTRIES = 1024
"""Largest table of one group of rows: 8 kB a word, so that a table stays in the first-level cache."""

DIGITS = 3
"""Most rows taken as digits of one index."""

Contribution = tuple[int, ...]
"""What one item adds: points, maximum, possible; per rung mandatory, attained, undecided; two per counter."""

SCORES = 3
"""Quantities of points that stand before the counts."""


@dataclass(frozen=True)
class _Digit:
    """One row of the extended block with what each of its codes adds: (quantities, radix)."""

    dimension: int
    row: int
    table: NDArray[np.int64]

    @property
    def radix(self) -> int:
        return int(self.table.shape[1])


def build_rubric(
    items: Sequence[ItemRule],
    implications: Sequence[Implication],
    *,
    dimensions: int,
    rungs: int,
    percent: int,
    counters: int = 0,
) -> Rubric:
    """Put a rubric together; every item has a rank for each of the counters.

    `items` lie in the order of their slots; `implications` in an order in which causes come before effects.
    Raises OverflowError when a sum of points does not fit 64 bits.
    """
    rows = sum(item.slot.rows for item in items)
    digits, wide = _digits(items, rungs, rows)
    quantities = SCORES + 3 * rungs + 2 * counters
    largest = [sum(int(digit.table[quantity].max()) for digit in digits) for quantity in range(quantities)]
    point_lanes, count_lanes = plan_lanes(largest[:SCORES]), plan_lanes(largest[SCORES:])
    groups = _groups(digits)
    radixes = {digit.row: digit.radix for digit in digits}
    sizes = [_entries(group) for group in groups]
    narrow = np.min_scalar_type(sum(sizes))
    return Rubric(
        items=tuple(items),
        implications=tuple(implications),
        dimensions=dimensions,
        rungs=rungs,
        percent=percent,
        rows=rows,
        radix=np.array([radixes[row] for row in range(rows)], np.uint16),
        wide=wide,
        digits=_by_place(groups, _rows).astype(np.intp),
        factors=_by_place(groups, _factors).astype(narrow),
        offsets=np.cumsum([0, *sizes[:-1]]).astype(narrow),
        bounds=_bounds(groups, dimensions),
        tables=_tables(groups, point_lanes, count_lanes),
        point_lanes=point_lanes,
        count_lanes=count_lanes,
    )


def contribution(item: ItemRule, mark: Mark) -> Contribution:
    """What an item marked so adds to each sum; the single definition that tables and explanations share."""
    if not mark.asked:
        return (0,) * _quantities(item)
    level = max((item.levels[option] for option in mark.options), default=0)
    points = sum(item.points[option] for option in mark.options)
    decided = bool(mark.options) and not mark.not_applicable
    possible = points if decided else item.maximum
    scores = (0, 0, 0) if mark.not_applicable else (points, item.maximum, possible)
    mandatory = tuple(int(asked) for asked in item.mandatory)
    attained = tuple(int(decided and asked and level > rung) for rung, asked in enumerate(item.mandatory))
    undecided = tuple(int(asked and not decided) for asked in item.mandatory)
    counters = (
        count
        for rank in item.counted
        for count in (int(decided and 0 < rank <= level), int(rank > 0 and not decided))
    )
    return (*scores, *mandatory, *attained, *undecided, *counters)


def _quantities(item: ItemRule) -> int:
    return SCORES + 3 * len(item.mandatory) + 2 * len(item.counted)


def _digits(items: Sequence[ItemRule], rungs: int, rows: int) -> tuple[list[_Digit], tuple[WideItem, ...]]:
    digits: list[_Digit] = []
    wide: list[WideItem] = []
    for item in items:
        if item.slot.rows == 1:
            digits.append(_Digit(item.dimension, item.slot.first, item_table(item)))
            continue
        digits.extend(_byte_digits(item))
        digits.append(_Digit(item.dimension, rows + len(wide), _state_table(item, rungs)))
        wide.append(
            WideItem(
                item.slot.first, np.stack([_states(item, byte, rungs) for byte in range(item.slot.rows)])
            )
        )
    return digits, tuple(wide)


def item_table(item: ItemRule) -> NDArray[np.int64]:
    """What each code of an item of one byte adds: (quantities, codes)."""
    marks = _masks(item, range(1 << item.slot.bits)) if item.slot.multiple else _codes(item)
    return np.array([contribution(item, mark) for mark in marks], np.int64).T


def _codes(item: ItemRule) -> Iterator[Mark]:
    states = {NOT_ASKED: Mark(asked=False), UNANSWERED: Mark(), NOT_APPLICABLE: Mark(not_applicable=True)}
    yield from (states[code] for code in range(FIRST_OPTION))
    yield from (Mark((option,)) for option in range(item.slot.options))


def _masks(item: ItemRule, masks: Sequence[int]) -> Iterator[Mark]:
    return (item.slot.read_mask(mask) for mask in masks)


def _byte_digits(item: ItemRule) -> Iterator[_Digit]:
    """The bytes of a wide item add only points: everything else hangs on the state of the whole."""
    for byte in range(item.slot.rows):
        width = min(8, item.slot.bits - 8 * byte)
        table = np.zeros((_quantities(item), 1 << width), np.int64)
        marks = _masks(item, [mask << 8 * byte for mask in range(1 << width)])
        table[[0, 2]] = [sum(item.points[option] for option in mark.options) for mark in marks]
        yield _Digit(item.dimension, item.slot.first + byte, table)


def _states(item: ItemRule, byte: int, rungs: int) -> NDArray[np.uint8]:
    """(256,) state of a wide item as far as one byte tells; the greatest of its bytes is the item's state."""
    width = min(8, item.slot.bits - 8 * byte)
    states = np.zeros(256, np.uint8)
    for value, mark in enumerate(_masks(item, [mask << 8 * byte for mask in range(1 << width)])):
        states[value] = _state(item, mark, rungs)
    return states


def _state(item: ItemRule, mark: Mark, rungs: int) -> int:
    if not mark.asked:
        return rungs + 2
    return 1 + max(item.levels[option] for option in mark.options) if mark.options else 0


def _state_table(item: ItemRule, rungs: int) -> NDArray[np.int64]:
    """(quantities, states): unanswered, answered with a level of 0 … rungs, not asked."""
    answered = [contribution(item, Mark((option,))) for option in range(item.slot.options)]
    by_level = dict(zip(item.levels, answered, strict=True))
    blank = (0,) * _quantities(item)
    levels = [(0, item.maximum, 0, *by_level.get(level, blank)[SCORES:]) for level in range(rungs + 1)]
    return np.array([contribution(item, Mark()), *levels, blank], np.int64).T


def _dimension(digit: _Digit) -> int:
    return digit.dimension


def _groups(digits: Sequence[_Digit]) -> list[list[_Digit]]:
    groups: list[list[_Digit]] = []
    for _, members in groupby(sorted(digits, key=_dimension), key=_dimension):
        group: list[_Digit] = []
        for digit in members:
            entries = _entries([*group, digit])
            if group and (len(group) == DIGITS or entries > GROUP_ENTRIES):
                groups.append(group)
                group = []
            group.append(digit)
        groups.append(group)
    return groups


def _by_place(
    groups: Sequence[Sequence[_Digit]], values: Callable[[Sequence[_Digit]], Sequence[int]]
) -> NDArray[np.int64]:
    """(digits, groups): the digits that a smaller group lacks have row 0 and factor 0."""
    places = np.zeros((max((len(group) for group in groups), default=1), len(groups)), np.int64)
    for column, group in enumerate(groups):
        places[: len(group), column] = values(group)
    return places


def _rows(group: Sequence[_Digit]) -> list[int]:
    return [digit.row for digit in group]


def _factors(group: Sequence[_Digit]) -> list[int]:
    return [_entries(group[place + 1 :]) for place in range(len(group))]


def _entries(group: Sequence[_Digit]) -> int:
    return prod(digit.radix for digit in group)


def _bounds(groups: Sequence[Sequence[_Digit]], dimensions: int) -> tuple[int, ...]:
    """Dimension d owns the groups from bounds[d] up to bounds[d + 1]."""
    owners = [group[0].dimension for group in groups]
    return tuple(sum(owner < dimension for owner in owners) for dimension in range(dimensions + 1))


def _tables(groups: Sequence[Sequence[_Digit]], point_lanes: Lanes, count_lanes: Lanes) -> NDArray[np.int64]:
    """(entries, words): all group tables one after the other, each the sum over its digits' codes."""
    if not groups:
        return np.zeros((0, point_lanes.words + count_lanes.words), np.int64)
    sums = np.concatenate([reduce(_outer_sum, (digit.table for digit in group)) for group in groups], axis=1)
    return np.concatenate([point_lanes.pack(sums[:SCORES]), count_lanes.pack(sums[SCORES:])], axis=1)


def _outer_sum(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    return (one[:, :, None] + other[:, None, :]).reshape(len(one), -1)
