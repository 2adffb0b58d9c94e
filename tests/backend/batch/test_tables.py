"""Opening tables of every kind, the careless and the hostile ones too."""

import zipfile
from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from assessments.faults import UnitFileError
from backend.batch import workbook as reading
from backend.batch.run import IDS
from backend.batch.tables import Table, is_table, open_table
from tests.backend.batch.shop import workbook

ROWS: list[list[Any]] = [["编号", "事实staff", "事实done"], ["a", 25, date(2025, 3, 1)], ["b", 1.5, ""]]


def opened(path: Path) -> Table:
    return open_table(path, IDS)


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def rows(table: Table) -> list[tuple[int, list[Any]]]:
    return [(number, list(row)) for number, row in table.rows]


def test_a_workbook(tmp_path: Path) -> None:
    table = opened(workbook(tmp_path / "t.xlsx", ROWS))
    assert (list(table.headings), table.total, table.excel, table.notices) == (ROWS[0], 2, True, [])
    assert rows(table) == [(2, ["a", 25.0, date(2025, 3, 1)]), (3, ["b", 1.5, ""])]


def test_a_workbook_whose_table_stands_aside_keeps_its_row_numbers(tmp_path: Path) -> None:
    shifted = [[], ["", "登记表"], *(["", "", *row] for row in ROWS)]
    table = opened(workbook(tmp_path / "t.xlsx", shifted))
    assert list(table.headings) == ["", "", *ROWS[0]]
    assert [number for number, _ in rows(table)] == [4, 5]


def test_the_sheet_named_for_it_is_read_and_hidden_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, ids in (("封面", "x"), ("填报", "编号"), ("选项", "y")):
            book.add_worksheet(name).write_row(0, 0, [ids, name])
        book.get_worksheet_by_name("选项").hide()
    assert list(opened(path).headings) == ["编号", "填报"]


def test_the_stored_value_of_a_formula_counts(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "事实staff"])
        sheet.write_string(1, 0, "a")
        sheet.write_formula(1, 1, "=20+5", None, 25)
    assert rows(opened(path)) == [(2, ["a", 25.0])]


def test_merged_cells_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "登记表")
        sheet.write_row(1, 0, ["编号", "", "", "事实done"])
        sheet.merge_range(1, 1, 1, 2, "事实staff")
        sheet.merge_range(2, 0, 3, 0, "a")
        sheet.write_row(2, 1, [1, 2, 3])
    table = opened(path)
    assert [heading for heading, _ in table.notices] == ["事实staff", None]
    assert "B2:C2 是合并单元格" in table.notices[0][1]
    assert "A3:A4 是合并单元格" in table.notices[1][1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_programs_write_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(("编号", "县", "备注")), delimiter.join(("a", "上城区", '"两\n行"')), "b"]
    table = opened(text(tmp_path / "t.CSV", "\r\n".join(lines), encoding))
    assert list(table.headings) == ["编号", "县", "备注"]
    assert rows(table) == [(2, ["a", "上城区", "两\n行"]), (3, ["b", "", ""])]


def test_a_title_above_the_headings_of_a_csv(tmp_path: Path) -> None:
    table = opened(text(tmp_path / "t.csv", "登记表\n\n编号;县\na;上城区\n"))
    assert list(table.headings) == ["编号", "县"]
    assert rows(table) == [(4, ["a", "上城区"])]


def test_a_sheet_that_claims_to_be_endless_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "编号")
        sheet.write_string(1_048_575, 16_383, "x")
    assert "读取中断" in refused(path)


def test_parquet(tmp_path: Path) -> None:
    columns = {
        "id": ["a", "b"],
        "staff": [25, None],
        "revenue.2024": pa.array([Decimal("1.50"), None], pa.decimal128(10, 2)),
        "done": [date(2025, 3, 1), None],
    }
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(columns), path)
    table = opened(path)
    assert (list(table.headings), table.total) == (list(columns), 2)
    (first, (number, second)) = rows(table)
    assert first[1][0] == "a"
    assert first[1][1:] == [25, Decimal("1.50"), date(2025, 3, 1)]
    assert (number, second) == (2, ["b", None, None, None])


def test_parquet_cells_of_every_kind(tmp_path: Path) -> None:
    no_text = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff"]).buffers())
    columns = {
        "id": ["a"],
        "list": [["x", None, "y"]],
        "numbers": [[1, 2]],
        "none": pa.array([[]], pa.list_(pa.string())),
        "bytes": [b"\xe7\x94\xb2"],
        "no_text": no_text,
        "bad_part": [[b"\xff"]],
        "time": [time(8, 30)],
        "span": [timedelta(hours=1)],
        "struct": [{"a": 1}],
        "fine": pa.array([1001], pa.timestamp("ns")),
        "far": pa.array([2**31 - 1], pa.int32()).view(pa.date32()),
        "nowhere": pa.array([1], pa.timestamp("us", "Asia/Nowhere")),
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    ((_, cells),) = rows(opened(tmp_path / "t.parquet"))
    assert dict(zip(columns, cells, strict=True)) == {
        "id": "a",
        "list": "x；y",
        "numbers": "1；2",
        "none": "",
        "bytes": "甲",
        "no_text": b"\xff",
        "bad_part": b"\xff",
        "time": "08:30:00",
        "span": "1:00:00",
        "struct": "{'a': 1}",
        "fine": "1970-01-01 00:00:00.000001001",
        "far": "<value out of range: 2147483647>",
        "nowhere": b"\xff",
    }


def test_a_parquet_file_that_is_damaged_inside(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": [f"firm-{number}" for number in range(5_000)]}), path)
    content = bytearray(path.read_bytes())
    content[4:2_000] = bytes(1_996)
    path.write_bytes(content)
    with pytest.raises((UnitFileError, OSError)):
        rows(opened(path))


def refused(path: Path) -> str:
    with pytest.raises(UnitFileError) as told:
        list(opened(path).rows)
    return str(told.value)


def test_files_that_are_not_what_they_are_called(tmp_path: Path) -> None:
    assert "不是完好的 xlsx" in refused(text(tmp_path / "t.xlsx", "编号,a"))
    assert "不是完好的 Parquet" in refused(text(tmp_path / "t.parquet", "编号,a"))
    assert "既不是 UTF-8 也不是 GB18030" in refused(text(tmp_path / "t.csv", "id\xff\xff", "latin-1"))
    assert "第 2 行不是完好的 CSV" in refused(text(tmp_path / "n.csv", '编号,b\n"' + "x" * 200_000))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_without_headings_is_refused(tmp_path: Path, ending: str) -> None:
    content = [["a", 1], ["b", 2]]
    path = tmp_path / f"t.{ending}"
    (workbook(path, content) if ending == "xlsx" else text(path, "a,1\nb,2\n"))
    assert "没有找到表头" in refused(path)


def archive(path: Path, entries: Sequence[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return path


def test_a_workbook_that_would_expand_too_far_is_not_opened(tmp_path: Path) -> None:
    bomb = archive(
        tmp_path / "t.xlsx", [("xl/workbook.xml", b""), ("xl/worksheets/sheet1.xml", b"0" * 30_000_000)]
    )
    assert "展开后有 30 MB" in refused(bomb)


def test_a_workbook_of_too_many_parts_is_not_opened(tmp_path: Path) -> None:
    many = archive(tmp_path / "t.xlsx", [(f"xl/{number}.xml", b"") for number in range(2_001)])
    assert "2001 个部件" in refused(many)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    assert "不是 xlsx 工作簿" in refused(archive(tmp_path / "t.xlsx", [("word/document.xml", b"")]))
    assert "可能已损坏" in refused(archive(tmp_path / "u.xlsx", [("xl/workbook.xml", b"<")]))


def test_the_reading_process_has_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "t.xlsx", [["编号"], *([f"firm-{number}"] for number in range(2_000))])
    monkeypatch.setattr(reading, "_send_sheet", _too_little_memory)
    assert "读取中断" in refused(path)


def _too_little_memory(path: str, sender: Any, _memory: int, cpu_seconds: int) -> None:
    reading._send_sheet(path, sender, 20_000_000, cpu_seconds)


def test_a_reader_that_stops_early_leaves_no_process(tmp_path: Path) -> None:
    import multiprocessing

    path = workbook(tmp_path / "t.xlsx", [["编号"], *([f"firm-{number}"] for number in range(5_000))])
    sent = reading.read_workbook(path)
    next(sent)
    assert len(multiprocessing.active_children()) == 1
    sent.close()
    assert multiprocessing.active_children() == []


def test_kinds_of_tables() -> None:
    assert [is_table(Path(name)) for name in ("a.XLSX", "a.csv", "a.parquet", "a.json", "-", "a.xls")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
