"""What the demo officials have entered as incentives: made up, and marked so in every document and source."""

from datetime import date

from assessments.loader import Catalogue
from backend import clock
from backend.db.engine import Database
from backend.demo.accounts import CITY, COUNTY
from backend.demo.officials import DOCUMENT, official
from backend.services.advice import incentives
from backend.services.advice.incentives import NewIncentive

SOURCE = "演示数据：虚构的政策，不能据此申请"


def enter_incentives(database: Database, catalogue: Catalogue) -> None:
    """One in force, one that has ended, one without dates: all that a firm may meet."""
    year = clock.today().year
    this_year, last_year = date(year, 1, 1), date(year - 1, 12, 31)
    county, city = official(database, "demo-county"), official(database, "demo-city")
    made_up = (
        (county, NewIncentive(COUNTY, DOCUMENT, SOURCE, "zj-digital-workshop", amount="10", start=this_year)),
        (county, NewIncentive(COUNTY, DOCUMENT, SOURCE, "zj-smart-factory", amount="25", end=last_year)),
        (
            city,
            NewIncentive(CITY, DOCUMENT, SOURCE, "zj-future-factory", measure="按投资额给予贷款贴息（虚构）"),
        ),
    )
    for actor, new in made_up:
        incentives.enter(database, actor, catalogue, actor.region, new)
