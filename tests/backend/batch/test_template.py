"""The workbook to be filled in: what it asks is what is read."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from assessments.loader import Catalogue
from assessments.schema.common import Purpose, Status
from backend.batch.fields import Fields
from backend.batch.plan import plan_columns
from backend.batch.rater import Rater
from backend.batch.rows import RowReader
from backend.batch.run import rate_rows
from backend.batch.sinks import open_sink
from backend.batch.template import write_template
from backend.batch.template_columns import TemplateColumn, template_columns
from tests.backend.batch.shop import AS_OF, CATALOGUE, rater, workbook


def columns(name: str, catalogue: Catalogue = CATALOGUE, day: date = AS_OF) -> list[TemplateColumn]:
    found = catalogue.instrument(name, day)
    return template_columns(catalogue, found.questionnaire, found.purpose, day)


def test_it_asks_for_what_the_gates_look_at_and_nothing_else() -> None:
    assert [column.heading for column in columns("gated")] == [
        "编号",
        "县（市、区）",
        "行业代码",
        "生产类型",
        "事实revenue（万元）2023",
        "事实revenue（万元）2024",
        "事实staff（unit）",
        "事实grade",
        "事实grade 来源",
        "事实links",
        "事实spent（万元）",
        "试点企业",
        "明星企业",
    ]


def test_answers_have_their_letters_as_lists() -> None:
    by_heading = {column.heading: column for column in columns("little")}
    assert by_heading["1 第1题"].choices == ("A", "B", "C")
    assert by_heading["1 第1题"].strict
    # A reason for 不适用 must be possible, and several letters in a question of many.
    assert not by_heading["5 第5题"].strict
    assert by_heading["6 第6题"].choices == ()
    assert "只问流程型单位" in by_heading["4.2 第4.2题"].note


def shipped(catalogue: Catalogue) -> list[tuple[str, Purpose]]:
    return [
        (version.key, purpose)
        for version in catalogue.questionnaires.values()
        if version.status is Status.PUBLISHED
        for purpose in ({one.purpose for one in version.applies} or set(Purpose))
    ]


def test_every_instrument_reads_its_own_template_with_its_example(catalogue: Catalogue) -> None:
    day = date(2026, 5, 1)
    pairs = shipped(catalogue)
    assert len(pairs) > 1
    for key, purpose in pairs:
        of = Rater(catalogue, key, day, purpose, explain=False)
        asked = template_columns(catalogue, of.instrument.questionnaire, purpose, day)
        fields = Fields.of(catalogue, of.instrument.questionnaire)
        plan = plan_columns([column.heading for column in asked], fields, excel=True)
        assert [fault.text for fault in plan.faults] == [], key
        sources = [column for column in asked if column.heading.endswith(" 来源")]
        assert len(plan.columns) == len(asked) - len(sources), key
        row = RowReader(catalogue, of.compiled, plan, purpose).read(
            3, ["firm", *(one.example for one in asked[1:])]
        )
        assert row is not None
        # An example for both production types answers what one of them is not asked.
        assert [fault.text for fault in row.faults if "只问" not in fault.message] == [], key
        assert row.unit.profile is not None


@pytest.fixture
def template(tmp_path: Path) -> Path:
    found = CATALOGUE.instrument("gated", AS_OF)
    path = tmp_path / "template.xlsx"
    write_template(path, CATALOGUE, found.questionnaire, found.purpose, AS_OF)
    return path


def test_the_workbook_explains_every_column(template: Path) -> None:
    book = load_workbook(template)
    assert book.sheet_names == ["填报", "说明", "选项"]
    headings, example = book.get_sheet_by_name("填报").to_python()
    explained = book.get_sheet_by_name("说明").to_python()
    assert {row[1] for row in explained} >= set(headings)
    assert str(example[0]).startswith("示例")
    assert any("gated@1" in str(row[0]) for row in explained)


def test_the_example_is_not_rated_and_what_is_filled_in_is(template: Path, tmp_path: Path) -> None:
    of = rater()

    def rated(path: Path) -> Any:
        with open_sink(tmp_path / "out.csv", of) as sink:
            return rate_rows(path, of, sink, lambda rows, _: rows)

    assert rated(template).units == 0
    headings, example = load_workbook(template).get_sheet_by_name("填报").to_python()
    filled = ["firm", *example[1:]]
    tally = rated(workbook(tmp_path / "filled.xlsx", [headings, example, filled], "填报"))
    assert (tally.units, tally.faults) == (1, 0)
