"""Lines and problems as the database keeps them: JSON on the outside, the kinds' own types inside."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.db.tables.imports import Import, ImportLine
from backend.imports.headings import Headings
from backend.imports.kind import Ask, Checked, Done, Line, Problem, Values
from backend.imports.reading import by_column

SKIP = "-"
"""The answer that leaves a line out."""
_KEY_LENGTH = 120
"""As many letters as the column of a line's key takes."""
_QUESTION = "ask"
_NOTE = "note"
_PROBLEM = "problem"


@dataclass(frozen=True)
class Told:
    """What is told about a line: problems and notes by column, and the question that waits for a person."""

    problems: tuple[Problem, ...] = ()
    ask: Ask | None = None


def headings_of(job: Import) -> Headings:
    """Which column of the file is which, as chosen so far."""
    stored = json.loads(job.columns)
    return Headings(stored["line"], tuple(stored["names"]), stored["mapping"])


def as_columns(headings: Headings) -> str:
    """The choice of columns, for storing."""
    return json.dumps({"line": headings.line, "names": headings.names, "mapping": dict(headings.mapping)})


def options_of(job: Import) -> Mapping[str, str]:
    """What was chosen for the whole list."""
    found: dict[str, str] = json.loads(job.options)
    return found


def line_of(headings: Headings, row: ImportLine) -> Line:
    """A line as its kind reads it."""
    return Line(row.line, by_column(json.loads(row.cells), headings.mapping), row.answer)


def short_key(key: str) -> str:
    """What a line speaks of, short enough to be stored: two long names are longer than its column."""
    return key if len(key) <= _KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()


def as_json(values: Values) -> str:
    """Values for storing; equal values give equal texts."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def done_of(row: ImportLine) -> Done:
    """What applying a line has done."""
    return Done(row.outcome, row.subject, json.loads(row.before), json.loads(row.after))  # type: ignore[arg-type]


def as_told(checked: Checked) -> str:
    """Problems and question of a line, for storing."""
    told: list[dict[str, Any]] = [_stored(problem) for problem in checked.problems]
    if checked.ask is not None and checked.planned == "ask":
        told.append({"kind": _QUESTION, "text": checked.ask.text, "choices": checked.ask.choices})
    return json.dumps(told, ensure_ascii=False)


def as_problems(problems: Iterable[Problem]) -> str:
    """Problems of a line, for storing."""
    return json.dumps([_stored(problem) for problem in problems], ensure_ascii=False)


def told_of(text: str) -> Told:
    """What is told about a line."""
    stored = json.loads(text)
    asks = [
        Ask(one["text"], tuple((value, label) for value, label in one["choices"]))
        for one in stored
        if one["kind"] == _QUESTION
    ]
    problems = tuple(
        Problem(one["column"], one["text"], one["kind"] == _NOTE)
        for one in stored
        if one["kind"] != _QUESTION
    )
    return Told(problems, asks[0] if asks else None)


def _stored(problem: Problem) -> dict[str, Any]:
    kind = _NOTE if problem.is_note else _PROBLEM
    return {"kind": kind, "column": problem.column, "text": problem.text}
