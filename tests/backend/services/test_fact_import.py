"""Official lists: what a line may say, what is told about it, and that nothing is written twice."""

from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from sqlalchemy import Engine, event

from assessments.schema.fact import Source
from backend.auth.actor import SYSTEM
from backend.db.tables.firms import FactValue
from backend.services import fact_import, facts, firms
from backend.services.fact_import import Plan
from backend.services.firms import UnitProfile
from tests.backend.plant import CODE, Plant
from tests.backend.town import code_number

HEAD = "统一社会信用代码,事实,年度,数值,单位,评价单元\n"
OFFICIAL = Source.OFFICIAL_PLATFORM


def write(plant: Plant, *lines: str, source: Source = OFFICIAL) -> Plan:
    rows = fact_import.read("名单.csv", (HEAD + "\n".join(lines)).encode())
    before = fact_import.preview(plant.database, plant.catalogue, rows, source)
    written = fact_import.write(plant.database, plant.catalogue, rows, source)
    assert (before.count, before.unchanged, before.problems) == (
        written.count,
        written.unchanged,
        written.problems,
    )
    return written


def stored(plant: Plant) -> int:
    with plant.database.read(SYSTEM) as session:
        return session.query(FactValue).count()


def known(plant: Plant, fact: str) -> list[tuple[object, int | None, Source]]:
    with plant.database.read(SYSTEM) as session:
        found = facts.for_rating(session, plant.catalogue, plant.unit_id).get(fact, ())
    return [(value.value, value.year, value.source) for value in found]


@pytest.mark.parametrize(
    ("line", "fact", "value"),
    [
        (f"{CODE},revenue,2025,120000000,,", "revenue", Decimal(120_000_000)),
        (f"{CODE},revenue,2025年,12000.5,万元,", "revenue", Decimal(120_005_000)),
        (f"{CODE},营业收入,2025,1.2,亿元,", "revenue", Decimal(120_000_000)),
        (f"{CODE.lower()},employees,2025,250,人,", "employees", Decimal(250)),
        (f"{CODE},zj_digital_level,,2.4,,", "zj_digital_level", Decimal("2.4")),
        (f"{CODE},企业信用等级,,良好,,", "credit_grade", "良好"),
        (f"{CODE},links_covered,,生产作业、研发设计,,", "links_covered", ("研发设计", "生产作业")),
    ],
)
def test_a_line_says_one_value(plant: Plant, line: str, fact: str, value: object) -> None:
    assert write(plant, line).count == 1
    ((given, year, source),) = known(plant, fact)
    assert (given, source) == (value, OFFICIAL)
    assert year == (2025 if plant.catalogue.facts[fact].period == "year" else None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("123,revenue,2025,1,,", "18 位"),
        (f"{code_number(7)},revenue,2025,1,,", "没有在本站登记"),
        (f"{CODE},shoe_size,2025,1,,", "没有事实“shoe_size”"),
        (f"{CODE},revenue,,1,,", "请填年度"),
        (f"{CODE},revenue,二〇二五,1,,", "四位年份"),
        (f"{CODE},revenue,2027,1,,", "2026 年之间"),
        (f"{CODE},credit_grade,2025,良好,,", "不分年度"),
        (f"{CODE},revenue,2025,,,", "请填写数值"),
        (f"{CODE},revenue,2025,很多,,", "不是数"),
        (f"{CODE},revenue,2025,1.5,,", "金额以元计"),
        (f"{CODE},revenue,2025,1,美元,", "元、万元或亿元"),
        (f"{CODE},employees,2025,1,元,", "单位应为“人”"),
        (f"{CODE},credit_grade,,极好,,", "没有取值"),
        (f"{CODE},investment,,1,,", "由企业的台账逐笔合计"),
        (f"{CODE},revenue,2025,1,,三车间", "没有名为“三车间”的评价单元"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_written(plant: Plant, line: str, said: str) -> None:
    plan = write(plant, line, f"{CODE},net_profit,2025,-7,,")
    (problem,) = plan.problems
    assert problem.number == 2
    assert said in problem.text
    assert stored(plant) == 1


def test_the_same_list_again_writes_nothing_and_a_change_is_a_new_statement(plant: Plant) -> None:
    lines = (f"{CODE},revenue,2025,5,,", f"{CODE},revenue,2024,4,,")
    assert write(plant, *lines).count == 2
    again = write(plant, *lines)
    assert (again.count, again.unchanged, stored(plant)) == (0, 2, 2)
    changed = write(plant, f"{CODE},revenue,2025,6,,", lines[1])
    assert (changed.count, changed.unchanged, stored(plant)) == (1, 1, 3)
    assert (Decimal(6), 2025, OFFICIAL) in known(plant, "revenue")
    assert write(plant, *lines, source=Source.IMPORTED).count == 2


def test_lines_that_contradict_each_other_are_all_told_and_none_is_written(plant: Plant) -> None:
    lines = (f"{CODE},revenue,2025,5,,", f"{CODE},营业收入,2025,6,,", f"{CODE},revenue,2025,5,,")
    plan = write(plant, *lines, "x,revenue,2025,1,,", f"{CODE},revenue,2024,4,,")
    assert plan.count == 1
    assert [problem.number for problem in plan.problems] == [2, 3, 4, 5]
    assert "与第 3 行" in plan.problems[0].text
    assert "与第 2 行" in plan.problems[1].text
    assert known(plant, "revenue") == [(Decimal(4), 2024, OFFICIAL)]


def test_lines_that_agree_are_one(plant: Plant) -> None:
    plan = write(plant, f"{CODE},revenue,2025,20000,,", f"{CODE},营业收入,2025,2,万元,")
    assert (plan.count, plan.unchanged, plan.problems) == (1, 1, [])


def cells(plant: Plant, *rows: tuple[object, ...]) -> Plan:
    """Write the rows of a workbook."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEAD.strip().split(","), *rows)):
            sheet.write_row(number, 0, row)
    read = fact_import.read("名单.xlsx", out.getvalue())
    return fact_import.write(plant.database, plant.catalogue, read, OFFICIAL)


def test_a_percentage_that_excel_keeps_as_a_share_is_refused(plant: Plant) -> None:
    fact = next(each.id for each in plant.catalogue.facts.values() if each.unit == "percent")
    (year,) = ("2025",) if plant.catalogue.facts[fact].period == "year" else ("",)
    plan = cells(plant, (CODE, fact, year, 0.35, "%"))
    assert plan.count == 0
    assert "说不清是 0.35% 还是 35" in plan.problems[0].text
    assert cells(plant, (CODE, fact, year, "0.35%", "")).count == 1
    assert known(plant, fact)[0][0] == Decimal("0.35")
    assert cells(plant, (CODE, fact, year, 35, "%")).count == 1
    assert write(plant, f"{CODE},{fact},{year},0.5,,").count == 1


def test_what_excel_computed_is_read_as_it_shows_it(plant: Plant) -> None:
    assert cells(plant, (CODE, "revenue", 2025, 1395.0640999999998, "万元")).problems == []
    assert known(plant, "revenue") == [(Decimal(13_950_641), 2025, OFFICIAL)]


def test_a_long_list_asks_the_database_few_questions(plant: Plant) -> None:
    asked: list[str] = []
    names = [fact.id for fact in plant.catalogue.facts.values() if fact.kind == "money"]
    lines = [f"{CODE},{name},{year},1,," for name in names for year in range(2000, 2026)]
    rows = fact_import.read("名单.csv", (HEAD + "\n".join(lines)).encode())

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        plan = fact_import.write(plant.database, plant.catalogue, rows, OFFICIAL)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert plan.count == len(lines) > 100
    assert len(asked) <= 20


def test_a_fact_of_a_unit_needs_its_name_where_there_are_several(plant: Plant) -> None:
    assert write(plant, f"{CODE},scenes_built,,3,,").count == 1
    profile = UnitProfile("二车间", "330109", "3484", "discrete")
    with plant.database.write(SYSTEM) as session:
        firms.add_unit(session, plant.firm_id, "workshop", profile)
    assert "2 个评价单元" in write(plant, f"{CODE},scenes_built,,4,,").problems[0].text
    assert write(plant, f"{CODE},scenes_built,,4,,二车间").count == 1
    assert known(plant, "scenes_built") == [(Decimal(3), None, OFFICIAL)]
    assert write(plant, f"{CODE},revenue,2025,4,,").count == 1


def test_the_firms_own_word_stays_beside_it(plant: Plant) -> None:
    plant.state("credit_grade", "优秀")
    write(plant, f"{CODE},credit_grade,,良好,,")
    assert known(plant, "credit_grade") == [("良好", None, OFFICIAL), ("优秀", None, Source.SELF_STATED)]
