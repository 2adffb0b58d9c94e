"""Reading the demand board: the people of listed providers all of it, officials their own area's numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessments.areas import reporting_areas
from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import demand as queries
from backend.db.queries import providers as provider_queries
from backend.db.queries.demand import AREA, CLUSTER
from backend.db.tables.providers import LISTED, DemandFigure
from backend.services.areas import area_codes
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.publicity import area_name

MEMBERS_ONLY = "需求看板只向名录中服务商的成员和主管部门开放。"


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty: the widest the reader may see, and all capabilities."""

    area: str = ""
    cluster: str = ""
    capability: str = ""


@dataclass(frozen=True)
class BoardLine:
    """A number; None where it is kept back. `oldest` is the day of the oldest part of it, None for none."""

    key: str
    name: str
    number: int | None
    oldest: date | None


@dataclass(frozen=True)
class Board:
    """The board as asked for.

    Without a capability, `lines` are capabilities of the place or cluster; with one, `lines` are the places
    inside the area and `clusters` the clusters. `place` names what the numbers are of, `units` how many units
    it has; `as_of` is None while the board was never worked out.
    """

    wanted: Wanted
    place: str
    units: int | None
    as_of: date | None
    lines: tuple[BoardLine, ...]
    clusters: tuple[BoardLine, ...]
    areas: tuple[tuple[str, str], ...]
    all_clusters: tuple[tuple[str, str], ...]
    is_official: bool


def board(database: Database, actor: Actor, catalogue: Catalogue, wanted: Wanted) -> Board:
    """The numbers asked for. Raises NotFoundError for anybody else, InvalidInputError for unknown filters."""
    widest = actor.region or catalogue.regions.code
    with database.read(actor) as session:
        _let_in(session, actor)
        asked = _checked(catalogue, actor, wanted, widest)
        row = queries.board(session, AREA)
        code, scope = (asked.cluster, CLUSTER) if asked.cluster else (asked.area, AREA)
        here = queries.of_code(session, scope, code)
        if asked.capability:
            where = region_prefix(asked.area)
            by_place = queries.of_capability(session, AREA, asked.capability, where)
            by_cluster = queries.of_capability(session, CLUSTER, asked.capability, "")
        else:
            by_place, by_cluster = {}, {}
    clusters = {} if _narrow(catalogue, actor) else _cluster_names(catalogue)
    names = {one: area_name(catalogue, one) for one in _codes(catalogue, widest)}
    whole = here.get("")
    return Board(
        wanted=asked,
        place=clusters[asked.cluster] if asked.cluster else names[asked.area],
        units=whole.number if whole else None,
        as_of=row.as_of if row else None,
        lines=_places(names, by_place, asked.area) if asked.capability else _capabilities(catalogue, here),
        clusters=_lines(clusters, by_cluster) if asked.capability else (),
        areas=tuple(names.items()),
        all_clusters=tuple(clusters.items()),
        is_official=actor.is_official,
    )


def _let_in(session: Session, actor: Actor) -> None:
    if actor.is_official:
        return
    if not any(provider.state == LISTED for provider, _role in provider_queries.own(session, actor)):
        raise NotFoundError(MEMBERS_ONLY)


def _narrow(catalogue: Catalogue, actor: Actor) -> bool:
    """Whether the reader answers for less than the province: clusters reach beyond its area."""
    return actor.is_official and actor.region != catalogue.regions.code


def _checked(catalogue: Catalogue, actor: Actor, wanted: Wanted, widest: str) -> Wanted:
    asked = Wanted(wanted.area or widest, wanted.cluster, wanted.capability)
    if actor.is_official and not actor.answers_for(asked.area):
        raise NotFoundError
    known = {
        "area": asked.area in area_codes(catalogue),
        "cluster": not asked.cluster
        or (asked.cluster in catalogue.clusters and not _narrow(catalogue, actor)),
        "capability": not asked.capability or asked.capability in catalogue.capabilities,
    }
    problems = {
        name: "筛选条件中有不认识的选项，请从列表中重新选择。" for name, right in known.items() if not right
    }
    if problems:
        raise InvalidInputError(problems)
    return asked


def _codes(catalogue: Catalogue, widest: str) -> list[str]:
    """The codes of an area and everything inside: the province, each city and then its counties."""
    prefix = region_prefix(widest)
    found = [catalogue.regions.code] if widest == catalogue.regions.code else []
    reporting = reporting_areas(catalogue)
    for city in catalogue.regions.cities:
        inside = [code for code in reporting if catalogue.city_of(code).code == city.code]
        found += [code for code in (city.code, *inside) if code.startswith(prefix)]
    return found


def _cluster_names(catalogue: Catalogue) -> dict[str, str]:
    return {name: zh(cluster.name) for name, cluster in catalogue.clusters.items()}


def _capabilities(catalogue: Catalogue, here: Mapping[str, DemandFigure]) -> tuple[BoardLine, ...]:
    """Every capability, what is needed most first; nothing where nothing of the place may be shown."""
    names = {name: zh(one.name) for name, one in catalogue.capabilities.items()}
    return _lines(names, here) if here else ()


def _places(names: Mapping[str, str], found: Mapping[str, DemandFigure], area: str) -> tuple[BoardLine, ...]:
    inside = region_prefix(area)
    return _lines(
        {code: name for code, name in names.items() if code.startswith(inside)}, found, in_order=True
    )


def _lines(
    names: Mapping[str, str], found: Mapping[str, DemandFigure], *, in_order: bool = False
) -> tuple[BoardLine, ...]:
    lines = [
        BoardLine(
            key,
            name,
            found[key].number if key in found else None,
            found[key].oldest if key in found else None,
        )
        for key, name in names.items()
    ]
    if in_order:
        return tuple(lines)
    return tuple(sorted(lines, key=lambda line: -(line.number or 0)))
