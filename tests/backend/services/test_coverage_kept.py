"""Whatever happens, in whatever order: the summary is what counting the records one by one gives."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest

from assessments.areas import Selection
from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.db.queries.assessments import ensure_round
from backend.db.queries.firms import move_standings
from backend.db.tables.assessments import Assessment
from backend.db.tables.base import new_id
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Result, Submission
from backend.services import coverage, coverage_key, facts, firms, recount, sizes, standings, titles
from backend.services.errors import ConflictError
from backend.services.facts import NewStatement, Period
from backend.services.slices import slice_id
from tests.backend.town import Town, code_number
from tests.conftest import StandingClock

COUNTIES = ("330108", "330110", "330281")
INDUSTRIES = ("1711", "3484", "3512", "2614")
QUESTIONNAIRES = ("zj-ladder", "sme-digital")
LEVELS = ("none", "dw", "sf")
KINDS = ("zj-digital-workshop", "zj-smart-factory")
STEPS = 60


@dataclass
class Days:
    """A town in which things happen by chance; each act is stored the way the services store it."""

    town: Town
    chance: Random
    clock: StandingClock
    firms: list[str] = field(default_factory=list)
    units: list[tuple[str, str]] = field(default_factory=list)
    submitted: list[tuple[str, str, str]] = field(default_factory=list)
    titles: list[tuple[str, str]] = field(default_factory=list)

    def register(self) -> None:
        firm_id, number = new_id(), len(self.firms) + 1
        profile = firms.UnitProfile(
            f"第{number}厂", self.chance.choice(COUNTIES), self.chance.choice(INDUSTRIES), "discrete"
        )
        with self.town.database.write(SYSTEM) as session, coverage.kept(session, firm_id):
            added = firms.add_firm(session, firms.NewFirm(code_number(number), profile), firm_id)
            session.get_one(Firm, firm_id).confirmed_at = house_clock.now() if number % 4 else None
        self.firms.append(firm_id)
        self.units.append((firm_id, added.unit_id))

    def confirm_some(self) -> None:
        chosen = self.chance.sample(self.firms, min(3, len(self.firms)))
        with self.town.database.write(SYSTEM) as session, coverage.kept_many(session, chosen):
            for firm_id in chosen:
                firm = session.get_one(Firm, firm_id)
                firm.confirmed_at = firm.confirmed_at or house_clock.now()

    def add_site(self) -> None:
        firm_id = self.chance.choice(self.firms)
        profile = firms.UnitProfile("厂区", self.chance.choice(COUNTIES), "3512", "discrete")
        with self.town.database.write(SYSTEM) as session, coverage.kept(session, firm_id):
            if len([unit for firm, unit in self.units if firm == firm_id]) < 3:
                self.units.append((firm_id, firms.add_unit(session, firm_id, "site", profile).id))

    def submit(self) -> None:
        _firm_id, unit_id = self.chance.choice(self.units)
        questionnaire, year = self.chance.choice(QUESTIONNAIRES), self.chance.choice((2025, 2026))
        level = self.chance.choice(LEVELS)
        with self.town.database.write(SYSTEM) as session:
            ensure_round(session, str(year), f"{year} 年度", date(year, 1, 1), date(year, 12, 31))
            form = Assessment(
                unit_id=unit_id, questionnaire=questionnaire, version="1", round_id=str(year),
                opened_at=house_clock.now(), id=f"{unit_id[:12]}{questionnaire[:2]}{year}",
            )  # fmt: skip
            form = session.merge(form)
            number = len([1 for _, unit, _ in self.submitted if unit == unit_id]) + 1
            row = Submission(
                reference=new_id(), assessment_id=form.id, unit_id=unit_id, number=number, version="1",
                questionnaire=questionnaire, rules_digest="", wording_digest="", packed=b"", snapshot="{}",
                submitted_at=house_clock.now(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            rated = Result(
                submission_id=row.id, certain=level, possible="sf", points="1", max_points="2",
                attainment="[]", as_of=house_clock.today(), rated_at=house_clock.now(),
            )  # fmt: skip
            session.add(rated)
            standings.settle(session, unit_id, questionnaire)
            self.submitted.append((row.id, unit_id, questionnaire))

    def replay(self) -> None:
        """A later rating of an old submission moves nobody."""
        if self.submitted:
            row, unit_id, questionnaire = self.chance.choice(self.submitted)
            later = house_clock.now() + timedelta(days=400)
            with self.town.database.write(SYSTEM) as session:
                again = Result(
                    submission_id=row, certain="ff", possible="ff", points="1", max_points="2",
                    attainment="[]", as_of=house_clock.today(), rated_at=later,
                )  # fmt: skip
                session.add(again)
                standings.settle(session, unit_id, questionnaire)

    def review(self) -> None:
        if not self.submitted:
            return
        row, unit_id, questionnaire = self.chance.choice(self.submitted)
        firm_id = next(firm for firm, unit in self.units if unit == unit_id)
        state = self.chance.choice(("waiting", "returned", "withdrawn", "refused", "accepted"))
        with self.town.database.write(SYSTEM) as session, coverage.kept(session, firm_id):
            review = Review(
                submission_id=row, unit_id=unit_id, county="330108", chain="any@1", level="dw", step="",
                state=state, since=house_clock.now(),
                verified_level=self.chance.choice(("", "dw")) if state == "accepted" else "",
            )  # fmt: skip
            session.merge(review)
            standings.settle(session, unit_id, questionnaire)

    def move(self) -> None:
        firm_id, unit_id = self.chance.choice(self.units)
        with self.town.database.write(SYSTEM) as session, coverage.kept(session, firm_id):
            unit = session.get_one(Unit, unit_id)
            unit.county, unit.industry = self.chance.choice(COUNTIES), self.chance.choice(INDUSTRIES)
            session.flush()
            move_standings(session, unit_id, unit.county)
            sizes.settle(session, self.town.catalogue, (firm_id,))

    def state_facts(self) -> None:
        _firm_id, unit_id = self.chance.choice(self.units)
        said = [
            NewStatement("employees", str(self.chance.choice((5, 50, 500, 5000))), Period(2025)),
            NewStatement("revenue", str(self.chance.choice((10**6, 10**7, 10**9))), Period(2025)),
        ]
        with self.town.database.write(SYSTEM) as session:
            facts.append(session, self.town.catalogue, unit_id, said)

    def flag(self) -> None:
        firm_id = self.chance.choice(self.firms)
        with self.town.database.write(SYSTEM) as session, coverage.kept(session, firm_id):
            session.get_one(Firm, firm_id).above_scale = self.chance.choice((True, False, None))

    def entitle(self) -> None:
        number = self.chance.randrange(len(self.firms))
        county = self._county_of(self.units[number][1])
        new = titles.NewTitle(
            kind=self.chance.choice(KINDS), county=county, source="名单",
            start=date(2024, 1, 1) + timedelta(days=self.chance.randrange(700)), end=date(2026, 12, 31),
            holder_name=f"第{len(self.titles)}家", credit_code=self._code_of(self.units[number][0]),
        )  # fmt: skip
        if self.chance.random() < 0.4:
            new = titles.NewTitle(**{**vars(new), "credit_code": ""})
        # The same firm may be drawn twice for one title.
        with suppress(ConflictError), self.town.database.write(SYSTEM) as session:
            self.titles.append((county, titles.add_title(session, SYSTEM, new)))

    def revoke(self) -> None:
        if self.titles:
            county, title = self.titles.pop()
            day = house_clock.today()
            titles.revoke(self.town.database, SYSTEM, self.town.catalogue, county, title, day=day)

    def _county_of(self, unit_id: str) -> str:
        with self.town.database.read(SYSTEM) as session:
            return session.get_one(Unit, unit_id).county

    def _code_of(self, firm_id: str) -> str:
        with self.town.database.read(SYSTEM) as session:
            return session.get_one(Firm, firm_id).credit_code

    def acts(self) -> list[Callable[[], None]]:
        return [
            self.register, self.confirm_some, self.add_site, self.submit, self.submit, self.submit,
            self.replay, self.review, self.review, self.move, self.state_facts, self.flag, self.entitle,
            self.revoke,
        ]  # fmt: skip


NARROWED: tuple[dict[str, str], ...] = (
    {},
    {"division": "35"},
    {"cluster": "textiles"},
    {"size": "medium"},
    {"above_scale": "unknown"},
    {"division": "34", "size": "unknown", "above_scale": "yes"},
)


def counted(days: Days, area: str, narrowed: dict[str, str], day: date) -> dict[tuple[str, str], int]:
    """What the records give, one by one."""
    wanted = Selection(
        area, cluster=narrowed.get("cluster", ""), division=narrowed.get("division", ""), day=day
    )
    more = {"size": narrowed.get("size", ""), "above_scale": narrowed.get("above_scale", "")}
    return dict(recount.recount(days.town.database, days.town.catalogue, wanted, **more))


def told(days: Days, prefix: str, narrowed: dict[str, str], day: date) -> dict[tuple[str, str], int]:
    """What the summary says; how titles were granted is not counted one by one."""
    axes = {"d:": narrowed.get("division", ""), "c:": narrowed.get("cluster", "")}
    industry = next((axis + value for axis, value in axes.items() if value), "")
    of = slice_id(industry, narrowed.get("size", ""), narrowed.get("above_scale", ""))
    with days.town.database.read(SYSTEM) as session:
        found = coverage.total(session, prefix, day, of)
    return {key: number for key, number in found.items() if number and not key[1].startswith("granted:")}


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_acts_the_summary_is_what_the_records_give(
    town: Town, clock: StandingClock, seed: int
) -> None:
    coverage_key.bring_up_to_date(town.database, town.catalogue)
    days = Days(town, Random(seed), clock)
    for _ in range(3):
        days.register()
    for _ in range(STEPS):
        clock.advance(hours=7)
        days.chance.choice(days.acts())()
    assert coverage.check(town.database) == []
    today = house_clock.today()
    for area, prefix in (("330000", "33"), ("330100", "3301"), ("330281", "330281")):
        for narrowed in NARROWED:
            assert told(days, prefix, narrowed, today) == counted(days, area, narrowed, today), narrowed
    assert told(days, "33", {}, today)["zj-ladder", "submitted"]
    with town.database.read(SYSTEM) as session:
        added_up = coverage.total(session, COUNTIES, today)
        assert {key: number for key, number in added_up.items() if number} == told(days, "33", {}, today)
        assert {county for county, _, _ in coverage.read(session, "33")} <= {*COUNTIES}
    assert coverage_key.rebuild(town.database, town.catalogue) == []


def test_a_past_day_is_counted_as_the_records_of_that_day_were(town: Town, clock: StandingClock) -> None:
    days = Days(town, Random(3), clock)
    days.register()
    days.submit()
    first_day = house_clock.today()
    with town.database.read(SYSTEM) as session:
        level = session.get_one(Result, _first_result(days)).certain
    clock.advance(days=30)
    days.register()
    days.submit()
    before = counted(days, "330000", {}, first_day)
    assert before["", "units"] == 1
    assert sum(number for (_, measure), number in before.items() if measure == "submitted") == 1
    assert any(measure == f"declared:{level}" for _, measure in before)
    assert counted(days, "330000", {}, first_day - timedelta(days=1)) == {}


def _first_result(days: Days) -> str:
    with days.town.database.read(SYSTEM) as session:
        return session.query(Result).one().id


def test_a_breakdown_adds_up_to_its_slice_and_clusters_may_overlap(town: Town, clock: StandingClock) -> None:
    coverage_key.bring_up_to_date(town.database, town.catalogue)
    days = Days(town, Random(5), clock)
    for _ in range(6):
        days.register()
        days.state_facts()
        days.flag()
    today = house_clock.today()
    with town.database.read(SYSTEM) as session:
        whole = coverage.total(session, "33", today)["", "units"]
        for axis in ("d:", "size", "scale"):
            lines = coverage.by_axis(session, "33", axis, today)
            assert sum(number for (_, _, measure), number in lines.items() if measure == "units") == whole
        narrow = coverage.by_axis(session, COUNTIES[:2], "size", today, industry="d:35")
        clusters = coverage.by_axis(session, "33", "c:", today)
    with town.database.read(SYSTEM) as session:
        units = len(
            [one for one in session.query(Unit) if one.industry == "3512" and one.county in COUNTIES[:2]]
        )
    confirmed = sum(n for (_, _, measure), n in narrow.items() if measure in {"units", "unconfirmed"})
    assert confirmed == units
    assert {value for value, _, _ in clusters} <= set(town.catalogue.clusters)
    assert clusters
