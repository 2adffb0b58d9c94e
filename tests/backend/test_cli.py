"""The command as an operator types it."""

import json
from pathlib import Path
from typing import Any

import pytest

from backend import cli
from backend.db.migrate import kind_of
from backend.settings import Settings

UNIT = {
    "id": "甲厂",
    "profile": {"county": "余姚市", "industry": "3484", "production_type": "离散型"},
    "facts": {"investment": "20000000", "zj_digital_level": 2.0, "credit_grade": "良好"},
    "answers": {"1": "B", "cloud-edge-network": "C", "99": ["B", "C"]},
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, not yet there."""
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ZHITI_PASSWORD_MEMORY_KIB", "32")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    """Run `zhiti ARGUMENTS` with something on standard input; gives the exit code."""
    import io

    monkeypatch.setattr("sys.argv", ["zhiti", *arguments])
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def rated(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *units: dict[str, Any]
) -> list[dict[str, Any]]:
    """What `zhiti rate` writes for units, under the call of 2025."""
    file = home / "units.json"
    file.write_text(json.dumps(units, ensure_ascii=False), encoding="utf-8")
    day = ("--as-of", "2025-09-01")
    assert run(monkeypatch, "rate", str(file), "--questionnaire", "zj-ladder", *day) == 0
    results: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return results


def test_rate_gives_levels_points_and_gates(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (result,) = rated(home, monkeypatch, capsys, UNIT)
    # B of item 1 evidences 数字化车间 only: 智能工厂 is out of reach, 数字化车间 still possible.
    assert (result["id"], result["certain"], result["possible"]) == ("甲厂", "none", "dw")
    assert result["total"] == 1 + 2 + 2.5
    assert result["errors"] == []
    verdicts = {gate["id"]: gate["verdict"] for gate in result["gates"]}
    assert verdicts["dw-investment"] == "met"
    assert verdicts["sf-investment"] == "not_met"
    assert verdicts["ff-investment"] == "undecided"
    assert verdicts["no-violation"] == "undecided"
    assert all(gate["clause"].startswith("zj-ff-call-2025#") for gate in result["gates"])


def test_rate_tells_mistakes_by_place_and_rates_the_rest(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**UNIT, "id": "乙厂", "answers": {"1": "Z", "2": "C", "201": "A"}}
    first, second = rated(home, monkeypatch, capsys, wrong, UNIT)
    assert {error["place"] for error in first["errors"]} == {"units[0].answers.1", "units[0].answers.201"}
    assert first["total"] == 2
    assert second["errors"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rate", "no-such.json", "--questionnaire", "zj-ladder"), "读不了文件"),
        (("rate", "-", "--questionnaire", "zj-ladder"), "JSON"),
        (("rate", "-", "--questionnaire", "nothing"), "没有问卷"),
        (("rate", "-", "--questionnaire", "zj-ladder", "--as-of", "2025-2-30"), "应写成"),
        (("coverage", "show", "--region", "3302"), "没有代码为 3302 的地区"),
        (("coverage", "show", "--region", "330200"), "还没有数据库"),
        (("user", "add", "li", "--name", "李", "--region", "110000"), "没有代码为 110000 的地区"),
        (("questionnaire", "list", "--format", "xml"), "text 或 json"),
    ],
)
def test_a_wrong_call_is_told_and_changes_nothing(
    arguments: tuple[str, ...],
    message: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # An empty list is a good file; "JSON" is the message about one that is not.
    assert run(monkeypatch, *arguments, typed="[" if message == "JSON" else "[]") != 0
    assert message in capsys.readouterr().err
    assert not (home / "var").exists()


def test_the_first_administrator_comes_from_the_command(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("user", "add", "admin", "--name", "管理员", "--admin", "--password-stdin")
    assert run(monkeypatch, *arguments, typed="correct-horse\n") == 0
    assert kind_of(Settings().database) == "production"
    assert run(monkeypatch, *arguments, typed="correct-horse\n") == 1
    assert "已被使用" in capsys.readouterr().err


def test_demo_data_is_refused_by_a_production_database(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("user", "add", "admin", "--name", "管理员", "--admin", "--password-stdin")
    run(monkeypatch, *arguments, typed="correct-horse\n")
    assert run(monkeypatch, "demo", "load") == 1
    assert "不能作为 demo 使用" in capsys.readouterr().err
    assert kind_of(Settings().database) == "production"


def test_criteria_can_be_read_as_json(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "questionnaire", "show", "zj-ladder", "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)["items"]) == 105
    assert run(monkeypatch, "facts", "list", "--format", "json") == 0
    assert "investment" in {fact["id"] for fact in json.loads(capsys.readouterr().out)}
    assert run(monkeypatch, "questionnaire", "list") == 0
    assert "zj-ladder" in capsys.readouterr().out


def test_check_and_doctor_find_nothing_wrong(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check") == 0
    assert run(monkeypatch, "doctor") == 0
    assert capsys.readouterr().out.count("正常  ") == 5


def test_check_lists_problems_with_place_and_cure(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "catalogue").mkdir()
    assert run(monkeypatch, "check", "--catalogue", str(home / "catalogue")) == 1
    assert "改法" in capsys.readouterr().err


def test_coverage_is_counted_checked_and_rebuilt(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from assessments.loader import load_catalogue
    from backend.db.engine import Database
    from backend.db.migrate import stamp_kind, upgrade
    from backend.db.tables.coverage import Coverage
    from backend.demo import load

    settings = Settings()
    upgrade(settings.database)
    stamp_kind(settings.database, "demo")
    database = Database(settings.database)
    load(database, load_catalogue(), settings, firms=20)
    assert run(monkeypatch, "coverage", "show", "--region", "330000", "--format", "json") == 0
    total = json.loads(capsys.readouterr().out)[-1]
    assert total["name"] == "浙江省"
    # The accounts bring two firms, the roster of 余姚 three.
    assert (total["units"], total["unconfirmed"]) == (20 + 2 + 3, 1)
    assert run(monkeypatch, "coverage", "rebuild") == 0
    assert run(monkeypatch, "coverage", "rebuild", "--check") == 0

    from backend.auth.actor import SYSTEM

    with database.write(SYSTEM) as session:
        session.add(Coverage(county="330102", questionnaire="", measure="submitted", number=7))
    database.dispose()
    assert run(monkeypatch, "coverage", "rebuild", "--check") == 1
    assert run(monkeypatch, "coverage", "rebuild") == 0
    assert run(monkeypatch, "coverage", "rebuild", "--check") == 0
