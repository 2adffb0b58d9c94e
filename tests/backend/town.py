"""A county with its people and firms that are still to come: what tests of registering start from."""

from dataclasses import dataclass, field, replace

from stdnum.cn import uscc

from assessments.loader import Catalogue
from backend.auth.actor import SYSTEM, Actor
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.db.queries.firms import units_of
from backend.db.tables.firms import Firm, Membership, Unit
from backend.services import claims, coverage, firms
from backend.services.claims import Decision
from backend.services.firms import NewFirm, Registered, UnitProfile
from backend.settings import Settings
from tests.backend.plant import person

BINJIANG, YUHANG, NINGHAI = "330108", "330110", "330226"
PROFILE = UnitProfile("演示机械有限公司", BINJIANG, "3484", "discrete")


def code_number(number: int) -> str:
    """A valid 统一社会信用代码 of the demo division."""
    body = f"91339900MA{number:07d}"
    return body + uscc.calc_check_digit(body)


@dataclass
class Town:
    """The installation and everybody who has appeared in it."""

    database: Database
    catalogue: Catalogue
    settings: Settings
    passwords: Passwords
    people: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def person(self, login: str, *, region: str = "", is_admin: bool = False) -> Actor:
        """Somebody with an account, registered at the first call."""
        if login not in self.people:
            rights = {"region": region, "is_admin": is_admin}
            found = person(self.database, self.passwords, self.settings, login, **rights)  # type: ignore[arg-type]
            self.people[login], self.tokens[login] = found
        return self.people[login]

    def official(self, region: str = BINJIANG) -> Actor:
        """The official of an area."""
        return self.person(f"official-{region}", region=region)

    def admin(self) -> Actor:
        """An administrator."""
        return self.person("admin", is_admin=True)

    def register(self, login: str, number: int = 1, **changes: str) -> Registered:
        """Somebody registers the firm with this number."""
        new = NewFirm(code_number(number), replace(PROFILE, **changes))
        return firms.register(self.database, self.person(login), self.catalogue, new)

    def decide(self, decider: Actor, firm_id: str, login: str, *, accept: bool) -> None:
        """Somebody decides about a claim."""
        decision = Decision(firm_id, self.person(login).account_id, accept)
        claims.decide(self.database, decider, decision)

    def confirmed(self, login: str, number: int = 1) -> str:
        """A firm that the county has confirmed for its founder: its id."""
        firm_id = self.register(login, number).firm_id
        self.decide(self.official(), firm_id, login, accept=True)
        return firm_id

    def firm(self, firm_id: str) -> Firm | None:
        """The row of a firm."""
        with self.database.read(SYSTEM) as session:
            return session.get(Firm, firm_id)

    def membership(self, login: str, firm_id: str) -> Membership | None:
        """The row that says what somebody is to a firm."""
        with self.database.read(SYSTEM) as session:
            return session.get(Membership, (self.person(login).account_id, firm_id))

    def units(self, firm_id: str) -> list[Unit]:
        """The units of a firm, the default one first."""
        with self.database.read(SYSTEM) as session:
            return units_of(session, firm_id)

    def firm_of(self, unit_id: str) -> str:
        """The firm of a unit."""
        with self.database.read(SYSTEM) as session:
            return session.get_one(Unit, unit_id).firm_id

    def sees(self, login: str, firm_id: str) -> bool:
        """Whether the firm is on somebody's list."""
        mine = firms.my_firms(self.database, self.person(login))
        return firm_id in [firm.id for firm in mine.firms]

    def coverage_errors(self) -> list[coverage.Difference]:
        """Where the county summary differs from counting."""
        return coverage.check(self.database, SYSTEM)
