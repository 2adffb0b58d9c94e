"""Denominators counted from the register: how many firms an area has on record, and how many are 规上.

They say how complete this site's own register is, never how many firms there are: each carries its source,
and stands beside the figures that somebody published (`backend.services.figures`).
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import register as queries
from backend.services.areas import find_area

FIRMS = "firms"
"""Indicator: confirmed firms on the register, now."""
ABOVE_SCALE = "above_scale"
"""Indicator: firms on the register that the lists of a year say are 规上."""
SOURCE = "本平台登记名册"


@dataclass(frozen=True)
class Counted:
    """One number counted from the register: of a county or zone and, for 规上, of a year.

    `source` names the register and the lists that the number rests on; `stated` is of how many firms the
    lists of the year say whether they are 规上 at all.
    """

    area: str
    indicator: str
    year: int | None
    number: int
    source: str
    stated: int | None = None


def counted(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> tuple[Counted, ...]:
    """What the register gives for the counties and zones of an area. Raises NotFoundError outside it."""
    find_area(catalogue, actor, code)
    with database.read(actor) as session:
        return count(session, region_prefix(code))


def count(session: Session, prefix: str) -> tuple[Counted, ...]:
    """The same inside a running transaction, for the areas whose codes begin with `prefix`."""
    found = [
        Counted(county, FIRMS, None, number, SOURCE)
        for county, number in queries.firm_counts(session, prefix)
    ]
    lists: dict[tuple[str, int], list[str]] = defaultdict(list)
    for county, year, source in queries.flag_sources(session, prefix):
        lists[county, year].append(source)
    for county, year, above, stated in queries.flag_counts(session, prefix):
        named = "、".join(lists[county, year][:_NAMED])
        more = "等" if len(lists[county, year]) > _NAMED else ""
        source = f"{SOURCE}（{named}{more}）"
        found.append(Counted(county, ABOVE_SCALE, year, above, source, stated))
    return tuple(found)


_NAMED = 3
"""Lists that a source names before it says 等."""
