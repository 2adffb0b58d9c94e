"""Areas as officials open them: city with counties and zones, a zone by itself."""

import pytest

from assessments.loader import Catalogue
from backend.auth.actor import SYSTEM, Actor
from backend.services.areas import area_codes, find_area
from backend.services.errors import NotFoundError

LISHUI, LIANDU, ZONE = "331100", "331102", "3311Z1"


def test_a_city_lists_its_zones_after_its_counties(catalogue: Catalogue) -> None:
    area = find_area(catalogue, SYSTEM, LISHUI)
    assert [part.code for part in area.parts][-1] == ZONE
    assert [one.code for one in area.zones] == [ZONE]
    assert len(area.counties) == 9
    assert [place.code for place in area.reporting] == sorted(part.code for part in area.parts)


def test_a_zone_is_an_area_like_a_county(catalogue: Catalogue) -> None:
    area = find_area(catalogue, Actor(account_id="z", region=ZONE), ZONE)
    assert (area.name, area.is_county, area.is_zone) == ("丽水经济技术开发区", True, True)
    assert (area.parents, area.parts, area.counties) == ((), (), ())
    assert [place.code for place in area.reporting] == [ZONE]
    assert area.city is not None
    assert area.city.code == LISHUI
    assert not find_area(catalogue, SYSTEM, LIANDU).is_zone


def test_a_zone_and_the_counties_beside_it_do_not_see_each_other(catalogue: Catalogue) -> None:
    for region, other in ((LIANDU, ZONE), (ZONE, LIANDU), (ZONE, LISHUI), ("330100", ZONE)):
        with pytest.raises(NotFoundError):
            find_area(catalogue, Actor(account_id="a", region=region), other)
    city = find_area(catalogue, Actor(account_id="c", region=LISHUI), ZONE)
    assert [place.code for place in city.parents] == [LISHUI]


def test_every_area_can_be_answered_for(catalogue: Catalogue) -> None:
    codes = area_codes(catalogue)
    assert len(codes) == 1 + 11 + 90 + len(catalogue.zones)
    assert all(find_area(catalogue, SYSTEM, code).code == code for code in codes)
