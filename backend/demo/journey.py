"""The demo accounts and the firms they work with, entered step by step by the services of the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from assessments.answering import Answer
from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from backend import clock
from backend.auth.actor import Actor
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.demo.accounts import ACCOUNTS, COUNTY, PASSWORD, DemoAccount
from backend.demo.answers import AnswerMaker
from backend.demo.population import credit_code
from backend.services import (
    accounts,
    assessing,
    checking,
    claims,
    facts,
    firms,
    hub,
    members,
    rating,
    saving,
    submitting,
)
from backend.services.accounts import NewAccount
from backend.services.area_view import QUESTIONNAIRE
from backend.services.claims import Decision
from backend.services.facts import Entry, FactInput, Period
from backend.services.firms import MEMBER, NewFirm, UnitProfile
from backend.services.saving import SaveAnswer

# Numbers of demo codes beyond those of the population.
FILLING, SUBMITTED, WAITING = 9_000_001, 9_000_002, 9_000_003
AUTO_PARTS, VALVES = "3670", "3443"
"""Classes of GB/T 4754: 汽车零部件及配件制造, 阀门和旋塞制造."""
FILLED_HALF = 52
SEED = 7
FILLED_BEFORE, READING_TIME = timedelta(hours=2), timedelta(seconds=40)
"""When the plant manager began to answer, and how long an item took."""
BUILT = Period(start=date(2024, 3, 1), end=date(2025, 9, 30))
STATED: tuple[tuple[str, str, Period], ...] = (
    ("entity_type", "legal_person", Period()),
    ("sound_operation", "yes", Period()),
    ("credit_grade", "良好", Period()),
    ("zj_digital_level", "2.4", Period()),
    ("project_start", "2024-03-01", Period()),
    ("project_done", "2025-09-30", Period()),
    ("investment", "2600", BUILT),
)
"""What the two firms say about themselves and their project, as typed (money in 万元)."""


def enter_accounts(database: Database, passwords: Passwords, catalogue: Catalogue) -> None:
    """Create the demo accounts; the county's official confirms the two firms of the plant manager."""
    people = {account.login: _register(database, passwords, account) for account in ACCOUNTS}
    manager, colleague, county = (people[login] for login in ("demo-firm", "demo-firm2", "demo-county"))
    work = _Work(database, catalogue, manager, county)
    filling = work.found(FILLING, "演示汽车零部件（余姚）有限公司", AUTO_PARTS)
    members.accept(database, colleague, members.invite(database, manager, filling, MEMBER))
    work.fill(filling, "sf", FILLED_HALF)
    submitted = work.found(SUBMITTED, "演示阀门（余姚）有限公司", VALVES)
    form = work.fill(submitted, "dw", None)
    waiting = UnitProfile("演示待确认阀门（余姚）有限公司", COUNTY, VALVES, ProductionType.DISCRETE.value)
    firms.register(database, colleague, catalogue, NewFirm(credit_code(WAITING), waiting))
    seen = checking.check(database, manager, catalogue, form).seen
    submitting.submit(database, manager, catalogue, form, seen)


def _register(database: Database, passwords: Passwords, account: DemoAccount) -> Actor:
    new = NewAccount(account.login, account.name, PASSWORD, account.region, account.is_admin)
    account_id = accounts.register(database, passwords, new)
    return Actor(account_id, account.name, account.login, account.region, account.is_admin)


@dataclass(frozen=True)
class _Work:
    """The plant manager at work, and the official who confirms the firms."""

    database: Database
    catalogue: Catalogue
    manager: Actor
    county: Actor

    def found(self, number: int, name: str, industry: str) -> str:
        """Register a firm and have it confirmed; gives its id."""
        profile = UnitProfile(name, COUNTY, industry, ProductionType.DISCRETE.value)
        new = NewFirm(credit_code(number), profile)
        firm_id = firms.register(self.database, self.manager, self.catalogue, new).firm_id
        claims.decide(self.database, self.county, Decision(firm_id, self.manager.account_id, accept=True))
        return firm_id

    def fill(self, firm_id: str, level: str, items: int | None) -> str:
        """State facts and answer the first `items` items (None: all) as a firm of a level; the form's id."""
        unit = hub.firm_hub(self.database, self.manager, self.catalogue, firm_id).units[0].id
        for fact, typed, period in STATED:
            posted = FactInput(unit, fact, (Entry(period, (typed,)),))
            facts.state(self.database, self.manager, self.catalogue, posted)
        began = clock.now() - FILLED_BEFORE
        with clock.standing_at(began):
            form = assessing.open_assessment(self.database, self.manager, self.catalogue, unit, QUESTIONNAIRE)
        for place, (item, answer) in enumerate(islice(self._answers(level), items), start=1):
            command = SaveAnswer(form, item, 0, answer.options, answer.not_applicable)
            with clock.standing_at(began + place * READING_TIME):
                saving.save_answer(self.database, self.manager, self.catalogue, command)
        return form

    def _answers(self, level: str) -> Iterable[tuple[str, Answer]]:
        key = self.catalogue.questionnaire(QUESTIONNAIRE).key
        compiled = rating.questionnaire_for(self.catalogue, key)
        made = AnswerMaker(compiled, ProductionType.DISCRETE).make(Random(SEED), level)  # noqa: S311
        return made.items()
