"""Reading a result: the private preview of a form being filled, and what was submitted."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row
from sqlalchemy.orm import Session

from assessments.loader import Catalogue, InstrumentInForce
from assessments.rating import UnitRating
from assessments.schema.questionnaire import Questionnaire
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as forms
from backend.db.queries import results as queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.titles import Recognition
from backend.services import audit, rating, snapshot
from backend.services.advice import incentives
from backend.services.advice.incentives import IncentiveLine
from backend.services.drafts import EDITABLE
from backend.services.errors import NotFoundError
from backend.services.rating import Inputs


@dataclass(frozen=True)
class Title:
    """A title on record for the unit: official status, apart from every self-assessment.

    `last_day` is its end or the day it was revoked; `in_force` says whether it holds today.
    """

    kind: str
    holder: str
    batch: str
    source: str
    start: date
    last_day: date | None
    in_force: bool


@dataclass(frozen=True)
class Outcome:
    """A rating with what a page needs to explain it.

    For a preview `reference` and `submitted_at` are None and `submission_id` is empty. Names are those at the
    time of the submission. `is_own` says whether the reader works for the firm and may follow links into its
    form. `incentives` are what the unit's area gives for the titles of the ladder. Without a form behind it
    `assessment_id` is empty. `instrument` says for which purpose and whether
    it is in force.
    """

    assessment_id: str
    unit_id: str
    firm_id: str
    firm_name: str
    unit_name: str
    credit_code: str
    instrument: InstrumentInForce
    inputs: Inputs
    rating: UnitRating
    titles: tuple[Title, ...]
    incentives: tuple[IncentiveLine, ...]
    is_own: bool
    reference: str | None = None
    submitted_at: datetime | None = None
    submission_id: str = ""

    @property
    def questionnaire(self) -> Questionnaire:
        """The version it was rated under."""
        return self.instrument.questionnaire

    @property
    def is_open(self) -> bool:
        """Whether the form behind it is still being filled."""
        return self.submitted_at is None


def newest_submission_id(database: Database, actor: Actor, assessment_id: str) -> str | None:
    """The id of the submission of a form that is no longer open; None while it is.

    Raises NotFoundError for a form the actor does not fill.
    """
    with database.read(actor) as session:
        assessment, _unit, _firm = _form(session, actor, assessment_id)
        newest = None if assessment.state in EDITABLE else queries.newest_submission(session, assessment.id)
        return newest.id if newest else None


def preview(database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str) -> Outcome:
    """The rating of a form as it stands now, for those who fill it. Raises NotFoundError for anybody else."""
    today = clock.today()
    with database.read(actor) as session:
        assessment, unit, firm = _form(session, actor, assessment_id)
        inputs = rating.inputs_of_draft(session, catalogue, assessment, unit)
        titles = titles_of(session, unit.id, today)
        given = incentives.of_ladder(
            session, catalogue, inputs.profile.county, assessment.questionnaire, today
        )
    instrument = rating.instrument_of_draft(catalogue, assessment, today)
    return Outcome(
        assessment_id=assessment.id,
        unit_id=unit.id,
        firm_id=firm.id,
        firm_name=firm.name,
        unit_name=unit.name,
        credit_code=firm.credit_code,
        instrument=instrument,
        inputs=inputs,
        rating=rating.rate(catalogue, instrument, inputs, today),
        titles=titles,
        incentives=given,
        is_own=True,
    )


def submitted(database: Database, actor: Actor, catalogue: Catalogue, submission_id: str) -> Outcome:
    """What was submitted, rated as its newest result says (day and call), from the frozen answers alone.

    For the firm, and for officials of its area once the firm is confirmed; raises NotFoundError for others.
    An official's view is recorded.
    """
    with database.read(actor) as session:
        row = queries.submission(session, actor, submission_id)
        if row is None:
            raise NotFoundError
        submission, unit, firm = row
        result = queries.newest_result(session, submission.id)
        titles = titles_of(session, unit.id, clock.today())
        inputs = rating.inputs_of_submission(catalogue, submission)
        given = incentives.of_ladder(
            session, catalogue, inputs.profile.county, submission.questionnaire, clock.today()
        )
    audit.viewed(database, actor, "view_result", f"submission:{submission.id}", unit.county)
    first_day = clock.local(submission.submitted_at).date()
    as_of, call = (result.as_of, result.call) if result else (first_day, rating.DERIVE)
    frozen = snapshot.from_text(submission.snapshot)
    instrument = rating.instrument_of_submission(catalogue, submission, as_of)
    return Outcome(
        assessment_id=submission.assessment_id,
        unit_id=unit.id,
        firm_id=firm.id,
        firm_name=frozen.firm_name,
        unit_name=frozen.unit_name,
        credit_code=frozen.credit_code,
        instrument=instrument,
        inputs=inputs,
        rating=rating.rate(catalogue, instrument, inputs, as_of, call),
        titles=titles,
        incentives=given,
        is_own=actor.is_enterprise,
        reference=submission.reference,
        submitted_at=submission.submitted_at,
        submission_id=submission.id,
    )


def _form(session: Session, actor: Actor, assessment_id: str) -> Row[Assessment, Unit, Firm]:
    row = forms.form(session, actor, assessment_id)
    if row is None:
        raise NotFoundError
    return row


def titles_of(session: Session, unit_id: str, today: date) -> tuple[Title, ...]:
    """The titles on record for a permitted unit."""
    return tuple(_title(row, today) for row in queries.titles_of(session, unit_id))


def _title(row: Recognition, today: date) -> Title:
    last_day = rating.last_day(row)
    return Title(
        kind=row.kind,
        holder=row.holder_name,
        batch=row.batch,
        source=row.source,
        start=row.start,
        last_day=last_day,
        in_force=row.start <= today and (last_day is None or today <= last_day),
    )
