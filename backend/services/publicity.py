"""Publicity lists of an area: what stands on them, what is reported, what could be put on the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.review import StepKind
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import publicity as queries
from backend.db.queries import reviews as review_queries
from backend.db.queries.reviews import Wanted
from backend.db.tables.accounts import Person
from backend.db.tables.firms import Firm
from backend.db.tables.reviews import Objection, Publicity, Review
from backend.db.tables.submissions import Submission
from backend.services.areas import Area, find_area
from backend.services.errors import NotFoundError
from backend.services.review_case import level_name
from backend.services.review_chains import all_steps, powers_of

LISTS = 100
CANDIDATES = 500

RUNNING = "公示期未满，不能办结。"
UNANSWERED = "还有反映没有答复，不能办结。请先逐条答复。"


@dataclass(frozen=True)
class Line:
    """A firm on a list, or one that could be put on it: nothing of its answers."""

    submission_id: str
    firm_name: str
    county: str
    level: str
    instrument: str
    state: str = ""
    has_upheld: bool = False


@dataclass(frozen=True)
class ListLine:
    """One list in the overview of an area."""

    row: Publicity
    area_name: str
    state: str
    firms: int
    unanswered: int


@dataclass(frozen=True)
class Lists:
    """The lists of an area, and the submissions that wait to be put on one by this official."""

    area: Area
    lists: tuple[ListLine, ...]
    candidates: tuple[Line, ...]


@dataclass(frozen=True)
class Report:
    """What somebody reported; `contact` is empty for somebody who stayed unnamed.

    It is None for officials of a level above: whoever reports is told that only those who handle the list
    learn the name.
    """

    row: Objection
    firm_name: str
    contact: str | None


@dataclass(frozen=True)
class OneList:
    """A list with its lines and the reports about it."""

    area: Area
    row: Publicity
    state: str
    lines: tuple[Line, ...]
    reports: tuple[Report, ...]
    is_own: bool
    hindrance: str


def state_of(row: Publicity, today: date) -> str:
    """withdrawn, concluded, ahead, running or over."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.concluded_at is not None:
        return "concluded"
    if today < row.starts_on:
        return "ahead"
    return "running" if today <= row.ends_on else "over"


def lists_of(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> Lists:
    """The lists of an area, newest first. Raises NotFoundError outside the actor's area."""
    area, prefix, today = find_area(catalogue, actor, code), region_prefix(code), clock.today()
    with database.read(actor) as session:
        rows = queries.of_areas(session, prefix, LISTS)
        counts = queries.counted(session, [row.id for row in rows])
        candidates = _candidates(session, actor, catalogue, prefix)
    lists = tuple(
        ListLine(row, area_name(catalogue, row.area), state_of(row, today), *counts.get(row.id, (0, 0)))
        for row in rows
    )
    return Lists(area, lists, candidates)


def one_list(database: Database, actor: Actor, catalogue: Catalogue, code: str, list_id: str) -> OneList:
    """A list of an area with the reports about it. Raises NotFoundError."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        row = queries.one(session, region_prefix(code), list_id)
        if row is None:
            raise NotFoundError
        reports = queries.objections(session, list_id)
        upheld = {objection.submission_id for objection, _person in reports if objection.upheld}
        lines = lines_of(session, catalogue, list_id, upheld)
    names = {line.submission_id: line.firm_name for line in lines}
    is_own = row.area == actor.region
    return OneList(
        area=area,
        row=row,
        state=state_of(row, clock.today()),
        lines=lines,
        reports=tuple(
            Report(
                objection,
                names.get(objection.submission_id, ""),
                _contact(person) if is_own else None,
            )
            for objection, person in reports
        ),
        is_own=is_own,
        hindrance=hindrance_of(row, [objection for objection, _person in reports]),
    )


def _contact(person: Person | None) -> str:
    return "" if person is None else " ".join(part for part in (person.name, person.phone) if part)


def hindrance_of(row: Publicity, reports: Sequence[Objection]) -> str:
    """Why a list cannot be concluded yet; empty where it can."""
    if clock.today() <= row.ends_on:
        return RUNNING
    return UNANSWERED if any(report.upheld is None for report in reports) else ""


def _candidates(session: Session, actor: Actor, catalogue: Catalogue, prefix: str) -> tuple[Line, ...]:
    """What waits for this official to put it on a list."""
    powers = powers_of(session, actor)
    steps = {
        (chain.key, step.id) for chain, step in all_steps(catalogue) if step.kind is StepKind.PUBLICITY
    } & powers.places(catalogue)
    if not steps:
        return ()
    rows = review_queries.waiting(session, actor, Wanted(prefix, steps), after=None, limit=CANDIDATES)
    busy = set(queries.busy(session, [review.submission_id for review, *_rest in rows]))
    return tuple(
        _line(catalogue, review, submission, firm)
        for review, submission, _unit, firm in rows
        if review.submission_id not in busy
        and powers.may_act(
            catalogue,
            catalogue.reviews[review.chain],
            catalogue.reviews[review.chain].step(review.step),
            review.county,
        )
    )


def lines_of(
    session: Session, catalogue: Catalogue, list_id: str, upheld: Iterable[str] = ()
) -> tuple[Line, ...]:
    """The firms on a list, by county and name."""
    rows = queries.lines(session, list_id)
    return tuple(
        _line(catalogue, review, submission, firm, upheld) for review, submission, _unit, firm in rows
    )


def _line(
    catalogue: Catalogue,
    review: Review,
    submission: Submission,
    firm: Firm,
    upheld: Iterable[str] = (),
) -> Line:
    return Line(
        submission_id=submission.id,
        firm_name=firm.name,
        county=catalogue.county(review.county).name,
        level=level_name(catalogue, submission.questionnaire, review.level),
        instrument=zh(catalogue.ladders[catalogue.questionnaire(submission.questionnaire).ladder].name),
        state=review.state,
        has_upheld=submission.id in upheld,
    )


def area_name(catalogue: Catalogue, code: str) -> str:
    """The name of a province, city, county or zone."""
    if code == catalogue.regions.code:
        return catalogue.regions.name
    for city in catalogue.regions.cities:
        if city.code == code:
            return city.name
    return catalogue.county(code).name
