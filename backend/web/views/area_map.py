"""The map of an area: its counties shaded by one measure, each of them a link."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.schema.ladder import Ladder
from assessments.schema.region import City, County
from backend.services.area_counts import Counts
from backend.services.areas import Area
from backend.services.peers import reached
from backend.services.regions import AreaProgress
from backend.web.county_map import ISLANDS, WIDTH, Frame, Shape, county_map
from backend.web.language import _
from backend.web.views.area_address import address

SHADES = 4
LOCATED = 3
"""The shade of a county that is only located."""
# Names stand this far below the marks of islands, one by one and, on the province's map, of a whole city.
_MARKER_GAP, _CITY_GAP = 30, 62


@dataclass(frozen=True)
class Measure:
    """What the map is shaded by: `id` stands in the address."""

    id: str
    name: str
    unit: str
    count: Callable[[Counts, Ladder], int]


def _verified(counts: Counts, ladder: Ladder) -> int:
    return sum(counts.verified[level.id] for level in ladder.levels)


def _recognised(counts: Counts, ladder: Ladder) -> int:
    return sum(counts.recognised.get(level.recognition or "", 0) for level in ladder.levels)


MEASURES: Mapping[str, Measure] = {
    measure.id: measure
    for measure in (
        Measure("submitted", "已提交自评", "个", lambda counts, _ladder: counts.submitted),
        Measure("units", "登记单位", "个", lambda counts, _ladder: counts.units),
        Measure("declared", "自评达到首档及以上", "个", reached),
        Measure("verified", "现场核查达到首档及以上", "个", _verified),
        Measure("recognised", "有效认定称号", "项", _recognised),
    )
}
DEFAULT_MEASURE = "submitted"


@dataclass(frozen=True)
class MapCounty:
    """One county of the drawing; `href` is empty where it is the page's own; `shade` 0 means none."""

    href: str
    title: str
    path: str
    shade: int


@dataclass(frozen=True)
class MapMarker:
    """A round mark beside an island county, as large as a finger needs."""

    href: str
    title: str
    x: int
    y: int
    shade: int


@dataclass(frozen=True)
class MapLabel:
    """A name on the map."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class LegendEntry:
    """One shade and the numbers it stands for."""

    shade: int
    text: str


@dataclass(frozen=True)
class MeasureLink:
    """A choice of what the map is shaded by."""

    name: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class MapView:
    """Everything the map block prints; sizes in SVG units. `context` are areas without a number."""

    title: str
    width: int
    height: int
    transform: str
    scale: float
    counties: tuple[MapCounty, ...]
    markers: tuple[MapMarker, ...]
    labels: tuple[MapLabel, ...]
    context: tuple[str, ...] = ()
    has_zones: bool = False
    legend: tuple[LegendEntry, ...] = ()
    measures: tuple[MeasureLink, ...] = ()


def map_view(progress: AreaProgress, measure: Measure) -> MapView:
    """The map of a province or city shaded by a measure; for a county, where it lies in its city.

    A functional zone has no published border: its city is drawn and the zone is not.
    """
    area = progress.area
    if area.is_county and area.city is not None:
        return _locator(area, area.city)
    return _shaded(progress, measure)


def _shaded(progress: AreaProgress, measure: Measure) -> MapView:
    area = progress.area
    shapes = county_map().counties
    frame = county_map().frame(county.code for county in area.counties)
    shown = [county for county in area.counties if county.code in progress.counties]
    left_out = [county for county in area.counties if county.code not in progress.counties]
    numbers = {code: measure.count(counts, progress.ladder) for code, counts in progress.counties.items()}
    bounds = class_bounds(numbers.values())
    counties, markers = [], []
    for county in shown:
        number = numbers[county.code]
        href = address(f"/regions/{county.code}", progress.view.wanted, group="", chain="", by="")
        title = _title(county, measure, number)
        counties.append(MapCounty(href, title, shapes[county.code].path, shade(number, bounds)))
        if county.code in ISLANDS:
            markers.append(MapMarker(href, title, *frame.place(_seat(county)), shade(number, bounds)))
    return MapView(
        title=_("{area}各县（市、区）：{measure}", area=area.name, measure=_(measure.name)),
        width=WIDTH,
        height=frame.height,
        transform=frame.transform,
        scale=frame.scale,
        counties=tuple(counties),
        markers=tuple(markers),
        labels=tuple(_labels(area, frame)),
        context=tuple(shapes[county.code].path for county in left_out),
        legend=tuple(_legend(bounds, measure.unit)),
        has_zones=bool(area.zones),
        measures=tuple(
            MeasureLink(
                _(other.name),
                address(f"/regions/{area.code}", progress.view.wanted, show=other.id),
                other.id == measure.id,
            )
            for other in MEASURES.values()
        ),
    )


def _locator(area: Area, city: City) -> MapView:
    shapes = county_map().counties
    frame = county_map().frame(each.code for each in city.counties)
    title = _("{county}在{city}的位置") if area.counties else _("{county}没有公布的边界，这里只画{city}")
    return MapView(
        title=title.format(county=area.name, city=city.name),
        width=WIDTH,
        height=frame.height,
        transform=frame.transform,
        scale=frame.scale,
        counties=tuple(
            MapCounty("", county.name, shapes[county.code].path, LOCATED) for county in area.counties
        ),
        context=tuple(shapes[each.code].path for each in city.counties if each not in area.counties),
        markers=(),
        labels=tuple(_labels(area, frame)),
    )


def _title(county: County, measure: Measure, number: int) -> str:
    words = _("{name}：{measure} {number} {unit}")
    return words.format(name=county.name, measure=_(measure.name), number=number, unit=measure.unit)


def class_bounds(numbers: Iterable[int]) -> tuple[int, ...]:
    """The largest number of each class: about as many counties in every class, zeros apart.

    Classes of equal width would put almost all counties into the lowest one, because a few are far larger.
    """
    found = sorted(number for number in numbers if number)
    return tuple(
        sorted({found[math.ceil(len(found) * n / SHADES) - 1] for n in range(1, SHADES + 1)} if found else ())
    )


def shade(number: int, bounds: Sequence[int]) -> int:
    """The class of a number: 0 for none, then the first class whose bound is not below it."""
    return bisect_left(bounds, number) + 1 if number else 0


def _legend(bounds: Sequence[int], unit: str) -> Iterator[LegendEntry]:
    yield LegendEntry(0, _("无"))
    for place, (below, high) in enumerate(pairwise((0, *bounds)), start=1):
        span = f"{high}" if below + 1 == high else f"{below + 1}–{high}"
        yield LegendEntry(place, _("{span} {unit}", span=span, unit=unit))


def _labels(area: Area, frame: Frame) -> Iterator[MapLabel]:
    if area.is_province:
        cities = county_map().cities
        for city in area.parts:
            of_islands = all(
                county.code in ISLANDS for county in area.counties if county.code[:4] == city.code[:4]
            )
            yield _label(city.name, cities[city.code], frame, _CITY_GAP if of_islands else 0)
        return
    for county in area.counties:
        if county.code in ISLANDS and not area.is_county:
            x, y = frame.place(_seat(county))
            yield MapLabel(county.name, x, y + _MARKER_GAP)
        else:
            yield _label(county.name, county_map().counties[county.code], frame)


def _label(name: str, shape: Shape, frame: Frame, below: int = 0) -> MapLabel:
    x, y = frame.place(shape.centre)
    return MapLabel(name, x, y + below)


def _seat(county: County) -> tuple[int, int]:
    longitude, latitude = county.seat
    return county_map().point(float(longitude), float(latitude))
