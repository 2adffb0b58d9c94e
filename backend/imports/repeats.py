"""Lines of one file that speak of the same thing: the later one is left out, or all of them are refused."""

import json
from collections.abc import Mapping, Sequence

from backend.db.tables.imports import ImportLine
from backend.imports.kind import REFUSED, REPEAT, Checked, Column, Problem
from backend.imports.stored import as_json, as_problems, as_told, told_of

Pair = tuple[ImportLine, Checked]


def store(pairs: Sequence[Pair], earlier: Sequence[ImportLine], columns: Sequence[Column]) -> None:
    """Note on each line what checking says, against `earlier` lines of the file with the same keys."""
    labels = {column.id: column.label for column in columns}
    first: dict[str, ImportLine] = {}
    for line in earlier:
        first.setdefault(line.key, line)
    for line, checked in pairs:
        _note(line, checked)
        if not line.key:
            continue
        other = first.setdefault(line.key, line)
        if other is not line:
            _compare(line, other, labels)


def _note(line: ImportLine, checked: Checked) -> None:
    # A line with faults of its own speaks of nothing for sure: it must not make others look contradicted.
    line.planned = checked.planned
    line.key = "" if checked.planned == REFUSED else checked.key
    line.subject = checked.subject
    line.after = as_json(checked.values)
    line.problems = as_told(checked)


def _compare(line: ImportLine, other: ImportLine, labels: Mapping[str, str]) -> None:
    if line.after == other.after and other.planned != REFUSED:
        text = f"与第 {other.line} 行完全相同，只计一次。"
        line.problems, line.planned = as_problems([Problem("", text, is_note=True)]), REPEAT
        return
    differing = _differing(line, other, labels)
    _contradict(line, other.line, differing)
    if other.planned != REFUSED:
        _contradict(other, line.line, differing)


def _contradict(line: ImportLine, number: int, differing: str) -> None:
    text = f"与第 {number} 行说的是同一对象，{differing}不一致，两行都不导入；请核实后只保留一行。"
    line.problems = as_problems([*told_of(line.problems).problems, Problem("", text)])
    line.planned = REFUSED


def _differing(line: ImportLine, other: ImportLine, labels: Mapping[str, str]) -> str:
    mine, theirs = json.loads(line.after), json.loads(other.after)
    names = [label for column, label in labels.items() if mine.get(column) != theirs.get(column)]
    return f"“{'、'.join(names)}”" if names else "内容"
