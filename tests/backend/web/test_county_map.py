"""The boundary file: every county is there, whole, and lies where it should."""

import json
import re

from assessments.loader import Catalogue
from backend.web.county_map import SOURCE_FILE, county_map


def test_every_county_and_city_of_the_catalogue_is_drawn(catalogue: Catalogue) -> None:
    cities = catalogue.regions.cities
    assert set(county_map().counties) == {county.code for city in cities for county in city.counties}
    assert set(county_map().cities) == {city.code for city in cities}


def test_no_vertex_is_left_out() -> None:
    topology = json.loads(SOURCE_FILE.read_text(encoding="utf-8"))

    def vertices(ring: list[int]) -> int:
        # Where two arcs meet they share a point, and the last point of a ring is its first.
        return sum(len(topology["arcs"][arc if arc >= 0 else ~arc]) - 1 for arc in ring)

    for geometry in topology["objects"]["counties"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        expected = sum(vertices(ring) for polygon in polygons for ring in polygon)
        path = county_map().counties[geometry["properties"]["adcode"]].path
        numbers = [int(number) for number in re.findall(r"-?\d+", path)]
        assert len(numbers) == 2 * expected


def test_seats_lie_in_the_box_of_their_county(catalogue: Catalogue) -> None:
    for city in catalogue.regions.cities:
        for county in city.counties:
            x, y = county_map().point(*(float(degrees) for degrees in county.seat))
            left, top, right, bottom = county_map().counties[county.code].box
            assert left <= x <= right, county.name
            assert top <= y <= bottom, county.name


def test_a_frame_holds_all_it_was_asked_for(catalogue: Catalogue) -> None:
    for city in catalogue.regions.cities:
        codes = [county.code for county in city.counties]
        frame = county_map().frame(codes)
        for code in codes:
            left, top, right, bottom = county_map().counties[code].box
            for x, y in (frame.place((left, top)), frame.place((right, bottom))):
                assert 0 <= x <= 1000
                assert 0 <= y <= frame.height


def test_the_coast_is_in_the_east_and_huzhou_in_the_north() -> None:
    cities = county_map().cities
    assert cities["330900"].centre[0] > cities["330800"].centre[0]
    assert cities["330500"].centre[1] < cities["330300"].centre[1]
