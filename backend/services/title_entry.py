"""Writing titles inside a running transaction: each once, with what follows for counts and renewals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from backend import clock
from backend.auth.actor import Actor
from backend.db.queries import titles as queries
from backend.db.queries.titles import CODE
from backend.db.tables.base import new_id
from backend.db.tables.firms import Unit
from backend.db.tables.titles import Recognition
from backend.services import coverage
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.measures import TitleDays
from backend.services.title_holders import Object, name_key, renewals, same_thing, unit_for

# The first titles of this ladder were granted in the 2010s; an earlier year is a slip of the pen.
EARLIEST = date(2010, 1, 1)
# A notice may name a first day that lies ahead, but not by years.
AHEAD = timedelta(days=366)
LONGEST_YEARS = 50

NOT_REGISTERED = "所选县（市、区）没有登记使用这个代码的单位，请核对；尚未登记的，请再填写持有单位名称。"
BAD_START = "起始日期应在 2010 年以后，且不晚于今天起一年内。"
BAD_END = "终止日期不能早于起始日期。"
LONG_END = f"终止日期应在起始日期后 {LONGEST_YEARS} 年以内；长期有效的请留空。"


@dataclass(frozen=True)
class NewTitle:
    """What is entered of a title; a holder on the register is matched by its credit code.

    `end_derived` says that `end` follows from the validity of the kind and was not printed.
    """

    kind: str
    county: str
    start: date
    source: str
    holder_name: str = ""
    credit_code: str = ""
    batch: str = ""
    notice: str = ""
    end: date | None = None
    end_derived: bool = False
    object: Object = "firm"
    project: str = ""


def add_title(session: Session, actor: Actor, new: NewTitle) -> str:
    """Add a checked title inside a running transaction, with its step of the county summary.

    Without a holder's name the code must be registered in the county; with one, a title whose code is not
    registered there is entered without a unit.
    """
    queries.hold(session)
    unit = _unit(session, actor, new)
    if unit is None and not new.holder_name:
        raise InvalidInputError({"credit_code": NOT_REGISTERED})
    row = row_of(actor, new, unit)
    add_row(session, row)
    return row.id


def add_row(session: Session, row: Recognition) -> None:
    """Store a title that `row_of` has made. ConflictError where it would count twice."""
    others = queries.same_holder(session, row)
    refuse_overlap(row, others)
    row.renewal = renewals([*others, row])[row.id]
    session.add(row)
    session.flush()
    coverage.move_title(session, row.county, row.kind, None, days_of(row), unit_id=row.unit_id)
    settle(session, [*others, row])


def row_of(actor: Actor, new: NewTitle, unit: Unit | None) -> Recognition:
    """A title as it is stored; `unit` is what its code was found for."""
    holder = new.holder_name or (unit.name if unit is not None else "")
    return Recognition(
        id=new_id(),
        kind=new.kind,
        unit_id=unit.id if unit else None,
        holder_name=holder,
        holder_key=name_key(holder),
        county=new.county,
        batch=new.batch,
        notice=new.notice,
        start=new.start,
        end=new.end,
        end_derived=new.end_derived,
        source=new.source,
        object=new.object,
        project=new.project,
        credit_code=new.credit_code,
        matched_by=CODE if unit else queries.NOT_YET,
        entered_by=actor.account_id or None,
        entered_at=clock.now(),
    )


def remove_title(session: Session, row: Recognition) -> None:
    """Take a title out as if it had never been entered, inside a running transaction."""
    others = [other for other in queries.same_holder(session, row) if other.id != row.id]
    coverage.move_title(session, row.county, row.kind, days_of(row), None, unit_id=row.unit_id)
    session.delete(row)
    session.flush()
    settle(session, others)


def move(session: Session, row: Recognition, before: TitleDays, unit_id: str | None) -> None:
    """Bring counts and renewals along with a title whose days or unit were others before."""
    session.flush()
    coverage.move_title(session, row.county, row.kind, before, None, unit_id=unit_id)
    coverage.move_title(session, row.county, row.kind, None, days_of(row), unit_id=row.unit_id)
    settle(session, queries.same_holder(session, row))


def settle(session: Session, titles: Sequence[Recognition]) -> None:
    """Let each of these titles of one kind and holder say whether it renews an earlier one."""
    for title_id, is_renewal in renewals(titles).items():
        row = next(title for title in titles if title.id == title_id)
        if row.renewal is not is_renewal:
            before = days_of(row)
            row.renewal = is_renewal
            coverage.move_title(session, row.county, row.kind, before, days_of(row), unit_id=row.unit_id)
    session.flush()


def refuse_overlap(row: Recognition, others: Sequence[Recognition]) -> None:
    """ConflictError where the title shares a day with another one of the same holder."""
    found = overlapping(row, others)
    if found is not None:
        raise ConflictError(
            f"{row.holder_name}在{span(found)}已有同一称号的记录，重复录入会被重复计数。"
            "请先核对原记录，或撤销后重新录入。"
        )


def overlapping(row: Recognition, others: Sequence[Recognition]) -> Recognition | None:
    """The first of these titles that is about the same thing and shares a day with `row`."""
    days = days_of(row)
    return next(
        (
            other
            for other in others
            if other.id != row.id and same_thing(row, other) and _overlap(days, days_of(other))
        ),
        None,
    )


def day_problems(start: date, end: date | None) -> dict[str, str]:
    """What is wrong with the days of a title, by field."""
    problems = {}
    if not EARLIEST <= start <= clock.today() + AHEAD:
        problems["start"] = BAD_START
    if end is not None and end < start:
        problems["end"] = BAD_END
    elif end is not None and end.year > start.year + LONGEST_YEARS:
        problems["end"] = LONG_END
    return problems


def days_of(row: Recognition) -> TitleDays:
    """The days that decide when a title counts."""
    return TitleDays(row.start, row.end, row.revoked_on, row.renewal)


def span(row: Recognition) -> str:
    """The days of a title in words."""
    return f"{row.start.isoformat()}至{row.end.isoformat() if row.end else '今'}"


def _unit(session: Session, actor: Actor, new: NewTitle) -> Unit | None:
    if not new.credit_code:
        return None
    found = queries.units_with_codes(session, actor, [new.credit_code])
    return unit_for(new.object, new.project, new.county, [unit for unit, _firm in found])


def _overlap(one: TitleDays, other: TitleDays) -> bool:
    """Whether two titles share a day on which both count."""
    return one.start < (other.first_day_after or date.max) and other.start < (one.first_day_after or date.max)
