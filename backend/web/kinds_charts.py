"""Geometry of the pictures of kinds: profiles beside one another, and the cloud of all units.

Inline SVG like backend.web.charts: works without scripts, prints; every picture has its table or its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Profiles: one row per dimension, the name on the left, marks on a track from 0 to 100 percent.
WIDTH = 380
NAME_ROOM = 92
END_ROOM = 10
ROW = 27
HEAD = 20
TRACK = WIDTH - NAME_ROOM - END_ROOM
WHOLE = 100
SCALE = (0, 50, 100)

# The cloud: the main direction from left to right, the second one upwards.
CLOUD_WIDTH, CLOUD_HEIGHT, CLOUD_EDGE = 400, 280, 26
APART = 20
"""How far the numbers of two centres stand apart at least."""


@dataclass(frozen=True)
class ProfileRow:
    """One dimension: how long the bar is, and where the tick of what it is compared with stands.

    `bar` and `tick` are -1 where there is nothing to show.
    """

    name: str
    y: int
    bar: int
    tick: int


@dataclass(frozen=True)
class Mark:
    """A number of the scale, and where it stands."""

    text: str
    x: int


@dataclass(frozen=True)
class ProfilePicture:
    """Bars with ticks; the table beside it says the same."""

    width: int
    height: int
    bar_x: int
    track: int
    rows: tuple[ProfileRow, ...]
    scale: tuple[Mark, ...]


@dataclass(frozen=True)
class Dot:
    """A unit of the cloud, of nobody in particular; `kind` counts from 1."""

    x: int
    y: int
    kind: int


@dataclass(frozen=True)
class Cloud:
    """Dots, and the numbers of the kinds at their centres."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    centres: tuple[Dot, ...]


def profile_picture(
    names: Sequence[str], bars: Sequence[int | None], ticks: Sequence[int | None]
) -> ProfilePicture:
    """Percentages per dimension, in the order given."""
    rows = tuple(
        ProfileRow(name, HEAD + index * ROW, _along(bar), _along(tick))
        for index, (name, bar, tick) in enumerate(zip(names, bars, ticks, strict=True))
    )
    scale = tuple(Mark(f"{value}%", NAME_ROOM + _along(value)) for value in SCALE)
    return ProfilePicture(WIDTH, HEAD + len(rows) * ROW, NAME_ROOM, TRACK, rows, scale)


def cloud(points: Sequence[tuple[float, float, int]], centres: Sequence[tuple[float, float]]) -> Cloud | None:
    """The cloud with its centres, both in the units of the two directions; None without points."""
    if not points:
        return None
    # One scale for both directions: an even cloud must not look like a line, nor a line like a cloud.
    left, right = min(x for x, _y, _kind in points), max(x for x, _y, _kind in points)
    low, high = min(y for _x, y, _kind in points), max(y for _x, y, _kind in points)
    room_x, room_y = CLOUD_WIDTH - 2 * CLOUD_EDGE, CLOUD_HEIGHT - 2 * CLOUD_EDGE
    scale = min(room_x / max(right - left, 0.01), room_y / max(high - low, 0.01))
    height = round((high - low) * scale) + 2 * CLOUD_EDGE
    shift = (CLOUD_WIDTH - (right - left) * scale) / 2

    def at(x: float, y: float) -> tuple[int, int]:
        across = round(shift + (x - left) * scale)
        return min(max(across, 0), CLOUD_WIDTH), min(max(round(CLOUD_EDGE + (high - y) * scale), 0), height)

    return Cloud(
        CLOUD_WIDTH,
        height,
        tuple(Dot(*at(x, y), kind + 1) for x, y, kind in points),
        tuple(_moved_apart([at(x, y) for x, y in centres])),
    )


def _moved_apart(places: Sequence[tuple[int, int]]) -> list[Dot]:
    """The numbers of the kinds, moved sideways where one would hide another."""
    found: list[Dot] = []
    for number, (x, y) in enumerate(places, start=1):
        while any(abs(x - dot.x) < APART and abs(y - dot.y) < APART for dot in found):
            x += APART  # noqa: PLW2901 - moved until it is free
        found.append(Dot(x, y, number))
    return found


def _along(percent: int | None) -> int:
    return -1 if percent is None else round(TRACK * min(max(percent, 0), WHOLE) / WHOLE)
