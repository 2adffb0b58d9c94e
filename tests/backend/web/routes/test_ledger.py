"""A manager keeps the investment ledger: adds, corrects, removes, takes rows over from a file."""

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.backend.town import Town
from tests.backend.web.visiting import Visitor, visitor

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

ROW = {
    "day": "2025-03-01", "kind": "equipment", "amount": "12,800,000", "contract": "HT-01",
    "invoice": "FP-0001", "supplier": "某机床厂", "description": "五轴加工中心",
}  # fmt: skip
HEAD = "日期,类别,金额（元）,合同号,发票号,供应商,说明\n"


class Desk:
    """A manager in front of the ledger of the firm's unit."""

    def __init__(self, client: "TestClient", town: Town) -> None:
        self.client = client
        self.unit_id = town.units(town.confirmed("manager"))[0].id
        self.path = f"/units/{self.unit_id}/ledger"
        self.manager: Visitor = visitor(client, town, "manager")

    def page(self, done: str = "") -> str:
        return self.manager.get(self.path + (f"?done={done}" if done else "")).text

    def add(self, **changes: str) -> "Response":
        return self.manager.post(self.path, {**ROW, **changes})

    def rows(self) -> list[str]:
        """The addresses of the rows, newest first."""
        return re.findall(rf'href="({self.path}/\w{{20}})"', self.page())

    def send(self, filename: str, content: bytes) -> "Response":
        self.manager.get(self.path)
        return self.client.post(
            f"{self.path}/file",
            files={"file": (filename, content)},
            data={"csrf_token": self.manager.actor.csrf_token},
        )


@pytest.fixture
def desk(client: "TestClient", town: Town) -> Desk:
    return Desk(client, town)


def test_an_empty_ledger_says_so_and_what_counts(desk: Desk) -> None:
    page = desk.page()
    assert "还没有记录" in page
    assert "土建及其他可以一并登记，不计入" in page
    assert "下载空白表" in page


def test_a_row_is_added_and_summed(desk: Desk) -> None:
    answer = desk.add()
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{desk.path}?done=added"
    desk.add(kind="other", amount="5000000")
    page = desk.page("added")
    assert "已添加一笔" in page
    assert "12,800,000 元" in page
    assert "1,280 万元" in page
    assert "不计入" in page
    assert "发票 FP-0001" in page
    assert "manager" in page


def test_a_bad_row_comes_back_as_typed(desk: Desk) -> None:
    answer = desk.add(amount="很多", day="")
    assert answer.status_code == 422
    assert "有 2 处需要修改" in answer.text
    assert 'id="amount-error"' in answer.text
    assert 'value="很多"' in answer.text
    assert 'value="HT-01"' in answer.text
    assert "还没有记录" in desk.page()


def test_unknown_fields_and_words_are_no_trouble(desk: Desk) -> None:
    assert desk.add(owner="me").status_code == 422
    assert desk.add(supplier="a\x00b").status_code == 422
    assert "done=" not in desk.page("nonsense")


def test_a_row_is_corrected_and_tells_its_trail(desk: Desk) -> None:
    desk.add()
    (row,) = desk.rows()
    form = desk.manager.get(row).text
    assert 'value="12800000"' in form
    assert '<option value="equipment" selected>' in form
    answer = desk.manager.post(row, {**ROW, "amount": "13000000", "invoice": "", "revision": "1"})
    assert answer.headers["location"] == f"{desk.path}?done=corrected"
    trail = desk.manager.get(row).text.split('class="trail"')[1]
    assert "金额：12,800,000 元 → 13,000,000 元" in trail
    assert "发票号：FP-0001 → 空" in trail
    assert trail.index("更正") < trail.index("录入")
    same = desk.manager.post(row, {**ROW, "amount": "13000000", "invoice": "", "revision": "2"})
    assert same.headers["location"].endswith("done=same")


def test_a_correction_of_an_older_state_shows_the_newest(desk: Desk) -> None:
    desk.add()
    (row,) = desk.rows()
    desk.manager.post(row, {**ROW, "amount": "1", "revision": "1"})
    answer = desk.manager.post(row, {**ROW, "amount": "2", "revision": "1"})
    assert answer.status_code == 409
    assert "已修改了这一笔" in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert desk.manager.post(f"{row}/remove", {"revision": "1"}).status_code == 409
    assert desk.manager.post(row, {**ROW, "amount": "x", "revision": "2"}).status_code == 422
    assert desk.manager.post(row, dict(ROW)).status_code == 422


def test_a_removed_row_leaves_the_sums_and_keeps_its_page(desk: Desk) -> None:
    desk.add()
    (row,) = desk.rows()
    answer = desk.manager.post(f"{row}/remove", {"revision": "1"})
    assert answer.headers["location"].endswith("done=removed")
    assert desk.rows() == []
    page = desk.manager.get(row).text
    assert "已删除" in page
    assert "保存更正" not in page


def test_the_windows_of_the_calls_are_told(desk: Desk) -> None:
    desk.manager.post(f"/units/{desk.unit_id}/facts/project_done", {"seen": "", "value": "2025-09-30"})
    desk.add()
    desk.add(day="2021-01-01", amount="2000000")
    page = desk.page()
    assert "2020年9月30日至2025年9月30日" in page
    assert "期内合计 1,480 万元" in page
    assert "2022年9月30日至2025年9月30日" in page
    assert "期内合计 1,280 万元" in page


def test_a_file_is_shown_before_it_is_saved(desk: Desk) -> None:
    text = HEAD + "2025-03-01,设备,100,,F1,,\n2025-04-01,厂房,5,,,,\n2025-05-01,土建及其他,7,,,,\n"
    answer = desk.send("台账.csv", text.encode("gb18030"))
    assert answer.status_code == 200
    assert "将添加 2 笔，已有 0 笔，有问题 1 笔" in answer.text
    assert "第 3 行" in answer.text
    assert "类别请从设备、软件、服务、土建及其他中选择" in answer.text
    assert desk.rows() == []
    found = re.search(r'<textarea name="carried" hidden>(.*?)</textarea>', answer.text, re.DOTALL)
    assert found is not None
    saved = desk.manager.post(f"{desk.path}/file/save", {"carried": unescape(found[1])})
    assert saved.headers["location"] == f"{desk.path}?done=imported&rows=2"
    assert "已导入 2 笔。" in desk.manager.get(saved.headers["location"]).text
    assert len(desk.rows()) == 2
    again = desk.manager.post(f"{desk.path}/file/save", {"carried": unescape(found[1])})
    assert again.headers["location"] == f"{desk.path}?done=nothing"
    assert len(desk.rows()) == 2


@pytest.mark.parametrize(
    ("filename", "content", "said"),
    [
        ("a.csv", b"a,b\n1,2\n", "没有找到表头"),
        ("a.pdf", b"%PDF-1.7", "只能读 .xlsx 或 .csv"),
        ("a.csv", (HEAD).encode(), "表头下面没有内容"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(desk: Desk, filename: str, content: bytes, said: str) -> None:
    answer = desk.send(filename, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'href="#file"' in answer.text


def test_no_file_and_no_content_are_told(desk: Desk) -> None:
    assert "请先选择一个" in desk.manager.post(f"{desk.path}/file").text
    assert desk.manager.post(f"{desk.path}/file/save").status_code == 422


def test_the_workbook_is_a_download(desk: Desk) -> None:
    desk.add()
    answer = desk.manager.get(f"{desk.path}/file")
    assert answer.headers["content-disposition"].startswith('attachment; filename="ledger.xlsx"; ')
    shown = desk.send("ledger.xlsx", answer.content)
    assert "将添加 0 笔，已有 1 笔" in shown.text


def test_the_facts_page_leads_here_and_tells_the_sum(desk: Desk) -> None:
    desk.manager.post(
        f"/units/{desk.unit_id}/facts/investment",
        {"seen": "", "start": "2025-01-01", "end": "2025-06-30", "value": "900"},
    )
    desk.add()
    page = desk.manager.get(f"/units/{desk.unit_id}/facts").text
    block = page.split('id="fact-investment"')[1].split("</article>")[0]
    assert "投入台账已录入 1 笔，计入 1,280 万元" in block
    assert f'href="{desk.path}"' in block
    assert "与时段内明细不一致" in block
    assert "与时段内明细不一致" in desk.page()


def test_an_unknown_unit_or_row_is_not_found(desk: Desk) -> None:
    assert desk.manager.get("/units/nowhere/ledger").status_code == 404
    assert desk.manager.get(f"{desk.path}/nowhere").status_code == 404
    assert desk.manager.post(f"{desk.path}/nowhere/remove", {"revision": "1"}).status_code == 404
