"""The populations of a process: read in a thread of their own, so that a page can say how far it has come."""

import logging
import threading
import time
from pathlib import Path
from weakref import WeakKeyDictionary

from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import population as queries
from backend.services import population_files as files
from backend.services.population import Population, Progress, Wanted, read

WORTH_WRITING = 2_000
"""Submissions read anew after which a population is written to disk: fewer are soon read again."""

ATTEMPTS = 3
"""Readings that somebody waits for: the own one is right; before it, others may be under way."""

_log = logging.getLogger(__name__)


class _Job:
    """A reading: how far it is, and once it is done, why it failed if it did."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.done = threading.Event()
        self.error: Exception | None = None


class Store:
    """The populations of one database, each read by one thread at a time; in `folder` they outlast it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.folder: Path | None = None
        self.kept: dict[str, Population] = {}
        self._jobs: dict[str, _Job] = {}
        self._guard = threading.Lock()

    def get(self, wanted: Wanted, wait: float) -> Population | None:
        """The population as it is now; None while it is still being read after `wait` seconds."""
        name, end = wanted.questionnaire, time.monotonic() + wait
        with self.database.read(SYSTEM) as session:
            token = queries.token(session, name)
        known = self.kept.get(name)
        if known is not None and _serves(known, wanted, token):
            return known
        for _attempt in range(ATTEMPTS):
            job, is_own = self._job(wanted)
            if not job.done.wait(max(end - time.monotonic(), 0)):
                return None
            if job.error is not None:
                raise job.error
            # Who began to read before we asked may not have seen what has changed, or want other conditions.
            found = self.kept[name]
            if is_own or _serves(found, wanted, token):
                return found
        return None

    def progress(self, questionnaire: str) -> Progress:
        """How far the last reading of a questionnaire's population has come."""
        job = self._jobs.get(questionnaire)
        return Progress() if job is None else job.progress

    def _job(self, wanted: Wanted) -> tuple[_Job, bool]:
        """The reading that is under way, or else one that is begun now; and whether it is the latter."""
        with self._guard:
            job = self._jobs.get(wanted.questionnaire)
            if job is not None and not job.done.is_set():
                return job, False
            job = self._jobs[wanted.questionnaire] = _Job()
            threading.Thread(target=self._read, args=(wanted, job), daemon=True).start()
            return job, True

    def _read(self, wanted: Wanted, job: _Job) -> None:
        name = wanted.questionnaire
        try:
            earlier = files.usable(self.kept.get(name) or self._stored(wanted), wanted)
            self.kept[name] = found = read(self.database, wanted, earlier, job.progress)
        except Exception as error:  # noqa: BLE001 - whoever waits for the reading gets it
            job.error = error
            return
        finally:
            job.done.set()
        if self.folder is not None and job.progress.total >= WORTH_WRITING:
            try:
                files.save(self.folder, wanted, found)
            except OSError:
                # A full disk costs the next process its time, and nobody an answer.
                _log.exception("population not written: %s", name)

    def _stored(self, wanted: Wanted) -> Population | None:
        return None if self.folder is None else files.load(self.folder, wanted)


def _serves(known: Population, wanted: Wanted, token: str) -> bool:
    return (known.token, known.day) == (token, wanted.day) and wanted.keys <= set(known.figures)


_stores: "WeakKeyDictionary[Database, Store]" = WeakKeyDictionary()
_stores_guard = threading.Lock()


def store_of(database: Database) -> Store:
    """The populations of a database."""
    with _stores_guard:
        if database not in _stores:
            _stores[database] = Store(database)
        return _stores[database]
