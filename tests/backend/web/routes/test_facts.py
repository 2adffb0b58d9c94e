import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from assessments.schema.fact import Source
from backend.auth.actor import SYSTEM
from backend.services import facts
from backend.services.facts import NewStatement
from tests.backend.town import Town
from tests.backend.web.visiting import Fields, Visitor, visitor

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient


class Desk:
    """A manager in front of the facts page of the firm's unit."""

    def __init__(self, client: "TestClient", town: Town) -> None:
        self.town = town
        self.unit_id = town.units(town.confirmed("manager"))[0].id
        self.path = f"/units/{self.unit_id}/facts"
        self.manager: Visitor = visitor(client, town, "manager")

    def page(self) -> str:
        return self.manager.get(self.path).text

    def block(self, fact: str) -> str:
        return block(self.page(), fact)

    def post(self, fact: str, *, htmx: bool = False, **fields: str | Sequence[str]) -> "Response":
        return self.send(fact, fields, htmx=htmx)

    def send(self, fact: str, fields: Fields, *, htmx: bool = False) -> "Response":
        return self.manager.post(f"{self.path}/{fact}", {"seen": "", **fields}, htmx=htmx)

    def seen(self, fact: str) -> list[str]:
        """What the fields of the fact carry along."""
        return re.findall(r'name="seen" value="(\w*)"', self.block(fact))


def block(html: str, fact: str) -> str:
    """The part of a page about one fact."""
    return html.split(f'id="fact-{fact}"')[1].split("</article>", maxsplit=1)[0]


@pytest.fixture
def desk(client: "TestClient", town: Town) -> Desk:
    return Desk(client, town)


def test_the_page_asks_first_what_instruments_look_at(desk: Desk) -> None:
    page = desk.page()
    asked, others = page.split('<details class="other-facts"')
    assert "工业企业数字化水平" in asked
    assert "选填" in others
    assert f'href="{desk.path}?for=zj-ladder"' in asked
    assert "已保存" not in page


def test_facts_of_the_unit_are_marked(desk: Desk) -> None:
    assert "本单元" in desk.block("project_done")
    assert "本单元" not in desk.block("credit_grade")


def test_without_scripts_a_saved_fact_leads_back_to_its_place(desk: Desk) -> None:
    answer = desk.post("zj_digital_level", value="2.5")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{desk.path}#fact-zj_digital_level"
    assert "2.5 级，manager 2026年6月15日 10:00 填报" in desk.block("zj_digital_level")


def test_with_htmx_only_the_block_comes_back_and_says_so(desk: Desk) -> None:
    answer = desk.post("zj_digital_level", htmx=True, value="2.5")
    assert answer.status_code == 200
    assert answer.text.count("<article") == 1
    assert "<html" not in answer.text
    assert "已保存" in answer.text
    assert 'data-announce="工业企业数字化水平' in answer.text


def test_facts_by_year_have_a_field_per_year(desk: Desk) -> None:
    years = ["2025", "2024", "2023"]
    assert re.findall(r'name="year" value="(\d+)"', desk.block("revenue")) == years
    desk.post("revenue", year=years, value=["12,345.6", "", "1"], seen=["", "", ""])
    revenue = desk.block("revenue")
    assert 'value="12345.6"' in revenue
    assert "12,345.6 万元" in revenue
    assert "2023 年 1 万元" in revenue


@pytest.mark.parametrize("htmx", [False, True])
def test_a_bad_value_comes_back_at_its_field_and_nothing_is_stored(desk: Desk, htmx: bool) -> None:
    years = ["2025", "2024", "2023"]
    answer = desk.post("revenue", htmx=htmx, year=years, value=["5", "很多", ""], seen=["", "", ""])
    assert answer.status_code == 422
    revenue = block(answer.text, "revenue")
    assert 'id="value-revenue-2024-error"' in revenue
    assert 'value="很多"' in revenue
    assert 'value="5"' in revenue
    assert ("有 1 处需要修改" in answer.text) is not htmx
    assert "修改记录" not in desk.block("revenue")


def test_withdrawing_and_the_history(desk: Desk) -> None:
    desk.post("credit_grade", value="良好")
    desk.post("credit_grade", value="", seen=desk.seen("credit_grade"))
    credit = desk.block("credit_grade")
    assert "修改记录（2）" in credit
    assert "：撤回" in credit
    assert '<option value="良好" selected>' not in credit


def test_a_better_source_is_taken_and_the_difference_shown(desk: Desk) -> None:
    desk.post("credit_grade", value="优秀")
    with desk.town.database.write(SYSTEM) as session:
        statement = NewStatement("credit_grade", "良好", source=Source.OFFICIAL_PLATFORM)
        facts.append(session, desk.town.catalogue, desk.unit_id, [statement])
    credit = desk.block("credit_grade")
    assert "采用：良好（官方平台" in credit
    assert "与企业填报的 优秀 不一致" in credit


def test_what_the_firm_cannot_decide_is_said(desk: Desk) -> None:
    assert "企业填报会记录下来，但条件仍写“待定”" in desk.block("violation_free_years")
    assert "条件仍写" not in desk.block("zj_digital_level")


def test_a_ledger_sums_its_rows_and_a_row_can_be_deleted(desk: Desk) -> None:
    desk.post("investment", start="2024-01-01", end="2024-12-31", value="1,800")
    desk.post("investment", start="2025-01-01", end="2025-12-31", value="650.5")
    ledger = desk.block("investment")
    assert "2024年1月1日至2024年12月31日" in ledger
    assert "2,450.5 万元" in ledger
    first = desk.seen("investment")[0]
    desk.post("investment", start="2024-01-01", end="2024-12-31", value="", seen=first)
    ledger = desk.block("investment").split('<details class="history"')[0]
    assert "1,800" not in ledger
    assert "650.5 万元" in ledger


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start": "2025-01-01", "end": "2025-12-31", "value": ""}, "请填写这一时段的金额"),
        ({"start": "", "end": "", "value": "5"}, "请填写起止日期"),
        ({"start": "2025-12-31", "end": "2025-01-01", "value": "5"}, "开始日期不能晚于结束日期"),
        ({"start": "2026-01-01", "end": "2026-12-31", "value": "5"}, "尚未发生"),
        ({"start": "someday", "end": "2025-01-01", "value": "5"}, "开始日期应为日期"),
    ],
)
def test_a_bad_ledger_row_is_refused(desk: Desk, fields: dict[str, str], said: str) -> None:
    answer = desk.send("investment", fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<tfoot>" not in desk.block("investment")


def test_two_colleagues_on_one_fact(desk: Desk) -> None:
    desk.post("zj_digital_level", value="2.0")
    answer = desk.post("zj_digital_level", value="3.0")
    assert answer.status_code == 409
    assert "2 级" in answer.text
    assert "3 级" in answer.text
    assert "修改记录（1）" in desk.block("zj_digital_level")


def test_a_form_that_does_not_say_what_it_showed_is_refused(desk: Desk) -> None:
    assert desk.post("zj_digital_level", value="2.0", seen=[]).status_code == 428
    assert desk.post("revenue", year=["2025", "2024"], value=["1", "2"], seen=[""]).status_code == 428
    assert "修改记录" not in desk.page()


@pytest.mark.parametrize("bad", ["a\x00b", "9" * 61])
def test_unstorable_input_is_refused(desk: Desk, bad: str) -> None:
    assert desk.post("zj_digital_level", value=bad).status_code == 422
    assert desk.post("zj_digital_level", value="2", seen=bad).status_code == 422


def test_an_unknown_fact_or_unit_is_not_found(desk: Desk) -> None:
    assert desk.post("shoe_size", value="44").status_code == 404
    assert desk.manager.get("/units/nowhere/facts").status_code == 404


# --- what one instrument asks -----------------------------------------------------------------------------


def test_an_instrument_asks_only_what_is_not_known(desk: Desk) -> None:
    path = f"{desk.path}?for=zj-ladder"
    page = desk.manager.get(path).text
    assert "用到" in page
    assert 'id="fact-credit_grade" tabindex' in page
    assert "revenue" not in page
    answer = desk.send("credit_grade", {"value": "良好", "for": "zj-ladder", "purpose": ""})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{path}#fact-credit_grade"
    asked, known = desk.manager.get(path).text.split('<table class="stacked known-facts">')
    assert "credit_grade" not in asked
    row = block_of_row(known, "credit_grade")
    assert "良好" in row
    assert "企业填报" in row
    assert "manager 2026年6月15日 10:00" in row
    assert f'href="{desk.path}#fact-credit_grade"' in row


def block_of_row(html: str, fact: str) -> str:
    return html.split(f'<tr id="fact-{fact}">')[1].split("</tr>", maxsplit=1)[0]


def test_with_htmx_the_block_stays_and_the_count_goes_down(desk: Desk) -> None:
    before = desk.manager.get(f"{desk.path}?for=zj-ladder").text
    (open_before,) = re.findall(r"还差 (\d+) 项。", before)
    answer = desk.send("credit_grade", {"value": "良好", "for": "zj-ladder", "purpose": ""}, htmx=True)
    assert answer.text.count("<article") == 1
    assert "已保存" in answer.text
    assert '<option value="良好" selected>' in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert f"还差 {int(open_before) - 1} 项。" in answer.text


def test_what_others_must_provide_stays_open(desk: Desk) -> None:
    desk.post("violation_free_years", value="5")
    page = desk.manager.get(f"{desk.path}?for=zj-ladder").text
    asked = page.split("known-facts", maxsplit=1)[0].split('id="fact-violation_free_years"')[1]
    assert "需由官方平台或主管部门提供" in asked
    assert 'value="5"' in asked


def test_a_bad_value_on_the_page_of_an_instrument(desk: Desk) -> None:
    answer = desk.send("zj_digital_level", {"value": "九", "for": "zj-ladder", "purpose": "review"})
    assert answer.status_code == 422
    assert "有 1 处需要修改" in answer.text
    assert 'value="九"' in answer.text
    assert 'name="for" value="zj-ladder"' in answer.text
    assert "已保存" not in answer.text


@pytest.mark.parametrize("query", ["for=nothing", "for=zj-ladder@1", "for=zj-ladder&purpose=sale", "x=1"])
def test_an_address_that_names_nothing(desk: Desk, query: str) -> None:
    status = desk.manager.get(f"{desk.path}?{query}").status_code
    assert status == (404 if "=nothing" in query or "@1" in query else 422)


def test_a_fact_that_the_instrument_does_not_look_at_is_not_found(desk: Desk) -> None:
    posted = {"value": "3", "for": "zj-ladder", "purpose": ""}
    assert desk.send("niche_years", posted, htmx=True).status_code == 404
