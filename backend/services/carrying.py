"""Answers of an earlier submission taken over into a new form, each to be confirmed before it counts.

Only what still means the same is taken over: the item and the chosen options are there, are asked of the
unit's production type, and say what they said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assessments.answering import Answer, decode
from assessments.loader import Catalogue, UnknownName
from assessments.migrate import carried
from assessments.schema.common import zh
from assessments.schema.questionnaire import Item, Questionnaire
from backend import clock
from backend.auth.actor import Actor
from backend.db.queries import carrying as queries
from backend.db.queries.saving import NewAnswer
from backend.db.tables.assessments import Assessment
from backend.db.tables.submissions import Submission
from backend.services import drafts, rating, snapshot
from backend.services.drafts import Draft
from backend.services.instrument import Instrument


@dataclass(frozen=True)
class LeftOut:
    """An answer that was not taken over, in the words of the version it was given under."""

    ref: str
    name: str
    chosen: tuple[str, ...]
    not_applicable: str | None
    reason: str


@dataclass(frozen=True)
class Carriage:
    """What a form can take over from a submission: answers and remarks by item id, and what it cannot."""

    answers: Mapping[str, Answer]
    notes: Mapping[str, str]
    left_out: tuple[LeftOut, ...]


def source_of(
    session: Session, unit_id: str, questionnaire: str, *, form: str = "", until: datetime | None = None
) -> Submission | None:
    """The latest submission of an instrument by a permitted unit, of another form than `form`."""
    return queries.latest_submission(session, unit_id, questionnaire, form, until)


def label(session: Session, stored: Mapping[str, Draft]) -> str:
    """What the answers to confirm are called: those of another year, or of this year's last submission."""
    source = next((draft.carried_from for draft in stored.values() if draft.carried_from), None)
    if source is None:
        return ""
    submitted = queries.submitted_at(session, source)
    is_earlier = clock.local(submitted).year < clock.today().year
    return "上年答案，待确认" if is_earlier else "上次答案，待确认"


def carriage(catalogue: Catalogue, submission: Submission, target: Instrument) -> Carriage | None:
    """What of a submission fits an instrument; None where the catalogue no longer has its rules."""
    source = _version(catalogue, submission)
    if source is None:
        return None
    frozen = snapshot.from_text(submission.snapshot)
    compiled = rating.questionnaire_for(catalogue, source.key)
    given = decode(compiled, submission.packed, frozen.reasons)
    known = carried(given, rating.questionnaire_for(catalogue, target.questionnaire.key))
    items = {item.id: item for item in compiled.answered}
    taken, left_out = {}, []
    for item_id, answer in given.items():
        reason = _reason(target, items[item_id], answer, fits=item_id in known)
        if reason:
            left_out.append(_left_out(items[item_id], answer, reason))
        else:
            taken[item_id] = answer
    return Carriage(
        taken, {item: frozen.notes[item] for item in taken if item in frozen.notes}, tuple(left_out)
    )


def take_over(
    session: Session, actor: Actor, catalogue: Catalogue, form: Assessment, target: Instrument
) -> Carriage | None:
    """Take the answers of the unit's latest submission into its new, empty form, inside a transaction.

    None where there is nothing to take over.
    """
    source = source_of(session, form.unit_id, form.questionnaire, form=form.id)
    if source is None:
        return None
    found = carriage(catalogue, source, target)
    if found is None or not found.answers:
        return found
    now = clock.now()
    rows = [
        NewAnswer(
            assessment_id=form.id,
            item=item,
            value=drafts.to_value(answer),
            note=found.notes.get(item, ""),
            revision=1,
            author_id=actor.account_id,
            saved_at=now,
            carried_from=source.id,
        )
        for item, answer in found.answers.items()
    ]
    logged = [
        drafts.to_log(answer, found.notes.get(item, ""), source.id) for item, answer in found.answers.items()
    ]
    queries.put_carried(session, rows, logged)
    return found


def _version(catalogue: Catalogue, submission: Submission) -> Questionnaire | None:
    """The version a submission was packed with, None where the catalogue has no such rules."""
    key = f"{submission.questionnaire}@{submission.version}"
    try:
        digests = rating.digests_for(catalogue, key)
    except UnknownName:
        return None
    return catalogue.questionnaire(key) if digests.rules == submission.rules_digest else None


def _reason(target: Instrument, earlier: Item, answer: Answer, *, fits: bool) -> str:
    """Why an answer is not taken over; empty where it is. `fits`: the version has its item and options."""
    present = target.asked.get(earlier.id)
    if present is None:
        known = any(item.id == earlier.id for item in target.questionnaire.items)
        return "本单位的生产类型不问这道题" if known else "现行版本没有这道题"
    if not fits:
        may_not = answer.not_applicable is not None
        return "现行版本这道题不能选“不适用”" if may_not else "当时所选的选项在现行版本中已经取消"
    if not target.allows(present, answer):
        return "当时所选的选项不供本单位的生产类型选择"
    is_same = _words(present, answer) == _words(earlier, answer)
    return "" if is_same else "题目或所选选项的表述已经修改，请按现行表述作答"


def _words(item: Item, answer: Answer) -> tuple[str, ...]:
    return (zh(item.question), *(zh(option.text) for option in item.options if option.id in answer.options))


def _left_out(item: Item, answer: Answer, reason: str) -> LeftOut:
    chosen = (f"{option.ref} {zh(option.text)}" for option in item.options if option.id in answer.options)
    return LeftOut(item.ref, zh(item.name), tuple(chosen), answer.not_applicable, reason)
