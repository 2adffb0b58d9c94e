"""The public page of areas, and a functional zone from the firm's form to the officials' pages."""

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assessments.loader import Catalogue
from backend.services.firms import NewFirm, register
from tests.backend.town import PROFILE, Town, code_number
from tests.backend.web.visiting import Visitor, visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient

LISHUI, LIANDU, ZONE = "331100", "331102", "3311Z1"


def read(client: "TestClient", query: str = "") -> str:
    answer = client.get(f"/areas{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", answer.text)))


def test_the_page_shows_everything_with_its_source(client: "TestClient", catalogue: Catalogue) -> None:
    page = read(client)
    names = [
        *(city.name for city in catalogue.regions.cities),
        *(zone.name for zone in catalogue.zones.values()),
        *(one.name["zh-CN"] for one in catalogue.named_places),
        *(one.name["zh-CN"] for one in catalogue.regions.groups),
        *(one.name["zh-CN"] for one in catalogue.regions.group_lines),
        *(one.name["zh-CN"] for one in catalogue.chains.values()),
        *(one.name["zh-CN"] for one in catalogue.clusters.values()),
        *(f"{one.old_name} {one.old_code}" for one in catalogue.regions.code_changes),
        *(zone.source for zone in catalogue.zones.values()),
    ]
    assert [name for name in names if name not in page] == []
    for sentence in ("各集群的家数不能相加", "行业代码是本站的建议", "名单不详", "须由人判断归原县还是新县"):
        assert sentence in page
    assert 'href="/areas"' in client.get("/method").text


def test_the_day_in_the_address_decides(client: "TestClient") -> None:
    def line(page: str) -> str:
        found = re.search(r"山区（海岛）县（按当日名单） (\S+) .*?(\d+) 个县", page)
        assert found is not None
        return " ".join(found.groups())

    found = {day: line(read(client, f"?as_of={day}")) for day in ("2024-07-31", "2024-08-15", "2025-05-28")}
    assert found == {"2024-07-31": "有效 26", "2024-08-15": "待定 23", "2025-05-28": "待定 22"}
    refused = client.get("/areas?as_of=2026-13-01")
    assert refused.status_code == 422
    assert "日期应写成 2026-11-21 这样" in refused.text


@pytest.fixture
def manager(client: "TestClient", town: Town) -> Visitor:
    """Somebody whose firm stands in the zone, under the name of a park."""
    new = NewFirm(code_number(1), replace(PROFILE, county=ZONE, park="水阁工业园"))
    register(town.database, town.person("manager"), town.catalogue, new)
    return visitor(client, town, "manager")


def test_a_firm_chooses_its_zone_and_names_its_park(manager: Visitor, town: Town) -> None:
    form = manager.get("/firms/new").text
    assert re.search(r'<optgroup label="丽水市的功能区">\s*<option value="3311Z1">丽水经济技术开发区', form)
    (firm_id,) = re.findall(r'href="/firms/([0-9a-z]{8,})"', manager.get("/firms").text)
    assert "丽水市丽水经济技术开发区（水阁工业园）" in manager.get(f"/firms/{firm_id}").text
    (unit,) = town.units(firm_id)
    fields = {
        "name": unit.name,
        "county": LIANDU,
        "industry": "3484",
        "production_type": "discrete",
        "park": "中" * 61,
        "version": str(unit.version),
    }
    path = f"/units/{unit.id}/profile"
    assert 'value="水阁工业园"' in manager.get(path).text
    assert manager.post(path, fields).status_code == 422
    assert manager.post(path, {**fields, "park": ""}).status_code == 303
    (unit,) = town.units(firm_id)
    assert (unit.county, unit.park) == (LIANDU, "")
    assert town.coverage_errors() == []


def test_officials_see_a_zone_beside_the_counties(client: "TestClient", manager: Visitor, town: Town) -> None:
    assert manager.actor.is_enterprise
    places = {"zone": ZONE, "city": LISHUI, "county": LIANDU}
    for login, region in places.items():
        town.person(login, region=region)
    own, city, beside = (visitor(client, town, login) for login in places)
    assert "丽水经济技术开发区" in own.get(f"/regions/{ZONE}").text
    assert PROFILE.name in own.get(f"/regions/{ZONE}/units").text
    assert own.get(f"/regions/{LISHUI}").status_code == 404
    assert f'href="/regions/{ZONE}"' in city.get(f"/regions/{LISHUI}").text
    assert city.get(f"/regions/{ZONE}").status_code == 200
    assert beside.get(f"/regions/{ZONE}").status_code == 404
    assert PROFILE.name not in beside.get(f"/regions/{LIANDU}/units").text
