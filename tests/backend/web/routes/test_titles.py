"""Officials' pages of titles, figures and targets, and the firm's own titles, read like a visit."""

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from tests.backend.town import BINJIANG, YUHANG, Town, code_number
from tests.backend.web.reading import words
from tests.backend.web.visiting import Visitor, visitor
from tests.conftest import StandingClock

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HERE = f"/regions/{BINJIANG}"
TITLE = {
    "kind": "little-giant",
    "county": BINJIANG,
    "holder_name": "演示(机械)有限公司",
    "start": "2023-09-01",
    "source": "某厅名单",
}


def official(client: "TestClient", town: Town, region: str = BINJIANG) -> Visitor:
    """The official of an area at the browser."""
    town.official(region)
    return visitor(client, town, f"official-{region}")


def table(content: bytes) -> list[list[Any]]:
    """The rows of a workbook's first sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_title_without_a_code_is_entered_matched_and_seen_by_its_firm(
    client: "TestClient", town: Town, clock: StandingClock
) -> None:
    clock.set(2026, 6, 15)
    firm_id = town.register("owner", name="演示（机械）有限公司").firm_id
    here = official(client, town)
    entered = here.post(f"{HERE}/titles", {**TITLE, "derive_end": "yes"})
    assert entered.status_code == 303
    page = words(here.get(entered.headers["location"]).text)
    assert "至 2026年8月31日" in page
    assert "终止日期为推算，名单未写" in page
    assert "1 半年内到期、尚未续认" in page
    assert "1 待与登记单位对应" in page
    unmatched = here.get(f"{HERE}/titles/unmatched").text
    assert "演示（机械）有限公司" in unmatched
    assert "名称一致" in words(unmatched)
    (action,) = re.findall(r'action="([^"]+/match)"', unmatched)
    (unit,) = re.findall(r'name="unit" value="([^"]+)"', unmatched)
    matched = here.post(action, {"unit": unit})
    assert matched.headers["location"] == f"{HERE}/titles/unmatched?done=matched"
    assert "没有待处理的称号" in here.get(matched.headers["location"]).text
    assert here.post(action, {"unit": unit}).status_code == 409
    own = words(visitor(client, town, "owner").get(f"/firms/{firm_id}").text)
    assert "专精特新“小巨人”企业" in own
    assert "演示(机械)有限公司" in own, "the list's words"
    assert "即将到期" in own


def test_a_kind_without_a_sourced_validity_derives_no_end(client: "TestClient", town: Town) -> None:
    answer = official(client, town).post(
        f"{HERE}/titles", {**TITLE, "kind": "zj-brand-mark", "derive_end": "yes"}
    )
    assert answer.status_code == 422
    assert "没有读到这种称号的有效期规定" in answer.text


def test_the_list_is_filtered_and_taken_along(client: "TestClient", town: Town) -> None:
    here = official(client, town)
    here.post(f"{HERE}/titles", TITLE)
    here.post(f"{HERE}/titles", {**TITLE, "holder_name": "=1+1厂", "end": "2025-01-01"})
    assert "=1+1厂" not in here.get(f"{HERE}/titles?show=in_force").text
    assert "=1+1厂" in here.get(f"{HERE}/titles?show=lapsed&kind=little-giant").text
    assert "没有符合这些条件的称号" in here.get(f"{HERE}/titles?name=%25").text
    rows = table(here.get(f"{HERE}/titles/file?show=lapsed").content)
    assert "共 1 项" in str(rows[0][0])
    assert (rows[1][0], rows[2][1], rows[2][11]) == ("称号", "=1+1厂", "已到期")
    assert here.get(f"{HERE}/titles/file?show=x").status_code == 422


@pytest.mark.parametrize(
    "path",
    ["titles", "titles/unmatched", "titles/file", "figures", "figures/file", "targets", "targets/file"],
)
def test_another_area_does_not_exist(client: "TestClient", town: Town, path: str) -> None:
    here = official(client, town)
    assert here.get(f"{HERE}/{path}").status_code == 200
    assert here.get(f"/regions/{YUHANG}/{path}").status_code == 404
    town.register("owner")
    assert visitor(client, town, "owner").get(f"{HERE}/{path}").status_code == 404


def figure(**changes: str) -> dict[str, str]:
    return {
        "kind": "denominator",
        "indicator": "above-scale-industrial",
        "area": BINJIANG,
        "period": "2024",
        "value": "1,234",
        "source": "某区统计公报",
        **changes,
    }


def test_a_figure_is_entered_replaced_and_withdrawn(
    client: "TestClient", town: Town, clock: StandingClock
) -> None:
    here = official(client, town)
    assert "尚无数据" in here.get(f"{HERE}/figures").text
    first = here.post(f"{HERE}/figures", figure())
    assert (first.status_code, first.headers["location"]) == (
        303,
        f"{HERE}/figures?kind=denominator&done=entered",
    )
    assert here.post(f"{HERE}/figures", figure(value="1234")).status_code == 409
    clock.set(2026, 6, 15, 11)
    here.post(f"{HERE}/figures", figure(value="1300", source="某区统计年鉴"))
    told = words(here.get(f"{HERE}/figures").text)
    assert re.search(r"1300 家 某区统计年鉴.*现行.*1234 家 某区统计公报.*已被更新", told)
    newest = re.findall(r'action="([^"]+/withdraw)"', here.get(f"{HERE}/figures").text)[0]
    assert here.post(newest).status_code == 303
    assert re.search(r"1300 家.*已撤回.*1234 家.*现行", words(here.get(f"{HERE}/figures").text))
    assert here.post(newest).status_code == 409
    assert table(here.get(f"{HERE}/figures/file").content)[2][4] == "1300"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "约 1200"}, "请填写数字"),
        ({"value": "12.5"}, "正整数"),
        ({"period": "去年"}, "时期请写成"),
        ({"period": "2099"}, "还没有结束"),
        ({"indicator": "made-up"}, "指标中选择"),
        ({"area": "330000"}, "请选择本辖区"),
        ({"kind": "allocation", "indicator": "zj-415x-future-factories", "period": "2027"}, "须有文号"),
        (
            {
                "kind": "allocation",
                "indicator": "zj-415x-future-factories",
                "period": "2028",
                "document": "1号",
            },
            "不能更晚",
        ),
        ({"kind": "series", "indicator": "above-scale-digital", "area": "330100"}, "请选择本辖区"),
        ({"source": ""}, "请填写数据来源"),
    ],
)
def test_a_figure_that_cannot_be_accepted_comes_back(
    client: "TestClient", town: Town, changes: dict[str, str], message: str
) -> None:
    answer = official(client, town).post(f"{HERE}/figures", figure(**changes))
    assert answer.status_code == 422
    assert message in answer.text


def test_the_province_enters_what_is_of_the_province(client: "TestClient", town: Town) -> None:
    here = official(client, town, "330000")
    series = figure(kind="series", indicator="labour-productivity", area="330000", period="2025", value="36")
    assert here.post("/regions/330000/figures", series).status_code == 303
    page = here.get("/regions/330000/targets?measured=series&state=done").text
    assert "规上制造业全员劳动生产率" in page
    assert "36 万元/人（2025）" in words(page)
    # The public register and the province say the same of it.
    assert 'id="zj-415x-labour-productivity"' in client.get("/targets?state=done").text


def test_the_targets_of_a_county_are_contributions_and_an_allotment(client: "TestClient", town: Town) -> None:
    here = official(client, town)
    page = words(here.get(f"{HERE}/targets").text)
    assert "尚无认定数据" in page
    assert "不把目标按比例推算到市、县" in page
    here.post(f"{HERE}/titles", {**TITLE, "kind": "zj-future-factory"})
    allotted = figure(
        kind="allocation",
        indicator="zj-415x-future-factories",
        period="2027",
        value="3",
        document="杭政〔2026〕1号",
    )
    assert here.post(f"{HERE}/figures", allotted).status_code == 303
    page = words(here.get(f"{HERE}/targets").text)
    assert re.search(r"未来工厂.{1,300}1 家 ?贡献数 ?下达本地区的目标：3 家（2027年，杭政〔2026〕1号）", page)
    assert "原文未写口径，按当前有效计；累计认定 1" in page
    rows = table(here.get(f"{HERE}/targets/file?measured=recognitions").content)
    assert rows[1][4] == "下达本地区的目标"
    assert [row[4] for row in rows if row[2] == "1 家"] == ["3 家（2027年，杭政〔2026〕1号）"]
    assert "没有登记的规上企业" in page


def test_the_public_register_is_taken_along(client: "TestClient") -> None:
    text = client.get("/targets/file.csv?document=zj-industry-chains").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 32
    assert {line["document"] for line in lines} == {"zj-industry-chains"}
    rows = table(client.get("/targets/file.xlsx?state=done").content)
    assert "共 1 条" in str(rows[0][0])
    assert rows[2][0] == "zj-415x-above-scale-digital"
    assert code_number(1) not in text
