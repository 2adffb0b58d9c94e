"""Titles held: entering what an authority recognised, and revoking it. Only these count toward targets."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import titles as queries
from backend.db.tables.titles import Recognition
from backend.services import coverage
from backend.services.areas import Area, find_area
from backend.services.coverage import TitleDays
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError

PAGE_SIZE = 50
# The first titles of this ladder were granted in the 2010s; an earlier year is a slip of the pen.
EARLIEST = date(2010, 1, 1)
# A notice may name a first day that lies ahead, but not by years.
AHEAD = timedelta(days=366)
LONGEST_YEARS = 50

NOT_REGISTERED = "所选县（市、区）没有登记使用这个代码的单位，请核对；尚未登记的，只填持有单位名称即可。"

TitleState = Literal["in_force", "ahead", "over", "revoked"]


@dataclass(frozen=True)
class NewTitle:
    """What is entered of a title; a holder on the register is matched by its credit code."""

    kind: str
    county: str
    start: date
    source: str
    holder_name: str = ""
    credit_code: str = ""
    batch: str = ""
    notice: str = ""
    end: date | None = None


@dataclass(frozen=True)
class TitleLine:
    """One title of the list."""

    id: str
    kind: str
    holder_name: str
    on_register: bool
    county: str
    batch: str
    notice: str
    start: date
    end: date | None
    revoked_on: date | None
    source: str
    state: TitleState


@dataclass(frozen=True)
class TitlePage:
    """Some lines of the list; `next` is the title after which the next page begins, empty on the last one."""

    area: Area
    lines: tuple[TitleLine, ...]
    next: str


def list_titles(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, *, kind: str = "", after: str = ""
) -> TitlePage:
    """A page of the area's titles, the latest first. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    prefix = region_prefix(code)
    with database.read(actor) as session:
        last = queries.one(session, actor, prefix, after) if after else None
        rows = queries.page(session, actor, prefix, kind=kind, after=last, limit=PAGE_SIZE + 1)
    lines = tuple(_line(catalogue, row) for row in rows[:PAGE_SIZE])
    return TitlePage(area, lines, lines[-1].id if len(rows) > PAGE_SIZE else "")


def enter(database: Database, actor: Actor, catalogue: Catalogue, code: str, new: NewTitle) -> str:
    """Enter a title in the area and give its id.

    Raises NotFoundError outside the actor's area, InvalidInputError for what cannot be accepted, and
    ConflictError where the holder has the same title for some of the same days: it would count twice.
    """
    area = find_area(catalogue, actor, code)
    _check(catalogue, area, new)
    with database.write(actor) as session:
        queries.hold(session)
        return add_title(session, actor, new)


def add_title(session: Session, actor: Actor, new: NewTitle) -> str:
    """Add a checked title inside a running transaction, with its step of the county summary."""
    unit = None
    if new.credit_code:
        unit = queries.unit_of_firm(session, actor, new.credit_code, new.county)
        if unit is None:
            raise InvalidInputError({"credit_code": NOT_REGISTERED})
    holder = new.holder_name or (unit.name if unit is not None else "")
    days = TitleDays(new.start, new.end, None)
    for row in queries.same_holder(session, new.kind, new.county, holder, unit.id if unit else None):
        if _overlap(days, _days(row)):
            raise ConflictError(
                f"{holder}在{_span(row)}已有同一称号的记录，重复录入会被重复计数。请先核对原记录，或撤销后重新录入。"
            )
    row = Recognition(
        kind=new.kind,
        unit_id=unit.id if unit else None,
        holder_name=holder,
        county=new.county,
        batch=new.batch,
        notice=new.notice,
        start=new.start,
        end=new.end,
        source=new.source,
        entered_at=clock.now(),
    )
    session.add(row)
    session.flush()
    coverage.move_title(session, row.county, row.kind, None, days)
    return row.id


def revoke(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, title_id: str, *, day: date
) -> None:
    """End a title from `day` on; a title revoked from its first day never counted.

    Raises NotFoundError outside the area, ConflictError when it is revoked already, InvalidInputError for a
    day outside the title's own days or ahead.
    """
    find_area(catalogue, actor, code)
    with database.write(actor) as session:
        row = queries.one(session, actor, region_prefix(code), title_id)
        if row is None:
            raise NotFoundError
        if row.revoked_on is not None:
            raise ConflictError("这项称号已经撤销，页面上的内容可能是旧的，请刷新后查看。")
        if not row.start <= day <= min(row.end or date.max, clock.today()):
            raise InvalidInputError({"revoked_on": "撤销日期应在称号有效期内，且不晚于今天。"})
        before = _days(row)
        row.revoked_on = day
        session.flush()
        coverage.move_title(session, row.county, row.kind, before, _days(row))


def _check(catalogue: Catalogue, area: Area, new: NewTitle) -> None:
    problems = {}
    if new.kind not in catalogue.recognition_kinds:
        problems["kind"] = "请从列出的称号中选择。"
    if new.county not in {county.code for county in area.counties}:
        problems["county"] = "请选择本辖区内的县（市、区）。"
    if not (new.holder_name or new.credit_code):
        problems["holder_name"] = "请填写持有单位名称，或填写已登记单位的统一社会信用代码。"
    if not EARLIEST <= new.start <= clock.today() + AHEAD:
        problems["start"] = "起始日期应在 2010 年以后，且不晚于今天起一年内。"
    if new.end is not None and new.end < new.start:
        problems["end"] = "终止日期不能早于起始日期。"
    elif new.end is not None and new.end.year > new.start.year + LONGEST_YEARS:
        problems["end"] = f"终止日期应在起始日期后 {LONGEST_YEARS} 年以内；长期有效的请留空。"
    if problems:
        raise InvalidInputError(problems)


def _days(row: Recognition) -> TitleDays:
    return TitleDays(row.start, row.end, row.revoked_on)


def _overlap(one: TitleDays, other: TitleDays) -> bool:
    """Whether two titles share a day on which both count."""
    return one.start < (other.first_day_after or date.max) and other.start < (one.first_day_after or date.max)


def _span(row: Recognition) -> str:
    return f"{row.start.isoformat()}至{row.end.isoformat() if row.end else '今'}"


def _state(row: Recognition, day: date) -> TitleState:
    if row.revoked_on is not None and row.revoked_on <= day:
        return "revoked"
    if day < row.start:
        return "ahead"
    return "in_force" if _days(row).in_force(day) else "over"


def _line(catalogue: Catalogue, row: Recognition) -> TitleLine:
    return TitleLine(
        id=row.id,
        kind=zh(catalogue.recognition_kinds[row.kind].name),
        holder_name=row.holder_name,
        on_register=row.unit_id is not None,
        county=catalogue.county(row.county).name,
        batch=row.batch,
        notice=row.notice,
        start=row.start,
        end=row.end,
        revoked_on=row.revoked_on,
        source=row.source,
        state=_state(row, clock.today()),
    )
