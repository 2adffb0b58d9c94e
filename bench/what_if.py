"""A what-if over stored submissions: the warm-up once, then one trial after another, beside a floor.

A temporary SQLite database gets firms, units, standings and submissions of zj-ladder with random answers and
snapshots with the facts that the calls ask for, names and amounts differing from firm to firm;
`services.what_if` then works trials out as the page does: another share of the items, and a call with other
bounds. The warm-up is measured from the database, and then, as after a restart, from the columns on disk. The
floor is one pass over the same bytes in memory. Seconds are of the wall clock, in brackets of the processor.
Figures depend on the machine; read the ratio.

    python bench/what_if.py [--submissions 500000]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
from replay import (  # type: ignore[import-not-found]  # the script beside this one
    BATCH,
    NOW,
    QUESTIONNAIRE,
    VERSION,
    answers,
    batch,
)
from sqlalchemy import insert

from assessments.loader import Catalogue, load_catalogue
from assessments.schema.common import ProductionType
from assessments.schema.fact import Source
from assessments.stated import FactValue, Profile
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.db.tables.assessments import Round
from backend.db.tables.submissions import Submission
from backend.services import rating, snapshot, what_if
from backend.services.moves import Typed
from backend.services.population import Population, Wanted
from backend.services.population_files import save
from backend.services.population_store import Store, store_of
from backend.services.snapshot import Snapshot
from backend.services.what_if import Outcome, Trial

Found = TypeVar("Found")

CALL = "zj-ladder-call@2025"
VARIANTS = 64
"""Different snapshots, apart from names and amounts."""
NAME, INVESTMENT, REVENUE = "演示企业", 26_123_457, 123_456_789
"""What stands in a snapshot where each firm has its own."""
TRIALS = {
    "items: another share, one to spare": Trial(level="sf", typed=Typed({}, {"sf": "95"}, {"dw": "1"})),
    "call: investment and digital level": Trial(
        base=CALL,
        changed=CALL,
        typed=Typed({"dw-investment.2": "1800", "dw-sf-digital-level.0": "1.8"}),
        off=frozenset({"no-violation"}),
    ),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, default=500_000)
    wanted = parser.parse_args().submissions
    catalogue = load_catalogue()
    what_if.WAIT = 3600.0
    with tempfile.TemporaryDirectory() as folder:
        database = stored(Path(folder), catalogue, wanted)
        report(database, catalogue, wanted, Path(folder) / "columns")
        database.dispose()


def report(database: Database, catalogue: Catalogue, wanted: int, folder: Path) -> None:
    """Both warm-ups, then each trial six times, beside the floor."""
    print(f"{wanted:,} stored submissions of {QUESTIONNAIRE}, SQLite")
    warm_up(Store(database), catalogue, wanted, folder, "from the database")
    store = store_of(database)
    people = warm_up(store, catalogue, wanted, folder, "from disk")
    floor = min(seconds(people) for _ in range(5))
    print(f"  floor: one pass over the same bytes  {floor:7.3f} s")
    for name, trial in TRIALS.items():
        spent = [measured(partial(once, database, catalogue, trial))[1:] for _ in range(6)]
        usual, used = (median(column) for column in zip(*spent[1:], strict=True))
        print(f"  {name:<36} {usual:7.2f} s ({used:.2f} s)  ratio to the floor {usual / floor:.1f}")


def warm_up(store: Store, catalogue: Catalogue, wanted: int, folder: Path, name: str) -> Population:
    """Read answers, then figures, as the first trials of a process do."""
    store.folder = folder if folder.exists() else None
    asked = Wanted(catalogue, QUESTIONNAIRE, clock.today())
    _people, *answered = measured(partial(store.get, asked, 3600.0))
    people, *figured = measured(partial(store.get, replace(asked, keys=frozenset({CALL})), 3600.0))
    if people is None or people.size != wanted:
        raise SystemExit("not every submission was read")
    save(folder, asked, people)
    for what, (spent, used) in (("answers", answered), ("figures of a call", figured)):
        print(f"  warm-up {name:<18} {what:<18} {spent:7.2f} s ({used:.2f} s)")
    return people


def measured(work: Callable[[], Found]) -> tuple[Found, float, float]:
    """What something gives, and its seconds of the wall clock and of the processor."""
    start, used = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - start, time.process_time() - used


def once(database: Database, catalogue: Catalogue, trial: Trial) -> None:
    """One trial of the whole province, as the page runs it."""
    found = what_if.desk(database, SYSTEM, catalogue, "330000", trial, run=True).outcome
    if not isinstance(found, Outcome):
        raise SystemExit("the trial was not worked out")


def seconds(people: Population) -> float:
    """A pass over the answers and the figures of the call."""
    figures = people.figures[CALL]
    start = time.perf_counter()
    for column in (people.answers[f"{QUESTIONNAIRE}@{VERSION}"], figures.low, figures.high, figures.flags):
        np.maximum.reduce(column, axis=1)
    return time.perf_counter() - start


def stored(folder: Path, catalogue: Catalogue, wanted: int) -> Database:
    """A database with that many submissions, one per unit."""
    url = f"sqlite:///{folder / 'zhiti.db'}"
    upgrade(url)
    stamp_kind(url, "demo")
    database = Database(url)
    compiled = rating.questionnaire_for(catalogue, f"{QUESTIONNAIRE}@{VERSION}")
    digests = rating.digests_for(catalogue, compiled.questionnaire.key)
    with database.write(SYSTEM) as session:
        session.add(Round(id="2026", name="2026 年度", opens_on=NOW.date(), closes_on=NOW.date()))
    counties = [county.code for city in catalogue.regions.cities for county in city.counties]
    chance = np.random.default_rng(7)
    texts = [snapshot_text(chance) for _ in range(VARIANTS)]
    for first in range(0, wanted, BATCH):
        numbers = range(first, min(first + BATCH, wanted))
        packed = answers(compiled, chance, len(numbers))
        with database.write(SYSTEM) as session:
            for table, rows in batch(numbers, packed, counties, digests):
                if table is Submission:
                    for number, row in enumerate(rows):
                        row["snapshot"] = own(texts[number % VARIANTS], first + number)
                session.execute(insert(table), rows)
    return database


def own(text: str, number: int) -> str:
    """A snapshot with a firm's own name and amounts."""
    for shared, differing in (
        (NAME, f"{NAME}{number}"),
        (INVESTMENT, 9_000_000 + 37 * number),
        (REVENUE, 10**8 + number),
    ):
        text = text.replace(str(shared), str(differing))
    return text


def snapshot_text(chance: np.random.Generator) -> str:
    """What a firm states for a call, and as many other facts and remarks as a real snapshot has."""

    def one_of(*values: Decimal | str | date) -> tuple[FactValue, ...]:
        return (FactValue(values[int(chance.integers(len(values)))], Source.SELF_STATED),)

    facts = {
        "entity_type": one_of("legal_person"),
        "sound_operation": one_of("yes", "no"),
        "credit_grade": one_of("良好", "合格"),
        "zj_digital_level": one_of(Decimal("1.9"), Decimal("2.4"), Decimal("3.0")),
        "investment": one_of(Decimal(INVESTMENT), Decimal(17_000_000), Decimal(INVESTMENT)),
        "project_done": one_of(date(2024, 9, 30), date(2022, 9, 30)),
        "revenue": tuple(FactValue(Decimal(REVENUE), Source.IMPORTED, year) for year in (2023, 2024, 2025)),
        "employees": tuple(FactValue(Decimal(200), Source.IMPORTED, year) for year in (2023, 2024, 2025)),
    }
    notes = {f"item-{number}": "备注" * 10 for number in range(25)}
    profile = Profile("330281", "3484", ProductionType.DISCRETE)
    return snapshot.to_text(Snapshot(NAME, "91339900MA0000000X", NAME, profile, facts, None, notes=notes))


if __name__ == "__main__":
    main()
