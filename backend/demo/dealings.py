"""What the demo firm and the demo providers do together: consent, enquiries, a diagnosis; all made up."""

from datetime import timedelta

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import demo as queries
from backend.db.queries import providers as provider_queries
from backend.db.tables.providers import LISTED
from backend.demo.journey import SUBMITTED
from backend.demo.officials import official
from backend.demo.population import credit_code
from backend.demo.providers import FIRST, SECOND
from backend.services.providers import consented, consents, demand, engagements, enquiries
from backend.services.providers.consents import USUAL_DAYS, NewConsent
from backend.services.providers.engagements import NewEngagement
from backend.services.providers.enquiries import NewEnquiry, Opinion, Said

ASKED, ANSWERED, LOOKED = timedelta(days=9), timedelta(days=7), timedelta(days=3)
"""How long ago the demo firm asked, was answered, and was looked at."""
MEANT = (LISTED, "owner")
"""Of a demo account's providers, the listed one that is its own."""


def enter_dealings(database: Database, catalogue: Catalogue) -> None:
    """Let the demo firm and the demo providers deal with one another, and work out the demand board."""
    now = clock.now()
    firm = official(database, "demo-firm")
    people = {login: official(database, login) for login in (FIRST, SECOND)}
    with database.read(SYSTEM) as session:
        unit_id = queries.unit_of(session, credit_code(SUBMITTED))
        firm_id = queries.firm_of(session, unit_id)

        own = {
            login: next(
                one for one, role in provider_queries.own(session, actor) if (one.state, role) == MEANT
            )
            for login, actor in people.items()
        }
    with clock.standing_at(now - ASKED):
        asked = {
            login: enquiries.ask(
                database, firm, catalogue, firm_id,
                NewEnquiry(own[login].id, unit_id, capability, f"演示：{text}"),
            )
            for login, capability, text in (
                (FIRST, "mes", "想让装配工序按件报工、可追溯，希望年底前先做一条线。"),
                (SECOND, "diagnosis", "想请人到现场看一遍，排一个三年的实施次序。"),
            )
        }  # fmt: skip
    with clock.standing_at(now - ANSWERED):
        for login, text in ((FIRST, "可以先看一条线，两周内给方案。"), (SECOND, "本周可到现场。")):
            enquiries.act(database, people[login], asked[login], Said("reply", f"演示：{text}"))
        enquiries.act(database, firm, asked[SECOND], Said("agree"))
        until = clock.today() + timedelta(days=USUAL_DAYS)
        parts = ("profile", "result", "gaps", "advice")
        consent = consents.give(database, firm, firm_id, NewConsent(own[FIRST].id, unit_id, parts, until))
    with clock.standing_at(now - LOOKED):
        enquiries.act(database, firm, asked[SECOND], Said("close", "演示：报告已交付。", "done"))
        enquiries.give_feedback(database, firm, asked[SECOND], Opinion("yes", "演示：按期到场，报告具体。"))
        consented.look(database, people[FIRST], catalogue, own[FIRST].id, consent)
        work = NewEngagement(own[SECOND].name, "diagnosis", clock.today())
        engagements.record_by_firm(database, firm, firm_id, work)
    demand.refresh(database, catalogue)
