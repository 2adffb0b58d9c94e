"""The result and the method pages in a browser: readable at any width, on paper, and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

METHOD_PAGES = (
    "/method",
    "/method/zj-ladder",
    "/method/zj-ladder/domains/intelligent-production",
    "/method/calls/zj-ladder-call@2025",
    "/method/policies/zj-ff-grading",
)


@pytest.fixture
def open_result(open_page: Callable[..., Page], log_in: Callable[[Page, str], None]) -> Callable[..., Page]:
    """Open a result of the demo plant manager: the submitted one, or the preview of the open form."""

    def open_one(*, submitted: bool, width: int = 1280, scripts: bool = True) -> Page:
        page = open_page(width=width, scripts=scripts)
        log_in(page, "demo-firm")
        page.goto("/firms")
        firm = "演示阀门（余姚）有限公司" if submitted else "演示汽车零部件（余姚）有限公司"
        page.get_by_role("main").get_by_role("link", name=firm).first.click()
        if submitted:
            page.get_by_role("main").get_by_role("link", name="查看结果").first.click()
        else:
            link = page.locator("main a[href^='/assessments/']").first.get_attribute("href")
            assert link is not None
            page.goto(f"/assessments/{link.split('/')[2]}/result")
        expect(page.get_by_role("heading", level=1)).to_contain_text("自评结果")
        return page

    return open_one


@pytest.mark.parametrize("submitted", [True, False])
@pytest.mark.parametrize("width", [1280, 375])
def test_result_is_accessible_and_fits(
    open_result: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    submitted: bool,
    width: int,
) -> None:
    page = open_result(submitted=submitted, width=width)
    expect(page.get_by_role("img", name=re.compile("确定级别"))).to_be_visible()
    assert_accessible(page)
    page.goto(f"{page.url}?expand=true")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


def test_lists_unfold_without_scripts(open_result: Callable[..., Page]) -> None:
    page = open_result(submitted=False, scripts=False)
    domain = page.locator("#domain-technology-support")
    expect(domain.locator("table")).to_be_hidden()
    domain.locator("summary").click()
    expect(domain.locator("table")).to_be_visible()
    page.get_by_role("link", name="展开全部明细").click()
    expect(page.locator("#domain-data-platform table")).to_be_visible()


def test_an_item_of_the_gap_list_leads_to_the_form(open_result: Callable[..., Page]) -> None:
    page = open_result(submitted=False)
    link = page.locator("#gaps details[open] tbody a").first
    name = link.inner_text()
    link.click()
    item = page.locator(":target")
    expect(item).to_contain_text(name)
    expect(item).to_be_in_viewport()


def test_paper_carries_the_report_and_nothing_else(open_result: Callable[..., Page]) -> None:
    page = open_result(submitted=True)
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.get_by_role("button", name="打印或存为 PDF")).to_be_hidden()
    expect(page.locator("#standing svg")).to_be_visible()
    expect(page.locator("#arithmetic")).to_be_hidden()

    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
    assert 3 <= pages <= 9

    page.goto(f"{page.url}?expand=true")
    expect(page.locator("#arithmetic table").last).to_be_visible()


@pytest.mark.parametrize("path", METHOD_PAGES)
@pytest.mark.parametrize("width", [1280, 375])
def test_method_page_is_accessible_and_fits(
    open_page: Callable[..., Page], assert_accessible: Callable[[Page], None], path: str, width: int
) -> None:
    page = open_page(width=width)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
