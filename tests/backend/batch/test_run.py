"""Whole tables through `zhiti rate`'s machinery: equal to one firm at a time, whatever the file."""

import csv
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from assessments.faults import UnitFileError
from assessments.unitfile import rate_list
from backend.batch import run
from backend.batch.report import gate_words
from backend.batch.run import Tally, rate_rows
from backend.batch.sinks import open_sink, report_path, safe_cell
from tests.backend.batch.shop import AS_OF, BASICS, CATALOGUE, FIRM, rater, read, workbook

HEADINGS = [*BASICS, "1", "2", "4", "6", "7", "事实staff", "乱写"]
FIRMS: list[list[Any]] = [
    [*FIRM, "C", "C", "C", "A、B", "E", "25", ""],
    ["=1+1", "淳安县", "3411", "流程型", "B", "X", "", "Z", "", "一百", "y"],
    ["c", "", "3411", "离散型", "C", "C", "C", "", "", "", ""],
]


def table(path: Path, rows: Sequence[Sequence[Any]] = (HEADINGS, *FIRMS)) -> Path:
    """A table in the kind of file that the name asks for."""
    if path.suffix == ".xlsx":
        return workbook(path, rows)
    if path.suffix == ".parquet":
        names, *firms = rows
        columns = zip(*firms, strict=True)
        pq.write_table(pa.table(dict(zip(names, map(list, columns), strict=True))), path)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def rated(source: Path, target: Path, name: str = "little", *, explain: bool = False) -> Tally:
    of = rater(name, explain=explain)
    with open_sink(target, of) as sink:
        return rate_rows(source, of, sink, lambda rows, _: rows)


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


RESULTS = [
    ["a", "银级", "银级", "17.24", "20.57", "12.24", "5", "满足", "是", "0"],
    ["'=1+1", "尚不能确定", "铜级", "1.67", "16.66", "1.67", "0", "待定", "是", "2"],
    ["c", "", "", "", "", "", "", "", "是", "1"],
]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_the_same_table_in_any_kind_of_file(tmp_path: Path, ending: str) -> None:
    tally = rated(table(tmp_path / f"firms{ending}"), tmp_path / "out.csv")
    headings, *results = csv_rows(tmp_path / "out.csv")
    assert headings == [
        "编号",
        "确定等级",
        "可能等级",
        "得分",
        "可能得分",
        "得分：能力域一",
        "得分：能力域二",
        "条件：条件called",
        "规则在有效期内",
        "错误数",
    ]
    assert [row[0] for row in results] == ["a", "'=1+1", "c"]
    assert (tally.units, tally.faulty_units, tally.unrated, tally.faults) == (3, 2, 1, 4)
    assert results == RESULTS


def test_mistakes_are_reported_beside_the_output(tmp_path: Path) -> None:
    source, target = table(tmp_path / "firms.csv"), tmp_path / "out.csv"
    rated(source, target)
    headings, *faults = csv_rows(report_path(target))
    assert headings == ["行", "编号", "列", "问题"]
    assert [fault[:3] for fault in faults] == [
        ["", "", "乱写"],
        ["3", "'=1+1", "事实staff"],
        ["3", "'=1+1", "2"],
        ["4", "c", "县（市、区）"],
    ]
    assert "不认识这一列（第 K 列）" in faults[0][3]
    # Of a later run without mistakes no report stays behind.
    rated(table(source, [HEADINGS[:-1], FIRMS[0][:-1]]), target)
    assert not report_path(target).exists()


def test_a_workbook_has_a_sheet_of_results_and_one_of_mistakes(tmp_path: Path) -> None:
    rated(table(tmp_path / "firms.csv"), tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheet_names == ["结果", "问题"]
    results = book.get_sheet_by_name("结果").to_python()
    # In a workbook text is text: nothing is put in front of it.
    assert [row[0] for row in results] == ["编号", "a", "=1+1", "c"]
    assert results[1][1:5] == ["银级", "银级", 17.24, 20.57]
    assert results[3][1:5] == ["", "", "", ""]
    faults = book.get_sheet_by_name("问题").to_python()
    assert [row[2] for row in faults] == ["列", "乱写", "事实staff", "2", "县（市、区）"]


def test_parquet_and_json_hold_ids_for_programs(tmp_path: Path) -> None:
    source = table(tmp_path / "firms.csv")
    rated(source, tmp_path / "out.parquet")
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["certain"] for row in rows] == ["silver", "none", None]
    assert rows[0]["points"] == Decimal("17.24")
    assert rows[0]["points.domain-two"] == Decimal(5)
    assert [row["gate.called"] for row in rows] == ["met", "undecided", None]
    assert [row["errors"] for row in rows] == [0, 2, 1]
    assert report_path(tmp_path / "out.parquet").exists()
    rated(source, tmp_path / "out.json")
    results = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [result["possible"] for result in results] == ["silver", "bronze", None]
    assert results[0]["total"] == 17.24
    assert [(error["row"], error["column"]) for error in results[1]["errors"]] == [(3, "事实staff"), (3, "2")]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_run_that_breaks_off_leaves_the_files_of_the_one_before(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"out{ending}"
    rated(table(tmp_path / "firms.csv"), target)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "firms.csv"}
    assert len(before) == 2
    broken = ",".join(HEADINGS) + "\n" + ",".join(map(str, FIRMS[1])) + f"\na,{'x' * 200_000}\n"
    (tmp_path / "firms.csv").write_text(broken, encoding="utf-8")
    with pytest.raises(UnitFileError):
        rated(tmp_path / "firms.csv", target)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.name != "firms.csv"} == before


def test_the_report_has_its_name_only_when_the_run_is_done(tmp_path: Path) -> None:
    of, target = rater("little"), tmp_path / "out.csv"
    report_path(target).write_text("old", encoding="utf-8")
    with open_sink(target, of) as sink:
        rate_rows(table(tmp_path / "firms.csv"), of, sink, lambda rows, _: rows)
        assert report_path(target).read_text(encoding="utf-8") == "old"
    assert csv_rows(report_path(target))[0] == ["行", "编号", "列", "问题"]


def test_a_cell_of_a_strange_kind_is_a_mistake_of_its_row(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "编号": pa.array([b"a", b"\xff", b"c", b"d"]),
        "县（市、区）": ["上城区"] * 4,
        "行业代码": ["3411"] * 4,
        "生产类型": ["离散型"] * 4,
        "6": pa.array([["A", "B"], ["Z"], None, ["A"]]),
        "事实staff": pa.array([[25], [25], [25, 26], []], pa.list_(pa.int64())),
        "1": pa.array([b"C", b"C", b"\xff\xfe", b"C"]),
        "2": pa.array([1, None, None, None], pa.time64("ns")),
    }
    pq.write_table(pa.table(columns), tmp_path / "firms.parquet")
    tally = rated(tmp_path / "firms.parquet", tmp_path / "out.csv")
    _, *faults = csv_rows(report_path(tmp_path / "out.csv"))
    assert [tuple(fault[:3]) for fault in faults] == [
        ("1", "a", "2"),
        ("2", "", "编号"),
        ("3", "c", "事实staff"),
        ("3", "c", "1"),
    ]
    assert "读不出来" in faults[1][3]
    _, *results = csv_rows(tmp_path / "out.csv")
    assert [row[0] for row in results] == ["a", "", "c", "d"]
    assert (tally.units, tally.unrated) == (4, 0)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".json"])
def test_an_empty_table_gives_an_empty_result(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"out{ending}"
    assert rated(table(tmp_path / "firms.csv", [HEADINGS[:-1]]), target).units == 0
    assert target.stat().st_size > 0
    if ending == ".json":
        assert json.loads(target.read_text()) == []


def test_with_its_reasons_every_gate_tells_what_it_looked_at(tmp_path: Path) -> None:
    source = table(tmp_path / "firms.csv")
    rated(source, tmp_path / "out.csv", explain=True)
    headings, first, *_ = csv_rows(tmp_path / "out.csv")
    why = first[headings.index("依据：条件called")]
    assert (
        why == "事实staff 25（企业填报），要求不低于 20，满足；依据《示例办法》（某厅〔2026〕2号）附件2第二条"
    )
    rated(source, tmp_path / "out.json", explain=True)
    results = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert results[0]["gates"][0]["operands"][0]["value"] == 25
    assert len(results[0]["items"]) == 6


def test_results_do_not_depend_on_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = table(tmp_path / "firms.csv")
    rated(source, tmp_path / "one.csv")
    monkeypatch.setattr(run, "ROWS_A_BLOCK", 1)
    rated(source, tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_run_that_breaks_off_leaves_no_output(tmp_path: Path) -> None:
    broken = tmp_path / "firms.csv"
    broken.write_text(f"{','.join(HEADINGS)}\na,{'x' * 200_000}\n", encoding="utf-8")
    with pytest.raises(UnitFileError):
        rated(broken, tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "＝1"])
def test_no_cell_of_a_csv_runs_as_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(-1) == -1


@pytest.mark.parametrize("name", ["little", "gated"])
def test_a_list_of_units_makes_the_same_table(tmp_path: Path, name: str) -> None:
    units = [
        {
            "id": "a",
            "profile": {"county": "上城区", "industry": "3411", "production_type": "离散型"},
            "facts": {"staff": 25, "revenue": [{"value": 20_000_000, "year": 2024}]},
        },
        {"id": "b", "profile": {"county": "x", "industry": "3411", "production_type": "离散型"}},
    ]
    of = rater(name)
    with open_sink(tmp_path / "out.json", of) as sink:
        tally = rate_rows(units, of, sink, lambda rows, _: rows)
    results = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    whole = rate_list(units, CATALOGUE, name, AS_OF)
    assert [(one["certain"], one["possible"], one["total"]) for one in results] == [
        (one["certain"], one["possible"], one["total"]) for one in whole
    ]
    assert (tally.units, tally.faulty_units) == (2, 1)
    assert results[1]["errors"][0]["column"] == "profile.county"


yuan = st.sampled_from(["", "9999999", "10000000", "20000000", "x"])
gated_rows = st.fixed_dictionaries(
    {
        "事实staff": st.sampled_from(["", "19", "20", "21"]),
        "revenue.2024": yuan,
        "revenue.2023": yuan,
        "事实grade": st.sampled_from(["", "标签fair", "标签good", "标签best"]),
        "事实grade 来源": st.sampled_from(["", "核验", "企业填报"]),
        "认定": st.sampled_from(["", "无", "试点企业", "明星企业 至 2024-01-01"]),
        "事实links": st.sampled_from(["", "标签make", "标签design、标签sell"]),
        "事实spent（元）": st.sampled_from(["", "4999", "5000"]),
    }
)
little_rows = st.fixed_dictionaries(
    {
        "1": st.sampled_from(["", "A", "B", "C"]),
        "2": st.sampled_from(["", "A", "B", "C"]),
        "4": st.sampled_from(["", "A", "B", "C"]),
        "5": st.sampled_from(["", "A", "C", "不适用：无"]),
        "6": st.sampled_from(["", "A", "AB", "Z"]),
        "7": st.sampled_from(["", "A", "E"]),
        "事实staff": st.sampled_from(["", "19", "20"]),
    }
)


@settings(max_examples=60)
@given(st.lists(gated_rows, min_size=1, max_size=5), st.lists(little_rows, min_size=1, max_size=5))
def test_a_block_is_rated_like_its_firms_one_by_one(
    gated: list[dict[str, str]], little: list[dict[str, str]]
) -> None:
    for name, rows in (("gated", gated), ("little", little)):
        read_rows = [read(row, name) for row in rows]
        together = list(rater(name).rate(read_rows))
        alone = list(rater(name, explain=True).rate(read_rows))
        for one, other in zip(together, alone, strict=True):
            assert (one.certain, one.possible, one.gates) == (other.certain, other.possible, other.gates)
            assert one.points == other.points
            assert one.possible_points == other.possible_points
            assert one.max_points == other.max_points


def test_titles_stand_in_the_reasons_by_name() -> None:
    of = rater("gated", explain=True)
    row = read({"认定": "试点企业"}, "gated")
    (outcome,) = of.rate([row])
    (gate,) = (gate for gate in outcome.why if gate.id == "titles")
    assert "获得的认定（试点企业） 试点企业" in gate_words(gate, of.catalogue)
