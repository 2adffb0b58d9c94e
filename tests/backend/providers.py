"""Service providers for tests: registered, filled and listed through the services."""

from collections.abc import Collection
from datetime import date
from typing import Any

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries.providers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY
from backend.services.providers import cases, offers, own, registration, review
from backend.services.providers.cases import NewCase
from backend.services.providers.profile import Profile
from backend.services.providers.registration import ProfileChange
from tests.backend.town import code_number

CASE = NewCase(
    title="注塑车间设备联网",
    capability="mes",
    started_on=date(2025, 3, 1),
    finished_on=date(2025, 9, 30),
    outcome="注塑机全部联网，停机时间按班次可查。",
    evidence="验收报告 2025-036 号",
    evidence_date=date(2025, 10, 8),
)


def profile(number: int = 9001, **changes: Any) -> Profile:
    """The profile of a provider with a code of its own."""
    given: dict[str, Any] = {
        "credit_code": code_number(number),
        "name": f"演示服务商{number}号",
        "county": "330281",
        "summary": "做制造执行系统。",
        "contact": "0571-00000000",
        "capacity": 5,
        "busy": 1,
    }
    return Profile(**{**given, **changes})


def version_of(database: Database, actor: Actor, provider_id: str) -> int:
    """The version that the provider's own people read."""
    return own.own(database, actor, provider_id).provider.version


def enter(
    database: Database,
    catalogue: Catalogue,
    owner: Actor,
    number: int = 9001,
    *,
    capabilities: Collection[str] = ("mes",),
    industries: Collection[str] = (EVERY_INDUSTRY,),
    areas: Collection[str] = ("330200",),
    **changes: Any,
) -> str:
    """A draft with offers: its id."""
    provider_id = registration.register(database, owner, catalogue, profile(number, **changes))
    choose(database, catalogue, owner, provider_id, capabilities, industries, areas)
    return provider_id


def choose(
    database: Database,
    catalogue: Catalogue,
    owner: Actor,
    provider_id: str,
    capabilities: Collection[str],
    industries: Collection[str],
    areas: Collection[str],
) -> None:
    """Let a provider offer exactly this."""
    chosen = {CAPABILITY: capabilities, INDUSTRY: industries, AREA: areas}
    version = version_of(database, owner, provider_id)
    offers.choose(database, owner, catalogue, provider_id, chosen=chosen, version=version)


def add_case(database: Database, catalogue: Catalogue, owner: Actor, provider_id: str) -> str:
    """Add a case: its id."""
    return cases.add(database, owner, catalogue, provider_id, CASE)


def change(database: Database, catalogue: Catalogue, owner: Actor, provider_id: str, wanted: Profile) -> None:
    """Store a profile."""
    version = version_of(database, owner, provider_id)
    registration.change(database, owner, catalogue, ProfileChange(provider_id, version, wanted))


def submit(database: Database, owner: Actor, provider_id: str) -> None:
    """Ask for review."""
    registration.submit(database, owner, provider_id, version_of(database, owner, provider_id))


def decide(
    database: Database,
    catalogue: Catalogue,
    official: Actor,
    provider_id: str,
    act: str,
    note: str = "",
) -> None:
    """Let an official act on what stands, on the pages of the own area."""
    code = official.region
    found = review.under_review(database, official, catalogue, code, provider_id)
    decision = review.Decision(provider_id, act, found.entry.provider.version, note)
    review.decide(database, official, catalogue, code, decision)


def enlist(
    database: Database,
    catalogue: Catalogue,
    owner: Actor,
    official: Actor,
    number: int = 9001,
    **changes: Any,
) -> str:
    """A provider that the province has let into the directory: its id. `changes` as for `enter`."""
    provider_id = enter(database, catalogue, owner, number, **changes)
    submit(database, owner, provider_id)
    decide(database, catalogue, official, provider_id, "list")
    return provider_id
