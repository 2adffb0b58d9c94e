"""Every route as every role: who is let in, who is sent to the login page, for whom the page does not exist.

The table is complete or the first test fails; a request that is turned away changes nothing in the database.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import select

from backend import clock as house_clock
from backend.auth.actor import SYSTEM, Actor
from backend.auth.tokens import token_hash
from backend.db.tables import metadata
from backend.db.tables.assessments import Round, RoundUnit
from backend.db.tables.audit import Delegation
from backend.db.tables.base import new_id
from backend.db.tables.reviews import Publicity
from backend.services import (
    evidence,
    figures,
    firms,
    ledger,
    members,
    reviews,
    titles,
    what_if_saved,
)
from backend.services.advice import incentives
from backend.services.advice.incentives import NewIncentive
from backend.services.evidence import Upload
from backend.services.figures import NewFigure
from backend.services.imports_receipt import NewImport, receive
from backend.services.ledger import Typed
from backend.services.providers import people as provider_staff
from backend.services.providers.powers import RIGHT
from backend.services.what_if import Trial
from tests.backend import providers
from tests.backend.crew import Crew, gather
from tests.backend.dealings import Dealings
from tests.backend.plant import CODE, COUNTY, Plant, everything, found, lowest_for, visit_as

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from assessments.loader import Catalogue
    from backend.db.engine import Database
    from backend.settings import Settings
    from tests.conftest import StandingClock

FIRM = {"owner", "member"}
PROVIDER = {"provider owner", "provider member"}
ENTERPRISE = {"owner", "member", "claimant", "stranger", "other provider"} | PROVIDER
AREA = {"county", "city", "province"}
NEIGHBOURS = {"other county": "330106", "other city": "330200", "zone": "3311Z1"}
"""Officials of other areas, with the areas."""
OFFICIALS = AREA | NEIGHBOURS.keys()
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
    "GET /actions": ALL,
    "GET /actions/{action_id}": ALL,
    "GET /method": ALL,
    "GET /targets": ALL,
    "GET /targets/file.csv": ALL,
    "GET /targets/file.xlsx": ALL,
    "GET /areas": ALL,
    "GET /method/ladders": ALL,
    "GET /method/metrics": ALL,
    "GET /method/facts": ALL,
    "GET /method/integrity": ALL,
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
    "GET /evidence/{evidence_id}": FIRM | AREA,
    "POST /evidence/{evidence_id}/remove": FIRM,
    "GET /assessments/{assessment_id}/check": FIRM,
    "POST /assessments/{assessment_id}/submit": FIRM,
    "POST /assessments/{assessment_id}/hints": FIRM,
    "GET /assessments/{assessment_id}/submitted": FIRM,
    "GET /assessments/{assessment_id}/result": FIRM,
    "GET /assessments/{assessment_id}/carried": FIRM,
    "GET /rounds/{round_id}": ENTERPRISE,
    "POST /rounds/{round_id}/units/{unit_id}": FIRM,
    "GET /regions/{code}/rounds": AREA,
    "GET /regions/{code}/rounds/new": {"county"},
    "POST /regions/{code}/rounds/new": {"county"},
    "GET /regions/{code}/rounds/{round_id}": {"county"},
    "GET /regions/{code}/rounds/{round_id}/firms": {"county"},
    "POST /regions/{code}/rounds/{round_id}/firms": {"county"},
    "GET /regions/{code}/rounds/{round_id}/list": {"county"},
    "POST /regions/{code}/rounds/{round_id}/remind": {"county"},
    "POST /regions/{code}/rounds/{round_id}/extend": {"county"},
    "POST /regions/{code}/rounds/{round_id}/close": {"county"},
    "GET /submissions/{submission_id}": FIRM | AREA,
    "GET /submissions/{submission_id}/review": FIRM,
    "POST /submissions/{submission_id}/apply": FIRM,
    "POST /submissions/{submission_id}/withdraw": FIRM,
    "GET /regions/{code}/reviews": AREA,
    "GET /regions/{code}/reviews/{submission_id}": AREA,
    "POST /regions/{code}/reviews/{submission_id}/decide/{act}": {"county"},
    "GET /regions/{code}/reviews/{submission_id}/check": AREA,
    "POST /regions/{code}/reviews/{submission_id}/check": {"county"},
    "POST /regions/{code}/reviews/{submission_id}/recognise": {"county"},
    "GET /regions/{code}/publicity": AREA,
    "POST /regions/{code}/publicity": AREA,
    "GET /regions/{code}/publicity/{list_id}": AREA,
    "POST /regions/{code}/publicity/{list_id}/withdraw": {"county"},
    "POST /regions/{code}/publicity/{list_id}/answer": {"county"},
    "POST /regions/{code}/publicity/{list_id}/conclude": {"county"},
    "GET /publicity": ALL,
    "GET /publicity/{list_id}": ALL,
    "POST /publicity/{list_id}/report": ALL,
    "GET /regions/{code}/audit": {"county"},
    "GET /admin/audit": {"administrator"},
    "GET /regions/{code}/delegations": {"county"},
    "POST /regions/{code}/delegations": {"county"},
    "POST /regions/{code}/delegations/{delegation_id}/withdraw": {"county"},
    "GET /regions/definitions": OFFICIALS,
    "GET /regions/{code}": AREA,
    "GET /regions/{code}/units": AREA,
    "GET /regions/{code}/export.xlsx": AREA,
    "GET /regions/{code}/picture.svg": AREA,
    "GET /regions/{code}/picture.png": AREA,
    "GET /regions/{code}/targets": AREA,
    "GET /regions/{code}/targets/file": AREA,
    "GET /regions/{code}/candidates": AREA,
    "GET /regions/{code}/candidates/file": AREA,
    "GET /regions/{code}/candidates/{unit_id}": AREA,
    "GET /regions/{code}/what-if": AREA,
    "GET /units/{unit_id}/kind": FIRM,
    "GET /regions/{code}/kinds": AREA,
    "POST /regions/{code}/kinds/fit": set(),
    "POST /regions/{code}/kinds/{model_id}/decision": set(),
    "POST /regions/{code}/what-if/scenarios": AREA,
    "GET /regions/{code}/what-if/scenarios/{scenario_id}": {"county"},
    "POST /regions/{code}/what-if/scenarios/{scenario_id}/delete": {"county"},
    "GET /units/{unit_id}/peers": FIRM,
    "GET /units/{unit_id}/advice": FIRM,
    "GET /units/{unit_id}/advice/{action}": FIRM,
    "POST /units/{unit_id}/advice/{action}": FIRM,
    "GET /regions/{code}/benchmarks": AREA,
    "POST /regions/{code}/benchmarks": set(),
    "GET /regions/{code}/snapshots": AREA,
    "POST /regions/{code}/snapshots": set(),
    "GET /regions/{code}/figures": AREA,
    "GET /regions/{code}/figures/file": AREA,
    "POST /regions/{code}/figures": AREA,
    "POST /regions/{code}/figures/{figure_id}/withdraw": AREA,
    "GET /regions/{code}/incentives": AREA,
    "POST /regions/{code}/incentives": AREA,
    "POST /regions/{code}/incentives/{incentive_id}/remove": AREA,
    "GET /regions/{code}/titles": AREA,
    "GET /regions/{code}/titles/file": AREA,
    "GET /regions/{code}/titles/unmatched": AREA,
    "POST /regions/{code}/titles/unmatched/by-code": AREA,
    "POST /regions/{code}/titles/{title_id}/match": AREA,
    "POST /regions/{code}/titles/{title_id}/leave": AREA,
    "POST /regions/{code}/titles": AREA,
    "POST /regions/{code}/titles/{title_id}/revoke": AREA,
    "GET /regions/{code}/imports": AREA,
    "GET /regions/{code}/imports/new": AREA,
    "POST /regions/{code}/imports/new": AREA,
    "GET /regions/{code}/imports/template/{kind_id}": AREA,
    "GET /regions/{code}/imports/{import_id}": AREA,
    "POST /regions/{code}/imports/{import_id}/next": AREA,
    "GET /regions/{code}/imports/{import_id}/columns": AREA,
    "POST /regions/{code}/imports/{import_id}/columns": AREA,
    "POST /regions/{code}/imports/{import_id}/answers": AREA,
    "POST /regions/{code}/imports/{import_id}/begin": AREA,
    "POST /regions/{code}/imports/{import_id}/cancel": AREA,
    "POST /regions/{code}/imports/{import_id}/undo": AREA,
    "GET /regions/{code}/imports/{import_id}/problems.xlsx": AREA,
    "GET /providers": ALL,
    "GET /providers/grades": ALL,
    "GET /providers/{provider_id}": ALL,
    "GET /provider": ENTERPRISE,
    "GET /provider/new": ENTERPRISE,
    "POST /provider/new": ENTERPRISE,
    "GET /provider/{provider_id}": PROVIDER,
    "GET /provider/{provider_id}/profile": PROVIDER,
    "POST /provider/{provider_id}/profile": PROVIDER,
    "GET /provider/{provider_id}/offers": PROVIDER,
    "POST /provider/{provider_id}/offers": PROVIDER,
    "POST /provider/{provider_id}/submit": {"provider owner"},
    "POST /provider/{provider_id}/withdraw": {"provider owner"},
    "GET /provider/{provider_id}/cases": PROVIDER,
    "POST /provider/{provider_id}/cases": PROVIDER,
    "POST /provider/{provider_id}/cases/{case_id}/remove": PROVIDER,
    "GET /provider/{provider_id}/members": PROVIDER,
    "POST /provider/{provider_id}/members": {"provider owner"},
    "POST /provider/{provider_id}/members/{member_id}/role": {"provider owner"},
    "POST /provider/{provider_id}/members/{member_id}/remove": PROVIDER,
    "GET /units/{unit_id}/providers": FIRM,
    "GET /firms/{firm_id}/consents": FIRM,
    "POST /firms/{firm_id}/consents": {"owner"},
    "POST /firms/{firm_id}/consents/{consent_id}/withdraw": {"owner"},
    "GET /firms/{firm_id}/enquiries": FIRM,
    "GET /firms/{firm_id}/enquiries/new": FIRM,
    "POST /firms/{firm_id}/enquiries/new": FIRM,
    "GET /firms/{firm_id}/engagements": FIRM,
    "POST /firms/{firm_id}/engagements": FIRM,
    "POST /firms/{firm_id}/engagements/{engagement_id}/contradict": FIRM,
    "GET /provider/{provider_id}/firms": PROVIDER,
    "GET /provider/{provider_id}/firms/{consent_id}": PROVIDER,
    "GET /provider/{provider_id}/enquiries": PROVIDER,
    "GET /provider/{provider_id}/engagements": PROVIDER,
    "POST /provider/{provider_id}/engagements": PROVIDER,
    "POST /provider/{provider_id}/engagements/{engagement_id}/contradict": PROVIDER,
    "GET /enquiries/new": ENTERPRISE,
    "GET /enquiries/{enquiry_id}": FIRM | PROVIDER,
    "POST /enquiries/{enquiry_id}/act/{said}": FIRM | PROVIDER,
    "POST /enquiries/{enquiry_id}/feedback": FIRM | PROVIDER,
    "GET /demand": OFFICIALS | PROVIDER | {"other provider"},
    "GET /regions/{code}/providers": AREA,
    "GET /regions/{code}/providers/{provider_id}": {"county"},
    "POST /regions/{code}/providers/{provider_id}/{decision}": {"county"},
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
    "POST /units/{unit_id}/advice/{action}": {
        "state": "accepted",
        "version": "0",
        "questionnaire": "zj-ladder",
        "level": "",
    },
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
    "POST /regions/{code}/reviews/{submission_id}/decide/{act}": {"step": "county-check"},
    "POST /regions/{code}/reviews/{submission_id}/check": {
        "step": "county-check",
        "day": "2026-06-15",
        "organisation": "某机构",
        "experts": "3",
        "level": "dw",
        "conclusion": "一致。",
    },
    "POST /regions/{code}/reviews/{submission_id}/recognise": {
        "step": "county-check",
        "notice": "1号",
        "start": "2026-06-15",
    },
    "POST /regions/{code}/publicity/{list_id}/answer": {
        "objection": "0" * 20,
        "upheld": "no",
        "answer": "不属实。",
    },
    "POST /regions/{code}/titles": {
        "kind": "zj-smart-factory",
        "county": COUNTY,
        "holder_name": "某厂",
        "start": "2025-01-01",
        "source": "名单",
    },
    "POST /regions/{code}/titles/{title_id}/revoke": {"revoked_on": "2026-01-01"},
    "POST /regions/{code}/titles/{title_id}/match": {"unit": "0" * 20},
    "POST /regions/{code}/figures": {
        "kind": "denominator",
        "indicator": "above-scale-industrial",
        "area": COUNTY,
        "period": "2024",
        "value": "5",
        "source": "统计年鉴",
    },
    "POST /regions/{code}/incentives": {
        "area": COUNTY,
        "kind": "zj-smart-factory",
        "amount": "30",
        "document": "某文件",
        "source": "某网站",
    },
    "POST /regions/{code}/snapshots": {"name": "快照"},
    "POST /regions/{code}/benchmarks": {"questionnaire": "zj-ladder"},
    "POST /regions/{code}/kinds/fit": {"questionnaire": "zj-ladder"},
    "POST /regions/{code}/kinds/{model_id}/decision": {"questionnaire": "zj-ladder", "decision": "accept"},
    "POST /regions/{code}/what-if/scenarios": {"name": "方案", "query": "questionnaire=zj-ladder"},
    "POST /regions/{code}/rounds/{round_id}/extend": {"closes_on": "2026-07-31"},
    "POST /provider/{provider_id}/profile": {"version": "1", "contact": "x@example.com", "capacity": "1"},
    "POST /provider/{provider_id}/offers": {"version": "1", "capability": "mes"},
    "POST /provider/{provider_id}/submit": {"version": "1"},
    "POST /provider/{provider_id}/withdraw": {"version": "1"},
    "POST /firms/{firm_id}/consents": {
        "parts": "profile",
        "until": "2026-07-01",
        "provider": "x",
        "unit": "x",
    },
    "POST /firms/{firm_id}/enquiries/new": {"provider": "x", "unit": "x", "capability": "mes", "text": "问"},
    "POST /firms/{firm_id}/engagements": {"provider": "某机构", "kind": "diagnosis", "day": "2026-06-01"},
    "POST /firms/{firm_id}/engagements/{engagement_id}/contradict": {"reason": "没有"},
    "POST /provider/{provider_id}/engagements": {"firm": "x", "kind": "diagnosis", "day": "2026-06-01"},
    "POST /provider/{provider_id}/engagements/{engagement_id}/contradict": {"reason": "没有"},
    "POST /enquiries/{enquiry_id}/act/{said}": {"text": "好。"},
    "POST /enquiries/{enquiry_id}/feedback": {"kept": "yes"},
    "POST /provider/{provider_id}/members": {"login": "stranger", "role": "owner"},
    "POST /provider/{provider_id}/members/{member_id}/role": {"role": "owner"},
    "POST /regions/{code}/providers/{provider_id}/{decision}": {"version": "1", "note": "理由"},
}
FILES = {
    "POST /assessments/{assessment_id}/items/{item_id}/evidence",
    "POST /units/{unit_id}/ledger/file",
}

BOUGHT = Typed("2025-01-01", "equipment", "1200000")
INCENTIVE = NewIncentive(COUNTY, "某文件", "某网站", title="某称号", amount="5")
FIGURE = NewFigure("denominator", "above-scale-industrial", COUNTY, "2024", "5", "统计年鉴")
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
    submission = plant.submit()
    reviews.apply(database, plant.owner, catalogue, submission)
    listed, lent = _list_and_right(database)
    places = {
        "key": "zj-ladder-call@2025",
        "policy_id": "zj-ff-call-2025",
        "questionnaire_id": "zj-ladder",
        "action_id": "fact-revenue",
        "questionnaire": "srdi-sme",
        "domain_id": "technology-support",
        "firm_id": plant.firm_id,
        "unit_id": plant.unit_id,
        "account_id": crew.colleague.account_id,
        "token": invitation.rpartition("/")[2],
        "fact_id": "credit_grade",
        "action": "security-protection-system-department-and-staff",
        "row_id": ledger.add(database, plant.owner, plant.unit_id, BOUGHT),
        "assessment_id": plant.form,
        "item_id": item,
        "evidence_id": stored,
        "submission_id": submission,
        "act": "pass",
        "list_id": listed,
        "delegation_id": lent,
        "round_id": _round(database, plant.unit_id),
        "code": COUNTY,
        "title_id": title,
        "kind_id": "roster",
        "import_id": _list_brought_in(database, catalogue, county[0]),
        "incentive_id": incentives.enter(database, county[0], catalogue, COUNTY, INCENTIVE),
        "figure_id": figures.enter(database, county[0], catalogue, COUNTY, FIGURE),
        "model_id": "0" * 20,
        "scenario_id": what_if_saved.save(
            database, county[0], catalogue, COUNTY, name="方案", trial=Trial("zj-ladder")
        ),
    }
    enlisted, provider_people = _provider(plant, database, catalogue)
    places |= enlisted
    vendor, token = provider_people["provider owner"]
    dealings = Dealings(plant, vendor, token, enlisted["provider_id"])
    places |= {
        "consent_id": dealings.consent("profile", "result", "gaps", "advice"),
        "enquiry_id": dealings.ask(),
        "engagement_id": dealings.diagnosed(),
        "said": "message",
    }
    people = {
        **provider_people,
        "owner": (plant.owner, plant.token),
        "member": (crew.colleague, crew.colleague_token),
        "claimant": claimant,
        "stranger": (crew.stranger, crew.stranger_token),
        "county": county,
        **{role: plant.person(role.replace(" ", "-"), region=area) for role, area in NEIGHBOURS.items()},
        "city": plant.person("city", region="330100"),
        "province": plant.person("province", region="330000"),
        "administrator": plant.person("admin", is_admin=True),  # type: ignore[arg-type]
    }
    return World(crew, people, places)


def _provider(
    plant: Plant, database: "Database", catalogue: "Catalogue"
) -> tuple[dict[str, str], dict[str, tuple[Actor, str]]]:
    """A listed provider of the county and another one: their places and people; the county may review."""
    people = {role: plant.person(role.replace(" ", "-")) for role in ("provider owner", "provider member")}
    people["other provider"] = plant.person("other-provider")
    owner, member = (people[role][0] for role in ("provider owner", "provider member"))
    official = plant.person("province-lists", region="330000")[0]
    provider_id = providers.enter(database, catalogue, owner, 9001, county=COUNTY)
    case_id = providers.add_case(database, catalogue, owner, provider_id)
    providers.submit(database, owner, provider_id)
    providers.decide(database, catalogue, official, provider_id, "list")
    provider_staff.add(database, owner, provider_id, member.login, "member")
    providers.enlist(database, catalogue, people["other provider"][0], official, 9002)
    today = house_clock.today()
    with database.write(SYSTEM) as session:
        session.add(
            Delegation(
                region="330000",
                to_region=COUNTY,
                entitlement=RIGHT,
                starts_on=today,
                made_at=house_clock.now(),
            )
        )
    places = {
        "provider_id": provider_id,
        "case_id": case_id,
        "member_id": member.account_id,
        "decision": "suspend",
    }
    return places, people


def _list_and_right(database: "Database") -> tuple[str, str]:
    """A publicity list and a lent right of the county: their ids."""
    today = house_clock.today()
    with database.write(SYSTEM) as session:
        listed = Publicity(
            area=COUNTY,
            title="名单",
            starts_on=today,
            ends_on=today,
            channel="电话",
            created_at=house_clock.now(),
        )
        lent = Delegation(
            region=COUNTY,
            to_region=COUNTY,
            entitlement="zj-ladder:formal",
            starts_on=today,
            made_at=house_clock.now(),
        )
        session.add_all([listed, lent])
        session.flush()
        return listed.id, lent.id


def _list_brought_in(database: "Database", catalogue: "Catalogue", official: Actor) -> str:
    """A roster of the county that waits to be checked: its id."""
    new = NewImport(COUNTY, "roster", "名录.csv", {"year": "2025", "source": "名录"})
    with tempfile.NamedTemporaryFile() as file:
        file.write(f"统一社会信用代码,企业名称,行业\n{CODE},某厂,3484\n".encode())
        file.flush()
        return receive(database, official, catalogue, new, Path(file.name))


def _round(database: "Database", unit_id: str) -> str:
    """A round of the county that asks the plant: its id."""
    today = house_clock.today()
    with database.write(SYSTEM) as session:
        asked = Round(
            id=new_id(),
            name="评测",
            opens_on=today,
            closes_on=today,
            region=COUNTY,
            questionnaire="sme-digital",
            purpose="self_check",
        )
        session.add(asked)
        session.flush()
        session.add(RoundUnit(round_id=asked.id, unit_id=unit_id, invited_at=house_clock.now()))
        return asked.id


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


OBJECTS = ("{submission_id}", "{list_id}", "{delegation_id}", "{round_id}", "{title_id}", "{import_id}",
           "{figure_id}", "{scenario_id}", "{unit_id}", "{provider_id}")  # fmt: skip


def test_no_address_of_their_own_leads_officials_to_what_belongs_to_a_neighbour(
    world: World, app: "FastAPI", client: "TestClient", database: "Database"
) -> None:
    before, wrong = everything_stored(database), []
    for route in ALLOWED:
        if "{code}" not in route or not any(each in route for each in OBJECTS):
            continue
        # The city answers for both counties: an object is not found beside the wrong one either, unless the
        # act is another level's.
        for role, code in (*NEIGHBOURS.items(), ("city", NEIGHBOURS["other county"])):
            path = route.partition(" ")[2].format_map({**world.places, "code": code})
            answer = ask(client, app, world.people[role], route, path)
            turned_away = {HTTPStatus.NOT_FOUND, *([HTTPStatus.FORBIDDEN] if role == "city" else [])}
            if answer.status_code not in turned_away:
                wrong.append(f"{route} as {role} of {code}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert everything_stored(database) == before


def test_no_list_or_file_of_an_area_names_a_firm_of_its_neighbour(
    world: World, app: "FastAPI", client: "TestClient"
) -> None:
    queries = ("", f"county={COUNTY}", f"area={COUNTY}", "name=萧山", "run=1")
    asked = [("other county", query) for query in queries] + [("other city", ""), ("zone", "")]
    wrong, read = [], 0
    for route in ALLOWED:
        if not route.startswith("GET /regions/{code}") or any(each in route for each in OBJECTS):
            continue
        for role, query in asked:
            path = route.partition(" ")[2].format_map({**world.places, "code": NEIGHBOURS[role]})
            answer = ask(client, app, world.people[role], route, f"{path}?{query}")
            read += answer.status_code == HTTPStatus.OK
            if any(name in _words(answer) for name in ("萧山精密", CODE, "某厂")):
                wrong.append(f"{path}?{query} as {role}")
    assert not wrong, "\n".join(wrong)
    assert read


def _words(answer: Any) -> str:
    """What a page or workbook says."""
    if not answer.content.startswith(b"PK"):
        return str(answer.text)
    with ZipFile(BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


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
