"""A provider's way into the directory and out of it, and what is shown of it meanwhile."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from backend.auth.actor import ANONYMOUS, SYSTEM, Actor
from backend.db.queries.providers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY, Wanted
from backend.db.tables.audit import AuditEntry
from backend.db.tables.providers import ProviderCase
from backend.services import delegations
from backend.services.delegations import NewDelegation
from backend.services.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    MissingVersionError,
    NotFoundError,
)
from backend.services.providers import cases, offers, own, people, registration, review
from backend.services.providers.directory import directory, listed_entry
from backend.services.providers.registration import ProfileChange, StaleProviderError
from tests.backend import providers
from tests.backend.town import Town, code_number
from tests.conftest import StandingClock

NINGBO, YUYAO, CIXI, HANGZHOU = "330200", "330281", "330282", "330100"
PROVINCE = "330000"


class Market:
    """Providers of the town, and the province that reviews them."""

    def __init__(self, town: Town) -> None:
        self.town, self.database, self.catalogue = town, town.database, town.catalogue
        self.province = town.official(PROVINCE)
        self.owner = town.person("wang")

    def enter(self, owner: Actor | None = None, number: int = 9001, **changes: Any) -> str:
        """A draft that could be submitted."""
        return providers.enter(self.database, self.catalogue, owner or self.owner, number, **changes)

    def enlist(self, number: int = 9001, **changes: Any) -> str:
        """A provider in the directory."""
        return providers.enlist(self.database, self.catalogue, self.owner, self.province, number, **changes)

    def submit(self, provider_id: str) -> None:
        """Ask for review."""
        providers.submit(self.database, self.owner, provider_id)

    def decide(self, provider_id: str, act: str, note: str = "", official: Actor | None = None) -> None:
        """Let an official act."""
        official = official or self.province
        providers.decide(self.database, self.catalogue, official, provider_id, act, note)

    def choose(self, provider_id: str, *capabilities: str, areas: tuple[str, ...] = (NINGBO,)) -> None:
        """Offer other capabilities."""
        every = (EVERY_INDUSTRY,)
        providers.choose(self.database, self.catalogue, self.owner, provider_id, capabilities, every, areas)

    def found(self, **wanted: Any) -> list[str]:
        """Names of the providers in the directory, in its order."""
        page = directory(self.database, ANONYMOUS, self.catalogue, Wanted(**wanted))
        return [entry.provider.name for entry in page.entries]

    def state(self, provider_id: str) -> str:
        """Where the registration stands."""
        return own.own(self.database, self.owner, provider_id).provider.state


@pytest.fixture
def market(town: Town) -> Market:
    return Market(town)


def test_a_provider_is_sent_back_with_reasons_and_then_listed(market: Market) -> None:
    provider_id = market.enter()
    with pytest.raises(NotFoundError):
        listed_entry(market.database, ANONYMOUS, provider_id)
    market.submit(provider_id)
    with pytest.raises(InvalidInputError, match="理由"):
        market.decide(provider_id, "return")
    market.decide(provider_id, "return", "请补充案例。")
    found = own.own(market.database, market.owner, provider_id)
    assert (found.provider.state, found.returned) == ("draft", "请补充案例。")
    with pytest.raises(NotFoundError):
        market.decide(provider_id, "list")

    providers.add_case(market.database, market.catalogue, market.owner, provider_id)
    market.submit(provider_id)
    market.decide(provider_id, "list")
    entry = listed_entry(market.database, ANONYMOUS, provider_id)
    assert entry.offers.chosen == {CAPABILITY: {"mes"}, INDUSTRY: {EVERY_INDUSTRY}, AREA: {NINGBO}}
    assert [case.title for case in entry.cases] == ["注塑车间设备联网"]
    acts = own.own(market.database, market.owner, provider_id).acts
    assert [act.act for act in acts] == ["list", "submit", "return", "submit"]
    with market.database.read(SYSTEM) as session:
        recorded = list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))  # type: ignore[arg-type]
    assert [(one.action, one.subject) for one in recorded] == [
        ("provider_return", f"provider:{provider_id}"),
        ("provider_list", f"provider:{provider_id}"),
    ]


def test_what_is_missing_is_told_before_the_province_sees_anything(market: Market) -> None:
    bare = providers.profile(summary="", contact="", capacity=0, busy=0)
    provider_id = registration.register(market.database, market.owner, market.catalogue, bare)
    assert set(own.own(market.database, market.owner, provider_id).missing) == set(registration.MISSING)
    with pytest.raises(InvalidInputError) as told:
        market.submit(provider_id)
    assert set(told.value.fields) == set(registration.MISSING)


def test_what_a_listed_provider_adds_waits_and_what_it_takes_out_goes_at_once(market: Market) -> None:
    provider_id = market.enlist(capabilities=("mes", "erp"))
    market.choose(provider_id, "mes", "aps", areas=(NINGBO, HANGZHOU))
    case_id = providers.add_case(market.database, market.catalogue, market.owner, provider_id)
    assert market.found(capability="erp") == []
    assert market.found(capability="aps") == market.found(area=HANGZHOU) == []
    assert market.found(capability="mes", area=NINGBO) == ["演示服务商9001号"]
    assert listed_entry(market.database, ANONYMOUS, provider_id).cases == ()
    queue = review.area_providers(market.database, market.province, market.catalogue, PROVINCE)
    assert [entry.provider.id for entry in queue.additions] == [provider_id]

    market.decide(provider_id, "decline", "没有做过高级排程。")
    entry = listed_entry(market.database, ANONYMOUS, provider_id)
    assert entry.offers.chosen[CAPABILITY] == {"mes"}
    assert own.own(market.database, market.owner, provider_id).entry.cases == ()
    with market.database.read(SYSTEM) as session:
        assert session.get_one(ProviderCase, case_id).removed_at is not None

    market.choose(provider_id, "mes", "aps")
    market.decide(provider_id, "confirm")
    assert market.found(capability="aps") == ["演示服务商9001号"]


def test_a_suspended_provider_is_gone_until_the_province_restores_it(market: Market) -> None:
    provider_id = market.enlist()
    market.decide(provider_id, "suspend", "联系不上。")
    assert market.found() == []
    with pytest.raises(NotFoundError):
        listed_entry(market.database, ANONYMOUS, provider_id)
    version = providers.version_of(market.database, market.owner, provider_id)
    with pytest.raises(ConflictError):
        registration.withdraw(market.database, market.owner, provider_id, version)
    market.decide(provider_id, "restore")
    assert market.found() == ["演示服务商9001号"]


def test_a_listed_provider_changes_its_capacity_freely_and_its_name_only_after_withdrawing(
    market: Market,
) -> None:
    provider_id = market.enlist()
    wanted = providers.profile(name="另一个名字有限公司", capacity=9, busy=9, contact="换了的电话")
    providers.change(market.database, market.catalogue, market.owner, provider_id, wanted)
    shown = listed_entry(market.database, ANONYMOUS, provider_id).provider
    assert (shown.name, shown.capacity, shown.contact) == ("演示服务商9001号", 9, "换了的电话")
    assert market.found(free=True) == []
    version = providers.version_of(market.database, market.owner, provider_id)
    registration.withdraw(market.database, market.owner, provider_id, version)
    assert market.found() == []
    providers.change(market.database, market.catalogue, market.owner, provider_id, wanted)
    found = own.own(market.database, market.owner, provider_id)
    assert found.provider.name == "另一个名字有限公司"
    assert (found.acts[0].act, found.acts[0].note) == ("rename", "演示服务商9001号")
    # Consents, cases and verdicts are about the one that was listed: it cannot become somebody else.
    with pytest.raises(InvalidInputError) as refused:
        providers.change(
            market.database, market.catalogue, market.owner, provider_id, providers.profile(9002)
        )
    assert list(refused.value.fields) == ["credit_code"]


def test_nobody_decides_or_writes_over_what_has_changed_since_it_was_read(market: Market) -> None:
    provider_id = market.enter()
    market.submit(provider_id)
    read = review.under_review(market.database, market.province, market.catalogue, PROVINCE, provider_id)
    version = read.entry.provider.version
    market.choose(provider_id, "mes", "erp")
    for seen, refusal in ((version, ConflictError), (None, MissingVersionError)):
        decision = review.Decision(provider_id, "list", seen)
        with pytest.raises(refusal):
            review.decide(market.database, market.province, market.catalogue, PROVINCE, decision)
    assert market.state(provider_id) == "submitted"
    stale = ProfileChange(provider_id, version, providers.profile(summary="我的简介"))
    providers.change(
        market.database, market.catalogue, market.owner, provider_id, providers.profile(summary="同事的简介")
    )
    with pytest.raises(StaleProviderError) as told:
        registration.change(market.database, market.owner, market.catalogue, stale)
    assert (told.value.present.summary, told.value.wanted.summary) == ("同事的简介", "我的简介")
    nothing: dict[str, tuple[str, ...]] = {CAPABILITY: (), INDUSTRY: (), AREA: ()}
    with pytest.raises(ConflictError):
        offers.choose(
            market.database, market.owner, market.catalogue, provider_id, chosen=nothing, version=version
        )


WRONG_PROFILES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"credit_code": code_number(1)[:-1] + "?"}, "credit_code", "前 8 位"),
    ({"credit_code": code_number(9001)}, "credit_code", "已有服务商登记"),
    ({"name": ""}, "name", "营业执照"),
    ({"county": "310101"}, "county", "省外"),
    ({"website": "javascript:alert(1)"}, "website", "http://"),
    ({"website": "https://a.com@evil.example/"}, "website", "http://"),
    ({"website": "www.example.com"}, "website", "http://"),
    ({"contact": "王经理 138 0000 0000"}, "contact", "个人手机号"),
    ({"capacity": None}, "capacity", "同时服务"),
    ({"capacity": 2, "busy": 3}, "busy", "不能多于"),
)


def test_a_profile_that_cannot_be_is_refused_in_words(market: Market) -> None:
    market.enter(number=9001)
    for changes, field, words in WRONG_PROFILES:
        wrong = providers.profile(9002, **changes)
        with pytest.raises(InvalidInputError) as told:
            registration.register(market.database, market.owner, market.catalogue, wrong)
        assert list(told.value.fields) == [field], changes
        assert words in told.value.fields[field]
    plain = providers.profile(9002, website="HTTPS://www.example.com:8443/a?b=c#d")
    assert registration.register(market.database, market.owner, market.catalogue, plain)


def test_nobody_collects_codes_and_officials_register_nothing(market: Market) -> None:
    for number in range(registration.DRAFT_LIMIT):
        market.enter(number=number)
    with pytest.raises(ConflictError):
        market.enter(number=99)
    with pytest.raises(NotFoundError):
        market.enter(market.province, 100)


WRONG_CASES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"finished_on": date(2025, 2, 28)}, "finished_on"),
    ({"finished_on": date(2026, 6, 16)}, "finished_on"),
    ({"started_on": date(1, 1, 1)}, "started_on"),
    ({"evidence_date": date(2026, 6, 16)}, "evidence_date"),
    ({"evidence_date": date(1, 1, 1)}, "evidence_date"),
    ({"customer": "某某机械"}, "customer"),
    ({"customer_agreed": True}, "customer"),
    ({"capability": "magic"}, "capability"),
    ({"industry": "99"}, "industry"),
    ({"county": "330000"}, "county"),
)


def test_a_case_without_proof_of_its_time_or_of_consent_is_refused(
    market: Market, clock: StandingClock
) -> None:
    provider_id = market.enter()
    for changes, field in WRONG_CASES:
        new = replace(providers.CASE, **changes)
        with pytest.raises(InvalidInputError) as told:
            cases.add(market.database, market.owner, market.catalogue, provider_id, new)
        assert list(told.value.fields) == [field], changes
    new = replace(providers.CASE, finished_on=date(2026, 6, 15), evidence_date=date(2026, 6, 15))
    assert cases.add(market.database, market.owner, market.catalogue, provider_id, new)


def test_people_join_by_login_and_the_last_owner_stays(market: Market) -> None:
    provider_id, colleague = market.enter(), market.town.person("zhao")
    admin, official = market.town.admin(), market.town.official(YUYAO)
    for login in ("nobody", admin.login, official.login, "wang"):
        with pytest.raises(InvalidInputError):
            people.add(market.database, market.owner, provider_id, login, "member")
    people.add(market.database, market.owner, provider_id, "zhao", "member")
    version = providers.version_of(market.database, colleague, provider_id)
    with pytest.raises(ForbiddenError):
        registration.submit(market.database, colleague, provider_id, version)
    with pytest.raises(ForbiddenError):
        people.remove(market.database, colleague, provider_id, market.owner.account_id)
    with pytest.raises(ConflictError):
        people.remove(market.database, market.owner, provider_id, market.owner.account_id)
    people.change_role(market.database, market.owner, provider_id, colleague.account_id, "owner")
    people.remove(market.database, market.owner, provider_id, market.owner.account_id)
    with pytest.raises(NotFoundError):
        own.own(market.database, market.owner, provider_id)
    with pytest.raises(ConflictError):
        people.change_role(market.database, colleague, provider_id, colleague.account_id, "member")


def test_an_area_reviews_its_own_seats_while_the_province_lends_the_right(
    market: Market, clock: StandingClock
) -> None:
    here, there = market.enter(number=9001, county=YUYAO), market.enter(number=9002, county=CIXI)
    elsewhere = market.enter(number=9003, county="000000")
    for provider_id in (here, there, elsewhere):
        market.submit(provider_id)
    yuyao = market.town.official(YUYAO)
    with pytest.raises(NotFoundError):
        market.decide(here, "list", official=yuyao)
    today = clock().date()
    right = NewDelegation(YUYAO, "providers:review", today, None, "委托书")
    delegations.lend(market.database, market.province, market.catalogue, PROVINCE, right)
    page = review.area_providers(market.database, yuyao, market.catalogue, YUYAO)
    assert ([entry.provider.id for entry in page.waiting], page.may_review) == ([here], True)
    market.decide(here, "list", official=yuyao)
    for other in (there, elsewhere):
        with pytest.raises(NotFoundError):
            market.decide(other, "list", official=yuyao)
    province = review.area_providers(market.database, market.province, market.catalogue, PROVINCE)
    assert {entry.provider.id for entry in province.waiting} == {there, elsewhere}
