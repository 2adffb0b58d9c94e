"""Case files, one folder or file per instrument: firms with the verdicts that a policy expert expects.

How a file is written stands in tests/reference/cases.py. Every case goes through the public door and through
the reference evaluator, and the files together must come near every bound and give every gate every verdict
that it can have.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import Status
from assessments.schema.questionnaire import Questionnaire
from assessments.unitfile import rate_list
from tests.reference.agreement import disagreements, gates_of, missed
from tests.reference.cases import Case, cases_in
from tests.reference.coverage import unseen_bounds, unseen_verdicts
from tests.reference.door import rate_entry, world_of

CASES = Path(__file__).parent / "cases"
FILES = sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.yaml"))


@dataclass(frozen=True)
class Rated:
    """A case with what the engine says about it."""

    case: Case
    result: dict[str, Any]


@pytest.fixture(scope="module")
def rated(catalogue: Catalogue) -> dict[str, list[Rated]]:
    """Every case of every file, through the public door."""
    return {file: through_the_door(catalogue, list(cases_in(CASES / file, catalogue))) for file in FILES}


def through_the_door(catalogue: Catalogue, cases: list[Case]) -> list[Rated]:
    """What `zhiti rate` says about the cases, those of one day and purpose in one list."""
    found = []
    for asked in dict.fromkeys((case.questionnaire, case.as_of, case.purpose) for case in cases):
        group = [case for case in cases if (case.questionnaire, case.as_of, case.purpose) == asked]
        results = rate_list([case.unit for case in group], catalogue, *asked)
        found += [Rated(case, result) for case, result in zip(group, results, strict=True)]
    return found


def test_there_are_cases() -> None:
    assert FILES


@pytest.mark.parametrize("file", FILES)
def test_cases_hold(file: str, rated: dict[str, list[Rated]]) -> None:
    wrong = {one.case.name: one.result["errors"] + missed(one.result, one.case.expect) for one in rated[file]}
    assert {name: faults for name, faults in wrong.items() if faults} == {}


@pytest.mark.parametrize("file", FILES)
def test_the_reference_agrees(file: str, rated: dict[str, list[Rated]], catalogue: Catalogue) -> None:
    wrong = {}
    for one in rated[file]:
        case = one.case
        outcome = rate_entry(catalogue, case.questionnaire, case.unit, case.as_of, case.purpose)
        wrong[case.name] = disagreements(one.result, outcome)
    assert {name: faults for name, faults in wrong.items() if faults} == {}


@pytest.mark.parametrize("file", FILES)
def test_names_tell_cases_apart(file: str, rated: dict[str, list[Rated]]) -> None:
    names = [one.case.name for one in rated[file]]
    assert len(set(names)) == len(names)


# --- what the cases leave out -----------------------------------------------------------------------------


def published(catalogue: Catalogue) -> Iterator[Questionnaire]:
    """The versions that decide something."""
    return (one for one in catalogue.questionnaires.values() if one.status is Status.PUBLISHED)


def by_version(rated: dict[str, list[Rated]]) -> dict[str, list[Rated]]:
    """The cases of each version."""
    found = defaultdict(list)
    for file in rated.values():
        for one in file:
            found[one.result["questionnaire"]].append(one)
    return found


def test_every_gate_has_every_verdict_in_some_case(
    catalogue: Catalogue, rated: dict[str, list[Rated]]
) -> None:
    cases = by_version(rated)
    missing: list[str] = []
    for version in published(catalogue):
        seen: dict[str, set[str]] = defaultdict(set)
        for one in cases[version.key]:
            for gate, verdict in gates_of(one.result).items():
                seen[gate].add(verdict)
        missing += unseen_verdicts(version, seen)
    assert not missing, "\n".join(map(str, missing))


def test_some_case_is_certain_of_every_level_that_items_decide(
    catalogue: Catalogue, rated: dict[str, list[Rated]]
) -> None:
    cases, missing = by_version(rated), []
    for version in published(catalogue):
        if version.method == "attainment":
            seen = {one.result["certain"] for one in cases[version.key]}
            missing += [
                (version.key, level)
                for level in catalogue.ladders[version.ladder].level_ids
                if level not in seen
            ]
    assert not missing, "\n".join(map(str, missing))


def test_some_case_stands_at_and_on_either_side_of_every_bound(
    catalogue: Catalogue, rated: dict[str, list[Rated]]
) -> None:
    cases = by_version(rated)
    missing: list[str] = []
    for version in published(catalogue):
        worlds = [
            world_of(catalogue, version.key, one.case.unit, one.case.as_of, one.case.purpose)
            for one in cases[version.key]
        ]
        missing += unseen_bounds(version, worlds)
    assert not missing, "\n".join(map(str, missing))
