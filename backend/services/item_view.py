"""One item as its block on the form shows it: what is asked, what is stored, what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assessments.answering import Answer
from assessments.schema.common import zh
from assessments.schema.questionnaire import Implication, Item, Requirement
from backend.services import drafts
from backend.services.drafts import NOTHING, Draft
from backend.services.instrument import Instrument
from backend.services.saving import StaleAnswerError


@dataclass(frozen=True)
class RungMark:
    """A rung that asks for the item."""

    level: str
    name: str
    mandatory: bool


@dataclass(frozen=True)
class Choice:
    """An option; `level_name` is empty where it evidences no rung."""

    id: str
    ref: str
    text: str
    level: str
    level_name: str
    chosen: bool


@dataclass(frozen=True)
class Told:
    """An answer in words, with who gave it and when."""

    chosen: tuple[str, ...]
    not_applicable: str | None
    note: str
    author: str
    at: datetime | None


@dataclass(frozen=True)
class Lock:
    """The answer follows from another one: `chosen` counts, `kept` was stored before and is ignored."""

    by_ref: str
    by_name: str
    reason: str
    chosen: tuple[str, ...]
    kept: Told | None


@dataclass(frozen=True)
class Conflict:
    """Both answers; `revision` is the stored one's, for whoever decides to replace it."""

    mine: Told
    stored: Told
    revision: int


@dataclass(frozen=True)
class File:
    """A file attached to the item."""

    id: str
    filename: str
    size: int
    digest: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True)
class Attempt:
    """What somebody tried to store and could not: shown again in place of what is stored."""

    options: tuple[str, ...]
    not_applicable: str | None
    note: str
    revision: int
    conflict: StaleAnswerError | None = None
    problem: str = ""


def stale_attempt(error: StaleAnswerError) -> Attempt:
    """What was tried when somebody else had saved another answer."""
    mine = error.mine
    return Attempt(mine.answer.options, mine.answer.not_applicable, mine.note, mine.revision, error)


@dataclass(frozen=True)
class ItemView:
    """Everything the block of an item prints. `not_applicable` is the reason of 不适用 or None.

    `says_multiple`: the question itself says that several options may be chosen. `to_confirm` is what an
    answer taken over and yet to be confirmed is called, `came_back` why review returned the item.
    """

    id: str
    ref: str
    name: str
    sub_domain: str
    question: str
    help: str
    evidence: str
    multiple: bool
    says_multiple: bool
    rungs: tuple[RungMark, ...]
    choices: tuple[Choice, ...]
    may_not_apply: str | None
    not_applicable: str | None
    note: str
    revision: int
    author: str
    saved_at: datetime | None
    answered: bool
    lock: Lock | None
    conflict: Conflict | None
    problem: str
    files: tuple[File, ...]
    to_confirm: str = ""
    came_back: str = ""


@dataclass(frozen=True)
class Around:
    """What of a form its items' blocks show beside answers and files.

    `label` is what answers to confirm are called; `reasons` are those of review by item id.
    """

    label: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


def item_view(
    instrument: Instrument,
    item: Item,
    stored: Mapping[str, Draft],
    files: Sequence[File] = (),
    attempt: Attempt | None = None,
    *,
    around: Around = Around(),
) -> ItemView:
    """The block of an item. `stored` holds at least its own draft and those of the items that imply it."""
    draft = stored.get(item.id, NOTHING)
    implication = instrument.implied(drafts.answers_in(stored)).get(item.id)
    shown = _shown(draft, implication, attempt)
    return ItemView(
        id=item.id,
        ref=item.ref,
        name=zh(item.name),
        sub_domain=item.sub_domain,
        question=zh(item.question),
        help=zh(item.help),
        evidence=zh(item.evidence),
        multiple=item.type == "multiple",
        says_multiple="可多选" in zh(item.question),
        rungs=_rungs(instrument, item),
        choices=_choices(instrument, item, shown),
        may_not_apply=zh(item.may_not_apply) if item.may_not_apply else None,
        not_applicable=shown.not_applicable,
        note=attempt.note if attempt else draft.note,
        revision=attempt.revision if attempt else draft.revision,
        author=draft.author,
        saved_at=draft.saved_at,
        answered=implication is not None or draft.is_given,
        lock=_lock(instrument, item, implication, draft) if implication else None,
        conflict=_conflict(instrument, item, attempt.conflict) if attempt and attempt.conflict else None,
        problem=attempt.problem if attempt else "",
        files=tuple(files),
        to_confirm=around.label if draft.to_confirm and implication is None else "",
        came_back=around.reasons.get(item.id, ""),
    )


def _shown(draft: Draft, implication: Implication | None, attempt: Attempt | None) -> Answer:
    if implication is not None:
        return Answer((implication.then.option,))
    return Answer(attempt.options, attempt.not_applicable) if attempt else draft.answer


def _rungs(instrument: Instrument, item: Item) -> tuple[RungMark, ...]:
    return tuple(
        RungMark(level.id, zh(level.name), item.rungs[level.id] is Requirement.MANDATORY)
        for level in instrument.ladder.levels
        if level.id in item.rungs
    )


def _choices(instrument: Instrument, item: Item, shown: Answer) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            id=option.id,
            ref=option.ref,
            text=zh(option.text),
            level=option.level,
            level_name="" if option.level == "none" else instrument.level_names[option.level],
            chosen=option.id in shown.options,
        )
        for option in instrument.options(item)
    )


def _lock(instrument: Instrument, item: Item, implication: Implication, draft: Draft) -> Lock:
    trigger = instrument.asked[implication.when.item]
    implied = Answer((implication.then.option,))
    contradicts = draft.is_given and draft.answer != implied
    return Lock(
        by_ref=trigger.ref,
        by_name=zh(trigger.name),
        reason=zh(implication.reason),
        chosen=instrument.chosen(item, implied),
        kept=told(instrument, item, draft) if contradicts else None,
    )


def _conflict(instrument: Instrument, item: Item, error: StaleAnswerError) -> Conflict:
    return Conflict(
        mine=told(instrument, item, error.mine),
        stored=told(instrument, item, error.stored),
        revision=error.stored.revision,
    )


def told(instrument: Instrument, item: Item, draft: Draft) -> Told:
    """A draft in words."""
    return Told(
        chosen=instrument.chosen(item, draft.answer),
        not_applicable=draft.answer.not_applicable,
        note=draft.note,
        author=draft.author,
        at=draft.saved_at,
    )
