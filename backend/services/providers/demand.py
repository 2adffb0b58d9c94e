"""The demand board: how many units of a place or cluster need which capability next, and no firm named.

Worked out for the whole population by `refresh` (the operator's command, and the demo data), never for a
request. One unit counts per firm, or ten plants of one firm would be told as if they were ten firms. Every
number goes through disclosure control: sets of at least ten units, rounded, shown anew only when enough has
changed; numbers below ten are kept back.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.areas import clusters_of
from assessments.catalogue import Catalogue
from assessments.demand import Units, needs
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import demand as queries
from backend.db.queries.demand import AREA, CLUSTER
from backend.db.tables.providers import DemandBoard
from backend.db.within import above
from backend.services.area_view import QUESTIONNAIRE
from backend.services.dimension_profiles import Profiles, read_profiles
from backend.services.peers_of_firms.publishing import one_unit_each
from backend.services.providers.demand_store import pack, unpack
from backend.services.trial_rules import choices_of
from scoring.disclosure import FEWEST, Positions
from scoring.releases import NOTHING, Cell, Live, cells, release

WAIT = 3600.0
NO_CLUSTER = "-"
"""Instead of clusters: units of a class that is in none."""
_HASH_BYTES = 8

Path = tuple[str, ...]


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: of how many units, and how many places and clusters may be shown."""

    units: int
    places: int
    clusters: int


def refresh(database: Database, catalogue: Catalogue, rng: np.random.Generator | None = None) -> Refreshed:
    """Work the board out anew. `rng` must be known to nobody; tests pass one that they know."""
    chance = rng or np.random.default_rng(secrets.randbits(128))
    day, columns = clock.today(), tuple(sorted(catalogue.capabilities))
    profiles = read_profiles(database, catalogue, QUESTIONNAIRE, day, WAIT)
    if profiles is None:
        raise TimeoutError("the population was not read in time")
    chosen = one_unit_each(database, catalogue, profiles).chosen
    live = _live_of(catalogue, profiles, chosen, columns)
    made = _Making(day, columns, chance)
    areas = _keep(database, made, AREA, live(_area_paths(profiles, chosen)))
    clusters = _keep(database, made, CLUSTER, live(_cluster_paths(catalogue, profiles, chosen, day)))
    return Refreshed(len(chosen), areas, clusters)


@dataclass(frozen=True)
class _Making:
    day: date
    columns: tuple[str, ...]
    chance: np.random.Generator


def _live_of(
    catalogue: Catalogue, profiles: Profiles, chosen: Positions, columns: tuple[str, ...]
) -> Callable[[Sequence[Path]], Live]:
    """Makes the table of the chosen units by the groups that they are in, one path a unit."""
    people = profiles.people
    compiled = choices_of(catalogue, QUESTIONNAIRE, profiles.day)[0].compiled
    codes = np.array(people.industry_codes or ("",), "U4")
    units = Units(
        people.answers[profiles.version][:, chosen],
        profiles.ranks[chosen],
        codes[people.industries[chosen]],
        profiles.sizes[chosen],
    )
    found = needs(compiled, catalogue.actions, units)
    nobody = np.zeros(len(chosen), np.bool_)
    flags = np.stack([found.get(name, nobody) for name in columns], axis=1).astype(np.int64)
    firms, records = _hashes(profiles.units[chosen]), _hashes(profiles.submissions[chosen])

    def live(paths: Sequence[Path]) -> Live:
        leaves = {path: place for place, path in enumerate(sorted(set(paths)))}
        leaf = np.array([leaves[path] for path in paths], np.intp)
        counts = np.zeros((len(leaves), len(columns)), np.int64)
        np.add.at(counts, leaf, flags)
        return Live(list(leaves), leaf, firms, records, counts)

    return live


def _area_paths(profiles: Profiles, chosen: Positions) -> list[Path]:
    """County, city and province of each unit."""
    counties = profiles.counties[chosen]
    known = {code: (code, *above(code)) for code in np.unique(counties).tolist()}
    return [known[code] for code in counties.tolist()]


def _cluster_paths(catalogue: Catalogue, profiles: Profiles, chosen: Positions, day: date) -> list[Path]:
    """All clusters of each unit's class as one group: clusters overlap, such groups do not."""
    codes = profiles.people.industry_codes
    known = ["+".join(clusters_of(catalogue, code, day)) or NO_CLUSTER for code in codes]
    return [(known[place],) for place in profiles.people.industries[chosen].tolist()]


def _keep(database: Database, made: _Making, scope: str, live: Live) -> int:
    """Release one table; gives how many of its places may be shown."""
    with database.write(SYSTEM) as session:
        kept = queries.board(session, scope, lock=True)
        before = NOTHING if kept is None else unpack(kept.release, made.columns)
        after = release(live, before, made.day.toordinal(), made.chance)
        found = dict(_merged(cells(after))) if scope == CLUSTER else cells(after)
        queries.replace_figures(session, scope, _figures(found, made.columns))
        session.merge(
            DemandBoard(
                scope=scope,
                questionnaire=QUESTIONNAIRE,
                as_of=made.day,
                worked_out_at=clock.now(),
                release=pack(after, made.columns),
            )
        )
    return len(found)


def _hashes(ids: NDArray[np.bytes_]) -> NDArray[np.uint64]:
    """64 bits that tell ids apart."""
    digests = b"".join(blake2b(one, digest_size=_HASH_BYTES).digest() for one in ids.tolist())
    return np.frombuffer(digests, np.uint64)


def _merged(combined: Mapping[str, Cell]) -> Iterator[tuple[str, Cell]]:
    """Cells of clusters from those of their combinations: the sum of all that name the cluster."""
    names = sorted({name for key in combined for name in key.split("+")} - {NO_CLUSTER})
    for name in names:
        parts = [cell for key, cell in combined.items() if name in key.split("+")]
        yield (
            name,
            Cell(
                number=sum(part.number for part in parts),
                values=tuple(map(sum, zip(*(part.values for part in parts), strict=True))),
                oldest=min(part.oldest for part in parts),
                newest=max(part.newest for part in parts),
            ),
        )


def _figures(found: Mapping[str, Cell], columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    for code, cell in found.items():
        oldest = date.fromordinal(cell.oldest)
        for name, number in (("", cell.number), *zip(columns, cell.values, strict=True)):
            yield {
                "code": code,
                "capability": name,
                "number": number if number >= FEWEST else None,
                "oldest": oldest,
            }
