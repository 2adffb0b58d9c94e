"""`zhiti import` as an operator types it."""

import io
import json
from pathlib import Path

import pytest

from backend import cli
from backend.db.migrate import stamp_kind, upgrade
from backend.settings import Settings
from tests.backend.rosters import HANGZHOU, Row, mistakes, table
from tests.conftest import StandingClock

HEADINGS_ODD = ("号", "甲", "乙", "丙", "丁", "戊", "己")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: StandingClock) -> Path:
    """A demo installation of its own, without firms."""
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    settings = Settings()
    upgrade(settings.database)
    stamp_kind(settings.database, "demo")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    """Run `zhiti import ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", "import", *arguments])
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_a_roster_is_told_asked_about_written_listed_and_taken_back(
    home: Path,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = str(table(home / "roster.csv", [Row(number) for number in range(1, 9)] + mistakes(8)))
    here = ("--region", HANGZHOU)
    assert run(monkeypatch, "roster", file, *here, "--dry-run") == 1
    told = capsys.readouterr()
    assert "第 11 行 统一社会信用代码：统一社会信用代码的校验位不符" in told.err
    assert "将新增 8 行" in told.out
    assert "没有写入" in told.out
    clock.advance(minutes=1)
    assert run(monkeypatch, "roster", file, *here, typed="n\n") == 1
    assert "没有写入" in capsys.readouterr().out
    clock.advance(minutes=1)
    assert run(monkeypatch, "roster", file, *here, "--year", "2024", "--yes") == 1
    assert "已新增 8 行" in capsys.readouterr().out

    assert run(monkeypatch, "list", *here, "--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["state"], one["written"]) for one in listed] == [
        ("done", 8),
        ("cancelled", 0),
        ("cancelled", 0),
    ]
    assert run(monkeypatch, "undo", listed[0]["id"], *here, "--yes") == 0
    assert "已撤销 8 行" in capsys.readouterr().out
    assert run(monkeypatch, "undo", listed[0]["id"], "--region", "330200", "--yes") == 1


def test_headings_nobody_knows_end_the_command(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(table(home / "odd.csv", [Row(1)], HEADINGS_ODD))
    assert run(monkeypatch, "roster", file, "--region", HANGZHOU, "--yes") == 1
    assert "没有认出这几列：统一社会信用代码、企业名称、行业" in capsys.readouterr().err


def test_the_template_is_written_where_it_is_wanted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = home / "空白表.xlsx"
    assert run(monkeypatch, "template", "roster", "--out", str(out)) == 0
    assert out.read_bytes().startswith(b"PK")
    assert run(monkeypatch, "template", "nothing", "--out", str(out)) == 1
