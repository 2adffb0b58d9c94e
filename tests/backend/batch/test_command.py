"""`zhiti rate` and `zhiti questionnaire template` as an operator types them."""

import csv
import io
import json
from pathlib import Path

import pytest

from backend import cli
from backend.commands import rating, template
from tests.backend.batch.shop import CATALOGUE

DAY = ("--questionnaire", "gated", "--as-of", "2025-06-30")


@pytest.fixture(autouse=True)
def _small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rating, "load_definitions", lambda _folder=None: CATALOGUE)
    monkeypatch.setattr(template, "load_definitions", lambda _folder=None: CATALOGUE)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr("sys.argv", ["zhiti", *arguments])
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    path = tmp_path / "firms.csv"
    path.write_text(
        "编号,县（市、区）,行业代码,生产类型,事实staff,事实revenue（万元）2024,revenue.2023\n"
        "a,上城区,3411,离散型,25,1000,10000000\n"
        "b,上城区,3411,离散型,19,一千,10000000\n",
        encoding="utf-8",
    )
    return path


def test_a_table_is_rated_onto_the_screen(
    firms: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "rate", str(firms), *DAY) == 0
    printed = capsys.readouterr()
    headings, *rows = list(csv.reader(io.StringIO(printed.out)))
    assert headings[:3] == ["编号", "确定等级", "可能等级"]
    assert [row[:3] for row in rows] == [["a", "铜级", "银级"], ["b", "起步", "起步"]]
    assert "第 3 行“事实revenue（万元）2024”：“一千”不是数" in printed.err
    assert "共 2 家，其中 1 家有错误" in printed.err


def test_a_table_is_rated_into_a_file(
    firms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.json"
    assert run(monkeypatch, "rate", str(firms), *DAY, "--purpose", "review", "--out", str(target)) == 0
    first, second = json.loads(target.read_text(encoding="utf-8"))
    assert (first["certain"], first["purpose"], second["errors"][0]["row"]) == ("bronze", "review", 3)
    assert "各单位的 errors" in capsys.readouterr().err


def test_a_list_stays_a_list_of_whole_results(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    units = json.dumps([{"id": "a", "facts": {"staff": 25}}])
    assert run(monkeypatch, "rate", "-", *DAY, typed=units) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["gates"][0]["operands"][0]["value"] == 25
    assert "items" not in result


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no-such.xlsx", *DAY), "读写文件时出错"),
        (("no-such.txt", *DAY), "读不了文件"),
        (("FIRMS", *DAY, "--out", "FIRMS"), "不能写进被评价的文件"),
        (("FIRMS", *DAY, "--out", "out.doc"), "扩展名不能用"),
        (("FIRMS", *DAY, "--out", "nowhere/out.csv"), "没有文件夹"),
        (("FIRMS", *DAY, "--purpose", "fun"), "没有用途 fun"),
        (("FIRMS", "--questionnaire", "big"), "没有问卷“big”"),
    ],
)
def test_a_wrong_call_is_told_and_writes_nothing(
    arguments: tuple[str, ...],
    message: str,
    firms: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    before = firms.read_bytes()
    assert run(monkeypatch, "rate", *(str(firms) if one == "FIRMS" else one for one in arguments)) != 0
    assert message in capsys.readouterr().err
    assert firms.read_bytes() == before
    assert [path.name for path in firms.parent.iterdir()] == ["firms.csv"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("units.json", "不能写进被评价的文件"),
        ("out.xls", "扩展名不能用"),
        ("out", "扩展名不能用"),
        ("nowhere/out.json", "没有文件夹"),
        ("folder.json", "是文件夹"),
    ],
)
def test_a_list_goes_through_the_same_checks(
    target: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    units = tmp_path / "units.json"
    units.write_text('[{"id": "a", "facts": {"staff": 25}}]', encoding="utf-8")
    (tmp_path / "folder.json").mkdir()
    before = units.read_bytes()
    assert run(monkeypatch, "rate", str(units), *DAY, "--out", str(tmp_path / target)) == 2
    assert message in capsys.readouterr().err
    assert units.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.json", "units.json"]


def test_a_list_whose_result_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.json"
    target.write_text("old", encoding="utf-8")
    write = Path.write_text

    def fill_the_disk(path: Path, text: str, **how: str) -> int:
        write(path, text[:5], **how)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fill_the_disk)
    assert run(monkeypatch, "rate", "-", *DAY, "--out", str(target), typed='[{"id": "a"}]') == 2
    assert "读写文件时出错" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
    monkeypatch.undo()


def test_the_report_of_an_output_is_not_written_over_the_input(
    firms: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = firms.rename(firms.with_name("out.csv.errors.csv"))
    before = source.read_bytes()
    assert run(monkeypatch, "rate", str(source), *DAY, "--out", str(firms.with_name("out.csv"))) == 2
    assert "不能写进被评价的文件" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_a_template_is_written_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "填报.xlsx"
    day = ("--as-of", "2025-06-30")
    assert run(monkeypatch, "questionnaire", "template", "gated", "--out", str(target), *day) == 0
    assert "gated@1，13 列" in capsys.readouterr().err
    assert run(monkeypatch, "rate", str(target), *DAY) == 0
    assert "没有可评价的行" in capsys.readouterr().err
    assert run(monkeypatch, "questionnaire", "template", "gated", "--out", str(tmp_path / "a.csv")) == 2
    assert ".xlsx" in capsys.readouterr().err
