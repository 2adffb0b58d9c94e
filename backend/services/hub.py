"""A firm's own page: its units, and per unit how far this year's form, the profile and the facts are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType, zh
from assessments.schema.questionnaire import Questionnaire
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as form_queries
from backend.db.queries import firms as queries
from backend.db.queries import members as member_queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Submission
from backend.services import drafts, facts
from backend.services.errors import NotFoundError
from backend.services.firms import OWNER, UnitProfile
from backend.services.instrument import instrument_for


@dataclass(frozen=True)
class FormLine:
    """A form of a unit: `assessment_id` is empty while none was opened in the current round.

    Domains and items are counted as on the form's own page. `reference` and `submission_id` are those of the
    latest submission.
    """

    questionnaire: str
    title: str
    round_id: str
    assessment_id: str = ""
    state: str = ""
    domains: int = 0
    domains_done: int = 0
    items: int = 0
    items_done: int = 0
    submission_id: str = ""
    reference: str = ""
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class UnitLine:
    """A unit with its forms of the current round, its earlier forms, and how many facts are stated."""

    id: str
    kind: str
    profile: UnitProfile
    forms: tuple[FormLine, ...]
    earlier: tuple[FormLine, ...]
    facts_asked: int
    facts_stated: int


@dataclass(frozen=True)
class FirmHub:
    """Everything the firm's page shows; `claims` wait for an owner's decision (0 for others)."""

    id: str
    name: str
    credit_code: str
    confirmed: bool
    role: str
    members: int
    claims: int
    units: tuple[UnitLine, ...]


def current_round() -> str:
    """The id of the standing yearly round: the year in Shanghai."""
    return str(clock.today().year)


def firm_hub(database: Database, actor: Actor, catalogue: Catalogue, firm_id: str) -> FirmHub:
    """The page of a firm the actor works for. Raises NotFoundError outside the scope."""
    with database.read(actor) as session:
        firm = queries.own_firm(session, actor, firm_id)
        if firm is None:
            raise NotFoundError
        people = [row for row, _, _ in member_queries.of_firm(session, firm_id)]
        units = queries.units_of(session, firm_id)
        forms = queries.forms_of(session, firm_id)
        submitted = _latest(queries.submissions_of(session, [form.id for form in forms]))
        lines = tuple(
            _unit(session, catalogue, unit, [form for form in forms if form.unit_id == unit.id], submitted)
            for unit in units
        )
    role = next((row.role for row in people if row.account_id == actor.account_id), "")
    working = [row for row in people if row.confirmed or _founded(firm, row.account_id)]
    decides = role == OWNER and firm.confirmed_at is not None
    return FirmHub(
        id=firm.id,
        name=firm.name,
        credit_code=firm.credit_code,
        confirmed=firm.confirmed_at is not None,
        role=role,
        members=len(working),
        claims=len(people) - len(working) if decides else 0,
        units=lines,
    )


def _founded(firm: Firm, account_id: str) -> bool:
    return firm.confirmed_at is None and firm.created_by == account_id


def _latest(submissions: Sequence[Submission]) -> Mapping[str, Submission]:
    """The latest submission by form; they come earliest first."""
    return {submission.assessment_id: submission for submission in submissions}


def _unit(
    session: Session,
    catalogue: Catalogue,
    unit: Unit,
    forms: Sequence[Assessment],
    submitted: Mapping[str, Submission],
) -> UnitLine:
    present, earlier = defaultdict(list), []
    for form in forms:
        line = _form(session, catalogue, unit, form, submitted.get(form.id))
        if form.round_id == current_round():
            present[form.questionnaire].append(line)
        else:
            earlier.append(line)
    offered = [present.get(each.id) or [_unopened(each)] for each in _offered(catalogue)]
    asked = facts.asked_facts(catalogue)
    stated = facts.for_rating(session, catalogue, unit.id)
    return UnitLine(
        id=unit.id,
        kind=unit.kind,
        profile=UnitProfile(unit.name, unit.county, unit.industry, unit.production_type),
        forms=tuple(line for lines in offered for line in lines),
        earlier=tuple(earlier),
        facts_asked=len(asked),
        facts_stated=sum(fact.id in stated for fact in asked),
    )


def _offered(catalogue: Catalogue) -> list[Questionnaire]:
    """The newest version of every questionnaire, in the catalogue's order."""
    return [
        catalogue.questionnaire(name)
        for name in dict.fromkeys(q.id for q in catalogue.questionnaires.values())
    ]


def _unopened(questionnaire: Questionnaire) -> FormLine:
    return FormLine(questionnaire.id, zh(questionnaire.title), current_round())


def _form(
    session: Session, catalogue: Catalogue, unit: Unit, form: Assessment, latest: Submission | None
) -> FormLine:
    production = ProductionType(unit.production_type)
    instrument = instrument_for(catalogue, f"{form.questionnaire}@{form.version}", production)
    stored = form_queries.stored_answers(session, form.id)
    answers = drafts.answers_in(drafts.read_all(instrument, stored))
    progress = [instrument.progress(domain, answers) for domain in instrument.domains]
    return FormLine(
        questionnaire=form.questionnaire,
        title=zh(instrument.questionnaire.title),
        round_id=form.round_id,
        assessment_id=form.id,
        state=form.state,
        domains=len(progress),
        domains_done=sum(each.is_complete for each in progress),
        items=sum(each.asked for each in progress),
        items_done=sum(each.answered for each in progress),
        submission_id=latest.id if latest else "",
        reference=latest.reference if latest else "",
        submitted_at=latest.submitted_at if latest else None,
    )
