"""Two officials who publish at the same instant: one snapshot, one rounding."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from sqlalchemy import select

from backend.auth.actor import SYSTEM
from backend.db.queries import benchmarks as queries
from backend.db.tables.benchmarks import Benchmark
from backend.services.errors import ConflictError
from backend.services.peers_of_firms import publishing
from tests.backend.officials import PROVINCE
from tests.backend.plant import COUNTY, Plant
from tests.backend.population import settle


def test_two_who_publish_at_once_publish_one_rounding(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(plant, 12, 1, (COUNTY,), ("3484",))
    together, store = Barrier(2), queries.store

    def both_then_store(*given: Any) -> None:
        # Where one transaction waits for the other, the other never comes here.
        with suppress(BrokenBarrierError):
            together.wait(0.5)
        store(*given)

    def outcome(_number: int) -> str:
        try:
            publishing.publish(plant.database, PROVINCE, plant.catalogue, "330000", "zj-ladder", wait=600.0)
        except ConflictError:
            return "refused"
        return "published"

    monkeypatch.setattr(queries, "store", both_then_store)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(outcome, range(2))) == ["published", "refused"]
    with plant.database.read(SYSTEM) as session:
        assert len(session.scalars(select(Benchmark)).all()) == 1
