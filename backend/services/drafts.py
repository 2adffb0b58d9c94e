"""Answers as they are stored while a form is being filled, and back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.answering import Answer
from assessments.schema.questionnaire import Item
from backend.db.queries.assessments import StoredRow
from backend.services.instrument import Instrument

UNANSWERED = Answer()
OPEN = "open"
"""State of a form that is being filled."""
SUBMITTED = "submitted"
"""State of a form that was submitted and is no longer changed."""
RETURNED = "returned"
"""State of a form whose submission came back from review: it is filled again and submitted once more."""
EDITABLE = frozenset({OPEN, RETURNED})
"""States in which answers are saved."""
_CARRIED = "carried_from"


@dataclass(frozen=True)
class Draft:
    """The present answer to one item with its remark; revision 0 means that nobody has saved yet.

    `carried_from` is the submission it was taken over from; until it is confirmed, it counts for nothing.
    """

    answer: Answer = UNANSWERED
    note: str = ""
    revision: int = 0
    author: str = ""
    saved_at: datetime | None = None
    carried_from: str | None = None

    @property
    def is_given(self) -> bool:
        """Whether there is an answer that counts."""
        return self.answer != UNANSWERED and self.carried_from is None

    @property
    def to_confirm(self) -> bool:
        """Whether there is an answer that somebody has yet to confirm."""
        return self.answer != UNANSWERED and self.carried_from is not None


NOTHING = Draft()


def to_value(answer: Answer) -> str:
    """The JSON under which an answer is stored: {"options": […]}, {"not_applicable": reason} or {}."""
    if answer.not_applicable is not None:
        return _json({"not_applicable": answer.not_applicable})
    return _json({"options": list(answer.options)} if answer.options else {})


def from_value(value: str) -> Answer:
    """The answer that was stored, whether or not the item still allows it."""
    data = json.loads(value)
    return Answer(tuple(data.get("options", ())), data.get("not_applicable"))


def to_log(answer: Answer, note: str, carried_from: str | None = None) -> str:
    """What the change log keeps: the answer, the remark, and the submission an unconfirmed one comes from."""
    data = json.loads(to_value(answer))
    if note:
        data["note"] = note
    return _json({**data, _CARRIED: carried_from} if carried_from else data)


def as_typed(logged: str) -> str:
    """A line of the change log without the mark of where its answer was taken over from."""
    data = json.loads(logged)
    data.pop(_CARRIED, None)
    return _json(data)


def read(instrument: Instrument, item: Item, row: StoredRow | None) -> Draft:
    """A stored row as a draft.

    An answer that the item no longer allows, because the unit changed its production type, counts as open;
    it stays in the table and returns when the unit changes back.
    """
    if row is None:
        return NOTHING
    answer = from_value(row.value)
    if not instrument.allows(item, answer):
        answer = UNANSWERED
    return Draft(answer, row.note, row.revision, row.author, row.saved_at, row.carried_from)


def read_all(instrument: Instrument, rows: Mapping[str, StoredRow]) -> dict[str, Draft]:
    """The drafts of all stored items that are asked, by item id."""
    return {
        item_id: read(instrument, instrument.asked[item_id], row)
        for item_id, row in rows.items()
        if item_id in instrument.asked
    }


def answers_in(drafts: Mapping[str, Draft]) -> dict[str, Answer]:
    """The answers among the drafts that count: open ones and those yet to be confirmed are left out."""
    return {item: draft.answer for item, draft in drafts.items() if draft.is_given}


def to_confirm(instrument: Instrument, items: Iterable[str], drafts: Mapping[str, Draft]) -> tuple[str, ...]:
    """Those of the items whose answer has yet to be confirmed; one that follows from another need not be.

    `drafts` holds at least those of the items and of the items that imply them.
    """
    implied = instrument.implied(answers_in(drafts))
    return tuple(item for item in items if item not in implied and drafts.get(item, NOTHING).to_confirm)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
