"""Killing the server between saves: whatever it acknowledged is there afterwards."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from backend import clock
from backend.services import accounts
from tests.backend.crew import Crew
from tests.backend.plant import PASSWORD

ITEMS = ("cloud-edge-network", "ai-application", "new-it-application", "data-foundation")
SERVE = """
import uvicorn
from backend.main import create_app
from backend.settings import Settings
settings = Settings()
uvicorn.run(create_app(settings), host="127.0.0.1", port=settings.port, log_level="error")
"""
KILLS = 2


@dataclass
class Pen:
    """Somebody who answers one item again and again, and notes what was acknowledged."""

    item: str
    options: tuple[str, str]
    revision: int = 0
    acknowledged: list[tuple[int, str]] = field(default_factory=list)

    def write(self, port: int, form: str, headers: dict[str, str]) -> None:
        """Save until the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            while True:
                option = self.options[self.revision % 2]
                fields = {f"answer:{self.item}": option, f"revision:{self.item}": self.revision}
                connection.request(
                    "POST", f"/assessments/{form}/items/{self.item}", urlencode(fields), headers
                )
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200
                self.revision += 1
                self.acknowledged.append((self.revision, option))
        except (OSError, http.client.HTTPException):
            connection.close()


@contextmanager
def serving(crew: Crew, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The application as a process of its own."""
    settings = crew.plant.settings
    environment = {
        **os.environ,
        "ZHITI_DATABASE_URL": settings.database,
        "ZHITI_DATA_DIR": str(settings.data_dir),
        "ZHITI_PORT": str(port),
        "ZHITI_PASSWORD_MEMORY_KIB": "64",
    }
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment)
    try:
        for _attempt in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                assert process.poll() is None, "the server ended at once"
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def log_in(crew: Crew) -> dict[str, str]:
    """Headers of a request that the page's script sends, in a session that is not of the past."""
    plant = crew.plant
    login = accounts.log_in(
        plant.database, plant.passwords, plant.settings, login="owner", password=PASSWORD, address="127.0.0.1"
    )
    return {
        "Cookie": f"zhiti={login.token}",
        "X-CSRF-Token": login.actor.csrf_token,
        "HX-Request": "true",
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }


@pytest.fixture
def pens(crew: Crew) -> list[Pen]:
    items = {item.id: item for item in crew.plant.catalogue.questionnaire("zj-ladder").items}
    return [Pen(name, (items[name].options[0].id, items[name].options[1].id)) for name in ITEMS]


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(crew: Crew, pens: list[Pen]) -> None:
    clock.use_system_time()
    headers = log_in(crew)
    for _kill in range(KILLS):
        port = free_port()
        with serving(crew, port) as server:
            writers = [
                threading.Thread(target=pen.write, args=(port, crew.plant.form, headers)) for pen in pens
            ]
            enough = [len(pen.acknowledged) + 5 for pen in pens]
            for writer in writers:
                writer.start()
            while any(len(pen.acknowledged) < count for pen, count in zip(pens, enough, strict=True)):
                assert any(writer.is_alive() for writer in writers)
                time.sleep(0.005)
            server.send_signal(signal.SIGKILL)
            for writer in writers:
                writer.join()
        for pen in pens:
            logged = {revision: new for _old, new, revision in crew.changes(pen.item)}
            for revision, option in pen.acknowledged:
                assert logged[revision] == f'{{"options":["{option}"]}}'
            # One more may have been stored whose answer never arrived.
            assert max(logged) in (pen.revision, pen.revision + 1)
            pen.revision = max(logged)
    assert sum(len(pen.acknowledged) for pen in pens) >= KILLS * 5 * len(pens)
