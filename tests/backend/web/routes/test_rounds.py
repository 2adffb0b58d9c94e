"""Visits to rounds: the county opens one and follows it, a firm answers in it, the neighbours see nothing."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from backend.auth.actor import SYSTEM
from backend.db.queries import assessments as forms
from backend.services import drafts
from tests.backend.town import BINJIANG, YUHANG, Town, code_number
from tests.backend.web.reading import words
from tests.backend.web.visiting import Visitor, visitor
from tests.conftest import StandingClock

HERE = f"/regions/{BINJIANG}/rounds"
NEW = {
    "name": "2026 年数字化水平评测",
    "questionnaire": "sme-digital",
    "purpose": "",
    "opens_on": "2026-06-15",
    "closes_on": "2026-06-30",
    "note": "请于月底前完成。",
    "by": "filter",
}
SECRET = "只有本企业知道的备注"


@pytest.fixture
def county(client: TestClient, town: Town) -> Visitor:
    town.confirmed("founder")
    return visitor(client, town, f"official-{BINJIANG}")


@pytest.fixture
def founder(client: TestClient, town: Town, county: Visitor) -> Visitor:
    return visitor(client, town, "founder")


@pytest.fixture
def evening(clock: StandingClock) -> StandingClock:
    """One minute before midnight in Shanghai, when people log in: a session does not last for weeks."""
    clock.set(2026, 6, 15, 23, 59)
    return clock


def opened(county: Visitor, **changes: str) -> str:
    """The address of a round that was previewed and opened."""
    new = {**NEW, **changes}
    page = county.post(f"{HERE}/new", {**new, "act": "preview"})
    assert page.status_code == 200
    assert "将邀请 1 家企业" in words(page.text)
    answer = county.post(f"{HERE}/new", {**new, "act": "confirm", "previewed": "1"})
    assert answer.status_code == 303
    return answer.headers["location"].partition("?")[0]


def form_of(founder: Visitor, there: str, *, carry: bool = False) -> str:
    """The address of the form that the firm opens from its own page."""
    page = founder.get("/firms")
    (hub,) = set(re.findall(r'href="(/firms/[0-9a-f]{20})#asked', page.text))
    start = re.search(
        rf'action="(/rounds/{there.rpartition("/")[2]}/units/[0-9a-f]+)"', founder.get(hub).text
    )
    assert start
    answer = founder.post(start[1], {"carry": "yes"} if carry else {})
    assert answer.status_code == 303
    return answer.headers["location"].removesuffix("/carried")


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def submit(founder: Visitor, form: str) -> None:
    declared = {"seen": seen(founder.get(f"{form}/check").text), "truthful": "yes"}
    assert founder.post(f"{form}/submit", declared).status_code == 303


def test_a_county_opens_a_round_and_follows_a_firm_without_reading_its_draft(
    county: Visitor, founder: Visitor
) -> None:
    assert "现在没有进行中的轮次" in words(county.get(HERE).text)
    there = opened(county)
    page = words(county.get(there).text)
    assert "1 已邀请" in page
    assert "演示机械有限公司" in page
    notice = words(founder.get("/firms").text)
    assert (
        "滨江区主管部门邀请填报《中小企业数字化水平评测（2024 年版）》，截止 2026年6月30日 24 时（未开始）"
        in notice
    )
    form = form_of(founder, there)
    domain = re.search(rf'href="({form}/domains/[a-z-]+)"', founder.get(form).text)
    assert domain
    item = re.search(r'id="item-([a-z0-9-]+)"', founder.get(domain[1]).text)
    assert item
    noted = {f"note:{item[1]}": SECRET, f"revision:{item[1]}": "0"}
    assert founder.post(f"{form}/items/{item[1]}", noted).status_code == 303
    for address in (HERE, there, f"/regions/{BINJIANG}/units", f"/regions/{BINJIANG}"):
        shown = county.get(address)
        assert shown.status_code == 200
        assert SECRET not in shown.text
        assert form not in shown.text
    assert "已开始" in words(county.get(there).text)
    for address in (form, domain[1], f"{form}/check", f"{form}/result", f"{form}/carried"):
        assert county.get(address).status_code == 404
    submit(founder, form)
    page = county.get(there).text
    result = re.search(r'href="(/submissions/[0-9a-f]{20})"', page)
    assert result
    assert county.get(result[1]).status_code == 200


def test_a_neighbour_finds_no_round_and_those_above_only_its_name(
    client: TestClient, town: Town, county: Visitor
) -> None:
    there = opened(county)
    town.official(YUHANG)
    town.official("330100")
    neighbour = visitor(client, town, f"official-{YUHANG}")
    city = visitor(client, town, "official-330100")
    for visiting in (neighbour, city):
        for address in (there, f"{there}/list", f"{there}/firms", f"{HERE}/new"):
            assert visiting.get(address).status_code == 404
        for act in ("remind", "close", "extend", "firms"):
            fields = {"closes_on": "2026-07-31", "by": "filter"}
            assert visiting.post(f"{there}/{act}", fields).status_code == 404
    assert neighbour.get(HERE).status_code == 404
    page = city.get(HERE).text
    assert NEW["name"] in page
    assert there not in page
    assert "邀请 1 家" not in words(page)


def test_the_lists_hold_codes_address_and_term_and_the_notice_but_no_formula(
    county: Visitor, founder: Visitor
) -> None:
    there = opened(county)
    book = county.get(f"{there}/list")
    assert book.headers["content-disposition"].startswith('attachment; filename="invitations.xlsx"; ')
    sheets = CalamineWorkbook.from_filelike(BytesIO(book.content))
    rows = sheets.get_sheet_by_name("名单").to_python()
    cells = dict(zip(rows[0], rows[1], strict=True))
    assert cells["统一社会信用代码"] == code_number(1)
    assert str(cells["填报地址"]).endswith(f"/rounds/{there.rpartition('/')[2]}")
    assert (cells["截止日期"], cells["状态"]) == ("2026年6月30日", "未开始")
    assert NEW["name"] in founder.get(f"/rounds/{there.rpartition('/')[2]}").text
    text = [row[0] for row in sheets.get_sheet_by_name("通知正文").to_python()]
    assert any("请于月底前完成。" in str(line) for line in text)
    reminded = county.post(f"{there}/remind")
    assert reminded.headers["location"].endswith("done=reminded&count=1")
    assert "已登记提醒：1 家" in words(county.get(reminded.headers["location"]).text)
    submit(founder, form_of(founder, there))
    waiting = CalamineWorkbook.from_filelike(BytesIO(county.get(f"{there}/list?only=waiting").content))
    assert len(waiting.get_sheet_by_name("名单").to_python()) == 1


def test_after_the_last_day_the_form_is_read_and_not_submitted_until_the_county_extends(
    evening: StandingClock, county: Visitor, founder: Visitor
) -> None:
    there = opened(county, closes_on="2026-06-15")
    form = form_of(founder, there)
    declared = {"seen": seen(founder.get(f"{form}/check").text), "truthful": "yes"}
    evening.set(2026, 6, 16, 0, 0)
    page = founder.get(f"{form}/check")
    assert page.status_code == 200
    assert "已于2026年6月15日 24 时截止，不能再提交" in words(page.text)
    assert 'action="' + form + '/submit"' not in page.text
    late = founder.post(f"{form}/submit", declared)
    assert late.status_code == 409
    assert "滨江区主管部门申请延期" in words(late.text)
    assert founder.get(form).status_code == 200
    assert "逾期未提交" in words(county.get(there).text)
    assert county.post(f"{there}/extend", {"closes_on": "2026-06-15"}).status_code == 422
    assert county.post(f"{there}/extend", {"closes_on": "2026-06-20"}).status_code == 303
    assert "2026年6月20日 24 时（原定2026年6月15日，已延期）" in words(county.get(there).text)
    submit(founder, form)
    assert county.post(f"{there}/close").status_code == 303
    assert "已结束" in words(county.get(there).text)


def test_answers_are_taken_over_confirmed_one_by_one_and_by_page_without_scripts(
    county: Visitor, founder: Visitor
) -> None:
    hub = re.search(r'href="(/firms/[0-9a-f]{20})"', founder.get("/firms").text)
    assert hub
    unit = re.search(r'action="/units/([0-9a-f]{20})/assessments"', founder.get(hub[1]).text)
    assert unit
    own = founder.post(f"/units/{unit[1]}/assessments", {"questionnaire": "sme-digital"}).headers["location"]
    domain = re.search(rf'href="{own}(/domains/[a-z-]+)"', founder.get(own).text)
    assert domain
    page = founder.get(own + domain[1]).text
    answers: dict[str, str] = {}
    for item in re.findall(r'id="item-([a-z0-9-]+)"', page):
        option = re.findall(rf'name="answer:{item}" value="([a-z0-9-]+)"', page)[-1]
        answers |= {f"answer:{item}": option, f"revision:{item}": "0"}
    assert founder.post(own + domain[1], answers).status_code == 303
    submit(founder, own)
    there = opened(county)
    form = form_of(founder, there, carry=True)
    number = len(answers) // 2
    assert f"可以带入 {number} 题，其中 {number} 题待确认" in words(founder.get(f"{form}/carried").text)
    assert f"有 {number} 题的答案从上次结果带入" in words(founder.get(form).text)
    page = founder.get(form + domain[1]).text
    assert page.count("上次答案，待确认") == number
    assert "已答 0/" in words(page)
    carried = {name: "1" if name.startswith("revision") else value for name, value in answers.items()}
    first, second = (name.partition(":")[2] for name in list(answers)[0:3:2])
    # The button of one item sends the whole page: only that item is confirmed.
    one = founder.post(form + domain[1], {**carried, f"confirm:{first}": "1"})
    assert one.headers["location"].endswith("stored=1")
    page = founder.get(form + domain[1]).text
    assert page.count("上次答案，待确认") == number - 1
    part = founder.post(
        f"{form}/items/{second}",
        {name: value for name, value in carried.items() if name.endswith(f":{second}")},
        htmx=True,
    ).text
    assert "已保存" in part
    assert f"本页有 {number - 2} 题带入了上次的答案" in words(part)
    carried |= {f"revision:{first}": "2", f"revision:{second}": "2"}
    every = founder.post(form + domain[1], {**carried, "confirm_all": "1"})
    assert every.headers["location"].endswith(f"stored={number - 2}")
    page = founder.get(form + domain[1]).text
    assert "上次答案，待确认" not in page
    assert f"已答 {number}/" in words(page)


def test_a_returned_form_is_open_again(county: Visitor, founder: Visitor, town: Town) -> None:
    there = opened(county)
    form = form_of(founder, there)
    submit(founder, form)
    assert founder.get(form).headers["location"].endswith("/submitted")
    with town.database.write(SYSTEM) as session:
        forms.close(session, form.rpartition("/")[2], drafts.RETURNED)
    page = words(founder.get(form).text)
    assert "已退回，请补正后重新提交" in page
    assert "已退回" in words(county.get(there).text)
    assert "（已退回，待补正）" in words(founder.get("/firms").text)
    submit(founder, form)
    assert "演示机械有限公司" in words(county.get(f"{there}?state=submitted").text)


def test_an_uploaded_list_and_what_is_wrong_come_back_with_the_form(county: Visitor) -> None:
    wrong = county.post(f"{HERE}/new", {**NEW, "name": "", "closes_on": "2026-06-01", "industry": "zz"})
    assert wrong.status_code == 422
    page = words(wrong.text)
    assert "请填写名称" in page
    assert "截止日期不能早于开始日期" in page
    assert "没有找到这个行业" in page
    listed = {**NEW, "by": "codes", "codes": f"{code_number(1)}\n{code_number(7)}\n没有代码的一行"}
    page = words(county.post(f"{HERE}/new", listed).text)
    assert "将邀请 1 家企业" in page
    assert "第 2 行" in page
    assert "第 3 行" in page
    unseen = county.post(f"{HERE}/new", {**listed, "act": "confirm"})
    assert unseen.status_code == 409
    assert "现在没有进行中的轮次" in words(county.get(HERE).text)


def test_somebody_who_is_not_asked_learns_nothing_from_the_address(
    client: TestClient, town: Town, county: Visitor
) -> None:
    there = opened(county)
    town.register("other", 5)
    other = visitor(client, town, "other")
    page = other.get("/rounds/" + there.rpartition("/")[2])
    assert page.status_code == 200
    assert NEW["name"] not in page.text
    assert page.text == other.get("/rounds/" + "0" * 20).text.replace("0" * 20, there.rpartition("/")[2])
