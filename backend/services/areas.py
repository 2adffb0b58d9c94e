"""Province, city, county or functional zone by its code, as far as the actor answers for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.region import City, County
from assessments.schema.zone import Zone
from backend.auth.actor import Actor
from backend.services.errors import NotFoundError


@dataclass(frozen=True)
class Place:
    """A code and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Area:
    """An area with what lies above it and inside it.

    `parents` are the larger areas that the actor answers for as well, largest first; `parts` the areas one
    step smaller, those of a city being its counties and then its functional zones, empty for a county or a
    zone. `counties` are all counties inside (the county itself for a county), `zones` all zones.
    """

    place: Place
    parents: tuple[Place, ...]
    parts: tuple[Place, ...]
    counties: tuple[County, ...]
    city: City | None
    zones: tuple[Zone, ...] = ()

    @property
    def code(self) -> str:
        """The area's code."""
        return self.place.code

    @property
    def name(self) -> str:
        """The area's name."""
        return self.place.name

    @property
    def is_county(self) -> bool:
        """Whether the area is a county or a functional zone, the smallest ones."""
        return not self.parts

    @property
    def is_zone(self) -> bool:
        """Whether the area is a functional zone, which has no shape on the map."""
        return self.is_county and not self.counties

    @property
    def is_province(self) -> bool:
        """Whether the area is the whole province."""
        return self.city is None

    @property
    def reporting(self) -> tuple[Place, ...]:
        """All areas inside that units and titles belong to: counties and zones, by code."""
        counties = [Place(county.code, county.name) for county in self.counties]
        zones = [Place(zone.code, zone.name) for zone in self.zones]
        return tuple(sorted(counties + zones, key=_by_code))


def find_area(catalogue: Catalogue, actor: Actor, code: str) -> Area:
    """The area with this code. Raises NotFoundError where it is unknown or not the actor's."""
    area = next((area for area in _areas(catalogue) if area.code == code), None)
    if area is None or not _may_see(actor, code):
        raise NotFoundError
    parents = tuple(place for place in area.parents if _may_see(actor, place.code))
    return Area(area.place, parents, area.parts, area.counties, area.city, area.zones)


def area_codes(catalogue: Catalogue) -> frozenset[str]:
    """All areas an official may answer for."""
    return frozenset(area.code for area in _areas(catalogue))


def _may_see(actor: Actor, code: str) -> bool:
    return actor.is_system or actor.answers_for(code)


def _areas(catalogue: Catalogue) -> Iterator[Area]:
    regions = catalogue.regions
    province = Place(regions.code, regions.name)
    cities = tuple(Place(city.code, city.name) for city in regions.cities)
    counties = tuple(county for city in regions.cities for county in city.counties)
    yield Area(province, (), cities, counties, None, tuple(catalogue.zones.values()))
    for city, place in zip(regions.cities, cities, strict=True):
        zones = catalogue.zones_of(city.code)
        parts = tuple(Place(one.code, one.name) for one in catalogue.reporting_in(city))
        yield Area(place, (province,), parts, city.counties, city, zones)
        for county in city.counties:
            yield Area(Place(county.code, county.name), (province, place), (), (county,), city)
        for zone in zones:
            yield Area(Place(zone.code, zone.name), (province, place), (), (), city, (zone,))


def _by_code(place: Place) -> str:
    return place.code
