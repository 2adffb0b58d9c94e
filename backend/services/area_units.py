"""The list of an area's units: who is on the register and what each has submitted. Drafts are invisible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import regions as queries
from backend.db.queries.regions import UnitFilter, UnitState
from backend.db.tables.submissions import Standing
from backend.db.tables.titles import Recognition
from backend.services.areas import Area, find_area
from backend.services.coverage import TitleDays
from backend.services.regions import QUESTIONNAIRE

__all__ = ["PAGE_SIZE", "Declared", "UnitFilter", "UnitLine", "UnitPage", "UnitState", "list_units"]

PAGE_SIZE = 50


@dataclass(frozen=True)
class Declared:
    """A unit's current submission: the levels it reached by its own account."""

    submission_id: str
    certain: str
    possible: str
    submitted_at: datetime


@dataclass(frozen=True)
class UnitLine:
    """One unit of the list; `declared` is None where nothing was submitted, `titles` are those in force."""

    id: str
    name: str
    firm_name: str
    county: str
    industry: str
    confirmed: bool
    declared: Declared | None
    titles: tuple[str, ...]


@dataclass(frozen=True)
class UnitPage:
    """Some lines of the list; `next` is the unit after which the next page begins, empty on the last one."""

    area: Area
    lines: tuple[UnitLine, ...]
    next: str


def list_units(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, wanted: UnitFilter, *, after: str = ""
) -> UnitPage:
    """A page of the area's units, beginning after the unit `after` (empty: the first page).

    At most three statements, whatever the number of units. Raises NotFoundError outside the actor's area.
    """
    area = find_area(catalogue, actor, code)
    prefix = region_prefix(code)
    with database.read(actor) as session:
        last = queries.unit_named(session, actor, after) if after else None
        rows = queries.units_page(
            session,
            actor,
            prefix,
            questionnaire=QUESTIONNAIRE,
            wanted=wanted,
            after=last,
            limit=PAGE_SIZE + 1,
        )
        shown = rows[:PAGE_SIZE]
        titles = queries.titles_of_units(session, [unit.id for unit, _firm, _standing in shown])
    lines = tuple(
        UnitLine(
            id=unit.id,
            name=unit.name,
            firm_name=firm.name,
            county=catalogue.county(unit.county).name,
            industry=catalogue.industries[unit.industry].name,
            confirmed=firm.confirmed_at is not None,
            declared=_declared(standing),
            titles=_titles(catalogue, unit.id, titles, clock.today()),
        )
        for unit, firm, standing in shown
    )
    return UnitPage(area, lines, lines[-1].id if len(rows) > PAGE_SIZE else "")


def _declared(row: Standing | None) -> Declared | None:
    return None if row is None else Declared(row.submission_id, row.certain, row.possible, row.submitted_at)


def _titles(catalogue: Catalogue, unit_id: str, titles: Iterable[Recognition], day: date) -> tuple[str, ...]:
    held = (
        title.kind
        for title in titles
        if title.unit_id == unit_id and TitleDays(title.start, title.end, title.revoked_on).in_force(day)
    )
    return tuple(zh(catalogue.recognition_kinds[kind].name) for kind in held)
