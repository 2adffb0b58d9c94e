"""`zhiti targets` as an operator types it."""

import csv
import io
import json
from pathlib import Path

import pytest

from backend import cli
from backend.commands.common import prepare_database
from backend.settings import Settings

COLUMNS = {
    "document",
    "clause",
    "indicator",
    "comparator_printed",
    "comparator",
    "value_printed",
    "value",
    "unit",
    "horizon",
    "horizon_source",
    "basis",
    "period_kind",
    "scope",
    "responsible",
    "measured",
    "state",
    "superseded_by",
}


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `zhiti targets ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", "targets", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_csv_and_json_hold_the_same_register(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    day = ("--as-of", "2026-11-21")
    assert run(monkeypatch, *day, "--format", "csv") == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert run(monkeypatch, *day, "--format", "json") == 0
    records = json.loads(capsys.readouterr().out)
    assert len(lines) == len(records) == 229
    assert set(lines[0]) == set(records[0]) > COLUMNS
    for line, record in zip(lines, records, strict=True):
        for key, value in record.items():
            cell = "；".join(value) if isinstance(value, list) else "" if value is None else str(value)
            assert line[key] == cell


def test_a_record_tells_print_and_meaning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--as-of", "2026-11-21", "--document", "zj-415x", "--format", "json") == 0
    found = {record["id"]: record for record in json.loads(capsys.readouterr().out)}
    assert len(found) == 103
    revenue = found["zj-415x-cluster-revenue"]
    assert (revenue["value_printed"], revenue["unit_printed"]) == ("12", "万亿元")
    assert (revenue["value"], revenue["unit"], revenue["comparator"]) == ("120000", "亿元", "more_than")
    assert (revenue["horizon"], revenue["horizon_source"]) == ("2027-12-31", "printed")
    factories = found["zj-415x-future-factories"]
    assert (factories["horizon_source"], factories["state"]) == ("ours", "在期")
    assert factories["supersedes"] == ["base22-future-factories"]
    assert factories["measured_by"] == ["zj-future-factory"]
    settled = found["zj-415x-above-scale-digital"]
    assert (settled["state"], settled["final_value"], settled["final_period"]) == ("已完成", "100", "2024")


def test_the_day_decides(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    states = {}
    for day in ("2023-01-16", "2023-01-17"):
        assert run(monkeypatch, "--as-of", day, "--format", "json") == 0
        found = {record["id"]: record for record in json.loads(capsys.readouterr().out)}
        old = found["strong20-rd-share"]
        states[day] = (len(found), old["state"], old["superseded_by"])
    assert states == {"2023-01-16": (126, "在期", ""), "2023-01-17": (229, "被替代", "zj-415x-rd-share")}


def test_text_fits_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--document", "zj-industry-chains") == 0
    told = capsys.readouterr().out
    assert "zj-industry" in told
    assert "状态" in told


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--format", "xml"), 2, "text、csv 或 json"),
        (("--as-of", "2026-2-30"), 2, "应写成"),
        (("--progress",), 2, "须一起写"),
        (("--region", "330000"), 2, "须一起写"),
        (("--progress", "--region", "440000"), 2, "没有代码为 440000 的地区"),
        (("--document", "nothing"), 1, "没有设定目标的文件“nothing”，可用：zj-415x"),
    ],
)
def test_a_wrong_call_is_told(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, *arguments) == code
    assert message in capsys.readouterr().err


def test_a_day_before_all_documents_leaves_what_has_no_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--as-of", "2019-01-01", "--format", "csv") == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {line["document"] for line in lines} == {"zj-industry-chains"}
    assert run(monkeypatch, "--as-of", "2019-01-01", "--document", "zj-415x", "--format", "csv") == 0
    told = capsys.readouterr().out
    assert set(told.strip().split(",")) > COLUMNS, "names and nothing else"
    assert told.count("\n") == 1


def test_the_progress_of_an_area_stands_beside_the_targets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path))
    asked = ("--as-of", "2026-11-21", "--progress", "--region", "330281", "--document", "zj-415x")
    assert run(monkeypatch, *asked) == 1
    assert "还没有数据库" in capsys.readouterr().err
    prepare_database(Settings(), "production")
    assert run(monkeypatch, *asked, "--format", "csv") == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(lines) == 103
    assert set(lines[0]) > {*COLUMNS, "counted", "counted_by", "allotment_document"}
    factories = next(line for line in lines if line["id"] == "zj-415x-future-factories")
    assert (factories["counted"], factories["progress"]) == ("", "尚无认定数据")
    assert factories["is_contribution"] == "True"
