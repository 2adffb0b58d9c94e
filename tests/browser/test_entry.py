"""The way in, as a visitor sees it: readable at any width, with and without scripts, for everyone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from backend.demo import ACCOUNTS

PAGES = ("/", "/login", "/register")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 375])
def test_page_is_accessible_and_fits(
    open_page: Callable[..., Page], assert_accessible: Callable[[Page], None], path: str, width: int
) -> None:
    page = open_page(width=width)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


def test_accessibility_check_finds_a_fault(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page.goto("/login")
    page.evaluate("document.querySelector('label[for=login]').remove()")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_wrong_password_is_told_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page(scripts=False)
    page.goto("/login")
    page.get_by_label("登录名").fill("nobody")
    page.get_by_label("密码").fill("wrong-password")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("密码")
    expect(page.get_by_label("登录名")).to_have_value("nobody")


@pytest.mark.parametrize("login", [account.login for account in ACCOUNTS])
@pytest.mark.parametrize("width", [1280, 375])
def test_first_page_of_each_role_is_accessible_and_fits(
    open_page: Callable[..., Page],
    log_in: Callable[[Page, str], None],
    assert_accessible: Callable[[Page], None],
    login: str,
    width: int,
) -> None:
    page = open_page(width=width)
    log_in(page, login)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
