"""The published comparison tables as officials read them: the list of groups, the snapshots, the form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from backend.services.areas import Area, Place
from backend.services.peers_of_firms.area import AreaBenchmarks, GroupLine, Published
from backend.services.peers_of_firms.groups import LEVELS, WORDS
from backend.web.language import _
from backend.web.views.peers_of_firms import GroupTable, Link, group_table


@dataclass(frozen=True)
class SnapshotLine:
    """A published snapshot; `digest` is short."""

    questionnaire: str
    as_of: date
    published_at: datetime
    firms: int
    groups: int
    digest: str


@dataclass(frozen=True)
class GroupRow:
    """A published group of the list."""

    name: str
    href: str
    firms: int
    dated: date


@dataclass(frozen=True)
class GroupList:
    """The published groups of a level."""

    level: str
    id: str
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class BenchmarksPage:
    """Context of peers/area.html; `table` is one group in full."""

    area: Area
    title: str
    questionnaires: tuple[Link, ...]
    values: Mapping[str, str]
    choices: tuple[tuple[str, str], ...]
    newest: Published | None
    snapshots: tuple[SnapshotLine, ...]
    lists: tuple[GroupList, ...]
    city: Place | None
    cities: tuple[Link, ...]
    table: GroupTable | None
    back: str
    done: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def benchmarks_page(
    catalogue: Catalogue,
    found: AreaBenchmarks,
    *,
    done: str = "",
    chosen: str = "",
    errors: Mapping[str, str] | None = None,
) -> BenchmarksPage:
    """Everything the officials' page prints; `chosen` as typed into a form that was refused."""

    def address(**changes: str) -> str:
        values = {"questionnaire": found.questionnaire, "city": _code(found), **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"/regions/{found.area.code}/benchmarks?{query}"

    names = {name: zh(catalogue.questionnaire(name).title) for name in found.questionnaires}
    return BenchmarksPage(
        area=found.area,
        title=names[found.questionnaire],
        questionnaires=tuple(
            Link(words, address(questionnaire=name), name == found.questionnaire)
            for name, words in names.items()
        ),
        values={"questionnaire": chosen or found.questionnaire},
        choices=tuple(names.items()),
        newest=found.newest,
        snapshots=tuple(_snapshot(names, one) for one in found.snapshots),
        lists=tuple(_lists(found.lines, address)),
        city=found.city,
        cities=tuple(
            Link(place.name, address(city=place.code), found.city == place) for place in found.cities
        ),
        table=group_table(catalogue, found.group) if found.group else None,
        back=address(),
        done=done,
        errors=errors or {},
    )


def _code(found: AreaBenchmarks) -> str:
    return found.city.code if found.city and found.area.is_province else ""


def _snapshot(names: Mapping[str, str], one: Published) -> SnapshotLine:
    name = names.get(one.questionnaire, one.questionnaire)
    return SnapshotLine(name, one.as_of, one.published_at, one.firms, one.groups, one.digest[:12])


def _lists(lines: tuple[GroupLine, ...], address: Callable[..., str]) -> Iterator[GroupList]:
    for level in LEVELS:
        rows = tuple(
            GroupRow(line.name, address(group=line.key), line.firms, line.dated)
            for line in lines
            if line.level == level
        )
        if rows:
            yield GroupList(_(WORDS[level]), level, rows)
