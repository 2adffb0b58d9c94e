"""The audit as people read it: an area's officials their own acts, administrators everything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row

from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import audit as queries
from backend.db.tables.audit import AuditEntry
from backend.services import audit
from backend.services.errors import NotFoundError

PAGE_SIZE = 50


@dataclass(frozen=True)
class EntryLine:
    """One entry; `who` is the official's name and login, empty for commands on the machine."""

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    area: str


@dataclass(frozen=True)
class EntryPage:
    """Some entries, newest first; `next` is the number below which the next page begins, 0 on the last."""

    lines: tuple[EntryLine, ...]
    next: int


def entries(
    database: Database, actor: Actor, *, region: str = "", action: str = "", before: int = 0
) -> EntryPage:
    """Entries of the actor's own area by its own officials, or all of them for an administrator.

    Nobody reads from here how much another area does, neither above nor below. Raises NotFoundError for
    anybody else's.
    """
    if not (actor.is_system or actor.is_admin or (actor.is_official and actor.region == region)):
        raise NotFoundError
    with database.read(actor) as session:
        rows = queries.page(
            session,
            region=region,
            before=before,
            actions=[action] if action else [],
            limit=PAGE_SIZE + 1,
        )
    lines = tuple(_line(row) for row in rows[:PAGE_SIZE])
    return EntryPage(lines, lines[-1].number if len(rows) > PAGE_SIZE else 0)


def newest(database: Database, actor: Actor, limit: int) -> tuple[EntryLine, ...]:
    """The newest entries of everybody, for the operator on the machine."""
    with database.read(actor) as session:
        rows = queries.page(session, region="", before=0, actions=[], limit=limit)
    return tuple(_line(row) for row in rows)


def _line(row: Row[AuditEntry, str, str]) -> EntryLine:
    entry, name, login = row
    return EntryLine(
        number=entry.number,
        at=entry.at,
        who=f"{name}（{login}）" if login else "",
        action=audit.ACTIONS.get(entry.action, entry.action),
        subject=entry.subject,
        area=entry.area,
    )
