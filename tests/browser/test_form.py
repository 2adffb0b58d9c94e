"""Filling a form in a browser: answers that save themselves, two colleagues, files, and no scripts at all."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

PDF = b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def open_form(open_page: Callable[..., Page], log_in: Callable[[Page, str], None]) -> Callable[..., Page]:
    """Open a page of the demo firm's open form as one of the colleagues."""

    def open_one(
        path: str = "", *, login: str = "demo-firm", width: int = 1280, scripts: bool = True
    ) -> Page:
        page = open_page(width=width, scripts=scripts)
        log_in(page, login)
        page.goto("/firms")
        firm = "演示汽车零部件（余姚）有限公司"
        page.get_by_role("main").get_by_role("link", name=firm).first.click()
        href = page.get_by_role("link", name="继续填写").get_attribute("href")
        page.goto(f"{href}{path}")
        return page

    return open_one


def said(item: Locator) -> Locator:
    """What the item says about its last save."""
    return item.locator(".item-foot .said")


def options(item: Locator) -> Locator:
    return item.locator("input[name^='answer:']")


@pytest.mark.parametrize(
    "path", ["", "/domains/intelligent-production", "/domains/service-extension", "/check"]
)
@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_of_a_form_are_accessible_and_fit(
    open_form: Callable[..., Page], assert_accessible: Callable[[Page], None], path: str, width: int
) -> None:
    page = open_form(path, width=width)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


def test_every_answer_saves_itself_even_when_one_follows_on_the_other(open_form: Callable[..., Page]) -> None:
    page = open_form("/domains/infrastructure")
    item = page.locator("article.item").first
    item.get_by_text("备注", exact=True).click()
    item.get_by_role("textbox").fill("三号线先行")
    # Leaving the remark and choosing an option are two saves on top of each other.
    for number in (0, 2, 1):
        options(item).nth(number).click()
    expect(said(item)).to_contain_text("已保存")
    page.wait_for_load_state("networkidle")
    page.reload()
    item = page.locator("article.item").first
    expect(options(item).nth(1)).to_be_checked()
    expect(item.get_by_role("textbox")).to_have_value("三号线先行")


def test_the_keyboard_keeps_its_place_through_a_save(open_form: Callable[..., Page]) -> None:
    page = open_form("/domains/infrastructure")
    item = page.locator("article.item").nth(1)
    options(item).first.click()
    page.keyboard.press("ArrowDown")
    expect(options(item).nth(1)).to_be_checked()
    expect(said(item)).to_contain_text("已保存")
    expect(options(item).nth(1)).to_be_focused()


def test_two_colleagues_see_both_answers_and_decide(
    open_form: Callable[..., Page], assert_accessible: Callable[[Page], None]
) -> None:
    mine = open_form("/domains/data-platform")
    theirs = open_form("/domains/data-platform", login="demo-firm2")
    my_item, their_item = mine.locator("article.item").first, theirs.locator("article.item").first
    options(my_item).nth(0).click()
    expect(said(my_item)).to_contain_text("已保存")
    options(my_item).nth(2).click()
    mine.wait_for_load_state("networkidle")
    options(their_item).nth(1).click()
    expect(said(their_item)).to_contain_text("此题刚被保存为另一个答案")
    expect(said(their_item)).to_contain_text("您填写的")
    assert_accessible(theirs)
    their_item.get_by_role("button", name="改用我填写的").click()
    expect(said(their_item)).to_contain_text("已保存")
    options(my_item).nth(0).click()
    expect(said(my_item)).to_contain_text("没有保存")
    my_item.get_by_role("link", name="保留已保存的").click()
    expect(options(my_item).nth(1)).to_be_checked()


def test_an_implied_answer_is_locked_while_its_cause_lasts(open_form: Callable[..., Page]) -> None:
    page = open_form("/domains/digital-design")
    cause, implied = page.locator("#item-process-libraries"), page.locator("#item-process-simulation")
    options(cause).nth(1).click()
    expect(said(cause)).to_contain_text("已保存")
    options(implied).nth(2).click()
    expect(said(implied)).to_contain_text("已保存")
    options(cause).nth(0).click()
    expect(implied.locator(".item-lock")).to_contain_text("第 32 题")
    expect(options(implied).nth(0)).to_be_checked()
    expect(options(implied).nth(0)).to_be_disabled()
    options(cause).nth(1).click()
    expect(options(implied).nth(2)).to_be_checked()
    expect(options(implied).nth(2)).to_be_enabled()


def test_without_a_network_the_item_says_that_nothing_was_saved(open_form: Callable[..., Page]) -> None:
    page = open_form("/domains/lean-management")
    item = page.locator("article.item").first
    page.route("**/items/**", lambda route: route.abort())
    options(item).nth(0).click()
    expect(said(item)).to_contain_text("没有保存：网络不通")
    page.unroute("**/items/**")
    options(item).nth(1).click()
    expect(said(item)).to_contain_text("已保存")


def test_a_file_is_attached_and_removed(open_form: Callable[..., Page], tmp_path: Path) -> None:
    page = open_form("/domains/infrastructure")
    block = page.locator("article.item").first.locator(".item-evidence")
    block.locator("summary").click()
    wrong, right = tmp_path / "wrong.pdf", tmp_path / "清单.pdf"
    wrong.write_text("<html>")
    right.write_bytes(PDF)
    block.locator("input[type=file]").set_input_files(wrong)
    block.get_by_role("button", name="上传", exact=True).click()
    expect(block.get_by_role("status")).to_contain_text("没有上传")
    block.locator("input[type=file]").set_input_files(right)
    block.get_by_role("button", name="上传", exact=True).click()
    expect(block.get_by_role("link", name="清单.pdf")).to_be_visible()
    with page.expect_download() as download:
        block.get_by_role("link", name="清单.pdf").click()
    assert Path(download.value.path()).read_bytes() == PDF
    block.get_by_role("button", name="移除 清单.pdf").click()
    expect(block.get_by_role("link", name="清单.pdf")).to_have_count(0)


def test_a_plant_manager_goes_from_registration_to_the_result_without_scripts(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(scripts=False)
    main = page.get_by_role("main")
    page.goto("/register")
    page.get_by_label("姓名").fill("赵工")
    page.get_by_label("登录名").fill("zhao-without-scripts")
    page.get_by_label("密码").fill("journey-2026")
    main.get_by_role("button", name="注册并登录").click()
    page.get_by_label("统一社会信用代码").fill("91330000142924387N")
    page.get_by_label("企业名称").fill("演示无脚本机械有限公司")
    page.locator("#county").select_option("330109")
    page.locator("#industry").fill("3484")
    page.locator("input[name=production_type][value=discrete]").check()
    main.get_by_role("button", name="登记").click()
    main.get_by_role("button", name="开始自评").first.click()
    expect(main).to_contain_text("已完成 0/14 个能力域")
    links = main.locator(".tasks a").all()
    for address in [str(link.get_attribute("href")) for link in links]:
        page.goto(address)
        for item in main.locator("article.item:not(:has(.item-lock))").all():
            options(item).nth(1).check()
        main.get_by_role("button", name="保存本页").click()
        expect(main.locator(".notice-good")).to_contain_text("本页已保存")
    page.goto(re.sub(r"/domains/.*", "", page.url))
    expect(main).to_contain_text("已完成 14/14 个能力域")
    main.get_by_role("link", name="检查答案并提交").click()
    main.get_by_role("button", name="提交自评").click()
    expect(page.get_by_role("alert")).to_contain_text("真实性承诺")
    page.get_by_role("checkbox").check()
    main.get_by_role("button", name="提交自评").click()
    expect(main.locator(".reference")).to_have_text(re.compile(r"ZT\d{4}-[2-9A-Z]{8}"))
    main.get_by_role("link", name="查看结果").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("自评结果")
