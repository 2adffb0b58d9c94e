"""The county map as SVG paths: the boundary file decoded and projected once, framed anew for every page.

The file is TopoJSON: shared borders are stored once, as steps on a grid over longitude and latitude. Every
vertex of it is drawn. A degree of longitude is shortened by the cosine of the middle latitude, which over
four degrees of latitude is true to shape within two percent.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from backend.paths import STATIC

SOURCE_FILE = STATIC / "map" / "zj_tianditu_full.topo.json"
WIDTH = 1000
"""Width of every drawing in SVG units; the height follows from what is drawn."""
_MARGIN = 12
_TALLEST = 900
# The province's island counties (海岛县): most of each is sea, so a shape alone is hard to see and to hit.
ISLANDS = frozenset({"330305", "330902", "330903", "330921", "330922", "331083"})

Point = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """An area in grid units (x to the east, y to the south): its SVG path, its box, where its name goes."""

    path: str
    box: tuple[int, int, int, int]
    centre: Point


@dataclass(frozen=True)
class Frame:
    """A drawing of some areas: its size and how grid units become SVG units."""

    height: int
    scale: float
    left: int
    top: int

    @property
    def transform(self) -> str:
        """The `transform` of the group that holds the paths."""
        shift = f"{_MARGIN / self.scale - self.left:.1f} {_MARGIN / self.scale - self.top:.1f}"
        return f"scale({self.scale:.6f}) translate({shift})"

    def place(self, point: Point) -> Point:
        """A point of the grid in SVG units."""
        x, y = point
        return round(_MARGIN + (x - self.left) * self.scale), round(_MARGIN + (y - self.top) * self.scale)


class CountyMap:
    """All areas of the file, by the code of county or city."""

    def __init__(self, topology: Mapping[str, Any]) -> None:
        grid = _Grid(topology)
        self._grid = grid
        counties, cities = topology["objects"]["counties"], topology["objects"]["cities"]
        self.counties = {g["properties"]["adcode"]: grid.shape(g) for g in counties["geometries"]}
        self.cities = {g["properties"]["city_adcode"]: grid.shape(g) for g in cities["geometries"]}

    def point(self, longitude: float, latitude: float) -> Point:
        """A place in grid units."""
        return self._grid.point(longitude, latitude)

    def frame(self, codes: Iterable[str]) -> Frame:
        """The drawing in which the counties `codes` are as large as the page allows."""
        boxes = [self.counties[code].box for code in codes]
        left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
        width, height = max(b[2] for b in boxes) - left, max(b[3] for b in boxes) - top
        room = WIDTH - 2 * _MARGIN
        scale = min(room / width, _TALLEST / height)
        # A tall area leaves room at both sides.
        left -= round((room / scale - width) / 2)
        return Frame(math.ceil(height * scale) + 2 * _MARGIN, scale, left, top)


class _Grid:
    """Reads the file's arcs; one grid unit is one of its steps of latitude."""

    def __init__(self, topology: Mapping[str, Any]) -> None:
        (self.step_x, self.step_y), (self.west, self.south) = (
            topology["transform"][k] for k in ("scale", "translate")
        )
        arcs = [_absolute(arc) for arc in topology["arcs"]]
        self.top = max(y for arc in arcs for _, y in arc)
        middle = self.south + self.step_y * self.top / 2
        self.stretch = self.step_x * math.cos(math.radians(middle)) / self.step_y
        self.arcs = [[(round(x * self.stretch), self.top - y) for x, y in arc] for arc in arcs]

    def point(self, longitude: float, latitude: float) -> Point:
        x = (longitude - self.west) / self.step_x * self.stretch
        return round(x), round(self.top - (latitude - self.south) / self.step_y)

    def shape(self, geometry: Mapping[str, Any]) -> Shape:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [self._ring(ring) for polygon in polygons for ring in polygon]
        largest = max(rings, key=lambda ring: abs(_area(ring)))
        xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
        box = (min(xs), min(ys), max(xs), max(ys))
        return Shape("".join(map(_path, rings)), box, _centroid(largest))

    def _ring(self, indices: Sequence[int]) -> list[Point]:
        points: list[Point] = []
        for index in indices:
            # ~index means: the same border, walked the other way.
            arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
            points.extend(arc[1:] if points else arc)
        return points


def _absolute(arc: Iterable[Sequence[int]]) -> list[Point]:
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x, y))
    return points


def _path(ring: Sequence[Point]) -> str:
    steps = (f"{x - px} {y - py}" for (px, py), (x, y) in pairwise(ring[:-1]))
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z"


def _area(ring: Sequence[Point]) -> float:
    return sum(x * ny - nx * y for (x, y), (nx, ny) in pairwise(ring)) / 2


def _centroid(ring: Sequence[Point]) -> Point:
    pairs = list(pairwise(ring))
    cross = [x * ny - nx * y for (x, y), (nx, ny) in pairs]
    total = 3 * sum(cross) or 1
    x = sum((a[0] + b[0]) * c for (a, b), c in zip(pairs, cross, strict=True)) / total
    y = sum((a[1] + b[1]) * c for (a, b), c in zip(pairs, cross, strict=True)) / total
    return round(x), round(y)


def load_map(file: Path = SOURCE_FILE) -> CountyMap:
    """Decode a boundary file."""
    return CountyMap(json.loads(file.read_text(encoding="utf-8")))


@cache
def county_map() -> CountyMap:
    """The map of the province, decoded once per process."""
    return load_map()
