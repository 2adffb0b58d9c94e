"""`zhiti areas` as an operator types it."""

import json

import pytest

from backend import cli


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `zhiti areas ARGUMENTS`; gives the exit code."""
    monkeypatch.setattr("sys.argv", ["zhiti", "areas", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_json_holds_everything_about_areas_on_a_day(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--as-of", "2024-08-15", "--format", "json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["as_of"] == "2024-08-15"
    assert sum(len(city["counties"]) for city in record["cities"]) == 90
    groups = {group["id"]: group for group in (*record["groups"], *record["group_lines"])}
    assert groups["mountain26"]["in_force"] is None
    assert len([code for code in groups["mountain26"]["members"] if "Z" not in code]) == 26
    assert groups["mountain-of-the-day"]["undecided"] == [
        "330305",
        "330326",
        "330802",
        "330922",
        "331102",
        "3311Z1",
    ]
    assert (groups["coastal-belt"]["is_known"], groups["coastal-belt"]["members"]) == (False, [])
    assert len(record["chains"]) == 10
    assert len(record["clusters"]) == 15
    assert len(record["code_changes"]) == 13
    assert {cluster["maps"][0]["provenance"] for cluster in record["clusters"]} == {"derived"}


def test_text_fits_a_terminal_and_a_wrong_call_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--as-of", "2026-11-21") == 0
    assert "3311Z1" in capsys.readouterr().out
    assert run(monkeypatch, "--format", "xml") == 2
    assert run(monkeypatch, "--as-of", "2026-2-30") == 2
