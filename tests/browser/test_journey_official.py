"""A visit by the officials: the county confirms a firm and sees it move; the province looks down the map."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.loader import Catalogue
from backend.db.engine import Database
from backend.services.firms import NewFirm, UnitProfile
from tests.backend.town import code_number
from tests.browser.steps import Founded, add_account, fill_rest, found, submit

YUYAO, CIXI, NINGBO = "330281", "330282", "330200"
FIRM, DRAFT = "演示轴承（余姚）有限公司", "演示弹簧（余姚）有限公司"
BEARINGS, SPRINGS = (UnitProfile(name, YUYAO, "3451", "discrete") for name in (FIRM, DRAFT))
WORKSHOP = "浙江省数字化车间"

Check = Callable[[Page], None]
LogIn = Callable[[Page, str], None]


@dataclass(frozen=True)
class Plants:
    """Two firms that wait for the county: one has submitted, one is still filling its form."""

    submitted: Founded
    submission: str
    draft: Founded


@pytest.fixture(scope="module")
def plants(records: Database, catalogue: Catalogue) -> Plants:
    """What a plant manager did before the officials come."""
    owner = add_account(records, "journey-zheng", "郑厂长")
    submitted, draft = (
        found(records, catalogue, owner, NewFirm(code_number(number), profile))
        for number, profile in enumerate((BEARINGS, SPRINGS), start=7101)
    )
    fill_rest(records, catalogue, owner, submitted.form)
    return Plants(submitted, submit(records, catalogue, owner, submitted.form), draft)


def test_the_county_confirms_a_firm_and_reads_its_result(
    page: Page, log_in: LogIn, assert_sound: Check, plants: Plants
) -> None:
    log_in(page, "demo-county")
    expect(page.get_by_role("heading", level=1)).to_have_text("余姚市：分级自评与认定进展")
    before = _counts(page, "余姚市")
    page.goto(f"/submissions/{plants.submission}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有")

    page.get_by_role("navigation", name="主导航").get_by_role("link", name="待确认企业").click()
    expect(page.get_by_role("row").filter(has_text=DRAFT)).to_contain_text("首次登记企业")
    assert_sound(page)
    page.get_by_role("button", name=re.compile(f"确认.*{FIRM} 郑厂长")).click()
    expect(page.get_by_role("row").filter(has_text=FIRM)).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text=DRAFT)).to_have_count(1)

    page.get_by_role("link", name="区域进展").click()
    moved = _moved(before, _counts(page, "余姚市"))
    assert moved == {"企业": 1, "已确认单位": 1, "待确认": -1, "已提交": 1, "数字化车间": 1}
    assert_sound(page)

    _find_the_unit(page, assert_sound)
    page.get_by_role("link", name=f"{FIRM}的自评结果：数字化车间").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{FIRM} 自评结果")
    expect(page.locator("#standing")).to_contain_text("自评达到数字化车间建设要求")
    expect(page.get_by_role("main").get_by_role("link", name="继续填写")).to_have_count(0)
    expect(page.locator("#gaps tbody a")).to_have_count(0)
    for address in ("", "/result", "/check", "/domains/digital-design"):
        assert _status(page, f"/assessments/{plants.draft.form}{address}") == 404
        assert _status(page, f"/assessments/{plants.submitted.form}{address}") == 404


def test_the_county_narrows_down_and_opens_a_figure(
    page: Page, log_in: LogIn, assert_sound: Check, plants: Plants
) -> None:
    log_in(page, "demo-county")
    for tab in ("行业大类", "企业规模", "规上规下"):
        page.locator(".tabs").get_by_role("link", name=tab, exact=True).click()
        expect(page.locator(".tabs [aria-current]")).to_have_text(tab)
        expect(page.locator(".progress-table thead th").first).to_have_text(tab)
        assert_sound(page)
    page.locator(".tabs").get_by_role("link", name="地区", exact=True).click()
    page.locator(".area-filter summary").click()
    page.get_by_label("行业大类").select_option("34")
    page.get_by_role("button", name="应用").click()
    expect(page.locator(".chips")).to_contain_text("通用设备制造业")
    assert_sound(page)
    submitted = page.locator("#funnel tbody tr").nth(1).get_by_role("link")
    number = int(submitted.inner_text())
    submitted.click()
    expect(page.locator("tbody tr")).to_have_count(number)
    expect(page.locator(".chips")).to_contain_text("通用设备制造业")
    assert_sound(page)
    page.locator(".chips").get_by_role("link").click()
    expect(page.locator(".chips")).to_have_count(0)
    page.goto("/regions/definitions#recognised")
    expect(page.get_by_role("heading", name="认定（有效称号）")).to_be_visible()
    assert_sound(page)


def test_the_province_publishes_and_a_county_sees_itself_beside_others(
    page: Page, log_in: LogIn, assert_sound: Check
) -> None:
    log_in(page, "demo-province")
    page.goto(f"/regions/{YUYAO}")
    expect(page.locator("#peers")).to_contain_text("统计快照“演示：")
    page.goto("/regions/330000/snapshots")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写快照名称")
    assert_sound(page)
    page.get_by_label("快照名称").fill("演示快照")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_role("status").filter(has_text="快照已发布")).to_be_visible()
    assert_sound(page)
    page.goto(f"/regions/{YUYAO}")
    expect(page.locator("#peers tbody tr")).to_have_count(4)
    expect(page.locator("#peers")).not_to_contain_text("慈溪")
    assert_sound(page)
    page.goto("/regions/330000?day=2020-01-01&by=group")
    expect(page.get_by_role("main")).to_contain_text("没有可用的统计快照")
    assert_sound(page)


def _find_the_unit(page: Page, assert_sound: Check) -> None:
    """The list of units: the submitted one with its level, a draft nowhere."""
    page.get_by_role("main").get_by_role("link", name="单位名单").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("余姚市：单位名单")
    page.get_by_label("名称包含").fill("演示汽车零部件")
    page.get_by_role("button", name="筛选").click()
    filling = page.get_by_role("row").filter(has_text="演示汽车零部件（余姚）有限公司")
    expect(filling).to_contain_text("未提交自评")
    expect(filling.get_by_role("link")).to_have_count(0)
    page.get_by_label("名称包含").fill(FIRM)
    page.get_by_label("自评等级").select_option("dw")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text=FIRM)).to_contain_text("已提交")
    assert_sound(page)


def test_another_county_sees_nothing_of_it(
    page: Page, log_in: LogIn, assert_sound: Check, plants: Plants, records: Database
) -> None:
    add_account(records, "journey-cixi", "慈溪工作人员", CIXI)
    log_in(page, "journey-cixi")
    expect(page.get_by_role("heading", level=1)).to_have_text("慈溪市：分级自评与认定进展")
    outside = [f"/regions/{YUYAO}{rest}" for rest in ("", "/units", "/titles")]
    for address in (*outside, f"/regions/{NINGBO}", f"/submissions/{plants.submission}", "/regions/330000"):
        assert _status(page, address) == 404
        expect(page.get_by_role("main")).not_to_contain_text(FIRM)
    page.goto("/claims")
    expect(page.get_by_role("main")).not_to_contain_text(DRAFT)
    assert_sound(page)


def test_the_province_goes_down_to_a_county(
    page: Page, log_in: LogIn, assert_sound: Check, plants: Plants
) -> None:
    log_in(page, "demo-province")
    expect(page.get_by_role("heading", level=1)).to_have_text("浙江省：分级自评与认定进展")
    table, map_ = page.locator(".progress-table"), page.locator("#map svg.map")
    expect(table.locator("tbody tr")).to_have_count(11)
    assert _stands_before(table, map_)
    expect(map_.get_by_role("link")).to_have_count(90 + page.locator(".map-halo").count())
    expect(page.locator("#map")).to_contain_text("审图号 GS（2024）0650号")
    page.locator("#map").get_by_role("link", name="登记单位", exact=True).click()
    expect(page.locator("#map .map-title")).to_contain_text("登记单位")
    expect(page.locator("#map .map-measures [aria-current]")).to_have_text("登记单位")
    assert_sound(page)

    table.get_by_role("link", name="宁波市", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("宁波市：分级自评与认定进展")
    city = _counts(page, "合计")
    names = table.locator("tbody th").all_inner_texts()
    parts = [_counts(page, name) for name in names]
    assert city == {name: sum(part[name] for part in parts) for name in city}
    page.locator(f"#map a[href='/regions/{YUYAO}']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("余姚市：分级自评与认定进展")
    way_back = page.get_by_role("navigation", name="位置").get_by_role("link")
    expect(way_back).to_have_text(["浙江省", "宁波市"])
    page.get_by_role("main").get_by_role("link", name="单位名单").click()
    page.get_by_label("状态").select_option("submitted")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("row").filter(has_text="演示阀门（余姚）有限公司")).to_be_visible()


def test_a_title_counts_until_it_is_revoked(page: Page, log_in: LogIn, assert_sound: Check) -> None:
    log_in(page, "demo-county")
    before = _counts(page, "余姚市")
    progress = _target(page)
    page.get_by_role("main").get_by_role("link", name="认定称号", exact=True).click()
    form = page.locator("#entry")
    form.get_by_label("称号", exact=True).select_option(label=WORKSHOP)
    form.get_by_label("起始日期").fill("2025-12-01")
    form.get_by_role("button", name="录入").click()
    expect(form.get_by_role("alert")).to_contain_text("处需要修改")
    assert_sound(page)
    form.get_by_label("所在县（市、区）").select_option(YUYAO)
    form.get_by_label("持有单位名称").fill("演示认定（余姚）有限公司")
    form.get_by_label("批次").fill("2025年第二批")
    form.get_by_label("数据来源").fill("演示名单")
    form.get_by_role("button", name="录入").click()
    expect(page.get_by_role("status").filter(has_text="称号已录入，计数已更新。")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="演示认定（余姚）有限公司")
    expect(row).to_contain_text("有效")
    assert_sound(page)

    page.get_by_role("link", name="区域进展").click()
    assert _moved(before, _counts(page, "余姚市")) == {WORKSHOP: 1}
    assert _target(page) == progress + 1

    page.get_by_role("main").get_by_role("link", name="认定称号", exact=True).click()
    row.get_by_label(re.compile("^撤销演示认定")).click()
    row.get_by_label("自哪天起不再有效").fill("2025-12-01")
    row.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_role("status").filter(has_text="称号已撤销，计数已更新。")).to_be_visible()
    expect(row).to_contain_text("已撤销")
    page.get_by_role("link", name="区域进展").click()
    assert _counts(page, "余姚市") == before
    assert _target(page) == progress


# --- reading the page -----------------------------------------------------------------------------------


def _counts(page: Page, place: str) -> Mapping[str, int]:
    """A line of the table by the names of its columns; none on record counts as 0.

    What was verified on site has columns of the same names, here with 核验 before them.
    """
    groups = page.locator(".progress-table thead tr").first.locator(".group-head")
    spans = [(group.inner_text(), int(group.get_attribute("colspan") or 1)) for group in groups.all()]
    heads = [head for head, span in spans for _ in range(span)]
    columns = page.locator(".progress-table thead tr").last.locator("th").all_inner_texts()
    names = [
        f"核验 {name}" if head.startswith("核验") else name for head, name in zip(heads, columns, strict=True)
    ]
    line = page.locator(".progress-table tr").filter(
        has=page.get_by_role("rowheader", name=place, exact=True)
    )
    numbers = [text.replace(",", "").replace("—", "0") for text in line.locator("td").all_inner_texts()]
    return dict(zip(names, map(int, numbers), strict=True))


def _moved(before: Mapping[str, int], after: Mapping[str, int]) -> Mapping[str, int]:
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def _target(page: Page) -> int:
    """What counts toward the target for 智能工厂（数字化车间）; none on record counts as 0."""
    card = page.locator(".targets article").filter(has_text="建设智能工厂（数字化车间）")
    return int((re.findall(r"\d+", card.locator(".target-counted").inner_text()) or ["0"])[0])


def _status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def _stands_before(first: Locator, second: Locator) -> bool:
    """Whether one element comes before another in reading order."""
    other = second.element_handle()
    return bool(first.evaluate("(one, two) => !!(one.compareDocumentPosition(two) & 4)", other))
