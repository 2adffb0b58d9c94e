"""Submitting a form: exactly once, frozen with everything its rating depends on, rated at once."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessments.answering import Answer, encode
from assessments.loader import Catalogue
from assessments.rating import UnitRating
from assessments.schema.common import zh
from assessments.wording import item_named
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.db.queries import submissions as submission_queries
from backend.db.tables.submissions import Result, Submission
from backend.services import (
    candidates,
    checking,
    coverage,
    drafts,
    offering,
    rating,
    reviews,
    round_terms,
    snapshot,
    standings,
)
from backend.services.assessing import Form, FormHead, files_of, find_form, required_items
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.integrity import keeping as integrity
from backend.services.rating import Inputs
from backend.services.snapshot import EvidenceLine, Snapshot

REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Digits and capitals that nobody confuses when reading a number out."""
REFERENCE_LENGTH = 8


@dataclass(frozen=True)
class Receipt:
    """What a firm keeps of a submission."""

    head: FormHead
    submission_id: str
    reference: str
    declared_by: str
    submitted_at: datetime


@dataclass(frozen=True)
class Case:
    """A form about to be submitted, with everything that is frozen with it.

    Whoever submits many at once (`in_bulk`) has to let `candidates.refresh` and the refreshing of integrity
    hints follow.
    """

    session: Session
    actor: Actor
    catalogue: Catalogue
    form: Form
    inputs: Inputs
    notes: Mapping[str, str]
    now: datetime
    in_bulk: bool = False


def submit(database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str, seen: int) -> str:
    """Freeze, rate and store a form; gives the submission's id, also when it was submitted before.

    `seen` is the state that the declaration was made about. Raises NotFoundError, ConflictError where
    an answer, the profile or a fact was saved since or the form's round takes nothing any more,
    InvalidInputError (field "missing") while required items are open or have yet to be confirmed.
    """
    with database.write(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id, alone=True)
        if not form.head.is_open:
            return _earlier(session, assessment_id).id
        _check_round(session, form)
        rows = queries.stored_answers(session, assessment_id)
        if checking.seen_of(session, form, rows) != seen:
            raise ConflictError("您核对之后又有答案或企业信息被修改，没有提交。请重新核对后再提交。")
        inputs = rating.inputs_of_draft(session, catalogue, form.assessment, form.unit)
        _check_complete(form, inputs.answers)
        stored = drafts.read_all(form.instrument, rows)
        notes = {item: draft.note for item, draft in stored.items() if draft.note and not draft.carried_from}
        return submit_case(Case(session, actor, catalogue, form, inputs, notes, clock.now()))


def _check_round(session: Session, form: Form) -> None:
    """Refuse what the form's round does not take; its owner cannot end it until the transaction is over."""
    head, campaign = form.head, queries.round_of(session, form.assessment.round_id, alone=True)
    refusal = round_terms.refusal(campaign, head.asked_by, clock.today(), came_back=head.came_back)
    if refusal:
        raise ConflictError(refusal)


def submit_case(case: Case) -> str:
    """Freeze, rate and store a checked form inside a running transaction; gives the submission's id."""
    session, form = case.session, case.form
    with coverage.kept(session, form.firm.id):
        submission = _freeze(case)
        session.add(submission)
        session.flush()
        rated = rating.submission_rating(case.catalogue, submission, clock.local(case.now).date())
        session.add(_result(submission, rated, case.now))
        reviews.start(session, case.catalogue, _application(form, submission, rated))
        standings.settle(session, form.unit.id, submission.questionnaire)
        if not case.in_bulk:
            candidates.keep(session, case.catalogue, form.unit.id, submission.questionnaire)
            integrity.keep(session, case.catalogue, form.unit, submission, rated.certain)
        queries.close(session, form.assessment.id, drafts.SUBMITTED)
    return submission.id


def _application(form: Form, submission: Submission, rated: UnitRating) -> reviews.Start:
    call = rated.eligibility.call if rated.eligibility else ""
    purpose = offering.purpose_of(form.assessment.purpose)
    return reviews.Start(submission, purpose, form.unit.county, rated.certain, call)


def receipt(database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str) -> Receipt:
    """The receipt of a submitted form. Raises NotFoundError while it is open."""
    with database.read(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id)
        row = submission_queries.of_form(session, assessment_id)
    if row is None:
        raise NotFoundError
    submission, name = row
    return Receipt(form.head, submission.id, submission.reference, name, submission.submitted_at)


def _earlier(session: Session, assessment_id: str) -> Submission:
    row = submission_queries.of_form(session, assessment_id)
    if row is None:
        raise NotFoundError
    return row[0]


def _check_complete(form: Form, answers: Mapping[str, Answer]) -> None:
    implied = form.instrument.implied(answers)
    missing = [
        item for item in required_items(form.instrument) if item.id not in answers and item.id not in implied
    ]
    if missing:
        first = item_named(missing[0].ref, zh(missing[0].name))
        level = form.instrument.level_names[form.instrument.lowest_rung()]
        what = f"还有 {len(missing)} 道{level}必答题没有作答或没有确认（{first}等）"
        raise InvalidInputError({"missing": f"{what}，答完后才能提交。"})


def _freeze(case: Case) -> Submission:
    form, inputs = case.form, case.inputs
    questionnaire = form.instrument.questionnaire
    compiled = rating.questionnaire_for(case.catalogue, questionnaire.key)
    digests = rating.digests_for(case.catalogue, questionnaire.key)
    earlier = submission_queries.of_form(case.session, form.assessment.id)
    return Submission(
        reference=_new_reference(case.session, clock.local(case.now).date()),
        assessment_id=form.assessment.id,
        unit_id=form.unit.id,
        number=earlier[0].number + 1 if earlier else 1,
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        rules_digest=digests.rules,
        wording_digest=digests.wording,
        packed=encode(compiled, inputs.profile.production_type, inputs.answers),
        snapshot=snapshot.to_text(_snapshot(case)),
        declared_by=case.actor.account_id or None,
        submitted_at=case.now,
    )


def _snapshot(case: Case) -> Snapshot:
    form, inputs = case.form, case.inputs
    implied = form.instrument.implied(inputs.answers)
    files = files_of(case.session, form.assessment.id)
    return Snapshot(
        firm_name=form.firm.name,
        credit_code=form.firm.credit_code,
        unit_name=form.unit.name,
        profile=inputs.profile,
        facts=inputs.facts,
        titles=inputs.titles,
        reasons={
            item: answer.not_applicable
            for item, answer in inputs.answers.items()
            if answer.not_applicable is not None
        },
        notes=case.notes,
        evidence={
            item: tuple(EvidenceLine(file.id, file.filename, file.size, file.digest) for file in attached)
            for item, attached in files.items()
        },
        implied={item: zh(implication.reason) for item, implication in implied.items()},
        purpose=offering.purpose_of(form.assessment.purpose),
    )


def _new_reference(session: Session, day: date) -> str:
    while True:
        letters = "".join(secrets.choice(REFERENCE_LETTERS) for _place in range(REFERENCE_LENGTH))
        reference = f"ZT{day.year}-{letters}"
        if not submission_queries.is_taken(session, reference):
            return reference


def _result(submission: Submission, rated: UnitRating, now: datetime) -> Result:
    return Result(
        submission_id=submission.id,
        certain=rated.certain,
        possible=rated.possible,
        points=str(rated.points),
        max_points=str(rated.max_points),
        attainment=json.dumps([asdict(rung) for rung in rated.attainment], ensure_ascii=False),
        call=rated.eligibility.call if rated.eligibility else "",
        as_of=rated.as_of,
        rated_at=now,
    )
