import threading
from copy import copy
from datetime import date
from decimal import Decimal

import pytest

from assessments.needs import needs_of
from assessments.schema.fact import Source
from backend.auth.actor import SYSTEM
from backend.db.tables.firms import FactValue
from backend.services import facts, firms
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.facts import Entry, FactInput, NewStatement, Period, StaleFactError, StatedFact
from backend.services.firms import UnitProfile
from tests.backend.town import BINJIANG, Town
from tests.conftest import StandingClock

NOW = Period()
H1, H2 = (
    Period(start=date(2025, 1, 1), end=date(2025, 6, 30)),
    Period(start=date(2025, 7, 1), end=date(2025, 12, 31)),
)


class Desk:
    """The unit of a firm with people who state facts about it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.unit_id = town.units(town.register("founder").firm_id)[0].id

    def state(self, fact: str, *entries: Entry, login: str = "founder") -> int:
        posted = FactInput(self.unit_id, fact, entries)
        return facts.state(self.town.database, self.town.person(login), self.town.catalogue, posted)

    def enter(self, fact: str, value: str, source: Source, period: Period = NOW) -> None:
        """Somebody else than the firm says something."""
        with self.town.database.write(SYSTEM) as session:
            statements = [NewStatement(fact, value, period, source)]
            facts.append(session, self.town.catalogue, self.unit_id, statements)

    def stated(self, fact: str) -> StatedFact:
        page = facts.unit_facts(
            self.town.database, self.town.person("founder"), self.town.catalogue, self.unit_id
        )
        return next(each for each in (*page.asked, *page.others) if each.fact.id == fact)

    def seen(self, fact: str, period: Period = NOW) -> str:
        """The id of the firm's latest statement, as the page carries it."""
        own = (s for s in self.stated(fact).history if s.period == period and s.source is Source.SELF_STATED)
        return next(own).id

    def rows(self) -> int:
        with self.town.database.read(SYSTEM) as session:
            return session.query(FactValue).count()

    def for_rating(self) -> dict[str, list[tuple[object, int | None, Source]]]:
        with self.town.database.read(SYSTEM) as session:
            found = facts.for_rating(session, self.town.catalogue, self.unit_id)
        return {
            fact: [(each.value, each.year, each.source) for each in values] for fact, values in found.items()
        }


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def test_a_statement_is_kept_with_author_time_and_period(desk: Desk, clock: StandingClock) -> None:
    assert desk.state("revenue", Entry(Period(2025), ("12,345.6",))) == 1
    (said,) = desk.stated("revenue").history
    assert (said.value, said.period, said.source, said.author) == (
        "123456000",
        Period(2025),
        Source.SELF_STATED,
        "founder",
    )
    assert said.at == clock()


def test_a_correction_is_a_new_row_and_the_latest_counts(desk: Desk) -> None:
    desk.state("zj_digital_level", Entry(NOW, ("2.0",)))
    desk.state("zj_digital_level", Entry(NOW, ("2.5",), desk.seen("zj_digital_level")))
    stated = desk.stated("zj_digital_level")
    assert [said.value for said in stated.history] == ["2.5", "2"]
    assert [said.value for said in stated.current[NOW]] == ["2.5"]
    assert desk.for_rating()["zj_digital_level"] == [(Decimal("2.5"), None, Source.SELF_STATED)]


def test_an_empty_value_withdraws_and_the_fact_is_unknown_again(desk: Desk) -> None:
    desk.state("zj_digital_level", Entry(NOW, ("2.0",)))
    desk.state("zj_digital_level", Entry(NOW, ("",), desk.seen("zj_digital_level")))
    assert desk.stated("zj_digital_level").current == {}
    assert "zj_digital_level" not in desk.for_rating()
    assert desk.rows() == 2
    desk.state("zj_digital_level", Entry(NOW, ("3.0",), desk.seen("zj_digital_level")))
    assert desk.for_rating()["zj_digital_level"][0][0] == 3


def test_fields_that_nobody_touched_are_no_statements(desk: Desk) -> None:
    years = [Entry(Period(year), (value,)) for year, value in ((2025, "5"), (2024, ""), (2023, ""))]
    assert desk.state("revenue", *years) == 1
    again = [Entry(Period(2025), ("5.0",), desk.seen("revenue", Period(2025))), *years[1:]]
    assert desk.state("revenue", *again) == 0
    assert desk.rows() == 1


def test_a_year_does_not_answer_for_another(desk: Desk) -> None:
    desk.state("revenue", Entry(Period(2025), ("5",)), Entry(Period(2023), ("3",)))
    assert sorted(desk.for_rating()["revenue"], key=str) == [
        (Decimal(30000), 2023, Source.SELF_STATED),
        (Decimal(50000), 2025, Source.SELF_STATED),
    ]


def test_a_field_shown_before_a_colleagues_change_does_not_undo_it(desk: Desk) -> None:
    desk.state("revenue", Entry(Period(2025), ("5",)), Entry(Period(2024), ("4",)))
    old = {year: desk.seen("revenue", Period(year)) for year in (2025, 2024)}
    desk.state("revenue", Entry(Period(2024), ("44",), old[2024]))
    mine = [Entry(Period(2025), ("55",), old[2025]), Entry(Period(2024), ("4",), old[2024])]
    assert desk.state("revenue", *mine) == 1
    current = desk.stated("revenue").current
    assert [current[Period(year)][0].value for year in (2025, 2024)] == ["550000", "440000"]


def test_of_two_who_change_one_field_the_second_sees_both_values(desk: Desk) -> None:
    desk.state("zj_digital_level", Entry(NOW, ("2.0",)))
    old = desk.seen("zj_digital_level")
    desk.state("zj_digital_level", Entry(NOW, ("3.0",), old))
    with pytest.raises(StaleFactError) as caught:
        desk.state("zj_digital_level", Entry(NOW, ("2.5",), old))
    assert isinstance(caught.value, ConflictError)
    assert "3 级" in caught.value.message
    assert "2.5 级" in caught.value.message
    assert desk.rows() == 2


def test_of_two_who_state_at_once_one_is_told(desk: Desk) -> None:
    ready = threading.Barrier(2)
    refused = []

    def state(value: str) -> None:
        ready.wait()
        try:
            desk.state("zj_digital_level", Entry(NOW, (value,)))
        except StaleFactError as error:
            refused.append(error)

    threads = [threading.Thread(target=state, args=(value,)) for value in ("1.5", "2.5")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert desk.rows() == 1


def test_the_best_source_counts_and_the_others_are_shown(desk: Desk) -> None:
    desk.state("credit_grade", Entry(NOW, ("优秀",)))
    desk.enter("credit_grade", "良好", Source.OFFICIAL_PLATFORM)
    desk.enter("credit_grade", "合格", Source.IMPORTED)
    standing = desk.stated("credit_grade").current[NOW]
    assert [(said.value, said.source) for said in standing] == [
        ("良好", Source.OFFICIAL_PLATFORM),
        ("合格", Source.IMPORTED),
        ("优秀", Source.SELF_STATED),
    ]
    assert {source for _, _, source in desk.for_rating()["credit_grade"]} == {
        Source.OFFICIAL_PLATFORM,
        Source.IMPORTED,
        Source.SELF_STATED,
    }


def test_a_firm_withdraws_its_own_word_only(desk: Desk) -> None:
    desk.state("credit_grade", Entry(NOW, ("优秀",)))
    desk.enter("credit_grade", "良好", Source.VERIFIED)
    desk.state("credit_grade", Entry(NOW, (), desk.seen("credit_grade")))
    assert [said.value for said in desk.stated("credit_grade").current[NOW]] == ["良好"]


def test_a_ledger_is_a_list_of_dated_amounts(desk: Desk) -> None:
    desk.state("investment", Entry(H1, ("1,800",)))
    desk.state("investment", Entry(H2, ("650.5",)))
    current = desk.stated("investment").current
    assert {period: standing[0].value for period, standing in current.items()} == {
        H1: "18000000",
        H2: "6505000",
    }
    desk.state("investment", Entry(H1, ("",), current[H1][0].id))
    assert list(desk.stated("investment").current) == [H2]


@pytest.mark.parametrize("amount", ["1,800", "10"])
def test_a_second_row_of_the_same_period_is_refused_not_swallowed(desk: Desk, amount: str) -> None:
    desk.state("investment", Entry(H1, ("1,800",)))
    with pytest.raises(InvalidInputError) as caught:
        desk.state("investment", Entry(H1, (amount,)))
    assert "合计" in caught.value.fields["0"]
    assert desk.rows() == 1


@pytest.mark.parametrize(
    ("fact", "period"),
    [
        ("revenue", Period()),
        ("revenue", Period(1989)),
        ("revenue", Period(2027)),
        ("investment", Period()),
        ("investment", Period(start=date(2025, 1, 1))),
        ("investment", Period(start=date(2025, 2, 1), end=date(2025, 1, 1))),
        ("investment", Period(start=date(2025, 2, 1), end=date(2026, 6, 16))),
        ("zj_digital_level", Period(2025)),
    ],
)
def test_a_period_that_does_not_fit_is_refused(desk: Desk, fact: str, period: Period) -> None:
    with pytest.raises(InvalidInputError):
        desk.state(fact, Entry(period, ("1",)))
    assert desk.rows() == 0


def test_one_bad_field_saves_none_of_them(desk: Desk) -> None:
    with pytest.raises(InvalidInputError) as caught:
        desk.state("revenue", Entry(Period(2025), ("5",)), Entry(Period(2024), ("五",)))
    assert set(caught.value.fields) == {"1"}
    assert desk.rows() == 0


@pytest.mark.parametrize("login", ["stranger", "claimant", "official-330108", "admin"])
def test_only_those_who_work_for_the_firm_see_or_state_facts(desk: Desk, login: str) -> None:
    town = desk.town
    town.register("claimant")
    town.official()
    town.admin()
    with pytest.raises(NotFoundError):
        facts.unit_facts(town.database, town.person(login), town.catalogue, desk.unit_id)
    with pytest.raises(NotFoundError):
        desk.state("zj_digital_level", Entry(NOW, ("2",)), login=login)
    assert desk.rows() == 0


def test_a_fact_that_is_not_in_the_register_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.state("shoe_size", Entry(NOW, ("44",)))


def test_what_instruments_look_at_is_asked_first(desk: Desk) -> None:
    page = facts.unit_facts(
        desk.town.database, desk.town.person("founder"), desk.town.catalogue, desk.unit_id
    )
    asked = [each.fact.id for each in page.asked]
    looked_at = {
        name
        for each in facts.instruments(desk.town.catalogue)
        for name in needs_of(desk.town.catalogue, each)
    }
    assert {"zj_digital_level", "credit_grade", "investment", "project_done"}.issubset(asked)
    assert set(asked) == looked_at
    assert len(page.asked) + len(page.others) == len(desk.town.catalogue.facts)


def test_what_the_firms_word_cannot_decide_is_known(desk: Desk) -> None:
    closed = facts.decided_by_others(desk.town.catalogue)
    assert "violation_free_years" in closed
    assert not {"credit_grade", "zj_digital_level", "investment"} & closed
    by_register = {
        fact.id for fact in desk.town.catalogue.facts.values() if Source.SELF_STATED not in fact.accepts
    }
    assert by_register <= closed


# --- facts of the firm and of a unit ----------------------------------------------------------------------


def with_workshop(desk: Desk) -> Desk:
    """The same people in front of a second unit of the firm."""
    firm_id = desk.town.firm_of(desk.unit_id)
    profile = UnitProfile("二车间", BINJIANG, "3484", "discrete")
    with desk.town.database.write(SYSTEM) as session:
        unit_id = firms.add_unit(session, firm_id, "workshop", profile).id
    other = copy(desk)
    other.unit_id = unit_id
    return other


def test_a_fact_of_the_firm_is_stated_once_for_all_its_units(desk: Desk) -> None:
    other = with_workshop(desk)
    desk.state("revenue", Entry(Period(2025), ("5",)))
    assert other.for_rating()["revenue"] == desk.for_rating()["revenue"]
    other.state("revenue", Entry(Period(2025), ("6",), other.seen("revenue", Period(2025))))
    assert [said.value for said in desk.stated("revenue").history] == ["60000", "50000"]
    with pytest.raises(StaleFactError):
        desk.state("revenue", Entry(Period(2025), ("7",)))


def test_a_fact_of_a_unit_stays_with_it(desk: Desk) -> None:
    other = with_workshop(desk)
    desk.state("project_done", Entry(NOW, ("2025-03-31",)))
    assert "project_done" not in other.for_rating()
    other.state("project_done", Entry(NOW, ("2024-03-31",)))
    assert [said.value for said in desk.stated("project_done").history] == ["2025-03-31"]


def test_another_firm_sees_none_of_it(desk: Desk) -> None:
    desk.state("revenue", Entry(Period(2025), ("5",)))
    other = copy(desk)
    other.unit_id = desk.town.units(desk.town.register("founder", 2).firm_id)[0].id
    assert other.for_rating() == {}
    assert other.stated("revenue").history == ()


def test_the_register_says_which_facts_belong_to_a_unit(desk: Desk) -> None:
    of_units = {fact.id for fact in desk.town.catalogue.facts.values() if fact.subject == "unit"}
    assert of_units == {
        "secure_controllable",
        "sector_standing",
        "investment",
        "project_start",
        "project_done",
        "project_kind",
        "maturity_level",
        "scenes_built",
        "scenes_with_ai",
        "links_covered",
    }
