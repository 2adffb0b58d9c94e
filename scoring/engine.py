"""Scoring and rating: blocks of packed answers in, points and levels out, for one unit and for a million.

Answers are item-major: uint8 (rows, units). Units are taken in blocks whose working set stays in the cache;
several threads may share the blocks, since NumPy lets go of the interpreter inside look-ups and sums.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.gates import Figures, GateSet, decide
from scoring.layout import FIRST_OPTION, NOT_ASKED, Slot
from scoring.result import Integers, Rating, Scores, blank_rating
from scoring.rubric import Implication, Rubric

__all__ = ["BLOCK", "Answers", "Rating", "Scores", "effective", "fired", "rate", "score"]

Answers = NDArray[np.uint8]

BLOCK = 8192
"""Units per block: what one dimension looks up and sums stays within the second-level cache."""


def score(rubric: Rubric, answers: Answers) -> Scores:
    """Points of every dimension and of the whole. ValueError for codes that the rubric does not have."""
    return rate(rubric, answers).scores


def rate(
    rubric: Rubric,
    answers: Answers,
    gates: GateSet | None = None,
    figures: Figures | None = None,
    *,
    threads: int = 1,
) -> Rating:
    """Rate every unit of a block: points, certain and possible level, verdicts of the gates.

    `answers` is uint8 (rows, units); `figures` has the same units. ValueError when either does not fit.
    Nothing is kept between calls, and units do not touch each other: a block may be cut anywhere.
    """
    if answers.dtype != np.uint8 or answers.ndim != 2 or len(answers) != rubric.rows:
        raise ValueError(f"answers must be uint8 ({rubric.rows}, units)")
    units = answers.shape[1]
    if figures is not None and figures.units != units:
        raise ValueError("figures and answers are of different units")
    result = blank_rating(rubric, None if gates is None or figures is None else len(gates.gates), units)
    spans = _spans(units, threads)
    if len(spans) == 1:
        _rate_span(spans[0], answers, gates, figures, result)
    else:
        with ThreadPoolExecutor(len(spans)) as pool:
            jobs = [pool.submit(_rate_span, span, answers, gates, figures, result) for span in spans]
            for job in jobs:
                job.result()
    return result


def effective(rubric: Rubric, answers: Answers) -> Answers:
    """A copy of a block with the implied answers in place, whatever was stored there."""
    block = answers.copy()
    for implication in rubric.implications:
        row = rubric.items[implication.then_item].slot.first
        code = np.uint8(FIRST_OPTION + implication.then_option)
        np.copyto(block[row], code, where=fired(rubric, implication, block))
    return block


def fired(rubric: Rubric, implication: Implication, block: Answers) -> NDArray[np.bool_]:
    """For which units an implication holds: the cause is answered so, and the effect's item is asked."""
    cause = rubric.items[implication.when_item].slot
    target = rubric.items[implication.then_item].slot
    asked: NDArray[np.bool_] = block[target.first] != NOT_ASKED
    return _chosen(cause, implication.when_option, block) & asked


def _chosen(slot: Slot, option: int, block: Answers) -> NDArray[np.bool_]:
    row = block[slot.first + option // 8] if slot.multiple else block[slot.first]
    chosen: NDArray[np.bool_] = (
        (row & np.uint8(1 << option % 8)) != 0 if slot.multiple else row == FIRST_OPTION + option
    )
    return chosen


def _spans(units: int, threads: int) -> list[range]:
    """Whole blocks dealt out to threads in runs: one list of block starts per thread."""
    starts = range(0, units, BLOCK)
    share = max(-(-len(starts) // threads), 1)
    return [starts[first : first + share] for first in range(0, max(len(starts), 1), share)]


def _rate_span(
    starts: range, answers: Answers, gates: GateSet | None, figures: Figures | None, result: Rating
) -> None:
    rubric, attainment = result.scores.rubric, result.attainment
    work = _Workspace.of(rubric, 0)
    for start in starts:
        part = slice(start, min(start + BLOCK, answers.shape[1]))
        if work.units != part.stop - start:
            work = _Workspace.of(rubric, part.stop - start)
        _sum(rubric, work, _prepared(rubric, answers[:, part]))
        words = rubric.point_lanes.words
        result.scores.packed[:, part] = work.sums[:, :, :words]
        attainment.packed[part] = work.sums[-1, :, words:]
        attainment.certain[part], attainment.possible[part] = _levels(rubric, attainment.packed[part])
        if gates is not None and figures is not None and result.gates is not None:
            verdicts = decide(gates, figures.block(start, part.stop))
            result.gates.gates[:, part] = verdicts.gates
            result.gates.rungs[:, part] = verdicts.rungs


@dataclass(frozen=True, eq=False)
class _Workspace:
    """Arrays that one thread reuses from block to block.

    `small`, `digit` and `index` are (groups, units), `found` (most groups of a dimension, units, words),
    `sums` (dimensions + 1, units, words).
    """

    small: NDArray[np.unsignedinteger[Any]]
    digit: NDArray[np.unsignedinteger[Any]]
    index: NDArray[np.intp]
    found: Integers
    sums: Integers

    @classmethod
    def of(cls, rubric: Rubric, units: int) -> "_Workspace":
        groups, words = rubric.digits.shape[1], rubric.tables.shape[1]
        most = max((stop - start for start, stop in pairwise(rubric.bounds)), default=0)
        return cls(
            small=np.empty((groups, units), rubric.factors.dtype),
            digit=np.empty((groups, units), rubric.factors.dtype),
            index=np.empty((groups, units), np.intp),
            found=np.empty((most, units, words), np.int64),
            sums=np.empty((rubric.dimensions + 1, units, words), np.int64),
        )

    @property
    def units(self) -> int:
        """Units of the blocks it is made for."""
        return int(self.sums.shape[1])


def _prepared(rubric: Rubric, block: Answers) -> Answers:
    """A block that is checked, has its implied answers, and one more row per wide item."""
    if (block.max(axis=1, initial=0) >= rubric.radix).any():
        raise ValueError("a code is not one of the rubric's")
    block = effective(rubric, block)
    states = [
        np.maximum.reduce([table[block[wide.first + byte]] for byte, table in enumerate(wide.tables)])
        for wide in rubric.wide
    ]
    return np.vstack([block, *states]) if states else block


def _sum(rubric: Rubric, work: _Workspace, block: Answers) -> None:
    """Look up what every group of rows adds, and sum it by dimension and over all into `work.sums`."""
    _index(rubric, work, block)
    flat = work.units * rubric.tables.shape[1]
    sums = work.sums.reshape(rubric.dimensions + 1, flat)
    for dimension, (start, stop) in enumerate(pairwise(rubric.bounds)):
        found = work.found[: stop - start]
        np.take(rubric.tables, work.index[start:stop], axis=0, out=found, mode="clip")
        np.add.reduce(found.reshape(stop - start, flat), axis=0, out=sums[dimension])
    np.add.reduce(sums[:-1], axis=0, out=sums[-1])


def _index(rubric: Rubric, work: _Workspace, block: Answers) -> None:
    """Into `work.index`: where each group's codes lie in the tables."""
    np.multiply(block[rubric.digits[0]], rubric.factors[0][:, None], out=work.small)
    for rows, factors in zip(rubric.digits[1:], rubric.factors[1:], strict=True):
        np.multiply(block[rows], factors[:, None], out=work.digit)
        np.add(work.small, work.digit, out=work.small)
    np.add(work.small, rubric.offsets[:, None], out=work.small)
    np.copyto(work.index, work.small)


def _levels(rubric: Rubric, counts: Integers) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Certain and possible rank: the rungs reached without a gap from the lowest.

    A rung is reached when attained ≥ ceil(percent × mandatory / 100), decided without division; a rung that
    counts no item of the unit cannot be reached.
    """
    units = len(counts)
    certain, possible = np.zeros(units, np.uint8), np.zeros(units, np.uint8)
    certain_run = possible_run = np.ones(units, np.bool_)
    for rung in range(rubric.rungs):
        mandatory = rubric.count_lanes.unpack(counts, rubric.mandatory_lane(rung))
        attained = rubric.count_lanes.unpack(counts, rubric.attained_lane(rung))
        undecided = rubric.count_lanes.unpack(counts, rubric.undecided_lane(rung))
        needed = np.maximum(mandatory * rubric.percent, 1)
        certain_run = certain_run & (attained * 100 >= needed)
        possible_run = possible_run & ((attained + undecided) * 100 >= needed)
        certain += certain_run
        possible += possible_run
    return certain, possible
