from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.backend.town import NINGHAI, PROFILE, Town, code_number
from tests.backend.web.visiting import Visitor, visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient

FORM = {
    "credit_code": code_number(1),
    "name": "演示机械有限公司",
    "county": "330108",
    "industry": "3484 机械零部件加工",
    "production_type": "discrete",
}
As = Callable[[str], Visitor]


@pytest.fixture
def enter(client: "TestClient", town: Town) -> As:
    return lambda login: visitor(client, town, login)


def test_a_plant_manager_registers_the_firm_and_lands_on_its_page(enter: As) -> None:
    manager = enter("manager")
    assert "还没有企业" in manager.get("/firms").text
    form = manager.get("/firms/new").text
    assert "3484 机械零部件加工" in form
    assert '<optgroup label="杭州市">' in form
    answer = manager.post("/firms/new", FORM)
    assert answer.status_code == 303
    hub = manager.get(answer.headers["location"]).text
    for shown in (
        "演示机械有限公司",
        code_number(1),
        "杭州市滨江区",
        "3484 机械零部件加工",
        "离散型",
        "等待主管部门确认",
        "开始自评",
    ):
        assert shown in hub
    assert "演示机械有限公司" in manager.get("/firms").text


@pytest.mark.parametrize("typed", ["3484", "C3484", "３４８４", "机械零部件加工", "3484 机械"])
def test_an_industry_is_found_however_it_was_typed(enter: As, town: Town, typed: str) -> None:
    answer = enter("manager").post("/firms/new", {**FORM, "industry": typed})
    (unit,) = town.units(answer.headers["location"].rsplit("/", 1)[1])
    assert unit.industry == "3484"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("credit_code", "91339900MA0000001", "现为 17 位"),
        ("credit_code", "", "请填写统一社会信用代码"),
        ("name", "", "请填写名称"),
        ("name", "x" * 101, "最多 100 个字"),
        ("name", "a\x00b", "无法保存的字符"),
        ("county", "330000", "请从列表中选择所在县"),
        ("industry", "34", "没有找到这个行业小类"),
        ("industry", "制造", "没有找到这个行业小类"),
        ("production_type", "", "请选择生产类型"),
        ("confirmed_at", "2026-01-01", "不认识的字段"),
    ],
)
def test_a_bad_field_comes_back_with_its_message_and_what_was_typed(
    enter: As, field: str, value: str, said: str
) -> None:
    answer = enter("manager").post("/firms/new", {**FORM, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert "有 1 处需要修改" in answer.text
    if field != "credit_code":
        assert code_number(1) in answer.text
    assert "还没有企业" in enter("manager").get("/firms").text


def test_the_second_to_register_waits_and_sees_nothing_of_the_firm(enter: As, town: Town) -> None:
    firm_id = town.confirmed("manager")
    other = enter("other")
    answer = other.post("/firms/new", {**FORM, "name": "随便"})
    assert answer.headers["location"] == "/firms"
    waiting = other.get("/firms").text
    assert code_number(1) in waiting
    assert "等待确认的申请" in waiting
    assert PROFILE.name not in waiting
    assert other.get(f"/firms/{firm_id}").status_code == 404
    assert other.post(f"/firms/{firm_id}/claim/withdraw").status_code == 303
    assert "还没有企业" in other.get("/firms").text


def test_a_profile_is_changed(enter: As, town: Town) -> None:
    (unit,) = town.units(town.confirmed("manager"))
    manager = enter("manager")
    form = manager.get(f"/units/{unit.id}/profile").text
    assert 'name="version" value="1"' in form
    fields = {name: value for name, value in FORM.items() if name != "credit_code"}
    answer = manager.post(f"/units/{unit.id}/profile", {**fields, "county": NINGHAI, "version": "1"})
    assert answer.status_code == 303
    assert "宁波市宁海县" in manager.get(answer.headers["location"]).text


def test_two_colleagues_on_one_profile(enter: As, town: Town) -> None:
    (unit,) = town.units(town.confirmed("manager"))
    manager = enter("manager")
    fields = {name: value for name, value in FORM.items() if name != "credit_code"}
    path = f"/units/{unit.id}/profile"
    assert manager.post(path, {**fields, "name": "乙的名称", "version": "1"}).status_code == 303
    answer = manager.post(path, {**fields, "name": "甲的名称", "county": NINGHAI, "version": "1"})
    assert answer.status_code == 409
    for shown in ("甲的名称", "乙的名称", "宁波市宁海县", "杭州市滨江区", 'name="version" value="2"'):
        assert shown in answer.text
    assert town.units(unit.firm_id)[0].name == "乙的名称"
    assert manager.post(path, {**fields, "name": "甲的名称", "version": "2"}).status_code == 303


@pytest.mark.parametrize(
    ("version", "status"), [(None, 428), ("", 428), ("zero", 422), ("0", 422), (str(2**31), 422)]
)
def test_a_profile_without_a_good_version_is_not_stored(
    enter: As, town: Town, version: str | None, status: int
) -> None:
    (unit,) = town.units(town.confirmed("manager"))
    fields = {name: value for name, value in FORM.items() if name != "credit_code"}
    sent = fields if version is None else {**fields, "version": version}
    answer = enter("manager").post(f"/units/{unit.id}/profile", {**sent, "name": "改名"})
    assert answer.status_code == status
    assert town.units(unit.firm_id)[0].name == PROFILE.name


def test_a_workshop_is_added_and_shown_with_its_own_form(enter: As, town: Town) -> None:
    firm_id = town.confirmed("manager")
    manager = enter("manager")
    fields = {name: value for name, value in FORM.items() if name != "credit_code"}
    path = f"/firms/{firm_id}/units/new"
    assert "请选择评价单元的类型" in manager.post(path, fields).text
    assert manager.post(path, {**fields, "kind": "workshop", "name": "总装车间"}).status_code == 303
    hub = manager.get(f"/firms/{firm_id}").text
    assert "总装车间" in hub
    for questionnaire in ("zj-ladder", "tech-sme"):
        assert hub.count(f'name="questionnaire" value="{questionnaire}"') == 2


def test_the_hub_shows_progress_and_the_way_on(enter: As, town: Town) -> None:
    firm_id = town.confirmed("manager")
    (unit,) = town.units(firm_id)
    manager = enter("manager")
    opened = manager.post(f"/units/{unit.id}/assessments", {"questionnaire": "zj-ladder"}).headers["location"]
    hub = manager.get(f"/firms/{firm_id}").text
    assert "已完成 0/14 个能力域" in hub
    assert f'href="{opened}"' in hub
    assert f'href="{opened}/result"' in hub
