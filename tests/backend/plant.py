"""A plant with its people, founded through the services: what tests of results start from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assessments.loader import Catalogue
from assessments.schema.questionnaire import Item, Option
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.queries.facts import rows
from backend.db.queries.firms import units_of
from backend.db.tables.titles import Recognition
from backend.services import accounts, assessing, checking, claims, facts, firms, saving, submitting
from backend.services.accounts import NewAccount
from backend.services.facts import NewStatement, Period
from backend.services.saving import SaveAnswer
from backend.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

PASSWORD = "test-2026-pass"
COUNTY = "330109"
ALWAYS = Period()
CODE = "91339900MA2ABCDE0F"


@dataclass(frozen=True)
class Plant:
    """A firm with its default unit and an open form; `owner` founded it, nobody has confirmed it yet."""

    database: Database
    catalogue: Catalogue
    settings: Settings
    passwords: Passwords
    owner: Actor
    token: str
    firm_id: str
    unit_id: str
    form: str

    def person(self, login: str, **rights: str) -> tuple[Actor, str]:
        """Somebody with an account (`region` makes an official): the actor and the session's token."""
        return person(self.database, self.passwords, self.settings, login, **rights)

    def answer(self, options: Mapping[str, str]) -> None:
        """Give options by item id; "-" and a reason says that the item does not apply."""
        saving.save_page(
            self.database,
            self.owner,
            self.catalogue,
            [self._command(item, option) for item, option in options.items()],
        )

    def _command(self, item: str, option: str) -> SaveAnswer:
        if option.startswith("-"):
            return SaveAnswer(self.form, item, 0, not_applicable=option[1:])
        return SaveAnswer(self.form, item, 0, (option,))

    def state(self, fact: str, value: str, period: Period = ALWAYS) -> None:
        """Append a statement of the firm; `value` is the stored text (money in whole yuan)."""
        with self.database.write(self.owner) as session:
            earlier = rows(session, self.unit_id, fact)
            statements = [NewStatement(fact, value, period)]
            facts.append(
                session, self.catalogue, self.unit_id, statements,
                author_id=self.owner.account_id, after=earlier,
            )  # fmt: skip

    def grant(self, kind: str, start: date, end: date | None = None, revoked_on: date | None = None) -> None:
        """Put a title of the unit on record."""
        with self.database.write(SYSTEM) as session:
            session.add(
                Recognition(
                    kind=kind,
                    unit_id=self.unit_id,
                    holder_name="某厂",
                    county=COUNTY,
                    batch="第一批",
                    start=start,
                    end=end,
                    revoked_on=revoked_on,
                    source="公布名单",
                    entered_at=clock.now(),
                )
            )

    def confirm(self) -> None:
        """Have the county confirm that the owner speaks for the firm."""
        official, _token = self.person("county-confirms", region=COUNTY)
        decision = claims.Decision(self.firm_id, self.owner.account_id, accept=True)
        claims.decide(self.database, official, decision)

    def submit(self) -> str:
        """Submit the form; gives the submission's id."""
        checked = checking.check(self.database, self.owner, self.catalogue, self.form)
        return submitting.submit(self.database, self.owner, self.catalogue, self.form, checked.seen)


def person(
    database: Database, passwords: Passwords, settings: Settings, login: str, **rights: str
) -> tuple[Actor, str]:
    """Register somebody and log them in."""
    accounts.register(database, passwords, NewAccount(login, login, PASSWORD, **rights))  # type: ignore[arg-type]
    entered = accounts.log_in(
        database, passwords, settings, login=login, password=PASSWORD, address="127.0.0.1"
    )
    return entered.actor, entered.token


def found(
    database: Database, catalogue: Catalogue, settings: Settings, production: str = "discrete"
) -> Plant:
    """Found a firm in 萧山区 and open its form."""
    passwords = Passwords(settings.password_memory_kib)
    owner, token = person(database, passwords, settings, "owner")
    profile = firms.UnitProfile("萧山精密机械厂", COUNTY, "3484", production)
    firm_id = firms.register(database, owner, catalogue, firms.NewFirm(CODE, profile)).firm_id
    with database.read(owner) as session:
        unit_id = units_of(session, firm_id)[0].id
    form = assessing.open_assessment(database, owner, catalogue, unit_id, "zj-ladder")
    return Plant(database, catalogue, settings, passwords, owner, token, firm_id, unit_id, form)


def everything(
    catalogue: Catalogue, choose: Callable[[Item, list[Option]], Option], production: str = "discrete"
) -> dict[str, str]:
    """An option for every item asked of a production type."""
    chosen = {}
    for item in catalogue.questionnaire("zj-ladder").items:
        if item.production in ("all", production):
            options = [option for option in item.options if option.production in ("all", production)]
            chosen[item.id] = choose(item, options).id
    return chosen


def lowest_for(*levels: str) -> Callable[[Item, list[Option]], Option]:
    """Chooses the first option that evidences one of the levels, else the best one."""

    def choose(_item: Item, options: list[Option]) -> Option:
        return next((option for option in options if option.level in levels), options[-1])

    return choose


def visit_as(client: "TestClient", app: "FastAPI", token: str) -> None:
    """Let a client browse as the person behind a session's token."""
    from backend.web.dependencies import session_cookie

    client.cookies.clear()
    client.cookies.set(session_cookie(app.state.settings), token)
