"""`zhiti coverage` as an operator types it: comparing, putting right, counting without the summary."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import cli
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.db.tables.coverage import Coverage
from backend.services import coverage
from backend.settings import Settings
from tests.backend.plant import COUNTY, Plant, found
from tests.conftest import StandingClock


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: StandingClock) -> Iterator[Plant]:
    """An installation of its own with one confirmed firm, whose summary was never counted."""
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ZHITI_PASSWORD_MEMORY_KIB", "32")
    monkeypatch.setenv("COLUMNS", "200")
    settings = Settings()
    upgrade(settings.database)
    stamp_kind(settings.database, "production")
    database = Database(settings.database)
    from assessments.loader import load_catalogue

    plant = found(database, load_catalogue(), settings)
    plant.confirm()
    yield plant
    database.dispose()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `zhiti coverage ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", "coverage", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_summary_is_compared_put_right_and_counted_without_it(
    home: Plant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "rebuild", "--check") == 1
    assert "统计口径不是当前的" in capsys.readouterr().err
    assert run(monkeypatch, "rebuild") == 0
    assert run(monkeypatch, "rebuild", "--check") == 0
    assert "汇总与明细一致" in capsys.readouterr().out
    with home.database.write(SYSTEM) as session:
        session.get_one(Coverage, ("d:34||", COUNTY, "", "units")).number = 7
    assert run(monkeypatch, "rebuild", "--check") == 1
    assert "汇总为 7，按明细应为 1" in capsys.readouterr().out
    assert run(monkeypatch, "recount", "--region", COUNTY, "--division", "34", "--format", "json") == 0
    assert {"questionnaire": "", "measure": "units", "number": 1} in json.loads(capsys.readouterr().out)
    assert run(monkeypatch, "recount", "--region", COUNTY, "--division", "35", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(monkeypatch, "rebuild") == 0
    assert coverage.check(home.database) == []
