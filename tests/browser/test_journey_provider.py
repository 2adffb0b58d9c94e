"""A visit by a service provider: what it offers, a case, the directory that a visitor searches."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

FIRST, RETURNED = "演示智造软件（宁波）有限公司", "演示供应链云（金华）有限公司"

Check = Callable[[Page], None]
LogIn = Callable[[Page, str], None]


def test_a_visitor_searches_the_directory(page: Page, assert_sound: Check) -> None:
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="服务商名录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("服务商名录")
    expect(page.get_by_role("main")).to_contain_text("列入名录不等于推荐")
    page.get_by_label("服务能力").select_option(label="制造执行系统（MES）")
    page.get_by_label("服务地区").select_option(label="余姚市")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("area=330281"))
    assert_sound(page)
    page.get_by_role("link", name=FIRST).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    assert_sound(page)
    page.goto("/providers/grades")
    expect(page.get_by_role("row").filter(has_text="演示名单服务商（丽水）有限公司")).to_contain_text(
        "未注册"
    )
    assert_sound(page)


def test_a_provider_answers_what_the_province_asked_for(
    page: Page, log_in: LogIn, assert_sound: Check
) -> None:
    log_in(page, "demo-provider")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="服务商").click()
    expect(page.get_by_role("main")).to_contain_text("已退回修改")
    assert_sound(page)
    page.get_by_role("link", name=RETURNED).click()
    assert_sound(page)
    page.get_by_role("link", name="能力与范围").click()
    page.get_by_label("高级计划排程（APS）").check()
    assert_sound(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")
    page.get_by_role("navigation", name="本服务商的页面").get_by_role("link", name="案例").click()
    page.get_by_role("button", name="添加案例").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写案例名称")
    assert_sound(page)
    page.get_by_label("案例名称").fill("采购协同")
    page.get_by_label("主要服务能力").select_option(label="供应链协同")
    page.get_by_label("开始日期").fill("2025-01-06")
    page.get_by_label("完成日期").fill("2025-06-30")
    page.get_by_label("成效").fill("供应商在线确认交期。")
    page.get_by_label("证明材料", exact=True).fill("验收报告 7 号")
    page.get_by_label("证明材料的日期").fill("2025-07-02")
    page.get_by_role("button", name="添加案例").click()
    expect(page.get_by_role("article")).to_contain_text("验收报告 7 号")
    page.get_by_role("link", name="成员").click()
    assert_sound(page)
    page.get_by_role("link", name="概况").click()
    page.get_by_role("button", name="提交省级审核").click()
    expect(page.get_by_role("main")).to_contain_text("等待省级主管部门审核")


def test_the_province_reads_and_lists(page: Page, log_in: LogIn, assert_sound: Check) -> None:
    log_in(page, "demo-province")
    page.get_by_role("link", name="服务商").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("浙江省：服务商")
    assert_sound(page)
    page.get_by_role("link", name="演示设备运维（台州）有限公司").click()
    page.get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写退回修改的理由")
    assert_sound(page)
    page.get_by_role("button", name="列入名录").click()
    expect(page.get_by_role("status").first).to_have_text("已列入名录。")


def test_a_firm_asks_a_provider_that_fits_and_lets_it_look(
    page: Page, log_in: LogIn, assert_sound: Check
) -> None:
    log_in(page, "demo-firm")
    page.get_by_role("link", name="演示阀门（余姚）有限公司").first.click()
    page.get_by_role("link", name="授权与查看记录").click()
    expect(page.get_by_role("row").filter(has_text="改进建议").first).to_contain_text(FIRST)
    assert_sound(page)
    page.get_by_role("link", name="咨询", exact=True).click()
    page.get_by_role("link", name=FIRST).click()
    page.get_by_role("button", name="同意，开始合作").click()
    expect(page.get_by_role("status").first).to_contain_text("已同意")
    page.get_by_role("button", name="办结并登记结果").click()
    expect(page.get_by_role("alert").first).to_contain_text("请选择这次合作的结果")
    assert_sound(page)
    page.get_by_role("link", name="去授权").click()
    page.get_by_label("差距清单").check()
    assert_sound(page)
    page.get_by_role("button", name="授权", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("授权已生效")


def test_a_provider_reads_the_demand_and_what_a_firm_lets_it_see(
    page: Page, log_in: LogIn, assert_sound: Check
) -> None:
    log_in(page, "demo-provider")
    page.goto("/demand")
    expect(page.get_by_role("heading", level=1)).to_have_text("需求看板")
    assert_sound(page)
    page.goto("/provider")
    page.get_by_role("link", name=FIRST).click()
    page.get_by_role("link", name="授权企业").click()
    assert_sound(page)
    page.get_by_role("link", name="演示阀门（余姚）有限公司").click()
    expect(page.get_by_role("main")).to_contain_text("这次查看已记入企业的查看记录")
    assert_sound(page)
