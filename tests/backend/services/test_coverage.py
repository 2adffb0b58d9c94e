"""The county summary: every change moves it in the transaction that causes it, and counting anew agrees."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries.firms import move_standings
from backend.db.tables.base import new_id
from backend.db.tables.coverage import Coverage
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import RoundStanding, Standing
from backend.db.tables.titles import Recognition
from backend.services import coverage, firms
from backend.services.coverage import TitleDays
from tests.backend.plant import COUNTY, Plant, everything, lowest_for

CITY, PROVINCE = f"{COUNTY[:4]}00", "330000"


def summary(database: Database) -> dict[tuple[str, str], int]:
    """County and measure to number over all firms, zeros left out; of rounds nothing."""
    with database.read(SYSTEM) as session:
        found = coverage.read(session, "")
    return {
        (county, measure): number
        for (county, _, measure), number in found.items()
        if number and coverage.round_of(measure) is None
    }


def test_a_firm_moves_from_awaiting_confirmation_to_the_register_to_its_level(plant: Plant) -> None:
    assert summary(plant.database) == {(COUNTY, "unconfirmed"): 1}
    plant.confirm()
    assert summary(plant.database) == {(COUNTY, "units"): 1, (COUNTY, "firms"): 1}
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    assert (COUNTY, "submitted") not in summary(plant.database), "a draft is invisible"
    plant.submit()
    after = summary(plant.database)
    assert after[COUNTY, "submitted"] == 1
    assert sum(number for (_, measure), number in after.items() if measure.startswith("declared:")) == 1
    assert coverage.check(plant.database) == []


def test_what_an_unconfirmed_firm_submits_counts_once_it_is_confirmed(plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    assert summary(plant.database) == {(COUNTY, "unconfirmed"): 1}
    plant.confirm()
    assert summary(plant.database)[COUNTY, "submitted"] == 1
    assert coverage.check(plant.database) == []


def test_a_unit_that_moves_takes_its_counts_along(plant: Plant) -> None:
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    with plant.database.write(SYSTEM) as session, coverage.kept(session, plant.firm_id):
        session.get_one(Unit, plant.unit_id).county = "330281"
        move_standings(session, plant.unit_id, "330281")
    assert {county for county, _ in summary(plant.database)} == {"330281"}
    assert coverage.check(plant.database) == []


def test_a_block_inside_a_block_counts_once(plant: Plant) -> None:
    with (
        plant.database.write(SYSTEM) as session,
        coverage.kept(session, plant.firm_id),
        coverage.kept(session, plant.firm_id),
    ):
        session.get_one(Firm, plant.firm_id).confirmed_at = house_clock.now()
    assert summary(plant.database) == {(COUNTY, "units"): 1, (COUNTY, "firms"): 1}


def test_a_change_that_fails_moves_nothing(plant: Plant) -> None:
    def confirm_and_fail() -> None:
        with plant.database.write(SYSTEM) as session:
            with coverage.kept(session, plant.firm_id):
                session.get_one(Firm, plant.firm_id).confirmed_at = house_clock.now()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        confirm_and_fail()
    assert summary(plant.database) == {(COUNTY, "unconfirmed"): 1}


def test_many_firms_of_one_county_at_once(plant: Plant) -> None:
    profile = firms.UnitProfile("甲厂", COUNTY, "3484", "discrete")

    def register(number: int) -> None:
        firm_id = new_id()
        with plant.database.write(SYSTEM) as session, coverage.kept(session, firm_id):
            firms.add_firm(session, firms.NewFirm(f"code-{number}", profile), firm_id)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(register, range(24)))
    assert summary(plant.database) == {(COUNTY, "unconfirmed"): 25}
    assert coverage.check(plant.database) == []


def test_two_confirmations_of_one_firm_count_once(plant: Plant) -> None:
    def confirm(_number: int) -> None:
        with plant.database.write(SYSTEM) as session, coverage.kept(session, plant.firm_id):
            firm = session.get_one(Firm, plant.firm_id)
            if firm.confirmed_at is None:
                firm.confirmed_at = house_clock.now()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(confirm, range(4)))
    assert summary(plant.database) == {(COUNTY, "units"): 1, (COUNTY, "firms"): 1}


def test_a_wrong_number_is_found_and_put_right(plant: Plant) -> None:
    plant.confirm()
    with plant.database.write(SYSTEM) as session:
        session.get_one(Coverage, ("", COUNTY, "", "units")).number = 7
        session.add(Coverage(county="330281", questionnaire="", measure="units", number=2))
    found = coverage.check(plant.database)
    assert [(each.county, each.stored, each.counted) for each in found] == [(COUNTY, 7, 1), ("330281", 2, 0)]
    assert "按明细应为 1" in str(found[0])
    assert coverage.rebuild(plant.database) == found
    assert coverage.check(plant.database) == []


def _add(session: Session) -> None:
    session.get_one(Coverage, ("", COUNTY, "", "units")).number = 7


def _remove(session: Session) -> None:
    session.delete(session.get_one(Coverage, ("d:34||", COUNTY, "zj-ladder", "submitted")))


def _add_to_the_city(session: Session) -> None:
    session.get_one(Coverage, ("", CITY, "", "units")).number = 7


def _remove_from_the_province(session: Session) -> None:
    session.delete(session.get_one(Coverage, ("d:34||", PROVINCE, "zj-ladder", "submitted")))


def _invent_a_city(session: Session) -> None:
    session.add(Coverage(slice="d:99||", county="339900", questionnaire="", measure="units", number=2))


def _invent(session: Session) -> None:
    # A county that has nothing, in a slice that nobody is in.
    session.add(Coverage(slice="d:99||", county="330999", questionnaire="", measure="units", number=2))


def _move_a_unit(session: Session) -> None:
    session.execute(update(Unit).values(industry="1711"))


def _forget_a_confirmation(session: Session) -> None:
    session.execute(update(Firm).values(confirmed_at=None))


def _set_a_size(session: Session) -> None:
    session.execute(update(Firm).values(size="large"))


def _lower_a_standing(session: Session) -> None:
    session.execute(update(Standing).values(certain="none"))


def _lose_the_round(session: Session) -> None:
    session.execute(delete(RoundStanding))


def test_whatever_is_done_behind_the_back_of_the_summary_is_found_named_and_put_right(plant: Plant) -> None:
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    assert coverage.check(plant.database) == []
    harms: list[Callable[[Session], None]] = [
        _add, _remove, _invent, _add_to_the_city, _remove_from_the_province, _invent_a_city,
        _lower_a_standing, _lose_the_round, _move_a_unit, _set_a_size,
        _forget_a_confirmation,
    ]  # fmt: skip
    for harm in harms:
        with plant.database.write(SYSTEM) as session:
            harm(session)
        found = coverage.check(plant.database)
        assert found, harm
        assert all(each.county in str(each) for each in found)
        assert coverage.check(plant.database) == found, "checking puts nothing right"
        assert coverage.rebuild(plant.database)
        assert coverage.check(plant.database) == [], harm


def test_a_title_goes_with_its_holder_into_other_slices(plant: Plant) -> None:
    days = TitleDays(date(2024, 3, 1), None, None)
    step = coverage.recognised("zj-smart-factory", days.start)
    plant.grant("zj-smart-factory", days.start)
    with plant.database.write(SYSTEM) as session:
        coverage.move_title(session, COUNTY, "zj-smart-factory", None, days, unit_id=plant.unit_id)
        # Of a name that nobody on the register has.
        session.add(
            Recognition(
                kind="zj-smart-factory", holder_name="某公司", county=COUNTY, start=days.start,
                source="名单", entered_at=house_clock.now(),
            )
        )  # fmt: skip
        coverage.move_title(session, COUNTY, "zj-smart-factory", None, days)
    assert of_slice(plant, "")[step] == 2
    assert of_slice(plant, "d:34||")[step] == 1
    assert of_slice(plant, "d:34|unknown|unknown")[step] == 1
    with plant.database.write(SYSTEM) as session, coverage.kept(session, plant.firm_id):
        session.get_one(Unit, plant.unit_id).industry = "1711"
    assert not of_slice(plant, "d:34||").get(step)
    assert of_slice(plant, "d:17||")[step] == 1
    assert coverage.check(plant.database) == []


def of_slice(plant: Plant, of: str) -> dict[str, int]:
    """Measure to number of a slice of the county."""
    with plant.database.read(SYSTEM) as session:
        return {measure: number for (_, _, measure), number in coverage.read(session, COUNTY, of).items()}


def test_titles_are_steps_on_their_days(plant: Plant) -> None:
    days = TitleDays(date(2024, 3, 1), date(2027, 2, 28), None)
    revoked = TitleDays(date(2024, 3, 1), date(2027, 2, 28), date(2025, 1, 1))
    with plant.database.write(SYSTEM) as session:
        coverage.move_title(session, COUNTY, "zj-smart-factory", None, days)
    steps = Counter({m: n for (_, m), n in summary(plant.database).items() if m.startswith("recognised")})
    assert steps == {
        "recognised:2024-03-01:zj-smart-factory": 1,
        "recognised:2027-03-01:zj-smart-factory": -1,
    }
    with plant.database.write(SYSTEM) as session:
        coverage.move_title(session, COUNTY, "zj-smart-factory", days, revoked)
    assert summary(plant.database)[COUNTY, "recognised:2025-01-01:zj-smart-factory"] == -1


def test_a_title_counts_through_its_last_day_and_not_on_the_day_of_its_revocation() -> None:
    days = TitleDays(date(2024, 3, 1), date(2027, 2, 28), None)
    assert not days.in_force(date(2024, 2, 29))
    assert days.in_force(date(2024, 3, 1))
    assert days.in_force(date(2027, 2, 28))
    assert not days.in_force(date(2027, 3, 1))
    assert not TitleDays(date(2024, 3, 1), None, date(2025, 1, 1)).in_force(date(2025, 1, 1))
    assert not TitleDays(date(2024, 3, 1), None, date(2024, 3, 1)).in_force(date(2024, 3, 1))
