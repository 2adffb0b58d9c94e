"""All ladders over what is known of a unit now: live, private to its firm, never stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from assessments.answering import Answer
from assessments.compile import answered_items
from assessments.efforts import EffortBook
from assessments.loader import Catalogue, InstrumentInForce, UnknownName
from assessments.outcome import UnitRating
from assessments.pathway import Pathway, Unproven, find_pathway
from assessments.schema.common import Purpose, Status, zh
from assessments.schema.questionnaire import Questionnaire
from assessments.sensitivity import Sensitivity, find_sensitivity
from assessments.wording import PURPOSES
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as forms
from backend.db.queries import results as queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Firm, Unit
from backend.services import offering, rating, results
from backend.services.advice import incentives
from backend.services.drafts import EDITABLE
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.rating import Inputs
from backend.services.results import Outcome

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Days for which a rating may be asked."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Asked:
    """For which day and purpose ladders are looked at; `purpose` None is each one's usual one.

    `version` names one to replay a single ladder under.
    """

    as_of: date
    purpose: Purpose | None = None
    version: str = ""


@dataclass(frozen=True)
class AnswersUsed:
    """Where the answers of an instrument come from: a form of a round, still open or submitted.

    `version` is the one it was filled under; answers of another version than the one that rates are left out.
    """

    assessment_id: str
    round_name: str
    version: str
    is_open: bool
    is_used: bool


@dataclass(frozen=True)
class LadderLine:
    """One instrument with what it says; `items` is how many questions it asks."""

    instrument: InstrumentInForce
    rating: UnitRating
    items: int
    answers: AnswersUsed | None


@dataclass(frozen=True)
class UnitLadders:
    """Every instrument in force on the day, by family; `silent` are the titles of those that are not."""

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    lines: tuple[LadderLine, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class UnitLadder:
    """One instrument in full; `versions` are the published ones that it can be replayed under."""

    outcome: Outcome
    items: int
    answers: AnswersUsed | None
    versions: tuple[str, ...]
    purposes: tuple[Purpose, ...]


def asked_of(as_of: str, purpose: str, version: str = "") -> Asked:
    """What an address asks for; empty means today and the usual purpose. Raises InvalidInputError."""
    problems: dict[str, str] = {}
    day, meant = clock.today(), None
    if as_of:
        try:
            day = _day(as_of)
        except ValueError:
            problems["as_of"] = "日期应写成 2026-04-01 的形式，且确有这一天。"
        else:
            if not EARLIEST <= day <= LATEST:
                problems["as_of"] = f"日期应在 {EARLIEST.year} 年至 {LATEST.year} 年之间。"
    if purpose:
        meant = next((one for one in Purpose if one.value == purpose), None)
        if meant is None:
            problems["purpose"] = "用途应为新认定、复核或自评，请从列表中选择。"
    if problems:
        raise InvalidInputError(problems)
    return Asked(day, meant, version)


def _day(text: str) -> date:
    """A calendar day written 2026-04-01; ValueError for any other way of writing one."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def unit_ladders(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, asked: Asked
) -> UnitLadders:
    """Every ladder in force on a day for a unit of the actor's firm. Raises NotFoundError for others."""
    with database.read(actor) as session:
        unit, firm = _unit(session, actor, unit_id)
        known = _known(session, catalogue, unit)
        found = [(name, _instrument(catalogue, name, asked)) for name in offering.instrument_ids(catalogue)]
        shown = [instrument for _name, instrument in found if instrument is not None]
        lines = tuple(_line(session, known, instrument, asked.as_of) for instrument in shown)
    silent = tuple(
        zh(catalogue.questionnaire(name).title) for name, instrument in found if instrument is None
    )
    return UnitLadders(unit.id, unit.name, firm.id, firm.name, lines, silent)


def unit_ladder(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, *, name: str, asked: Asked
) -> UnitLadder:
    """One ladder (a questionnaire's id) in full.

    Raises NotFoundError outside the scope and for a questionnaire that rates nobody, InvalidInputError for a
    version or purpose that it does not have.
    """
    instrument = chosen_instrument(catalogue, name, asked)
    with database.read(actor) as session:
        unit, firm = _unit(session, actor, unit_id)
        known = _known(session, catalogue, unit)
        used, inputs = _inputs(session, known, instrument.questionnaire)
        titles = results.titles_of(session, unit.id, clock.today())
        given = incentives.of_ladder(session, catalogue, inputs.profile.county, name, clock.today())
    outcome = Outcome(
        assessment_id=used.assessment_id if used and used.is_open else "",
        unit_id=unit.id,
        firm_id=firm.id,
        firm_name=firm.name,
        unit_name=unit.name,
        credit_code=firm.credit_code,
        instrument=instrument,
        inputs=inputs,
        rating=rating.rate(catalogue, instrument, inputs, asked.as_of),
        titles=titles,
        incentives=given,
        is_own=True,
    )
    published = _published(catalogue, name)
    return UnitLadder(
        outcome=outcome,
        items=len(answered_items(instrument.questionnaire)),
        answers=used,
        versions=tuple(one.version for one in published),
        purposes=_purposes(published),
    )


@dataclass(frozen=True)
class Outlook:
    """What would raise a unit to a level, and what holds the level it has.

    `pathway` is None where the solver gave no proof in time; `levels` are those of the ladder, lowest first.
    """

    ladder: UnitLadder
    level: str
    levels: tuple[str, ...]
    pathway: Pathway | None
    sensitivity: Sensitivity


def unit_outlook(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    unit_id: str,
    *,
    name: str,
    asked: Asked,
    to: str = "",
) -> Outlook:
    """The cheapest way of a unit to a level of one ladder; without one, to the level above the certain one.

    Raises NotFoundError and InvalidInputError as `unit_ladder`, and InvalidInputError (field "to") for a
    level that the ladder does not have. A ladder that only classifies has no way up: NotFoundError.
    """
    found = unit_ladder(database, actor, catalogue, unit_id, name=name, asked=asked)
    outcome = found.outcome
    ladder = catalogue.ladders[outcome.questionnaire.ladder]
    if catalogue.classifies(ladder):
        raise NotFoundError
    levels = ladder.level_ids
    if to and to not in levels[1:]:
        raise InvalidInputError({"to": "没有这个等级，请从列表中选择。"})
    rank = levels.index(outcome.rating.certain)
    level = to or levels[min(rank + 1, len(levels) - 1)]
    case = rating.case_of(catalogue, outcome.instrument, outcome.inputs, asked.as_of, call="")
    try:
        pathway = find_pathway(case, level, EffortBook(catalogue.efforts, catalogue.actions), catalogue.facts)
    except Unproven:
        pathway = None
    return Outlook(found, level, levels[1:], pathway, find_sensitivity(case))


def chosen_instrument(catalogue: Catalogue, name: str, asked: Asked) -> InstrumentInForce:
    """The version that decides on the day, or the one named. Raises NotFoundError, InvalidInputError."""
    published = _published(catalogue, name)
    if not published:
        raise NotFoundError
    version = asked.version
    if version and version not in {one.version for one in published}:
        known = "、".join(one.version for one in published)
        raise InvalidInputError({"version": f"没有这一版本，可选：{known}。"})
    try:
        return catalogue.instrument(f"{name}@{version}" if version else name, asked.as_of, asked.purpose)
    except UnknownName:
        raise InvalidInputError({"purpose": "这一梯度没有用于此用途的版本，请另选用途。"}) from None


@dataclass(frozen=True)
class _Known:
    """What is known of a unit now."""

    catalogue: Catalogue
    unit: Unit
    inputs: Inputs
    forms: Mapping[str, Assessment]


def _known(session: Session, catalogue: Catalogue, unit: Unit) -> _Known:
    newest: dict[str, Assessment] = {}
    for form in forms.forms_of_unit(session, unit.id):
        newest.setdefault(form.questionnaire, form)
    return _Known(catalogue, unit, rating.inputs_of_unit(session, catalogue, unit), newest)


def _line(session: Session, known: _Known, instrument: InstrumentInForce, as_of: date) -> LadderLine:
    used, inputs = _inputs(session, known, instrument.questionnaire)
    return LadderLine(
        instrument=instrument,
        rating=rating.rate(known.catalogue, instrument, inputs, as_of, derived=False),
        items=len(answered_items(instrument.questionnaire)),
        answers=used,
    )


def _inputs(
    session: Session, known: _Known, questionnaire: Questionnaire
) -> tuple[AnswersUsed | None, Inputs]:
    """What is known now, with the answers of the newest form where the instrument asks anything."""
    form = known.forms.get(questionnaire.id)
    if form is None or not answered_items(questionnaire):
        return None, known.inputs
    used = AnswersUsed(
        form.id,
        forms.round_of(session, form.round_id).name,
        form.version,
        form.state in EDITABLE,
        form.version == questionnaire.version,
    )
    answers = _answers(session, known, form) if used.is_used else {}
    return used, replace(known.inputs, answers=answers)


def _answers(session: Session, known: _Known, form: Assessment) -> Mapping[str, Answer]:
    newest = None if form.state in EDITABLE else queries.newest_submission(session, form.id)
    if newest is not None:
        return rating.inputs_of_submission(known.catalogue, newest).answers
    return rating.answers_of_draft(session, known.catalogue, form, known.unit)


def _unit(session: Session, actor: Actor, unit_id: str) -> tuple[Unit, Firm]:
    row = forms.own_unit(session, actor, unit_id)
    if row is None:
        raise NotFoundError
    return row[0], row[1]


def _instrument(catalogue: Catalogue, name: str, asked: Asked) -> InstrumentInForce | None:
    """The version that decides on the day for the purpose; None where there is none."""
    if asked.purpose is None:
        offer = offering.offer_of(catalogue, name, asked.as_of)
        return offer.usual if offer else None
    try:
        found = catalogue.instrument(name, asked.as_of, asked.purpose)
    except UnknownName:
        return None
    return None if found.in_force is False else found


def _published(catalogue: Catalogue, name: str) -> Sequence[Questionnaire]:
    """The published versions of an instrument, newest first."""
    versions = (one for one in catalogue.questionnaires.values() if one.id == name)
    published = [one for one in versions if one.status is Status.PUBLISHED]
    return sorted(published, key=lambda one: one.version, reverse=True)


def _purposes(versions: Sequence[Questionnaire]) -> tuple[Purpose, ...]:
    """What the versions serve, in the order of PURPOSES; none where nothing hangs on it."""
    served = {one.purpose for version in versions for one in version.applies}
    return tuple(purpose for purpose in PURPOSES if purpose in served)
