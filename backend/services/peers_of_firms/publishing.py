"""Publishing a dated snapshot of the comparison tables: the only place where live rows become public ones."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
from sqlalchemy.exc import IntegrityError

from assessments.catalogue import Catalogue
from assessments.schema.fact import SOURCE_RANK
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries import benchmarks as queries
from backend.db.tables.base import new_id
from backend.db.tables.benchmarks import Benchmark, BenchmarkBasis
from backend.services import audit, rating
from backend.services.areas import find_area
from backend.services.dimension_profiles import Profiles, read_profiles
from backend.services.errors import ConflictError, NotFoundError
from backend.services.peers_of_firms import families
from backend.services.peers_of_firms.basis import from_bytes, hashes, layout_of, to_bytes
from backend.services.peers_of_firms.families import Family, Firms
from backend.services.peers_of_firms.groups import EVERYBODY, comparable
from backend.services.target_progress import end_of_day
from scoring.releases import NOTHING, Cell, Release, cells, release

PATIENCE = 20.0
"""Seconds that a page waits for a population that is being read for the first time."""
OVERTAKEN = "刚刚有人发布了这份问卷的对照数据，本次没有发布。请刷新页面查看。"


@dataclass(frozen=True, eq=False)
class _Made:
    """A family as it is shown from now on."""

    family: Family
    released: Release

    def rows(self, names: tuple[str, ...]) -> list[dict[str, Any]]:
        """Its groups as columns of cells, in the order of their keys."""
        found = []
        for key, cell in sorted(cells(self.released).items()):
            content = _content(self.family, names, cell)
            if content:
                found.append(
                    {
                        "family": self.family.name,
                        "key": key,
                        "number": cell.number,
                        "oldest": date.fromordinal(cell.oldest),
                        "newest": date.fromordinal(cell.newest),
                        "content": _json(content),
                    }
                )
        return found


def publish(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    questionnaire: str,
    *,
    wait: float = PATIENCE,
) -> str:
    """Publish the tables of a questionnaire as of now: the snapshot's id.

    Raises NotFoundError for anybody but the province and for a questionnaire without levels to compare,
    ConflictError where the data is still being read, where one was published today, or where too few firms
    have submitted.
    """
    if not find_area(catalogue, actor, code).is_province or questionnaire not in comparable(catalogue):
        raise NotFoundError
    today = clock.today()
    with database.read(SYSTEM) as session:
        before = queries.basis(session, questionnaire)
        newest = queries.newest(session, questionnaire)
    if newest is not None and newest.as_of == today:
        raise ConflictError("今天已经发布过这份问卷的对照数据，没有重复发布。最早明天可以再发布。")
    profiles = read_profiles(database, catalogue, questionnaire, today, wait)
    if profiles is None:
        raise ConflictError("全省自评数据正在读取，还没有发布。请过一两分钟再点一次“发布”。")
    made = _released(database, catalogue, profiles, before, today)
    rows = [row for one in made for row in one.rows(profiles.dimensions)]
    whole = next((row["number"] for row in rows if row["key"] == EVERYBODY), 0)
    if not whole:
        raise ConflictError("提交自评的企业不足 10 家，按保密规则没有可以发布的数据。")
    snapshot = Benchmark(
        id=new_id(),
        questionnaire=questionnaire,
        version=profiles.version,
        as_of=today,
        firms=whole,
        groups=len({row["key"] for row in rows}),
        digest=hashlib.sha256(_json(rows).encode()).hexdigest(),
        published_by=actor.account_id or None,
        published_at=clock.now(),
    )
    try:
        _store(database, actor, code, snapshot, (made, rows, newest.id if newest else ""))
    except IntegrityError:
        raise ConflictError(OVERTAKEN) from None
    return snapshot.id


def _store(
    database: Database,
    actor: Actor,
    code: str,
    snapshot: Benchmark,
    what: tuple[list[_Made], list[dict[str, Any]], str],
) -> None:
    """Raises IntegrityError where on PostgreSQL somebody else published at the same instant.

    A second rounding of the same firms would tell too much, so a day has one snapshot only.
    """
    made, rows, start = what
    with database.write(actor) as session:
        newest = queries.newest(session, snapshot.questionnaire)
        if (newest.id if newest else "") != start:
            raise ConflictError(OVERTAKEN)
        queries.store(session, snapshot, rows)
        for one in made:
            queries.replace_basis(
                session,
                BenchmarkBasis(
                    questionnaire=snapshot.questionnaire,
                    family=one.family.name,
                    snapshot_id=snapshot.id,
                    layout=layout_of(one.family.columns),
                    content=to_bytes(one.released),
                ),
            )
        audit.record(session, actor, "benchmark_publish", f"benchmark:{snapshot.id}", code)


def _released(
    database: Database,
    catalogue: Catalogue,
    profiles: Profiles,
    before: Mapping[str, BenchmarkBasis],
    today: date,
) -> list[_Made]:
    """Every family beside what was shown of it last; columns that mean something else begin anew."""
    compiled = rating.questionnaire_for(catalogue, profiles.version)
    firms = one_unit_each(database, catalogue, profiles)
    with database.read(SYSTEM) as session:
        sources = tuple(source.value for source in SOURCE_RANK)
        stated = queries.amounts(session, families.REVENUE, today.year - 1, end_of_day(today), sources)
    amounts = {firm: yuan for firm, text in stated.items() if (yuan := _yuan(text)) is not None}
    # What nobody can know or repeat: the rounding must not be worked out backwards.
    rng = np.random.default_rng(secrets.randbits(128))
    found = []
    for family in (
        families.dimensions(firms),
        families.items(firms, compiled),
        families.money(firms, amounts),
    ):
        row = before.get(family.name)
        known = row is not None and row.layout == layout_of(family.columns)
        earlier = from_bytes(row.content) if row is not None and known else NOTHING
        found.append(_Made(family, release(family.live, earlier, today.toordinal(), rng)))
    return found


def one_unit_each(database: Database, catalogue: Catalogue, profiles: Profiles) -> Firms:
    """One unit per firm: the one that stands for the whole firm where it submitted, else the first by id.

    Several plants of one firm must not make a group look like ten firms.
    """
    with database.read(SYSTEM) as session:
        owners = queries.whole_firms(session, profiles.version.partition("@")[0])
    return _chosen(catalogue, profiles, owners)


def _chosen(catalogue: Catalogue, profiles: Profiles, owners: Mapping[str, tuple[str, bool]]) -> Firms:
    best: dict[str, tuple[bool, str, int]] = {}
    for place, unit in enumerate(profiles.units.astype("U20").tolist()):
        # A unit that came after the population was read, or went, has no owner here: left for the next time.
        firm, is_whole = owners.get(unit, ("", False))
        mine = (not is_whole, unit, place)
        if firm and (firm not in best or mine < best[firm]):
            best[firm] = mine
    ids = tuple(sorted(best))
    chosen = np.array([best[firm][2] for firm in ids], np.intp)
    counties = profiles.counties[chosen]
    names, places = np.unique(counties, return_inverse=True)
    cities = np.array([catalogue.city_of(name).code for name in names.tolist()], "U6")
    return Firms(
        profiles=profiles,
        chosen=chosen,
        cities=cities[places] if len(names) else np.empty(0, "U6"),
        ids=ids,
        firms=hashes(ids),
        records=hashes(profiles.submissions[chosen].astype("U20").tolist()),
    )


def _content(family: Family, names: tuple[str, ...], cell: Cell) -> dict[str, Any]:
    if family.name == families.DIMENSIONS:
        return families.dimension_content(names, cell.number, cell.values)
    if family.name == families.ITEMS:
        return families.item_content(family.columns, cell.values)
    return families.money_content(cell.number, cell.values)


def _yuan(text: str) -> int | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return int(value) if value.is_finite() and value >= 0 else None


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
