"""What a form took over from an earlier submission and what it could not, each with the reason."""

from dataclasses import dataclass
from datetime import datetime

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.services import carrying, drafts
from backend.services.assessing import FormHead, find_form
from backend.services.carrying import LeftOut


@dataclass(frozen=True)
class CarriedReport:
    """The submission that was looked at: its reference, version and time; what became of its answers.

    `is_readable` is False where the catalogue no longer has its rules. `to_confirm` counts the answers that
    still wait.
    """

    head: FormHead
    reference: str
    version: str
    submitted_at: datetime
    is_readable: bool
    taken: int
    to_confirm: int
    left_out: tuple[LeftOut, ...]


def carried_report(
    database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str
) -> CarriedReport | None:
    """The report of a form; None where there was nothing to take over when it was opened.

    Raises NotFoundError for a form the actor does not fill.
    """
    with database.read(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id)
        row = form.assessment
        source = carrying.source_of(session, row.unit_id, row.questionnaire, form=row.id, until=row.opened_at)
        if source is None:
            return None
        stored = drafts.read_all(form.instrument, queries.stored_answers(session, assessment_id))
    found = carrying.carriage(catalogue, source, form.instrument)
    return CarriedReport(
        head=form.head,
        reference=source.reference,
        version=source.version,
        submitted_at=source.submitted_at,
        is_readable=found is not None,
        taken=len(found.answers) if found else 0,
        to_confirm=len(drafts.to_confirm(form.instrument, form.instrument.asked, stored)),
        left_out=found.left_out if found else (),
    )
