"""The made-up provinces that bench/coverage.py measures; run by itself it prints nothing.

The units of a county stand together, as roster imports bring them, and so do the submissions of a unit. Rows
are as wide as those of the demo data. Indexes come after the rows and nothing is synced: for a bench only.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pysqlite3

from assessments.areas import reporting_areas
from assessments.loader import Catalogue
from backend import clock
from backend.db.migrate import upgrade
from backend.services import candidate_list

SEED = 20_261_121
QUESTIONNAIRE = "zj-ladder"
YEARS = (2023, 2024, 2025, 2026)
LEVELS = ("none", "none", "none", "dw", "dw", "sf", "ff")
KINDS = ("zj-digital-workshop", "zj-smart-factory", "zj-future-factory")
SIZES = ("large", "medium", "small", "small", "small", "micro", "")
SCALES = (True, False, False, None)
# Real manufacturing crowds into some classes; so do these.
CLASSES_USED = 220
_FAST = (
    "journal_mode=OFF",
    "synchronous=OFF",
    "foreign_keys=OFF",
    "cache_size=-1000000",
    "temp_store=MEMORY",
)


@dataclass(frozen=True)
class Town:
    """A database of one size."""

    units: int
    folder: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"{self.units}.db"

    @property
    def url(self) -> str:
        """The file as the program is told of it."""
        return f"sqlite:///{self.path}"


class _Unit(NamedTuple):
    number: int
    county: str
    industry: str
    size: str
    above_scale: bool | None
    level: str
    title: str


Rows = Iterator[tuple[object, ...]]


def is_usable(town: Town) -> bool:
    """Whether the file is there, filled to the end, and has the tables and indexes of today.

    The last thing that is put into it are the accounts.
    """
    if not town.path.exists():
        return False
    model = town.folder / "empty.db"
    model.unlink(missing_ok=True)
    upgrade(f"sqlite:///{model}")
    return _schema(model) == _schema(town.path)


def _schema(path: Path) -> list[tuple[str]]:
    connection = pysqlite3.connect(str(path))
    statement = (
        "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL ORDER BY name"
    )
    found: list[tuple[str]] = connection.execute(statement).fetchall()
    connection.close()
    return found


def fill(town: Town, catalogue: Catalogue) -> None:
    """Make the file anew and fill its tables; what the program counts from them is left to it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{town.path}{suffix}").unlink(missing_ok=True)
    upgrade(town.url)
    connection = pysqlite3.connect(str(town.path), isolation_level=None)
    for pragma in _FAST:
        connection.execute(f"PRAGMA {pragma}")
    units = list(_planned(catalogue, town.units))
    tables = _tables(catalogue, units)
    indexes = _indexes(connection, list(tables))
    connection.execute("BEGIN")
    for name, _statement in indexes:
        connection.execute(f"DROP INDEX {name}")
    for table, rows in tables.items():
        _put(connection, table, _COLUMNS[table].split(), rows)
    for _name, statement in indexes:
        connection.execute(statement)
    connection.execute("ANALYZE")
    connection.execute("COMMIT")
    connection.close()


def _indexes(connection: Any, tables: Sequence[str]) -> list[tuple[str, str]]:
    statement = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
    )
    return [row for table in tables for row in connection.execute(statement, (table,))]


def _put(connection: Any, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" for _ in columns)
    connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - our names


def _planned(catalogue: Catalogue, number: int) -> Iterator[_Unit]:
    """Units spread over the counties and some classes of industry."""
    chance = random.Random(SEED)
    counties = reporting_areas(catalogue)
    classes = [code for code in catalogue.industries if len(code) == 4 and "13" <= code[:2] <= "43"]
    used = chance.sample(classes, min(CLASSES_USED, len(classes)))
    for each in range(number):
        level = chance.choice(LEVELS)
        yield _Unit(
            number=each,
            county=counties[each * len(counties) // number],
            industry=used[int(len(used) * chance.random() ** 2)],
            size=chance.choice(SIZES),
            above_scale=chance.choice(SCALES),
            level=level,
            title=chance.choice(KINDS) if level != "none" and chance.random() < 0.2 else "",
        )


def _instant(day: date) -> str:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


_FOUNDED, _CONFIRMED = _instant(date(2023, 1, 5)), _instant(date(2023, 1, 9))
_SENT = {
    year: [_instant(date(year, 4, 1) + timedelta(days=number)) for number in range(120)] for year in YEARS
}
_OPENED = {year: _instant(date(year, 3, 1)) for year in YEARS}
_RATED = {year: _instant(date(year, 12, 1)) for year in YEARS}


_COLUMNS = {
    "round": "id name opens_on closes_on region questionnaire",
    "firm": "id credit_code name created_at confirmed_at size above_scale",
    "unit": "id firm_id kind version park name county industry production_type created_at",
    "assessment": "id unit_id questionnaire version purpose round_id state opened_at",
    "submission": """id reference assessment_id number unit_id questionnaire version rules_digest
        wording_digest packed snapshot submitted_at""",
    "result": "id submission_id certain possible points max_points attainment call as_of rated_at",
    "review": "submission_id unit_id county chain level step state verified_level since",
    "recognition": """id kind unit_id holder_name holder_key county batch notice start end source entered_at
        matched_by""",
    "candidate": """unit_id call level questionnaire county industry submission_id eligibility state missing
        opened items items_open detail rules as_of""",
}


def _tables(catalogue: Catalogue, units: Sequence[_Unit]) -> dict[str, Rows]:
    """The rows of each table, each after those it refers to."""
    return {
        "round": _rounds(),
        "firm": _firms(units),
        "unit": _units(units),
        "assessment": _assessments(units),
        "submission": _submissions(units),
        "result": _results(units),
        "review": _reviews(units),
        "recognition": _titles(units),
        "candidate": _candidates(catalogue, units),
    }


def _rounds() -> Rows:
    for year in YEARS:
        yield str(year), f"{year} 年度", f"{year}-01-01", f"{year}-12-31", "330000", QUESTIONNAIRE


def _firms(units: Sequence[_Unit]) -> Rows:
    """Nearly all of them confirmed."""
    for one in units:
        confirmed = _CONFIRMED if one.number % 50 else None
        name = f"基准{one.number}号厂"
        code = f"{one.number:018}"
        yield f"f{one.number:07}", code, name, _FOUNDED, confirmed, one.size, one.above_scale


def _units(units: Sequence[_Unit]) -> Rows:
    for one in units:
        unit, firm, name = f"u{one.number:07}", f"f{one.number:07}", f"基准{one.number}号厂"
        yield unit, firm, "firm", 1, "", name, one.county, one.industry, "discrete", _FOUNDED


def _assessments(units: Sequence[_Unit]) -> Rows:
    for one in units:
        for year in YEARS:
            form, unit = f"a{one.number:07}-{year}", f"u{one.number:07}"
            yield form, unit, QUESTIONNAIRE, "2025", "self_check", str(year), "submitted", _OPENED[year]


def _submissions(units: Sequence[_Unit]) -> Rows:
    snapshot, packed = "{" + " " * 1200 + "}", bytes(105)
    for one in units:
        for year in YEARS:
            name, sent = f"{one.number:07}-{year}", _SENT[year][one.number % 120]
            yield (
                f"s{name}", f"ZT{name}", f"a{name}", 1, f"u{one.number:07}", QUESTIONNAIRE, "2025", "", "",
                packed, snapshot, sent,
            )  # fmt: skip


def _results(units: Sequence[_Unit]) -> Rows:
    told = '["' + " " * 500 + '"]'
    for one in units:
        for year in YEARS:
            level = one.level if year == YEARS[-1] or (one.number + year) % 3 else "none"
            name, day = f"{one.number:07}-{year}", f"{year}-04-01"
            yield f"r{name}", f"s{name}", level, level, "50", "100", told, "", day, _RATED[year]


def _reviews(units: Sequence[_Unit]) -> Rows:
    """Of the last submission of every third unit; some wait, some were checked on site."""
    since = [_instant(date(2026, 10, 1) + timedelta(days=number)) for number in range(50)]
    for one in units:
        if one.number % 3:
            continue
        waits = one.number % 60 == 0
        step, state, verified = ("county", "waiting", "") if waits else ("", "accepted", one.level)
        of, unit, begun = f"s{one.number:07}-{YEARS[-1]}", f"u{one.number:07}", since[one.number % 50]
        yield of, unit, one.county, "bench@1", "dw", step, state, verified, begun


def _titles(units: Sequence[_Unit]) -> Rows:
    """On the days of twelve batches; every twentieth holder is not on the register."""
    for one in units:
        if not one.title:
            continue
        start = date(2021 + one.number % 6, 3 + one.number % 2 * 6, 1)
        unit = f"u{one.number:07}" if one.number % 20 else None
        name = f"基准{one.number}号厂"
        yield (
            f"t{one.number:07}", one.title, unit, name, name, one.county, "", "", start.isoformat(),
            start.replace(year=start.year + 3).isoformat(), "基准", _instant(start), "code" if unit else "",
        )  # fmt: skip


def _candidates(catalogue: Catalogue, units: Sequence[_Unit]) -> Rows:
    """A row for each rung of the call that the list shows first."""
    chosen = candidate_list.choose(catalogue, candidate_list.Asked(), clock.today())
    detail = '{"not_met": [], "undecided": []}'
    for one in units:
        unit, of = f"u{one.number:07}", f"s{one.number:07}-{YEARS[-1]}"
        for rank, level in enumerate(chosen.track.ladder.levels):
            missing = (one.number * 7 + rank * 5) % 40
            yield (
                unit, chosen.track.key, level.id, QUESTIONNAIRE, one.county, one.industry, of,
                "open", 1 if missing < 3 else 2, missing, one.number % 4, 0, 0, detail, chosen.rules.digest,
                "2026-11-21",
            )  # fmt: skip
