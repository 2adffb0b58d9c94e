"""A small catalogue for tables: an attainment questionnaire with a call, and an instrument of gates."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from assessments.loader import Catalogue, Industry
from assessments.schema.fact import Fact
from assessments.schema.target import RecognitionKind
from backend.batch.fields import Fields
from backend.batch.plan import Plan, plan_columns
from backend.batch.rater import Rater
from backend.batch.rows import ReadRow, RowReader
from tests.assessments.builders import (
    FACTS,
    LADDER,
    POLICY,
    REGIONS,
    TWINS,
    call,
    fact,
    gate,
    item,
    option,
    questionnaire,
    words,
)

AS_OF = date(2025, 6, 30)

ITEMS = [
    item("1"),
    item("2", name=words("网络")),
    item("4.1", production="discrete", sub_domain="sub-two"),
    item("4.2", production="process", sub_domain="sub-two"),
    item("5", may_not_apply=words("可以"), sub_domain="sub-three", rungs={}),
    item(
        "6",
        [option("A", "1"), option("B", "1.25"), option("Z", "0", exclusive="true")],
        type="multiple",
        rungs={},
    ),
    item("7", TWINS, sub_domain="sub-three", rungs={}),
]

MORE_FACTS: Mapping[str, Fact] = {
    one.id: one
    for one in (
        fact("share", "number", unit="percent", period="year", decimals="2", minimum="0", maximum="100"),
        fact("staff_at_end", "count", unit="person", label=words("职工人数（年末）"), period="year"),
    )
}

GATES = [
    gate("staff", {"fact": "staff", "comparator": "at_least", "value": "20"}),
    gate(
        "income", {"fact": "revenue", "comparator": "at_least", "value": "10000000", "years_back": ["1", "2"]}
    ),
    gate("trusted", {"fact": "grade", "comparator": "at_least", "value": "good"}, accepts=["verified"]),
    gate("titles", {"any_of": [{"holds": ["pilot"]}, {"holds": ["star"]}]}),
    gate("made", {"fact": "links", "comparator": "is", "value": "make"}),
    gate("spent", {"fact": "spent", "comparator": "at_least", "value": "5000"}),
]


def kind(name: str, label: str) -> RecognitionKind:
    return RecognitionKind.model_validate(
        {"id": name, "name": words(label), "subject": words("企业"), "authority": "某厅"}
    )


CATALOGUE = Catalogue(
    policies={"policy": POLICY},
    facts={**FACTS, **MORE_FACTS},
    metrics={},
    derived_facts={},
    questionnaires={
        "little@1": questionnaire(ITEMS),
        "gated@1": questionnaire(
            [],
            id="gated",
            method="gates",
            required_share=None,
            elements=[],
            gates=GATES,
            rungs={"bronze": ["staff", "income"], "silver": [one["id"] for one in GATES]},
        ),
    },
    calls={
        "little-call@2025": call([gate("called", {"fact": "staff", "comparator": "at_least", "value": "20"})])
    },
    ladders={"metal": LADDER},
    regions=REGIONS,
    denominators=(),
    targets={},
    recognition_kinds={"pilot": kind("pilot", "试点企业"), "star": kind("star", "明星企业")},
    industries={"3411": Industry("3411", 4, "341", "C", "锅炉及辅助设备制造")},
)

BASICS = ("编号", "县（市、区）", "行业代码", "生产类型")
FIRM = ("a", "上城区", "3411", "离散型")


def rater(name: str = "gated", *, explain: bool = False) -> Rater:
    return Rater(CATALOGUE, name, AS_OF, None, explain=explain)


def plan(headings: Sequence[Any], name: str = "gated", *, excel: bool = False) -> Plan:
    fields = Fields.of(CATALOGUE, CATALOGUE.questionnaire(name))
    return plan_columns([*BASICS, *headings], fields, excel=excel)


def read(cells: Mapping[str, Any], name: str = "gated", *, excel: bool = False) -> ReadRow:
    """The one row of a table with these cells by heading, after those of the basics."""
    of = rater(name)
    reader = RowReader(CATALOGUE, of.compiled, plan(list(cells), name, excel=excel), of.instrument.purpose)
    row = reader.read(2, [*FIRM, *cells.values()])
    assert row is not None
    return row


def told(row: ReadRow) -> dict[str | None, str]:
    """What is wrong with a row, by heading."""
    return {fault.column: fault.message for fault in row.faults}


def workbook(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "Sheet1") -> Path:
    """A workbook with these rows."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write(number, place, cell, *([days] if isinstance(cell, date) else []))
    return path
