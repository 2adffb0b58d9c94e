"""Filling a form by the keyboard alone: every stop can be seen, and a save never takes the focus away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.loader import Catalogue
from backend.db.engine import Database
from backend.services import members
from backend.services.firms import MEMBER, NewFirm, UnitProfile
from tests.backend.town import code_number
from tests.browser.steps import Founded, add_account, choose, found, item, said

PDF = b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n"
MOST_STOPS = 80
SEEN = """() => {
    const element = document.activeElement;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const inside = box.bottom > 0 && box.top < innerHeight;
    return element !== document.body && element.matches(':focus-visible') && drawn && inside;
}"""


@pytest.fixture(scope="module")
def firm(records: Database, catalogue: Catalogue) -> Founded:
    """A firm of two with an empty form."""
    owner = add_account(records, "keyboard-1", "钱工")
    colleague = add_account(records, "keyboard-2", "孙工")
    profile = UnitProfile("演示键盘（西湖）有限公司", "330106", "3484", "discrete")
    founded = found(records, catalogue, owner, NewFirm(code_number(7301), profile))
    members.accept(records, colleague, members.invite(records, owner, founded.id, MEMBER))
    return founded


def test_a_domain_is_completed_by_keyboard(
    page: Page, log_in: Callable[[Page, str], None], firm: Founded
) -> None:
    log_in(page, "keyboard-1")
    page.goto(f"/assessments/{firm.form}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("link", name="数据平台"))
    page.keyboard.press("Enter")
    for number, item_id in enumerate(("data-foundation", "data-management-use", "enterprise-brain"), start=1):
        answers = item(page, item_id).get_by_role("radio")
        _tab_to(page, answers.first)
        page.keyboard.press("Space")
        expect(said(page, item_id)).to_contain_text("已保存")
        page.keyboard.press("ArrowDown")
        expect(answers.nth(1)).to_be_checked()
        expect(page.locator("#domain-progress")).to_contain_text(f"已答 {number}/3 题")
        page.wait_for_load_state("networkidle")
        expect(answers.nth(1)).to_be_focused()
        assert page.evaluate(SEEN)
    _tab_to(page, page.get_by_role("link", name="数字化设计 →"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("数字化设计")
    page.get_by_role("link", name="任务列表").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="数据平台")).to_contain_text("已完成")


def test_a_swap_that_redraws_the_focused_control_keeps_the_place(
    open_page: Callable[..., Page], log_in: Callable[[Page, str], None], firm: Founded, tmp_path: Path
) -> None:
    mine, theirs = open_page(), open_page()
    for page, login in ((mine, "keyboard-1"), (theirs, "keyboard-2")):
        log_in(page, login)
        page.goto(f"/assessments/{firm.form}/domains/networked-collaboration")
    block = item(mine, "co-design-capability")

    choose(mine, "co-design-capability", _first(mine))
    clear = block.get_by_role("button", name="清除答案")
    clear.press("Enter")
    expect(block.locator("input:checked")).to_have_count(0)
    _assert_focus_in(block)

    for keep in (True, False):
        theirs.reload()
        choose(theirs, "co-design-capability", _first(theirs, 1 if keep else 2))
        block.get_by_role("radio").nth(3).focus()
        mine.keyboard.press("Space")
        expect(said(mine, "co-design-capability")).to_contain_text("您填写的")
        _assert_focus_in(block)
        if keep:
            block.get_by_role("link", name="保留已保存的").press("Enter")
        else:
            block.get_by_role("button", name="改用我填写的").press("Enter")
        expect(said(mine, "co-design-capability")).to_contain_text("已保存")
        _assert_focus_in(block)

    (tmp_path / "协同设计.pdf").write_bytes(PDF)
    block.locator(".item-evidence summary").press("Enter")
    block.locator("input[type=file]").set_input_files(tmp_path / "协同设计.pdf")
    block.get_by_role("button", name="上传", exact=True).press("Enter")
    expect(block.get_by_role("link", name="协同设计.pdf")).to_be_visible()
    _assert_focus_in(block)
    block.get_by_role("button", name="移除 协同设计.pdf").press("Enter")
    expect(block.get_by_role("link", name="协同设计.pdf")).to_have_count(0)
    _assert_focus_in(block)


def _first(page: Page, number: int = 0) -> str:
    value = item(page, "co-design-capability").get_by_role("radio").nth(number).get_attribute("value")
    assert value is not None
    return value


def _tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until the goal has the focus; every stop on the way must be visible."""
    wanted = goal.element_handle()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")[:300]
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
    pytest.fail(f"the keyboard did not reach {goal}")


def _assert_focus_in(block: Locator) -> None:
    """The focus is on something visible inside the block."""
    block.page.wait_for_load_state("networkidle")
    focused = block.locator(":focus")
    expect(focused).to_have_count(1)
    expect(focused).to_be_visible()
