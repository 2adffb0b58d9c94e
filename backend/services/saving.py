"""Saving answers: scope, version check, upsert and change log in one transaction, committed on return.

`save_answer` takes a checked command and nothing else; saves that come at the same time share a commit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assessments.answering import Answer, AnswerError, parse_answer
from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from assessments.schema.questionnaire import Domain, Item
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import assessments as queries
from backend.db.queries import saving as path
from backend.db.queries.saving import NewAnswer, SavePoint
from backend.services import drafts
from backend.services.drafts import Draft
from backend.services.errors import ConflictError, InvalidInputError, MissingVersionError, NotFoundError
from backend.services.instrument import Instrument, Progress, instrument_for


@dataclass(frozen=True)
class SaveAnswer:
    """What somebody wants stored for an item: option ids, or the reason of 不适用, or neither (cleared).

    `revision` is the one that was on the screen when the answer was given; 0 for an item nobody had saved.
    `confirms`: an answer that was taken over and still stands there is now given by whoever sends it.
    """

    assessment_id: str
    item: str
    revision: int | None
    options: tuple[str, ...] = ()
    not_applicable: str | None = None
    note: str = ""
    confirms: bool = False


@dataclass(frozen=True)
class SavedAnswer:
    """What is now stored, and how far its domain is.

    `relocked` are items of the domain whose lock this answer changed, and the item itself where the answer
    of another one has locked it. `to_confirm` is given where the item had yet to be confirmed: how many
    answers of its domain still are.
    """

    item: str
    domain: str
    revision: int
    saved_at: datetime
    progress: Progress
    relocked: tuple[str, ...]
    to_confirm: int | None = None


@dataclass(frozen=True)
class SavedPage:
    """What became of the items of a page; `stored` counts the answers that are new."""

    stored: int
    conflicts: Mapping[str, "StaleAnswerError"]
    problems: Mapping[str, str]


class StaleAnswerError(ConflictError):
    """Somebody else saved another answer meanwhile: nothing was stored; both are shown."""

    def __init__(self, item: str, mine: Draft, stored: Draft) -> None:
        super().__init__("此题刚被保存为另一个答案，您的这次填写没有保存。请核对两个答案后再定。")
        self.item = item
        self.mine = mine
        self.stored = stored


@dataclass
class _Target:
    """One item about to be saved."""

    actor: Actor
    command: SaveAnswer
    point: SavePoint
    instrument: Instrument
    item: Item
    answer: Answer
    at: datetime = field(default_factory=clock.now)


def save_answer(database: Database, actor: Actor, catalogue: Catalogue, command: SaveAnswer) -> SavedAnswer:
    """Store one answer; one that was taken over is confirmed by it, whether or not it is changed.

    Raises NotFoundError outside the actor's scope, ConflictError once the form is submitted,
    InvalidInputError (field: the item's id) for an answer the item does not allow, MissingVersionError, and
    StaleAnswerError where somebody else was first.
    """

    def save(session: Session) -> SavedAnswer:
        target = _target(session, actor, catalogue, command)
        revision = target.point.revision + _store(session, target, confirms=True)
        return _saved(session, target, revision)

    return database.write_together(actor, save)


def save_page(
    database: Database, actor: Actor, catalogue: Catalogue, commands: Iterable[SaveAnswer]
) -> SavedPage:
    """Store the answers of a page sent as a whole, leaving out those that conflict or are not allowed.

    An item that still says what was on the screen when the page was opened is left alone, whatever a
    colleague has stored since, and stays to be confirmed unless its command confirms it. Raises
    NotFoundError, ConflictError once the form is submitted, and MissingVersionError.
    """
    stored = 0
    conflicts: dict[str, StaleAnswerError] = {}
    problems: dict[str, str] = {}
    with database.write(actor) as session:
        # Always in the same order, so that two pages sent at once cannot wait for each other's rows.
        for command in sorted(commands, key=lambda each: each.item):
            try:
                target = _target(session, actor, catalogue, command)
                if _was_touched(session, target):
                    stored += _store(session, target, confirms=command.confirms)
            except StaleAnswerError as error:
                conflicts[command.item] = error
            except InvalidInputError as error:
                problems.update(error.fields)
    return SavedPage(stored, conflicts, problems)


def _target(session: Session, actor: Actor, catalogue: Catalogue, command: SaveAnswer) -> _Target:
    point = path.save_point(session.connection(), actor, command.assessment_id, command.item)
    if point is None:
        raise NotFoundError
    if point.state not in drafts.EDITABLE:
        raise ConflictError("这份自评已经提交，不能再修改。如内容有误，请联系县（市、区）主管部门。")
    if command.revision is None:
        raise MissingVersionError
    key = f"{point.questionnaire}@{point.version}"
    instrument = instrument_for(catalogue, key, ProductionType(point.production_type))
    item = instrument.item(command.item)
    return _Target(actor, command, point, instrument, item, _parsed(item, instrument, command))


def _parsed(item: Item, instrument: Instrument, command: SaveAnswer) -> Answer:
    raw: Any = list(command.options) or None
    if command.not_applicable is not None:
        raw = {"not_applicable": command.not_applicable}
    try:
        return parse_answer(item, instrument.production, raw)
    except AnswerError as error:
        raise InvalidInputError({item.id: str(error)}) from None


def _was_touched(session: Session, target: _Target) -> bool:
    command = target.command
    if command.revision == target.point.revision:
        return True
    shown = None
    if command.revision:
        shown = queries.logged_value(session, command.assessment_id, target.item.id, command.revision)
    return drafts.to_log(target.answer, command.note) != drafts.as_typed(shown or "{}")


def _store(session: Session, target: _Target, *, confirms: bool) -> bool:
    """Write the answer and its line in the change log; False where exactly this was stored already."""
    command, point = target.command, target.point
    value = drafts.to_value(target.answer)
    is_same = (value, command.note) == (point.value, point.note)
    if is_same and not (confirms and point.carried_from):
        return False
    row = NewAnswer(
        assessment_id=command.assessment_id,
        item=target.item.id,
        value=value,
        note=command.note,
        revision=point.revision + 1,
        author_id=target.actor.account_id,
        saved_at=target.at,
    )
    if command.revision != point.revision or not path.put_answer(session.connection(), row):
        raise _stale(session, target)
    old = drafts.to_log(drafts.from_value(point.value), point.note, point.carried_from)
    path.log_change(session.connection(), row, old, drafts.to_log(target.answer, command.note))
    return True


def _stale(session: Session, target: _Target) -> StaleAnswerError:
    command, item = target.command, target.item
    rows = queries.stored_answers(session, command.assessment_id, [item.id])
    stored = drafts.read(target.instrument, item, rows.get(item.id))
    mine = Draft(target.answer, command.note, command.revision or 0, target.actor.name, target.at)
    return StaleAnswerError(item.id, mine, stored)


def _saved(session: Session, target: _Target, revision: int) -> SavedAnswer:
    instrument, item = target.instrument, target.item
    domain = instrument.domain_of[item.id]
    rows = path.answered_among(
        session.connection(), target.command.assessment_id, instrument.deciding(domain)
    )
    answers = {name: drafts.from_value(value) for name, value in rows.items()}
    carried = target.point.carried_from is not None
    before = {**answers, item.id: drafts.UNANSWERED if carried else drafts.from_value(target.point.value)}
    progress = instrument.progress(domain, answers)
    return SavedAnswer(
        item=item.id,
        domain=domain.id,
        revision=revision,
        saved_at=target.at,
        progress=progress,
        relocked=_relocked(instrument, item, before, answers),
        to_confirm=_to_confirm(session, target, domain) if carried else None,
    )


def _to_confirm(session: Session, target: _Target, domain: Domain) -> int:
    """How many answers of a domain have yet to be confirmed."""
    own = [item.id for item in target.instrument.items_of[domain.id]]
    deciding = [*own, *target.instrument.deciding(domain)]
    rows = queries.stored_answers(session, target.command.assessment_id, deciding)
    return len(drafts.to_confirm(target.instrument, own, drafts.read_all(target.instrument, rows)))


def _relocked(
    instrument: Instrument, item: Item, before: Mapping[str, Answer], after: Mapping[str, Answer]
) -> tuple[str, ...]:
    was, now = instrument.implied(before), instrument.implied(after)
    changed = [name for name in {**was, **now} if was.get(name) is not now.get(name)]
    return tuple(dict.fromkeys([*changed, item.id])) if item.id in now else tuple(changed)
