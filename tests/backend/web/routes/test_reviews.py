"""Visits to the pages of review: the officials' queue, the firm's side, the public list, the audit."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.db.queries.audit import in_order
from backend.services import accounts, evidence
from backend.services.evidence import Upload
from backend.web.dependencies import session_cookie
from tests.backend.docket import CITY, PROVINCE, Docket, submitted
from tests.backend.plant import COUNTY, PASSWORD, Plant
from tests.backend.web.reading import words
from tests.backend.web.visiting import Visitor
from tests.conftest import StandingClock

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ITEM = "cloud-edge-network"
PDF = b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def docket(plant: Plant) -> Docket:
    """A submission before the county, with two files at an item."""
    for name, content in (("清单.pdf", PDF), ("照片.png", PNG)):
        evidence.attach(
            plant.database,
            plant.owner,
            catalogue=plant.catalogue,
            settings=plant.settings,
            assessment_id=plant.form,
            item_id=ITEM,
            upload=Upload(name, content),
        )
    return submitted(plant)


def visitor(client: "TestClient", docket: Docket, region: str) -> Visitor:
    """The official of an area in front of the browser."""
    actor = docket.official(region)
    return Visitor(client, actor, docket.tokens[f"official-{region}"], session_cookie(docket.plant.settings))


def logged_in_again(client: "TestClient", docket: Docket, region: str) -> Visitor:
    """The same official, after the session has run out."""
    plant, login = docket.plant, f"official-{region}"
    entered = accounts.log_in(
        plant.database, plant.passwords, plant.settings, login=login, password=PASSWORD, address="192.0.2.9"
    )
    return Visitor(client, entered.actor, entered.token, session_cookie(plant.settings))


def owner(client: "TestClient", docket: Docket) -> Visitor:
    """The firm's owner in front of the browser."""
    plant = docket.plant
    return Visitor(client, plant.owner, plant.token, session_cookie(plant.settings))


def actions(docket: Docket) -> list[str]:
    """What the audit has recorded, in order."""
    with docket.plant.database.read(SYSTEM) as session:
        return [entry.action for entry in in_order(session)]


def test_a_county_finds_the_case_looks_at_it_and_sends_it_back(client: "TestClient", docket: Docket) -> None:
    county, here = visitor(client, docket, COUNTY), f"/regions/{COUNTY}/reviews"
    queue = words(county.get(here).text)
    assert "待本级办理 1" in queue
    assert "萧山精密机械厂" in queue
    page = county.get(f"{here}/{docket.submission}").text
    assert "尚未现场核查" in words(page)
    assert "本站没有有效称号的记录" in words(page)
    refused = county.post(f"{here}/{docket.submission}/decide/return", {"step": "county-check"})
    assert refused.status_code == 422
    assert "请写明退回的理由" in refused.text
    sent = {"step": "county-check", f"reason:{ITEM}": "清单不全"}
    assert county.post(f"{here}/{docket.submission}/decide/return", sent).status_code == 303
    assert "没有在办的提交" in words(county.get(here).text)
    again = county.post(f"{here}/{docket.submission}/decide/pass", {"step": "county-check"})
    assert again.status_code == 409
    firm = owner(client, docket)
    own = words(firm.get(f"/submissions/{docket.submission}/review").text)
    assert "已退回企业" in own
    assert "清单不全" in own
    assert "萧山区查看审核材料" in own
    assert "official-" not in own
    domain = firm.get(f"/assessments/{docket.plant.form}/domains/technology-support").text
    assert "清单不全" in domain


def test_others_see_neither_the_case_nor_its_files(client: "TestClient", docket: Docket) -> None:
    file = _files(visitor(client, docket, COUNTY), docket)[0]
    for region in ("330110", "330200"):
        other = visitor(client, docket, region)
        assert other.get(f"/regions/{region}/reviews/{docket.submission}").status_code == 404
        assert other.get(f"/regions/{COUNTY}/reviews").status_code == 404
        assert other.get(file).status_code == 404
    city = visitor(client, docket, CITY)
    answer = city.post(f"/regions/{CITY}/reviews/{docket.submission}/decide/pass", {"step": "county-check"})
    assert answer.status_code == 403
    assert docket.where() == ("waiting", "county-check")


def _files(official: Visitor, docket: Docket) -> list[str]:
    page = official.get(f"/regions/{official.actor.region}/reviews/{docket.submission}").text
    return re.findall(r'href="(/evidence/[0-9a-f]+)"', page)


def test_files_open_beside_the_page_and_each_view_is_recorded(client: "TestClient", docket: Docket) -> None:
    county = visitor(client, docket, COUNTY)
    shown = [county.get(file) for file in _files(county, docket)]
    assert {answer.headers["content-type"] for answer in shown} == {"application/pdf", "image/png"}
    for answer in shown:
        assert answer.headers["content-disposition"].startswith("inline;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "script" not in "".join(answer.headers["content-security-policy"] for answer in shown)
    assert actions(docket).count("view_evidence") == 2
    county.get(f"/submissions/{docket.submission}")
    assert actions(docket)[-1] == "view_result"
    page = words(county.get(f"/regions/{COUNTY}/audit").text)
    assert "查看佐证文件" in page
    assert "查看自评结果" in page
    assert visitor(client, docket, CITY).get(f"/regions/{COUNTY}/audit").status_code == 404
    docket.pass_on(COUNTY, "county-check")
    docket.send_back(CITY, "city-recommendation", "请补正。")
    assert county.get(str(shown[-1].url.path)).status_code == 404


def test_the_public_reads_the_list_and_reports_without_logging_in(
    client: "TestClient", docket: Docket, clock: StandingClock
) -> None:
    docket.at_publicity()
    province, here = visitor(client, docket, PROVINCE), f"/regions/{PROVINCE}/publicity"
    today = house_clock.today()
    fields = {
        "title": "数字化车间拟认定名单",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=7)).isoformat(),
        "channel": "电话 0571-00000000",
    }
    assert province.post(here, fields).status_code == 422
    opened = province.post(here, {**fields, "submissions": docket.submission})
    assert opened.status_code == 303
    listed = opened.headers["location"].partition("?")[0].rpartition("/")[2]
    client.cookies.clear()
    assert "数字化车间拟认定名单" in client.get("/publicity").text
    page = client.get(f"/publicity/{listed}").text
    table = words(page[page.index("<tbody>") : page.index("</tbody>")])
    assert table.strip() == "萧山精密机械厂萧山区数字化车间"
    assert "91339900" not in page
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    report = {"submission": docket.submission, "text": "该企业系统并未上线使用。", "csrf_token": token}
    assert client.post(f"/publicity/{listed}/report", data={**report, "text": "短"}).status_code == 422
    assert client.post(f"/publicity/{listed}/report", data=report).status_code == 303
    clock.advance(days=8)
    province = logged_in_again(client, docket, PROVINCE)
    hindered = province.post(f"{here}/{listed}/conclude")
    assert hindered.status_code == 409
    page = province.get(f"{here}/{listed}").text
    assert "该企业系统并未上线使用。" in page
    (objection,) = re.findall(r'name="objection" value="([0-9a-f]+)"', page)
    answer = {"objection": objection, "upheld": "no", "answer": "经核实，系统已上线。"}
    assert province.post(f"{here}/{listed}/answer", answer).status_code == 303
    assert province.post(f"{here}/{listed}/conclude").status_code == 303
    grant = {"step": "recognition", "notice": "浙经信〔2026〕9号", "start": house_clock.today().isoformat()}
    granted = province.post(f"/regions/{PROVINCE}/reviews/{docket.submission}/recognise", grant)
    assert granted.status_code == 303
    assert docket.where() == ("recognised", "")


def test_the_record_of_a_check_is_typed_item_by_item(client: "TestClient", docket: Docket) -> None:
    docket.pass_on(COUNTY, "county-check")
    docket.pass_on(CITY, "city-recommendation")
    province = visitor(client, docket, PROVINCE)
    here = f"/regions/{PROVINCE}/reviews/{docket.submission}"
    fields = {
        "step": "site-check",
        "day": house_clock.today().isoformat(),
        "organisation": "某评估机构",
        "experts": "3",
        "level": "dw",
        "conclusion": "总体一致。",
        f"seen:{ITEM}": "differs",
    }
    refused = province.post(f"{here}/check", fields)
    assert refused.status_code == 422
    assert "逐题写明" in refused.text
    assert province.post(f"{here}/check", {**fields, f"remark:{ITEM}": "未联网"}).status_code == 303
    page = words(province.get(here).text)
    assert "一致 0 题，不一致 1 题" in page
    assert "未联网" in page
    assert docket.review().verified_level == "dw"


def test_a_right_is_lent_and_taken_back_on_its_page(client: "TestClient", docket: Docket) -> None:
    province, here = visitor(client, docket, PROVINCE), f"/regions/{PROVINCE}/delegations"
    fields = {
        "to_region": CITY,
        "entitlement": "zj-ladder:site_check",
        "starts_on": house_clock.today().isoformat(),
        "document": "浙经信委〔2026〕1号",
    }
    assert province.post(here, {**fields, "to_region": "320100"}).status_code == 422
    assert province.post(here, fields).status_code == 303
    page = province.get(here).text
    assert "浙江省未来工厂梯度：专家现场核查" in words(page)
    (withdraw,) = re.findall(rf'action="({here}/[0-9a-f]+/withdraw)"', page)
    assert province.post(withdraw).status_code == 303
    assert "已撤回" in words(province.get(here).text)
    assert visitor(client, docket, CITY).get(here).status_code == 404
