"""政策测算, read like a visit: move something, see who passes, keep it for oneself."""

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from backend.services import what_if
from backend.services.population import Progress
from backend.services.population_store import Store
from tests.backend.plant import COUNTY, Plant, everything, lowest_for, visit_as

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

HERE = f"/regions/{COUNTY}/what-if"
CALL = "zj-ladder-call@2025"


@pytest.fixture
def official(
    plant: Plant, client: "TestClient", app: "FastAPI", monkeypatch: pytest.MonkeyPatch
) -> "TestClient":
    """The county's official at the browser, with a firm that has submitted for 数字化车间."""
    monkeypatch.setattr(what_if, "WAIT", 600.0)
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    return enter(plant, client, app, "xiaoshan")


def enter(plant: Plant, client: "TestClient", app: "FastAPI", login: str) -> "TestClient":
    actor, token = plant.person(login, region=COUNTY)
    visit_as(client, app, token)
    client.headers.update({"x-csrf-token": actor.csrf_token, "sec-fetch-site": "same-origin"})
    return client


def test_a_moved_share_shows_who_gains(official: "TestClient") -> None:
    page = official.get(HERE)
    assert page.status_code == 200
    assert "测算结果" not in page.text
    shown = official.get(f"{HERE}?level=sf&p:sf=10&run=1").text
    for words in ("测算，非正式结论", "智能工厂必答题达标比例 10%", "新达到的单位", "萧山精密机械厂"):
        assert words in shown
    assert "没有调整任何规则" in official.get(f"{HERE}?run=1").text


def test_a_call_offers_its_bounds_and_refuses_what_is_none(official: "TestClient") -> None:
    page = official.get(f"{HERE}?base={CALL}&changed={CALL}&run=1").text
    assert 'name="b:dw-investment.2"' in page
    assert 'value="2000"' in page
    wrong = official.get(f"{HERE}?base={CALL}&b:dw-investment.2=viel&run=1")
    assert wrong.status_code == 422
    assert "应为数字" in wrong.text
    assert "测算结果" not in wrong.text
    moved = official.get(f"{HERE}?base={CALL}&b:dw-investment.2=900&off=no-violation&run=1").text
    assert "原为 2000 万元" in moved
    assert "不看“近 2 年无违法行为和重大问题”" in moved


def test_while_the_answers_are_read_the_page_says_how_far_it_is_and_offers_to_look_again(
    official: "TestClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Store, "get", lambda *_: None)
        patch.setattr(Store, "progress", lambda *_: Progress(1_234, 500_000))
        page = official.get(f"{HERE}?level=sf&p:sf=10&run=1").text
    assert "1,234/500,000 份" in page
    assert '<progress max="500000" value="1234"' in page
    assert "测算结果" not in page
    (again,) = re.findall(r'href="([^"]*)">查看结果', page)
    assert "新达到的单位" in official.get(unescape(again)).text


def test_a_scenario_is_kept_opened_and_deleted_by_its_owner_alone(
    plant: Plant, official: "TestClient", client: "TestClient", app: "FastAPI"
) -> None:
    empty = official.post(f"{HERE}/scenarios", data={"name": "", "query": ""})
    assert empty.status_code == 422
    assert "请填写方案名称" in empty.text
    query = "level=sf&p%3Asf=90&off=credit"
    kept = official.post(f"{HERE}/scenarios", data={"name": "放宽一成", "query": query})
    assert kept.status_code == 303
    page = official.get(HERE).text
    assert "放宽一成" in page
    (href,) = re.findall(rf'href="({HERE}\?[^"]*run=1)"', page)
    assert "智能工厂必答题达标比例 90%" in official.get(unescape(href)).text
    (action,) = re.findall(rf'action="({HERE}/scenarios/[0-9a-f]+)/delete"', page)
    assert official.get(action).status_code == 303
    owner = dict(client.cookies), dict(client.headers)
    enter(plant, client, app, "neighbour")
    assert "放宽一成" not in client.get(HERE).text
    assert client.get(action).status_code == 404
    assert client.post(f"{action}/delete").status_code == 404
    client.cookies.clear()
    client.cookies.update(owner[0])
    client.headers.update(owner[1])
    assert client.post(f"{action}/delete").status_code == 303
    assert "放宽一成" not in client.get(HERE).text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/regions/330281/what-if", 404),
        (f"{HERE}/scenarios/nothing", 404),
        (f"{HERE}?base=x", 422),
        (f"{HERE}?other=1", 422),
        (f"{HERE}?b:x={'9' * 100}", 422),
    ],
)
def test_what_is_not_there_or_not_ours_is_refused(official: "TestClient", address: str, status: int) -> None:
    assert official.get(address).status_code == status
