"""Every route as every role: who is let in, who is sent to the login page, for whom the page does not exist.

The table is complete or the first test fails; a request that is turned away changes nothing in the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select

from backend.auth.actor import SYSTEM, Actor
from backend.auth.tokens import token_hash
from backend.db.tables import metadata
from backend.services import evidence, firms, ledger, members, titles
from backend.services.evidence import Upload
from backend.services.ledger import Typed
from tests.backend.crew import Crew, gather
from tests.backend.plant import CODE, COUNTY, everything, found, lowest_for, visit_as

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from assessments.loader import Catalogue
    from backend.db.engine import Database
    from backend.settings import Settings
    from tests.conftest import StandingClock

FIRM = {"owner", "member"}
ENTERPRISE = {"owner", "member", "claimant", "stranger"}
AREA = {"county", "city", "province"}
OFFICIALS = AREA | {"other county", "other city"}
SIGNED_IN = ENTERPRISE | OFFICIALS | {"administrator"}
ALL = SIGNED_IN | {"visitor"}

ALLOWED: dict[str, set[str]] = {
    "GET /": ALL,
    "GET /login": ALL,
    "POST /login": ALL,
    "GET /register": ALL,
    "POST /register": ALL,
    "POST /logout": SIGNED_IN,
    "GET /health": ALL,
    "GET /method": ALL,
    "GET /targets": ALL,
    "GET /method/ladders": ALL,
    "GET /method/metrics": ALL,
    "GET /method/facts": ALL,
    "GET /method/calls/{key}": ALL,
    "GET /method/policies/{policy_id}": ALL,
    "GET /method/{questionnaire_id}": ALL,
    "GET /method/{questionnaire_id}/changes": ALL,
    "GET /method/{questionnaire_id}/domains/{domain_id}": ALL,
    "GET /firms": ENTERPRISE,
    "GET /firms/new": ENTERPRISE,
    "POST /firms/new": ENTERPRISE,
    "GET /firms/{firm_id}": FIRM,
    "POST /firms/{firm_id}/claim/withdraw": {"claimant"},
    "GET /firms/{firm_id}/units/new": FIRM,
    "POST /firms/{firm_id}/units/new": FIRM,
    "GET /firms/{firm_id}/members": FIRM,
    "POST /firms/{firm_id}/invitations": {"owner"},
    "POST /firms/{firm_id}/invitations/revoke": {"owner"},
    "POST /firms/{firm_id}/members/{account_id}/role": {"owner"},
    "POST /firms/{firm_id}/members/{account_id}/remove": {"owner", "member"},
    "POST /firms/{firm_id}/claims/{account_id}": {"owner"},
    "GET /invitations/{token}": ALL,
    "POST /invitations/{token}": ENTERPRISE,
    "GET /units/{unit_id}/profile": FIRM,
    "POST /units/{unit_id}/profile": FIRM,
    "GET /units/{unit_id}/facts": FIRM,
    "POST /units/{unit_id}/facts/{fact_id}": FIRM,
    "GET /units/{unit_id}/ledger": FIRM,
    "POST /units/{unit_id}/ledger": FIRM,
    "GET /units/{unit_id}/ledger/file": FIRM,
    "POST /units/{unit_id}/ledger/file": FIRM,
    "POST /units/{unit_id}/ledger/file/save": FIRM,
    "GET /units/{unit_id}/ledger/{row_id}": FIRM,
    "POST /units/{unit_id}/ledger/{row_id}": FIRM,
    "POST /units/{unit_id}/ledger/{row_id}/remove": FIRM,
    "GET /units/{unit_id}/ladders": FIRM,
    "GET /units/{unit_id}/ladders/{questionnaire}": FIRM,
    "GET /units/{unit_id}/ladders/{questionnaire}/pathway": FIRM,
    "POST /units/{unit_id}/assessments": FIRM,
    "POST /assessments/{assessment_id}/purpose": FIRM,
    "GET /assessments/{assessment_id}": FIRM,
    "GET /assessments/{assessment_id}/domains/{domain_id}": FIRM,
    "POST /assessments/{assessment_id}/domains/{domain_id}": FIRM,
    "GET /assessments/{assessment_id}/items/{item_id}": FIRM,
    "POST /assessments/{assessment_id}/items/{item_id}": FIRM,
    "POST /assessments/{assessment_id}/items/{item_id}/evidence": FIRM,
    "GET /evidence/{evidence_id}": FIRM,
    "POST /evidence/{evidence_id}/remove": FIRM,
    "GET /assessments/{assessment_id}/check": FIRM,
    "POST /assessments/{assessment_id}/submit": FIRM,
    "GET /assessments/{assessment_id}/submitted": FIRM,
    "GET /assessments/{assessment_id}/result": FIRM,
    "GET /submissions/{submission_id}": FIRM | AREA,
    "GET /regions/{code}": AREA,
    "GET /regions/{code}/units": AREA,
    "GET /regions/{code}/titles": AREA,
    "POST /regions/{code}/titles": AREA,
    "POST /regions/{code}/titles/{title_id}/revoke": AREA,
    "GET /claims": OFFICIALS | {"administrator"},
    "POST /claims": OFFICIALS | {"administrator"},
    "GET /admin": {"administrator"},
    "POST /admin/accounts": {"administrator"},
    "POST /admin/accounts/disabled": {"administrator"},
    "POST /admin/accounts/password": {"administrator"},
}

# What a page of this site would send: a refusal must come from the permission, not from an empty form.
BODIES: dict[str, dict[str, str]] = {
    "POST /firms/{firm_id}/invitations": {"role": "member"},
    "POST /firms/{firm_id}/invitations/revoke": {"key": "0" * 64},
    "POST /firms/{firm_id}/members/{account_id}/role": {"role": "owner"},
    "POST /firms/{firm_id}/claims/{account_id}": {"accept": "true"},
    "POST /units/{unit_id}/facts/{fact_id}": {"value": "良好", "year": "", "seen": ""},
    "POST /units/{unit_id}/ledger": {"day": "2025-03-01", "kind": "service", "amount": "5"},
    "POST /units/{unit_id}/ledger/file/save": {"carried": "日期,类别,金额\n2025-03-01,设备,5\n"},
    "POST /units/{unit_id}/ledger/{row_id}": {
        "revision": "1",
        "day": "2025-03-01",
        "kind": "service",
        "amount": "5",
    },
    "POST /units/{unit_id}/ledger/{row_id}/remove": {"revision": "1"},
    "POST /assessments/{assessment_id}/domains/{domain_id}": {
        "answer:cloud-edge-network": "manual",
        "revision:cloud-edge-network": "1",
    },
    "POST /assessments/{assessment_id}/items/{item_id}": {
        "answer:cloud-edge-network": "manual",
        "revision:cloud-edge-network": "1",
    },
    "POST /regions/{code}/titles": {
        "kind": "zj-smart-factory",
        "county": COUNTY,
        "holder_name": "某厂",
        "start": "2025-01-01",
        "source": "名单",
    },
    "POST /regions/{code}/titles/{title_id}/revoke": {"revoked_on": "2026-01-01"},
}
FILES = {
    "POST /assessments/{assessment_id}/items/{item_id}/evidence",
    "POST /units/{unit_id}/ledger/file",
}

BOUGHT = Typed("2025-01-01", "equipment", "1200000")
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


@dataclass(frozen=True)
class World:
    """A confirmed, submitted plant and everybody around it; `places` fills the routes' parameters."""

    crew: Crew
    people: dict[str, tuple[Actor, str]]
    places: dict[str, str]


@pytest.fixture
def world(
    database: "Database", catalogue: "Catalogue", settings: "Settings", clock: "StandingClock"
) -> World:
    plant = found(database, catalogue, settings)
    crew = gather(plant)
    plant.confirm()
    claimant = plant.person("claimant")
    firms.register(
        database,
        claimant[0],
        catalogue,
        firms.NewFirm(CODE, firms.UnitProfile("另一人填的名称", COUNTY, "3484", "discrete")),
    )
    plant.answer(everything(catalogue, lowest_for("dw")))
    item = "cloud-edge-network"
    upload = Upload("佐证.png", PNG)
    evidence.attach(
        database, plant.owner, catalogue=catalogue, settings=settings,
        assessment_id=plant.form, item_id=item, upload=upload,
    )  # fmt: skip
    county = plant.person("county", region=COUNTY)
    titled = titles.NewTitle("zj-digital-workshop", COUNTY, date(2025, 1, 1), "名单", holder_name="某厂")
    title = titles.enter(database, county[0], catalogue, COUNTY, titled)
    invitation = members.invite(database, plant.owner, plant.firm_id, "member")
    with database.read(SYSTEM) as session:
        stored = session.execute(select(metadata.tables["evidence"].c.id)).scalar_one()
    places = {
        "key": "zj-ladder-call@2025",
        "policy_id": "zj-ff-call-2025",
        "questionnaire_id": "zj-ladder",
        "questionnaire": "srdi-sme",
        "domain_id": "technology-support",
        "firm_id": plant.firm_id,
        "unit_id": plant.unit_id,
        "account_id": crew.colleague.account_id,
        "token": invitation.rpartition("/")[2],
        "fact_id": "credit_grade",
        "row_id": ledger.add(database, plant.owner, plant.unit_id, BOUGHT),
        "assessment_id": plant.form,
        "item_id": item,
        "evidence_id": stored,
        "submission_id": plant.submit(),
        "code": COUNTY,
        "title_id": title,
    }
    people = {
        "owner": (plant.owner, plant.token),
        "member": (crew.colleague, crew.colleague_token),
        "claimant": claimant,
        "stranger": (crew.stranger, crew.stranger_token),
        "county": county,
        "other county": plant.person("other-county", region="330106"),
        "city": plant.person("city", region="330100"),
        "other city": plant.person("other-city", region="330200"),
        "province": plant.person("province", region="330000"),
        "administrator": plant.person("admin", is_admin=True),  # type: ignore[arg-type]
    }
    return World(crew, people, places)


def routes_of(app: "FastAPI") -> Iterator[str]:
    """Method and path of every page, as the table writes them."""
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        if isinstance(route, APIRoute):
            yield from (f"{method} {route.path}" for method in route.methods or ())
        elif hasattr(route, "original_router"):
            waiting.extend(route.original_router.routes)


def everything_stored(database: "Database") -> dict[str, list[Any]]:
    """All rows of all tables but the times at which sessions were last seen."""
    with database.read(SYSTEM) as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table))))
            for table in metadata.sorted_tables
            if table.name != "login_session"
        }


def ask(client: "TestClient", app: "FastAPI", person: tuple[Actor, str] | None, route: str, path: str) -> Any:
    """Send the request as somebody, with what a page of this site would send along."""
    method = route.partition(" ")[0]
    sent: dict[str, Any] = (
        {"files": {"file": ("佐证.png", PNG)}} if route in FILES else {"data": BODIES.get(route)}
    )
    if person is None:
        client.cookies.clear()
        return client.request(method, path, headers={"Origin": app.state.settings.origin}, **sent)
    visit_as(client, app, person[1])
    headers = {"Origin": app.state.settings.origin, "X-CSRF-Token": person[0].csrf_token}
    return client.request(method, path, headers=headers, **sent)


def test_the_table_names_every_route(app: "FastAPI") -> None:
    assert set(routes_of(app)) == set(ALLOWED)


def test_pages_open_for_their_roles_only(world: World, app: "FastAPI", client: "TestClient") -> None:
    wrong = []
    for route, allowed in ALLOWED.items():
        if not route.startswith("GET "):
            continue
        path = route.partition(" ")[2].format_map(world.places)
        for role in sorted(ALL):
            answer = ask(client, app, world.people.get(role), route, path)
            expected = _expected(role, role in allowed)
            if answer.status_code not in expected:
                wrong.append(f"{route} as {role}: {answer.status_code}, expected {expected}")
            if expected == {303} and "/login" not in answer.headers.get("location", ""):
                wrong.append(f"{route} as {role} leads to {answer.headers.get('location')}")
    assert not wrong, "\n".join(wrong)


def test_acts_are_refused_to_others_and_change_nothing(
    world: World, app: "FastAPI", client: "TestClient", database: "Database"
) -> None:
    before = everything_stored(database)
    wrong = []
    for route, allowed in ALLOWED.items():
        if not route.startswith("POST "):
            continue
        path = route.partition(" ")[2].format_map(world.places)
        for role in sorted(ALL - allowed):
            answer = ask(client, app, world.people.get(role), route, path)
            if answer.status_code not in ({403} if role == "visitor" else {404, 403}):
                wrong.append(f"{route} as {role}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert everything_stored(database) == before


def test_no_act_without_the_sessions_token(
    world: World, app: "FastAPI", client: "TestClient", database: "Database"
) -> None:
    before = everything_stored(database)
    origin = {"Origin": app.state.settings.origin}
    for route in ALLOWED:
        if not route.startswith("POST "):
            continue
        path = route.partition(" ")[2].format_map(world.places)
        visit_as(client, app, world.people["owner"][1])
        assert client.post(path, headers=origin).status_code == 403, route
        stolen = {**origin, "X-CSRF-Token": world.people["stranger"][0].csrf_token}
        assert client.post(path, headers=stolen).status_code == 403, route
        elsewhere = {"Origin": "https://example.org", "X-CSRF-Token": world.people["owner"][0].csrf_token}
        assert client.post(path, headers=elsewhere).status_code == 403, route
    assert everything_stored(database) == before


def test_a_logged_out_cookie_is_worth_nothing(world: World, app: "FastAPI", client: "TestClient") -> None:
    owner = world.people["owner"]
    assert ask(client, app, owner, "POST /logout", "/logout").status_code == 303
    assert ask(client, app, owner, "GET /firms", "/firms").status_code == 303
    with app.state.database.read(SYSTEM) as session:
        table = metadata.tables["login_session"]
        assert not session.execute(select(table).where(table.c.token_hash == token_hash(owner[1]))).all()


def _expected(role: str, is_allowed: bool) -> set[int]:
    if is_allowed:
        return {200, 303} if role != "visitor" else {200}
    return {303} if role == "visitor" else {404}
