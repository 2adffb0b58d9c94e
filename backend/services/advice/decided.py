"""What a firm decided about actions: the states, and which of them set an action aside for now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assessments.advising import Aside
from backend.db.tables.advice import Decision

ACCEPTED, POSTPONED, REJECTED, DONE, OPEN = "accepted", "postponed", "rejected", "done", "open"
"""OPEN is a decision that was taken back."""
STATES = (ACCEPTED, POSTPONED, REJECTED, DONE)
NAMES = {ACCEPTED: "已采纳", POSTPONED: "已暂缓", REJECTED: "已否决", DONE: "已做完", OPEN: "未决定"}


@dataclass(frozen=True)
class Decided:
    """Where an action stands for a unit; `submission_id` is what it was decided on, None for a draft."""

    action: str
    state: str
    reason: str
    due: date | None
    submission_id: str | None
    version: int
    at: datetime

    def is_aside(self, today: date) -> bool:
        """Whether the action is no move for now; a postponed one comes back on its day."""
        return self.state in {REJECTED, DONE} or (self.state == POSTPONED and not self.has_come(today))

    def has_come(self, today: date) -> bool:
        """Whether the day that was set has come."""
        return self.due is not None and self.due <= today


def decided_of(row: Decision) -> Decided:
    """A row as it is shown."""
    return Decided(row.action, row.state, row.reason, row.due, row.submission_id, row.version, row.decided_at)


def aside_of(decided: Iterable[Decided], today: date) -> Aside:
    """What the planning leaves out: done actions need not be done again, the others are not listed."""
    away = [one for one in decided if one.is_aside(today)]
    done = frozenset(one.action for one in away if one.state == DONE)
    return Aside(done, frozenset(one.action for one in away) - done)
