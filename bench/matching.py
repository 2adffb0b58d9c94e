"""Matching one unit with few and with many providers, and the demand board of a population, beside floors.

A temporary SQLite database gets firms with submissions (as in replay.py) and listed providers with offers and
cases. The floor of matching is ranking the same offers in memory; that of the demand board is finding who
needs what in a population already read. Figures depend on the machine; read the ratios.

    python bench/matching.py [--providers 2000] [--submissions 5000]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
from sqlalchemy import delete, insert, select
from sqlmodel import col
from what_if import stored  # type: ignore[import-not-found]  # the script beside this one

from assessments.demand import Units, needs
from assessments.loader import Catalogue, load_catalogue
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.tables.base import new_id
from backend.db.tables.firms import Unit
from backend.db.tables.providers import LISTED, Provider, ProviderCase, ProviderOffer
from backend.services.dimension_profiles import read_profiles
from backend.services.providers import demand
from backend.services.providers.matching import offers_for
from backend.services.trial_rules import choices_of
from scoring.matching import rank

FEW = 20
OFFERED, NEEDED, ACTIONS = 6, 8, 5
"""Capabilities of a provider, capabilities that a unit needs, actions of each."""
PATIENCE = 3600.0


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--providers", type=int, default=2_000)
    parser.add_argument("--submissions", type=int, default=5_000)
    asked = parser.parse_args(arguments)
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        database = stored(Path(folder), catalogue, asked.submissions)
        for number in (FEW, asked.providers):
            enlist(database, catalogue, number)
            match(database, catalogue, number)
        board(database, catalogue, asked.submissions)
        database.dispose()


def match(database: Database, catalogue: Catalogue, number: int) -> None:
    """One unit beside all providers, and the floor."""
    names = list(catalogue.capabilities)[:NEEDED]
    needed = {name: tuple(f"{name}-{place}" for place in range(ACTIONS)) for name in names}
    with database.read(SYSTEM) as session:
        unit = session.scalars(select(Unit).order_by(col(Unit.id)).limit(1)).one()
        offers = offers_for(session, unit, needed)
        whole = best(lambda: rank(needed, offers_for(session, unit, needed), unit.id))
    floor = best(lambda: rank(needed, offers, unit.id))
    print(
        f"matching, {number:,} providers ({len(offers):,} fit): {1000 * whole:8.1f} ms, "
        f"ranking alone {1000 * floor:7.1f} ms, ratio {whole / floor:.1f}"
    )


def board(database: Database, catalogue: Catalogue, number: int) -> None:
    """The demand board twice (the first reads the population), and the floor."""
    spent = [once(lambda: demand.refresh(database, catalogue)) for _ in range(2)]
    profiles = read_profiles(database, catalogue, "zj-ladder", clock.today(), PATIENCE)
    if profiles is None:
        raise SystemExit("the population was not read")
    codes = np.array(profiles.people.industry_codes, "U4")[profiles.people.industries]
    units = Units(profiles.people.answers[profiles.version], profiles.ranks, codes, profiles.sizes)
    compiled = choices_of(catalogue, "zj-ladder", profiles.day)[0].compiled
    floor = best(lambda: needs(compiled, catalogue.actions, units))
    print(
        f"demand board of {number:,} units: first {spent[0]:.2f} s, again {spent[1]:.2f} s, "
        f"who needs what alone {floor:.2f} s, ratio {spent[1] / floor:.1f}"
    )


def best(work: Callable[[], object]) -> float:
    """The shortest of five runs, in seconds."""
    return min(once(work) for _ in range(5))


def once(work: Callable[[], object]) -> float:
    """Seconds of a run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def enlist(database: Database, catalogue: Catalogue, number: int) -> None:
    """Put providers of the whole province, with two cases each, in place of those that are there."""
    chance, now = Random(number), clock.now()
    providers, offers, cases = [], [], []
    for place in range(number):
        provider_id = new_id()
        providers.append(
            {"id": provider_id, "credit_code": provider_id[:18], "name": f"服务商{place}", "county": "330281",
             "capacity": 5, "busy": chance.randrange(6), "state": LISTED, "version": 1, "created_at": now,
             "name_key": provider_id, "sort_key": provider_id, "summary": "", "website": "", "contact": ""}
        )  # fmt: skip
        chosen = chance.sample(list(catalogue.capabilities), OFFERED)
        values = [*(("capability", one) for one in chosen), ("industry", "*"), ("area", "330000")]
        offers += [
            {"provider_id": provider_id, "axis": axis, "value": value, "confirmed_at": now}
            for axis, value in values
        ]
        cases += [
            {"id": new_id(), "provider_id": provider_id, "title": "案例", "customer": "", "capability": one,
             "customer_agreed": False, "industry": "34", "county": "330281", "started_on": date(2025, 1, 1),
             "finished_on": date(2025, 6, 1), "outcome": "", "evidence": "", "added_at": now,
             "evidence_date": date(2025, 6, 1), "confirmed_at": now}
            for one in chosen[:2]
        ]  # fmt: skip
    with database.write(SYSTEM) as session:
        for table in (ProviderCase, ProviderOffer, Provider):
            session.execute(delete(table))
        for table, rows in ((Provider, providers), (ProviderOffer, offers), (ProviderCase, cases)):
            session.execute(insert(table), rows)


if __name__ == "__main__":
    main()
