"""The province's dated pictures of the summary: what every county may see itself beside, and look back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import snapshots as queries
from backend.db.queries.coverage import Key
from backend.db.tables.base import new_id
from backend.db.tables.planning import Snapshot
from backend.services import audit, coverage
from backend.services.areas import Area, find_area
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError

LISTED = 50
NAME_LENGTH = 60
_HELD = "held:"


@dataclass(frozen=True)
class Published:
    """A snapshot as everybody sees it."""

    id: str
    name: str
    as_of: date
    published_at: datetime


@dataclass(frozen=True)
class SnapshotList:
    """The published snapshots, the latest first; `may_publish` for the province's own officials."""

    area: Area
    snapshots: tuple[Published, ...]
    may_publish: bool


def list_snapshots(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> SnapshotList:
    """The published snapshots, as seen from an area. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        found = tuple(_published(row) for row in queries.listed(session, LISTED))
    return SnapshotList(area, found, may_publish=area.is_province)


def publish(database: Database, actor: Actor, catalogue: Catalogue, code: str, name: str) -> str:
    """Keep the summary as it stands today for every county to see: the snapshot's id.

    Raises NotFoundError for anybody but the province, InvalidInputError for a name that does not serve,
    ConflictError where a snapshot of this name was published today.
    """
    area = find_area(catalogue, actor, code)
    if not area.is_province:
        raise NotFoundError
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInputError({"name": f"请填写快照名称，最多 {NAME_LENGTH} 个字，如“2026年第三季度”。"})
    day = clock.today()
    snapshot = Snapshot(
        id=new_id(), as_of=day, name=name, published_by=actor.account_id or None, published_at=clock.now()
    )
    with database.write(actor) as session:
        if any(one.name == name and one.as_of == day for one in queries.listed(session, LISTED)):
            raise ConflictError("今天已经发布过同名的快照，没有重复发布。请换一个名称。")
        queries.keep(session, snapshot)
        queries.add(session, snapshot.id, _titles(coverage.read_on(session, "", day)))
        audit.record(session, actor, "snapshot_publish", f"snapshot:{snapshot.id}", area.code)
    return snapshot.id


def latest(session: Session, day: date) -> Published | None:
    """The last snapshot of a day or before it."""
    row = queries.latest(session, day)
    return None if row is None else _published(row)


def _titles(numbers: Mapping[Key, int]) -> dict[Key, int]:
    return {key: number for key, number in numbers.items() if key[2].startswith(_HELD)}


def _published(row: Snapshot) -> Published:
    return Published(row.id, row.name, row.as_of, row.published_at)
