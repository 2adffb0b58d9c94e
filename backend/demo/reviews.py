"""A few reviews of the demo county in different steps, and a publicity list; made up like everything here."""

from datetime import datetime, timedelta

from assessments.loader import Catalogue
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.queries import accounts as account_queries
from backend.db.queries import demo as queries
from backend.db.tables.submissions import Submission
from backend.demo.accounts import CITY, COUNTY
from backend.demo.journey import SUBMITTED
from backend.demo.population import credit_code
from backend.services import publicity_acts, review_acts, reviews, site_checks
from backend.services.area_view import QUESTIONNAIRE
from backend.services.publicity_acts import NewList
from backend.services.review_acts import Decision
from backend.services.site_checks import Seen

BEGAN, PUT_UP = timedelta(days=12), timedelta(days=2)
"""How long ago the reviews began and the list was put up."""
PUBLIC_FOR = timedelta(days=9)
AT_COUNTY, AT_SITE, ON_LIST, BACK = 1, 2, 2, 1
"""How many wait at the county, wait for experts, stand on the list, went back."""
CHANNEL = "演示：宁波市经济和信息化局，电话 0574-00000000（虚构）"


def enter_reviews(database: Database, catalogue: Catalogue) -> None:
    """Put some firms of the demo county forward and let its officials and those of the city act."""
    now = clock.now()
    with database.read(SYSTEM) as session:
        rows = queries.declared_before(session, QUESTIONNAIRE, COUNTY, now - BEGAN, ("dw", "sf"))
        own = queries.submission_of(session, credit_code(SUBMITTED), QUESTIONNAIRE)
    waiting = rows[: AT_COUNTY + AT_SITE + ON_LIST + BACK]
    desk = _Desk(database, catalogue)
    with clock.standing_at(now - BEGAN):
        desk.put_forward(waiting)
    rest = waiting[AT_COUNTY:]
    with clock.standing_at(now - BEGAN + timedelta(days=1)):
        desk.send_back(rest[:BACK])
        desk.pass_on(desk.county, "county-check", rest[BACK:])
    listed = rest[BACK + AT_SITE :]
    with clock.standing_at(now - PUT_UP):
        desk.check_on_site(listed)
        desk.pass_on(desk.city, "site-check", listed)
        desk.put_up(listed, now)
    if own is not None:
        desk.put_forward([own])


def enter_hinted_review(database: Database, catalogue: Catalogue) -> None:
    """Put a firm forward whose answers have something to look at again, if the demo county has one."""
    with database.read(SYSTEM) as session:
        found = queries.hinted(session, QUESTIONNAIRE, COUNTY, ("dw", "sf", "ff"))
    if found is not None:
        _Desk(database, catalogue).put_forward([found])


class _Desk:
    """The officials of the demo county and its city at work."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self.database = database
        self.catalogue = catalogue
        self.county = self._official("demo-county")
        self.city = self._official("demo-city")

    def _official(self, login: str) -> Actor:
        with self.database.read(SYSTEM) as session:
            row = account_queries.by_login(session, login)
        if row is None:
            raise LookupError(login)
        return Actor(row.id, login=login, region=row.region)

    def put_forward(self, submissions: list[Submission]) -> None:
        with self.database.write(SYSTEM) as session:
            for submission in submissions:
                reviews.put_forward(session, self.catalogue, submission, COUNTY)

    def send_back(self, submissions: list[Submission]) -> None:
        first = self.catalogue.questionnaire(QUESTIONNAIRE).items[0].id
        for submission in submissions:
            reasons = {first: "演示：所附清单缺少设备联网情况，请补充。"}
            decision = Decision(submission.id, "county-check", "演示：材料不齐，请补正。", reasons)
            review_acts.send_back(self.database, self.county, self.catalogue, decision)

    def pass_on(self, official: Actor, step: str, submissions: list[Submission]) -> None:
        for submission in submissions:
            decision = Decision(submission.id, step)
            review_acts.pass_on(self.database, official, self.catalogue, decision)

    def check_on_site(self, submissions: list[Submission]) -> None:
        with self.database.read(SYSTEM) as session:
            levels = {each.id: queries.level_applied_for(session, each.id) for each in submissions}
        for submission in submissions:
            seen = Seen(
                submission_id=submission.id,
                step="site-check",
                day=clock.today(),
                organisation="演示评估机构",
                experts=3,
                level=levels[submission.id],
                conclusion="演示：现场情况与申报一致。",
                findings={},
            )
            site_checks.record_check(self.database, self.city, self.catalogue, seen)

    def put_up(self, submissions: list[Submission], now: datetime) -> None:
        if not submissions:
            return
        today = clock.today()
        title = f"演示：{clock.local(now).year} 年宁波市数字化车间、智能工厂拟认定名单（余姚市）"
        chosen = tuple(submission.id for submission in submissions)
        new = NewList(title, today, today + PUBLIC_FOR, CHANNEL, chosen)
        publicity_acts.put_up(self.database, self.city, self.catalogue, CITY, new)
