"""What the pages of an area ask of the database: as many statements with many firms as with few."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event, select
from sqlmodel import col

from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.tables.firms import Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Standing
from backend.db.tables.titles import Recognition
from backend.services import candidates, coverage, coverage_key
from backend.web.area_nav import PAGES
from tests.backend.plant import Plant, visit_as
from tests.backend.population import settle

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

COUNTIES = ("330108", "330110", "330281", "3311Z1")
INDUSTRIES = ("3484", "1711", "3512")
NARROWED = ("?by=division", "?by=cluster", "?by=group", "?division=34&size=unknown", "/units?state=submitted")


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of any database meanwhile."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def grow(plant: Plant, firms: int, seed: int) -> None:
    """More firms that submitted, each with a title and a review that waits."""
    units = settle(plant, firms, seed, COUNTIES, INDUSTRIES)
    with plant.database.write(SYSTEM) as session:
        rows = session.execute(select(Unit, Standing).join(Standing, col(Standing.unit_id) == col(Unit.id)))
        for unit, standing in [row for row in rows if row[0].id in units]:
            with coverage.kept(session, unit.firm_id):
                session.add_all((review(unit, standing), title(unit)))
    candidates.refresh(plant.database, plant.catalogue)


def review(unit: Unit, standing: Standing) -> Review:
    """A review of what a unit submitted, waiting at the county."""
    return Review(
        submission_id=standing.submission_id,
        unit_id=unit.id,
        county=unit.county,
        chain="chain@1",
        level="dw",
        step="county",
        state="waiting",
        since=clock.now(),
    )


def title(unit: Unit) -> Recognition:
    """A title that a unit holds."""
    return Recognition(
        kind="zj-digital-workshop",
        unit_id=unit.id,
        holder_name=unit.name,
        county=unit.county,
        start=date(2025, 1, 1),
        source="名单",
        entered_at=clock.now(),
    )


def asked(client: "TestClient") -> dict[str, int]:
    """How many statements each page of the province takes, once whatever is read once has been read."""
    found = {}
    for suffix in (*(suffix for suffix, _label in PAGES), *NARROWED):
        address = f"/regions/330000{suffix}"
        assert client.get(address).status_code == 200, address
        with statements() as seen:
            client.get(address)
        found[suffix] = len(seen)
    return found


def test_no_page_of_an_area_asks_more_often_when_there_are_more_firms(
    plant: Plant, client: "TestClient", app: "FastAPI"
) -> None:
    _actor, token = plant.person("province", region="330000")
    visit_as(client, app, token)
    coverage_key.bring_up_to_date(plant.database, plant.catalogue)
    grow(plant, 5, 1)
    few = asked(client)
    grow(plant, 30, 2)
    assert asked(client) == few
    assert max(few.values()) <= 20
