"""Hints of a submission for its reviewers, and for nobody else: they stand in no list and no count."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.auth.actor import Actor
from backend.db.queries import integrity as queries
from backend.services.integrity.hints import Hint, from_text


@dataclass(frozen=True)
class Told:
    """A hint with the firm's explanation; `other` is the reference of the submission that is alike.

    `other_id` and `other` are empty where the other submission lies outside the actor's scope.
    """

    hint: Hint
    note: str
    other_id: str = ""
    other: str = ""


def of_submission(session: Session, actor: Actor, submission_id: str) -> tuple[Told, ...]:
    """The hints of a submission that the caller has found in the actor's scope."""
    rows = queries.hints(session, submission_id)
    found = [(from_text(row.key, row.content), row.note) for row in rows]
    seen = queries.others_seen(session, actor, {hint.other for hint, _ in found if hint.other})
    return tuple(
        Told(hint.for_the_firm(), note, hint.other if hint.other in seen else "", seen.get(hint.other, ""))
        for hint, note in found
    )
