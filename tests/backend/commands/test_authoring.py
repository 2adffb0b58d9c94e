"""From a copied version to its effect on firms, as a policy person types it: no Python anywhere."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from assessments.editor_schema import schemas
from backend import cli
from tests.conftest import StandingClock

TINY = Path(__file__).parents[2] / "tiny"
PROFILE = {"county": "330127", "production_type": "discrete"}
UNITS = [
    {"id": "甲厂", "profile": PROFILE, "answers": {"1": "A", "2": "C"}},
    {"id": "乙厂", "profile": PROFILE, "answers": {"1": "C", "2": "C"}},
]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: StandingClock) -> Path:
    """A folder with a copied catalogue (`criteria`) and a list of firms (`units.json`)."""
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    for layer in ("base", "points_with_floors"):
        ignore = shutil.ignore_patterns("expected.yaml")
        shutil.copytree(TINY / layer, tmp_path / "criteria", dirs_exist_ok=True, ignore=ignore)
    (tmp_path / "units.json").write_text(json.dumps(UNITS, ensure_ascii=False), encoding="utf-8")
    return tmp_path


@pytest.fixture
def zhiti(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `zhiti ARGUMENTS --catalogue criteria` with the exit code that is expected; gives what it says."""

    def run(*arguments: str, code: int = 0, where: tuple[str, ...] = ("--catalogue", "criteria")) -> str:
        monkeypatch.setattr("sys.argv", ["zhiti", *arguments, *where])
        monkeypatch.setattr("sys.stdin", io.StringIO())
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        assert int(ended.value.code or 0) == code, told
        return str(told.out if code == 0 else told.err)

    return run


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_one_threshold_is_edited_published_and_compared(desk: Path, zhiti: Any) -> None:
    header = desk / "criteria/questionnaires/little/1/questionnaire.yaml"
    edit(header, "effective: {}", "effective: {start: 2026-01-01}")
    assert "已公布 little@1" in zhiti("questionnaire", "publish", "little@1")
    zhiti("questionnaire", "new-version", "little@1", "2")
    second = desk / "criteria/questionnaires/little/2/questionnaire.yaml"
    edit(second, 'comparator: at_least, value: "5"', 'comparator: at_least, value: "7.5"')
    zhiti("check")
    assert "总分不低于 7.5”（文字没有改，请核对）" in zhiti("questionnaire", "diff", "little@1", "little@2")
    refused = zhiti("questionnaire", "publish", "little@2", code=1)
    assert "--close-previous" in refused
    told = zhiti("questionnaire", "publish", "little@2", "--from", "2027-01-01", "--close-previous")
    assert "已为 little@1 补记截止日期" in told
    assert "提醒：条件 pass 的规则改了，文字没有改，请核对" in told
    zhiti("check")
    # Each version rates on its own days; the firm that had 5 points loses its level.
    rated = {
        day: json.loads(zhiti("rate", "units.json", "--questionnaire", "little", "--as-of", day))
        for day in ("2026-12-31", "2027-01-01")
    }
    assert [unit["questionnaire"] for results in rated.values() for unit in results] == [
        "little@1",
        "little@1",
        "little@2",
        "little@2",
    ]
    levels = [[unit["certain"] for unit in results] for results in rated.values()]
    assert levels == [["bronze", "silver"], ["none", "silver"]]
    compared = json.loads(zhiti("compare", "little@1", "little@2", "units.json", "--format", "json"))
    assert (compared["certain"]["loses"], compared["certain"]["same"]) == (1, 1)
    assert [gate["id"] for gate in compared["gates"]] == ["pass"]
    text = zhiti("compare", "little@1", "little@2", "units.json")
    assert "甲厂：降，确定 铜级 → 起步" in text
    assert "满足 → 不满足" in text


def test_the_setting_names_the_catalogue_for_every_command(
    desk: Path, zhiti: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHITI_CATALOGUE", str(desk / "criteria"))
    listed = json.loads(zhiti("questionnaire", "list", "--format", "json", where=()))
    assert [row["id"] for row in listed] == ["little"]
    monkeypatch.setenv("ZHITI_CATALOGUE", str(desk / "nowhere"))
    assert "没有文件夹" in zhiti("questionnaire", "list", code=2, where=())


def test_a_new_instrument_is_written_with_its_schemas(desk: Path, zhiti: Any) -> None:
    told = zhiti("questionnaire", "new", "green-plant")
    assert "questionnaires/green-plant/1/questionnaire.yaml" in told
    zhiti("check")
    assert "没有填" in zhiti("questionnaire", "publish", "green-plant@1", code=1)
    zhiti("questionnaire", "schema", "--out", "schema", where=())
    assert {path.name for path in (desk / "schema").iterdir()} == set(schemas())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("questionnaire", "new", "绿色工厂"), 1, "不能作标识"),
        (("questionnaire", "new-version", "little@9", "10"), 1, "没有 little@9"),
        (("questionnaire", "publish", "little@1", "--close-previous"), 2, "须与 --from 一起用"),
        (("questionnaire", "publish", "little@1", "--from", "2027-2-30"), 2, "应写成"),
        (("questionnaire", "publish", "little@1", "--from", "2027-01-01", "--purpose", "x"), 2, "没有用途 x"),
        (("questionnaire", "diff", "little@1", "little@2"), 1, "没有问卷"),
        (("compare", "little@1", "little@1"), 2, "--stored"),
        (("compare", "little@1", "little@1", "units.json"), 1, "草案"),
        (("replay", "little@1"), 1, "草案"),
    ],
)
def test_a_wrong_call_is_told(
    arguments: tuple[str, ...], code: int, message: str, desk: Path, zhiti: Any
) -> None:
    assert message in zhiti(*arguments, code=code)
    assert not (desk / "var").exists()
