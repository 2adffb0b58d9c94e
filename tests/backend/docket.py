"""A plant whose submission lies before the officials: what tests of reviews start from."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.reviews import Review
from backend.services import (
    coverage,
    granting,
    publicity_acts,
    review_acts,
    reviews,
    site_checks,
)
from backend.services.granting import Grant
from backend.services.publicity_acts import NewList
from backend.services.review_acts import Decision
from backend.services.site_checks import Finding, Seen
from tests.backend.plant import COUNTY, Plant, everything, lowest_for

CITY, PROVINCE = "330100", "330000"
NOTICE = "浙经信测〔2026〕1号"


@dataclass
class Docket:
    """The plant's submission and the officials of its county, city and province."""

    plant: Plant
    submission: str
    people: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def official(self, region: str, login: str = "") -> Actor:
        """An official of an area."""
        name = login or f"official-{region}"
        if name not in self.people:
            self.people[name], self.tokens[name] = self.plant.person(name, region=region)
        return self.people[name]

    def decision(self, step: str, note: str = "", **reasons: str) -> Decision:
        """What an official decides at a step."""
        return Decision(self.submission, step, note, reasons)

    def pass_on(self, region: str, step: str) -> None:
        """Let the submission pass a step."""
        decision = self.decision(step)
        review_acts.pass_on(self.plant.database, self.official(region), self.plant.catalogue, decision)

    def send_back(self, region: str, step: str, note: str = "", **reasons: str) -> None:
        """Return the submission."""
        decision = self.decision(step, note, **reasons)
        review_acts.send_back(self.plant.database, self.official(region), self.plant.catalogue, decision)

    def check_on_site(self, region: str = PROVINCE, level: str = "dw", **findings: Finding) -> None:
        """Record an on-site check of today."""
        seen = Seen(
            self.submission, "site-check", clock.today(), "某评估机构", 3, level, "总体一致。", findings
        )
        site_checks.record_check(self.plant.database, self.official(region), self.plant.catalogue, seen)

    def put_up(self, region: str = PROVINCE, days: int = 7) -> str:
        """Put the submission on a publicity list of some days, beginning today."""
        today = clock.today()
        channel = "电话 0571-00000000"
        new = NewList("拟认定名单", today, today + timedelta(days=days), channel, (self.submission,))
        return publicity_acts.put_up(
            self.plant.database, self.official(region), self.plant.catalogue, region, new
        )

    def conclude(self, list_id: str, region: str = PROVINCE) -> int:
        """Conclude a list."""
        return publicity_acts.conclude(
            self.plant.database, self.official(region), self.plant.catalogue, region, list_id
        )

    def recognise(self, region: str = PROVINCE, end: date | None = None) -> str:
        """Grant the title."""
        grant = Grant(self.submission, "recognition", NOTICE, clock.today(), end)
        return granting.recognise(self.plant.database, self.official(region), self.plant.catalogue, grant)

    def review(self) -> Review:
        """The row of the review."""
        with self.plant.database.read(SYSTEM) as session:
            return session.get_one(Review, self.submission)

    def where(self) -> tuple[str, str]:
        """State and step of the review."""
        row = self.review()
        return row.state, row.step

    def at_publicity(self) -> None:
        """Walk to the publicity step."""
        self.pass_on(COUNTY, "county-check")
        self.pass_on(CITY, "city-recommendation")
        self.check_on_site()
        self.pass_on(PROVINCE, "site-check")

    def counted(self) -> list[coverage.Difference]:
        """Where the county summary differs from counting."""
        return coverage.check(self.plant.database, SYSTEM)


def submitted(plant: Plant, level: str = "dw", *, applies: bool = True) -> Docket:
    """Confirm the plant, submit its form at a level and put it forward for recognition."""
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for(level)))
    submission = plant.submit()
    if applies:
        reviews.apply(plant.database, plant.owner, plant.catalogue, submission)
    return Docket(plant, submission)
