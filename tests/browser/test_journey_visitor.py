"""A visit without an account: what the site is, how it judges, and on which clauses."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


def test_a_visitor_reads_the_method_to_a_clause(page: Page, assert_sound: Callable[[Page], None]) -> None:
    page.goto("/")
    main, title = page.get_by_role("main"), page.get_by_role("heading", level=1)
    expect(title).to_contain_text("看清现在在哪一级")
    expect(page.get_by_role("complementary", name="演示提示")).to_contain_text("均为合成")

    main.get_by_role("link", name="查看评价方法").click()
    expect(title).to_have_text("评价方法")
    main.get_by_role("link", name=re.compile("分级")).first.click()
    expect(main).to_contain_text("怎样算到达一个梯级")
    counts = page.get_by_role("table", name="各生产类型的题数")
    expect(counts.get_by_role("row").filter(has_text="离散型")).to_contain_text(re.compile("58.*69.*77"))
    expect(counts.get_by_role("row").filter(has_text="流程型")).to_contain_text(re.compile("55.*66.*74"))

    main.get_by_role("link", name="数字化设计").click()
    expect(title).to_have_text("能力域 5：数字化设计")
    page.get_by_role("navigation", name="本页题目").get_by_role("link", name="32 工艺模板库与知识库").click()
    item = page.locator(":target")
    expect(item).to_be_in_viewport()
    option = item.get_by_role("row").filter(has_text="结构化存放")
    expect(option.get_by_role("rowheader")).to_have_text("C")
    expect(option.get_by_role("cell").nth(1)).to_have_text("3.33")
    expect(option.get_by_role("cell").nth(2)).to_have_text("智能工厂")
    expect(item).to_contain_text("第 33 题")
    item.locator(".item-notes").get_by_role("link").last.click()
    expect(page.locator(":target")).to_be_in_viewport()
    expect(main).to_contain_text("所引条款")
    assert_sound(page)


def test_a_visitor_reads_a_call(page: Page, assert_sound: Callable[[Page], None]) -> None:
    page.goto("/method")
    main = page.get_by_role("main")
    calls = main.get_by_role("region", name="申报条件").get_by_role("listitem")
    expect(calls).to_have_count(3)
    calls.filter(has_text="2025").get_by_role("link").click()
    expect(main.get_by_role("heading", level=2).first).to_be_visible()
    conditions = main.get_by_role("article")
    expect(conditions.filter(has_text="投入").first).to_contain_text("万元")
    assert conditions.count() > 3
    assert_sound(page)
    main.get_by_role("term").filter(has_text="依据").locator("xpath=following-sibling::dd").get_by_role(
        "link"
    ).click()
    expect(main).to_contain_text("发文机关")


def test_a_visitor_compares_the_ladders_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto("/method")
    main, title = page.get_by_role("main"), page.get_by_role("heading", level=1)
    main.get_by_role("link", name="各梯度并列对照").click()
    page.get_by_label("日期").fill("2026-05-01")
    page.get_by_label("用途").select_option("复核")
    for name in ("专精特新中小企业", "专精特新“小巨人”企业"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="查看").click()

    expect(title).to_have_text("各梯度并列对照：2026年5月1日的规则")
    table = page.get_by_role("table", name="2026年5月1日的各梯度规则和要求")
    expect(table.get_by_role("columnheader")).to_have_count(2)
    expect(table.get_by_role("row").filter(has_text="版本")).to_contain_text(re.compile("2026 版.*2022 版"))
    # The first row of that name is the heading of its theme.
    debts = table.get_by_role("row", name="资产负债率").last
    expect(debts).to_contain_text("70% 以下（含 70%）")
    debts.get_by_role("link", name="70% 以下").click()
    expect(page.locator(":target")).to_contain_text("资产负债率")
    expect(title).to_contain_text("（2022）")


def test_a_visitor_reads_what_changed_between_two_versions(
    page: Page, assert_sound: Callable[[Page], None]
) -> None:
    page.goto("/method")
    family = page.get_by_role("region", name="专精特新梯度")
    family.get_by_role("link", name="前后两版逐条比较").first.click()
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("专精特新中小企业：2022 版与 2026 版的变化")
    size = main.get_by_role("row").filter(has_text="判定规则").filter(has_text="1500 万元")
    expect(size.get_by_role("deletion")).to_contain_text("1000 万元")
    expect(size.get_by_role("insertion")).to_contain_text("1500 万元")
    assert_sound(page)
    main.get_by_role("link", name="前后对调").click()
    expect(main.get_by_role("heading", level=1)).to_have_text("专精特新中小企业：2026 版与 2022 版的变化")


@pytest.mark.parametrize(
    "address",
    [
        "/method",
        "/method/ladders",
        "/method/ladders?as_of=2026-13-01&ladder=nothing",
        "/method/metrics",
        "/method/facts",
        "/method/little-giant?version=2022",
        "/method/cn-smart-factory",
        "/method/sme-digital",
        "/method/sme-digital/domains/operation",
        "/method/srdi-sme/domains/specialised?version=2022",
        "/method/cmmm",
        "/method/size-class/changes",
    ],
)
def test_every_kind_of_method_page_is_accessible_and_fits(
    page: Page, assert_sound: Callable[[Page], None], address: str
) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_sound(page)


def test_a_visitor_who_goes_astray_finds_the_way_back(
    open_page: Callable[..., Page], assert_sound: Callable[[Page], None]
) -> None:
    page = open_page()
    answer = page.goto("/method/zj-ladder/domains/no-such-domain")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("alert")).to_be_visible()
    assert_sound(page)
    page.get_by_role("link", name="返回首页").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("看清现在在哪一级")
    # What needs an account asks for one, and leads back afterwards.
    page.goto("/firms")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    expect(page).to_have_url(re.compile(r"/login\?next=/firms$"))
