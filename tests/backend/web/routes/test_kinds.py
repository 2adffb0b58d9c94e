"""企业类型 and 企业画像, read like a visit: the province takes a result in use, others read it."""

from typing import TYPE_CHECKING

from backend.services.kinds_of_firms import fitting
from tests.backend.officials import PROVINCE
from tests.backend.plant import COUNTY, Plant, visit_as
from tests.backend.planted_kinds import planted, population

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

HERE = "/regions/330000/kinds"


def test_a_result_is_taken_in_use_and_read(plant: Plant, client: "TestClient", app: "FastAPI") -> None:
    visit_as(client, app, plant.token)
    firm = f"/units/{plant.unit_id}/kind"
    assert "还没有提交过自评" in client.get(firm).text
    profiles = planted(population(plant))
    assert "还没有启用企业类型" in client.get(firm).text
    model = fitting.fit(plant.database, PROVINCE, plant.catalogue, profiles)

    actor, token = plant.person("province", region="330000")
    visit_as(client, app, token)
    form = {"questionnaire": "zj-ladder", "decision": "accept", "csrf_token": actor.csrf_token}
    assert "待确认的新结果：分为 2 类" in client.get(HERE).text
    taken = client.post(f"{HERE}/{model}/decision", data=form)
    assert taken.status_code == 303
    assert "已启用" in client.get(taken.headers["location"]).text
    again = client.post(f"{HERE}/{model}/decision", data=form)
    assert (again.status_code, "已有处理" in again.text) == (409, True)
    assert client.post(f"{HERE}/{model}/decision", data={**form, "decision": "x"}).status_code == 422

    _county, token = plant.person("county", region=COUNTY)
    visit_as(client, app, token)
    shown = client.get(f"/regions/{COUNTY}/kinds").text
    assert "全省：分为 2 类" in shown
    assert "全省单位：约 60 个" in shown
    assert "重新计算" not in shown
    visit_as(client, app, plant.token)
    mine = client.get(firm).text
    for words in ("这一类的特点", "相对较强型", "怎样分出来的", f"/units/{plant.unit_id}/advice"):
        assert words in mine
    assert "厂0" not in mine, "no other firm is named"
