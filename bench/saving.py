"""Saves of one answer per second, at 32 clients, beside a plain hello of the same server.

Three processes: this one prepares a database in a temporary folder and prints, one serves the application
as `zhiti serve` does (sessions, scope, version check, change log, synchronous=FULL), one sends the requests
over the loopback device. Every phase ends after a fixed time. Figures depend on the machine; read the ratio.

    python bench/saving.py [--seconds 8] [--firms 200]
"""

import argparse
import asyncio
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from fastapi.routing import APIRoute
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from assessments.loader import Catalogue, load_catalogue
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.auth.tokens import new_token, token_hash
from backend.db.engine import Database
from backend.db.migrate import stamp_kind, upgrade
from backend.db.tables.accounts import LoginSession
from backend.db.tables.firms import Firm, Membership, Unit
from backend.main import create_app
from backend.services import accounts, assessing
from backend.settings import Settings

CLIENTS = 32
WARM_UP_SECONDS = 1.0


# --- the database ---------------------------------------------------------------------------------------


def prepare(folder: Path, firms: int, catalogue: Catalogue) -> list[dict[str, str]]:
    """Firms with a member, a unit and an open form each; gives the first CLIENTS of them, logged in."""
    url = f"sqlite:///{folder / 'zhiti.db'}"
    upgrade(url)
    stamp_kind(url, "demo")
    database = Database(url)
    clients = []
    for number in range(max(firms, CLIENTS)):
        token, csrf = new_token(), new_token()
        with database.write(SYSTEM) as session:
            account, unit = add_firm(session, number)
            session.add(
                LoginSession(
                    token_hash=token_hash(token),
                    account_id=account,
                    csrf_token=csrf,
                    created_at=clock.now(),
                    seen_at=clock.now(),
                )
            )
        form = assessing.open_assessment(database, Actor(account_id=account), catalogue, unit, "zj-ladder")
        clients.append({"token": token, "csrf": csrf, "form": form})
    database.dispose()
    return clients[:CLIENTS]


def add_firm(session: Session, number: int) -> tuple[str, str]:
    """A firm with one member and one unit; gives the ids of the account and of the unit."""
    now = clock.now()
    account = accounts.add_account(session, accounts.NewAccount(f"client-{number}", "压测", ""), "")
    firm = Firm(credit_code=f"{number:018}", name=f"压测企业{number}", created_at=now, confirmed_at=now)
    unit = Unit(
        firm_id=firm.id,
        name=f"压测工厂{number}",
        county="330109",
        industry="3484",
        production_type="discrete",
        created_at=now,
    )
    session.add(firm)
    session.flush()
    session.add(unit)
    session.add(Membership(account_id=account, firm_id=firm.id, role="owner", confirmed=True, created_at=now))
    return account, unit.id


def choices(catalogue: Catalogue) -> dict[str, list[str]]:
    """Two options in the middle of every single-choice item that a discrete unit is asked."""
    found = {}
    for item in catalogue.questionnaire("zj-ladder").items:
        allowed = [option.id for option in item.options if option.production in ("all", "discrete")]
        if item.type == "single" and item.production in ("all", "discrete"):
            found[item.id] = allowed[1:3]
    return found


# --- the server -----------------------------------------------------------------------------------------


def serve(port: int) -> None:
    """The application with a hello beside it and a count of the SQL statements sent."""
    app = create_app(Settings())
    sent = 0

    def count(*_about: Any) -> None:
        nonlocal sent
        sent += 1

    event.listen(Engine, "before_cursor_execute", count)

    async def hello() -> dict[str, str]:
        return {"hello": "world"}

    async def counters() -> dict[str, float]:
        return {"statements": sent, "cpu": time.process_time()}

    # Without the application's own dependencies: a hello looks up no session.
    app.router.routes.insert(0, APIRoute("/hello", hello))
    app.router.routes.insert(0, APIRoute("/counters", counters))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


# --- the clients ----------------------------------------------------------------------------------------


@dataclass
class Phase:
    """One phase of the load: when it ends, and what it measured.

    `took` are the seconds of each good answer after the warm-up, `refused` the statuses that were not 200.
    """

    port: int
    measure_from: float
    until: float
    answered: int = 0
    took: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Whether there is time left."""
        return time.perf_counter() < self.until

    def note(self, begun: float, status: int) -> None:
        """Keep one measurement."""
        self.answered += 1
        if status != 200:
            self.refused.append(status)
        elif begun >= self.measure_from:
            self.took.append(time.perf_counter() - begun)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    """Send a request on an open connection and read the whole answer; gives its status."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])


async def say_hello(phase: Phase) -> None:
    """A client that asks for hello again and again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", phase.port)
    request = b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
    while phase.goes_on:
        begun = time.perf_counter()
        phase.note(begun, await ask(reader, writer, request))
    writer.close()


async def save(phase: Phase, who: dict[str, str], items: dict[str, list[str]]) -> None:
    """A client that answers one item after the other, each time another option than before."""
    reader, writer = await asyncio.open_connection("127.0.0.1", phase.port)
    revisions = dict.fromkeys(items, 0)
    for item in itertools.cycle(items):
        if not phase.goes_on:
            break
        option = items[item][revisions[item] % 2]
        request = saving_request(phase.port, who, item, option, revisions[item])
        begun = time.perf_counter()
        status = await ask(reader, writer, request)
        phase.note(begun, status)
        revisions[item] += status == 200
    writer.close()


def saving_request(port: int, who: dict[str, str], item: str, option: str, revision: int) -> bytes:
    """The request that the page's script sends for one answer."""
    fields = {f"answer:{item}": option, f"note:{item}": "", f"revision:{item}": str(revision)}
    body = urllib.parse.urlencode(fields).encode()
    head = (
        f"POST /assessments/{who['form']}/items/{item} HTTP/1.1\r\n"
        f"Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        f"HX-Request: true\r\nX-CSRF-Token: {who['csrf']}\r\nCookie: zhiti={who['token']}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def load(port: int, seconds: float, plan: dict[str, Any]) -> dict[str, Any]:
    """Both phases one after the other; gives what each measured and what it cost the server."""
    clients: dict[str, Callable[[Phase], list[Coroutine[Any, Any, None]]]] = {
        "hello": lambda phase: [say_hello(phase) for _each in range(CLIENTS)],
        "saving": lambda phase: [save(phase, who, plan["items"]) for who in plan["clients"]],
    }
    results = {}
    for name, of_phase in clients.items():
        begun = time.perf_counter()
        phase = Phase(port, begun + WARM_UP_SECONDS, begun + WARM_UP_SECONDS + seconds)
        before = counters_of(port)
        await asyncio.gather(*of_phase(phase))
        spent = {counter: value - before[counter] for counter, value in counters_of(port).items()}
        results[name] = {
            "took": phase.took,
            "refused": phase.refused,
            "answered": phase.answered,
            **spent,
        }
    return results


def counters_of(port: int) -> dict[str, float]:
    """How many SQL statements the server has sent, and how many seconds of CPU it has used."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/counters", timeout=10) as answer:
        counters: dict[str, float] = json.loads(answer.read())
        return counters


# --- the report -----------------------------------------------------------------------------------------


def free_port() -> int:
    """A port of the loopback device that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _attempt in range(120):
        try:
            counters_of(port)
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit("the server did not start")


def report(results: dict[str, Any], seconds: float, syncing: float) -> None:
    """Print the figures."""
    rates = {}
    for name, measured in results.items():
        took = sorted(measured["took"])
        rates[name] = len(took) / seconds
        p99 = statistics.quantiles(took, n=100)[98] * 1000
        middle = statistics.median(took) * 1000
        cpu = measured["cpu"] / measured["answered"] * 1000
        refused = f", {len(measured['refused'])} refused" if measured["refused"] else ""
        print(
            f"{name:<8}{rates[name]:7.0f}/s  p50 {middle:6.1f} ms  p99 {p99:6.1f} ms"
            f"  server CPU {cpu:.2f} ms each{refused}"
        )
    saved = results["saving"]
    print(f"share of hello: {rates['saving'] / rates['hello']:.3f} (expected at least 0.08)")
    print(f"SQL statements per save: {saved['statements'] / saved['answered']:.1f} (expected at most 8)")
    print(f"one fsync on this disk: {syncing * 1000:.2f} ms; every commit waits for one, one after the other")


def time_of_sync(folder: Path) -> float:
    """Seconds that the disk takes to make four kilobytes durable: the least that a commit takes."""
    took = []
    with (folder / "probe").open("wb", buffering=0) as file:
        for _each in range(50):
            begun = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begun)
    return statistics.median(took)


def main() -> None:
    """Prepare, start the server and the clients, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each phase")
    parser.add_argument("--firms", type=int, default=200, help="firms with an open form in the database")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--load", type=int, metavar="PORT", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        serve(wanted.serve)
    elif wanted.load:
        plan = json.load(sys.stdin)
        json.dump(asyncio.run(load(wanted.load, wanted.seconds, plan)), sys.stdout)
    else:
        bench(wanted.seconds, wanted.firms)


def bench(seconds: float, firms: int) -> None:
    """Run the server and the clients as processes of their own."""
    with tempfile.TemporaryDirectory(prefix="zhiti-bench-") as folder:
        catalogue = load_catalogue()
        plan = {"clients": prepare(Path(folder), firms, catalogue), "items": choices(catalogue)}
        port = free_port()
        environment = {**os.environ, "ZHITI_DATA_DIR": folder, "ZHITI_PORT": str(port)}
        command = [sys.executable, __file__, "--seconds", str(seconds)]
        # Only this very script is run, with arguments made here.
        server = subprocess.Popen([*command, "--serve", str(port)], env=environment)  # noqa: S603
        try:
            wait_for(port)
            done = subprocess.run(  # noqa: S603
                [*command, "--load", str(port)],
                input=json.dumps(plan),
                capture_output=True,
                text=True,
                check=True,
                timeout=60 + 4 * seconds,
            )
        finally:
            server.terminate()
            server.wait(timeout=30)
        report(json.loads(done.stdout), seconds, time_of_sync(Path(folder)))


if __name__ == "__main__":
    main()
