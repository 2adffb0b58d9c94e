"""The demo data: seeded, labelled, complete, and refused by a production database."""

from collections import Counter
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import col
from stdnum.cn import uscc

from assessments.loader import Catalogue
from assessments.rating import Profile, rate_unit
from assessments.schema.common import ProductionType
from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.migrate import WrongKindError
from backend.db.tables.accounts import Account
from backend.db.tables.advice import Incentive
from backend.db.tables.firms import Firm
from backend.db.tables.imports import Import
from backend.db.tables.planning import Candidate, Snapshot
from backend.db.tables.providers import Provider
from backend.db.tables.register import AreaFigure, ScaleFlag
from backend.db.tables.submissions import Standing
from backend.db.tables.titles import Recognition
from backend.demo import ACCOUNTS, PASSWORD, load
from backend.demo.answers import AnswerMaker
from backend.demo.officials import NEW
from backend.demo.population import FIRMS, LEVEL_SHARES, credit_code, planned_firms
from backend.services import accounts, candidates, coverage, rating
from backend.services.regions import area_progress
from backend.services.rounds import round_rows
from backend.settings import Settings
from tests.backend.officials import PROVINCE

FEW = 40


@pytest.mark.parametrize("kind", ["production"])
def test_a_production_database_is_refused(
    database: Database, catalogue: Catalogue, settings: Settings
) -> None:
    with pytest.raises(WrongKindError):
        load(database, catalogue, settings, FEW)
    with database.read(SYSTEM) as session:
        assert session.scalars(select(Firm)).all() == []


@pytest.mark.parametrize("kind", ["demo"])
def test_loading_twice_changes_nothing(database: Database, catalogue: Catalogue, settings: Settings) -> None:
    loaded = load(database, catalogue, settings, FEW)
    assert loaded.firms == FEW
    assert "40" in loaded.message
    before = area_progress(database, PROVINCE, catalogue, "330000").total
    assert load(database, catalogue, settings, FEW).firms == 0
    assert area_progress(database, PROVINCE, catalogue, "330000").total == before
    assert (before.units, before.unconfirmed) == (FEW + len(NEW) + 2, 1)
    assert coverage.check(database) == []
    _every_list_has_something(database, catalogue)
    shown = [(one["state"], one["asked"] > 1) for one in round_rows(database, SYSTEM, catalogue, "330281")]
    assert shown == [("open", True), ("closed", True)]
    _everything_is_labelled(database)
    _only_demo_accounts_can_log_in(database, settings)


def _every_list_has_something(database: Database, catalogue: Catalogue) -> None:
    with database.read(SYSTEM) as session:
        digests = {rules.digest for rules in candidates.all_rules(catalogue, house_clock.today())}
        assert set(session.scalars(select(col(Candidate.rules)))) <= digests
        assert session.scalars(select(Candidate)).first() is not None
        assert set(session.scalars(select(col(Firm.size)))) >= {"small", "medium"}
        assert set(session.scalars(select(col(Firm.above_scale)))) >= {True, False}
        brought = {job.kind: job.state for job in session.scalars(select(Import))}
        assert brought == {"roster": "done", "provider-grades": "done"}
        assert set(session.scalars(select(col(Provider.state)))) == {
            "draft",
            "submitted",
            "listed",
            "suspended",
        }
    rounds = area_progress(database, PROVINCE, catalogue, "330000").rounds
    assert len({one.opens_on.year for one in rounds if one.submitted}) >= 2
    progress = area_progress(database, PROVINCE, catalogue, "330000")
    assert any(one.trend and one.trend.forecast for one in progress.targets)


def _everything_is_labelled(database: Database) -> None:
    with database.read(SYSTEM) as session:
        assert all(
            "演示" in one.name and one.credit_code[2:6] == "3399"
            for one in (*session.scalars(select(Firm)), *session.scalars(select(Provider)))
        )
        assert all("演示" in title.source for title in session.scalars(select(Recognition)))
        assert session.scalars(select(Standing)).first() is not None
        for source in (AreaFigure.source, ScaleFlag.source, Incentive.source):
            sources = list(session.scalars(select(col(source))))
            assert sources
            assert all("演示" in one for one in sources)
        assert all("演示" in name for name in session.scalars(select(col(Snapshot.name))))


def _only_demo_accounts_can_log_in(database: Database, settings: Settings) -> None:
    with database.read(SYSTEM) as session:
        able = {row.login for row in session.scalars(select(Account)) if row.password_hash}
    assert able == {each.login for each in ACCOUNTS}
    passwords = Passwords(settings.password_memory_kib)
    for account in ACCOUNTS:
        login = accounts.log_in(
            database, passwords, settings, login=account.login, password=PASSWORD, address="127.0.0.1"
        )
        assert login.actor.region == account.region


def test_the_plan_is_the_same_every_time_and_covers_every_county(catalogue: Catalogue) -> None:
    plan = list(planned_firms(catalogue))
    assert plan == list(planned_firms(catalogue))
    assert len(plan) == FIRMS
    assert len({firm.county for firm in plan}) == 90 + len(catalogue.zones)
    assert len({firm.credit_code for firm in plan}) == FIRMS
    levels = Counter(firm.level for firm in plan if firm.level)
    for level, percent in LEVEL_SHARES.items():
        assert levels[level] * 100 / levels.total() == pytest.approx(percent, abs=3)


def test_codes_have_correct_check_characters() -> None:
    for number in (1, 99, 2999, 9_000_001):
        code = credit_code(number)
        assert uscc.is_valid(code)
        assert code[2:6] == "3399"


@pytest.mark.parametrize("production", list(ProductionType))
@pytest.mark.parametrize("level", list(LEVEL_SHARES))
def test_answers_reach_the_level_they_are_made_for(
    catalogue: Catalogue, production: ProductionType, level: str
) -> None:
    compiled = rating.questionnaire_for(catalogue, catalogue.questionnaire("zj-ladder").key)
    maker = AnswerMaker(compiled, production)
    profile = Profile("330281", "3670", production)
    for seed in range(25):
        answers = maker.make(Random(seed), level)
        rated = rate_unit(compiled, profile, {}, answers, as_of=house_clock.today(), call=None, titles=None)
        assert rated.certain == level
