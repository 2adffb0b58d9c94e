"""The list of an area's units: who is on the register and what each has submitted. Drafts are invisible."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.ladder import Ladder
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import regions as queries
from backend.db.queries.regions import Among, UnitFilter, UnitState
from backend.db.tables.submissions import Standing
from backend.db.tables.titles import Recognition
from backend.services.area_view import View, Wanted, view_of
from backend.services.areas import Area, find_area
from backend.services.coverage import TitleDays
from backend.services.errors import InvalidInputError

__all__ = ["PAGE_SIZE", "Declared", "UnitFilter", "UnitLine", "UnitPage", "UnitState", "list_units"]

PAGE_SIZE = 50
EVERYBODY = Wanted()
NO_LEVEL = "这项评价没有所选的等级，请从列出的等级中选择。"
NO_TITLE = "没有所选的称号，请从列出的称号中选择。"


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
    view: View
    lines: tuple[UnitLine, ...]
    round_name: str
    next: str


def list_units(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    wanted: UnitFilter,
    *,
    among: Wanted = EVERYBODY,
    after: str = "",
) -> UnitPage:
    """A page of the area's units among the firms of a selection; it begins after the unit `after`, if any.

    At most three statements, whatever the number of units. Raises NotFoundError outside the actor's area and
    InvalidInputError for a filter that means nothing.
    """
    area = find_area(catalogue, actor, code)
    view = view_of(catalogue, area, among)
    of_view = _among(catalogue, view, wanted)
    with database.read(actor) as session:
        last = queries.unit_named(session, actor, after) if after else None
        rows = queries.units_page(session, actor, of_view, wanted, after=last, limit=PAGE_SIZE + 1)
        shown = rows[:PAGE_SIZE]
        rounds = queries.rounds_named(session, [wanted.campaign]) if wanted.campaign else []
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
            titles=_titles(catalogue, unit.id, titles, view.day),
        )
        for unit, firm, standing in shown
    )
    following = lines[-1].id if len(rows) > PAGE_SIZE else ""
    return UnitPage(area, view, lines, rounds[0].name if rounds else "", following)


def _among(catalogue: Catalogue, view: View, wanted: UnitFilter) -> Among:
    levels = ladder_of(catalogue, view).level_ids
    unknown = {
        name: NO_LEVEL
        for name in ("level", "reach", "may", "verified")
        if getattr(wanted, name) and getattr(wanted, name) not in levels
    }
    if wanted.kind and wanted.kind not in catalogue.recognition_kinds:
        unknown["kind"] = NO_TITLE
    if unknown:
        raise InvalidInputError(unknown)
    return Among(
        where=view.where,
        classes=view.classes,
        size=view.size,
        scale=view.scale,
        questionnaire=view.questionnaire,
        day=view.day,
        certain=levels[levels.index(wanted.reach) :] if wanted.reach else None,
        possible=levels[levels.index(wanted.may) :] if wanted.may else None,
    )


def ladder_of(catalogue: Catalogue, view: View) -> Ladder:
    """The ladder of a view's questionnaire."""
    return catalogue.ladders[catalogue.questionnaire(view.questionnaire).ladder]


def _declared(row: Standing | None) -> Declared | None:
    return None if row is None else Declared(row.submission_id, row.certain, row.possible, row.submitted_at)


def _titles(catalogue: Catalogue, unit_id: str, titles: Iterable[Recognition], day: date) -> tuple[str, ...]:
    held = (
        title.kind
        for title in titles
        if title.unit_id == unit_id and TitleDays(title.start, title.end, title.revoked_on).in_force(day)
    )
    return tuple(zh(catalogue.recognition_kinds[kind].name) for kind in held)
