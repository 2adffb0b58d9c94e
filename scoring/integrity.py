"""Honesty checks over codes of answers: the same letter throughout, copies, jumps, speed, lone high answers.

Everything here is arithmetic on one unit's answers against a stated limit: the same input gives the same
finding. A finding says that something deserves another look; it has no part in any rating.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.answer_codes import OPEN, Codes

Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class StraightLimits:
    """At least `least_items` answered; a run of `least_run`, or `beyond` more than an honest one; a share."""

    least_items: int
    least_run: int
    beyond: int
    share: int


@dataclass(frozen=True)
class Natural:
    """What honest answers have of one letter anyway: its longest run, and its share in percent."""

    run: int
    share: int


@dataclass(frozen=True)
class Straight:
    """The same letter: `letter` is its place (the last where an item offers fewer), 1 the second.

    `start` is the position of the run's first item among all items, `natural` the longest run that an honest
    answer at one rung has anyway.
    """

    letter: int
    answered: int
    same: int
    run: int
    start: int
    natural: int


def straight(
    codes: Codes, options: NDArray[np.int32], natural: Sequence[Natural], limits: StraightLimits
) -> Straight | None:
    """The letter that is chosen throughout; None where the answers vary, or all are the lowest ones.

    `codes` and `options` are of single choices in order, OPEN ones are passed over. `natural` is what
    `natural_runs` says of the instrument.
    """
    places = np.flatnonzero(codes != OPEN)
    if len(places) < limits.least_items:
        return None
    best: Straight | None = None
    for letter, honest in enumerate(natural, start=1):
        same = codes[places] == np.minimum(letter, options[places] - 1)
        run, first = longest_run(same)
        found = Straight(letter, len(places), int(same.sum()), run, int(places[first]), honest.run)
        is_run = run >= max(limits.least_run, honest.run + limits.beyond)
        is_share = 100 * found.same >= max(limits.share, honest.share + limits.beyond) * len(places)
        if (is_run or is_share) and (best is None or found.same > best.same):
            best = found
    return best


def natural_runs(patterns: Sequence[Codes], options: NDArray[np.int32]) -> tuple[Natural, ...]:
    """Per letter, the second first, what honest patterns have of it.

    A pattern is what a unit answers that is exactly at one rung; OPEN where the rung says nothing.
    """
    found = []
    for letter in range(1, int(options.max())):
        same = [(one == np.minimum(letter, options - 1))[one != OPEN] for one in patterns]
        told = [one for one in same if len(one)]
        runs = max((longest_run(one)[0] for one in told), default=0)
        found.append(Natural(runs, max((int(100 * one.mean()) for one in told), default=0)))
    return tuple(found)


def longest_run(same: Truths) -> tuple[int, int]:
    """How long the longest run of True is, and where it begins; (0, 0) where there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], same, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return 0, 0
    longest = int(np.argmax(ends - starts))
    return int(ends[longest] - starts[longest]), int(starts[longest])


@dataclass(frozen=True)
class CopiedLimits:
    """At least `least_items` compared, and `share` percent of them the same."""

    least_items: int
    share: int


@dataclass(frozen=True)
class Likeness:
    """How alike two submissions are: `other` is the row compared with, `same` of `compared` items."""

    other: int
    compared: int
    same: int


def copied(own: Codes, others: Codes, common: Truths, limits: CopiedLimits) -> Likeness | None:
    """The submission that is nearly the same; None where there is none.

    Compared are items in which one of the two claims something; those in `common`, which nearly everybody
    answers alike, and those at the lowest option in both say nothing.
    """
    if not len(others):
        return None
    told = ((own > 0) | (others > 0)) & ~common
    compared, same = told.sum(axis=1), (told & (own == others)).sum(axis=1)
    alike = (compared >= limits.least_items) & (100 * same >= limits.share * compared)
    if not alike.any():
        return None
    best = int(np.argmax(np.where(alike, same / np.maximum(compared, 1), -1.0)))
    return Likeness(best, int(compared[best]), int(same[best]))


def traces(codes: Codes, weights: NDArray[np.uint64]) -> tuple[NDArray[np.int64], Truths]:
    """(units, bands) traces of answers, and which of them say enough to be compared.

    `weights` (bands, items) are random odd numbers for the items of a band and 0 elsewhere. Two units have
    the same trace where they answer all items of a band alike, and else by chance once in 2^63. A band in
    which less than a quarter of the items claim anything says nothing: all beginners are alike.
    """
    shifted = (codes + 2).astype(np.uint64)
    found = (shifted @ weights.T) >> np.uint64(1)
    inside = (weights != 0).astype(np.int32)
    claims = (codes > 0).astype(np.int32) @ inside.T
    return found.astype(np.int64), 4 * claims >= inside.sum(axis=1)


@dataclass(frozen=True)
class JumpLimits:
    """Of `least_items` compared, `least_raised` and `share` percent rose by `steps` options, net of falls."""

    least_items: int
    steps: int
    least_raised: int
    share: int


@dataclass(frozen=True)
class Jump:
    """Items that rose by several options since the last time (`raised`: their positions), and that fell."""

    compared: int
    raised: tuple[int, ...]
    fallen: int


def jump(before: Codes, after: Codes, limits: JumpLimits) -> Jump | None:
    """Whether far more rose at once than ordinary work explains; codes are of single choices."""
    both = (before != OPEN) & (after != OPEN)
    steps = np.where(both, after - before, 0)
    raised, fallen = np.flatnonzero(steps >= limits.steps), int((steps <= -limits.steps).sum())
    compared, net = int(both.sum()), len(raised) - fallen
    is_jump = net >= limits.least_raised and 100 * net >= limits.share * compared
    if compared < limits.least_items or not is_jump:
        return None
    return Jump(compared, tuple(int(item) for item in raised), fallen)


@dataclass(frozen=True)
class SpeedLimits:
    """At least `least_items` answered by hand; `seconds` for each; a pause counts up to `pause` per item."""

    least_items: int
    seconds: int
    pause: int


@dataclass(frozen=True)
class Speed:
    """How fast it went: `items` answered in `seconds` of work, and the fastest stretch of `least_items`."""

    items: int
    seconds: int
    stretch: int


def speed(times: NDArray[np.float64], people: NDArray[np.int64], limits: SpeedLimits) -> Speed | None:
    """Whether items were answered faster than they can be read; None where not, or where it cannot be said.

    `times` are the seconds at which an item was first answered, `people` by whom; each person's pauses are
    their own. Items saved together, as a page without scripts is, share the time since the save before.
    """
    if len(times) < limits.least_items:
        return None
    worked, stretch = 0.0, float("inf")
    for person in np.unique(people):
        own = np.sort(times[people == person])
        spent = _spent(own, limits)
        worked += float(spent.sum())
        stretch = min(stretch, _stretch(spent, limits.least_items))
    allowed = limits.seconds * limits.least_items
    if worked >= limits.seconds * len(times) and stretch >= allowed:
        return None
    shown = worked if stretch == float("inf") else stretch
    return Speed(len(times), round(worked), round(shown))


TOGETHER = 0.2
"""Seconds between two items of one request at most; nobody chooses twice in so short a time."""
LONGEST_PAGE = 20
"""Items that a page has at most."""


def _spent(own: NDArray[np.float64], limits: SpeedLimits) -> NDArray[np.float64]:
    """The time each item took: what passed since the save before, shared among those saved together.

    Of the first save nobody knows how long it took: it counts as the pause allowed, unless more items were
    saved at once than any page has.
    """
    begins = np.flatnonzero(np.concatenate(([True], np.diff(own) >= TOGETHER)))
    sizes = np.diff(np.append(begins, len(own)))
    first = np.inf if sizes[0] <= LONGEST_PAGE else 0.0
    gaps = np.concatenate(([first], np.diff(own[begins])))
    each: NDArray[np.float64] = np.repeat(np.minimum(gaps / sizes, limits.pause), sizes)
    return each


def _stretch(spent: NDArray[np.float64], length: int) -> float:
    """The least time that so many items in a row took; infinite where there are fewer."""
    if len(spent) < length:
        return float("inf")
    sums = np.concatenate(([0.0], np.cumsum(spent)))
    return float((sums[length:] - sums[:-length]).min())


@dataclass(frozen=True)
class OutlierLimits:
    """At least `least_items` answers that at most `reached` percent of like firms reach, by an ordinary firm.

    Ordinary: in half of its items at least `middle` percent of them answer as high as it does.
    """

    least_items: int
    reached: int
    middle: int


def outliers(codes: Codes, reached: NDArray[np.float64], limits: OutlierLimits) -> tuple[int, ...]:
    """The items answered at an option that hardly any like firm reaches; none where they are few.

    `reached` (items,) is the percentage of like firms at the unit's own option or above, NaN where unknown.
    None either for a firm that is high throughout: then single answers do not stand out.
    """
    known = ~np.isnan(reached)
    lone = np.flatnonzero(known & (codes > 0) & (np.where(known, reached, 100) <= limits.reached))
    if len(lone) < limits.least_items or float(np.median(reached[known])) < limits.middle:
        return ()
    return tuple(int(item) for item in lone)
