"""Re-rating of stored submissions under a version, beside only reading their bytes from the same database.

A temporary SQLite database gets firms, units, standings and submissions of zj-ladder with random answers
and snapshots of the usual size; `services.replay` then rates all of them, as `zhiti replay` does. The floor
is one statement that reads the packed column. Figures depend on the machine; read the ratio.

    python bench/replay.py [--submissions 500000]
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, select
from sqlmodel import col

from assessments.comparison import side_of
from assessments.compile import CompiledQuestionnaire
from assessments.loader import Catalogue, load_catalogue
from assessments.schema.common import ProductionType
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.db.tables.assessments import Assessment, Round
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Standing, Submission
from backend.services import rating
from backend.services.replay import replay
from scoring.layout import Mark

QUESTIONNAIRE, VERSION = "zj-ladder", "2026-04"
BATCH = 20_000
SNAPSHOT = "x" * 3_000
"""About what the snapshot of a real submission takes; nothing may read it here."""

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, default=500_000)
    wanted = parser.parse_args().submissions
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        database = stored(Path(folder), catalogue, wanted)
        report(database, catalogue, wanted)
        database.dispose()


def report(database: Database, catalogue: Catalogue, wanted: int) -> None:
    """Three runs of the floor and of the replay, the best of each."""
    side = side_of(catalogue, QUESTIONNAIRE, NOW.date(), None)
    floor = min(seconds(lambda: read_bytes(database)) for _ in range(3))
    spent, units = [], 0
    for _ in range(3):
        start = time.perf_counter()
        units = replay(database, catalogue, side).units
        spent.append(time.perf_counter() - start)
    if units != wanted:
        raise SystemExit("not every submission was rated")
    best = min(spent)
    print(f"{wanted:,} stored submissions of {QUESTIONNAIRE}, SQLite")
    print(f"  floor, reading the packed bytes   {floor:6.2f} s  {wanted / floor:12,.0f} /s")
    print(f"  replay (read, rate, count levels) {best:6.2f} s  {wanted / best:12,.0f} /s")
    print(f"  ratio to the floor                {best / floor:6.2f}")


def seconds(work: Any) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_bytes(database: Database) -> int:
    """The packed column of every submission."""
    with database.read(SYSTEM) as session:
        return sum(
            len(row)
            for row in session.scalars(select(col(Submission.packed)).execution_options(yield_per=65_536))
        )


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
    for first in range(0, wanted, BATCH):
        numbers = range(first, min(first + BATCH, wanted))
        packed = answers(compiled, chance, len(numbers))
        with database.write(SYSTEM) as session:
            for table, rows in batch(numbers, packed, counties, digests):
                session.execute(insert(table), rows)
    return database


def answers(compiled: CompiledQuestionnaire, chance: np.random.Generator, units: int) -> list[bytes]:
    """Random packed answers of discrete units."""
    asked = {item.id for item in compiled.asked(ProductionType.DISCRETE)}
    columns = []
    for item, rule in zip(compiled.answered, compiled.rubric.items, strict=True):
        if item.id not in asked:
            states = [rule.slot.pack(Mark(asked=False))]
        else:
            allowed = compiled.option_positions[item.id, ProductionType.DISCRETE].values()
            states = [rule.slot.pack(Mark((option,))) for option in allowed]
        table = np.frombuffer(b"".join(states), np.uint8).reshape(len(states), rule.slot.rows)
        columns.append(table[chance.integers(0, len(states), units)])
    return [row.tobytes() for row in np.concatenate(columns, axis=1)]


def batch(
    numbers: range, packed: list[bytes], counties: list[str], digests: rating.Digests
) -> list[tuple[type, list[dict[str, Any]]]]:
    """The rows of some units, table by table."""
    ids = [f"{number:019d}" for number in numbers]
    return [
        (
            Firm,
            [
                {"id": f"f{i}", "credit_code": i[-18:], "name": i, "created_at": NOW, "confirmed_at": NOW}
                for i in ids
            ],
        ),
        (
            Unit,
            [
                {
                    "id": f"u{i}",
                    "firm_id": f"f{i}",
                    "kind": "firm",
                    "name": i,
                    "county": counties[int(i) % len(counties)],
                    "industry": "3484",
                    "production_type": "discrete",
                    "version": 1,
                    "created_at": NOW,
                }
                for i in ids
            ],
        ),
        (
            Assessment,
            [
                {
                    "id": f"a{i}",
                    "unit_id": f"u{i}",
                    "questionnaire": QUESTIONNAIRE,
                    "version": VERSION,
                    "round_id": "2026",
                    "state": "submitted",
                    "opened_at": NOW,
                }
                for i in ids
            ],
        ),
        (
            Submission,
            [
                {
                    "id": f"s{i}",
                    "reference": i,
                    "assessment_id": f"a{i}",
                    "unit_id": f"u{i}",
                    "number": 1,
                    "questionnaire": QUESTIONNAIRE,
                    "version": VERSION,
                    "rules_digest": digests.rules,
                    "wording_digest": digests.wording,
                    "packed": one,
                    "snapshot": SNAPSHOT,
                    "submitted_at": NOW,
                }
                for i, one in zip(ids, packed, strict=True)
            ],
        ),
        (
            Standing,
            [
                {
                    "unit_id": f"u{i}",
                    "questionnaire": QUESTIONNAIRE,
                    "county": counties[int(i) % len(counties)],
                    "submission_id": f"s{i}",
                    "certain": "none",
                    "possible": "none",
                    "submitted_at": NOW,
                }
                for i in ids
            ],
        ),
    ]


if __name__ == "__main__":
    main()
