"""Looking for kinds in a thread of its own, so that a page can say how far it is."""

import logging
import threading
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from assessments.catalogue import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.services.dimension_profiles import read_profiles
from backend.services.errors import ServiceError
from backend.services.kinds_of_firms.fitting import fit
from backend.services.population_store import store_of

WAIT = 5.0
"""Seconds that the page waits; then it shows how far the work is."""
READ_AT_MOST = 600.0

_log = logging.getLogger(__name__)


@dataclass
class Job:
    """One search: `problem` is for the user once it has failed."""

    done: threading.Event = field(default_factory=threading.Event)
    is_read: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Working:
    """How far a search under way is: submissions read and to be read, then the search itself."""

    read: int
    total: int
    is_read: bool


_jobs: "WeakKeyDictionary[Database, dict[str, Job]]" = WeakKeyDictionary()
_guard = threading.Lock()


def begin(
    database: Database, actor: Actor, catalogue: Catalogue, questionnaire: str, wait: float = WAIT
) -> Job:
    """Begin a search, or join the one under way, and wait a little for it."""
    with _guard:
        jobs = _jobs.setdefault(database, {})
        job = jobs.get(questionnaire)
        if job is None or job.done.is_set():
            job = jobs[questionnaire] = Job()
            work = (database, actor, catalogue, questionnaire, job)
            threading.Thread(target=_run, args=work, daemon=True).start()
    job.done.wait(wait)
    return job


def working(database: Database, questionnaire: str) -> Working | None:
    """How far the search is; None where none is under way."""
    job = _jobs.get(database, {}).get(questionnaire)
    if job is None or job.done.is_set():
        return None
    progress = store_of(database).progress(questionnaire)
    return Working(progress.done, progress.total, job.is_read)


def problem(database: Database, questionnaire: str) -> str:
    """Why the last search of this process failed; empty where it did not."""
    job = _jobs.get(database, {}).get(questionnaire)
    return "" if job is None else job.problem


def _run(database: Database, actor: Actor, catalogue: Catalogue, questionnaire: str, job: Job) -> None:
    try:
        profiles = read_profiles(database, catalogue, questionnaire, clock.today(), READ_AT_MOST)
        if profiles is None:
            job.problem = "读取已提交的自评用时过长，没有算完。请稍后再试。"
            return
        job.is_read = True
        fit(database, actor, catalogue, profiles)
    except ServiceError as error:
        job.problem = str(error)
    except Exception:  # noqa: BLE001 - the page says that it failed, the log says why
        _log.exception("kinds of firms not found: %s", questionnaire)
        job.problem = "计算没有完成，原因已记入日志。请稍后再试，或联系系统管理员。"
    finally:
        job.done.set()
