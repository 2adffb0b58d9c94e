"""A firm's own page: its units, and per unit the instruments in force and how far their forms are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from assessments.loader import Catalogue, InstrumentInForce
from assessments.needs import needs_of
from assessments.schema.common import Period, ProductionType, Purpose, zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as form_queries
from backend.db.queries import firms as queries
from backend.db.queries import members as member_queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Submission
from backend.services import drafts, facts, offering, rating, round_invitations
from backend.services.errors import NotFoundError
from backend.services.firms import OWNER, UnitProfile
from backend.services.instrument import instrument_for
from backend.services.offering import Offer
from backend.services.round_invitations import Asked


@dataclass(frozen=True)
class FormLine:
    """An instrument with the form of a unit: `assessment_id` is empty while none was opened in the round.

    `period` is when the version decides for `purpose`, `in_force` whether it does today (None: its dates do
    not say). `choices` are the purposes that a new form can be opened for, with the version of each. Domains
    and items are counted as on the form's own page, facts as those it looks at and those of which something
    is known. `reference` and `submission_id` are those of the latest submission of the form. `to_confirm`
    counts answers taken over that nobody has confirmed; `earlier_on` is when the unit last submitted the
    instrument in another form, whose answers a new form can take over.
    """

    questionnaire: str
    title: str
    family: str
    version: str
    levels: tuple[str, ...]
    by_attainment: bool
    purpose: Purpose
    period: Period
    in_force: bool | None
    round_id: str
    choices: tuple[InstrumentInForce, ...] = ()
    facts: int = 0
    facts_known: int = 0
    assessment_id: str = ""
    state: str = ""
    domains: int = 0
    domains_done: int = 0
    items: int = 0
    items_done: int = 0
    submission_id: str = ""
    reference: str = ""
    submitted_at: datetime | None = None
    round_name: str = ""
    to_confirm: int = 0
    earlier_on: date | None = None

    @property
    def is_submitted(self) -> bool:
        """Whether the form was submitted and has not come back."""
        return self.state == drafts.SUBMITTED


@dataclass(frozen=True)
class AskedLine:
    """A round that the unit is asked to take part in, with its form; `form` is what would be opened."""

    asked: Asked
    form: FormLine


@dataclass(frozen=True)
class FamilyLines:
    """Instruments that are listed together."""

    name: str
    forms: tuple[FormLine, ...]


@dataclass(frozen=True)
class UnitLine:
    """A unit with the instruments of today and their forms, earlier forms, and how many facts are stated.

    `asked` are the rounds it is asked to take part in, `past` those whose term is over.
    """

    id: str
    kind: str
    profile: UnitProfile
    families: tuple[FamilyLines, ...]
    earlier: tuple[FormLine, ...]
    facts_asked: int
    facts_stated: int
    asked: tuple[AskedLine, ...] = ()
    past: tuple[AskedLine, ...] = ()

    @property
    def forms(self) -> tuple[FormLine, ...]:
        """The forms of all families."""
        return tuple(form for family in self.families for form in family.forms)


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
        asked = round_invitations.of_units(session, catalogue, [unit.id for unit in units])
        lines = tuple(
            _unit(
                session,
                catalogue,
                unit,
                _UnitForms(
                    [form for form in forms if form.unit_id == unit.id], submitted, asked.get(unit.id, ())
                ),
            )
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


@dataclass(frozen=True)
class _UnitForms:
    """The forms of a unit, the latest submission of each, and the rounds that ask for one."""

    forms: Sequence[Assessment]
    submitted: Mapping[str, Submission]
    asked: Sequence[Asked]

    def last_submitted(self, questionnaire: str) -> date | None:
        """The day on which an instrument was submitted last."""
        days = [
            clock.local(self.submitted[form.id].submitted_at).date()
            for form in self.forms
            if form.questionnaire == questionnaire and form.id in self.submitted
        ]
        return max(days, default=None)


def _unit(session: Session, catalogue: Catalogue, unit: Unit, mine: _UnitForms) -> UnitLine:
    asked = facts.asked_facts(catalogue)
    stated = facts.for_rating(session, catalogue, unit.id)
    known = _Known(catalogue, ProductionType(unit.production_type), stated, mine)
    forms = [_form(session, known, form, mine.submitted.get(form.id)) for form in mine.forms]
    present = {line.questionnaire: line for line in forms if line.round_id == current_round()}
    of_rounds = {line.assessment_id: line for line in forms}
    rounds = [AskedLine(one, of_rounds.get(one.form) or _asked(known, one)) for one in mine.asked]
    listed_apart = {one.form for one in mine.asked}
    earlier = (
        line for line in forms if line.round_id != current_round() and line.assessment_id not in listed_apart
    )
    offers = {offer.id: offer for offer in offering.offers(catalogue, clock.today())}
    # A form that was opened stays in the list when its instrument goes out of force.
    listed = [name for name in offering.instrument_ids(catalogue) if name in offers or name in present]
    lines = [present.get(name) or _unopened(known, offers[name]) for name in listed]
    return UnitLine(
        id=unit.id,
        kind=unit.kind,
        profile=UnitProfile(unit.name, unit.county, unit.industry, unit.production_type, unit.park),
        families=tuple(
            FamilyLines(family, tuple(group))
            for family, group in groupby(lines, key=lambda line: line.family)
        ),
        earlier=tuple(earlier),
        facts_asked=len(asked),
        facts_stated=sum(fact.id in stated for fact in asked),
        asked=tuple(one for one in rounds if one.asked.is_current),
        past=tuple(one for one in rounds if not one.asked.is_current),
    )


@dataclass(frozen=True)
class _Known:
    """What a unit's lines are made with: the criteria, its production type, the facts stated, its forms."""

    catalogue: Catalogue
    production: ProductionType
    stated: Collection[str]
    mine: _UnitForms


def _unopened(known: _Known, offer: Offer) -> FormLine:
    instrument = instrument_for(known.catalogue, offer.usual.questionnaire.key, known.production)
    line = _line(known, offer.usual, current_round())
    return replace(line, choices=offer.choices, items=len(instrument.asked))


def _asked(known: _Known, asked: Asked) -> FormLine:
    """What a round asks for, by the version that decides today."""
    found = known.catalogue.instrument(asked.questionnaire, clock.today(), offering.purpose_of(asked.purpose))
    instrument = instrument_for(known.catalogue, found.questionnaire.key, known.production)
    return replace(_line(known, found, asked.round_id), items=len(instrument.asked))


def _line(known: _Known, instrument: InstrumentInForce, round_id: str) -> FormLine:
    needs = needs_of(known.catalogue, instrument.questionnaire, instrument.purpose)
    version, purpose = instrument.questionnaire, instrument.purpose
    ladder = known.catalogue.ladders[version.ladder]
    return FormLine(
        questionnaire=version.id,
        title=zh(version.title),
        family=offering.family_of(ladder),
        version=version.version,
        levels=tuple(zh(level.name) for level in ladder.levels),
        by_attainment=version.method == "attainment",
        purpose=purpose,
        period=offering.period_of(version, purpose, clock.today()),
        in_force=instrument.in_force,
        round_id=round_id,
        facts=len(needs),
        facts_known=sum(fact in known.stated for fact in needs),
        earlier_on=known.mine.last_submitted(version.id)
        if instrument_for(known.catalogue, version.key, known.production).asked
        else None,
    )


def _form(session: Session, known: _Known, form: Assessment, latest: Submission | None) -> FormLine:
    found = rating.instrument_of_draft(known.catalogue, form, clock.today())
    instrument = instrument_for(known.catalogue, found.questionnaire.key, known.production)
    stored = form_queries.stored_answers(session, form.id)
    read = drafts.read_all(instrument, stored)
    answers = drafts.answers_in(read)
    progress = [instrument.progress(domain, answers) for domain in instrument.domains]
    return replace(
        _line(known, found, form.round_id),
        assessment_id=form.id,
        state=form.state,
        domains=len(progress),
        domains_done=sum(each.is_complete for each in progress),
        items=sum(each.asked for each in progress),
        items_done=sum(each.answered for each in progress),
        submission_id=latest.id if latest else "",
        reference=latest.reference if latest else "",
        submitted_at=latest.submitted_at if latest else None,
        to_confirm=len(drafts.to_confirm(instrument, instrument.asked, read)),
        round_name=form_queries.round_of(session, form.round_id).name,
    )
