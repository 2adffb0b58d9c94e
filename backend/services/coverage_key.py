"""What the summary was counted under, and counting it anew where that is not what holds now.

The classes of each cluster, the definition of the size and the program's own way of counting are in the key.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date

from assessments.areas import clusters_of
from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import coverage as queries
from backend.db.queries import coverage_clusters
from backend.services import coverage_check, sizes
from backend.services.coverage_check import Difference

COUNTING = 2
"""To be raised with every change of slices, measures or standings: databases are then counted anew."""
_CLASS_DIGITS = 4

Told = Callable[[str], None]
"""Gets a line for the operator's terminal."""


def bring_up_to_date(database: Database, catalogue: Catalogue, tell: Told = lambda _line: None) -> bool:
    """Count the summary anew where it was counted under something else; whether it had to be.

    Interrupted, it begins again at the next start. A new database has nothing to count and says nothing.
    """
    pairs = _clusters_of_classes(catalogue, clock.today())
    wanted = _digest(catalogue, pairs)
    with database.read(SYSTEM) as session:
        if queries.coverage_key(session) == wanted:
            return False
        is_empty = not queries.areas(session)
    if not is_empty:
        tell("统计口径已更新，正在重新汇总各地数据，请稍候……")
    wrong = sum(1 for _ in _count_anew(database, catalogue, pairs))
    if not is_empty:
        tell(f"各地数据已重新汇总，更新 {wrong} 个数。")
    return not is_empty


def rebuild(database: Database, catalogue: Catalogue) -> list[Difference]:
    """Count everything anew under what holds now, and give what was wrong."""
    return list(_count_anew(database, catalogue, _clusters_of_classes(catalogue, clock.today())))


def is_up_to_date(database: Database, catalogue: Catalogue) -> bool:
    """Whether the summary was counted under what holds now."""
    with database.read(SYSTEM) as session:
        present = queries.coverage_key(session)
    return present == _digest(catalogue, _clusters_of_classes(catalogue, clock.today()))


def _count_anew(
    database: Database, catalogue: Catalogue, pairs: list[tuple[str, str]]
) -> Iterator[Difference]:
    with database.write(SYSTEM) as session:
        # First, so that what is submitted meanwhile is already counted by the new map.
        coverage_clusters.replace_clusters(session, pairs)
        queries.set_coverage_key(session, "")
    sizes.settle_all(database, catalogue)
    yield from coverage_check.put_right(database)
    with database.write(SYSTEM) as session:
        queries.set_coverage_key(session, _digest(catalogue, pairs))


def _clusters_of_classes(catalogue: Catalogue, day: date) -> list[tuple[str, str]]:
    """Every class of GB/T 4754 with each cluster it belongs to on a day."""
    classes = (code for code in catalogue.industries if len(code) == _CLASS_DIGITS and code.isdecimal())
    return [(code, cluster) for code in classes for cluster in clusters_of(catalogue, code, day)]


def _digest(catalogue: Catalogue, pairs: list[tuple[str, str]]) -> str:
    size = catalogue.derived_facts.get(sizes.SIZE)
    known = [COUNTING, sorted(pairs), None if size is None else size.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
