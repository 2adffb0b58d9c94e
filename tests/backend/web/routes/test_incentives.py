"""A visit to an area's incentives, and what a firm reads of them beside its result."""

import html
import re
from typing import TYPE_CHECKING

from tests.backend.plant import COUNTY, Plant, visit_as
from tests.backend.town import Town

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

TYPED = {
    "area": COUNTY,
    "kind": "zj-digital-workshop",
    "title": "",
    "amount": "15",
    "measure": "",
    "document": "若干政策（区经信〔2026〕1 号）",
    "start": "",
    "end": "",
    "source": "https://www.example.org/1",
}


def words(page: str) -> str:
    """The page as a reader sees it."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def section(page: str) -> str:
    """What the result page says of incentives."""
    begin = page.index('id="incentives"')
    return words(page[begin : page.index("</section>", begin)])


def post(client: "TestClient", address: str, fields: dict[str, str]) -> "tuple[int, str]":
    page = client.get(f"/regions/{COUNTY}/incentives").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[-1]
    answer = client.post(address, data={**fields, "csrf_token": token}, follow_redirects=True)
    return answer.status_code, answer.text


def test_what_an_official_enters_stands_beside_the_rungs_of_the_firm(
    client: "TestClient", app: "FastAPI", plant: Plant, town: Town
) -> None:
    here, result = f"/regions/{COUNTY}/incentives", f"/assessments/{plant.form}/result"
    town.official(COUNTY)
    official = town.tokens[f"official-{COUNTY}"]

    visit_as(client, app, plant.token)
    assert "本地尚未登记奖补政策" in section(client.get(result).text)

    visit_as(client, app, official)
    assert "本地尚未登记奖补政策" in words(client.get(here).text)
    status, page = post(client, here, {**TYPED, "document": "", "amount": "十五万"})
    assert status == 422
    assert "请填写文件与文号" in page
    status, page = post(client, here, {**TYPED, "amount": "十五万"})
    assert status == 422
    assert "以万元计的数字" in page
    assert 'value="十五万"' in page
    status, page = post(client, here, TYPED)
    assert status == 200
    assert "奖补已登记" in page

    visit_as(client, app, plant.token)
    told = section(client.get(result).text)
    assert "浙江省数字化车间 15 万元" in told
    assert "有效期未知 是否有效待核实" in told
    assert "浙江省智能工厂 尚未登记" in told

    visit_as(client, app, official)
    address = re.search(rf'action="({here}/[0-9a-f]{{20}}/remove)"', page)
    assert address is not None
    assert "奖补已撤下" in post(client, address[1], {})[1]
    assert "15 万元" not in words(client.get(here).text)
