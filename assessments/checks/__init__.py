"""Checks of a catalogue that go beyond the shape of a single value.

Each check is one small function over the shelf that yields findings; `table.CHECKS` is all that runs.
"""

from pathlib import Path

from assessments.checks.table import CHECKS
from assessments.problem import Problem
from assessments.reading import CATALOG, read_shelf
from assessments.shelf import Shelf

__all__ = ["CHECKS", "Problem", "find_problems", "problems_on"]


def find_problems(root: Path = CATALOG) -> list[Problem]:
    """All problems of a catalogue folder together, sorted by file; never raises for a broken catalogue."""
    return problems_on(read_shelf(root))


def problems_on(shelf: Shelf) -> list[Problem]:
    """All problems of what was read: those met while reading and those the checks find."""
    findings = [*shelf.findings, *(finding for check in CHECKS for finding in check(shelf))]
    return sorted({shelf.problem(finding) for finding in findings})
