"""Creating and upgrading the database: Alembic only, forward only."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, make_url, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend import clock
from backend.db.engine import make_engine
from backend.db.tables.installation import Installation
from backend.paths import MIGRATIONS

KINDS = ("demo", "production")


class WrongKindError(Exception):
    """The database is stamped with the other kind: demo and real data never share one."""


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest revision, creating it where it does not exist."""
    _make_folder(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")


def stamp_kind(url: str, kind: str) -> None:
    """Stamp a new database `demo` or `production`; an existing stamp must agree, else WrongKindError."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {KINDS}")
    engine = make_engine(url)
    try:
        with Session(engine) as session, session.begin():
            present = session.scalar(select(col(Installation.kind)))
            if present is None:
                session.add(Installation(kind=kind, created_at=clock.now()))
            elif present != kind:
                raise WrongKindError(f"此数据库已标记为 {present}，不能作为 {kind} 使用；请另建一个数据库。")
    finally:
        engine.dispose()


def kind_of(url: str) -> str | None:
    """The stamp of the database, or None for one that is new or not stamped."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return None
    engine = make_engine(url)
    try:
        if not inspect(engine).has_table(Installation.__tablename__):
            return None
        with Session(engine) as session:
            return session.scalar(select(col(Installation.kind)))
    finally:
        engine.dispose()


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite address; None for PostgreSQL."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _make_folder(url: str) -> None:
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
