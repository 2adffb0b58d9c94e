"""Official lists of titles: matched by code, proposed by name, each counted once, taken back."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.auth.actor import SYSTEM
from backend.db.tables.audit import AuditEntry
from backend.db.tables.titles import Recognition
from backend.services import profiles, title_matching, titles
from backend.services.errors import ConflictError, NotFoundError
from backend.services.firms import UnitProfile
from backend.services.profiles import NewUnit
from backend.services.titles import NewTitle
from tests.backend.title_lists import ListDesk
from tests.backend.town import BINJIANG, YUHANG, Town, code_number

HEADINGS = (
    "称号",
    "企业名称",
    "统一社会信用代码",
    "车间名称",
    "县（市、区）",
    "批次",
    "有效期起",
    "有效期止",
)
FACTORY, WORKSHOP, GIANT = "智能工厂", "数字化车间", "“小巨人”"


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> ListDesk:
    return ListDesk(town.database, town.catalogue, tmp_path, area=BINJIANG, actor=town.official())


def rows_of(town: Town) -> list[Recognition]:
    with town.database.read(SYSTEM) as session:
        return list(session.scalars(select(Recognition).order_by(Recognition.start, Recognition.id)))  # type: ignore[arg-type]


def line(
    name: str,
    number: int | None = None,
    start: str = "2025-03-01",
    *,
    kind: str = "小巨人",
    end: str = "",
    project: str = "",
) -> tuple[str, ...]:
    return (kind, name, code_number(number) if number else "", project, "", "第一批", start, end)


def test_a_code_matches_at_once_and_the_list_twice_changes_nothing(town: Town, desk: ListDesk) -> None:
    town.confirmed("owner")
    listed = (
        line("演示机械有限公司", 1),
        line("未登记有限公司", 2),
        line("没有代码有限公司"),
        line("另一家有限公司", 3, kind=WORKSHOP, project="一号车间"),
        line("另一家有限公司", 3, kind=WORKSHOP, project="二号车间"),
    )
    import_id = desk.brought(HEADINGS, *listed)
    assert desk.became(import_id) == {"created": 5}
    found = {(row.holder_name, row.project): row for row in rows_of(town)}
    matched = found["演示机械有限公司", ""]
    assert (matched.matched_by, matched.credit_code, matched.county) == ("code", code_number(1), BINJIANG)
    assert (matched.import_id, matched.entered_by) == (import_id, town.official().account_id)
    for name in ("未登记有限公司", "没有代码有限公司"):
        assert (found[name, ""].unit_id, found[name, ""].matched_by, found[name, ""].county) == (
            None,
            "",
            BINJIANG,
        )
    assert {row.object for row in found.values() if row.project} == {"project"}
    assert town.coverage_errors() == []

    again = desk.bring(HEADINGS, *listed)
    assert desk.planned(again) == {"same": 5}
    with pytest.raises(ConflictError):
        desk.apply(again)
    desk.undo(import_id)
    assert rows_of(town) == []
    assert town.coverage_errors() == []


def test_the_same_title_for_the_same_days_is_refused_and_a_renewal_is_not(town: Town, desk: ListDesk) -> None:
    desk.brought(HEADINGS, line("宁（甲）厂", start="2022-03-01", end="2025-02-28"))
    import_id = desk.bring(
        HEADINGS,
        line("宁(甲) 厂", start="2024-01-01"),
        line("宁（甲）厂", start="2025-03-01", end="2028-02-29"),
        line("宁（甲）厂", start="2022-03-01", end="2025-02-27"),
    )
    assert desk.planned(import_id) == {"refused": 1, "created": 1, "changed": 1}
    assert "再导入会重复计数" in desk.told(import_id)[2]
    desk.apply(import_id)
    assert [(row.start.year, row.end, row.renewal) for row in rows_of(town)] == [
        (2022, date(2025, 2, 27), False),
        (2025, date(2028, 2, 29), True),
    ]
    desk.undo(import_id)
    assert [(row.end, row.renewal) for row in rows_of(town)] == [(date(2025, 2, 28), False)]
    assert town.coverage_errors() == []


def test_what_a_person_has_changed_since_is_not_taken_back(town: Town, desk: ListDesk) -> None:
    import_id = desk.brought(HEADINGS, line("甲厂"), line("乙厂"))
    first = next(row for row in rows_of(town) if row.holder_name == "甲厂")
    titles.revoke(town.database, town.official(), town.catalogue, BINJIANG, first.id, day=date(2026, 1, 1))
    desk.undo(import_id)
    assert desk.became(import_id) == {"stays": 1, "undone": 1}
    assert [row.holder_name for row in rows_of(town)] == ["甲厂"]
    assert town.coverage_errors() == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("没听说过的称号", "甲厂", "", "", "", "", "2025-03-01", ""), "没有登记“没听说过的称号”这种称号"),
        (("小巨人", "甲厂", "91330000", "", "", "", "2025-03-01", ""), "应为 18 位"),
        (("小巨人", "甲厂", "", "", "余姚市", "", "2025-03-01", ""), "不在"),
        (("小巨人", "甲厂", "", "", "", "", "2025-02-30", ""), "不是日期"),
        (("小巨人", "甲厂", "", "", "", "", "2025-03-01", "2024-03-01"), "终止日期不能早于起始日期"),
        (("小巨人", "", "", "", "", "", "2025-03-01", ""), "请补上单位名称"),
    ],
)
def test_a_line_that_cannot_be_accepted_is_told(
    town: Town, desk: ListDesk, row: tuple[str, ...], told: str
) -> None:
    import_id = desk.bring(HEADINGS, row, line("好厂"))
    assert desk.planned(import_id) == {"refused": 1, "created": 1}
    assert told in desk.told(import_id)[2]


def test_an_end_is_derived_only_when_asked_for_and_marked(town: Town, desk: ListDesk) -> None:
    asked = desk.bring(HEADINGS, line("甲厂"), line("乙厂", kind="浙江省智能工厂"), end="derive")
    assert "推算为 2028-02-29" in desk.told(asked)[2]
    desk.apply(asked)
    desk.brought(HEADINGS, line("丙厂"))
    found = {row.holder_name: (row.end, row.end_derived) for row in rows_of(town)}
    assert found == {"甲厂": (date(2028, 2, 29), True), "乙厂": (None, False), "丙厂": (None, False)}
    # The authority prints the end later on: then it is no longer ours.
    desk.brought(HEADINGS, line("甲厂", end="2028-03-31"))
    found = {row.holder_name: (row.end, row.end_derived) for row in rows_of(town)}
    assert found["甲厂"] == (date(2028, 3, 31), False)


def proposals(town: Town) -> dict[str, list[tuple[str, str]]]:
    page = title_matching.open_titles(town.database, town.official(), town.catalogue, BINJIANG)
    return {
        one.title.holder_name: [(proposal.unit_name, proposal.by) for proposal in one.proposals]
        for one in page.lines
    }


def open_id(town: Town, name: str) -> str:
    return next(row.id for row in rows_of(town) if row.holder_name == name)


def test_a_name_is_only_proposed_until_a_person_confirms(town: Town, desk: ListDesk) -> None:
    firm_id = town.register("owner", name="演示（滨江）机械有限公司").firm_id
    town.register("other", 2, name="别家有限公司", county=YUHANG)
    desk.brought(
        HEADINGS, line("演示(滨江) 机械有限公司"), line("别家有限公司"), line("演示滨江机械有限公司")
    )
    assert proposals(town) == {
        "演示(滨江) 机械有限公司": [("演示（滨江）机械有限公司", "name")],
        "别家有限公司": [],
        "演示滨江机械有限公司": [],
    }
    (unit,) = town.units(firm_id)
    title_id = open_id(town, "演示(滨江) 机械有限公司")
    stranger = town.official(YUHANG)
    with pytest.raises(NotFoundError):
        title_matching.confirm(town.database, stranger, town.catalogue, YUHANG, title_id, unit_id=unit.id)
    foreign = town.units(town.register("third", 3, county=YUHANG).firm_id)[0]
    with pytest.raises(NotFoundError):
        title_matching.confirm(
            town.database, town.official(), town.catalogue, BINJIANG, title_id, unit_id=foreign.id
        )
    title_matching.confirm(
        town.database, town.official(), town.catalogue, BINJIANG, title_id, unit_id=unit.id
    )
    title_matching.leave(
        town.database, town.official(), town.catalogue, BINJIANG, open_id(town, "别家有限公司")
    )
    found = {row.holder_name: (row.unit_id, row.matched_by) for row in rows_of(town)}
    assert found["演示(滨江) 机械有限公司"] == (unit.id, "name")
    assert found["别家有限公司"] == (None, "left")
    assert list(proposals(town)) == ["演示滨江机械有限公司"]
    assert town.coverage_errors() == []
    with town.database.read(SYSTEM) as session:
        acts = [entry.action for entry in session.scalars(select(AuditEntry))]
    assert acts.count("title_match") == 2


def test_confirming_what_would_count_twice_is_refused(town: Town, desk: ListDesk) -> None:
    firm_id = town.register("owner").firm_id
    (unit,) = town.units(firm_id)
    desk.brought(HEADINGS, line("演示机械有限公司", 1), line("旧名有限公司"))
    title_id = open_id(town, "旧名有限公司")
    with pytest.raises(ConflictError):
        title_matching.confirm(
            town.database, town.official(), town.catalogue, BINJIANG, title_id, unit_id=unit.id
        )
    assert next(row for row in rows_of(town) if row.id == title_id).unit_id is None
    assert town.coverage_errors() == []


def test_titles_find_their_firm_by_code_once_it_is_registered(town: Town, desk: ListDesk) -> None:
    desk.brought(
        HEADINGS,
        line("演示机械有限公司", 1),
        line("演示机械有限公司", 1, kind="隐形冠军"),
        line("没有代码有限公司"),
        line("未登记有限公司", 2),
    )
    official = town.official()
    assert title_matching.match_by_code(town.database, official, town.catalogue, BINJIANG) == 0
    firm_id = town.confirmed("owner")
    with pytest.raises(NotFoundError):
        title_matching.match_by_code(town.database, official, town.catalogue, YUHANG)
    assert title_matching.match_by_code(town.database, official, town.catalogue, BINJIANG) == 2
    unit_id = town.units(firm_id)[0].id
    assert {(row.unit_id, row.matched_by) for row in rows_of(town)} == {(unit_id, "code"), (None, "")}
    assert town.coverage_errors() == []


def test_the_object_decides_which_unit_holds_it(town: Town, desk: ListDesk) -> None:
    firm_id = town.confirmed("owner")
    profile = UnitProfile("涂装车间", BINJIANG, "3484", "discrete")
    profiles.add(town.database, town.person("owner"), town.catalogue, NewUnit(firm_id, "workshop", profile))
    units = {unit.name: unit.id for unit in town.units(firm_id)}
    desk.brought(
        HEADINGS,
        line("演示机械有限公司", 1, kind=WORKSHOP, project="涂装 车间"),
        line("演示机械有限公司", 1, kind=WORKSHOP, project="另一个车间"),
        line("演示机械有限公司", 1),
    )
    found = {(row.kind, row.project): row.unit_id for row in rows_of(town)}
    assert found == {
        ("zj-digital-workshop", "涂装车间"): units["涂装车间"],
        ("zj-digital-workshop", "另一个车间"): units["演示机械有限公司"],
        ("little-giant", ""): units["演示机械有限公司"],
    }


def test_a_firm_sees_its_own_titles_and_nobody_elses(town: Town, desk: ListDesk) -> None:
    firm_id = town.confirmed("owner")
    town.person("stranger")
    desk.brought(HEADINGS, line("演示机械有限公司", 1), line("别家有限公司", 2))
    found = titles.of_firm(town.database, town.person("owner"), town.catalogue, firm_id)
    assert [(one.kind, one.batch) for one in found] == [("专精特新“小巨人”企业", "第一批")]
    with pytest.raises(NotFoundError):
        titles.of_firm(town.database, town.person("stranger"), town.catalogue, firm_id)


def test_what_ends_soon_or_was_not_renewed_is_counted(town: Town) -> None:
    official = town.official()

    def enter(name: str, start: date, end: date | None) -> None:
        new = NewTitle("little-giant", BINJIANG, start, "名单", holder_name=name, end=end)
        titles.enter(town.database, official, town.catalogue, BINJIANG, new)

    enter("将到期", date(2023, 9, 1), date(2026, 8, 31))
    enter("已续", date(2023, 6, 1), date(2026, 5, 31))
    enter("已续", date(2026, 6, 1), date(2029, 5, 31))
    enter("未续", date(2023, 6, 1), date(2026, 5, 31))
    enter("长期", date(2023, 6, 1), None)
    page = titles.list_titles(town.database, official, town.catalogue, BINJIANG)
    assert (page.ending, page.lapsed, page.unmatched) == (1, 1, 5)
    for show, names in (("ending", ["将到期"]), ("lapsed", ["未续"]), ("over", ["已续", "未续"])):
        wanted = titles.TitleFilter(show=show)  # type: ignore[arg-type]
        found = titles.list_titles(town.database, official, town.catalogue, BINJIANG, wanted)
        assert sorted(one.holder_name for one in found.lines) == sorted(names)


def test_a_list_leaves_the_titles_of_another_county_alone(town: Town, desk: ListDesk) -> None:
    desk.brought(HEADINGS, line("演示机械有限公司", 1, end="2028-02-29"))
    neighbour = ListDesk(town.database, town.catalogue, desk.folder, area=YUHANG, actor=town.official(YUHANG))
    before = rows_of(town)
    import_id = neighbour.bring(HEADINGS, line("演示机械有限公司", 1, end="2026-02-28"))
    assert neighbour.planned(import_id) == {"refused": 1}
    assert "其他地区" in neighbour.told(import_id)[2]
    assert rows_of(town) == before


def test_names_longer_than_a_lines_key_are_told_apart(town: Town, desk: ListDesk) -> None:
    name = "某" * 60
    listed = [line(name, kind=WORKSHOP, project="车间" * 30 + number) for number in ("一", "二")]
    assert desk.became(desk.brought(HEADINGS, *listed)) == {"created": 2}
    assert desk.planned(desk.bring(HEADINGS, *listed)) == {"same": 2}
