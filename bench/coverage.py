"""What pages of an area cost with 5,000 and with 500,000 units, and what keeping the summary costs.

    python bench/coverage.py [--small 5000] [--large 500000] [--repeat 20] [--reuse FOLDER] [--no-check]

Builds two SQLite databases by bulk inserts (four rounds of submissions for every unit: 2 million at the
large size), counts the summary from the rows, then prints for both, through the application and logged in:
the pages of a county, a city and the province, narrowed and broken down, and the first pages of the lists;
their ratio (1.3 or less is expected) and the ratio to a bare page; what keeping the summary adds to a change,
and how long and in how much memory it is counted anew. With --reuse the databases are kept in a folder and
used again while their tables are those of today. Figures depend on the machine; read the ratios.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from coverage_town import (  # type: ignore[import-not-found]  # the script beside this one
    SEED,
    Town,
    fill,
    is_usable,
)
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from assessments.loader import Catalogue, load_catalogue
from backend import main
from backend.auth.actor import SYSTEM
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.migrate import stamp_kind
from backend.services import accounts, coverage, coverage_check, coverage_key
from backend.settings import Settings
from backend.web.dependencies import session_cookie

PEOPLE = {"county": "330281", "city": "330200", "province": "330000"}
PASSWORD = "bench-2026-pass"  # noqa: S105 - of a database that nobody else sees
KEPT_FIRMS = 200
# A server's disk holds its database's pages in memory as well; here two sizes share one machine.
_HELD = ("cache_size=-200000", "synchronous=OFF")


def prepare(folder: Path, units: int, catalogue: Catalogue) -> Town:
    """A filled database of one size with its summary and one official per kind of area."""
    town = Town(units, folder)
    if not is_usable(town):
        began = time.perf_counter()
        fill(town, catalogue)
        stamp_kind(town.url, "demo")
        print(f"{units:9,d} units filled in {time.perf_counter() - began:.0f} s", flush=True)
        database = Database(town.url)
        for login, region in PEOPLE.items():
            new = accounts.NewAccount(login, login, PASSWORD, region)
            accounts.register(database, Passwords(64), new)
        database.dispose()
    count_anew(town, catalogue)
    return town


def count_anew(town: Town, catalogue: Catalogue) -> None:
    """Count the summary from the rows where it was not counted yet."""
    event.listen(Engine, "connect", hold_pages)
    database = Database(town.url)
    began = time.perf_counter()
    if coverage_key.bring_up_to_date(database, catalogue):
        taken = time.perf_counter() - began
        with database.read(SYSTEM) as session:
            rows = session.connection().exec_driver_sql("SELECT count(*) FROM coverage").scalar_one()
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(
            f"{town.units:9,d} units counted in {taken:.1f} s: {rows:,} numbers, {held:,.0f} MB at most",
            flush=True,
        )
    database.dispose()
    event.remove(Engine, "connect", hold_pages)


def hold_pages(connection: Any, _record: Any) -> None:
    """Keep more of the file in memory, and do not wait for the disk."""
    for pragma in _HELD:
        connection.execute(f"PRAGMA {pragma}")


# --- the pages ------------------------------------------------------------------------------------------


def pages(narrow: str) -> dict[str, tuple[str, str]]:
    """What is measured: a name, who looks and the address."""
    county, city, province = PEOPLE.values()
    return {
        "bare page": ("county", "/login"),
        "county": ("county", f"/regions/{county}"),
        "city": ("city", f"/regions/{city}"),
        "province": ("province", f"/regions/{province}"),
        "county, narrowed": ("county", f"/regions/{county}?{narrow}"),
        "province, narrowed": ("province", f"/regions/{province}?{narrow}"),
        "units of the county": ("county", f"/regions/{county}/units"),
        "units of the province": ("province", f"/regions/{province}/units"),
        "submitted units": ("province", f"/regions/{province}/units?state=submitted"),
        "titles of the county": ("county", f"/regions/{county}/titles"),
        "titles of the province": ("province", f"/regions/{province}/titles"),
        "reviews of the county": ("county", f"/regions/{county}/reviews"),
        "reviews of the province": ("province", f"/regions/{province}/reviews"),
        "candidates of the province": ("province", f"/regions/{province}/candidates"),
        **{
            f"province by {axis}": ("province", f"/regions/{province}?by={axis}")
            for axis in ("division", "size", "cluster", "group")
        },
        **{
            f"{page} of the province": ("province", f"/regions/{province}/{page}")
            for page in ("rounds", "targets", "figures", "imports", "publicity", "what-if", "snapshots")
        },
    }


def page_times(town: Town, catalogue: Catalogue, repeat: int, narrow: str) -> dict[str, float]:
    """Milliseconds of each page, the median of some requests; NaN for one that is not answered."""
    settings = Settings(data_dir=town.folder, database_url=town.url, password_memory_kib=64)
    # The catalogue has been read already, and starting up is not what is measured.
    vars(main)["load_catalogue"] = lambda _folder: catalogue
    app = main.create_app(settings)
    tokens = {
        login: accounts.log_in(
            app.state.database, app.state.passwords, settings, login=login, password=PASSWORD, address="::1"
        ).token
        for login in PEOPLE
    }
    found = {}
    opened = TestClient(
        app, base_url=settings.origin, headers={"Origin": settings.origin}, raise_server_exceptions=False
    )
    with opened as client:
        for name, (login, address) in pages(narrow).items():
            client.cookies.clear()
            if name != "bare page":
                client.cookies.set(session_cookie(settings), tokens[login])
            found[name] = time_of(client, address, repeat)
    app.state.database.dispose()
    return found


def time_of(client: TestClient, address: str, repeat: int) -> float:
    """The median milliseconds of a page; NaN where it is not answered with 200."""
    if client.get(address).status_code != 200:
        return float("nan")
    taken = []
    for _ in range(repeat):
        began = time.perf_counter()
        client.get(address)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


# --- the upkeep -----------------------------------------------------------------------------------------


def upkeep(town: Town) -> tuple[float, float]:
    """Milliseconds that a change of one firm's level takes, without and with keeping the summary."""
    database = Database(town.url)
    chance = random.Random(SEED)
    chosen = [chance.randrange(town.units) for _ in range(KEPT_FIRMS)]
    alone = [change(database, number, keep=False) for number in chosen]
    with_summary = [change(database, number, keep=True) for number in chosen]
    database.dispose()
    return statistics.median(alone) * 1000, statistics.median(with_summary) * 1000


def change(database: Database, number: int, *, keep: bool) -> float:
    """Seconds of moving one unit to another level and back, inside one transaction."""
    sql = "UPDATE {} SET certain = ? WHERE unit_id = ?"
    began = time.perf_counter()
    with database.write(SYSTEM) as session:
        execute = session.connection().exec_driver_sql
        before = execute("SELECT certain FROM standing WHERE unit_id = ?", (f"u{number:07}",)).scalar()
        for level in ("ff", before):
            if keep:
                with coverage.kept(session, f"f{number:07}"):
                    execute(sql.format("standing"), (level, f"u{number:07}"))
            else:
                execute(sql.format("standing"), (level, f"u{number:07}"))
    return (time.perf_counter() - began) / 2


def check_seconds(town: Town) -> tuple[float, int]:
    """Seconds of comparing the summary with the rows, and how many numbers differ (none should)."""
    database = Database(town.url)
    began = time.perf_counter()
    found = coverage_check.check(database)
    taken = time.perf_counter() - began
    database.dispose()
    return taken, len(found)


def read_times(town: Town) -> dict[str, float]:
    """Milliseconds of reading the summary itself, without a page around it."""
    database = Database(town.url)
    day = date(2026, 11, 21)
    asked: dict[str, Callable[[Any], object]] = {
        "read, province": lambda session: coverage.read_on(session, "33", day),
        "total, province": lambda session: coverage.total(session, "33", day),
        "by division, province": lambda session: coverage.by_axis(session, "33", "d:", day),
        "by cluster, county": lambda session: coverage.by_axis(session, "330281", "c:", day),
    }
    found = {}
    for name, ask in asked.items():
        taken = []
        for _ in range(5):
            with database.read(SYSTEM) as session:
                began = time.perf_counter()
                ask(session)
                taken.append(time.perf_counter() - began)
        found[name] = statistics.median(taken) * 1000
    database.dispose()
    return found


def main_program() -> None:
    """Build both sizes, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=500_000)
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--narrow", default="division=34&size=small", help="filters of the narrowed pages")
    parser.add_argument("--reuse", type=Path, default=None, help="keep the databases here")
    parser.add_argument("--no-check", action="store_true", help="leave the comparison with the rows out")
    given = parser.parse_args()
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.reuse or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        towns = [prepare(folder, units, catalogue) for units in (given.small, given.large)]
        print_pages([page_times(town, catalogue, given.repeat, given.narrow) for town in towns], towns)
        print_pages([read_times(town) for town in towns], towns)
        for town in towns:
            alone, kept = upkeep(town)
            print(
                f"{town.units:9,d} units: a change takes {alone:.2f} ms, {kept:.2f} ms with the summary kept"
            )
        for town in () if given.no_check else towns:
            taken, wrong = check_seconds(town)
            print(f"{town.units:9,d} units compared with the rows in {taken:.1f} s, {wrong} differences")


def print_pages(times: list[dict[str, float]], towns: list[Town]) -> None:
    """A line a page: both times, their ratio, and the large one over the bare page."""
    small, large = times
    bare = large.get("bare page")
    print(f"\n{'ms':26s}" + "".join(f"{town.units:>12,d}" for town in towns) + "   ratio   × bare page")
    for name, first in small.items():
        over = f"{large[name] / bare:11.1f}" if bare else ""
        print(f"{name:26s}{first:12.1f}{large[name]:12.1f}{large[name] / first:8.2f}{over}")


if __name__ == "__main__":
    main_program()
