"""A firm opens its advice, takes one move up and rejects another: at the keyboard and on a phone as well."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Check = Callable[[Page], None]


def test_a_firm_takes_one_move_up_and_rejects_another(
    open_page: Callable[..., Page], log_in: Callable[[Page, str], None], assert_accessible: Check
) -> None:
    page = open_page()
    log_in(page, "demo-firm")
    page.goto("/firms")
    page.get_by_role("main").get_by_role("link", name="演示阀门（余姚）有限公司").first.click()
    page.locator("main a[href$='/advice']").first.click()
    expect(page.get_by_role("heading", name="下一步三件事")).to_be_visible()
    assert_accessible(page)
    moves = page.locator(".moves-top article")
    expect(moves).to_have_count(3)
    second = moves.nth(1)
    taken = second.get_by_role("heading").inner_text()
    second.get_by_role("button", name="采纳").click()
    expect(page.locator("#moves .notice-good")).to_have_text("已记下：已采纳。")
    expect(moves.filter(has_text=taken).get_by_text("已采纳", exact=True)).to_be_visible()
    third = moves.nth(2)
    gone = third.get_by_role("heading").inner_text()
    third.locator("summary").press("Enter")
    third.get_by_role("button", name="否决").click()
    expect(moves.nth(2).get_by_text("请写明不采纳的理由")).to_be_visible()
    assert_accessible(page)
    moves.nth(2).get_by_label("说明").fill("已有别的安排")
    moves.nth(2).get_by_label("说明").press("Tab")
    moves.nth(2).get_by_role("button", name="否决").press("Enter")
    expect(page.locator("#moves")).to_contain_text("已有别的安排")
    expect(moves).to_have_count(3)
    expect(moves.filter(has_text=gone)).to_have_count(0)
    assert_accessible(page)
    page.set_viewport_size({"width": 375, "height": 800})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375, "the page scrolls sideways"
    assert_accessible(page)
