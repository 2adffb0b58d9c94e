"""Each revision from the release before it, with data, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, make_url, select

from backend.auth.actor import SYSTEM
from backend.db.engine import Database, make_engine
from backend.db.migrate import upgrade
from backend.db.tables import metadata
from backend.paths import MIGRATIONS
from backend.services import coverage, coverage_check, coverage_key
from backend.services.slices import slice_id
from tests.conftest import StandingClock

if TYPE_CHECKING:
    from pathlib import Path

    from assessments.loader import Catalogue

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 6, 1)
STATED = (
    ("a1", "unit-a", "revenue", "100", 2025),
    ("a2", "unit-a", "investment", "500", None),
    ("a3", "unit-a", "project_done", "2025-01-31", None),
    ("b1", "unit-b", "revenue", "200", 2025),
    ("b2", "unit-b", "scenes_built", "4", None),
    ("c1", "unit-c", "credit_grade", "良好", None),
)


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A connection whose work is committed at the end."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def config_of(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: "Path") -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    home = request.getfixturevalue("postgres_home")
    url = home.fresh("production")
    with opened(url) as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    yield url
    home.drop(url)


def put(connection: Connection, table: str, *rows: dict[str, Any]) -> None:
    """Insert rows into a table as it is now."""
    reflected = MetaData()
    reflected.reflect(connection, only=[table])
    connection.execute(reflected.tables[table].insert(), list(rows))


def rows_of(url: str, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """All rows of a table, ordered by the first column."""
    chosen = [metadata.tables[table].c[name] for name in columns]
    with opened(url) as connection:
        return [tuple(row) for row in connection.execute(select(*chosen).order_by(chosen[0]))]


def fill_first_release(url: str) -> None:
    """Two firms, the first with two units, and what they stated."""
    with opened(url) as connection:
        firms = [
            {"id": name, "credit_code": name, "name": name, "created_by": None, "created_at": NOW}
            for name in ("firm-1", "firm-2")
        ]
        put(connection, "firm", *({**firm, "confirmed_at": None} for firm in firms))
        units = {"unit-a": "firm-1", "unit-b": "firm-1", "unit-c": "firm-2"}
        put(
            connection,
            "unit",
            *(
                {
                    "id": unit, "firm_id": firm, "kind": "firm", "name": unit, "county": "330108",
                    "industry": "3484", "production_type": "discrete", "version": 1, "created_at": NOW,
                }
                for unit, firm in units.items()
            ),
        )  # fmt: skip
        put(
            connection,
            "fact_value",
            *(
                {
                    "id": key, "unit_id": unit, "fact": fact, "value": value, "year": year,
                    "start": date(2024, 1, 1) if fact == "investment" else None,
                    "end": date(2024, 12, 31) if fact == "investment" else None,
                    "source": "self_stated", "stated_by": None, "stated_at": NOW,
                }
                for key, unit, fact, value, year in STATED
            ),
        )  # fmt: skip


def test_from_the_first_release_statements_about_the_firm_move_to_it(empty_url: str) -> None:
    command.upgrade(config_of(empty_url), "0001")
    fill_first_release(empty_url)
    upgrade(empty_url)
    assert rows_of(empty_url, "fact_value", "id", "firm_id", "unit_id", "fact", "value", "year") == [
        ("a1", "firm-1", None, "revenue", "100", 2025),
        ("a2", "firm-1", "unit-a", "investment", "500", None),
        ("a3", "firm-1", "unit-a", "project_done", "2025-01-31", None),
        ("b1", "firm-1", None, "revenue", "200", 2025),
        ("b2", "firm-1", "unit-b", "scenes_built", "4", None),
        ("c1", "firm-2", None, "credit_grade", "良好", None),
    ]
    assert rows_of(empty_url, "fact_value", "id", "start", "stated_at")[1] == ("a2", date(2024, 1, 1), NOW)


def fill_second_release(url: str) -> None:
    """A confirmed firm with a size to find out, a form submitted twice and a title, at revision 0002."""
    submitted = {
        "unit_id": "unit-a", "questionnaire": "zj-ladder", "version": "2025", "rules_digest": "",
        "wording_digest": "", "packed": b"", "snapshot": "{}",
    }  # fmt: skip
    rated = {"possible": "sf", "points": "1", "max_points": "2", "attainment": "[]", "call": ""}
    with opened(url) as connection:
        connection.exec_driver_sql("UPDATE firm SET confirmed_at = created_at WHERE id = 'firm-1'")
        put(
            connection, "installation", {"id": 1, "kind": "production", "created_at": NOW},
        )  # fmt: skip
        put(
            connection, "fact_value",
            *(
                {
                    "id": name, "firm_id": "firm-1", "fact": name, "value": value, "year": 2025,
                    "source": "self_stated", "stated_at": NOW,
                }
                for name, value in (("employees", "400"), ("revenue", "50000000"))
            ),
        )  # fmt: skip
        put(connection, "round", {"id": "2026", "name": "2026 年度", "opens_on": DAY, "closes_on": DAY})
        put(
            connection, "assessment",
            {
                "id": "form", "unit_id": "unit-a", "questionnaire": "zj-ladder", "version": "2025",
                "round_id": "2026", "state": "submitted", "opened_at": NOW,
            },
        )  # fmt: skip
        put(
            connection, "submission",
            *(
                {
                    **submitted, "id": f"s{number}", "reference": f"ZT{number}", "assessment_id": "form",
                    "number": number, "submitted_at": NOW + timedelta(days=number),
                }
                for number in (1, 2)
            ),
        )  # fmt: skip
        put(
            connection, "result",
            *(
                {
                    **rated, "id": f"r{number}", "submission_id": f"s{number}", "certain": level,
                    "as_of": DAY, "rated_at": NOW,
                }
                for number, level in ((1, "sf"), (2, "dw"))
            ),
        )  # fmt: skip
        put(
            connection, "recognition",
            {
                "id": "title", "kind": "zj-smart-factory", "unit_id": "unit-a", "holder_name": "某厂",
                "county": "330108", "batch": "", "notice": "", "start": DAY, "source": "名单",
                "entered_at": NOW,
            },
        )  # fmt: skip
        put(
            connection, "coverage",
            {"county": "330108", "questionnaire": "", "measure": "units", "number": 2},
        )  # fmt: skip


def test_from_the_second_release_the_first_start_settles_sizes_and_rounds_and_counts_anew(
    empty_url: str, catalogue: "Catalogue", clock: StandingClock
) -> None:
    clock.set(2026, 6, 15)
    command.upgrade(config_of(empty_url), "0001")
    fill_first_release(empty_url)
    command.upgrade(config_of(empty_url), "0002")
    fill_second_release(empty_url)
    upgrade(empty_url)
    told: list[str] = []
    database = Database(empty_url)
    try:
        assert coverage_key.bring_up_to_date(database, catalogue, told.append)
        assert not coverage_key.bring_up_to_date(database, catalogue, told.append)
        assert coverage_check.check(database) == []
        with database.read(SYSTEM) as session:
            found = coverage.total(session, "33", DAY, slice_id("d:34", "medium"))
    finally:
        database.dispose()
    assert len(told) == 2
    assert rows_of(empty_url, "firm", "id", "size", "above_scale")[0] == ("firm-1", "medium", None)
    assert rows_of(empty_url, "round_standing", "unit_id", "round_id", "submission_id", "certain") == [
        ("unit-a", "2026", "s2", "dw")
    ]
    assert found["", "units"] == 2
    assert found["", "held:zj-smart-factory"] == 1
    assert found["zj-ladder", "declared:dw"] == found["zj-ladder", "round:2026:dw"] == 1


def test_from_the_fourth_release_a_site_check_stays_and_names_no_provider(empty_url: str) -> None:
    command.upgrade(config_of(empty_url), "0001")
    fill_first_release(empty_url)
    command.upgrade(config_of(empty_url), "0002")
    fill_second_release(empty_url)
    command.upgrade(config_of(empty_url), "0004")
    with opened(empty_url) as connection:
        put(
            connection, "site_check",
            {
                "id": "check", "submission_id": "s2", "day": DAY, "organisation": "某评测机构", "experts": 3,
                "findings": "{}", "conclusion": "属实", "level": "dw", "recorded_at": NOW,
            },
        )  # fmt: skip
    upgrade(empty_url)
    kept = rows_of(empty_url, "site_check", "id", "organisation", "experts", "level", "provider_id")
    assert kept == [("check", "某评测机构", 3, "dw", None)]


def test_a_database_without_data_reaches_the_newest_revision_twice(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)
    assert rows_of(empty_url, "ledger_entry", "id") == []


def test_the_tables_are_what_the_models_say(database_url: str) -> None:
    with opened(database_url) as connection:
        options = {"compare_type": True, "render_as_batch": make_url(database_url).drivername == "sqlite"}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    assert found == []
