"""What is published about firms like a firm: read from dated tables only, never from live rows.

Everything here has gone through disclosure control (docs/decisions/0018-disclosure-control.md): numbers of
firms are rounded to five, a group has at least ten firms, and what is hidden is not stored in these tables.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from assessments.catalogue import Catalogue
from assessments.schema.questionnaire import Questionnaire
from backend.db.queries import benchmarks as queries
from backend.db.tables.benchmarks import Benchmark, BenchmarkCell
from backend.db.tables.firms import Firm, Unit
from backend.services.peers_of_firms.families import DIMENSIONS, ITEMS, MONEY, THRESHOLDS, falling
from backend.services.peers_of_firms.groups import LEVELS, Level, level_of, name_of, path_of, widening
from scoring.disclosure import BASE, FEWEST

WHOLE = 1000

__all__ = ["THRESHOLDS", "WHOLE", "Distribution", "ItemTable", "MoneyMean", "PublishedGroup", "group_for"]


@dataclass(frozen=True)
class Distribution:
    """How the firms of a group are spread over a dimension.

    `firms` are those of which something is asked, rounded. `at_least` is the permille of them at or above
    each of THRESHOLDS, falling, from rounded numbers.
    """

    firms: int
    at_least: tuple[int, ...]

    @property
    def bands(self) -> tuple[int, ...]:
        """Permille of the firms in each band, the lowest band first; one more than THRESHOLDS."""
        return tuple(above - below for above, below in pairwise((WHOLE, *self.at_least, 0)))

    def below(self, share: int) -> tuple[int, int]:
        """Between which permille of the firms have less than a share (permille).

        Those of the lower bands, and at most these with all of the own band; both widened by what rounding
        may have moved: four firms of a group of one piece, and of larger ones two standard deviations of
        the sum over as many pieces as there may be.
        """
        band = band_of(share)
        edges = (WHOLE, *self.at_least, 0)
        slack = int(WHOLE * (BASE - 1) * max(1.0, self.firms / FEWEST) ** 0.5 / self.firms)
        low, high = WHOLE - edges[band] - slack, WHOLE - edges[band + 1] + slack
        return max(low if band else 0, 0), min(high, WHOLE)

    def place(self, permille: int) -> int:
        """The band in which the firm at a place (500 is the middle one) stands."""
        return sum(WHOLE - value <= permille for value in self.at_least)


@dataclass(frozen=True)
class MoneyMean:
    """The mean of an amount over a group, whole yuan; `firms` rounded, `dated` the newest of its days."""

    fact: str
    level: Level
    name: str
    mean: int
    firms: int
    dated: date


@dataclass(frozen=True)
class ItemTable:
    """Of the firms on a rung: per item the permille that answer at least each option.

    Of a multiple choice, the permille that choose the option. `level` is division or province, and says of
    whom; an item that is asked of too few is missing, an option that is not shown is None.
    """

    level: Level
    name: str
    firms: int
    dated: date
    items: Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True)
class PublishedGroup:
    """The group that a unit is compared with: the first of the widening whose table is published.

    `skipped` are the levels before it, which were not published or do not fit. `as_of` is the day of the
    snapshot, `oldest` and `dated` the days from which its parts are. `items` is by level id of the ladder.
    """

    snapshot_id: str
    questionnaire: str
    version: str
    key: str
    level: Level
    name: str
    firms: int
    as_of: date
    oldest: date
    dated: date
    skipped: tuple[Level, ...]
    dimensions: Mapping[str, Distribution]
    items: Mapping[str, ItemTable]
    money: Mapping[str, MoneyMean]

    @property
    def items_by_rung(self) -> Mapping[str, Mapping[str, Mapping[str, int | None]]]:
        """Rung to item to option to the permille of firms that answer at least this option."""
        return {rung: table.items for rung, table in self.items.items()}


def group_for(
    session: Session, catalogue: Catalogue, unit: Unit, questionnaire: str
) -> PublishedGroup | None:
    """The published group of a unit in the newest snapshot of a questionnaire; None where there is none.

    The caller has found the unit in the actor's own scope. Three statements.
    """
    snapshot = queries.newest(session, questionnaire)
    if snapshot is None:
        return None
    firm = session.get_one(Firm, unit.firm_id)
    path = path_of(unit.industry[:2], firm.size, catalogue.city_of(unit.county).code)
    return _read(session, catalogue, snapshot, tuple(widening(path)))


def group_of_key(
    session: Session, catalogue: Catalogue, snapshot: Benchmark, key: str
) -> PublishedGroup | None:
    """One published group by its key; None where the snapshot does not have it."""
    return _read(session, catalogue, snapshot, ((level_of(key), key),))


def _read(
    session: Session, catalogue: Catalogue, snapshot: Benchmark, groups: Sequence[tuple[Level, str]]
) -> PublishedGroup | None:
    rows = {
        (row.family, row.key): row for row in queries.cells(session, snapshot.id, [key for _l, key in groups])
    }
    found = _first(rows, DIMENSIONS, groups)
    if found is None:
        return None
    level, cell = found
    money = _first(rows, MONEY, groups)
    version = catalogue.questionnaires.get(snapshot.version)
    return PublishedGroup(
        snapshot_id=snapshot.id,
        questionnaire=snapshot.questionnaire,
        version=snapshot.version,
        key=cell.key,
        level=level,
        name=name_of(catalogue, cell.key),
        firms=cell.number,
        as_of=snapshot.as_of,
        oldest=cell.oldest,
        dated=cell.newest,
        skipped=tuple(one for one in LEVELS if LEVELS.index(one) < LEVELS.index(level)),
        dimensions={name: _distribution(counts) for name, counts in json.loads(cell.content).items()},
        items=_items(
            catalogue, version, [(one, rows[ITEMS, key]) for one, key in groups if (ITEMS, key) in rows]
        ),
        money={} if money is None else _money(catalogue, *money),
    )


def _first(
    rows: Mapping[tuple[str, str], BenchmarkCell], family: str, groups: Sequence[tuple[Level, str]]
) -> tuple[Level, BenchmarkCell] | None:
    return next(((level, rows[family, key]) for level, key in groups if (family, key) in rows), None)


def _distribution(counts: Sequence[int]) -> Distribution:
    firms, *others = counts
    return Distribution(firms, tuple(WHOLE * count // firms for count in others))


def _money(catalogue: Catalogue, level: Level, cell: BenchmarkCell) -> dict[str, MoneyMean]:
    return {
        fact: MoneyMean(fact, level, name_of(catalogue, cell.key), mean, cell.number, cell.newest)
        for fact, mean in json.loads(cell.content).items()
    }


def _items(
    catalogue: Catalogue, version: Questionnaire | None, found: Sequence[tuple[Level, BenchmarkCell]]
) -> dict[str, ItemTable]:
    """Per rung the table of the narrowest group that has it."""
    multiple = {item.id for item in version.items if item.type == "multiple"} if version else set()
    tables: dict[str, ItemTable] = {}
    for level, cell in found:
        for rung, content in json.loads(cell.content).items():
            items = {item: _options(one, item in multiple) for item, one in content["items"].items()}
            table = ItemTable(level, name_of(catalogue, cell.key), content["firms"], cell.newest, items)
            tables.setdefault(rung, table)
    return tables


def _options(one: Any, is_multiple: bool) -> dict[str, int | None]:  # noqa: FBT001 - one of two readings
    asked, options = one
    counts = list(options.values())
    shown = counts if is_multiple else falling(counts, asked)
    return {option: WHOLE * count // asked for option, count in zip(options, shown, strict=True)}


def band_of(share: int) -> int:
    """The band of a share (permille), the lowest being 0."""
    return sum(share >= threshold for threshold in THRESHOLDS)
