"""`zhiti facts import` as an operator types it."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import cli
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.db.tables.firms import FactValue
from backend.settings import Settings
from tests.backend.plant import CODE, Plant, found
from tests.conftest import StandingClock

HEAD = "统一社会信用代码,事实,年度,数值,单位\n"
GOOD = f"{CODE},revenue,2025,12000,万元\n{CODE},credit_grade,,良好,\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: StandingClock) -> Iterator[Plant]:
    """An installation of its own with one firm."""
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ZHITI_PASSWORD_MEMORY_KIB", "32")
    monkeypatch.setenv("COLUMNS", "200")
    settings = Settings()
    upgrade(settings.database)
    stamp_kind(settings.database, "production")
    database = Database(settings.database)
    from assessments.loader import load_catalogue

    yield found(database, load_catalogue(), settings)
    database.dispose()


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    """Run `zhiti facts import ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", "facts", "import", *arguments])
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def listed(tmp_path: Path, text: str) -> str:
    file = tmp_path / "名单.csv"
    file.write_text(HEAD + text, encoding="utf-8")
    return str(file)


def stored(plant: Plant) -> list[tuple[str, str, int | None, str]]:
    from backend.auth.actor import SYSTEM

    with plant.database.read(SYSTEM) as session:
        rows = session.query(FactValue).order_by("fact").all()
        return [(row.fact, row.value, row.year, row.source) for row in rows]


def test_it_tells_and_asks_before_it_writes(
    home: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = listed(tmp_path, GOOD)
    assert run(monkeypatch, file, "--source", "official_platform", typed="n\n") == 0
    assert "新数据 2 条" in capsys.readouterr().out
    assert stored(home) == []
    assert run(monkeypatch, file, "--source", "official_platform", typed="y\n") == 0
    assert "已写入 2 条" in capsys.readouterr().out
    assert stored(home) == [
        ("credit_grade", "良好", None, "official_platform"),
        ("revenue", "120000000", 2025, "official_platform"),
    ]
    assert run(monkeypatch, file, "--source", "official_platform", "--yes") == 0
    assert "与已有相同 2 条" in capsys.readouterr().out
    assert len(stored(home)) == 2


def test_a_dry_run_writes_nothing(home: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, listed(tmp_path, GOOD), "--source", "verified", "--dry-run", "--yes") == 0
    assert stored(home) == []


def test_bad_lines_are_told_and_the_good_ones_written(
    home: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = listed(tmp_path, f"{CODE},shoe_size,,44,\n" + GOOD)
    assert run(monkeypatch, file, "--source", "imported", "--yes") == 1
    told = capsys.readouterr()
    assert "第 2 行：没有事实“shoe_size”" in told.err
    assert "有问题 1 行" in told.out
    assert len(stored(home)) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere.csv", "--source", "verified"), 2, "读不了文件"),
        (("FILE", "--source", "self_stated"), 2, "没有来源 self_stated"),
        (("BROKEN", "--source", "verified"), 1, "没有找到表头"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    home: Plant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    arguments: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("x\n1\n")
    places = {"FILE": listed(tmp_path, GOOD), "BROKEN": str(broken)}
    assert run(monkeypatch, *(places.get(each, each) for each in arguments)) == code
    assert said in capsys.readouterr().err
    assert stored(home) == []
