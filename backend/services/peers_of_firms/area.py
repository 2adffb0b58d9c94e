"""The published tables as officials read them: the groups of their city and of the whole province."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessments.catalogue import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import benchmarks as queries
from backend.db.tables.benchmarks import Benchmark
from backend.services.areas import Area, Place, find_area
from backend.services.errors import NotFoundError
from backend.services.peers_of_firms.families import DIMENSIONS
from backend.services.peers_of_firms.groups import Level, comparable, level_of, name_of
from backend.services.peers_of_firms.published import PublishedGroup, group_of_key

LISTED = 50


@dataclass(frozen=True)
class Published:
    """A snapshot as everybody sees it; `firms` rounded."""

    id: str
    questionnaire: str
    as_of: date
    published_at: datetime
    firms: int
    groups: int
    digest: str


@dataclass(frozen=True)
class GroupLine:
    """A published group: rounded number of firms, the newest of its days."""

    key: str
    level: Level
    name: str
    firms: int
    dated: date


@dataclass(frozen=True)
class AreaBenchmarks:
    """What an area's officials see: the snapshots, and of the newest one of a questionnaire the groups.

    `city` is the city whose groups are listed beside those of the province, None for the province as long as
    it has not chosen one of `cities`. `group` is one of them in full.
    """

    area: Area
    questionnaires: tuple[str, ...]
    questionnaire: str
    snapshots: tuple[Published, ...]
    newest: Published | None
    lines: tuple[GroupLine, ...]
    city: Place | None
    cities: tuple[Place, ...]
    group: PublishedGroup | None


@dataclass(frozen=True)
class Wanted:
    """What is to be seen: an empty questionnaire is the first one, an empty city or group is none."""

    questionnaire: str = ""
    city: str = ""
    group: str = ""


def read(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, wanted: Wanted = Wanted()
) -> AreaBenchmarks:
    """The published tables, as seen from an area.

    Raises NotFoundError outside the actor's area, for an unknown questionnaire, for a city that is not in
    the area and for a group that is not published or is of another city.
    """
    area = find_area(catalogue, actor, code)
    names = comparable(catalogue)
    name = wanted.questionnaire or names[0]
    if name not in names:
        raise NotFoundError
    place = _city(area, wanted.city)
    with database.read(actor) as session:
        snapshots = tuple(_published(row) for row in queries.listed(session, LISTED))
        newest = queries.newest(session, name)
        lines = () if newest is None else tuple(_lines(session, catalogue, newest.id, place))
        shown = _group(session, catalogue, newest, lines, wanted.group) if wanted.group else None
    return AreaBenchmarks(
        area=area,
        questionnaires=names,
        questionnaire=name,
        snapshots=snapshots,
        newest=None if newest is None else _published(newest),
        lines=lines,
        city=place,
        cities=area.parts if area.is_province else (),
        group=shown,
    )


def _city(area: Area, asked: str) -> Place | None:
    if area.city is not None:
        if asked and asked != area.city.code:
            raise NotFoundError
        return Place(area.city.code, area.city.name)
    if not asked:
        return None
    found = next((place for place in area.parts if place.code == asked), None)
    if found is None:
        raise NotFoundError
    return found


def _lines(session: Session, catalogue: Catalogue, snapshot_id: str, city: Place | None) -> list[GroupLine]:
    found = []
    for key, firms, dated in queries.groups(session, snapshot_id, DIMENSIONS):
        level = level_of(key)
        if level != "city" or (city is not None and key.endswith(f"|{city.code}")):
            found.append(GroupLine(key, level, name_of(catalogue, key), firms, dated))
    return found


def _group(
    session: Session,
    catalogue: Catalogue,
    snapshot: Benchmark | None,
    lines: tuple[GroupLine, ...],
    key: str,
) -> PublishedGroup:
    if snapshot is None or key not in {line.key for line in lines}:
        raise NotFoundError
    found = group_of_key(session, catalogue, snapshot, key)
    if found is None:
        raise NotFoundError
    return found


def _published(row: Benchmark) -> Published:
    return Published(
        row.id, row.questionnaire, row.as_of, row.published_at, row.firms, row.groups, row.digest
    )
