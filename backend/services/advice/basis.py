"""What advice is worked out from: the current submission, or – for the own firm – the form being filled."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue, InstrumentInForce
from assessments.unit_case import UnitCase
from backend import clock
from backend.db.queries import advice as queries
from backend.db.tables.firms import Unit
from backend.services import offering, rating
from backend.services.drafts import EDITABLE
from backend.services.rating import Inputs

DEFAULT = "zj-ladder"
"""The questionnaire that advice is about where nobody chose one."""


@dataclass(frozen=True)
class Basis:
    """A unit as advice looks at it. `submission_id` is empty for a form that is still being filled."""

    case: UnitCase
    instrument: InstrumentInForce
    assessment_id: str
    submission_id: str = ""
    reference: str = ""
    submitted_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it is a form that nobody but the firm may know of."""
        return not self.submission_id


def read_basis(
    session: Session, catalogue: Catalogue, unit: Unit, questionnaire: str, *, own: bool
) -> Basis | None:
    """The current submission of a permitted unit, rated today; None without one.

    Only where `own` says that the reader works for the firm, the form being filled takes its place.
    """
    today = clock.today()
    submission = queries.standing_submission(session, unit.id, questionnaire)
    if submission is not None:
        instrument = rating.instrument_of_submission(catalogue, submission, today)
        inputs = rating.inputs_of_submission(catalogue, submission)
        return Basis(
            _case(catalogue, instrument, inputs, today),
            instrument,
            submission.assessment_id,
            submission.id,
            submission.reference,
            submission.submitted_at,
        )
    form = queries.open_form(session, unit.id, questionnaire, EDITABLE) if own else None
    if form is None:
        return None
    instrument = rating.instrument_of_draft(catalogue, form, today)
    inputs = rating.inputs_of_draft(session, catalogue, form, unit)
    return Basis(_case(catalogue, instrument, inputs, today), instrument, form.id)


def questionnaires_of(session: Session, catalogue: Catalogue, unit: Unit) -> tuple[str, ...]:
    """The questionnaires that advice can be given about: begun by the unit, with levels to climb."""
    begun = queries.begun(session, unit.id, EDITABLE)
    return tuple(
        name for name in offering.instrument_ids(catalogue) if name in begun and climbs(catalogue, name)
    )


def climbs(catalogue: Catalogue, name: str) -> bool:
    """Whether a questionnaire has levels that a unit can rise to."""
    return not catalogue.classifies(catalogue.ladders[catalogue.questionnaire(name).ladder])


def next_level(case: UnitCase) -> str:
    """The level above the certain one; the highest where that is certain."""
    levels = case.compiled.ladder.level_ids
    return levels[min(levels.index(case.rating.certain) + 1, len(levels) - 1)]


def _case(catalogue: Catalogue, instrument: InstrumentInForce, inputs: Inputs, day: date) -> UnitCase:
    return rating.case_of(catalogue, instrument, inputs, day, call="")
