"""What surrounds a unit's answers: its last round, its saves, earlier submissions like it, published tables.

A fixed number of statements, however many firms there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row
from sqlalchemy.orm import Session

from assessments.answering import Answer
from backend.db.queries import integrity as queries
from backend.db.tables.firms import Unit
from backend.services import drafts, rating
from backend.services.instrument import instrument_for
from backend.services.integrity.applied import Applied
from backend.services.integrity.finding import Alike, Around, Before, Given, Reached, Saves
from backend.services.peers_of_firms import published
from backend.services.rating import Inputs

CARRIED = "carried_from"


@dataclass(frozen=True)
class Subject:
    """What is looked at: a permitted form of a unit, or its submission, at an instant.

    `level` is the certain level of the answers, `traces` are theirs.
    """

    unit: Unit
    form: str
    traces: tuple[int, ...]
    level: str
    until: datetime


def given_by(applied: Applied, inputs: Inputs, packed: bytes, until: datetime) -> Given:
    """What a unit says, with the answers that others imply in place of what they lock."""
    profile = inputs.profile
    instrument = instrument_for(
        applied.catalogue, applied.sheet.compiled.questionnaire.key, profile.production_type
    )
    implied = instrument.implied(inputs.answers)
    answers = {**inputs.answers, **{item: Answer((one.then.option,)) for item, one in implied.items()}}
    return Given(profile, inputs.facts, answers, applied.sheet.codes([packed])[0], until.date())


def around(session: Session, applied: Applied, subject: Subject) -> Around:
    """What surrounds a form or a submission, as it was at its instant."""
    return Around(
        before=_before(session, applied, subject),
        saves=saves_in(queries.changes(session, subject.form, subject.until)),
        alike=_alike(session, applied, subject),
        reached=_reached(session, applied, subject),
    )


def saves_in(changes: Iterable[Row[str, str, str, str, datetime]]) -> Saves:
    """When each item was first given another answer by hand.

    Taking answers over, confirming them as they were, and changing a remark alone are no answering; the
    answers of an imported file have no line in the log.
    """
    first: dict[str, tuple[float, str]] = {}
    for item, old, new, author, at in changes:
        is_carried = CARRIED in new
        is_same = drafts.from_value(old) == drafts.from_value(new)
        is_cleared = drafts.from_value(new) == drafts.UNANSWERED
        if not (is_carried or is_same or is_cleared):
            first.setdefault(item, (at.timestamp(), author))
    people = {author: place for place, author in enumerate(sorted({who for _, who in first.values()}))}
    return Saves(tuple(at for at, _ in first.values()), tuple(people[who] for _, who in first.values()))


def _before(session: Session, applied: Applied, subject: Subject) -> Before | None:
    """The last round's submission, if it was packed under the same rules."""
    version = applied.sheet.compiled.questionnaire
    found = queries.before(session, subject.unit.id, version.id, subject.form, subject.until)
    digests = rating.digests_for(applied.catalogue, version.key)
    if found is None or found.rules_digest != digests.rules:
        return None
    return Before(found.packed, found.submitted_at)


def _alike(session: Session, applied: Applied, subject: Subject) -> tuple[Alike, ...]:
    version = applied.sheet.compiled.questionnaire
    wanted = queries.LikeThis(
        unit=subject.unit,
        traces=subject.traces,
        questionnaire=version.id,
        rules=rating.digests_for(applied.catalogue, version.key).rules,
        until=subject.until,
        most=applied.checks.copied.candidates,
    )
    return tuple(Alike(*row) for row in queries.alike(session, wanted))


def _reached(session: Session, applied: Applied, subject: Subject) -> Reached | None:
    """The newest published table of firms on the same rung, if there is one."""
    version = applied.sheet.compiled.questionnaire
    group = published.group_for(session, applied.catalogue, subject.unit, version.id)
    table = None if group is None else group.items.get(subject.level)
    return None if table is None else Reached(table.name, table.firms, table.dated, table.items)
