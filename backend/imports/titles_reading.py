"""Reading a line of a list of titles, however the list writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.target import RecognitionKind
from backend.batch.cells import folded
from backend.batch.fields import title_names
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.titles import Recognition
from backend.imports import cells
from backend.imports.kind import Ask, Context, Line, Problem
from backend.imports.places import Places
from backend.services.title_entry import NewTitle, day_problems
from backend.services.title_kinds import derived_end

_NAME, _SHORT, _LONG = 100, 60, 200
_QUOTES = str.maketrans("", "", "“”\"'‘’ ")


@dataclass
class Found:
    """What the lines of a block are checked against."""

    places: Places
    kinds: Mapping[str, RecognitionKind]
    units: dict[str, list[tuple[Unit, Firm]]] = field(default_factory=dict)
    standing: list[Recognition] = field(default_factory=list)


def kinds_of(catalogue: Catalogue) -> dict[str, RecognitionKind]:
    """Kinds by everything that lists call them."""
    found: dict[str, RecognitionKind] = {}
    for kind in catalogue.recognition_kinds.values():
        for name in title_names(kind):
            found.setdefault(plain_name(name), kind)
    return found


def plain_name(name: str) -> str:
    """A title's name for comparing: ordinary signs, no spaces and quotation marks."""
    return folded(name).translate(_QUOTES)


def read_title(context: Context, found: Found, line: Line, problems: list[Problem]) -> tuple[NewTitle, str]:
    """The title a line speaks of, without its county, and what the line says of that."""
    said = cells.words(line, "kind") or plain_name(context.options.get("kind", ""))
    kind = found.kinds.get(plain_name(said))
    if kind is None:
        text = (
            f"没有登记“{said[:30]}”这种称号，请按登记的名称填写。"
            if said
            else "没有称号：请补上，或在导入时统一填写。"
        )
        problems.append(Problem("kind", text))
    start = _day(context, line, "start", problems)
    end = _day(context, line, "end", problems)
    project = cells.text(line, "project", problems, longest=_NAME)
    code = cells.credit_code(line, "credit_code", problems, required=False)
    if start is not None:
        problems += [Problem(name, text) for name, text in day_problems(start, end).items()]
    new = NewTitle(
        kind=kind.id if kind else "",
        county="",
        start=start or date.min,
        source=cells.text(line, "source", problems, longest=_LONG) or context.options.get("source", ""),
        holder_name=cells.text(line, "holder_name", problems, longest=_NAME),
        credit_code=code,
        batch=cells.text(line, "batch", problems, longest=_SHORT),
        notice=cells.text(line, "notice", problems, longest=_SHORT) or context.options.get("notice", ""),
        end=end,
        object=kind.object if kind else "firm",
        project=project if kind is None or kind.object != "firm" else "",
    )
    return _with_end(context, kind, new, problems), cells.words(line, "county")


def _day(context: Context, line: Line, column: str, problems: list[Problem]) -> date | None:
    general = context.options.get(column, "") if column == "start" else ""
    if column == "start" and not cells.has(line, column) and general:
        return date.fromisoformat(general)
    text = cells.day(line, column, problems, required=column == "start")
    return date.fromisoformat(text) if text else None


def _with_end(
    context: Context, kind: RecognitionKind | None, new: NewTitle, problems: list[Problem]
) -> NewTitle:
    """The title with the end that its validity gives, where that was asked for; always told."""
    if new.end is not None or kind is None or new.start == date.min or told_about(problems, "end"):
        return new
    end = derived_end(kind, new.start)
    if end is None or context.options.get("end") != "derive":
        return new
    text = (
        f"名单没有写有效期止，按{zh(kind.name)}有效期 {kind.validity_years} 年推算为 {end.isoformat()}，"
        "记为“推算”。"
    )
    problems.append(Problem("end", text, is_note=True))
    return replace(new, end=end, end_derived=True)


@dataclass(frozen=True)
class Place:
    """The county of a title, or the question which one is meant."""

    code: str = ""
    ask: Ask | None = None


def read_place(
    found: Found,
    line: Line,
    new: NewTitle,
    said: str,
    problems: list[Problem],
) -> Place:
    """The county of a title: as the list says, else where its firm is registered, else the list's own."""
    if said:
        year = new.start.year if new.start != date.min else 0
        there = found.places.read(said, "county", year, line.answer, problems)
        return Place(there.code, there.ask)
    units = found.units.get(new.credit_code, [])
    whole = next((unit for unit, _firm in units if unit.kind == "firm"), None)
    code = whole.county if whole is not None else found.places.only
    if not code:
        problems.append(Problem("county", "没有填写，代码也不是本辖区登记的单位，请补上所属县（市、区）。"))
    return Place(code)


def told_about(problems: Sequence[Problem], column: str) -> bool:
    """Whether something is said about a column already."""
    return any(problem.column == column for problem in problems)


def is_refused(problems: Sequence[Problem]) -> bool:
    """Whether the line cannot be applied."""
    return any(not problem.is_note for problem in problems)
