"""The coverage page as a visit: filters, figures that open to their rows, files to take along, snapshots."""

import html
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from assessments.loader import Catalogue
from backend.db.engine import Database
from backend.services import area_export
from tests.backend.plant import visit_as
from tests.backend.province import settle
from tests.backend.town import Town

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

COUNTIES = ("330109", "330110", "330281", "331121")
LINK = re.compile(r'<a href="([^"]+)" aria-label="[^"]*?([0-9,]+)">')


@pytest.fixture
def province(
    town: Town, catalogue: Catalogue, database: Database, client: "TestClient", app: "FastAPI"
) -> "TestClient":
    """The province's official in front of a small made-up province."""
    settle(database, catalogue, 4, COUNTIES, firms=14)
    return enter(town, client, app, "330000")


def enter(town: Town, client: "TestClient", app: "FastAPI", region: str) -> "TestClient":
    actor = town.official(region)
    visit_as(client, app, town.tokens[f"official-{region}"])
    client.headers.update({"x-csrf-token": actor.csrf_token, "sec-fetch-site": "same-origin"})
    return client


def section(page: str, name: str) -> str:
    """A part of the page, from its id to its end."""
    return page[page.index(f'id="{name}"') :].split("</section>", maxsplit=1)[0]


@pytest.mark.parametrize(
    "query", ["", "?by=size", "?by=cluster&scale=yes", "?questionnaire=sme-digital&by=group"]
)
def test_every_figure_of_the_table_opens_to_that_many_rows(province: "TestClient", query: str) -> None:
    page = province.get(f"/regions/330000{query}").text
    found = [link for link in LINK.findall(section(page, "table")) if "/units?" in link[0]]
    found += [link for link in LINK.findall(section(page, "funnel")) if "/units?" in link[0]]
    assert len(found) > 10
    for address, number in dict.fromkeys(found):
        if "kind=" in address:
            continue
        rows = province.get(html.unescape(address))
        assert rows.status_code == 200, address
        listed = len(re.findall(r'<th scope="row">', rows.text))
        assert listed == int(number.replace(",", "")), address


def test_filters_stand_in_the_address_and_can_be_cleared_one_by_one(province: "TestClient") -> None:
    page = province.get("/regions/330000?group=mountain-island22&size=small&by=division").text
    chips = re.findall(r'<li><span>([^<]+)</span> <a href="([^"]+)"', page)
    assert [words.split("：")[0] for words, _ in chips] == ["区域分组", "企业规模"]
    assert [html.unescape(address) for _, address in chips] == [
        "/regions/330000?size=small&by=division",
        "/regions/330000?group=mountain-island22&by=division",
    ]
    assert '<option value="small" selected>' in page
    assert "下列数字取全辖区，不随上面的筛选条件变化" in page


def test_overlapping_lines_say_that_they_do_not_add_up(province: "TestClient") -> None:
    for by in ("group", "chain", "cluster"):
        assert "各行相加会重复；合计按不重复的企业和单位计" in province.get(f"/regions/330000?by={by}").text
    assert "各行相加会重复" not in province.get("/regions/330000?by=size").text


def test_an_industry_is_not_told_apart_by_industry_once_more(province: "TestClient") -> None:
    page = province.get("/regions/330000?division=34&by=cluster").text
    assert "请先清除该条件" in page
    assert 'class="progress-table"' not in page


def test_an_empty_county_says_what_there_is_not(town: Town, client: "TestClient", app: "FastAPI") -> None:
    page = enter(town, client, app, "330825").get("/regions/330825").text
    assert "尚无认定数据" in page
    assert "还没有任何一轮的提交" in page
    assert "省级尚未发布统计快照" in page
    assert "只列计数，不计算占比" in page
    assert client.get("/regions/330825?by=division").status_code == 200


def test_a_past_day_says_which_numbers_are_of_which_day(province: "TestClient") -> None:
    assert "没有可用的统计快照" in province.get("/regions/330000?day=2025-01-01").text
    assert "登记、自评与核验取" not in province.get("/regions/330000").text


# --- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["demo"])
def test_files_of_a_demo_say_so_inside(province: "TestClient") -> None:
    book = province.get("/regions/330000/export.xlsx?size=small&by=division")
    assert "%E6%BC%94%E7%A4%BA" in book.headers["content-disposition"], "演示 in the name"
    sheets = CalamineWorkbook.from_filelike(BytesIO(book.content))
    for name in sheets.sheet_names:
        assert "合成" in str(sheets.get_sheet_by_name(name).to_python()[0][0]), name
    about = {str(row[0]): str(row[1]) for row in sheets.get_sheet_by_name("说明").to_python()[2:]}
    assert (about["地区"], about["统计日期"]) == ("浙江省", "2026年6月15日")
    assert about["筛选条件"] == "企业规模：小型"
    assert "演示数据" in province.get("/regions/330000/picture.svg").text


def test_the_workbook_holds_the_numbers_of_the_page(province: "TestClient") -> None:
    page = province.get("/regions/330000?by=scale").text
    book = province.get("/regions/330000/export.xlsx?by=scale")
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_name("分列表").to_python()
    shown = re.findall(r"<tr>\s*<th scope=\"row\">([^<]+)</th>(.*?)</tr>", section(page, "table"), re.DOTALL)
    assert [row[0] for row in sheet[2:]] == [name for name, _ in shown]
    for row, (name, cells) in zip(sheet[2:], shown, strict=True):
        numbers = [text.strip() for text in re.findall(r">([0-9,—]+)<", cells)]
        expected = ["" if text == "—" else float(text.replace(",", "")) for text in numbers]
        assert list(row[1:]) == expected, name
    assert "%E6%BC%94%E7%A4%BA" not in book.headers["content-disposition"]


def test_a_picture_needs_a_chinese_font(province: "TestClient", monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = province.get("/regions/330000/picture.svg?by=size&show=units")
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert "登记单位" in drawing.text
    monkeypatch.setattr(area_export, "has_chinese_font", lambda: True)
    image = province.get("/regions/330000/picture.png")
    assert image.content.startswith(b"\x89PNG")
    monkeypatch.setattr(area_export, "has_chinese_font", lambda: False)
    refused = province.get("/regions/330000/picture.png")
    assert refused.status_code == 409
    assert "服务器没有安装中文字体" in refused.text


# --- snapshots ------------------------------------------------------------------------------------------


def test_the_province_publishes_and_the_county_compares(
    province: "TestClient", town: Town, app: "FastAPI"
) -> None:
    assert "还没有发布过快照" in province.get("/regions/330000/snapshots").text
    refused = province.post("/regions/330000/snapshots", data={"name": ""})
    assert refused.status_code == 422
    assert "请填写快照名称" in refused.text
    done = province.post("/regions/330000/snapshots", data={"name": "2026年中"})
    assert (done.status_code, done.headers["location"]) == (303, "/regions/330000/snapshots?done=published")
    assert "快照已发布" in province.get(done.headers["location"]).text
    again = province.post("/regions/330000/snapshots", data={"name": "2026年中"})
    assert again.status_code == 409
    assert "今天已经发布过同名的快照" in again.text
    county = enter(town, province, app, "330281")
    listed = county.get("/regions/330281/snapshots").text
    assert "2026年中" in listed
    assert "<h2" not in listed, "a county has nothing to publish"
    assert county.post("/regions/330281/snapshots", data={"name": "我的"}).status_code == 404
    assert county.post("/regions/330000/snapshots", data={"name": "我的"}).status_code == 404
    page = section(county.get("/regions/330281").text, "peers")
    assert "登记企业数可比的县（市、区）不足 5 个" in page
    assert not re.search("萧山|余杭|青田", page), "no other county is named"


def test_definitions_have_an_anchor_for_every_group_of_figures(province: "TestClient") -> None:
    page = province.get("/regions/330000").text
    anchors = set(re.findall(r"/regions/definitions#([a-z]+)", page))
    assert anchors == {"register", "declared", "verified", "recognised"}
    definitions = province.get("/regions/definitions").text
    assert all(f'id="{anchor}"' in definitions for anchor in anchors)
