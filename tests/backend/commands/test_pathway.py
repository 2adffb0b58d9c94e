"""`zhiti pathway` and `zhiti sensitivity` as someone types them."""

import json
from pathlib import Path
from typing import Any

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import cli
from tests.backend.plant import everything, lowest_for

UNIT = {
    "id": "甲厂",
    "profile": {"county": "余姚市", "industry": "3484", "production_type": "离散型"},
    "facts": {
        "revenue": [{"value": 42000000, "year": 2025}, {"value": 40000000, "year": 2024}],
        "main_revenue": [{"value": 40000000, "year": 2025}],
        "total_assets": [{"value": 60000000, "year": 2025}],
        "total_liabilities": [{"value": 30000000, "year": 2025}],
        "rd_expense": [{"value": 900000, "year": 2025}, {"value": 1300000, "year": 2024}],
        "niche_years": 5,
        "class1_ip": 1,
        "niche_share_high": [{"value": "yes", "source": "verified"}],
        "srdi_quality_score": [{"value": 62, "year": 2026, "source": "official_platform"}],
    },
    "recognitions": [{"title": "innovative-sme", "from": "2024-06-01", "to": "2027-05-31"}],
}
SRDI = ("--questionnaire", "srdi-sme", "--as-of", "2026-11-21")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one unit, and one that cannot be read."""
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    units = tmp_path / "units.json"
    units.write_text(json.dumps([UNIT, "乙厂"], ensure_ascii=False), encoding="utf-8")
    return units


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `zhiti ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_a_pathway_as_data(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "pathway", str(file), *SRDI, "--to", "srdi-sme", "--format", "json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["id"], first["level"], first["reachable"], first["in_force"]) == (
        "甲厂",
        "srdi-sme",
        True,
        True,
    )
    assert first["proven"]
    (step,) = first["best"]["steps"]
    assert (step["id"], step["year"], step["before"], step["after"]) == ("rd_expense", 2025, 900000, 1260000)
    assert step["effort"] == first["best"]["cost"] > 0
    assert {"niche_years", "srdi_quality_score", "titles"} <= {one["fact"] for one in first["fixed"]}
    assert (second["best"], bool(second["errors"])) == (None, True)


def test_a_pathway_in_words(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "pathway", str(file), *SRDI, "--to", "专精特新中小企业") == 0
    told = capsys.readouterr()
    assert "研发费用：2025 年由 90 万元 到 126 万元" in told.out
    assert "已证明最省" in told.out
    assert "不能改变：从事特定细分市场年限" in told.out
    assert "智梯自定的相对数" in told.out
    assert "units[1]：单位须是一个对象" in told.out
    assert "2 个单位中有 1 个含有错误" in told.err


def test_the_steps_name_their_actions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalogue: Catalogue
) -> None:
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    file = tmp_path / "units.json"
    answers = everything(catalogue, lowest_for("dw"))
    unit = {"id": "甲厂", "profile": UNIT["profile"], "answers": answers}
    file.write_text(json.dumps([unit], ensure_ascii=False), encoding="utf-8")
    asked = (str(file), "--questionnaire", "zj-ladder", "--to", "sf")
    assert run(monkeypatch, "pathway", *asked) == 0
    action = catalogue.actions["security-protection-system-department-and-staff"]
    assert f"举措：{zh(action.title)}" in capsys.readouterr().out
    assert run(monkeypatch, "pathway", *asked, "--format", "json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    step = next(one for one in found["best"]["steps"] if one["id"] == "security-protection-system")
    assert (step["actions"], step["effort"]) == ([action.id], action.effort)
    assert found["actions"][action.id] == zh(action.title)


def test_sensitivity_as_data_and_in_words(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "sensitivity", str(file), *SRDI, "--format", "json") == 0
    first, second = json.loads(capsys.readouterr().out)
    margins = {one["fact"]: (one["threshold"], one["margin"]) for one in first["margins"]}
    assert margins["revenue"] == (15000000, 27000000)
    assert margins["debt_ratio"] == (80, 30)
    assert "margins" not in second
    assert run(monkeypatch, "sensitivity", str(file), *SRDI) == 0
    told = capsys.readouterr().out
    assert "资产负债率 50%，界限 80%，余量 30%" in told
    assert "营业收入 4,200 万元，界限 1,500 万元，余量 2,700 万元" in told


def test_doubtful_answers_are_named_by_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    file = tmp_path / "units.json"
    unit: dict[str, Any] = {"id": 1, "profile": UNIT["profile"], "answers": {"1": "C", "2": "B"}}
    file.write_text(json.dumps([unit], ensure_ascii=False), encoding="utf-8")
    asked = ("--questionnaire", "zj-ladder", "--doubtful", "1，2,999", "--format", "json")
    assert run(monkeypatch, "sensitivity", str(file), *asked, "--as-of", "2025-09-30") == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["doubtful"]["items"] == ["new-it-application", "cloud-edge-network"]
    assert [error["place"] for error in result["errors"]] == ["units[0].doubtful"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("pathway", "FILE", *SRDI, "--to", "moon"), 1, "没有等级“moon”"),
        (("pathway", "missing.json", *SRDI, "--to", "srdi-sme"), 2, "读不了文件"),
        (("pathway", "FILE", *SRDI, "--to", "srdi-sme", "--format", "xml"), 2, "text 或 json"),
        (("sensitivity", "FILE", "--questionnaire", "nothing"), 1, "没有问卷"),
    ],
)
def test_a_wrong_call_is_told(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    given = [str(file) if one == "FILE" else one for one in arguments]
    assert run(monkeypatch, *given) == code
    assert told in capsys.readouterr().err


def test_a_version_out_of_force_is_told_and_only_a_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZHITI_DATA_DIR", str(tmp_path / "var"))
    file = tmp_path / "units.json"
    facts = {"employees": [{"value": 200, "year": 2009}], "revenue": [{"value": 20000000, "year": 2009}]}
    poor = {**facts, "revenue": [{"value": 2000000, "year": 2009}]}
    units = [
        {"id": stated["revenue"][0]["value"], "profile": UNIT["profile"], "facts": stated}
        for stated in (facts, poor)
    ]
    file.write_text(json.dumps(units, ensure_ascii=False), encoding="utf-8")
    asked = (str(file), "--questionnaire", "size-class", "--as-of", "2010-06-01")

    def told(*arguments: str) -> str:
        assert run(monkeypatch, *arguments) == 0
        return capsys.readouterr().out

    way = told("pathway", *asked, "--to", "small")
    assert "本版本不在施行期（或日期未核实），不能确定达到小型" in way
    assert "参考：按本版本的规则，现状已符合各项条件" in way
    assert "现状已确定达到" not in way
    assert "参考：按本版本的规则，最省的路径" in way
    assert "200 万元 到 300 万元" in way
    assert "已证明最省" not in way
    assert "以下条件仍不能确定达到" in told("pathway", *asked, "--to", "large")
    hung = told("sensitivity", *asked)
    assert "这一版本不在施行期，仅供参考" in hung
    assert "确定 none，可能 small" in hung


def test_a_version_whose_dates_nobody_checked_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--questionnaire", "zj-ladder", "--as-of", "2025-09-30")
    assert run(monkeypatch, "sensitivity", str(file), *asked) == 0
    assert "施行日期未核实" in capsys.readouterr().out
