"""Loading the demo data: the population block by block, then the accounts with their firms and their work."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.migrate import WrongKindError, kind_of
from backend.db.queries import demo as queries
from backend.demo.accounts import ACCOUNTS
from backend.demo.dealings import enter_dealings
from backend.demo.decisions import enter_decisions
from backend.demo.entry import Entry
from backend.demo.incentives import enter_incentives
from backend.demo.journey import SUBMITTED, enter_accounts
from backend.demo.kinds import find_kinds
from backend.demo.officials import bring_in, publish_benchmarks, publish_snapshot
from backend.demo.population import FIRMS, SNAPSHOT_BEFORE, Planned, credit_code, planned_firms
from backend.demo.providers import enter_providers
from backend.demo.reviews import enter_hinted_review, enter_reviews
from backend.demo.rounds import enter_rounds
from backend.services import candidates
from backend.services.area_view import QUESTIONNAIRE
from backend.services.errors import ConflictError
from backend.services.integrity import refreshing
from backend.settings import Settings

BLOCK = 25
"""Firms entered in one transaction."""


@dataclass(frozen=True)
class Loaded:
    """What came of loading: firms entered now, and how long it took; none where everything was there."""

    firms: int
    seconds: float

    @property
    def message(self) -> str:
        """For the operator's terminal."""
        if not self.firms:
            return "演示数据已在库中，没有改动。"
        return f"已装入演示数据：{self.firms} 家合成企业，用时 {self.seconds:.1f} 秒。"


def load(
    database: Database,
    catalogue: Catalogue,
    settings: Settings,
    firms: int = FIRMS,
    watched: Callable[[list[Planned]], Iterable[Planned]] = iter,
) -> Loaded:
    """Load the demo data once; a load that was interrupted among the firms goes on where it stopped.

    `watched` gets the firms to enter and hands them on one by one: a terminal can show how far it is.
    Raises WrongKindError for a database that is not stamped demo, ConflictError for one in which a load broke
    off among the accounts.
    """
    if kind_of(settings.database) != "demo":
        raise WrongKindError("演示数据只能装入标记为 demo 的数据库；此数据库没有这一标记，未作任何改动。")
    began = time.monotonic()
    with database.read(SYSTEM) as session:
        present = queries.credit_codes(session)
        has_accounts = queries.has_login(session, ACCOUNTS[0].login)
        finished = queries.has_submitted(session, credit_code(SUBMITTED))
    if finished:
        return Loaded(0, 0.0)
    if has_accounts:
        raise ConflictError(
            "上次装入演示数据时中断，账号不完整。请另建一个数据库（或清空数据文件夹）后重新装入。"
        )
    now = clock.now()
    entry = Entry(database, catalogue, catalogue.questionnaire(QUESTIONNAIRE).key)
    plans = sorted(planned_firms(catalogue, firms), key=lambda plan: plan.registered_before, reverse=True)
    missing = [plan for plan in plans if plan.credit_code not in present]
    _enter_firms(database, catalogue, entry, watched(missing), now)
    enter_accounts(database, Passwords(settings.password_memory_kib), catalogue)
    enter_rounds(database, catalogue)
    enter_reviews(database, catalogue)
    bring_in(database, catalogue, plans)
    enter_incentives(database, catalogue)
    enter_providers(database, catalogue)
    candidates.refresh(database, catalogue)
    find_kinds(database, catalogue)
    enter_dealings(database, catalogue)
    enter_decisions(database, catalogue)
    refreshing.refresh(database, catalogue)
    enter_hinted_review(database, catalogue)
    publish_benchmarks(database, catalogue)
    return Loaded(len(missing), time.monotonic() - began)


def _enter_firms(
    database: Database, catalogue: Catalogue, entry: Entry, plans: Iterable[Planned], now: datetime
) -> None:
    """Those that were there when the province published its snapshot; then the snapshot and the rest."""
    for later, some in groupby(plans, lambda plan: plan.registered_before <= SNAPSHOT_BEFORE):
        if later:
            _publish(database, catalogue, now)
        while block := list(islice(some, BLOCK)):
            entry.enter(block, now)
    _publish(database, catalogue, now)


def _publish(database: Database, catalogue: Catalogue, now: datetime) -> None:
    with clock.standing_at(now - SNAPSHOT_BEFORE):
        publish_snapshot(database, catalogue)
