"""A form being filled: opening it for the round of the year, and finding it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.answering import Answer
from assessments.loader import Catalogue, InstrumentInForce, UnknownName
from assessments.schema.common import ProductionType, Purpose, zh
from assessments.schema.questionnaire import Item, Requirement
from assessments.wording import PURPOSES
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.db.queries import evidence as evidence_queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Firm, Unit
from backend.services import carrying, drafts, offering, round_terms
from backend.services.areas import find_area
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.instrument import Instrument, Progress, instrument_for
from backend.services.item_view import File


@dataclass(frozen=True)
class FormHead:
    """What every page of a form says about it.

    `questionnaire` is its id; `choices` are the other purposes it could be filled for today. `by_attainment`:
    the items decide the level; `has_items` False: it is made of facts alone. `is_open`: its answers can be
    changed; `came_back`: its submission was returned by review. `blocked` says why it cannot be submitted
    although it is open, empty where it can; `asked_by` names the area that asks for it, empty for
    the standing yearly round; `closes_on` is its last day.
    """

    assessment_id: str
    questionnaire: str
    title: str
    version: str
    purpose: Purpose
    choices: tuple[Purpose, ...]
    by_attainment: bool
    has_items: bool
    round_name: str
    firm_id: str
    firm_name: str
    unit_id: str
    unit_name: str
    production: str
    is_open: bool
    came_back: bool = False
    blocked: str = ""
    asked_by: str = ""
    closes_on: date | None = None

    @property
    def key(self) -> str:
        """`id@version` of the questionnaire."""
        return f"{self.questionnaire}@{self.version}"


def open_assessment(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    unit_id: str,
    questionnaire: str,
    *,
    purpose: str = "",
    carry: bool = False,
) -> str:
    """Open the form of a unit for this year's standing round, or find the one that is there; gives its id.

    `purpose` may be left out where there is no choice; `carry` takes the answers of the unit's latest
    submission into a new form, to be confirmed. Raises NotFoundError for a unit the actor does not work for,
    InvalidInputError for an instrument that is not in force today or a purpose it does not serve.
    """
    year = clock.today().year
    with database.write(actor) as session:
        unit = _own_unit(session, actor, unit_id)
        chosen = chosen_today(catalogue, questionnaire, purpose)
        queries.ensure_round(session, str(year), f"{year} 年度", date(year, 1, 1), date(year, 12, 31))
        return _open(session, actor, catalogue, _Opening(unit, chosen, str(year), carry))


def open_in_round(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    unit_id: str,
    round_id: str,
    *,
    carry: bool = False,
) -> str:
    """Open the form of a unit in a round it is asked to take part in, or find the one that is there.

    The version is the one in force today for the round's purpose. Raises NotFoundError for a unit the actor
    does not work for or that is not asked, ConflictError before and after the round's term,
    InvalidInputError where its instrument is no longer in force.
    """
    with database.write(actor) as session:
        unit = _own_unit(session, actor, unit_id)
        campaign = queries.asked_round(session, unit_id, round_id)
        if campaign is None:
            raise NotFoundError
        present = queries.form_in_round(session, unit_id, campaign.questionnaire, round_id)
        if present is not None:
            return present
        owner = area_name(catalogue, campaign.region)
        if problem := round_terms.refusal(campaign, owner, clock.today()):
            raise ConflictError(problem)
        chosen = chosen_today(catalogue, campaign.questionnaire, campaign.purpose)
        return _open(session, actor, catalogue, _Opening(unit, chosen, round_id, carry))


@dataclass(frozen=True)
class _Opening:
    """What is opened for whom."""

    unit: Unit
    chosen: InstrumentInForce
    round_id: str
    carry: bool


def _own_unit(session: Session, actor: Actor, unit_id: str) -> Unit:
    row = queries.own_unit(session, actor, unit_id)
    if row is None:
        raise NotFoundError
    return row[0]


def _open(session: Session, actor: Actor, catalogue: Catalogue, opening: _Opening) -> str:
    version = opening.chosen.questionnaire
    form = Assessment(
        unit_id=opening.unit.id,
        questionnaire=version.id,
        version=version.version,
        purpose=opening.chosen.purpose.value,
        round_id=opening.round_id,
        opened_by=actor.account_id or None,
        opened_at=clock.now(),
    )
    new_id = form.id
    opened = queries.ensure_assessment(session, form)
    # A colleague may have been first: then the form has answers already.
    if opening.carry and opened.id == new_id:
        target = instrument_for(catalogue, version.key, ProductionType(opening.unit.production_type))
        carrying.take_over(session, actor, catalogue, opened, target)
    return opened.id


def change_purpose(
    database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str, purpose: str
) -> None:
    """Fill an open form for another purpose, and so by the version that decides for it.

    Raises NotFoundError, ConflictError once the form is submitted, InvalidInputError for a purpose that the
    instrument does not serve.
    """
    with database.write(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id, alone=True)
        if not form.head.is_open:
            raise ConflictError("这份自评已经提交，用途不能再改。")
        if purpose not in {one.value for one in form.head.choices}:
            raise InvalidInputError({"purpose": "不能改为这一用途，请从页面上的按钮选择。"})
        chosen = chosen_today(catalogue, form.head.questionnaire, purpose)
        queries.set_purpose(session, assessment_id, purpose, chosen.questionnaire.version)


def chosen_today(catalogue: Catalogue, questionnaire: str, purpose: str) -> InstrumentInForce:
    """What is opened today. Raises InvalidInputError."""
    offer = None
    if questionnaire in offering.instrument_ids(catalogue):
        offer = offering.offer_of(catalogue, questionnaire, clock.today())
    if offer is None:
        raise InvalidInputError({"questionnaire": "没有这份问卷或它现在不适用，请从企业页面上的按钮进入。"})
    chosen = offer.serving(purpose)
    if chosen is None:
        names = "、".join(PURPOSES[one.purpose] for one in offer.choices)
        raise InvalidInputError({"purpose": f"请先选择用途，可选：{names}。"})
    return chosen


@dataclass(frozen=True)
class Form:
    """A form with the rows and definitions behind it, for the services that work on it."""

    assessment: Assessment
    unit: Unit
    firm: Firm
    instrument: Instrument
    head: FormHead


def find_form(
    session: Session, actor: Actor, catalogue: Catalogue, assessment_id: str, *, alone: bool = False
) -> Form:
    """A form the actor fills; `alone` keeps others from saving to it meanwhile. Raises NotFoundError."""
    find = queries.form_alone if alone else queries.form
    row = find(session, actor, assessment_id)
    if row is None:
        raise NotFoundError
    assessment, unit, firm = row
    key = f"{assessment.questionnaire}@{assessment.version}"
    try:
        instrument = instrument_for(catalogue, key, ProductionType(unit.production_type))
    except UnknownName as error:
        raise NotFoundError(str(error)) from None
    purpose = offering.purpose_of(assessment.purpose)
    campaign = queries.round_of(session, assessment.round_id)
    owner = area_name(catalogue, campaign.region)
    came_back = assessment.state == drafts.RETURNED
    # What a round asks for, and what review has read, is filled for that purpose and no other.
    is_free = not campaign.region and not came_back
    head = FormHead(
        assessment_id=assessment.id,
        questionnaire=assessment.questionnaire,
        title=zh(instrument.questionnaire.title),
        version=assessment.version,
        purpose=purpose,
        choices=_other_purposes(catalogue, instrument, purpose) if is_free else (),
        by_attainment=instrument.by_attainment,
        has_items=bool(instrument.asked),
        round_name=campaign.name,
        firm_id=firm.id,
        firm_name=firm.name,
        unit_id=unit.id,
        unit_name=unit.name,
        production=unit.production_type,
        is_open=assessment.state in drafts.EDITABLE,
        came_back=came_back,
        blocked=round_terms.refusal(campaign, owner, clock.today(), came_back=came_back),
        asked_by=owner,
        closes_on=campaign.closes_on if campaign.region else None,
    )
    return Form(assessment, unit, firm, instrument, head)


def area_name(catalogue: Catalogue, code: str) -> str:
    """The name of the area that asks for a round; a code that is no longer known as it is."""
    if not code:
        return ""
    try:
        return find_area(catalogue, SYSTEM, code).name
    except NotFoundError:
        return code


def _other_purposes(catalogue: Catalogue, instrument: Instrument, purpose: Purpose) -> tuple[Purpose, ...]:
    """What a form could be filled for instead; answers stay on the version they were given under."""
    version = instrument.questionnaire
    offer = offering.offer_of(catalogue, version.id, clock.today())
    if offer is None:
        return ()
    return tuple(
        one.purpose
        for one in offer.choices
        if one.purpose is not purpose and (not instrument.asked or one.questionnaire is version)
    )


def required_items(instrument: Instrument) -> tuple[Item, ...]:
    """What a submission needs: the items mandatory at the lowest rung; what gates leave open is undecided."""
    if not instrument.by_attainment:
        return ()
    rung = instrument.lowest_rung()
    return tuple(item for item in instrument.asked.values() if item.rungs.get(rung) is Requirement.MANDATORY)


def required_progress(instrument: Instrument, answers: Mapping[str, Answer]) -> Progress:
    """How many of the required items are answered."""
    implied = instrument.implied(answers)
    items = required_items(instrument)
    return Progress(len(items), sum(item.id in answers or item.id in implied for item in items))


def files_of(
    session: Session, assessment_id: str, items: tuple[str, ...] | list[str] | None = None
) -> dict[str, list[File]]:
    """The files of a form by item id."""
    found: dict[str, list[File]] = {}
    for row, name in evidence_queries.of_form(session, assessment_id, items):
        found.setdefault(row.item, []).append(
            File(row.id, row.filename, row.size, row.digest, name, row.added_at)
        )
    return found
