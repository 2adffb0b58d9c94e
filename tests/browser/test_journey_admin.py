"""A visit by the administrator: an official gets an account and loses it again; answers stay out of sight."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from assessments.loader import Catalogue
from backend.db.engine import Database
from backend.demo import PASSWORD
from backend.services.firms import NewFirm, UnitProfile
from tests.backend.town import code_number
from tests.browser.steps import add_account, fill_rest, found, submit

FENGHUA = "330213"


def test_an_official_is_given_an_account_and_loses_it(
    open_page: Callable[..., Page], log_in: Callable[[Page, str], None], assert_sound: Callable[[Page], None]
) -> None:
    admin, official = open_page(), open_page()
    log_in(admin, "demo-admin")
    expect(admin.get_by_role("heading", level=1)).to_have_text("账号")
    _open_account(admin, password="too")
    expect(admin.get_by_role("alert")).to_contain_text("密码应为 8–128 个字符")
    expect(admin.get_by_label("姓名")).to_have_value("奉化工作人员")
    assert_sound(admin)
    _open_account(admin, password=PASSWORD)
    expect(admin.get_by_role("status").first).to_contain_text("已创建账号 journey-fenghua")
    row = admin.get_by_role("row").filter(has_text="journey-fenghua")
    expect(row).to_contain_text("奉化区工作人员")
    assert_sound(admin)

    log_in(official, "journey-fenghua")
    expect(official.get_by_role("heading", level=1)).to_have_text("奉化区：分级自评与认定进展")

    row.get_by_role("button", name="停用").click()
    expect(row).to_contain_text("已停用")
    official.reload()
    expect(official.get_by_role("heading", level=1)).to_have_text("登录")
    _try_to_log_in(official)
    expect(official.get_by_role("alert")).to_contain_text("登录名或密码不正确")
    assert_sound(official)

    row.get_by_role("button", name="启用").click()
    expect(row).to_contain_text("正常")
    log_in(official, "journey-fenghua")
    expect(official.get_by_role("heading", level=1)).to_contain_text("奉化区")


def test_answers_stay_out_of_the_administrators_sight(
    page: Page, log_in: Callable[[Page, str], None], records: Database, catalogue: Catalogue
) -> None:
    owner = add_account(records, "journey-he", "何厂长")
    profile = UnitProfile("演示阀体（奉化）有限公司", FENGHUA, "3443", "discrete")
    firm = found(records, catalogue, owner, NewFirm(code_number(7201), profile))
    fill_rest(records, catalogue, owner, firm.form)
    submission = submit(records, catalogue, owner, firm.form)

    log_in(page, "demo-admin")
    page.get_by_role("link", name="待确认企业").click()
    expect(page.get_by_role("row").filter(has_text=firm.name)).to_contain_text("何厂长")
    form = f"/assessments/{firm.form}"
    pages = [form, f"{form}/domains/digital-design", f"{form}/check", f"{form}/result", f"{form}/submitted"]
    others = [f"/submissions/{submission}", f"/firms/{firm.id}", f"/units/{firm.unit}/facts"]
    for address in (*pages, *others, f"/regions/{FENGHUA}"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404, address
        expect(page.get_by_role("main")).not_to_contain_text(firm.name)


def _open_account(page: Page, password: str) -> None:
    page.get_by_label("姓名").fill("奉化工作人员")
    page.get_by_label("登录名").first.fill("journey-fenghua")
    page.get_by_label("角色与区域").select_option(FENGHUA)
    page.get_by_label("初始密码").fill(password)
    page.get_by_role("button", name="开通", exact=True).click()


def _try_to_log_in(page: Page) -> None:
    page.get_by_label("登录名").fill("journey-fenghua")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
