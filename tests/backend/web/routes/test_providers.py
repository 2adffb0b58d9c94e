"""A visit by a provider, the province and somebody who looks for help: the pages from end to end."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.backend import providers
from tests.backend.town import Town, code_number
from tests.backend.web.reading import read, words
from tests.backend.web.visiting import Visitor, visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PROVINCE, YUYAO, NINGBO = "330000", "330281", "330200"
NAME = "演示智造软件（宁波）有限公司"
FIELDS = {
    "credit_code": code_number(9001),
    "name": NAME,
    "county": YUYAO,
    "summary": "做制造执行系统。",
    "website": "https://www.example.com",
    "contact": "0574-00000000",
    "capacity": "5",
    "busy": "1",
}
CASE = {
    "title": "注塑车间设备联网",
    "capability": "mes",
    "started_on": "2025-03-01",
    "finished_on": "2025-09-30",
    "outcome": "停机时间按班次可查。",
    "evidence": "验收报告 2025-036 号",
    "evidence_date": "2025-10-08",
}


@pytest.fixture
def wang(client: "TestClient", town: Town) -> Visitor:
    return visitor(client, town, "wang")


@pytest.fixture
def official(client: "TestClient", town: Town) -> Visitor:
    town.official(PROVINCE)
    return visitor(client, town, f"official-{PROVINCE}")


def version(page: str) -> str:
    found = re.search(r'name="version" value="([0-9]+)"', page)
    assert found is not None
    return found.group(1)


def test_from_registration_to_the_directory(client: "TestClient", wang: Visitor, official: Visitor) -> None:
    assert "还没有服务商" in wang.get("/provider").text
    refused = wang.post("/provider/new", {**FIELDS, "website": "javascript:alert(1)", "name": ""})
    assert refused.status_code == 422
    assert "http://" in refused.text
    assert "javascript:alert(1)" in refused.text
    offers = wang.post("/provider/new", FIELDS).headers["location"]
    home = offers.removesuffix("/offers")
    chosen = {"capability": ["mes", "erp"], "industry": ["*"], "area": [NINGBO]}
    assert wang.post(offers, {**chosen, "area": ["310000"], "version": "1"}).status_code == 422
    assert "选择至少一项服务能力" in words(wang.get(home).text)
    saved = wang.post(offers, {**chosen, "version": version(wang.get(offers).text)})
    assert saved.headers["location"] == f"{offers}?done=1"
    unnamed = wang.post(f"{home}/cases", {**CASE, "customer": "某厂"})
    assert (unnamed.status_code, "客户同意公开名称" in unnamed.text) == (422, True)
    assert wang.post(f"{home}/cases", CASE).status_code == 303

    ready = wang.get(home).text
    assert "未经审核" not in ready
    assert wang.post(f"{home}/submit", {"version": version(ready)}).status_code == 303
    assert "没有符合" not in read(client, "/providers")
    assert NAME not in read(client, "/providers")

    queue = official.get(f"/regions/{PROVINCE}/providers").text
    review = re.search(rf'href="(/regions/{PROVINCE}/providers/[0-9a-f]+)"', queue)
    assert review is not None
    shown = official.get(review.group(1)).text
    assert "验收报告 2025-036 号" in shown
    unreasoned = official.post(f"{review.group(1)}/return", {"version": version(shown), "note": ""})
    assert unreasoned.status_code == 422
    official.post(f"{review.group(1)}/return", {"version": version(shown), "note": "简介请写具体。"})
    back = wang.get(home).text
    assert "简介请写具体。" in back
    wang.post(f"{home}/submit", {"version": version(back)})
    shown = official.get(review.group(1)).text
    assert official.post(f"{review.group(1)}/list", {"version": version(shown)}).status_code == 303

    found = read(client, f"/providers?area={YUYAO}&capability=mes&division=34&free=1")
    public = re.search(r'href="(/providers/[0-9a-f]{20})"', found)
    assert public is not None
    page = read(client, public.group(1))
    assert "列入名录不等于推荐，排序不收费" in page
    assert 'rel="noopener noreferrer nofollow ugc"' in page
    assert NAME not in read(client, "/providers?area=330100")
    assert "没有符合这些条件" in read(client, "/providers?area=330100")
    assert client.get("/providers?area=1").status_code == 422


def test_two_colleagues_see_both_profiles_before_one_is_stored(town: Town, wang: Visitor) -> None:
    provider_id = providers.enter(town.database, town.catalogue, wang.actor)
    address = f"/provider/{provider_id}/profile"
    read_version = version(wang.get(address).text)
    assert wang.post(address, {**FIELDS, "summary": "同事写的", "version": read_version}).status_code == 303
    late = wang.post(address, {**FIELDS, "summary": "我写的", "version": read_version})
    assert late.status_code == 409
    assert {"同事写的", "我写的"} <= set(re.findall("同事写的|我写的", late.text))
    assert wang.post(address, {**FIELDS, "version": version(late.text)}).status_code == 303


def test_officials_elsewhere_read_and_additions_are_marked(
    client: "TestClient", town: Town, wang: Visitor, official: Visitor
) -> None:
    provider_id = providers.enlist(town.database, town.catalogue, wang.actor, official.actor)
    providers.choose(
        town.database, town.catalogue, wang.actor, provider_id, ("mes", "erp"), ("*",), (NINGBO,)
    )
    assert "未经审核" in wang.get(f"/provider/{provider_id}/offers").text
    assert (
        "经营管理软件（ERP 等）（未经审核）"
        in official.get(f"/regions/{PROVINCE}/providers/{provider_id}").text
    )
    assert "ERP" not in read(client, f"/providers/{provider_id}")
    town.official(YUYAO)
    county = visitor(client, town, f"official-{YUYAO}")
    page = county.get(f"/regions/{YUYAO}/providers").text
    assert f'href="/providers/{provider_id}"' in page
    assert "待审核" not in page
    assert county.get(f"/regions/{YUYAO}/providers/{provider_id}").status_code == 404
    for kind, status in ((YUYAO, 422), (PROVINCE, 200)):
        somebody = county if kind == YUYAO else official
        assert somebody.get(f"/regions/{kind}/imports/new?kind=provider-grades").status_code == status


def test_people_are_added_by_login_and_leave(client: "TestClient", town: Town, wang: Visitor) -> None:
    provider_id = providers.enter(town.database, town.catalogue, wang.actor)
    zhao = visitor(client, town, "zhao")
    members = f"/provider/{provider_id}/members"
    assert zhao.get(members).status_code == 404
    unknown = wang.post(members, {"login": "nobody", "role": "member"})
    assert (unknown.status_code, "没有找到可以加入的账号" in unknown.text) == (422, True)
    assert wang.post(members, {"login": "zhao", "role": "member"}).status_code == 303
    assert "添加同事" not in zhao.get(members).text
    left = zhao.post(f"{members}/{zhao.actor.account_id}/remove")
    assert left.headers["location"] == "/provider"
    assert wang.post(f"{members}/{wang.actor.account_id}/remove").status_code == 409
