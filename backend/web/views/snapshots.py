"""The published snapshots in words, with the form to publish one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from backend.services.areas import Area
from backend.services.snapshots import SnapshotList


@dataclass(frozen=True)
class SnapshotRow:
    """One snapshot of the list; `href` leads to the area's page on its day."""

    name: str
    as_of: date
    published_at: datetime
    href: str


@dataclass(frozen=True)
class SnapshotsPage:
    """Context of snapshots.html."""

    area: Area
    rows: tuple[SnapshotRow, ...]
    may_publish: bool
    done: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def snapshots_page(
    found: SnapshotList, *, done: str = "", name: str = "", errors: Mapping[str, str] | None = None
) -> SnapshotsPage:
    """Everything the page prints; `name` as typed into a form that was refused."""
    here = f"/regions/{found.area.code}"
    return SnapshotsPage(
        area=found.area,
        rows=tuple(
            SnapshotRow(one.name, one.as_of, one.published_at, f"{here}?day={one.as_of.isoformat()}")
            for one in found.snapshots
        ),
        may_publish=found.may_publish,
        done=done,
        values={"name": name},
        errors=errors or {},
    )
