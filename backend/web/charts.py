"""Geometry of the pictures: the ladder and the domain profile of a result, the rounds of an area.

All are drawn by the server as inline SVG, so that they work without scripts and print. Coordinates are in
the units of the view box; a view box about as wide as a phone keeps the words readable at 375 pixels. All
colours are classes of the stylesheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from assessments.outcome import DimensionScore

# The ladder: a strip of ground on the left, then one step per rung, each higher than the one before.
LADDER_WIDTH = 380
GROUND = 56
STEP_RISE = 46
STEP_BODY = 88
FLAG_ROOM = 42
FLAG_SHIFT = 24
BAR_MARGIN = 10

# The profile: one row per domain, the name on the left, the bar on the right.
PROFILE_WIDTH = 380
ROW = 27
NAME_ROOM = 96
SCORE_ROOM = 76
BAR_HEIGHT = 13


class Rung(Protocol):
    """What the picture needs of a rung: how much of what it asks for is there."""

    @property
    def level(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def mandatory(self) -> int:
        """How much it asks for."""

    @property
    def attained(self) -> int:
        """How much of that is there."""

    @property
    def reached(self) -> str:
        """met, not_met or undecided."""


@dataclass(frozen=True)
class Step:
    """One rung as a block: its corner, its size, and how much of its bar is filled."""

    level: str
    name: str
    count: str
    gap: str
    verdict: str
    x: int
    y: int
    width: int
    height: int
    bar_width: int
    filled: int


@dataclass(frozen=True)
class Flag:
    """Where a flagpole stands: its foot, and whether it marks the certain or the possible level."""

    kind: str
    label: str
    x: int
    y: int


@dataclass(frozen=True)
class LadderChart:
    """The picture of the ladder; `text` says the same for those who do not see it."""

    width: int
    height: int
    ground: int
    steps: tuple[Step, ...]
    flags: tuple[Flag, ...]
    text: str


@dataclass(frozen=True)
class Bar:
    """One domain: the length of the points reached and of what is still possible, on a track."""

    name: str
    score: str
    y: int
    reached: int
    possible: int


@dataclass(frozen=True)
class ProfileChart:
    """The picture of the domain profile; the table beside it says the same."""

    width: int
    height: int
    bar_x: int
    track: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class RungWords:
    """What is written on a step."""

    count: str
    gap: str


@dataclass(frozen=True)
class FlagWords:
    """What is written on the flags, and the text alternative."""

    certain: str
    possible: str
    both: str
    text: str


def ladder_chart(
    rungs: Sequence[Rung], words: Sequence[RungWords], certain: str, possible: str, flags: FlagWords
) -> LadderChart:
    """Rungs lowest first; `certain` and `possible` are level ids, `none` standing on the ground."""
    # One unit is left on the right, so that the last step's edge is drawn whole.
    width = (LADDER_WIDTH - GROUND - 1) // len(rungs)
    ground = FLAG_ROOM + STEP_BODY + STEP_RISE * (len(rungs) - 1)
    steps = tuple(_step(i, rung, words[i], width, ground) for i, rung in enumerate(rungs))
    return LadderChart(
        LADDER_WIDTH, ground + 6, ground, steps, _flags(steps, certain, possible, flags, ground), flags.text
    )


def _step(index: int, rung: Rung, words: RungWords, width: int, ground: int) -> Step:
    height = STEP_BODY + STEP_RISE * index
    bar = width - 2 * BAR_MARGIN
    share = rung.attained / rung.mandatory if rung.mandatory else 0
    return Step(
        level=rung.level,
        name=rung.name,
        count=words.count,
        gap=words.gap,
        verdict=rung.reached,
        x=GROUND + index * width,
        y=ground - height,
        width=width,
        height=height,
        bar_width=bar,
        filled=round(bar * share),
    )


def _flags(
    steps: Sequence[Step], certain: str, possible: str, words: FlagWords, ground: int
) -> tuple[Flag, ...]:
    places = {step.level: (step.x + FLAG_SHIFT, step.y) for step in steps}
    start = (GROUND // 4, ground)
    if certain == possible:
        return (Flag("certain", words.both, *places.get(certain, start)),)
    return (
        Flag("certain", words.certain, *places.get(certain, start)),
        Flag("possible", words.possible, *places.get(possible, start)),
    )


def profile_chart(domains: Sequence[DimensionScore], scores: Sequence[str]) -> ProfileChart:
    """One bar per domain, in the order given; `scores` is what is written beside each."""
    track = PROFILE_WIDTH - NAME_ROOM - SCORE_ROOM
    bars = tuple(
        Bar(
            name=domain.name,
            score=score,
            y=index * ROW,
            reached=_length(domain.points, domain.maximum, track),
            possible=_length(domain.possible, domain.maximum, track),
        )
        for index, (domain, score) in enumerate(zip(domains, scores, strict=True))
    )
    return ProfileChart(PROFILE_WIDTH, len(bars) * ROW, NAME_ROOM, track, bars)


def _length(points: Decimal, maximum: Decimal, track: int) -> int:
    return round(track * points / maximum) if maximum else 0


# Lines over time: names stand at the right end of their lines, the numbers of the axis on the left.
LINE_WIDTH = 400
LINE_HEIGHT = 220
LINE_LEFT, LINE_RIGHT, LINE_TOP, LINE_BOTTOM = 40, 116, 14, 28
PLACES_NAMED = 4
LABEL_APART = 17
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Line:
    """One line: its points, the same as the text of a polyline, and its name beside the last point."""

    name: str
    points: tuple[tuple[int, int], ...]
    path: str
    label_y: int


@dataclass(frozen=True)
class Tick:
    """A number of the axis or a name below it, and where it stands."""

    text: str
    at: int


@dataclass(frozen=True)
class LineChart:
    """Lines over the same places; the table beside it says the same as `text` promises."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: tuple[Line, ...]
    grid: tuple[Tick, ...]
    places: tuple[Tick, ...]
    text: str


def line_chart(
    names: Sequence[str], rows: Sequence[Sequence[int]], labels: Sequence[str], text: str
) -> LineChart:
    """Lines of counts: `rows` are the places in order (two or more), each with a number for every name."""
    top = _round_up(max(max(row) for row in rows))
    room_x = LINE_WIDTH - LINE_LEFT - LINE_RIGHT
    room_y = LINE_HEIGHT - LINE_TOP - LINE_BOTTOM
    across = [LINE_LEFT + round(room_x * place / (len(rows) - 1)) for place in range(len(rows))]

    def height(number: int) -> int:
        return LINE_TOP + room_y - round(room_y * number / top)

    drawn = [
        tuple(zip(across, (height(row[index]) for row in rows), strict=True)) for index in range(len(names))
    ]
    ends = _apart([points[-1][1] for points in drawn])
    return LineChart(
        width=LINE_WIDTH,
        height=LINE_HEIGHT,
        left=LINE_LEFT,
        right=LINE_WIDTH - LINE_RIGHT,
        bottom=LINE_TOP + room_y,
        lines=tuple(
            Line(name, points, " ".join(f"{x},{y}" for x, y in points), end)
            for name, points, end in zip(names, drawn, ends, strict=True)
        ),
        grid=tuple(Tick(f"{number:,}", height(number)) for number in (0, top // 2, top)),
        places=tuple(Tick(labels[index], across[index]) for index in _named_places(len(rows))),
        text=text,
    )


def _named_places(number: int) -> list[int]:
    """The places whose names have room: all of a few, else every n-th of them, counted from the last one."""
    step = -(-number // PLACES_NAMED)
    return list(range((number - 1) % step, number, step))


def _round_up(number: int) -> int:
    """The next number of the form 2, 4, 10, 20, 40, 100 …: it and its half are whole and easy to read."""
    size = 1
    while True:
        for step in _STEPS:
            if 2 * step * size >= number:
                return 2 * step * size
        size *= 10


def _apart(heights: Sequence[int]) -> list[int]:
    """Places for labels, near to their heights (y grows downward) and far enough apart to be read."""
    order = sorted(range(len(heights)), key=lambda index: (heights[index], index))
    found = list(heights)
    for above, below in pairwise(order):
        found[below] = max(found[below], found[above] + LABEL_APART)
    over = max(found) - (LINE_HEIGHT - LINE_BOTTOM)
    return [y - max(0, over) for y in found]
