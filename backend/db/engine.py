"""Opening transactions: every one is `read(actor)` or `write(actor)`, on SQLite and on PostgreSQL alike.

SQLite: WAL, synchronous=FULL, and BEGIN IMMEDIATE behind one fair lock per process. A transaction that
reads first and writes later under the deferred default fails as soon as two do it at once, and threads
that poll for the write lock starve each other (p99 above one second at 30 writers).
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import pysqlite3
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from backend.db.together import Together

POSTGRES_TIMEOUTS = (
    "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
)


class HasAccount(Protocol):
    """Whoever opens a transaction; PostgreSQL is told the account for its row security."""

    @property
    def account_id(self) -> str:
        """The account's id, empty for a visitor."""
        ...


@dataclass(frozen=True)
class _Nobody:
    account_id: str = ""


NOBODY = _Nobody()
T = TypeVar("T")


class FairLock:
    """A lock that serves its waiters in the order they came (threading.Lock promises no order)."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self) -> None:
        """Wait for all earlier comers, then hold the lock."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        """Pass the lock straight to the next in line, or free it."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock for a block."""
        self.acquire()
        try:
            yield
        finally:
            self.release()


def make_engine(url: str, connections: int = 40) -> Engine:
    """An engine for `url` with the settings that docs/decisions/0003-transactions.md decides on."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed, module=pysqlite3, pool_size=connections, max_overflow=0, pool_use_lifo=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=20,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": POSTGRES_TIMEOUTS},
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions by itself: _begin_sqlite decides which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("zhiti_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


class Database:
    """The database of one installation."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._write_lock = FairLock()
        # SQLite empties a connection's page cache when another connection has written. There is one writer
        # at a time anyway: if it is always the same connection, 32 threads save a fifth more in a second.
        self._writing = make_engine(url, connections=1) if self.is_sqlite else self.engine
        self._writer = self._writing.execution_options(zhiti_write=True)
        self._together = Together(self._run_alone)

    @contextmanager
    def read(self, actor: HasAccount) -> Iterator[Session]:
        """A transaction that only reads; it is rolled back at the end."""
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            self._identify(session, actor)
            yield session

    @contextmanager
    def write(self, actor: HasAccount) -> Iterator[Session]:
        """A transaction that is committed when the block ends well and rolled back when it raises.

        Services open it, so what they return has been committed before any response is written.
        """
        if not self.is_sqlite:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                self._identify(session, actor)
                yield session
            return
        with (
            self._write_lock.hold(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def write_together(self, actor: HasAccount, work: Callable[[Session], T]) -> T:
        """Run `work` in a write transaction that others who come at the same time may share.

        For small, frequent writes. It has been committed on return; whatever `work` raises is raised here
        and nothing of it is stored. `work` may be run twice, so it must read what it needs from the session.
        """
        if not self.is_sqlite:
            with self.write(actor) as session:
                return work(session)
        return self._together.run(work)

    def _run_alone(self, work: Callable[[Session], None]) -> None:
        with self.write(NOBODY) as session:
            work(session)

    def _identify(self, session: Session, actor: HasAccount) -> None:
        if not self.is_sqlite:
            session.execute(
                text("SELECT set_config('zhiti.account', :account, true)"), {"account": actor.account_id}
            )

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        self._writing.dispose()
