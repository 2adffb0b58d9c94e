"""Deciding about a recommended action: accept, put off, reject with a reason, mark done, take back."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import advice as queries
from backend.db.queries import firms
from backend.db.tables.advice import Decision, DecisionAct
from backend.services.advice.basis import climbs
from backend.services.advice.decided import (
    ACCEPTED,
    DONE,
    NAMES,
    OPEN,
    POSTPONED,
    REJECTED,
    Decided,
    decided_of,
)
from backend.services.errors import (
    ConflictError,
    InvalidInputError,
    MissingVersionError,
    NotFoundError,
)
from backend.services.offering import instrument_ids

LONGEST = timedelta(days=5 * 366)
"""How far ahead a day may lie."""


@dataclass(frozen=True)
class Deciding:
    """What somebody decides about an action of a unit, and the version it is based on (0 before the first).

    `due` is when it is to be done, or looked at again; `reason` why it is rejected, or what shows that it is
    done.
    """

    unit_id: str
    questionnaire: str
    action: str
    state: str
    version: int | None
    reason: str = ""
    due: date | None = None


class StaleDecisionError(ConflictError):
    """A colleague decided meanwhile: `present` is stored now, `wanted` is not."""

    def __init__(self, title: str, present: Decided, wanted: Deciding) -> None:
        super().__init__(
            f"“{title}”刚被同事改为“{NAMES[present.state]}”，您的“{NAMES[wanted.state]}”没有保存。"
            "请先看过现在的状态，再决定要不要改。"
        )
        self.present, self.wanted = present, wanted


def decide(database: Database, actor: Actor, catalogue: Catalogue, deciding: Deciding) -> None:
    """Store a decision and the act behind it.

    Raises NotFoundError for a unit of another firm and for what is no action, InvalidInputError for what is
    missing, MissingVersionError and StaleDecisionError where a colleague's decision would be overwritten.
    """
    action = catalogue.actions.get(deciding.action)
    name = deciding.questionnaire
    if action is None or name not in instrument_ids(catalogue) or not climbs(catalogue, name):
        raise NotFoundError
    if problems := _problems(deciding):
        raise InvalidInputError(problems)
    if deciding.version is None:
        raise MissingVersionError
    with database.write(actor) as session:
        if firms.own_unit(session, actor, deciding.unit_id) is None:
            raise NotFoundError
        row = queries.ensure_decision(session, _fresh(deciding))
        if row.version != deciding.version:
            raise StaleDecisionError(zh(action.title), decided_of(row), deciding)
        _store(session, row, deciding, actor)


def _problems(deciding: Deciding) -> dict[str, str]:
    """What is wrong, by field."""
    today, due, found = clock.today(), deciding.due, dict[str, str]()
    if deciding.state not in NAMES:
        found["state"] = "请从列出的选项中选择怎么处理这条建议。"
    if deciding.state == POSTPONED and due is None:
        found["due"] = "请填写暂缓到哪一天，到时会重新列出。"
    if due is not None and not today < due <= today + LONGEST:
        found["due"] = "日期应在明天以后、五年以内。"
    if deciding.state == REJECTED and not deciding.reason:
        found["reason"] = "请写明不采纳的理由，下次不再重复建议。"
    return found


def _fresh(deciding: Deciding) -> Decision:
    return Decision(
        unit_id=deciding.unit_id,
        questionnaire=deciding.questionnaire,
        action=deciding.action,
        state=OPEN,
        version=0,
        decided_at=clock.now(),
    )


def _store(session: Session, row: Decision, deciding: Deciding, actor: Actor) -> None:
    now = clock.now()
    due = deciding.due if deciding.state in {ACCEPTED, POSTPONED} else None
    reason = "" if deciding.state in {ACCEPTED, OPEN} else deciding.reason
    # What is done was accepted on an earlier submission: what came of it is seen from there.
    if row.state != ACCEPTED or deciding.state != DONE:
        standing = queries.standing_submission(session, row.unit_id, row.questionnaire)
        row.submission_id = standing.id if standing else None
    row.state, row.reason, row.due = deciding.state, reason, due
    row.version, row.decided_by, row.decided_at = row.version + 1, actor.account_id, now
    session.add(row)
    session.flush()
    session.add(
        DecisionAct(
            decision_id=row.id,
            state=row.state,
            reason=reason,
            due=due,
            account_id=actor.account_id,
            at=now,
        )
    )
