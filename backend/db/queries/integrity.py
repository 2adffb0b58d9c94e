"""What honesty checks read beside a form, and the hints, explanations and traces that are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, insert, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from backend.auth import scope
from backend.auth.actor import Actor
from backend.db.queries.standings import NOT_STANDING
from backend.db.tables.assessments import AnswerChange
from backend.db.tables.firms import Membership, Unit
from backend.db.tables.integrity import AnswerTrace, IntegrityHint, IntegrityNote
from backend.db.tables.reviews import WITHDRAWN, Review
from backend.db.tables.submissions import Standing, Submission

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def before(
    session: Session, unit_id: str, questionnaire: str, form: str, until: datetime
) -> Submission | None:
    """What a permitted unit submitted last before an instant with another form, and what stands of it."""
    statement = (
        select(Submission)
        .outerjoin(Review, col(Review.submission_id) == col(Submission.id))
        .where(
            col(Submission.unit_id) == unit_id,
            col(Submission.questionnaire) == questionnaire,
            col(Submission.assessment_id) != form,
            col(Submission.submitted_at) < until,
            or_(col(Review.state).is_(None), col(Review.state).not_in(NOT_STANDING)),
        )
        .order_by(col(Submission.submitted_at).desc(), col(Submission.id))
        .limit(1)
    )
    return session.scalar(statement)


def changes(session: Session, assessment_id: str, until: datetime) -> list[Row[str, str, str, str, datetime]]:
    """The change log of a permitted form up to an instant, oldest first: item, old, new, author, when."""
    columns: Any = (
        AnswerChange.item,
        AnswerChange.old_value,
        AnswerChange.new_value,
        AnswerChange.author_id,
        AnswerChange.at,
    )
    statement = (
        select(*columns)
        .where(col(AnswerChange.assessment_id) == assessment_id, col(AnswerChange.at) <= until)
        .order_by(col(AnswerChange.at), col(AnswerChange.revision), col(AnswerChange.item))
    )
    return list(session.execute(statement))


@dataclass(frozen=True)
class LikeThis:
    """What is looked for: submissions of other firms than the unit's that share one of the traces.

    They were packed under the same `questionnaire` and `rules` (digest) and submitted before `until`; at most
    `most` are taken for each trace.
    """

    unit: Unit
    traces: Collection[int]
    questionnaire: str
    rules: str
    until: datetime
    most: int


def alike(session: Session, wanted: LikeThis) -> list[tuple[str, bytes]]:
    """Earlier submissions of other firms that share a trace: id and packed answers.

    It costs the same however many there are. Left out are the unit's own firm, firms that have an owner in
    common with it, and what was withdrawn.
    """
    if not wanted.traces:
        return []
    traces = sorted(wanted.traces)
    values: dict[str, Any] = {
        "firm": wanted.unit.firm_id,
        "questionnaire": wanted.questionnaire,
        "rules": wanted.rules,
        "until": wanted.until,
        **{f"trace{place}": trace for place, trace in enumerate(traces)},
    }
    found = session.connection().execute(_alike(len(traces), wanted.most), values)
    return [(submission, packed) for submission, packed in found]


@cache
def _alike(traces: int, most: int) -> Select[Any]:
    """Put together once: that takes far longer than running it."""
    sharing = union_all(*(_sharing(place, most) for place in range(traces))).subquery()
    columns: Any = (Submission.id, Submission.packed)
    return (
        select(*columns)
        .join(Unit, col(Submission.unit_id) == col(Unit.id))
        .outerjoin(Review, col(Review.submission_id) == col(Submission.id))
        .where(
            or_(col(Review.state).is_(None), col(Review.state) != WITHDRAWN),
            col(Submission.id).in_(select(sharing.c.submission_id)),
            col(Submission.questionnaire) == bindparam("questionnaire"),
            col(Submission.rules_digest) == bindparam("rules"),
            col(Submission.submitted_at) < bindparam("until"),
            col(Unit.firm_id) != bindparam("firm"),
            ~_same_owner(),
        )
        .order_by(col(Submission.id))
    )


def _same_owner() -> ColumnElement[bool]:
    """Condition on Unit: somebody owns its firm and the firm that is looked at."""
    own, other = aliased(Membership), aliased(Membership)
    return (
        select(col(own.account_id))
        .join(other, col(other.account_id) == col(own.account_id))
        .where(
            col(own.firm_id) == bindparam("firm"),
            col(other.firm_id) == col(Unit.firm_id),
            *(col(one.role) == "owner" for one in (own, other)),
            *(col(one.confirmed).is_(True) for one in (own, other)),
        )
        .correlate(Unit)
        .exists()
    )


def _sharing(place: int, most: int) -> Any:
    found = (
        select(col(AnswerTrace.submission_id))
        .where(col(AnswerTrace.trace) == bindparam(f"trace{place}"))
        .order_by(col(AnswerTrace.submission_id))
        .limit(most)
        .subquery()
    )
    return select(found.c.submission_id)


def put_traces(session: Session, traces: Mapping[str, Collection[int]]) -> None:
    """Keep the traces of submissions in place of those they had."""
    for some in _blocks(sorted(traces)):
        session.execute(delete(AnswerTrace).where(col(AnswerTrace.submission_id).in_(some)))
    rows = [
        {"trace": trace, "submission_id": submission}
        for submission, own in traces.items()
        for trace in sorted(set(own))
    ]
    if rows:
        session.execute(insert(AnswerTrace), rows)


def put_hints(session: Session, submissions: Collection[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the hints of submissions in place of those they had."""
    for some in _blocks(sorted(submissions)):
        session.execute(delete(IntegrityHint).where(col(IntegrityHint.submission_id).in_(some)))
    if rows:
        session.execute(insert(IntegrityHint), rows)


def hints(session: Session, submission_id: str) -> list[IntegrityHint]:
    """The hints of a permitted submission, in their order."""
    statement = select(IntegrityHint).where(col(IntegrityHint.submission_id) == submission_id)
    return list(session.scalars(statement.order_by(col(IntegrityHint.place))))


def kept_notes(session: Session, submissions: Collection[str]) -> dict[tuple[str, str], str]:
    """What firms said about the hints of some submissions, by submission and key."""
    columns = (col(IntegrityHint.submission_id), col(IntegrityHint.key), col(IntegrityHint.note))
    found: dict[tuple[str, str], str] = {}
    for some in _blocks(sorted(submissions)):
        statement = select(*columns).where(
            col(IntegrityHint.submission_id).in_(some), col(IntegrityHint.note) != ""
        )
        found.update({(one, key): note for one, key, note in session.execute(statement)})
    return found


def notes(session: Session, assessment_id: str) -> dict[str, str]:
    """What the firm said about the hints of a permitted form, by key."""
    columns = (col(IntegrityNote.key), col(IntegrityNote.text))
    statement = select(*columns).where(col(IntegrityNote.assessment_id) == assessment_id)
    return dict(session.execute(statement).all())


def put_note(session: Session, note: IntegrityNote) -> None:
    """Keep an explanation in place of the one before; an empty one takes it away."""
    same = (col(IntegrityNote.assessment_id) == note.assessment_id, col(IntegrityNote.key) == note.key)
    if not note.text:
        session.execute(delete(IntegrityNote).where(*same))
        return
    dialect = session.get_bind().dialect.name
    put = _INSERT[dialect](IntegrityNote).values(note.model_dump())
    changed = {name: put.excluded[name] for name in ("text", "author_id", "saved_at")}
    session.execute(put.on_conflict_do_update(index_elements=["assessment_id", "key"], set_=changed))


def others_seen(session: Session, actor: Actor, submissions: Collection[str]) -> dict[str, str]:
    """Of some submissions the references of those that the actor may see."""
    if not submissions:
        return {}
    statement = scope.submissions(actor).where(col(Submission.id).in_(sorted(submissions)))
    return {row[0].id: row[0].reference for row in session.execute(statement)}


def standing_submissions(
    session: Session, after: tuple[datetime, str] | None, size: int
) -> list[Row[Submission, Unit, str]]:
    """Submissions that stand, the oldest first, with unit and certain level, from after a place on."""
    place = (col(Submission.submitted_at), col(Submission.id))
    columns: Any = (Submission, Unit, Standing.certain)
    statement = (
        select(*columns)
        .join(Standing, col(Standing.submission_id) == col(Submission.id))
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .order_by(*place)
        .limit(size)
    )
    if after is not None:
        later = or_(place[0] > after[0], and_(place[0] == after[0], place[1] > after[1]))
        statement = statement.where(later)
    return list(session.execute(statement))


def _blocks(ids: Sequence[str], size: int = 500) -> list[Sequence[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
