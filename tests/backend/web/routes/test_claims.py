from typing import TYPE_CHECKING

from tests.backend.town import NINGHAI, Town, code_number
from tests.backend.web.visiting import visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def test_the_county_confirms_a_founder(client: "TestClient", town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.official()
    official = visitor(client, town, "official-330108")
    page = official.get("/claims").text
    for shown in ("演示机械有限公司", code_number(1), "杭州市滨江区", "founder", "首次登记企业"):
        assert shown in page
    account = town.person("founder").account_id
    fields = {"firm": firm_id, "account": account, "accept": "true"}
    assert official.post("/claims", fields).headers["location"] == "/claims"
    assert "目前没有等待处理的申请" in official.get("/claims").text
    assert "等待主管部门确认" not in visitor(client, town, "founder").get(f"/firms/{firm_id}").text
    assert official.post("/claims", fields).status_code == 409


def test_another_county_neither_sees_nor_decides(client: "TestClient", town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.official(NINGHAI)
    official = visitor(client, town, f"official-{NINGHAI}")
    assert "目前没有等待处理的申请" in official.get("/claims").text
    fields = {"firm": firm_id, "account": town.person("founder").account_id, "accept": "false"}
    assert official.post("/claims", fields).status_code == 404
    assert town.sees("founder", firm_id)


def test_an_administrator_refuses(client: "TestClient", town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.admin()
    fields = {"firm": firm_id, "account": town.person("founder").account_id, "accept": "false"}
    assert visitor(client, town, "admin").post("/claims", fields).status_code == 303
    assert town.firm(firm_id) is None


def test_the_page_does_not_exist_for_firms(client: "TestClient", town: Town) -> None:
    firm_id = town.confirmed("founder")
    founder = visitor(client, town, "founder")
    assert founder.get("/claims").status_code == 404
    fields = {"firm": firm_id, "account": founder.actor.account_id, "accept": "true"}
    assert founder.post("/claims", fields).status_code == 404


def test_a_decision_without_an_answer_decides_nothing(client: "TestClient", town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.official()
    fields = {"firm": firm_id, "account": town.person("founder").account_id}
    assert visitor(client, town, "official-330108").post("/claims", fields).status_code == 422
    assert town.membership("founder", firm_id) is not None
