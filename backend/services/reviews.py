"""The review of a submission as its firm meets it: started, withdrawn, returned with reasons."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import Purpose
from assessments.schema.review import ReviewChain
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import audit as audit_queries
from backend.db.queries import results as result_queries
from backend.db.queries import reviews as queries
from backend.db.tables.reviews import WAITING, WITHDRAWN, Review, ReviewAct
from backend.db.tables.submissions import Result, Submission
from backend.services import audit, candidates, coverage, drafts, offering, standings
from backend.services.errors import ConflictError, NotFoundError
from backend.services.snapshot import from_text

RETURNED = "returned"
REFUSED = "refused"
ACCEPTED = "accepted"
RECOGNISED = "recognised"
NONE = "none"
LOOKS = 50

CANNOT_WITHDRAW = "审核已经开始办理，不能再撤回。需要补充材料的，请联系当前办理的主管部门退回。"
CANNOT_APPLY = "这次提交不能申请审核：它不是最近一次提交、已经在审核，或按自评没有达到设有审核的等级。"


@dataclass(frozen=True)
class Start:
    """What decides whether and how a submission is reviewed: the level applied for is the certain one."""

    submission: Submission
    purpose: Purpose
    county: str
    level: str
    call: str


@dataclass(frozen=True)
class Look:
    """That an official looked at the firm's answers: when, from which area, at what; never who."""

    at: datetime
    region: str
    act: str


@dataclass(frozen=True)
class OwnReview:
    """A submission as its firm sees it in review; `review` is None where it is in none.

    `can_apply`: nothing was started because the form is a check of oneself, and could be.
    """

    submission: Submission
    unit_id: str
    firm_id: str
    firm_name: str
    unit_name: str
    chain: ReviewChain | None
    review: Review | None
    acts: tuple[tuple[ReviewAct, str], ...]
    looks: tuple[Look, ...]
    can_withdraw: bool
    can_apply: bool


def start(session: Session, catalogue: Catalogue, case: Start) -> None:
    """Put a submission at the first step of its chain; nothing for a check of oneself or without a chain."""
    chain = None if case.purpose is Purpose.SELF_CHECK else _chain(catalogue, case)
    if chain is None:
        return
    session.add(
        Review(
            submission_id=case.submission.id,
            unit_id=case.submission.unit_id,
            county=case.county,
            chain=chain.key,
            level=case.level,
            step=chain.acting_steps[0].id,
            state=WAITING,
            since=clock.now(),
        )
    )
    session.flush()


def apply(database: Database, actor: Actor, catalogue: Catalogue, submission_id: str) -> None:
    """Let a firm put its latest self-check of an instrument without purposes forward for recognition.

    Raises NotFoundError, ConflictError where it cannot be.
    """
    with database.write(actor) as session:
        row = result_queries.submission(session, actor, submission_id) if actor.is_enterprise else None
        if row is None:
            raise NotFoundError
        submission, unit, firm = row
        with coverage.kept(session, firm.id):
            put_forward(session, catalogue, submission, unit.county)


def put_forward(session: Session, catalogue: Catalogue, submission: Submission, county: str) -> None:
    """Start the review of what was a check of oneself. Raises ConflictError where it cannot be."""
    if not _can_apply(session, catalogue, submission, county):
        raise ConflictError(CANNOT_APPLY)
    queries.set_purpose(session, submission.assessment_id, Purpose.RECOGNITION.value)
    start(session, catalogue, _case(session, submission, county))


def withdraw(database: Database, actor: Actor, catalogue: Catalogue, submission_id: str) -> str:
    """Take a submission back before anybody has acted on it; gives the id of the form, open again.

    Raises NotFoundError, ConflictError once the first step was done.
    """
    with database.write(actor) as session:
        row = queries.one(session, actor, submission_id, lock=True) if actor.is_enterprise else None
        if row is None:
            raise NotFoundError
        review, submission, unit, firm = row
        if not _can_withdraw(session, catalogue, review):
            raise ConflictError(CANNOT_WITHDRAW)
        with coverage.kept(session, firm.id):
            now = clock.now()
            queries.move(session, review, now, state=WITHDRAWN)
            session.add(_act(review, "withdraw", actor, now))
            queries.set_form(session, submission.assessment_id, state=drafts.OPEN)
            standings.settle(session, unit.id, submission.questionnaire)
            candidates.keep(session, catalogue, unit.id, submission.questionnaire)
        return submission.assessment_id


def reasons_for(session: Session, assessment_id: str) -> dict[str, str]:
    """Why the latest submission of a form came back, by item id; empty when it did not."""
    found = queries.newest_of_form(session, assessment_id)
    if found is None or found[0].state != RETURNED or found[1] is None:
        return {}
    reasons: dict[str, str] = json.loads(found[1].reasons)
    return reasons


def own_review(database: Database, actor: Actor, catalogue: Catalogue, submission_id: str) -> OwnReview:
    """Where a firm's submission stands, what was said about it, and who looked. Raises NotFoundError."""
    with database.read(actor) as session:
        row = result_queries.submission(session, actor, submission_id) if actor.is_enterprise else None
        if row is None:
            raise NotFoundError
        submission, unit, firm = row
        found = queries.one(session, actor, submission_id)
        review = found[0] if found else None
        acts = queries.acts(session, submission_id) if review else []
        regions = audit_queries.looks(session, subjects_of(submission), LOOKS)
        return OwnReview(
            submission=submission,
            unit_id=unit.id,
            firm_id=firm.id,
            firm_name=firm.name,
            unit_name=unit.name,
            chain=catalogue.reviews[review.chain] if review else None,
            review=review,
            acts=tuple((act, region) for act, _name, region in acts),
            looks=tuple(Look(entry.at, region, audit.ACTIONS[entry.action]) for entry, region in regions),
            can_withdraw=review is not None and _can_withdraw(session, catalogue, review),
            can_apply=review is None and _can_apply(session, catalogue, submission, unit.county),
        )


def subjects_of(submission: Submission) -> tuple[str, ...]:
    """Everything of a submission that a view can be recorded about: itself and its files."""
    frozen = from_text(submission.snapshot)
    files = [f"evidence:{file.id}" for lines in frozen.evidence.values() for file in lines]
    return (f"submission:{submission.id}", *files)


def _act(review: Review, act: str, actor: Actor, at: datetime) -> ReviewAct:
    return ReviewAct(
        submission_id=review.submission_id,
        step=review.step,
        act=act,
        account_id=actor.account_id or None,
        at=at,
    )


def _chain(catalogue: Catalogue, case: Start) -> ReviewChain | None:
    """The chain at which somebody acts, None where there is none."""
    if case.level == NONE:
        return None
    chain = catalogue.review_chain(
        case.submission.questionnaire,
        case.level,
        catalogue.city_of(case.county).code,
        clock.local(case.submission.submitted_at).date(),
        purpose=case.purpose,
        call=case.call,
    )
    return chain if chain is not None and chain.acting_steps else None


def _can_withdraw(session: Session, catalogue: Catalogue, review: Review) -> bool:
    first = catalogue.reviews[review.chain].acting_steps[0].id
    untouched = not queries.acts(session, review.submission_id)
    return review.state == WAITING and review.step == first and untouched


def _can_apply(session: Session, catalogue: Catalogue, submission: Submission, county: str) -> bool:
    key = f"{submission.questionnaire}@{submission.version}"
    newest = queries.newest_number(session, submission.assessment_id) == submission.number
    free = session.get(Review, submission.id) is None
    if not newest or not free or offering.has_purposes(catalogue, key):
        return False
    return _chain(catalogue, _case(session, submission, county)) is not None


def _case(session: Session, submission: Submission, county: str) -> Start:
    rated: Result | None = result_queries.newest_result(session, submission.id)
    level, call = (rated.certain, rated.call) if rated else (NONE, "")
    return Start(submission, Purpose.RECOGNITION, county, level, call)
