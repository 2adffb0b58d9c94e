"""Rating a unit: gathering what is known about it, from a draft or a submission, and asking the engine.

Rubrics and calls are compiled once per process and kept as long as the catalogue they came from is in use.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from assessments.answering import Answer, decode
from assessments.compile import CompiledCall, CompiledQuestionnaire, compile_call, compile_questionnaire
from assessments.eligibility import TitlesOnRecord
from assessments.in_force import RuleSet
from assessments.loader import Catalogue, InstrumentInForce, rules_digest, wording_digest
from assessments.operands import CompiledGates
from assessments.rating import (
    FactValue,
    HeldTitle,
    Profile,
    UnitRating,
    compile_derived_facts,
)
from assessments.schema.common import ProductionType, Purpose
from assessments.unit_case import UnitCase
from backend.db.queries import assessments as forms
from backend.db.queries import results as queries
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Unit
from backend.db.tables.submissions import Submission
from backend.db.tables.titles import Recognition
from backend.services import drafts, facts, offering, snapshot
from backend.services.coverage import TitleDays
from backend.services.instrument import instrument_for

DERIVE = "derive"
"""As a call's key: choose the call by the day."""


@dataclass(frozen=True)
class Inputs:
    """Everything a rating depends on besides the day and the criteria.

    `titles` are those on record, None where there is none; neither proves that no other one is held.
    """

    profile: Profile
    facts: Mapping[str, tuple[FactValue, ...]]
    answers: Mapping[str, Answer]
    titles: tuple[HeldTitle, ...] | None


@dataclass(frozen=True)
class Digests:
    """What a questionnaire version's rules and wording were when something was answered under it."""

    rules: str
    wording: str


@dataclass
class _Compiled:
    """The compiled criteria of one catalogue, filled as they are asked for."""

    catalogue: Catalogue
    questionnaires: dict[tuple[str, Purpose], CompiledQuestionnaire] = field(default_factory=dict)
    calls: dict[str, CompiledCall] = field(default_factory=dict)
    digests: dict[str, Digests] = field(default_factory=dict)
    derived: CompiledGates | None = None


_kept: list[_Compiled] = []


def questionnaire_for(
    catalogue: Catalogue, key: str, purpose: Purpose = Purpose.RECOGNITION
) -> CompiledQuestionnaire:
    """The questionnaire version `id@version` compiled for a purpose. Raises LookupError for an unknown one.

    How answers are packed does not depend on the purpose.
    """
    compiled = _of(catalogue).questionnaires
    if (key, purpose) not in compiled:
        questionnaire = catalogue.questionnaire(key)
        ladder = catalogue.ladders[questionnaire.ladder]
        compiled[key, purpose] = compile_questionnaire(questionnaire, ladder, catalogue.register, purpose)
    return compiled[key, purpose]


def derived_facts_for(catalogue: Catalogue) -> CompiledGates:
    """The derived facts of the register, compiled."""
    kept = _of(catalogue)
    kept.derived = kept.derived or compile_derived_facts(catalogue.register)
    return kept.derived


def digests_for(catalogue: Catalogue, key: str) -> Digests:
    """The digests of a questionnaire version, worked out once: it takes as long as rating several units."""
    digests = _of(catalogue).digests
    if key not in digests:
        questionnaire = catalogue.questionnaire(key)
        digests[key] = Digests(rules_digest(questionnaire), wording_digest(questionnaire))
    return digests[key]


def call_for(catalogue: Catalogue, ladder: str, day: date) -> CompiledCall | None:
    """The compiled call in force on a day, or the last one before it; None where the ladder has none."""
    chosen = catalogue.call_for(ladder, day)
    return None if chosen is None else call_named(catalogue, chosen.call.key)


def call_named(catalogue: Catalogue, key: str) -> CompiledCall:
    """The compiled call `id@version`. Raises KeyError for an unknown one."""
    compiled = _of(catalogue).calls
    if key not in compiled:
        call = catalogue.calls[key]
        compiled[key] = compile_call(call, catalogue.ladders[call.ladder], catalogue.register)
    return compiled[key]


def inputs_of_draft(session: Session, catalogue: Catalogue, assessment: Assessment, unit: Unit) -> Inputs:
    """What is known now: the stored answers of the form, the unit's facts and titles."""
    answers = answers_of_draft(session, catalogue, assessment, unit)
    return replace(inputs_of_unit(session, catalogue, unit), answers=answers)


def inputs_of_unit(session: Session, catalogue: Catalogue, unit: Unit) -> Inputs:
    """What is known now apart from answers: the unit's profile, facts and titles."""
    return Inputs(
        profile=profile_of(unit),
        facts=facts.for_rating(session, catalogue, unit.id),
        answers={},
        titles=titles_on_record(session, unit.id),
    )


def answers_of_draft(
    session: Session, catalogue: Catalogue, assessment: Assessment, unit: Unit
) -> Mapping[str, Answer]:
    """The stored answers of a form."""
    instrument = instrument_for(catalogue, _key(assessment), ProductionType(unit.production_type))
    return drafts.answers_in(drafts.read_all(instrument, forms.stored_answers(session, assessment.id)))


def inputs_of_submission(catalogue: Catalogue, submission: Submission) -> Inputs:
    """What was frozen with a submission."""
    frozen = snapshot.from_text(submission.snapshot)
    compiled = questionnaire_for(catalogue, _key(submission))
    answers = decode(compiled, submission.packed, frozen.reasons)
    return Inputs(frozen.profile, frozen.facts, answers, frozen.titles)


def rate(
    catalogue: Catalogue,
    instrument: InstrumentInForce,
    inputs: Inputs,
    as_of: date,
    call: str = DERIVE,
    *,
    derived: bool = True,
) -> UnitRating:
    """Rate under a version as of a day; one that is not in force claims nothing unless it was named.

    `call` is a call's key, empty for none, or DERIVE for the one in force on the day (the last one before it
    as 参考). `derived` adds the facts that follow from others.
    """
    return case_of(catalogue, instrument, inputs, as_of, call, derived=derived).rating


def case_of(
    catalogue: Catalogue,
    instrument: InstrumentInForce,
    inputs: Inputs,
    as_of: date,
    call: str = DERIVE,
    *,
    derived: bool = True,
) -> UnitCase:
    """What is known about a unit under a version, as the engine takes it; the other arguments as `rate`'s."""
    version = instrument.questionnaire
    if call == DERIVE:
        conditions = call_for(catalogue, version.ladder, as_of)
    else:
        conditions = call_named(catalogue, call) if call else None
    return UnitCase(
        rules=RuleSet(
            instrument=instrument,
            compiled=questionnaire_for(catalogue, version.key, instrument.purpose),
            call=conditions,
            derived=derived_facts_for(catalogue) if derived else None,
            as_of=as_of,
        ),
        profile=inputs.profile,
        facts=inputs.facts,
        answers=inputs.answers,
        titles=None if inputs.titles is None else TitlesOnRecord(inputs.titles),
    )


def instrument_of_draft(catalogue: Catalogue, assessment: Assessment, day: date) -> InstrumentInForce:
    """The version and purpose of a form, and whether the version is in force on a day."""
    purpose = offering.purpose_of(assessment.purpose)
    return offering.version_of_form(catalogue, _key(assessment), day, purpose)


def instrument_of_submission(catalogue: Catalogue, submission: Submission, day: date) -> InstrumentInForce:
    """The version and purpose of a submission, and whether the version is in force on a day."""
    purpose = snapshot.from_text(submission.snapshot).purpose
    return offering.version_of_form(catalogue, _key(submission), day, purpose)


def submission_rating(
    catalogue: Catalogue, submission: Submission, as_of: date, call: str = DERIVE
) -> UnitRating:
    """Rate what was submitted, from its packed answers and its snapshot alone."""
    instrument = instrument_of_submission(catalogue, submission, as_of)
    return rate(catalogue, instrument, inputs_of_submission(catalogue, submission), as_of, call)


def profile_of(unit: Unit) -> Profile:
    """The unit's profile as the engine takes it."""
    return Profile(unit.county, unit.industry, ProductionType(unit.production_type))


def titles_on_record(session: Session, unit_id: str) -> tuple[HeldTitle, ...] | None:
    """The titles recorded for a unit, None when there is no record; the register may be incomplete."""
    rows = queries.titles_of(session, unit_id)
    return tuple(HeldTitle(row.kind, row.start, last_day(row)) for row in rows) or None


def last_day(row: Recognition) -> date | None:
    """The last day on which a title counts; None while no end is known."""
    after = TitleDays(row.start, row.end, row.revoked_on).first_day_after
    return None if after is None else after - timedelta(days=1)


def _key(row: Assessment | Submission) -> str:
    return f"{row.questionnaire}@{row.version}"


def _of(catalogue: Catalogue) -> _Compiled:
    # One catalogue at a time: an application has one, and a test that makes another lets the first one go.
    if not _kept or _kept[-1].catalogue is not catalogue:
        _kept[:] = [_Compiled(catalogue)]
    return _kept[-1]
