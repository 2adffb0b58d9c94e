"""`zhiti audit` as an operator types it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col

from backend import cli
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.db.tables.audit import AuditEntry
from backend.services import audit
from backend.settings import Settings


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `zhiti audit ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", "audit", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_operator_keeps_the_head_and_sees_a_cut_tail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    settings = Settings()
    upgrade(settings.database)
    stamp_kind(settings.database, "production")
    database = Database(settings.database)
    with database.write(SYSTEM) as session:
        audit.record(session, SYSTEM, "export", "list:1", "330281")
        audit.record(session, SYSTEM, "export", "list:2", "330281")
    assert run(monkeypatch, "verify") == 0
    head = capsys.readouterr().out.split()[-1]
    assert run(monkeypatch, "verify", "--head", head) == 0
    capsys.readouterr()
    assert run(monkeypatch, "list", "--format", "json", "--limit", "1") == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["number"], line["action"], line["subject"]) == (2, "导出名单", "list:2")
    with database.write(SYSTEM) as session:
        session.execute(delete(AuditEntry).where(col(AuditEntry.number) == 2))
    database.dispose()
    assert run(monkeypatch, "verify") == 0
    assert run(monkeypatch, "verify", "--head", head) == 1
    assert "被删去" in capsys.readouterr().err.replace("\n", "")
