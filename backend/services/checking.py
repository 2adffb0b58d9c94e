"""Checking a form before it is submitted: what is answered, what is open, what still stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.answering import Answer
from assessments.loader import Catalogue
from assessments.schema.common import Purpose, zh
from assessments.schema.questionnaire import Implication, Item
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.db.queries import facts as fact_queries
from backend.db.queries import ledger as ledger_queries
from backend.db.queries.assessments import StoredRow
from backend.services import drafts
from backend.services.assessing import Form, FormHead, files_of, find_form, required_items, required_progress
from backend.services.drafts import NOTHING, Draft
from backend.services.instrument import Instrument, Progress
from backend.services.item_view import File, Told, told

SAVES_OF_A_FORM = 10**8
"""More than a form, its facts and its profile are ever saved together."""


@dataclass(frozen=True)
class AnswerLine:
    """An asked item with its answer in words; `implied_by` is the ref of the item it follows from.

    `to_confirm`: the answer was taken over and does not count yet.
    """

    item: str
    ref: str
    name: str
    domain: str
    answer: Told
    implied_by: str | None
    is_open: bool
    is_required: bool
    files: int
    to_confirm: bool = False


@dataclass(frozen=True)
class DomainAnswers:
    """The answers of a domain."""

    id: str
    name: str
    progress: Progress
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class Check:
    """A form before it is submitted. `seen` changes with every answer, profile or fact that is saved.

    `missing` are the open items that a submission needs, those mandatory at the lowest rung
    (`required_level`); `open_count` counts the other open items, which count as undecided. `to_confirm`
    counts those of both that only have to be confirmed.
    """

    head: FormHead
    seen: int
    required: Progress
    required_level: str
    missing: tuple[AnswerLine, ...]
    open_count: int
    domains: tuple[DomainAnswers, ...]
    not_applicable: tuple[AnswerLine, ...]
    file_count: int
    to_confirm: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing that a submission needs is missing."""
        return not self.missing

    @property
    def may_submit(self) -> bool:
        """Whether it can be submitted now."""
        return self.is_complete and not self.head.blocked


def check(database: Database, actor: Actor, catalogue: Catalogue, assessment_id: str) -> Check:
    """The answers of a form, for a last look. Raises NotFoundError."""
    with database.read(actor) as session:
        form = find_form(session, actor, catalogue, assessment_id)
        rows = queries.stored_answers(session, assessment_id)
        files = files_of(session, assessment_id)
        seen = seen_of(session, form, rows)
    return _check(form, rows, files, seen)


def seen_of(session: Session, form: Form, rows: Mapping[str, StoredRow]) -> int:
    """A number that changes with all that the rating depends on: purpose, answers, profile, facts, ledger."""
    unit_id = form.unit.id
    stated = len(fact_queries.rows(session, unit_id)) + ledger_queries.number_of_states(session, unit_id)
    saved = sum(row.revision for row in rows.values()) + form.unit.version + stated
    return list(Purpose).index(form.head.purpose) * SAVES_OF_A_FORM + saved


def _check(form: Form, rows: Mapping[str, StoredRow], files: Mapping[str, list[File]], seen: int) -> Check:
    head, instrument = form.head, form.instrument
    stored = drafts.read_all(instrument, rows)
    answers = drafts.answers_in(stored)
    lines = {line.item: line for line in _lines(instrument, stored, files)}
    missing = tuple(line for line in lines.values() if line.is_open and line.is_required)
    return Check(
        head=head,
        seen=seen,
        required=required_progress(instrument, answers),
        required_level=instrument.level_names[instrument.lowest_rung()],
        missing=missing,
        open_count=sum(line.is_open for line in lines.values()) - len(missing),
        domains=tuple(
            DomainAnswers(
                domain.id,
                zh(domain.name),
                instrument.progress(domain, answers),
                tuple(lines[item.id] for item in instrument.items_of[domain.id]),
            )
            for domain in instrument.domains
        ),
        not_applicable=tuple(
            line for line in lines.values() if line.answer.not_applicable is not None and not line.to_confirm
        ),
        file_count=sum(line.files for line in lines.values()),
        to_confirm=sum(line.to_confirm for line in lines.values()),
    )


def _lines(
    instrument: Instrument, stored: Mapping[str, Draft], files: Mapping[str, list[File]]
) -> list[AnswerLine]:
    implied = instrument.implied(drafts.answers_in(stored))
    required = {item.id for item in required_items(instrument)}
    return [
        _line(
            instrument,
            item,
            stored.get(item.id, NOTHING),
            implied.get(item.id),
            is_required=item.id in required,
            files=len(files.get(item.id, ())),
        )
        for domain in instrument.domains
        for item in instrument.items_of[domain.id]
    ]


def _line(
    instrument: Instrument,
    item: Item,
    draft: Draft,
    implication: Implication | None,
    *,
    is_required: bool,
    files: int,
) -> AnswerLine:
    counted = Draft(Answer((implication.then.option,))) if implication else draft
    return AnswerLine(
        item=item.id,
        ref=item.ref,
        name=zh(item.name),
        domain=instrument.domain_of[item.id].id,
        answer=told(instrument, item, counted),
        implied_by=instrument.asked[implication.when.item].ref if implication else None,
        is_open=not counted.is_given,
        is_required=is_required,
        files=files,
        to_confirm=counted.to_confirm,
    )
