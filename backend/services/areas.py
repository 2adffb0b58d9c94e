"""Province, city or county by its code, as far as the actor answers for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.region import City, County
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
    step smaller, empty for a county; `counties` all counties inside (the county itself for a county).
    """

    place: Place
    parents: tuple[Place, ...]
    parts: tuple[Place, ...]
    counties: tuple[County, ...]
    city: City | None

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
        """Whether the area is a county, the smallest one."""
        return not self.parts

    @property
    def is_province(self) -> bool:
        """Whether the area is the whole province."""
        return self.city is None


def find_area(catalogue: Catalogue, actor: Actor, code: str) -> Area:
    """The area with this code. Raises NotFoundError where it is unknown or not the actor's."""
    area = next((area for area in _areas(catalogue) if area.code == code), None)
    if area is None or not _may_see(actor, code):
        raise NotFoundError
    parents = tuple(place for place in area.parents if _may_see(actor, place.code))
    return Area(area.place, parents, area.parts, area.counties, area.city)


def _may_see(actor: Actor, code: str) -> bool:
    return actor.is_system or actor.answers_for(code)


def _areas(catalogue: Catalogue) -> Iterator[Area]:
    regions = catalogue.regions
    province = Place(regions.code, regions.name)
    cities = tuple(Place(city.code, city.name) for city in regions.cities)
    yield Area(province, (), cities, tuple(c for city in regions.cities for c in city.counties), None)
    for city, place in zip(regions.cities, cities, strict=True):
        counties = tuple(Place(county.code, county.name) for county in city.counties)
        yield Area(place, (province,), counties, city.counties, city)
        for county in city.counties:
            yield Area(Place(county.code, county.name), (province, place), (), (county,), city)
