"""The service providers of the demo data: synthetic, entered by the services' own steps."""

import csv
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries.providers import AREA, CAPABILITY, EVERY_INDUSTRY, INDUSTRY
from backend.demo.accounts import PROVINCE
from backend.demo.officials import PATIENCE_SECONDS, official
from backend.demo.population import credit_code
from backend.services import imports_steps
from backend.services.accounts import NewAccount, add_account
from backend.services.imports_receipt import NewImport, receive
from backend.services.providers import cases, offers, own, people, registration, review
from backend.services.providers.cases import NewCase
from backend.services.providers.profile import ELSEWHERE, Profile

FIRST, SECOND = "demo-provider", "demo-provider2"
"""Logins of the two demo accounts of providers."""
NUMBERS = 9_000_101
"""Number of the first provider's demo code."""
NOTICE = "演示〔{year}〕12 号（虚构）"
_LISTED, _ADDED, _SUBMITTED, _RETURNED, _SUSPENDED = "listed", "added", "submitted", "returned", "suspended"
_ALL = (EVERY_INDUSTRY,)


@dataclass(frozen=True)
class Plan:
    """A provider to be: how far it has come, and what it says; an empty `login`: no demo account's own.

    `load` is how many firms it can serve at once, and how many it serves.
    """

    name: str
    county: str
    state: str
    capabilities: tuple[str, ...]
    industries: tuple[str, ...]
    areas: tuple[str, ...]
    load: tuple[int, int]
    grade: str = ""
    login: str = ""
    cases: int = 0


PLANS = (
    Plan(
        "演示智造软件（宁波）有限公司", "330212", _ADDED, ("mes", "aps", "equipment-networking", "erp"),
        ("33", "34", "35", "36", "38"), ("330200",), (8, 5), grade="A 级", login=FIRST, cases=3,
    ),
    Plan(
        "演示精益咨询（余姚）有限公司", "330281", _LISTED, ("diagnosis", "lean-advice", "talent"),
        _ALL, ("330281", "330282"), (6, 6), grade="B 级", login=SECOND, cases=2,
    ),
    Plan(
        "演示工业互联（杭州）有限公司", "330108", _LISTED,
        ("industrial-internet", "data-platform", "equipment-networking", "cloud-data-centre"),
        _ALL, ("330000",), (20, 11), grade="A 级", cases=2,
    ),
    Plan(
        "演示自动化装备（宁海）有限公司", "330226", _LISTED,
        ("equipment-automation", "machine-vision", "warehouse-automation"),
        ("34", "36", "38", "39"), ("330200", "331000"), (5, 2), grade="B 级", cases=1,
    ),
    Plan(
        "演示仿真设计（绍兴）有限公司", "330602", _LISTED, ("plm-cad", "simulation", "plant-planning"),
        ("17", "34", "35"), ("330600", "330100"), (4, 1), cases=1,
    ),
    Plan(
        "演示安全测评（杭州）有限公司", "330110", _LISTED, ("security", "network"),
        _ALL, ("330000",), (12, 4), grade="A 级", cases=1,
    ),
    Plan(
        "演示能碳管理（嘉兴）有限公司", "330402", _LISTED, ("energy", "environment-safety"),
        ("17", "22", "26", "28"), ("330400", "330500"), (6, 3), cases=1,
    ),
    Plan(
        "演示质量系统（温州）有限公司", "330302", _LISTED, ("qms", "mes", "system-integration"),
        ("19", "29", "38"), ("330300",), (5, 5), grade="C 级",
    ),
    Plan(
        "演示系统集成（上海）有限公司", ELSEWHERE, _LISTED,
        ("system-integration", "digital-twin", "ai-models"),
        ("36", "38", "39"), ("330000",), (10, 7), cases=2,
    ),
    Plan(
        "演示设备运维（台州）有限公司", "331002", _SUBMITTED, ("eam", "equipment-networking"),
        ("34", "35"), ("331000",), (3, 0), cases=1,
    ),
    Plan(
        "演示供应链云（金华）有限公司", "330702", _RETURNED, ("supply-chain", "customer-service"),
        _ALL, ("330700",), (5, 0), login=FIRST,
    ),
    Plan(
        "演示培训中心（舟山）有限公司", "330902", _SUSPENDED, ("talent",), _ALL, ("330900",), (2, 0),
    ),
)  # fmt: skip
"""Made up, all of them."""
CASES: Sequence[tuple[str, str, str, date, date]] = (
    (
        "冲压车间设备联网与生产执行",
        "36",
        "设备联网后停机原因可按班次查询，换模时间由人工记录改为系统采集。",
        date(2024, 4, 1),
        date(2024, 12, 20),
    ),
    (
        "阀门装配线质量追溯",
        "34",
        "关键工序质量数据逐件绑定，客户投诉可追到批次和工位。",
        date(2024, 9, 1),
        date(2025, 5, 30),
    ),
    (
        "仓库条码与按单配送",
        "38",
        "出入库扫码，按工单配送到线边，账实差异逐月可查。",
        date(2025, 2, 1),
        date(2025, 8, 31),
    ),
)
UNREGISTERED = (("演示名单服务商（丽水）有限公司", "A 级"), ("演示名单服务商（衢州）有限公司", "C 级"))
"""Lines of the grading list about nobody in the directory."""


def enter_providers(database: Database, catalogue: Catalogue) -> None:
    """Register the demo providers, let the province decide, and bring in its grading list."""
    province = official(database, "demo-province")
    ids = [_enter(database, catalogue, province, place, plan) for place, plan in enumerate(PLANS)]
    first = official(database, FIRST)
    people.add(database, first, ids[0], SECOND, registration.MEMBER)
    _bring_in(database, catalogue, province)


def _enter(database: Database, catalogue: Catalogue, province: Actor, place: int, plan: Plan) -> str:
    owner = official(database, plan.login) if plan.login else _agent(database, place)
    provider_id = registration.register(database, owner, catalogue, _profile(place, plan))
    desk = _Desk(database, catalogue, owner, provider_id)
    # Who has added something since it was listed has added its last capability.
    desk.offer(plan, plan.capabilities[: -1 if plan.state == _ADDED else None])
    for number in range(plan.cases):
        desk.show(_case(plan, place, number))
    desk.submit()
    for act, note in _ACTS[plan.state]:
        found = review.under_review(database, province, catalogue, PROVINCE, provider_id)
        decision = review.Decision(provider_id, act, found.entry.provider.version, note)
        review.decide(database, province, catalogue, PROVINCE, decision)
    if plan.state == _ADDED:
        desk.offer(plan, plan.capabilities)
    return provider_id


_ACTS: dict[str, tuple[tuple[str, str], ...]] = {
    _LISTED: (("list", ""),),
    _ADDED: (("list", ""),),
    _SUBMITTED: (),
    _RETURNED: (("return", "请补充至少一个已完成的案例和证明材料。"),),
    _SUSPENDED: (("list", ""), ("suspend", "登记的联系方式已不能联系，请核实更新。")),
}


def _profile(place: int, plan: Plan) -> Profile:
    return Profile(
        credit_code=credit_code(NUMBERS + place),
        name=plan.name,
        county=plan.county,
        summary="演示数据：合成的服务商，不代表任何真实单位。为制造企业提供数字化服务，可到现场实施和培训。",
        website=f"https://provider{place + 1}.example.com",
        contact=f"service{place + 1}@example.com",
        capacity=plan.load[0],
        busy=plan.load[1],
    )


def _case(plan: Plan, place: int, number: int) -> NewCase:
    title, industry, outcome, started_on, finished_on = CASES[(place + number) % len(CASES)]
    return NewCase(
        title=title,
        capability=plan.capabilities[number % len(plan.capabilities)],
        started_on=started_on,
        finished_on=finished_on,
        outcome=f"{outcome}（演示数据）",
        evidence=f"验收报告 演示-{place + 1:02d}{number + 1:02d} 号",
        evidence_date=finished_on,
        industry=industry,
        county="330281" if place < 2 else "",
    )


@dataclass(frozen=True)
class _Desk:
    """One provider at work: its owner, and its id."""

    database: Database
    catalogue: Catalogue
    owner: Actor
    id: str

    def offer(self, plan: Plan, capabilities: tuple[str, ...]) -> None:
        """Choose what to offer."""
        chosen = {CAPABILITY: capabilities, INDUSTRY: plan.industries, AREA: plan.areas}
        offers.choose(
            self.database, self.owner, self.catalogue, self.id, chosen=chosen, version=self._version()
        )

    def show(self, case: NewCase) -> None:
        """Add a case."""
        cases.add(self.database, self.owner, self.catalogue, self.id, case)

    def submit(self) -> None:
        """Ask for review."""
        registration.submit(self.database, self.owner, self.id, self._version())

    def _version(self) -> int:
        return own.own(self.database, self.owner, self.id).provider.version


def _agent(database: Database, place: int) -> Actor:
    """Somebody who speaks for a provider and cannot log in."""
    new = NewAccount(f"demo-provider-agent{place + 1}", "演示·服务商经办", "")
    with database.write(SYSTEM) as session:
        return Actor(add_account(session, new, ""), new.name, new.login)


def _bring_in(database: Database, catalogue: Catalogue, province: Actor) -> None:
    """The province's list of the last year: most with a code, one by name only, two about nobody here."""
    year = clock.today().year - 1
    graded = [(place, plan) for place, plan in enumerate(PLANS) if plan.grade]
    rows = [
        (year, plan.name, credit_code(NUMBERS + place) if place else "", plan.grade, "智能制造")
        for place, plan in graded
    ]
    rows += [(year, name, "", grade, "智能制造") for name, grade in UNREGISTERED]
    headings = ("年度", "服务商名称", "统一社会信用代码", "评价等级", "服务方向")
    options = {"year": str(year), "notice": NOTICE.format(year=year)}
    new = NewImport(PROVINCE, "provider-grades", f"演示：{year} 年服务商分级名单.csv", options)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grades.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((headings, *rows))
        sent = receive(database, province, catalogue, new, path)
    imports_steps.advance(database, province, catalogue, PROVINCE, sent, seconds=PATIENCE_SECONDS)
    imports_steps.begin(database, province, catalogue, PROVINCE, sent)
    imports_steps.advance(database, province, catalogue, PROVINCE, sent, seconds=PATIENCE_SECONDS)
