"""Hints of a form while it is open, the firm's explanations, and what goes along with a submission."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.answering import encode
from assessments.catalogue import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import integrity as queries
from backend.db.tables.firms import Unit
from backend.db.tables.integrity import IntegrityHint, IntegrityNote
from backend.db.tables.submissions import Submission
from backend.services import rating
from backend.services.assessing import Form, find_form
from backend.services.drafts import EDITABLE
from backend.services.errors import ConflictError, NotFoundError
from backend.services.integrity.applied import Applied, applied_to
from backend.services.integrity.finding import find, traces_of
from backend.services.integrity.gathering import Subject, around, given_by
from backend.services.integrity.hints import Hint, to_text
from backend.services.rating import Inputs


@dataclass(frozen=True)
class Noted:
    """A hint with what the firm says about it."""

    hint: Hint
    note: str


@dataclass(frozen=True)
class Submitted:
    """A submission with its unit, what was frozen with it, and the certain level it was rated at."""

    submission: Submission
    unit: Unit
    inputs: Inputs
    level: str


@dataclass(frozen=True)
class Explanation:
    """What somebody wants to say about a hint; `was` is what stood there when the page was opened."""

    key: str
    text: str
    was: str


class StaleNoteError(ConflictError):
    """A colleague has written another explanation meanwhile: nothing was stored; both are shown."""

    def __init__(self, key: str, mine: str, stored: str) -> None:
        super().__init__("这条说明刚被改写，您的这次填写没有保存。请核对两处文字后再定。")
        self.key = key
        self.mine = mine
        self.stored = stored


def of_form(database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str) -> tuple[Noted, ...]:
    """The hints of an open form, for those who fill it and nobody else. Raises NotFoundError."""
    with database.read(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id)
        notes = queries.notes(session, assessment_id)
        found = _of_form(session, catalogue, form)
    return tuple(Noted(hint.for_the_firm(), notes.get(hint.key, "")) for hint in found)


def explain(
    database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str, said: Explanation
) -> None:
    """Keep what the firm says about a hint; an empty text takes it away.

    Raises NotFoundError, ConflictError once the form is submitted or the hint is gone, StaleNoteError.
    """
    with database.write(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id, alone=True)
        if form.assessment.state not in EDITABLE:
            raise ConflictError("这份自评已经提交，说明随之固定，不能再修改。")
        if said.key not in {hint.key for hint in _of_form(session, catalogue, form)}:
            raise ConflictError("这一处已经不再提示，不用说明。")
        stored = queries.notes(session, assessment_id).get(said.key, "")
        if stored not in (said.was, said.text):
            raise StaleNoteError(said.key, said.text, stored)
        note = IntegrityNote(
            assessment_id=assessment_id,
            key=said.key,
            text=said.text,
            author_id=actor.account_id,
            saved_at=clock.now(),
        )
        queries.put_note(session, note)


def keep(session: Session, catalogue: Catalogue, unit: Unit, submission: Submission, level: str) -> None:
    """Keep the hints of a submission just made, and its traces, inside a running transaction.

    `level` is the certain level it was rated at. Nothing else reads what is written here: not the rating,
    not the review chain, not the candidates.
    """
    inputs = rating.inputs_of_submission(catalogue, submission)
    key = f"{submission.questionnaire}@{submission.version}"
    applied = applied_to(catalogue, key, inputs.profile.production_type)
    if applied is None:
        return
    found, traces = look_at(session, applied, Submitted(submission, unit, inputs, level))
    notes = queries.notes(session, submission.assessment_id)
    rows = rows_of(submission.id, applied, found, notes, submission.submitted_at)
    queries.put_hints(session, (submission.id,), rows)
    queries.put_traces(session, {submission.id: traces})


def look_at(session: Session, applied: Applied, case: Submitted) -> tuple[list[Hint], tuple[int, ...]]:
    """The hints of a submission, as of when it was made, and its traces."""
    submission, until = case.submission, case.submission.submitted_at
    given = given_by(applied, case.inputs, submission.packed, clock.local(until))
    traces = tuple(traces_of(applied, given.codes))
    subject = Subject(case.unit, submission.assessment_id, traces, case.level, until)
    return find(applied, given, around(session, applied, subject)), traces


def rows_of(
    submission_id: str, applied: Applied, found: list[Hint], notes: dict[str, str], now: datetime
) -> list[dict[str, object]]:
    """Hints as rows, with what the firm said about them."""
    rows = [
        IntegrityHint(
            submission_id=submission_id,
            key=hint.key,
            place=place,
            content=to_text(hint),
            note=notes.get(hint.key, ""),
            digest=applied.digest,
            found_at=now,
        )
        for place, hint in enumerate(found)
    ]
    return [row.model_dump() for row in rows]


def _of_form(session: Session, catalogue: Catalogue, form: Form) -> list[Hint]:
    if not form.head.is_open:
        raise NotFoundError
    applied = applied_to(catalogue, form.head.key, form.instrument.production)
    if applied is None:
        return []
    inputs = rating.inputs_of_draft(session, catalogue, form.assessment, form.unit)
    packed = encode(applied.sheet.compiled, form.instrument.production, inputs.answers)
    now = clock.now()
    today = clock.local(now).date()
    instrument = rating.instrument_of_draft(catalogue, form.assessment, today)
    level = rating.rate(catalogue, instrument, inputs, today, "", derived=False).certain
    given = given_by(applied, inputs, packed, clock.local(now))
    traces = tuple(traces_of(applied, given.codes))
    subject = Subject(form.unit, form.assessment.id, traces, level, now)
    return find(applied, given, around(session, applied, subject))
