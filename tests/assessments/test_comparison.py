"""Two versions side by side say of each unit what rating it under each of them says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessments.authoring import new_version, publish
from assessments.catalogue import Catalogue, UnknownName
from assessments.comparison import compare_list, comparison_data, side_of
from assessments.loader import load_catalogue
from assessments.unitfile import rate_list
from tests.assessments.test_authoring import edit

TINY = Path(__file__).parent.parent / "tiny"
DAY = date(2026, 11, 21)

Assemble = Callable[[Path], Path]

PAIRS = [("A", "A"), ("A", "C"), ("B", "B"), ("C", "A"), ("B", "C"), ("C", "C"), ("", "C")]
"""Answers to the two items, an empty one left open."""


def unit(number: int, answers: tuple[str, str]) -> dict[str, Any]:
    given = {ref: option for ref, option in zip(("1", "2"), answers, strict=True) if option}
    profile = {"county": "330127", "industry": "3484", "production_type": "discrete"}
    return {"id": f"厂{number}", "profile": {**profile, "industry": None}, "answers": given}


@pytest.fixture
def catalogue(assemble: Assemble) -> Catalogue:
    """Two published versions of a questionnaire by points: the second asks for 7.5 points and no floor."""
    folder = assemble(TINY / "points_with_floors")
    edit(
        folder / "questionnaires/little/1/questionnaire.yaml", "effective: {}", "effective: {start: unknown}"
    )
    publish(folder, "little@1", DAY)
    file = new_version(folder, "little@1", "2", DAY)
    edit(file, 'comparator: at_least, value: "5"', 'comparator: at_least, value: "7.5"')
    text = file.read_text("utf-8")
    begin = text.index("  - id: floor")
    file.write_text(text[:begin] + text[text.index("  - id: pass") :], "utf-8")
    edit(file, "[floor, pass]", "[pass]")
    publish(folder, "little@2", DAY)
    return load_catalogue(folder)


def compared(catalogue: Catalogue, units: list[Any]) -> dict[str, Any]:
    sides = [side_of(catalogue, f"little@{version}", DAY, None) for version in "12"]
    comparison, errors = compare_list(units, catalogue, *sides)
    assert errors == []
    return comparison_data(comparison)


def test_every_unit_has_the_levels_that_rating_gives(catalogue: Catalogue) -> None:
    units = [unit(number, pair) for number, pair in enumerate(PAIRS)]
    data = compared(catalogue, units)
    before, after = (rate_list(units, catalogue, f"little@{version}", DAY) for version in "12")
    told = {line["id"]: line for line in data["lines"]}
    for old, new in zip(before, after, strict=True):
        levels = [[old[key], new[key]] for key in ("certain", "possible")]
        line = told.get(old["id"])
        if line is None:
            assert all(one == other for one, other in levels)
            assert [gate["verdict"] for gate in old["gates"][1:]] == [
                gate["verdict"] for gate in new["gates"]
            ]
        else:
            assert [line["certain"], line["possible"]] == levels
    assert data["units"] == len(units)
    moves = data["certain"]["moves"]
    assert sum(move["units"] for move in moves) == len(units)


def test_who_gains_who_loses_and_at_which_condition(catalogue: Catalogue) -> None:
    data = compared(catalogue, [unit(number, pair) for number, pair in enumerate(PAIRS)])
    # (A, C) 5 points: loses the pass. (B, B) 5 points: the same. Nobody gains: 7.5 points imply the floor.
    lines = {line["id"]: line for line in data["lines"]}
    assert lines["厂1"]["change"] == lines["厂2"]["change"] == "loses"
    assert lines["厂1"]["certain"] == ["bronze", "none"]
    assert (data["certain"]["gains"], data["certain"]["loses"]) == (0, 3)
    gates = {gate["id"]: gate for gate in data["gates"]}
    # (C, A) failed the floor, which is gone, and now fails the pass; the open answer leaves it undecided.
    assert (gates["pass"]["newly_not_met"], gates["pass"]["at_loss"]) == (3, 3)
    assert gates["floor"]["newly_met"] == 2
    assert gates["pass"]["newly_undecided"] == 1


def test_a_version_beside_itself_moves_nobody(catalogue: Catalogue) -> None:
    side = side_of(catalogue, "little@1", DAY, None)
    units = [unit(number, pair) for number, pair in enumerate(PAIRS)]
    comparison, _ = compare_list(units, catalogue, side, side)
    data = comparison_data(comparison)
    assert data["lines"] == data["gates"] == []
    assert data["certain"]["same"] == len(PAIRS)


def test_a_unit_that_cannot_be_read_is_told_and_not_rated(catalogue: Catalogue) -> None:
    sides = [side_of(catalogue, f"little@{version}", DAY, None) for version in "12"]
    comparison, errors = compare_list(["坏", unit(1, ("A", "A"))], catalogue, *sides)
    assert (comparison.units, comparison.unrated) == (2, 1)
    assert [error["place"] for error in errors] == ["units[0]"]


def test_a_draft_is_not_compared(assemble: Assemble) -> None:
    with pytest.raises(UnknownName, match="草案"):
        side_of(load_catalogue(assemble(TINY / "points_with_floors")), "little@1", DAY, None)
