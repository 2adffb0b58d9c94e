"""Rounds: whom they ask, what their owner learns of each unit, and how their term ends."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import select

from backend import clock as house_clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.queries import assessments as forms
from backend.db.queries import rounds as round_queries
from backend.db.queries.rounds import UnitFilter
from backend.db.tables.assessments import Round, RoundUnit
from backend.db.tables.audit import AuditEntry
from backend.db.tables.firms import Firm
from backend.services import (
    assessing,
    checking,
    drafts,
    firms,
    hub,
    profiles,
    round_invitations,
    rounds,
    rounds_acts,
    submitting,
)
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.firms import NewFirm
from backend.services.rounds_acts import NewRound
from backend.services.rounds_choice import Choice
from tests.backend.town import BINJIANG, NINGHAI, PROFILE, YUHANG, Town, code_number
from tests.conftest import StandingClock

HANGZHOU = "330100"
SHORT = "sme-digital"
NEW = NewRound("2026 年数字化水平评测", SHORT, "", date(2026, 6, 15), date(2026, 6, 30), "请如实填写。")


ALL = Choice()


@dataclass(frozen=True)
class Campaign:
    """A town with a round of 滨江区; `firm` and `unit` belong to "founder"."""

    town: Town
    id: str
    firm: str
    unit: str

    @property
    def county(self) -> Actor:
        return self.town.official(BINJIANG)

    @property
    def founder(self) -> Actor:
        return self.town.person("founder")

    def state(self) -> str:
        """What the owner sees of the founder's unit."""
        page = rounds.round_page(
            self.town.database, self.county, self.town.catalogue, BINJIANG, self.id, wanted=UnitFilter()
        )
        (state,) = [one.state for one in page.units if one.unit_id == self.unit]
        assert page.round.states[state] >= 1
        return state

    def open_form(self, *, carry: bool = False) -> str:
        return assessing.open_in_round(
            self.town.database, self.founder, self.town.catalogue, self.unit, self.id, carry=carry
        )

    def submit(self, form: str) -> str:
        town = self.town
        seen = checking.check(town.database, self.founder, town.catalogue, form).seen
        return submitting.submit(town.database, self.founder, town.catalogue, form, seen)


def open_round(town: Town, new: NewRound = NEW, choice: Choice = ALL, region: str = BINJIANG) -> str:
    official, catalogue = town.official(region), town.catalogue
    found = rounds_acts.preview_new(town.database, official, catalogue, region, new, choice=choice)
    return rounds_acts.open_round(
        town.database, official, catalogue, region, new, choice=choice, previewed=found.units
    )


@pytest.fixture
def campaign(town: Town) -> Campaign:
    firm = town.confirmed("founder")
    return Campaign(town, open_round(town), firm, town.units(firm)[0].id)


def elsewhere(town: Town, login: str, number: int, county: str, industry: str = "3484") -> str:
    """A confirmed firm of another county or industry."""
    firm_id = town.register(login, number, county=county, industry=industry, name=f"第{number}厂").firm_id
    town.decide(town.official(county), firm_id, login, accept=True)
    return firm_id


def acts(town: Town, subject: str) -> list[str]:
    with town.database.read(SYSTEM) as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number))  # type: ignore[arg-type]
        return [row.action for row in rows if row.subject == subject]


def test_the_owner_learns_how_far_a_unit_is_and_the_log_keeps_every_act(
    campaign: Campaign, clock: StandingClock
) -> None:
    town = campaign.town
    assert campaign.state() == "not_started"
    form = campaign.open_form()
    assert campaign.state() == "started"
    assert campaign.open_form() == form
    submission = campaign.submit(form)
    page = rounds.round_page(
        town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, wanted=UnitFilter("submitted")
    )
    assert [one.submission_id for one in page.units] == [submission]
    with town.database.write(SYSTEM) as session:
        forms.close(session, form, drafts.RETURNED)
    assert campaign.state() == "returned"
    again = campaign.submit(form)
    assert again != submission
    assert campaign.state() == "submitted"
    rounds_acts.extend(
        town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, closes_on=date(2026, 7, 5)
    )
    rounds_acts.close(town.database, campaign.county, town.catalogue, BINJIANG, campaign.id)
    assert acts(town, f"round:{campaign.id}") == ["round_open", "round_extend", "round_close"]


def test_a_self_test_outside_the_round_is_neither_seen_nor_in_the_way(campaign: Campaign) -> None:
    town = campaign.town
    own = assessing.open_assessment(town.database, campaign.founder, town.catalogue, campaign.unit, SHORT)
    assert campaign.state() == "not_started"
    campaign.submit(own)
    assert campaign.state() == "not_started"
    asked = campaign.open_form(carry=True)
    assert asked != own
    shown = hub.firm_hub(town.database, campaign.founder, town.catalogue, campaign.firm).units[0]
    assert [one.form.assessment_id for one in shown.asked] == [asked]
    assert own in [form.assessment_id for form in shown.forms]
    assert asked not in [form.assessment_id for form in (*shown.forms, *shown.earlier)]


def test_the_last_day_ends_at_midnight_in_shanghai_and_an_extension_opens_the_round_again(
    campaign: Campaign, clock: StandingClock
) -> None:
    town = campaign.town
    form = campaign.open_form()
    # 23:59 in Shanghai is the afternoon of the same day in UTC, 00:00 is still that day there.
    clock.set(2026, 6, 30, 23, 59)
    assert campaign.state() == "started"
    check = checking.check(town.database, campaign.founder, town.catalogue, form)
    assert check.may_submit
    clock.set(2026, 7, 1, 0, 0)
    assert campaign.state() == "missed"
    with pytest.raises(ConflictError, match=r"2026年6月30日 24 时截止.*滨江区主管部门"):
        submitting.submit(town.database, campaign.founder, town.catalogue, form, check.seen)
    assert not checking.check(town.database, campaign.founder, town.catalogue, form).may_submit
    with pytest.raises(InvalidInputError, match="2026年7月1日或以后"):
        rounds_acts.extend(
            town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, closes_on=date(2026, 6, 30)
        )
    for day in (date(2026, 7, 1), date(2026, 7, 9)):
        rounds_acts.extend(
            town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, closes_on=day
        )
    (asked,) = round_invitations.of_actor(town.database, campaign.founder, town.catalogue)
    assert (asked.closes_on, asked.first_closes_on) == (date(2026, 7, 9), date(2026, 6, 30))
    assert campaign.state() == "started"
    campaign.submit(form)
    assert campaign.state() == "submitted"


def test_after_the_last_day_nothing_is_opened_but_what_came_back_may_be_submitted_again(
    campaign: Campaign, clock: StandingClock
) -> None:
    town = campaign.town
    form = campaign.open_form()
    campaign.submit(form)
    other = elsewhere(town, "late", 2, BINJIANG)
    rounds_acts.ask_more(
        town.database,
        campaign.county,
        town.catalogue,
        BINJIANG,
        campaign.id,
        choice=Choice(by="codes", codes=code_number(2)),
        previewed=1,
    )
    clock.set(2026, 7, 1, 8)
    with pytest.raises(ConflictError, match="截止"):
        assessing.open_in_round(
            town.database, town.person("late"), town.catalogue, town.units(other)[0].id, campaign.id
        )
    with town.database.write(SYSTEM) as session:
        forms.close(session, form, drafts.RETURNED)
    campaign.submit(form)
    assert campaign.state() == "submitted"
    with town.database.write(SYSTEM) as session:
        forms.close(session, form, drafts.RETURNED)
    rounds_acts.close(town.database, campaign.county, town.catalogue, BINJIANG, campaign.id)
    with pytest.raises(ConflictError, match="结束"):
        campaign.submit(form)
    with pytest.raises(ConflictError, match="另外发起"):
        rounds_acts.extend(
            town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, closes_on=date(2026, 8, 1)
        )


def test_a_round_belongs_to_the_area_that_asks_and_to_nobody_else(campaign: Campaign) -> None:
    town, catalogue = campaign.town, campaign.town.catalogue
    city = town.official(HANGZHOU)
    for other in (town.official(YUHANG), town.official(NINGHAI), city, town.person("founder")):
        with pytest.raises(NotFoundError):
            rounds.round_page(town.database, other, catalogue, BINJIANG, campaign.id, wanted=UnitFilter())
        with pytest.raises(NotFoundError):
            rounds_acts.close(town.database, other, catalogue, BINJIANG, campaign.id)
    with pytest.raises(NotFoundError):
        rounds.area_rounds(town.database, town.official(YUHANG), catalogue, BINJIANG)
    # From above a round is known by name and term alone, and so is one from above to those below.
    seen = rounds.area_rounds(town.database, city, catalogue, BINJIANG)
    assert (seen.own, [one.name for one in seen.others]) == ((), [NEW.name])
    of_city = open_round(town, replace(NEW, name="全市评测"), region=HANGZHOU)
    below = rounds.area_rounds(town.database, campaign.county, catalogue, BINJIANG)
    assert [one.id for one in below.others] == [of_city]
    elsewhere_in_city = rounds.area_rounds(town.database, town.official(YUHANG), catalogue, YUHANG)
    assert elsewhere_in_city.others == ()


def test_every_line_of_a_list_is_answered_for_and_firms_elsewhere_look_like_firms_nowhere(
    campaign: Campaign,
) -> None:
    town = campaign.town
    elsewhere(town, "neighbour", 2, YUHANG)
    town.register("waiting", 3, name="待确认厂")
    elsewhere(town, "second", 4, BINJIANG)
    wide = code_number(4).translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789"})
    lines = [
        "统一社会信用代码",
        f"{wide}  第二厂",
        code_number(2),
        code_number(5),
        code_number(3),
        code_number(4),
        code_number(1)[:-1] + ("0" if code_number(1)[-1] != "0" else "1"),
        code_number(1),
    ]
    choice = Choice(by="codes", codes="\n".join(lines))
    found = rounds_acts.preview_more(
        town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, choice=choice
    )
    assert (found.units, found.known) == (1, 1)
    reasons = {line.number: line.reason for line in found.problems}
    assert set(reasons) == {1, 3, 4, 5, 6, 7}
    assert reasons[3] == reasons[4]
    assert "没有登记，或登记在其他地区" in reasons[3]
    assert "还没有确认" in reasons[5]
    assert reasons[6] == "与第 2 行重复"
    assert "校验位" in reasons[7]
    with pytest.raises(ConflictError, match="核对"):
        rounds_acts.ask_more(
            town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, choice=choice, previewed=2
        )

    def ask() -> int:
        return rounds_acts.ask_more(
            town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, choice=choice, previewed=1
        )

    assert ask() == 1
    with pytest.raises(InvalidInputError, match="没有符合条件"):
        ask()
    with town.database.read(SYSTEM) as session:
        assert len(list(session.scalars(select(RoundUnit)))) == 2


def test_firms_are_chosen_by_part_industry_size_scale_and_cluster_one_unit_each(town: Town) -> None:
    first = town.confirmed("founder", 1)
    site = profiles.NewUnit(first, "site", replace(PROFILE, name="二厂区", county=YUHANG))
    profiles.add(town.database, town.person("founder"), town.catalogue, site)
    elsewhere(town, "weaver", 2, YUHANG, industry="1711")
    elsewhere(town, "outside", 3, NINGHAI)
    with town.database.write(SYSTEM) as session:
        firm = session.get_one(Firm, first)
        firm.size, firm.above_scale = "small", True
    city = town.official(HANGZHOU)

    def number(**wanted: str) -> int:
        choice = Choice(**wanted)  # type: ignore[arg-type]
        return rounds_acts.preview_new(
            town.database, city, town.catalogue, HANGZHOU, NEW, choice=choice
        ).units

    assert number() == 2
    # In 余杭区 alone the firm takes part with its site there.
    assert (number(area=YUHANG), number(area=BINJIANG)) == (2, 1)
    assert (number(industry="34 通用设备制造业"), number(industry="3484"), number(industry="17")) == (1, 1, 1)
    assert (number(size="small"), number(size="large"), number(scale="yes"), number(scale="no")) == (
        1,
        0,
        1,
        0,
    )
    modern = next(one for one in town.catalogue.clusters if "textile" in one or "fashion" in one)
    assert number(cluster=modern) <= 1
    for wrong in ({"area": NINGHAI}, {"industry": "99999"}, {"size": "huge"}, {"cluster": "none"}):
        with pytest.raises(InvalidInputError):
            number(**wrong)


def test_a_new_round_tells_everything_that_is_wrong_at_once(town: Town) -> None:
    town.confirmed("founder")
    bad = NewRound("", "no-such", "", date(2026, 6, 1), date(2026, 5, 1))
    with pytest.raises(InvalidInputError) as caught:
        open_round(town, bad, Choice(industry="xx"))
    assert set(caught.value.fields) == {"name", "questionnaire", "opens_on", "closes_on", "industry"}
    open_round(town)
    with pytest.raises(InvalidInputError, match="同名"):
        open_round(town)
    with town.database.read(SYSTEM) as session:
        assert [one.name for one in session.scalars(select(Round)) if one.region] == [NEW.name]


def test_reminding_marks_those_who_have_not_submitted(campaign: Campaign) -> None:
    town = campaign.town
    elsewhere(town, "second", 2, BINJIANG)
    rounds_acts.ask_more(
        town.database, campaign.county, town.catalogue, BINJIANG, campaign.id, choice=ALL, previewed=1
    )
    campaign.submit(campaign.open_form())
    assert rounds_acts.remind(town.database, campaign.county, town.catalogue, BINJIANG, campaign.id) == 1
    (mine,) = round_invitations.of_actor(town.database, campaign.founder, town.catalogue)
    (theirs,) = round_invitations.of_actor(town.database, town.person("second"), town.catalogue)
    assert mine.reminded_at is None
    assert theirs.reminded_at is not None


def test_a_firm_that_is_not_asked_finds_no_round(campaign: Campaign) -> None:
    town = campaign.town
    firm_id = firms.register(
        town.database, town.person("other"), town.catalogue, NewFirm(code_number(9), PROFILE)
    ).firm_id
    assert round_invitations.in_round(town.database, town.person("other"), town.catalogue, campaign.id) == ()
    with pytest.raises(NotFoundError):
        assessing.open_in_round(
            town.database, town.person("other"), town.catalogue, town.units(firm_id)[0].id, campaign.id
        )
    with pytest.raises(NotFoundError):
        assessing.open_in_round(
            town.database, town.person("other"), town.catalogue, campaign.unit, campaign.id
        )


def test_nothing_enters_a_round_that_ends_while_it_is_being_submitted(campaign: Campaign) -> None:
    town = campaign.town
    form = campaign.open_form()
    with ThreadPoolExecutor(1) as others:
        with town.database.write(campaign.county) as session:
            round_queries.one(session, BINJIANG, campaign.id, lock=True)
            round_queries.close(session, campaign.id, house_clock.now())
            session.flush()
            submitting_now = others.submit(campaign.submit, form)
            wait([submitting_now], timeout=0.5)
        with pytest.raises(ConflictError, match="结束"):
            submitting_now.result()
    assert campaign.state() == "missed"
