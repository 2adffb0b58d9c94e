"""Officials of the areas around the plant, as services see them."""

from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.tables.accounts import Account, Person
from tests.backend.plant import COUNTY

PROVINCE = Actor(account_id="p", region="330000")
HANGZHOU = Actor(account_id="h", region="330100")
XIAOSHAN = Actor(account_id="x", region=COUNTY)
NINGBO = Actor(account_id="n", region="330200")


def appoint(database: Database) -> None:
    """Give the officials their accounts: what they enter carries their names."""
    with database.write(SYSTEM) as session:
        for actor in (PROVINCE, HANGZHOU, XIAOSHAN, NINGBO):
            person = Person(name=f"经办人{actor.account_id}")
            session.add(person)
            session.flush()
            login = f"appointed-{actor.account_id}"
            session.add(
                Account(
                    id=actor.account_id,
                    person_id=person.id,
                    login=login,
                    region=actor.region,
                    created_at=clock.now(),
                )
            )
