"""Titles held: entering what an authority recognised, and revoking it. Only these count toward targets."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import firms as firm_queries
from backend.db.queries import titles as queries
from backend.db.queries.titles import COUNTED_UP_TO, LEFT, SOON, Show, TitleFilter
from backend.db.tables.titles import Recognition
from backend.services import audit
from backend.services.areas import Area, find_area
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.firms import checked_code
from backend.services.title_entry import NewTitle, add_title, day_problems, days_of, move

__all__ = [
    "COUNTED_UP_TO",
    "PAGE_SIZE",
    "NewTitle",
    "Show",
    "TitleFilter",
    "TitleLine",
    "TitlePage",
    "TitleState",
    "add_title",
    "day_problems",
    "enter",
    "list_titles",
    "of_firm",
    "revoke",
]

PAGE_SIZE = 50
TitleState = Literal["in_force", "ending", "ahead", "over", "revoked"]


@dataclass(frozen=True)
class TitleLine:
    """One title of the list; `is_left` where a person decided that it belongs to no registered unit."""

    id: str
    kind: str
    object: str
    project: str
    holder_name: str
    credit_code: str
    on_register: bool
    is_left: bool
    county: str
    batch: str
    notice: str
    start: date
    end: date | None
    end_derived: bool
    revoked_on: date | None
    source: str
    state: TitleState


@dataclass(frozen=True)
class TitlePage:
    """Some lines of the list; `next` is the title after which the next page begins, empty on the last one.

    `ending` and `lapsed` count the titles of the whole area that end within six months, or are over and not
    renewed; `unmatched` those about whose holder nobody has decided; each up to COUNTED_UP_TO.
    """

    area: Area
    lines: tuple[TitleLine, ...]
    next: str
    ending: int
    lapsed: int
    unmatched: int


def list_titles(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    wanted: TitleFilter | None = None,
    *,
    after: str = "",
) -> TitlePage:
    """A page of the area's titles, the latest first. Raises NotFoundError outside the actor's area."""
    area, prefix, day = find_area(catalogue, actor, code), region_prefix(code), clock.today()
    wanted = wanted or TitleFilter()
    with database.read(actor) as session:
        last = queries.one(session, actor, prefix, after) if after else None
        rows = queries.page(session, actor, prefix, wanted=wanted, day=day, after=last, limit=PAGE_SIZE + 1)
        counts = queries.counts(session, actor, prefix, day)
    lines = tuple(line_of(catalogue, row, day) for row in rows[:PAGE_SIZE])
    following = lines[-1].id if len(rows) > PAGE_SIZE else ""
    return TitlePage(area, lines, following, counts["ending"], counts["lapsed"], counts["unmatched"])


def of_firm(database: Database, actor: Actor, catalogue: Catalogue, firm_id: str) -> tuple[TitleLine, ...]:
    """The titles on record for the units of a firm the actor works for, the latest first."""
    with database.read(actor) as session:
        if firm_queries.own_firm(session, actor, firm_id) is None:
            raise NotFoundError
        rows = queries.of_firm(session, firm_id)
    return tuple(line_of(catalogue, row, clock.today()) for row, _unit in rows)


def enter(database: Database, actor: Actor, catalogue: Catalogue, code: str, new: NewTitle) -> str:
    """Enter a title in the area and give its id.

    Raises NotFoundError outside the actor's area, InvalidInputError for what cannot be accepted, and
    ConflictError where the holder has the same title for some of the same days: it would count twice.
    """
    new = _checked(catalogue, find_area(catalogue, actor, code), new)
    with database.write(actor) as session:
        title_id = add_title(session, actor, new)
        audit.record(session, actor, "title_enter", f"title:{title_id}", new.county)
        return title_id


def revoke(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, title_id: str, *, day: date
) -> None:
    """End a title from `day` on; a title revoked from its first day never counted.

    Raises NotFoundError outside the area, ForbiddenError where a larger area's official entered it,
    ConflictError when it is revoked already, InvalidInputError for a day it cannot end on.
    """
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        queries.hold(session)
        row = queries.one(session, actor, region_prefix(code), title_id)
        if row is None:
            raise NotFoundError
        if not (actor.is_system or actor.answers_for(queries.entered_in(session, row) or row.county)):
            raise ForbiddenError("这项称号由上级部门录入，本级不能撤销；确需撤销的，请报录入部门办理。")
        if row.revoked_on is not None:
            raise ConflictError("这项称号已经撤销，页面上的内容可能是旧的，请刷新后查看。")
        if not row.start <= day <= min(row.end or date.max, clock.today()):
            raise InvalidInputError({"revoked_on": "撤销日期应在称号有效期内，且不晚于今天。"})
        before = days_of(row)
        row.revoked_on = day
        move(session, row, before, row.unit_id)
        audit.record(session, actor, "title_revoke", f"title:{row.id}", row.county)


def line_of(catalogue: Catalogue, row: Recognition, day: date) -> TitleLine:
    """A title as lists show it."""
    return TitleLine(
        id=row.id,
        kind=zh(catalogue.recognition_kinds[row.kind].name),
        object=row.object,
        project=row.project,
        holder_name=row.holder_name,
        credit_code=row.credit_code,
        on_register=row.unit_id is not None,
        is_left=row.matched_by == LEFT,
        county=catalogue.county(row.county).name,
        batch=row.batch,
        notice=row.notice,
        start=row.start,
        end=row.end,
        end_derived=row.end_derived,
        revoked_on=row.revoked_on,
        source=row.source,
        state=state_of(row, day),
    )


def state_of(row: Recognition, day: date) -> TitleState:
    """Where a title stands on a day."""
    if row.revoked_on is not None and row.revoked_on <= day:
        return "revoked"
    if day < row.start:
        return "ahead"
    if not days_of(row).in_force(day):
        return "over"
    return "ending" if row.end is not None and row.end <= day + SOON else "in_force"


def _checked(catalogue: Catalogue, area: Area, new: NewTitle) -> NewTitle:
    """The title with the object of its kind and its code in the normal form."""
    problems = {}
    kind = catalogue.recognition_kinds.get(new.kind)
    if kind is None:
        problems["kind"] = "请从列出的称号中选择。"
    elif new.project and kind.object == "firm":
        problems["project"] = "这种称号授予企业，不填项目名称。"
    if new.county not in {place.code for place in area.reporting}:
        problems["county"] = "请选择本辖区内的县（市、区）。"
    if not (new.holder_name or new.credit_code):
        problems["holder_name"] = "请填写持有单位名称，或填写已登记单位的统一社会信用代码。"
    code = ""
    try:
        code = checked_code(new.credit_code) if new.credit_code else ""
    except InvalidInputError as error:
        problems |= error.fields
    problems |= day_problems(new.start, new.end)
    if problems or kind is None:
        raise InvalidInputError(problems)
    return replace(new, object=kind.object, credit_code=code)
