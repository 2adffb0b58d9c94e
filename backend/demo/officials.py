"""What the demo officials have brought in: a roster, a few official figures, and the province's snapshot."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries import accounts as account_queries
from backend.demo.accounts import CITY, COUNTY, PROVINCE
from backend.demo.figures import ABOVE_SCALE
from backend.demo.population import Planned, credit_code
from backend.services import figures, imports_steps, snapshots
from backend.services.errors import ConflictError
from backend.services.figures import NewFigure
from backend.services.imports_receipt import NewImport, receive
from backend.services.peers_of_firms import publishing

SOURCE = "演示数据：虚构的数字，不是统计公报"
DOCUMENT = "演示〔2026〕1 号（虚构）"
ROSTER_LABEL = "演示数据：{year} 年规上工业企业名单（虚构）"
NEW = range(9_000_011, 9_000_014)
"""Numbers of demo codes of the firms that only the roster names."""
HEADINGS = ("统一社会信用代码", "企业名称", "行业", "是否规上")
COMPARED = ("zj-ladder", "sme-digital")
"""Questionnaires that enough demo firms have submitted."""
INDUSTRY = "3484"
"""机械零部件加工."""
PATIENCE_SECONDS = 60.0
# Made up: area, kind, indicator, value; of last year.
FIGURES: tuple[tuple[str, str, str, str], ...] = (
    (COUNTY, "denominator", "above-scale-manufacturing", "160"),
    (COUNTY, "denominator", "manufacturing-legal-entities", "900"),
    (CITY, "denominator", "above-scale-manufacturing", "1600"),
    (CITY, "denominator", "manufacturing-legal-entities", "9000"),
    (COUNTY, "series", "above-scale-digital", "86.5"),
    (CITY, "series", "above-scale-digital", "88.1"),
)


def publish_snapshot(database: Database, catalogue: Catalogue) -> None:
    """Let the province publish the summary as it stands, once."""
    with database.read(SYSTEM) as session:
        if snapshots.latest(session, clock.today()) is not None:
            return
    today = clock.today()
    snapshots.publish(database, SYSTEM, catalogue, PROVINCE, f"演示：{today.year} 年 {today.month} 月快照")


def publish_benchmarks(database: Database, catalogue: Catalogue) -> None:
    """Let the province publish what firms compare themselves with, where there are enough of them."""
    for questionnaire in COMPARED:
        # A load of a few firms, as tests do it, has nothing that may be published.
        with suppress(ConflictError):
            publishing.publish(database, SYSTEM, catalogue, PROVINCE, questionnaire, wait=PATIENCE_SECONDS)


def official(database: Database, login: str) -> Actor:
    """The demo account of an official."""
    with database.read(SYSTEM) as session:
        row = account_queries.by_login(session, login)
    if row is None:
        raise LookupError(login)
    return Actor(row.id, login=login, region=row.region)


def bring_in(database: Database, catalogue: Catalogue, plans: Sequence[Planned]) -> None:
    """Let the demo county bring in a roster, and county and city the figures that are made up here."""
    county, city = official(database, "demo-county"), official(database, "demo-city")
    year = clock.today().year - 1
    for area, kind, indicator, value in FIGURES:
        new = NewFigure(kind, indicator, area, str(year), value, SOURCE)
        figures.enter(database, county if area == COUNTY else city, catalogue, area, new)
    _roster(database, county, catalogue, plans, year)


def _roster(
    database: Database, actor: Actor, catalogue: Catalogue, plans: Sequence[Planned], year: int
) -> None:
    options = {"year": str(year), "source": ROSTER_LABEL.format(year=year)}
    new = NewImport(COUNTY, "roster", f"演示：余姚市 {year} 年规上企业名单.csv", options)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((HEADINGS, *_rows(plans)))
        sent = receive(database, actor, catalogue, new, path)
    imports_steps.advance(database, actor, catalogue, COUNTY, sent, seconds=PATIENCE_SECONDS)
    imports_steps.begin(database, actor, catalogue, COUNTY, sent)
    imports_steps.advance(database, actor, catalogue, COUNTY, sent, seconds=PATIENCE_SECONDS)


def _rows(plans: Sequence[Planned]) -> Iterator[tuple[str, str, str, str]]:
    """Firms on the register, some new ones, one line twice, one with a code that cannot be."""
    for plan in plans:
        if plan.county == COUNTY:
            above = "是" if plan.figures.revenue[0] >= ABOVE_SCALE else "否"
            yield plan.credit_code, plan.name, plan.industry, above
    for place, number in enumerate(NEW, start=1):
        yield credit_code(number), f"演示名单企业（余姚）{place}号", INDUSTRY, "是"
    yield credit_code(NEW[0]), "演示名单企业（余姚）1号", INDUSTRY, "是"
    yield credit_code(NEW[0])[:-1] + "?", "演示：代码有误的企业", INDUSTRY, "否"
