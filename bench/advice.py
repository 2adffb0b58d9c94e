"""The advice to one firm beside one rating of it, among few firms and among many.

A temporary SQLite database gets firms with submissions (as in replay.py). The floor is one rating of the same
unit. Advice to a unit reads nothing of the others: neither its time nor its statements may grow with them.
Figures depend on the machine; read the ratios.

    python bench/advice.py [--submissions 100 2000]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event, select
from sqlmodel import col
from what_if import stored  # type: ignore[import-not-found]  # the script beside this one

from assessments.loader import Catalogue, load_catalogue
from assessments.unit_case import UnitCase
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.tables.accounts import Account
from backend.db.tables.firms import Membership, Unit
from backend.services import accounts, rating
from backend.services.accounts import NewAccount
from backend.services.advice.basis import read_basis
from backend.services.advice.recommend import unit_advice

LADDER, LOGIN, MEMORY_KIB = "zj-ladder", "owner", 64


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--submissions", type=int, nargs="+", default=[100, 2_000])
    asked = parser.parse_args(arguments)
    catalogue = load_catalogue()
    for number in asked.submissions:
        with tempfile.TemporaryDirectory() as folder:
            database = stored(Path(folder), catalogue, number)
            measure(database, catalogue, number)
            database.dispose()


def measure(database: Database, catalogue: Catalogue, number: int) -> None:
    """One unit's advice, its statements, and the floor."""
    unit_id, actor = employ(database)

    def advise() -> None:
        unit_advice(database, actor, catalogue, unit_id, questionnaire=LADDER, level="")

    with database.read(SYSTEM) as session:
        basis = read_basis(session, catalogue, session.get_one(Unit, unit_id), LADDER, own=True)
    if basis is None:
        raise SystemExit("the unit has no submission")
    case = basis.case
    whole, statements = best(advise), count(database, advise)
    floor = best(lambda: rating.rate(catalogue, basis.instrument, _inputs(case), case.as_of, ""))
    print(
        f"advice to one of {number:,} units: {1000 * whole:7.1f} ms, {statements} statements; "
        f"one rating {1000 * floor:6.2f} ms, ratio {whole / floor:.1f}"
    )


def _inputs(case: UnitCase) -> rating.Inputs:
    facts = {name: tuple(values) for name, values in case.facts.items()}
    return rating.Inputs(
        case.profile, facts, case.answers, None if case.titles is None else tuple(case.titles)
    )


def employ(database: Database) -> tuple[str, Actor]:
    """Somebody who works for the firm of the first unit."""
    accounts.register(database, Passwords(MEMORY_KIB), NewAccount(LOGIN, LOGIN, "bench-2026-pass"))
    with database.write(SYSTEM) as session:
        unit = session.scalars(select(Unit).order_by(col(Unit.id)).limit(1)).one()
        account = session.scalars(select(Account).where(col(Account.login) == LOGIN)).one()
        session.add(
            Membership(
                account_id=account.id,
                firm_id=unit.firm_id,
                role="owner",
                confirmed=True,
                created_at=clock.now(),
            )
        )
        return unit.id, Actor(account_id=account.id, name=LOGIN, login=LOGIN)


def count(database: Database, work: Callable[[], None]) -> int:
    """How many statements it sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(sent)


def best(work: Callable[[], object]) -> float:
    """The shortest of five runs, in seconds."""
    return min(once(work) for _ in range(5))


def once(work: Callable[[], object]) -> float:
    """Seconds of a run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
