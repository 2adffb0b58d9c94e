"""`zhiti rounds list` as an operator types it."""

import json
from pathlib import Path

import pytest

from backend import cli
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.db.tables.assessments import Round
from backend.settings import Settings
from tests.conftest import StandingClock


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `zhiti rounds list ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", "rounds", "list", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_rounds_of_an_area_are_listed_with_their_states(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clock: StandingClock
) -> None:
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    settings = Settings()
    upgrade(settings.database)
    stamp_kind(settings.database, "production")
    day = clock.instant.date()
    database = Database(settings.database)
    with database.write(SYSTEM) as session:
        session.add(
            Round(
                id="a" * 20,
                name="评测",
                opens_on=day,
                closes_on=day,
                region="330281",
                questionnaire="sme-digital",
            )
        )
    database.dispose()
    assert run(monkeypatch, "--region", "330281", "--format", "json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["state"], row["asked"], row["missed"]) == ("评测", "open", 0, 0)
    assert run(monkeypatch, "--region", "330282") == 0
    assert "还没有组织过" in capsys.readouterr().err
    assert run(monkeypatch, "--region", "999999") == 2
