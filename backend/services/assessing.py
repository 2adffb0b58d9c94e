"""A form being filled: opening it for the round of the year, and finding it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.answering import Answer
from assessments.loader import Catalogue, UnknownName
from assessments.schema.common import ProductionType, zh
from assessments.schema.questionnaire import Item, Requirement
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.db.queries import evidence as evidence_queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Firm, Unit
from backend.services import drafts
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.instrument import Instrument, Progress, instrument_for
from backend.services.item_view import File


@dataclass(frozen=True)
class FormHead:
    """What every page of a form says about it."""

    assessment_id: str
    title: str
    version: str
    round_name: str
    firm_id: str
    firm_name: str
    unit_id: str
    unit_name: str
    production: str
    is_open: bool


def open_assessment(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, questionnaire: str = ""
) -> str:
    """Open the form of a unit for this year's standing round, or find the one that is there; gives its id.

    `questionnaire` may be left out where the catalogue has only one. Raises NotFoundError for a unit the
    actor does not work for, InvalidInputError for an unknown questionnaire.
    """
    known = sorted({each.id for each in catalogue.questionnaires.values()})
    chosen = questionnaire or (known[0] if len(known) == 1 else "")
    if chosen not in known:
        raise InvalidInputError({"questionnaire": "没有这份问卷，请从企业页面上的按钮重新进入。"})
    version = catalogue.questionnaire(chosen).version
    year = clock.today().year
    with database.write(actor) as session:
        if queries.own_unit(session, actor, unit_id) is None:
            raise NotFoundError
        queries.ensure_round(session, str(year), f"{year} 年度", date(year, 1, 1), date(year, 12, 31))
        form = Assessment(
            unit_id=unit_id,
            questionnaire=chosen,
            version=version,
            round_id=str(year),
            opened_by=actor.account_id or None,
            opened_at=clock.now(),
        )
        return queries.ensure_assessment(session, form).id


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
    head = FormHead(
        assessment_id=assessment.id,
        title=zh(instrument.questionnaire.title),
        version=assessment.version,
        round_name=queries.round_name(session, assessment.round_id),
        firm_id=firm.id,
        firm_name=firm.name,
        unit_id=unit.id,
        unit_name=unit.name,
        production=unit.production_type,
        is_open=assessment.state == drafts.OPEN,
    )
    return Form(assessment, unit, firm, instrument, head)


def required_items(instrument: Instrument) -> tuple[Item, ...]:
    """What a submission needs: the items mandatory at the lowest rung."""
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
