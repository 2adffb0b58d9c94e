"""An official brings a roster in, step by step, with and without scripts."""

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.backend.rosters import HANGZHOU, OPTIONS, Row, mistakes, table
from tests.backend.town import BINJIANG, Town
from tests.backend.web.visiting import Visitor, visitor

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

HERE = f"/regions/{HANGZHOU}/imports"


@pytest.fixture
def kind() -> str:
    """The codes of these rosters are made up."""
    return "demo"


class Office:
    """The city's official in front of the browser."""

    def __init__(self, client: "TestClient", town: Town, folder: Path) -> None:
        self.client, self.town, self.folder = client, town, folder
        town.official(HANGZHOU)
        self.official: Visitor = visitor(client, town, f"official-{HANGZHOU}")

    def send(self, rows: list[Row], **changes: str) -> "Response":
        """Send a roster with the form."""
        path = table(self.folder / "名录.csv", rows)
        self.official.get(HERE)
        options = {f"option_{name}": value for name, value in {**OPTIONS, **changes}.items()}
        return self.client.post(
            f"{HERE}/new",
            files={"file": (path.name, path.read_bytes())},
            data={"csrf_token": self.official.actor.csrf_token, "kind": "roster", **options},
        )

    def sent(self, rows: list[Row], **changes: str) -> str:
        """Send a roster and have it checked: the address of the import."""
        place = self.send(rows, **changes).headers["location"]
        self.go_on(place)
        return place

    def go_on(self, place: str) -> None:
        """Press 继续处理 until there is nothing to go on with."""
        while "继续处理" in self.official.get(place).text:
            # On a busy machine the work is not done in one go: the page then says how far it is.
            assert self.official.post(f"{place}/next").status_code in (200, 303)


@pytest.fixture
def office(client: "TestClient", town: Town, tmp_path: Path) -> Office:
    return Office(client, town, tmp_path)


def test_a_roster_is_brought_in_and_taken_back_without_scripts(office: Office) -> None:
    assert "还没有导入过名单" in office.official.get(HERE).text
    place = office.sent([Row(number) for number in range(1, 9)] + mistakes(8))
    page = office.official.get(place).text
    assert "导入 8 行" in page
    assert "C 列“统一社会 信用代码”" in page
    assert "校验位不符" in page
    assert office.official.post(f"{place}/begin").status_code == 303
    office.go_on(place)
    page = office.official.get(place).text
    assert ("已新增 8" in page, "有问题，未导入 6" in page) == (True, True)
    listed = office.official.get(HERE).text
    assert ("名录.csv" in listed, "已导入" in listed, "已新增 8" in listed) == (True, True, True)
    assert office.official.post(f"{place}/undo").status_code == 303
    office.go_on(place)
    assert "已撤销 8" in office.official.get(place).text


def test_scripts_show_the_progress_and_open_the_page_at_the_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.services import imports_steps

    monkeypatch.setattr(imports_steps, "BLOCK", 2)
    monkeypatch.setattr(imports_steps, "WORK_SECONDS", 0.0)
    place = office.send([Row(1), Row(2), Row(3)]).headers["location"]
    assert 'hx-trigger="load' in office.official.get(place).text
    part = office.official.post(f"{place}/next", htmx=True)
    assert "2/6 行" in part.text
    assert "<html" not in part.text
    while (part := office.official.post(f"{place}/next", htmx=True)).status_code == 200:
        pass
    assert (part.status_code, part.headers["hx-redirect"]) == (204, place)


def test_the_problems_and_the_template_are_workbooks(office: Office) -> None:
    place = office.sent([Row(1), *mistakes(8), Row(30, name="=cmd()", code="x")])
    book = CalamineWorkbook.from_filelike(_stream(office.official.get(f"{place}/problems.xlsx")))
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[0][:6] == ["行号", "结果", "栏目", "填写内容", "说明与改法", "性质"]
    wrong = [line for line in lines if line[0] == 4]
    assert [line[1:3] for line in wrong] == [["有问题", "统一社会信用代码"]]
    assert "=cmd()" in lines[-1]
    empty = CalamineWorkbook.from_filelike(_stream(office.official.get(f"{HERE}/template/roster")))
    assert empty.sheet_names == ["填报", "填写说明"]
    assert "统一社会信用代码*" in empty.get_sheet_by_index(0).to_python()[0]


def test_a_refused_form_comes_back_with_what_was_chosen(office: Office) -> None:
    answer = office.send([], year="今年")
    assert answer.status_code == 422
    assert "应为 2000 至 2027 之间的四位年份" in answer.text
    assert f'value="{OPTIONS["source"]}"' in answer.text
    office.official.get(HERE)
    fields = {"kind": "roster", "option_year": "2025", "option_source": "名单"}
    assert "请选择要导入的文件" in office.official.post(f"{HERE}/new", fields).text


def test_the_columns_are_chosen_again_and_everything_checked_anew(office: Office) -> None:
    place = office.sent([Row(1), Row(2)])
    page = office.official.get(f"{place}/columns").text
    assert re.search(r'<option value="2" selected>C 列：统一社会 信用代码', page)
    fields = {"line": "2", "column_code": "2", "column_name": "2", "column_industry": ""}
    refused = office.official.post(f"{place}/columns", fields)
    assert refused.status_code == 422
    assert ("选了同一列" in refused.text, "请选择“行业”" in refused.text) == (True, True)
    fields |= {"column_name": "1", "column_industry": "4", "column_county": "3"}
    assert office.official.post(f"{place}/columns", fields).status_code == 303
    office.go_on(place)
    assert "导入 2 行" in office.official.get(place).text


def test_a_split_county_is_asked_about_and_answered(office: Office) -> None:
    place = office.sent([Row(1, county="余杭区"), Row(2, county="余杭区")], year="2020")
    page = office.official.get(place).text
    assert ("第 3 行等 2 行" in page, "杭州市临平区" in page) == (True, True)
    assert office.official.post(f"{place}/answers", {"answer_3": "-"}).status_code == 303
    office.go_on(place)
    page = office.official.get(place).text
    assert ("不导入 2" in page, "没有需要导入的行" in page) == (True, True)


def test_other_areas_firms_and_visitors_see_no_import(office: Office) -> None:
    place = office.sent([Row(1)])
    county = f"/regions/{BINJIANG}/imports/{place.rpartition('/')[2]}"
    office.town.official(BINJIANG)
    official = visitor(office.client, office.town, f"official-{BINJIANG}")
    for path in (place, county, f"{county}/columns", f"{county}/problems.xlsx", HERE):
        assert official.get(path).status_code == 404, path
    for act in ("next", "begin", "cancel", "undo", "answers", "columns"):
        assert official.post(f"{county}/{act}").status_code == 404, act
        assert official.post(f"{place}/{act}").status_code == 404, act
    office.town.person("manager")
    assert visitor(office.client, office.town, "manager").get(HERE).status_code == 404
    assert "导入 1 行" in office.official.get(place).text


def _stream(answer: "Response") -> BytesIO:
    assert answer.headers["content-disposition"].startswith("attachment")
    return BytesIO(answer.content)
