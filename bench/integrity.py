"""How well the honesty checks find what was planted, and what they cost however many submissions there are.

    python bench/integrity.py [--honest 1500] [--plants 75] [--small 5000] [--large 100000] [--repeat 30]

First made-up firms (backend/demo/planted.py), honest ones with some of each oddity among them: precision and
recall per check. Precision depends on how many odd firms there are; it is printed for the mix that was drawn.
Then two SQLite databases with so many submissions and their traces: the time of one submission's checks as
the service runs them, and the ratio between the two sizes. Figures depend on the machine; read the ratio.
"""

import argparse
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from assessments.answering import encode
from assessments.loader import load_catalogue
from assessments.schema.common import ProductionType
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.migrate import upgrade
from backend.db.queries.assessments import ensure_round
from backend.db.tables.assessments import Assessment
from backend.db.tables.base import new_id
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.integrity import AnswerTrace
from backend.db.tables.submissions import Submission
from backend.demo.planted import Village, measure
from backend.services import rating, snapshot
from backend.services.integrity import keeping
from backend.services.integrity.applied import Applied, applied_to
from backend.services.integrity.finding import traces_of
from backend.services.integrity.keeping import Submitted
from backend.services.rating import Inputs
from backend.services.snapshot import Snapshot

QUESTIONNAIRE = "zj-ladder"
SEED = 1
POOL = 2000
"""Different firms; a larger database holds each several times with some answers changed."""
CHANGED = 12
ROWS = 5000
WARM_UP = 5
NOW = datetime(2026, 6, 15, 2, tzinfo=UTC)


def quality(applied: Applied, honest: int, plants: int) -> None:
    """Print precision and recall of each check."""
    print(f"{honest} honest firms, {plants} with each oddity planted")
    for planted, score in measure(applied, honest, plants, SEED).items():
        print(
            f"{planted:14} precision {score.precision:4.2f}  recall {score.recall:4.2f}"
            f"  ({score.found} of {score.plants} found, {score.false} hints on honest firms)"
        )


def cost(applied: Applied, submissions: int, repeat: int) -> float:
    """Milliseconds of one submission's checks among so many others; the median."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'zhiti.db'}"
        upgrade(url)
        database = Database(url)
        with database.write(SYSTEM) as session:
            cases = _fill(session, applied, submissions, repeat)
        with database.read(SYSTEM) as session:
            for case in cases[:WARM_UP]:
                _time(session, applied, case)
            taken = [_time(session, applied, case) for case in cases]
        database.dispose()
    return 1000 * statistics.median(taken)


def _time(session: Session, applied: Applied, case: Submitted) -> float:
    began = time.perf_counter()
    keeping.look_at(session, applied, case)
    return time.perf_counter() - began


def _fill(session: Session, applied: Applied, submissions: int, repeat: int) -> list[Submitted]:
    """Submissions of as many firms with their traces; gives the last ones, to be looked at."""
    ensure_round(session, "2026", "2026", NOW.date(), NOW.date())
    village = Village(applied, SEED)
    pool = [village.honest().codes for _ in range(min(POOL, submissions))]
    sheet = applied.sheet
    cases: list[Submitted] = []
    rows: dict[type, list[dict[str, object]]] = {
        table: [] for table in (Firm, Unit, Assessment, Submission, AnswerTrace)
    }
    for number in range(submissions):
        codes = pool[number % len(pool)].copy()
        for place in village.chance.sample(list(sheet.single), CHANGED):
            codes[place] = village.chance.randint(0, village.options(place) - 1)
        answers = village.answers(codes)
        made = _rows(applied, number, encode(sheet.compiled, sheet.production, answers))
        for row in made:
            rows[type(row)].append(row.model_dump())
        submission, unit = made[3], made[1]
        rows[AnswerTrace] += [
            {"trace": trace, "submission_id": submission.id} for trace in set(traces_of(applied, codes))
        ]
        if number >= submissions - repeat:
            profile = rating.profile_of(unit)
            cases.append(Submitted(submission, unit, Inputs(profile, {}, answers, None), "none"))
        if len(rows[Firm]) == ROWS or number == submissions - 1:
            for table, lines in rows.items():
                session.execute(insert(table), list(lines))
                lines.clear()
    return cases


def _rows(applied: Applied, number: int, packed: bytes) -> tuple[Firm, Unit, Assessment, Submission]:
    version = applied.sheet.compiled.questionnaire
    firm = Firm(credit_code=f"{number:018d}", name="某厂", created_at=NOW, confirmed_at=NOW)
    unit = Unit(
        firm_id=firm.id,
        name="某厂",
        county="330281",
        industry="3443",
        production_type=applied.sheet.production.value,
        created_at=NOW,
    )
    form = Assessment(
        unit_id=unit.id,
        questionnaire=version.id,
        version=version.version,
        round_id="2026",
        opened_at=NOW,
    )
    submission = Submission(
        id=new_id(),
        reference=f"ZT{number}",
        assessment_id=form.id,
        unit_id=unit.id,
        number=1,
        questionnaire=version.id,
        version=version.version,
        rules_digest=rating.digests_for(applied.catalogue, version.key).rules,
        wording_digest="",
        packed=packed,
        snapshot=snapshot.to_text(
            Snapshot("某厂", firm.credit_code, "某厂", rating.profile_of(unit), {}, None, {}, {}, {}, {})
        ),
        submitted_at=NOW + timedelta(seconds=number),
    )
    return firm, unit, form, submission


def main(
    *, honest: int = 1500, plants: int = 75, small: int = 5_000, large: int = 100_000, repeat: int = 30
) -> None:
    """Print everything."""
    catalogue = load_catalogue()
    key = catalogue.questionnaire(QUESTIONNAIRE).key
    applied = applied_to(catalogue, key, ProductionType.DISCRETE)
    if applied is None:
        raise SystemExit("the catalogue has no honesty checks")
    quality(applied, honest, plants)
    with clock.standing_at(NOW):
        first, last = (cost(applied, number, repeat) for number in (small, large))
    print(f"one submission among {small:9,d}: {first:6.2f} ms")
    print(f"one submission among {large:9,d}: {last:6.2f} ms, ratio {last / first:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in (
        ("honest", 1500),
        ("plants", 75),
        ("small", 5_000),
        ("large", 100_000),
        ("repeat", 30),
    ):
        parser.add_argument(f"--{name}", type=int, default=value)
    main(**vars(parser.parse_args()))
