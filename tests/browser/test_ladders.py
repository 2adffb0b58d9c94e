"""The instruments of a firm in a browser: hub, forms of facts and of scenes, comparison, details, way up."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from backend.services import facts, firms
from backend.services.facts import Entry, FactInput, Period
from tests.backend.town import code_number
from tests.browser.steps import Founded, add_account, found

if TYPE_CHECKING:
    from assessments.loader import Catalogue
    from backend.db.engine import Database

Check = Callable[[Page], None]
LOGIN = "ladders-owner"
FIGURES = (("revenue", 2025, "1500"), ("rd_expense", 2025, "120"), ("rd_expense", 2024, "90"))


@pytest.fixture(scope="module")
def plant(records: "Database", catalogue: "Catalogue") -> Founded:
    """A firm whose owner has stated some figures (万元)."""
    owner = add_account(records, LOGIN, "梯厂长")
    profile = firms.UnitProfile("演示梯度（余姚）有限公司", "330281", "3484", "discrete")
    plant = found(records, catalogue, owner, firms.NewFirm(code_number(7401), profile))
    for fact, year, typed in FIGURES:
        posted = FactInput(plant.unit, fact, (Entry(Period(year), (typed,)),))
        facts.state(records, owner, catalogue, posted)
    return plant


@pytest.fixture
def owner(page: Page, plant: Founded, log_in: Callable[[Page, str], None]) -> Page:
    """The owner in front of the browser."""
    log_in(page, LOGIN)
    return page


def test_the_hub_and_all_ladders_are_sound(owner: Page, plant: Founded, assert_sound: Check) -> None:
    owner.goto(f"/firms/{plant.id}")
    expect(owner.get_by_role("heading", name="专精特新梯度")).to_be_visible()
    assert_sound(owner)
    owner.get_by_role("link", name="各梯度对照").click()
    expect(owner.get_by_role("heading", level=1)).to_contain_text("各梯度对照")
    assert_sound(owner)
    owner.goto(f"{owner.url}?as_of=2026-13-01&purpose=award")
    expect(owner.get_by_role("alert")).to_contain_text("有 2 处需要修改")
    assert_sound(owner)


@pytest.mark.parametrize(
    "path",
    [
        "srdi-sme",
        "innovative-sme?expand=true",
        "srdi-sme?version=2022&expand=true",
        "cn-smart-factory",
        "sme-digital?expand=true",
        "zj-ladder",
        "size-class",
        "srdi-sme/pathway",
        "sme-digital/pathway?to=l2",
        "zj-ladder/pathway?to=dw",
    ],
)
def test_details_and_ways_up_are_sound(owner: Page, plant: Founded, path: str, assert_sound: Check) -> None:
    answer = owner.goto(f"/units/{plant.unit}/ladders/{path}")
    assert answer is not None
    assert answer.status == 200
    assert_sound(owner)


def test_a_form_of_facts_goes_from_the_hub_to_its_result(
    owner: Page, plant: Founded, assert_sound: Check
) -> None:
    owner.goto(f"/firms/{plant.id}")
    owner.get_by_role("button", name=re.compile("新认定.*专精特新中小企业")).click()
    expect(owner.get_by_role("heading", name="只用企业数据，没有题目")).to_be_visible()
    assert_sound(owner)
    owner.get_by_role("button", name="改为复核").click()
    expect(owner.get_by_role("button", name="改为新认定")).to_be_visible()
    owner.get_by_role("link", name="检查数据并提交").click()
    assert_sound(owner)
    owner.get_by_role("button", name="提交自评").click()
    expect(owner.get_by_role("alert").first).to_contain_text("真实性承诺")
    owner.get_by_role("checkbox").check()
    owner.get_by_role("button", name="提交自评").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("自评已提交")
    owner.get_by_role("link", name="查看结果").click()
    expect(owner.get_by_role("heading", name="条件逐条核对")).to_be_visible()
    assert_sound(owner)


def test_scenes_save_themselves(owner: Page, plant: Founded, assert_sound: Check) -> None:
    owner.goto(f"/firms/{plant.id}")
    owner.get_by_role("button", name=re.compile("开始自评.*中小企业数字化水平")).click()
    assert_sound(owner)
    owner.get_by_role("link", name="数字化经营").click()
    first = owner.locator("article.item").first
    first.locator(".choice label").nth(2).click()
    expect(first.locator(".said").first).to_contain_text("已保存")
    assert_sound(owner)


def test_everything_works_without_scripts(
    open_page: Callable[..., Page], plant: Founded, log_in: Callable[[Page, str], None]
) -> None:
    page = open_page(scripts=False, width=375)
    log_in(page, LOGIN)
    page.goto(f"/units/{plant.unit}/ladders")
    page.get_by_label("计算日期").fill("2026-03-31")
    page.get_by_label("用途").select_option("review")
    page.get_by_role("button", name="重新核对").click()
    page.get_by_role("link", name="专精特新“小巨人”").first.click()
    expect(page.get_by_role("main")).to_contain_text("2022 版")
    page.get_by_role("link", name="最省力的达标路径").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("最省力的达标路径")
