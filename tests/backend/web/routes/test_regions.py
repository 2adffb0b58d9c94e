"""Officials' pages, read like a visit."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.backend.plant import COUNTY, Plant, everything, lowest_for, visit_as

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

FIELDS = {
    "kind": "zj-smart-factory",
    "county": COUNTY,
    "holder_name": "某厂",
    "start": "2025-03-01",
    "source": "名单",
}


@pytest.fixture
def official(plant: Plant, client: "TestClient", app: "FastAPI") -> "TestClient":
    """The county's official at the browser."""
    actor, token = plant.person("xiaoshan", region=COUNTY)
    visit_as(client, app, token)
    client.headers.update({"x-csrf-token": actor.csrf_token, "sec-fetch-site": "same-origin"})
    return client


def test_the_county_page_shows_the_three_groups_and_the_map(plant: Plant, official: "TestClient") -> None:
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    page = official.get(f"/regions/{COUNTY}")
    assert page.status_code == 200
    for words in (
        "萧山区",
        "登记",
        "自评（企业自报，按确定等级）",
        "核验（现场核查）",
        "认定（有效称号）",
        "尚无认定数据",
        "<svg",
    ):
        assert words in page.text
    assert "审图号 GS（2024）0650号" in page.text
    # The table comes first in reading order.
    assert page.text.index("<table") < page.text.index('class="map"')


def test_htmx_gets_the_map_alone(official: "TestClient") -> None:
    part = official.get(f"/regions/{COUNTY}?show=units", headers={"hx-request": "true"})
    assert part.text.strip().startswith('<div id="map"')
    assert "<table" not in part.text


@pytest.mark.parametrize(
    "address", ["?show=nothing", "?other=1", "/units?state=x", "/units?name=%00", "/titles?after=" + "a" * 30]
)
def test_a_strange_address_is_refused(official: "TestClient", address: str) -> None:
    assert official.get(f"/regions/{COUNTY}{address}").status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "/regions/330281",
        "/regions/330281?by=size",
        "/regions/330281/export.xlsx",
        "/regions/330281/picture.svg",
        "/regions/330281/snapshots",
        "/regions/330000/units",
        "/regions/nowhere/titles",
    ],
)
def test_another_area_does_not_exist(official: "TestClient", address: str) -> None:
    assert official.get(address).status_code == 404


def test_the_list_leads_to_what_was_submitted(plant: Plant, official: "TestClient") -> None:
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    assert "未提交自评" in official.get(f"/regions/{COUNTY}/units").text
    submission = plant.submit()
    page = official.get(f"/regions/{COUNTY}/units?state=submitted")
    assert f'href="/submissions/{submission}"' in page.text
    assert official.get(f"/submissions/{submission}").status_code == 200


def test_a_title_is_entered_counted_and_revoked(official: "TestClient") -> None:
    assert "尚无认定数据" in official.get(f"/regions/{COUNTY}/titles").text
    entered = official.post(f"/regions/{COUNTY}/titles", data=FIELDS)
    assert (entered.status_code, entered.headers["location"]) == (
        303,
        f"/regions/{COUNTY}/titles?done=entered",
    )
    page = official.get(entered.headers["location"]).text
    assert "称号已录入" in page
    assert "<strong>1 家（个）</strong>" in official.get(f"/regions/{COUNTY}").text
    (action,) = re.findall(r'action="([^"]+/revoke)"', page)
    assert official.post(action, data={"revoked_on": "2026-06-01"}).status_code == 303
    assert "<strong>0 家（个）</strong>" in official.get(f"/regions/{COUNTY}").text
    assert official.post(action, data={"revoked_on": "2026-06-01"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"start": "gestern"}, 422, "起始日期应为日期"),
        ({"source": ""}, 422, "请填写数据来源"),
        ({"kind": "x"}, 422, "请从列出的称号中选择"),
        ({"end": "2020-01-01"}, 422, "终止日期不能早于起始日期"),
        ({"unknown": "1"}, 422, "表单中有不认识的字段"),
    ],
)
def test_a_refused_title_comes_back_with_what_was_typed(
    official: "TestClient", changes: dict[str, str], status: int, words: str
) -> None:
    answer = official.post(f"/regions/{COUNTY}/titles", data={**FIELDS, **changes})
    assert answer.status_code == status
    assert words in answer.text
    assert 'value="某厂"' in answer.text


def test_the_same_title_twice_is_a_conflict(official: "TestClient") -> None:
    official.post(f"/regions/{COUNTY}/titles", data=FIELDS)
    again = official.post(f"/regions/{COUNTY}/titles", data=FIELDS)
    assert again.status_code == 409
    assert "重复录入会被重复计数" in again.text
