"""The province's grading list: matched by code or name, kept for those to come, corrected and taken back."""

from pathlib import Path

import pytest

from backend.auth.actor import ANONYMOUS
from backend.db.queries.providers import Wanted
from backend.services.errors import InvalidInputError
from backend.services.providers.directory import directory, grading_list, listed_entry
from tests.backend import providers
from tests.backend.title_lists import ListDesk
from tests.backend.town import BINJIANG, Town, code_number

PROVINCE = "330000"
HEADINGS = ("序号", "单位名称", "统一社会信用代码", "评价结果", "服务方向", "公布文号")
NOTICE = "浙经信〔2025〕1号"


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> ListDesk:
    official = town.official(PROVINCE)
    return ListDesk(
        town.database, town.catalogue, tmp_path, area=PROVINCE, actor=official, kind="provider-grades"
    )


def enlist(town: Town, number: int, name: str) -> str:
    return providers.enlist(
        town.database, town.catalogue, town.person("wang"), town.official(PROVINCE), number, name=name
    )


def graded(town: Town, provider_id: str) -> list[tuple[int, str, str]]:
    entry = listed_entry(town.database, ANONYMOUS, provider_id)
    return [(row.year, row.grade, row.field) for row in entry.grades]


def listed(town: Town) -> dict[str, str]:
    """The list of the latest year: name and the provider it is about."""
    return {line.row.name: line.provider_id for line in grading_list(town.database, ANONYMOUS, None).lines}


def test_a_messy_list_finds_its_providers_now_or_when_they_come(town: Town, desk: ListDesk) -> None:
    by_code = enlist(town, 1, "改名前（宁波）科技有限公司")
    by_name = enlist(town, 2, "按名称(杭州)软件有限公司")
    other = enlist(town, 3, "同名有限公司")
    import_id = desk.brought(
        HEADINGS,
        ("1", "改名后科技有限公司", f"'{code_number(1)} ", "A级", "智能制造", NOTICE),
        ("2", " 按名称（杭州） 软件有限公司", "", "B级", "智能制造", ""),
        ("3", "同名有限公司", code_number(4), "C级", "", ""),
        ("4", "还没来有限公司", "", "A级", "智能制造", ""),
        ("4", "还没来有限公司", "", "A级", "智能制造", ""),
        ("5", "代码有误有限公司", code_number(5)[:-1] + "?", "A级", "", ""),
        ("6", "", code_number(6), "A级", "", ""),
        ("7", "没有等级有限公司", "", "", "", ""),
        year="2025", notice="整份文号",
    )  # fmt: skip
    assert desk.became(import_id) == {"created": 4, "repeat": 1, "refused": 3}
    assert graded(town, by_code) == [(2025, "A级", "智能制造")]
    assert graded(town, by_name) == [(2025, "B级", "智能制造")]
    # The list says a code: that of another firm of the same name.
    assert graded(town, other) == []
    assert listed(town)["还没来有限公司"] == ""
    late = enlist(town, 7, "还没来有限公司")
    assert graded(town, late) == [(2025, "A级", "智能制造")]
    assert listed(town)["还没来有限公司"] == late
    wanted = Wanted(year=2025, grade="A级")
    found = directory(town.database, ANONYMOUS, town.catalogue, wanted)
    assert {entry.provider.id for entry in found.entries} == {by_code, late}
    assert found.grades == ((2025, "A级"), (2025, "B级"), (2025, "C级"))
    rows = {line.row.name: line.row for line in grading_list(town.database, ANONYMOUS, 2025).lines}
    assert rows["改名后科技有限公司"].notice == NOTICE
    assert rows["同名有限公司"].notice == "整份文号"


def test_a_corrected_list_changes_the_grade_and_undoing_puts_it_back(town: Town, desk: ListDesk) -> None:
    provider_id = enlist(town, 1, "甲有限公司")
    line = ("1", "甲有限公司", code_number(1), "B级", "咨询", NOTICE)
    first = desk.brought(HEADINGS, line, year="2025")
    assert desk.planned(desk.bring(HEADINGS, line, year="2025")) == {"same": 1}
    second = desk.brought(HEADINGS, (*line[:3], "A级", *line[4:]), year="2025")
    assert desk.became(second) == {"changed": 1}
    assert graded(town, provider_id) == [(2025, "A级", "咨询")]
    desk.undo(first)
    assert desk.became(first) == {"stays": 1}
    desk.undo(second)
    assert graded(town, provider_id) == [(2025, "B级", "咨询")]
    desk.brought(HEADINGS, (*line[:3], "A级", *line[4:]), year="2024")
    assert graded(town, provider_id) == [(2025, "B级", "咨询"), (2024, "A级", "咨询")]


def test_only_the_province_brings_the_list_in_and_a_line_needs_year_and_notice(
    town: Town, desk: ListDesk, tmp_path: Path
) -> None:
    line = ("1", "甲有限公司", "", "A级", "", "")
    county = ListDesk(
        town.database, town.catalogue, tmp_path, area=BINJIANG, actor=town.official(), kind=desk.kind
    )
    with pytest.raises(InvalidInputError):
        county.bring(HEADINGS, line, year="2025", notice=NOTICE)
    import_id = desk.bring(HEADINGS, line)
    assert desk.planned(import_id) == {"refused": 1}
    told = desk.told(import_id)[2]
    assert "年度" in told
    assert "文号" in told
    assert desk.planned(desk.bring(HEADINGS, line, year="2027", notice=NOTICE)) == {"refused": 1}
