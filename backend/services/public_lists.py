"""Publicity lists as anybody reads them, and the channel for reporting that something on one is false."""

from dataclasses import dataclass
from datetime import timedelta

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import ANONYMOUS
from backend.db.engine import Database
from backend.db.queries import publicity as queries
from backend.db.tables.accounts import Person
from backend.db.tables.reviews import Objection, Publicity, ReportTrace
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError, TooManyAttemptsError
from backend.services.publicity import Line, area_name, lines_of, state_of

SHOWN_AFTER = timedelta(days=30)
"""How long a list stays on the overview after its last day: ours, no document says."""
LISTS = 100
REPORTS = 10
WINDOW = timedelta(hours=1)
"""At most so many reports from one network address in this time: a company's whole office shares one."""


@dataclass(frozen=True)
class PublicList:
    """A list with the name of the area that put it up; `is_running` says whether reports are taken."""

    row: Publicity
    area_name: str
    is_running: bool


@dataclass(frozen=True)
class NewReport:
    """What somebody reports; `name` and `phone` may be left out."""

    submission_id: str
    text: str
    name: str = ""
    phone: str = ""


def current(database: Database, catalogue: Catalogue) -> tuple[PublicList, ...]:
    """The lists that run or ended lately, the latest end first."""
    today = clock.today()
    with database.read(ANONYMOUS) as session:
        rows = queries.public(session, today, today - SHOWN_AFTER, LISTS)
    return tuple(_list(catalogue, row) for row in rows)


def one(database: Database, catalogue: Catalogue, list_id: str) -> tuple[PublicList, tuple[Line, ...]]:
    """A list and the firms on it. Raises NotFoundError before it begins and after it was withdrawn."""
    with database.read(ANONYMOUS) as session:
        row = queries.one_public(session, list_id, clock.today())
        if row is None:
            raise NotFoundError("没有这份公示名单，或它已经撤下。请从公示首页重新进入。")
        return _list(catalogue, row), lines_of(session, catalogue, list_id)


def report(database: Database, list_id: str, new: NewReport, *, address: str) -> None:
    """Store what somebody reports about a firm on a running list; who it is lies in `person` only.

    Raises NotFoundError, InvalidInputError, ConflictError once the period is over, TooManyAttemptsError.
    """
    now, today = clock.now(), clock.today()
    with database.write(ANONYMOUS) as session:
        row = queries.one_public(session, list_id, today)
        if row is None:
            raise NotFoundError
        if today > row.ends_on or row.concluded_at is not None:
            raise ConflictError("公示期已过，这里不再接受反映。请直接向发布公示的主管部门反映。")
        if new.submission_id not in {
            review.submission_id for review, *_rest in queries.lines(session, list_id)
        }:
            raise InvalidInputError({"submission": "请选择名单上的单位。"})
        if queries.reports_from(session, address, now - WINDOW) >= REPORTS:
            raise TooManyAttemptsError("同一网络的反映过于频繁，请一小时后再提交，或直接联系主管部门。")
        session.add(ReportTrace(address=address, at=now))
        person = Person(name=new.name, phone=new.phone) if new.name or new.phone else None
        if person is not None:
            session.add(person)
            session.flush()
        session.add(
            Objection(
                publicity_id=list_id,
                submission_id=new.submission_id,
                text=new.text,
                person_id=person.id if person else None,
                at=now,
            )
        )


def _list(catalogue: Catalogue, row: Publicity) -> PublicList:
    running = state_of(row, clock.today()) == "running"
    return PublicList(row, area_name(catalogue, row.area), running)
