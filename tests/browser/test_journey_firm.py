"""A plant manager's visit: from the registration of the account to the result of the assessment."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from assessments.loader import Catalogue
from backend.db.engine import Database
from tests.browser.steps import (
    actor_of,
    choose,
    fill_rest,
    item,
    option,
    said,
    submissions_of,
)
from tests.browser.steps_firm import (
    FIRM,
    Check,
    correct_the_profile,
    invite,
    join,
    keep_ledger,
    register,
    state_facts,
)

PDF = b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n"
NOT_OURS = "产品全部由客户设计和验证，见加工合同第 3 条。"


def test_a_plant_manager_assesses_the_plant(
    open_page: Callable[..., Page],
    log_in: Callable[[Page, str], None],
    assert_sound: Check,
    records: Database,
    catalogue: Catalogue,
    tmp_path: Path,
) -> None:
    manager = open_page()
    register(manager, assert_sound)
    firm = manager.url
    correct_the_profile(manager, assert_sound)
    state_facts(manager, assert_sound)
    keep_ledger(manager, assert_sound, tmp_path)
    form = _start(manager)
    _answer_design(manager, assert_sound)
    _answer_services(manager)
    _attach_evidence(manager, tmp_path)

    manager.context.close()
    manager = open_page()
    log_in(manager, "journey-zhou")
    _find_everything_again(manager)

    manager.goto(firm)
    colleague = open_page()
    join(colleague, invite(manager, assert_sound), assert_sound)
    _answer_the_same_item(manager, colleague, form)

    _see_what_is_open(manager, form, assert_sound)
    fill_rest(records, catalogue, actor_of(records, "journey-zhou"), form.rsplit("/", 1)[1])
    reference = _declare_and_submit(manager, colleague, form, assert_sound)
    assert submissions_of(records, form.rsplit("/", 1)[1]) == 1
    _read_the_result(manager, reference, assert_sound)
    manager.goto(firm)
    expect(manager.get_by_role("main")).to_contain_text(reference)


# --- the form -------------------------------------------------------------------------------------------


def _start(page: Page) -> str:
    """Open the form; gives its address."""
    page.get_by_role("button", name="开始自评").first.click()
    expect(page.get_by_role("heading", name="已完成 0/14 个能力域")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("离散型题目")
    return page.url


def _answer_design(page: Page, assert_sound: Check) -> None:
    """An option, 不适用 with its reason, and an answer that locks another one."""
    page.get_by_role("link", name="数字化设计").click()
    choose(page, "plant-design-integrity", "fits-industry")
    expect(page.locator("#domain-progress")).to_contain_text("已答 1/11 题")

    option(page, "product-simulation", "na").check()
    expect(said(page, "product-simulation")).to_contain_text("没有保存")
    expect(said(page, "product-simulation")).to_contain_text("还需写明原因")
    item(page, "product-simulation").get_by_label("不适用的原因").fill(NOT_OURS)
    expect(said(page, "product-simulation")).to_contain_text("已保存")

    choose(page, "process-libraries", "none")
    implied = item(page, "process-simulation")
    expect(implied).to_contain_text("本题由第 32 题“工艺模板库与知识库”的答案推定，不用填写。")
    expect(implied).to_contain_text("题库备注规定")
    expect(option(page, "process-simulation", "no-process-model")).to_be_checked()
    expect(option(page, "process-simulation", "no-process-model")).to_be_disabled()
    expect(page.locator("#domain-progress")).to_contain_text("已答 4/11 题")
    assert_sound(page)
    choose(page, "process-libraries", "key-process-query")
    expect(implied).not_to_contain_text("推定")
    expect(option(page, "process-simulation", "no-process-model")).to_be_enabled()
    expect(option(page, "process-simulation", "no-process-model")).not_to_be_checked()


def _answer_services(page: Page) -> None:
    """Several options of one item, one that excludes them, and an answer taken back."""
    page.get_by_role("link", name="任务列表").click()
    page.get_by_role("link", name="服务化延伸").click()
    choose(page, "value-added-services", "smart-product-services")
    choose(page, "value-added-services", "data-driven-iteration")
    option(page, "value-added-services", "none-of-these").check()
    expect(said(page, "value-added-services")).to_contain_text("没有保存")
    with page.expect_response(lambda answer: answer.url.endswith("/items/value-added-services")):
        option(page, "value-added-services", "none-of-these").uncheck()
    expect(said(page, "value-added-services")).to_contain_text("已保存")

    choose(page, "chain-resource-platform", "internal-only")
    item(page, "chain-resource-platform").get_by_role("button", name="清除答案").click()
    expect(said(page, "chain-resource-platform")).not_to_contain_text("没有")
    expect(item(page, "chain-resource-platform").locator("input:checked")).to_have_count(0)
    expect(page.locator("#domain-progress")).to_contain_text("已答 1/6 题")


def _attach_evidence(page: Page, folder: Path) -> None:
    (folder / "增值服务合同.pdf").write_bytes(PDF)
    block = item(page, "value-added-services").locator(".item-evidence")
    block.locator("summary").click()
    block.get_by_label(re.compile("上传佐证")).set_input_files(folder / "增值服务合同.pdf")
    block.get_by_role("button", name="上传", exact=True).click()
    expect(block.locator("summary")).to_contain_text("1 份")
    with page.expect_download() as download:
        block.get_by_role("link", name="增值服务合同.pdf").click()
    assert download.value.suggested_filename == "增值服务合同.pdf"
    assert download.value.path().read_bytes() == PDF


def _find_everything_again(page: Page) -> None:
    """The next day: the firm, the progress, the answers, the reason and the file are there."""
    page.get_by_role("link", name=FIRM).click()
    expect(page.get_by_role("main")).to_contain_text("已完成 0/14 个能力域 · 已答 4/100 题")
    page.get_by_role("link", name="继续填写").click()
    page.get_by_role("link", name="数字化设计").click()
    expect(option(page, "plant-design-integrity", "fits-industry")).to_be_checked()
    expect(option(page, "process-libraries", "key-process-query")).to_be_checked()
    expect(option(page, "product-simulation", "na")).to_be_checked()
    reason = item(page, "product-simulation").get_by_label("不适用的原因")
    expect(reason).to_have_value(NOT_OURS)
    expect(said(page, "product-simulation")).to_contain_text("周厂长")
    page.get_by_role("link", name="任务列表").click()
    page.get_by_role("link", name="服务化延伸").click()
    expect(option(page, "value-added-services", "smart-product-services")).to_be_checked()
    expect(option(page, "value-added-services", "data-driven-iteration")).to_be_checked()
    expect(option(page, "value-added-services", "none-of-these")).not_to_be_checked()
    expect(page.get_by_role("link", name="增值服务合同.pdf")).to_be_visible()


def _answer_the_same_item(manager: Page, colleague: Page, form: str) -> None:
    """The one who comes second is shown both values and decides; nothing is overwritten unseen."""
    for page in (manager, colleague):
        page.goto(f"{form}/domains/digital-design")
    choose(colleague, "product-simulation", "two-or-more-aspects")
    with manager.expect_response(lambda answer: "/items/product-simulation" in answer.url) as refused:
        manager.locator("label[for='product-simulation--one-aspect']").click()
    assert refused.value.status == 409
    both = said(manager, "product-simulation")
    expect(both).to_contain_text("没有保存：此题刚被保存为另一个答案")
    expect(both.locator("dd").first).to_contain_text("一个方面做仿真分析")
    expect(both).to_contain_text(re.compile("吴工于 .* 保存的"))
    expect(both.locator("dd").last).to_contain_text("两个及以上方面做仿真分析")
    both.get_by_role("link", name="保留已保存的").click()
    expect(option(manager, "product-simulation", "two-or-more-aspects")).to_be_checked()
    expect(said(manager, "product-simulation")).to_contain_text("吴工")


# --- submitting -----------------------------------------------------------------------------------------


def _see_what_is_open(page: Page, form: str, assert_sound: Check) -> None:
    """The check of an unfinished form lists what is open, each a link to its place."""
    page.goto(form)
    page.get_by_role("link", name="检查答案并提交").click()
    expect(page.get_by_role("heading", name=re.compile("还有 .* 道数字化车间必答题没有作答"))).to_be_visible()
    expect(page.get_by_role("button", name="提交自评")).to_have_count(0)
    assert_sound(page)
    page.locator(".missing").get_by_role("link", name="先进制造工艺（离散型）").click()
    target = page.locator(":target")
    expect(target).to_have_id("item-manufacturing-technology-discrete")
    expect(target).to_be_in_viewport()


def _declare_and_submit(page: Page, colleague: Page, form: str, assert_sound: Check) -> str:
    """Nothing goes without the commitment; a colleague who submits as well gets the same receipt."""
    for each in (page, colleague):
        each.goto(f"{form}/check")
        expect(each.locator("#missing")).to_contain_text("道必答题已全部作答，可以提交。")
    page.get_by_role("button", name="提交自评").click()
    expect(page.get_by_role("alert")).to_contain_text("请阅读真实性承诺并勾选后再提交")
    assert_sound(page)
    for each in (page, colleague):
        each.get_by_label(re.compile("本人代表.*承诺")).check()
        each.get_by_role("button", name="提交自评").click()
        expect(each.get_by_role("heading", level=1)).to_have_text("自评已提交")
        expect(each.get_by_role("main")).to_contain_text("周厂长")
    reference = page.locator(".reference").inner_text()
    assert re.fullmatch(r"ZT2\d{3}-[2-9A-Z]{8}", reference)
    expect(colleague.locator(".reference")).to_have_text(reference)
    assert_sound(page)
    page.goto(f"{form}/domains/digital-design")
    expect(page.get_by_role("heading", level=1)).to_have_text("自评已提交")
    return reference


def _read_the_result(page: Page, reference: str, assert_sound: Check) -> None:
    """Ladder, entry conditions, gaps and the arithmetic, with nothing left in doubt."""
    page.get_by_role("link", name="查看结果").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{FIRM} 自评结果")
    main = page.get_by_role("main")
    expect(main).to_contain_text(reference)
    expect(main).not_to_contain_text("未达到")
    expect(page.locator("#standing")).to_contain_text("自评达到数字化车间建设要求")
    ladder = page.get_by_role("img", name=re.compile("确定级别：数字化车间"))
    expect(ladder).to_be_visible()
    expect(ladder).to_contain_text("58/58 条")
    expect(ladder).to_contain_text(re.compile(r"\d+/69 条"))
    expect(ladder).to_contain_text(re.compile(r"还差 \d+ 条"))

    investment = page.locator("#eligibility tbody tr").filter(has_text="投入").first
    # The day of completion is open, and so is which rows count; with the total of their days, up to 680.
    expect(investment).to_contain_text(re.compile(r"0 万元\D*680 万元"))
    expect(investment.locator(".verdict")).to_have_count(1)
    expect(investment.locator("td").last.get_by_role("link")).to_have_attribute(
        "href", re.compile("^/method/policies/")
    )

    gaps = page.locator("#gaps details[open]")
    expect(gaps.locator("summary")).to_contain_text("智能工厂")
    expect(gaps.locator("tbody tr:not(.group)").first).to_contain_text(re.compile("[A-F]"))

    sums = page.locator("#arithmetic .sum").all_inner_texts()
    total = page.locator("#arithmetic .total").inner_text()
    points = sum(round(100 * float(text.split("/")[0])) for text in sums)
    assert len(sums) == 14
    assert points == round(100 * float(re.findall(r"[\d.]+", total)[0]))
    assert_sound(page)
