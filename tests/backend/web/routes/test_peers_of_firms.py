"""A firm in front of its comparison, and the province in front of the button that publishes it."""

import html
import re
from typing import TYPE_CHECKING

from backend.auth.actor import SYSTEM
from backend.db.tables.firms import Firm
from tests.backend.plant import COUNTY, Plant, visit_as
from tests.backend.population import settle

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient


def words(page: str) -> str:
    """The page as a reader sees it."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def publish(client: "TestClient", questionnaire: str = "zj-ladder") -> tuple[int, str]:
    """Press the province's button."""
    page = client.get("/regions/330000/benchmarks").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[-1]
    fields = {"questionnaire": questionnaire, "csrf_token": token}
    answer = client.post("/regions/330000/benchmarks", data=fields, follow_redirects=True)
    return answer.status_code, words(answer.text)


def test_the_province_publishes_and_a_firm_reads_where_it_stands(
    client: "TestClient", app: "FastAPI", plant: Plant
) -> None:
    here = f"/units/{plant.unit_id}/peers"
    visit_as(client, app, plant.token)
    assert "还没有公布对照数据" in words(client.get(here).text)

    settle(plant, 12, 1, (COUNTY,), ("3484",))
    with plant.database.write(SYSTEM) as session:
        session.get_one(Firm, plant.firm_id).size = "small"
    _actor, province = plant.person("province-publishes", region="330000")
    visit_as(client, app, province)
    status, page = publish(client, "nothing")
    assert (status, "没有找到" in page) == (404, True)
    status, page = publish(client)
    assert status == 200
    assert "对照数据已发布" in page
    assert "全省 · 通用设备制造业" in page
    status, page = publish(client)
    assert status == 409
    assert "今天已经发布过" in page
    group = client.get("/regions/330000/benchmarks", params={"group": "34|"})
    assert group.status_code == 200
    assert "<svg" in group.text
    assert client.get("/regions/330000/benchmarks", params={"group": "34|small"}).status_code == 404

    visit_as(client, app, plant.token)
    page = words(client.get(here).text)
    for said in ("与谁比：全省 · 通用设备制造业", "没有单独公布", "采用", "只有本企业看得到", "最多高于"):
        assert said in page, said
    assert "全省 · 通用设备制造业 · 小型企业" in page, "the groups that were passed over are named"
    assert client.get(f"{here}?questionnaire=srdi-sme").status_code == 404
