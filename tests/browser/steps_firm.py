"""Steps of a plant manager on the firm's own pages: registering it, its profile, its facts, its people."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.backend.town import code_number
from tests.browser.steps import register_account

FIRM = "演示齿轮（萧山）有限公司"
CODE = code_number(7001)
COUNTY = "330109"

Check = Callable[[Page], None]


def register(page: Page, assert_sound: Check) -> None:
    """An account, then the firm: a code with a wrong check digit is refused, the right one is taken."""
    page.goto("/")
    page.get_by_role("link", name="为企业注册").click()
    register_account(page, "journey-zhou", "周厂长")
    page.goto("/firms")
    expect(page.get_by_role("main")).to_contain_text("还没有企业")
    assert_sound(page)
    page.get_by_role("main").get_by_role("link", name="登记企业").click()
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    page.get_by_label("统一社会信用代码").fill(wrong)
    page.get_by_label("企业名称").fill(FIRM)
    page.get_by_label("所在县（市、区）").select_option(COUNTY)
    page.get_by_label("行业小类").fill("3453")
    page.get_by_label("离散型").check()
    page.get_by_role("button", name="登记").click()
    problems = page.get_by_role("alert")
    expect(problems).to_contain_text("有 1 处需要修改")
    expect(problems).to_contain_text("校验")
    expect(problems).to_be_focused()
    expect(page.get_by_label("企业名称")).to_have_value(FIRM)
    assert_sound(page)
    page.get_by_label("统一社会信用代码").fill(CODE)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRM)
    expect(page.get_by_role("main")).to_contain_text("等待主管部门确认企业登记")
    expect(page.get_by_role("main")).to_contain_text("开始自评")
    assert_sound(page)


def correct_the_profile(page: Page, assert_sound: Check) -> None:
    """Change the industry; an unknown one is refused."""
    page.get_by_role("link", name="修改").click()
    expect(page.get_by_label("行业小类")).to_have_value(re.compile("3453"))
    page.get_by_label("行业小类").fill("9999")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("行业小类")
    assert_sound(page)
    page.get_by_label("行业小类").fill("3452")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRM)
    expect(page.locator(".unit-profile")).to_contain_text("3452")


def state_facts(page: Page, assert_sound: Check) -> None:
    """What the entry conditions ask: saved field by field, a bad value told at its field."""
    page.get_by_role("link", name="填写或查看").click()
    investment, level = page.locator("#fact-investment"), page.locator("#fact-zj_digital_level")
    level.get_by_role("textbox").fill("2.6")
    level.get_by_role("button", name="保存").click()
    expect(level.locator(".saved")).to_have_text("已保存")
    expect(page.locator("#announce")).to_have_text("工业企业数字化水平（1.0—4.0）已保存")
    investment.get_by_text("按时段填报的合计").click()
    investment.get_by_label("开始日期").fill("2025-03-01")
    investment.get_by_label("结束日期").fill("2026-03-31")
    investment.get_by_label("金额").fill("五百万")
    investment.get_by_role("button", name="添加一笔").click()
    expect(investment.get_by_role("alert")).to_be_visible()
    investment.get_by_label("金额").fill("680")
    investment.get_by_role("button", name="添加一笔").click()
    expect(investment.locator(".saved")).to_have_text("已保存")
    expect(investment.locator("tfoot")).to_contain_text("680")
    expect(page.locator("#announce")).to_have_text("项目软硬件投入（台账合计）已保存")
    assert_sound(page)
    page.get_by_role("main").get_by_role("link", name=FIRM).click()
    expect(page.get_by_role("main")).to_contain_text("已填 2 项")


def keep_ledger(page: Page, assert_sound: Check, folder: Path) -> None:
    """The investment row by row: typed, corrected, taken from a file; then what the ladder still asks."""
    page.get_by_role("link", name="填写或查看").click()
    page.get_by_role("link", name="打开投入台账").click()
    assert_sound(page)
    page.get_by_label("日期").fill("2025-06-01")
    page.get_by_label("类别").select_option("设备")
    page.get_by_label("金额").fill("三百万")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("类别")).to_have_value("equipment")
    assert_sound(page)
    page.get_by_label("金额").fill("3,000,000")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("main").get_by_role("status")).to_have_text("已添加一笔。")
    page.get_by_role("link", name="更正或删除").click()
    page.get_by_label("发票号").fill("FP-20250601")
    assert_sound(page)
    page.get_by_role("button", name="保存更正").click()
    expect(page.locator(".ledger-rows")).to_contain_text("FP-20250601")
    file = folder / "台账.csv"
    file.write_text("日期,类别,金额\n2025-07-01,软件,500000\n2025-08-01,厂房,1\n", encoding="utf-8")
    page.get_by_label("台账文件").set_input_files(file)
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("main")).to_contain_text("将添加 1 笔，已有 0 笔，有问题 1 笔")
    assert_sound(page)
    page.get_by_role("button", name="导入 1 笔").click()
    expect(page.locator(".ledger-sums tfoot")).to_contain_text("350 万元")
    assert_sound(page)
    page.get_by_role("main").get_by_role("link", name="企业数据").click()
    page.locator(".instrument-lines a[href$='=zj-ladder']").click()
    expect(page.locator("#fact-zj_digital_level")).to_contain_text("2.6 级")
    expect(page.locator("#fact-investment")).to_contain_text("台账 2 笔")
    grade = page.locator("#fact-credit_grade")
    grade.get_by_role("combobox").select_option("良好")
    before = page.locator("#facts-count").inner_text()
    grade.get_by_role("button", name="保存").click()
    expect(grade.locator(".saved")).to_have_text("已保存")
    expect(page.locator("#facts-count")).not_to_have_text(before)
    assert_sound(page)
    page.get_by_role("main").get_by_role("link", name=FIRM).click()


def invite(page: Page, assert_sound: Check) -> str:
    """The link for a colleague, shown once."""
    page.get_by_role("link", name="查看成员与邀请").click()
    page.get_by_label("成员", exact=True).check()
    page.get_by_role("button", name="生成邀请链接").click()
    expect(page.get_by_role("status").first).to_contain_text("只在这里显示一次")
    assert_sound(page)
    return page.get_by_label("邀请链接").input_value()


def join(page: Page, link: str, assert_sound: Check) -> None:
    """Follow the link without an account, register and be in; then the link is used up."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"加入{FIRM}")
    assert_sound(page)
    page.get_by_role("link", name="注册后加入").click()
    register_account(page, "journey-wu", "吴工")
    page.get_by_role("button", name="加入企业").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRM)
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text("已被使用")
