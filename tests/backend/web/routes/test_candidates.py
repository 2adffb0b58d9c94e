"""下一批可申报清单, read like a visit: from the list to one unit's gaps and the table to take along."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.backend.plant import COUNTY, Plant, everything, lowest_for, visit_as

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

HERE = f"/regions/{COUNTY}/candidates"


@pytest.fixture
def official(plant: Plant, client: "TestClient", app: "FastAPI") -> "TestClient":
    """The county's official at the browser."""
    _actor, token = plant.person("xiaoshan", region=COUNTY)
    visit_as(client, app, token)
    return client


def test_from_the_list_to_what_one_unit_lacks_and_the_table(plant: Plant, official: "TestClient") -> None:
    empty = official.get(HERE)
    assert empty.status_code == 200
    assert "还没有单位提交" in empty.text
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.state("investment", "26000000")
    plant.submit()
    page = official.get(HERE).text
    for words in ("下一批可申报清单", "萧山精密机械厂", "待核实", "没有生效的申报通知", "近 2 年无违法行为"):
        assert words in page
    page = official.get(f"{HERE}?target=zj-ladder-call@2025:sf").text
    (href,) = set(re.findall(rf'href="({HERE}/[0-9a-f]{{20}}[^"]*)"', page))
    unit = official.get(href.replace("&amp;", "&")).text
    for words in ("距智能工厂还差什么", "需要哪些帮扶", "数字化改造", "智能工厂软硬件投资", "差距清单"):
        assert words in unit
    (file,) = re.findall(rf'href="({HERE}/file[^"]*)"', page)
    table = official.get(file.replace("&amp;", "&"))
    assert table.status_code == 200
    assert table.content.startswith(b"PK")
    assert "attachment" in table.headers["content-disposition"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/regions/330281/candidates", 404),
        ("/regions/330281/candidates/file", 404),
        (f"{HERE}/nobody", 404),
        (f"{HERE}?county=330281", 404),
        (f"{HERE}?target=x:y", 422),
        (f"{HERE}?target=zj-ladder-call@2025:x", 422),
        (f"{HERE}?state=rich", 422),
        (f"{HERE}?group=nowhere", 422),
        (f"{HERE}?other=1", 422),
    ],
)
def test_what_is_not_there_or_not_ours_is_refused(official: "TestClient", address: str, status: int) -> None:
    assert official.get(address).status_code == status


def test_firms_do_not_see_the_list(plant: Plant, client: "TestClient", app: "FastAPI") -> None:
    visit_as(client, app, plant.token)
    assert client.get(HERE).status_code == 404
