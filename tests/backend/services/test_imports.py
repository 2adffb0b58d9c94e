"""Rosters from messy files: what is told, what is written, what taking back restores."""

import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from backend.auth.actor import SYSTEM
from backend.db.tables.audit import AuditEntry
from backend.db.tables.coverage import Coverage
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.imports import Import, ImportLine
from backend.db.tables.register import ScaleFlag
from backend.services import imports, imports_steps, register_counts
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.imports import Head
from tests.backend.rosters import HANGZHOU, Desk, Row, messy_rows, table, workbook, wrong
from tests.backend.town import BINJIANG, PROFILE, YUHANG, Town, code_number


@pytest.fixture
def kind() -> str:
    """The codes of these rosters are made up."""
    return "demo"


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> Desk:
    return Desk(town.database, town.catalogue, tmp_path, actor=town.official(HANGZHOU))


def register(desk: Desk) -> dict[str, set[tuple[Any, ...]]]:
    """Every row that a roster may write, without the ids of chance."""
    with desk.database.read(SYSTEM) as session:
        tables: tuple[type[SQLModel], ...] = (Firm, Unit, ScaleFlag, Coverage)
        return {
            table.__name__: {
                tuple(value for name, value in row.model_dump().items() if name != "version")
                for row in session.scalars(select(table))
                if not (isinstance(row, Coverage) and row.number == 0)
            }
            for table in tables
        }


def firm(desk: Desk, number: int) -> tuple[Firm, Unit] | None:
    with desk.database.read(SYSTEM) as session:
        found = session.execute(
            select(Firm, Unit)
            .join(Unit, col(Unit.firm_id) == col(Firm.id))
            .where(col(Firm.credit_code) == code_number(number))
        ).one_or_none()
        return (found[0], found[1]) if found else None


def flags(desk: Desk, number: int) -> dict[int, bool]:
    with desk.database.read(SYSTEM) as session:
        rows = session.scalars(
            select(ScaleFlag)
            .join(Firm, col(Firm.id) == col(ScaleFlag.firm_id))
            .where(col(Firm.credit_code) == code_number(number))
        )
        return {row.year: row.above_scale for row in rows}


def acts(desk: Desk) -> list[str]:
    with desk.database.read(SYSTEM) as session:
        return list(session.scalars(select(col(AuditEntry.action)).order_by(col(AuditEntry.number))))


def test_a_messy_workbook_is_read_told_applied_and_taken_back_to_the_row(desk: Desk, town: Town) -> None:
    town.confirmed("somebody", 9000)
    before = register(desk)
    import_id = desk.send(workbook(desk.folder / "名录.xlsx", messy_rows()))
    assert desk.go_on(import_id).state == "preview"
    assert register(desk) == before
    assert desk.planned(import_id) == {"created": 300, "refused": 6, "repeat": 1}
    told = desk.told(import_id)
    assert "校验位不符" in told[304]
    assert "末尾几位已经丢失" in told[305]
    assert "与第 7 行完全相同" in told[306]
    assert ("与第 308 行" in told[307], "与第 307 行" in told[308]) == (True, True)
    assert "不在本辖区" in told[309]
    assert ("9999" in told[310], "也许" in told[310]) == (True, True)
    skipped = {line.number: line.problems[0].text for line in desk.page(import_id).skipped}
    assert [skipped[number] for number in (1, 3, 311, 313, 314)] == [
        "表头及以上的标题、说明", "表头", "合计行", "表下的说明", "表下的说明",
    ]  # fmt: skip

    assert desk.apply(import_id).state == "done"
    assert desk.became(import_id) == {"created": 300, "refused": 6, "repeat": 1}
    assert town.coverage_errors() == []
    areas = {unit.county for _, unit in filter(None, (firm(desk, number) for number in range(1, 26)))}
    assert areas == {"330108", "330109", "330110", "330111", "330102"}
    known = firm(desk, 1)
    assert known is not None
    assert (known[0].confirmed_at is not None, known[0].created_by, known[0].above_scale) == (
        True,
        None,
        False,
    )
    assert (known[1].industry, known[1].production_type, known[1].county) == ("3484", "discrete", BINJIANG)

    assert desk.undo(import_id).state == "undone"
    assert desk.became(import_id) == {"undone": 300, "refused": 6, "repeat": 1}
    assert register(desk) == before
    assert town.coverage_errors() == []
    assert acts(desk)[-2:] == ["import_apply", "import_undo"]


def test_the_same_file_again_writes_nothing(desk: Desk) -> None:
    path = table(desk.folder / "roster.csv", [Row(number) for number in range(1, 30)])
    first, second = desk.send(path), desk.send(path)
    desk.go_on(first)
    desk.apply(first)
    before = register(desk)
    desk.go_on(second)
    assert desk.planned(second) == {"same": 29}
    assert len(desk.page(second).same_file) == 1
    with pytest.raises(ConflictError, match="没有需要导入的行"):
        desk.apply(second)
    assert register(desk) == before


def test_what_was_planned_before_somebody_else_did_it_is_not_done_twice(desk: Desk) -> None:
    first, second = desk.rows(Row(1), Row(2)), desk.rows(Row(1), Row(2), Row(3))
    assert desk.planned(second) == {"created": 3}
    desk.apply(first)
    desk.apply(second)
    assert desk.became(second) == {"same": 2, "created": 1}


def test_applying_that_is_broken_off_goes_on_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports_steps, "BLOCK", 10)
    import_id = desk.rows(*(Row(number) for number in range(1, 36)))
    imports_steps.begin(desk.database, desk.actor, desk.catalogue, desk.area, import_id)

    def step() -> imports.Head:
        return imports_steps.advance(
            desk.database, desk.actor, desk.catalogue, desk.area, import_id, seconds=0
        )

    step()
    head = step()
    assert (head.state, head.counts.became) == ("running", {"created": 20, "": 15, "skipped": 3})
    imports_steps.cancel(desk.database, desk.actor, desk.catalogue, desk.area, import_id)
    assert step().state == "cancelled"
    assert desk.apply(import_id).state == "done"
    assert desk.became(import_id) == {"created": 35}
    assert desk.undo(import_id).counts.became["undone"] == 35


def test_a_block_that_fails_leaves_nothing_behind(
    desk: Desk, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.db.queries import register as queries

    import_id = desk.rows(Row(1), Row(2))
    before = register(desk)

    def fails(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(queries, "add", fails)
        with pytest.raises(RuntimeError):
            desk.apply(import_id)
    assert register(desk) == before
    assert desk.go_on(import_id).counts.became == {"created": 2, "skipped": 3}
    assert town.coverage_errors() == []


def test_a_known_firm_without_people_follows_the_list_and_comes_back(desk: Desk, town: Town) -> None:
    desk.apply(desk.rows(Row(1, above_scale="否"), year="2023"))
    before = register(desk)
    second = desk.rows(Row(1, name="新名机械有限公司", county="余杭区", industry="2614", park="未来科技城"))
    assert desk.planned(second) == {"changed": 1}
    desk.apply(second)
    found = firm(desk, 1)
    assert found is not None
    assert (found[0].name, found[1].name, found[1].county) == ("新名机械有限公司", "新名机械有限公司", YUHANG)
    assert (found[1].industry, found[1].park, found[0].above_scale) == ("2614", "未来科技城", True)
    assert flags(desk, 1) == {2023: False, 2025: True}
    assert town.coverage_errors() == []
    desk.undo(second)
    assert register(desk) == before
    assert town.coverage_errors() == []


def test_an_older_list_does_not_overrule_a_newer_one(desk: Desk) -> None:
    desk.apply(desk.rows(Row(1, above_scale="是"), year="2025"))
    desk.apply(desk.rows(Row(1, above_scale="否"), year="2022"))
    found = firm(desk, 1)
    assert found is not None
    assert (found[0].above_scale, flags(desk, 1)) == (True, {2022: False, 2025: True})


def test_a_firm_with_people_keeps_its_profile_and_takes_the_scale(desk: Desk, town: Town) -> None:
    town.confirmed("manager", 1)
    import_id = desk.rows(Row(1, name="名录上的名字", industry="2614"))
    assert desk.planned(import_id) == {"changed": 1}
    assert "企业自行维护资料，企业名称、行业与名录不同，没有改动" in desk.told(import_id)[3]
    desk.apply(import_id)
    found = firm(desk, 1)
    assert found is not None
    assert (found[0].name, found[1].industry, found[0].above_scale) == (PROFILE.name, "3484", True)
    again = desk.rows(Row(1, name="名录上的名字", industry="2614"))
    assert desk.planned(again) == {"kept": 1}


def test_a_claim_on_a_firm_of_the_roster_waits_for_the_county(desk: Desk, town: Town) -> None:
    desk.apply(desk.rows(Row(1)))
    found = firm(desk, 1)
    assert found is not None
    claimed = town.register("claimant", 1)
    assert (claimed.firm_id, claimed.is_claim) == (found[0].id, True)
    assert not town.sees("claimant", found[0].id)
    town.decide(town.official(BINJIANG), found[0].id, "claimant", accept=True)
    assert town.sees("claimant", found[0].id)
    membership = town.membership("claimant", found[0].id)
    assert membership is not None
    assert membership.role == "owner"


def test_taking_back_keeps_what_somebody_has_used_or_changed_since(desk: Desk, town: Town) -> None:
    first = desk.rows(Row(1), Row(2), Row(3))
    desk.apply(first)
    town.register("claimant", 1)
    later = desk.rows(Row(2, name="改名后的有限公司"))
    desk.apply(later)
    desk.undo(first)
    assert desk.became(first) == {"stays": 2, "undone": 1}
    assert [firm(desk, number) is not None for number in (1, 2, 3)] == [True, True, False]
    assert town.coverage_errors() == []


def test_a_firm_waiting_for_its_county_is_not_confirmed_by_a_list(desk: Desk, town: Town) -> None:
    firm_id = town.register("founder", 1).firm_id
    import_id = desk.rows(Row(1, name=PROFILE.name))
    assert "请到“待确认企业”处理" in desk.told(import_id)[3]
    desk.apply(import_id)
    found = town.firm(firm_id)
    assert found is not None
    assert (found.confirmed_at, found.above_scale) == (None, True)
    assert town.sees("founder", firm_id)


def test_a_firm_on_record_elsewhere_is_left_alone_and_its_place_not_told(desk: Desk, town: Town) -> None:
    town.confirmed("manager", 1)
    yuhang = replace(desk, area=YUHANG, actor=town.official(YUHANG))
    import_id = yuhang.rows(Row(1, county="余杭区"))
    assert yuhang.planned(import_id) == {"refused": 1}
    assert "登记在本辖区以外" in yuhang.told(import_id)[3]
    assert "滨江" not in yuhang.told(import_id)[3]


def test_a_split_county_waits_for_a_person(desk: Desk) -> None:
    rows = [
        Row(1, county="余杭区"),
        Row(2, county="330110"),
        Row(3, county="余杭区"),
        Row(4, county="江干区"),
    ]
    import_id = desk.rows(*rows, year="2020")
    assert desk.planned(import_id) == {"ask": 3, "created": 1}
    (named,) = desk.page(import_id).questions
    assert (named.line, named.lines) == (3, 3)
    assert [value for value, _ in named.ask.choices] == ["330110", "330113"]

    def answer(chosen: dict[int, str]) -> int:
        return imports_steps.answer(
            desk.database, desk.actor, desk.catalogue, desk.area, import_id, chosen=chosen
        )

    with pytest.raises(InvalidInputError):
        answer({3: "330281"})
    assert answer({3: "330113"}) == 3
    desk.go_on(import_id)
    assert desk.planned(import_id) == {"created": 4}
    desk.apply(import_id)
    found = firm(desk, 1)
    assert found is not None
    assert found[1].county == "330113"
    assert "江干区 330104 并入 上城区" in desk.told(import_id)[6]


def test_another_countys_official_finds_nothing(desk: Desk, town: Town) -> None:
    import_id = desk.rows(Row(1))
    for area, actor in ((BINJIANG, town.official(BINJIANG)), ("330200", town.official("330200"))):
        other = replace(desk, area=area, actor=actor)
        assert imports.import_list(other.database, actor, other.catalogue, area).heads == ()
        for act in (other.page, other.apply, other.undo, other.go_on):
            with pytest.raises(NotFoundError):
                act(import_id)
    with pytest.raises(NotFoundError):
        imports.import_list(desk.database, town.official("330200"), desk.catalogue, HANGZHOU)


def bad_files(folder: Path) -> Iterator[tuple[str, Path]]:
    empty = folder / "empty.csv"
    empty.write_bytes(b"")
    yield "文件是空的", empty
    picture = folder / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    yield "只能读 .xlsx 或 .csv", picture
    locked = folder / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    yield "设有密码，或是旧版 .xls", locked
    bomb = folder / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(50_000_000))
    yield "超出上限", bomb
    other = folder / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    yield "不是 xlsx 工作簿", other
    headings = folder / "headings.csv"
    headings.write_text("统一社会信用代码,企业名称,行业\n", "utf-8")
    yield "表头下面没有内容", headings


def test_files_that_cannot_be_read_are_told_and_change_nothing(desk: Desk) -> None:
    for told, path in bad_files(desk.folder):
        with pytest.raises(InvalidInputError, match=told):
            desk.send(path)
    with pytest.raises(InvalidInputError) as refused:
        desk.send(desk.folder / "empty.csv", year="95", source="")
    assert set(refused.value.fields) == {"file", "option_year", "option_source"}
    with desk.database.read(SYSTEM) as session:
        assert session.scalars(select(Import)).all() == []
        assert session.scalars(select(ImportLine)).all() == []


def test_headings_nobody_knows_are_matched_by_a_person(desk: Desk) -> None:
    headings = ("号", "甲", "乙", "丙", "丁", "戊", "己")
    import_id = desk.send(table(desk.folder / "odd.csv", [Row(1), Row(2)], headings))
    assert desk.go_on(import_id).state == "columns"
    page = imports.columns_page(desk.database, desk.actor, desk.catalogue, desk.area, import_id)
    assert (page.headings.line, page.headings.names[:2]) == (2, ("号", "甲"))

    def choose(**places: int) -> None:
        imports_steps.choose_columns(
            desk.database, desk.actor, desk.catalogue, desk.area, import_id, line=2, places=places
        )

    with pytest.raises(InvalidInputError) as refused:
        choose(code=1, name=1)
    assert set(refused.value.fields) == {"code", "name", "industry"}
    choose(code=2, name=1, industry=4, county=3)
    desk.go_on(import_id)
    assert desk.planned(import_id) == {"created": 2}


def test_the_register_counts_its_firms_and_names_its_lists(desk: Desk) -> None:
    desk.apply(desk.rows(Row(1), Row(2, above_scale="否"), Row(3, above_scale=""), Row(4, county="余杭区")))
    found = register_counts.counted(desk.database, desk.actor, desk.catalogue, HANGZHOU)
    assert [(one.area, one.indicator, one.year, one.number, one.stated) for one in found] == [
        (BINJIANG, "firms", None, 3, None),
        (YUHANG, "firms", None, 1, None),
        (BINJIANG, "above_scale", 2025, 1, 2),
        (YUHANG, "above_scale", 2025, 1, 1),
    ]
    assert found[2].source == "本平台登记名册（2025 年规上工业企业名录）"


@pytest.mark.parametrize("kind", ["production"])
def test_a_production_register_refuses_demo_codes(desk: Desk) -> None:
    import_id = desk.rows(Row(1), Row(2, code="91330000000000000X"))
    assert "正式库不接受" in desk.told(import_id)[3]
    assert desk.planned(import_id) == {"refused": 2}


def test_a_demo_register_refuses_real_codes(desk: Desk) -> None:
    from stdnum.cn import uscc

    body = "91330108MA0000001"
    import_id = desk.rows(Row(1, code=body + uscc.calc_check_digit(body)), Row(2, code=wrong(code_number(2))))
    assert "只接受演示代码" in desk.told(import_id)[3]


def test_a_list_worked_on_from_two_pages_at_once_is_written_and_taken_back_once(
    desk: Desk, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports_steps, "BLOCK", 4)
    before = register(desk)
    import_id = desk.rows(*(Row(number) for number in range(1, 25)))

    def twice(step: Callable[[str], Head]) -> None:
        def run(_page: int) -> None:
            with suppress(ConflictError):
                step(import_id)
            desk.go_on(import_id)

        with ThreadPoolExecutor(2) as pages:
            list(pages.map(run, range(2)))

    twice(desk.apply)
    assert desk.became(import_id) == {"created": 24}
    assert town.coverage_errors() == []
    twice(desk.undo)
    assert desk.became(import_id) == {"undone": 24}
    assert register(desk) == before
    with desk.database.read(SYSTEM) as session:
        acts = [entry.action for entry in session.scalars(select(AuditEntry))]
    assert sorted(acts) == ["import_apply", "import_undo"]


def test_two_lists_about_the_same_firms_at_once_wait_for_one_another(
    desk: Desk, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports_steps, "BLOCK", 4)
    numbers = list(range(1, 25))
    lists = [desk.rows(*(Row(number) for number in order)) for order in (numbers, numbers[::-1])]
    with ThreadPoolExecutor(2) as pages:
        list(pages.map(desk.apply, lists))
    became = [desk.became(import_id) for import_id in lists]
    assert sum(one.get("created", 0) for one in became) == 24
    assert town.coverage_errors() == []
