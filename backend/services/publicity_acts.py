"""Acting on a publicity list: put it up, answer reports, withdraw it, conclude it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.review import StepKind
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import publicity as queries
from backend.db.queries import reviews as review_queries
from backend.db.tables.reviews import WAITING, Publicity, PublicityLine
from backend.services import audit
from backend.services.areas import find_area
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.publicity import hindrance_of
from backend.services.review_case import Case, may_act
from backend.services.review_chains import powers_of

LONGEST = timedelta(days=92)
SATURDAY = 5

NOT_YOURS = "这份公示名单不由本级办理，本次操作没有保存。"
OVER = "这份公示名单已经撤下或办结，本次操作没有保存。请刷新页面查看。"
TAKEN = "所选单位中有的已在其他公示名单上，或已离开公示环节。请刷新页面后重新选择。"


@dataclass(frozen=True)
class NewList:
    """A list about to be put up."""

    title: str
    starts_on: date
    ends_on: date
    channel: str
    submissions: tuple[str, ...]


def put_up(database: Database, actor: Actor, catalogue: Catalogue, code: str, new: NewList) -> str:
    """Put submissions that wait at their publicity step before the public; gives the list's id.

    Raises NotFoundError outside the area, InvalidInputError, ForbiddenError for a step of another level, and
    ConflictError where one of them stands on a list already or has moved on.
    """
    find_area(catalogue, actor, code)
    _check(new)
    with database.write(actor) as session:
        cases = _cases(session, actor, catalogue, new.submissions)
        if len(cases) != len(set(new.submissions)) or queries.busy(session, new.submissions):
            raise ConflictError(TAKEN)
        powers = powers_of(session, actor)
        if not all(may_act(powers, case) for case in cases):
            raise ForbiddenError(NOT_YOURS)
        _check_length(cases, new)
        row = Publicity(
            area=actor.region,
            title=new.title,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            channel=new.channel,
            created_by=actor.account_id or None,
            created_at=clock.now(),
        )
        session.add(row)
        session.flush()
        session.add_all(
            PublicityLine(publicity_id=row.id, submission_id=case.submission.id) for case in cases
        )
        audit.record(session, actor, "publicity_open", f"publicity:{row.id}", row.area)
        return row.id


def withdraw(database: Database, actor: Actor, catalogue: Catalogue, code: str, list_id: str) -> None:
    """Take a list down before it is concluded; its firms wait to be put on another one."""
    with database.write(actor) as session:
        row = _own(session, actor, catalogue, code, list_id)
        row.withdrawn_at = clock.now()
        audit.record(session, actor, "publicity_withdraw", f"publicity:{row.id}", row.area)


def answer(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    list_id: str,
    *,
    objection_id: str,
    upheld: bool,
    text: str,
) -> None:
    """Say whether a report holds. Raises NotFoundError, ForbiddenError, ConflictError after an answer."""
    with database.write(actor) as session:
        row = _own(session, actor, catalogue, code, list_id)
        objection = queries.objection(session, list_id, objection_id)
        if objection is None:
            raise NotFoundError
        if objection.upheld is not None:
            raise ConflictError("这条反映已经答复，本次操作没有保存。请刷新页面查看。")
        objection.upheld, objection.answer = upheld, text
        objection.answered_by, objection.answered_at = actor.account_id or None, clock.now()
        audit.record(session, actor, "objection_answer", f"objection:{objection.id}", row.area)


def conclude(database: Database, actor: Actor, catalogue: Catalogue, code: str, list_id: str) -> int:
    """Let the firms of a list go on whose answers nobody refuted; gives how many.

    Those about whom a report was upheld stay at the step until somebody returns or refuses them. Raises
    NotFoundError, ForbiddenError, ConflictError while the period runs or a report waits for its answer.
    """
    with database.write(actor) as session:
        row = _own(session, actor, catalogue, code, list_id)
        reports = [objection for objection, _person in queries.objections(session, list_id)]
        hindrance = hindrance_of(row, reports)
        if hindrance:
            raise ConflictError(hindrance)
        upheld = {objection.submission_id for objection in reports if objection.upheld}
        listed = [review.submission_id for review, *_rest in queries.lines(session, list_id)]
        passing = [
            case for case in _cases(session, actor, catalogue, listed) if case.submission.id not in upheld
        ]
        for case in passing:
            case.note("pass")
            case.record("review_pass")
            case.go_on()
        row.concluded_at = clock.now()
        audit.record(session, actor, "publicity_close", f"publicity:{row.id}", row.area)
        return len(passing)


def working_days(start: date, end: date) -> int:
    """Days from Monday to Friday in a span, both ends included; public holidays are not known here."""
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def _own(session: Session, actor: Actor, catalogue: Catalogue, code: str, list_id: str) -> Publicity:
    """A list of the actor's own level that is neither withdrawn nor concluded, held."""
    find_area(catalogue, actor, code)
    row = queries.one(session, region_prefix(code), list_id, lock=True)
    if row is None:
        raise NotFoundError
    if row.area != actor.region:
        raise ForbiddenError(NOT_YOURS)
    if row.withdrawn_at is not None or row.concluded_at is not None:
        raise ConflictError(OVER)
    return row


def _check(new: NewList) -> None:
    problems = {}
    if not new.submissions:
        problems["submissions"] = "请至少选择一家要公示的单位。"
    if new.starts_on < clock.today():
        problems["starts_on"] = "公示开始日期不能早于今天。"
    if new.ends_on <= new.starts_on:
        problems["ends_on"] = "公示结束日期应晚于开始日期。"
    elif new.ends_on - new.starts_on > LONGEST:
        problems["ends_on"] = "公示期最长三个月，请核对结束日期。"
    if problems:
        raise InvalidInputError(problems)


def _check_length(cases: Iterable[Case], new: NewList) -> None:
    printed = [case.step.working_days for case in cases]
    least = max((days for days in printed if isinstance(days, int)), default=0)
    if working_days(new.starts_on, new.ends_on) < least:
        raise InvalidInputError({"ends_on": f"按依据文件，公示期不少于 {least} 个工作日，请推后结束日期。"})


def _cases(session: Session, actor: Actor, catalogue: Catalogue, submission_ids: Iterable[str]) -> list[Case]:
    """Those of some submissions that wait at a publicity step, held until the transaction ends."""
    found = []
    for review, submission, unit, firm in review_queries.at_places(session, actor, list(submission_ids)):
        chain = catalogue.reviews[review.chain]
        if review.state != WAITING or chain.step(review.step).kind is not StepKind.PUBLICITY:
            continue
        step = chain.step(review.step)
        found.append(Case(session, actor, catalogue, review, submission, unit, firm, chain, step))
    return found
