"""Answers as they are stored while a form is being filled, and back."""

import json
from collections.abc import Mapping
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


@dataclass(frozen=True)
class Draft:
    """The present answer to one item with its remark; revision 0 means that nobody has saved yet."""

    answer: Answer = UNANSWERED
    note: str = ""
    revision: int = 0
    author: str = ""
    saved_at: datetime | None = None


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


def to_log(answer: Answer, note: str) -> str:
    """What the change log keeps: the answer, and the remark where there is one."""
    data = json.loads(to_value(answer))
    return _json({**data, "note": note} if note else data)


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
    return Draft(answer, row.note, row.revision, row.author, row.saved_at)


def read_all(instrument: Instrument, rows: Mapping[str, StoredRow]) -> dict[str, Draft]:
    """The drafts of all stored items that are asked, by item id."""
    return {
        item_id: read(instrument, instrument.asked[item_id], row)
        for item_id, row in rows.items()
        if item_id in instrument.asked
    }


def answers_in(drafts: Mapping[str, Draft]) -> dict[str, Answer]:
    """The answers among the drafts, open ones left out."""
    return {item: draft.answer for item, draft in drafts.items() if draft.answer != UNANSWERED}


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
