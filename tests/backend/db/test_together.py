import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import Session
from sqlmodel import col

from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.tables.accounts import LoginFailure
from backend.db.together import LARGEST_GROUP, Together
from backend.services.errors import ConflictError


def write(name: str) -> Callable[[Session], str]:
    """Work that stores a row, and raises for a bad name."""

    def work(session: Session) -> str:
        session.add(LoginFailure(login=name, address="127.0.0.1", at=clock.now()))
        session.flush()
        if name.startswith("bad"):
            raise ConflictError(name)
        return name.upper()

    return work


def stored(database: Database) -> set[str]:
    with database.read(SYSTEM) as session:
        return set(session.scalars(select(col(LoginFailure.login))))


def all_at_once(database: Database, names: list[str]) -> dict[str, str]:
    """Everybody writes at the same time; gives what each was told, an error by its message."""
    told: dict[str, str] = {}
    barrier = threading.Barrier(len(names))

    def run(name: str) -> None:
        barrier.wait()
        try:
            told[name] = database.write_together(SYSTEM, write(name))
        except ConflictError as error:
            told[name] = f"error {error}"

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_everybody_gets_the_own_result_and_finds_it_stored(database: Database) -> None:
    names = [f"name-{number}" for number in range(40)]
    assert all_at_once(database, names) == {name: name.upper() for name in names}
    assert stored(database) == set(names)


def test_what_one_raises_is_raised_there_and_takes_nobody_along(database: Database) -> None:
    names = [f"{'bad' if number % 5 == 0 else 'name'}-{number}" for number in range(20)]
    told = all_at_once(database, names)
    good = {name for name in names if not name.startswith("bad")}
    assert {name for name, answer in told.items() if answer == f"error {name}"} == set(names) - good
    assert stored(database) == good


def test_on_return_the_work_is_committed(database: Database) -> None:
    for number in range(3):
        database.write_together(SYSTEM, write(f"name-{number}"))
        other = Database(database.url)
        assert len(stored(other)) == number + 1
        other.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_those_who_come_while_the_lock_is_held_share_one_commit(database: Database) -> None:
    commits: list[object] = []

    def note(connection: Connection) -> None:
        commits.append(connection)

    event.listen(Engine, "commit", note)
    names = [f"name-{number}" for number in range(10)]
    told: list[str] = []

    def run(name: str) -> None:
        told.append(database.write_together(SYSTEM, write(name)))

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    try:
        with database.write(SYSTEM):
            for thread in threads:
                thread.start()
            while len(database._together._waiting) < len(names):
                time.sleep(0.001)
        for thread in threads:
            thread.join()
    finally:
        event.remove(Engine, "commit", note)
    assert len(told) == len(names)
    assert len(commits) == 1


def test_a_transaction_that_cannot_begin_is_told_to_everybody() -> None:
    def refuse(_work: Callable[[Session], None]) -> None:
        raise OSError("disk full")

    together = Together(refuse)
    for _attempt in range(2):
        with pytest.raises(OSError, match="disk full"):
            together.run(lambda _session: None)


def test_more_than_a_group_takes_are_served_in_turn() -> None:
    begun = threading.Event()
    groups: list[int] = []

    def transaction(work: Callable[[Session], None]) -> None:
        begun.wait()
        before = len(results)
        work(Session())
        groups.append(len(results) - before)

    results: list[int] = []
    together = Together(transaction)
    count = LARGEST_GROUP + 6

    def run(number: int) -> None:
        together.run(lambda _session: results.append(number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    while len(together._waiting) < count:
        time.sleep(0.001)
    begun.set()
    for thread in threads:
        thread.join()
    assert sorted(results) == list(range(count))
    assert groups == [LARGEST_GROUP, 6]
