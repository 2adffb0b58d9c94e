"""Rights lent to a smaller area: who may lend what, and what the borrower may do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend import clock as house_clock
from backend.services import delegations
from backend.services.delegations import NewDelegation
from backend.services.errors import ForbiddenError, InvalidInputError, NotFoundError
from tests.backend.docket import CITY, PROVINCE, Docket, submitted
from tests.backend.plant import COUNTY, Plant
from tests.conftest import StandingClock

SITE_CHECK = "zj-ladder:site_check"


def lend(docket: Docket, giver: str, taker: str, right: str = SITE_CHECK, days: int | None = None) -> str:
    """An area lends a right from today on."""
    today = house_clock.today()
    ends = None if days is None else today + timedelta(days=days)
    new = NewDelegation(taker, right, today, ends, "浙经信委〔2026〕1号")
    plant = docket.plant
    return delegations.lend(plant.database, docket.official(giver), plant.catalogue, giver, new)


def at_site_check(plant: Plant) -> Docket:
    """A submission that waits for its on-site check."""
    docket = submitted(plant)
    docket.pass_on(COUNTY, "county-check")
    docket.pass_on(CITY, "city-recommendation")
    return docket


def test_the_city_acts_for_the_province_while_the_right_lasts(plant: Plant, clock: StandingClock) -> None:
    docket = at_site_check(plant)
    with pytest.raises(ForbiddenError):
        docket.check_on_site(CITY)
    lend(docket, PROVINCE, CITY, days=3)
    docket.check_on_site(CITY)
    clock.advance(days=4)
    with pytest.raises(ForbiddenError):
        docket.pass_on(CITY, "site-check")


def test_a_right_taken_back_is_gone_at_once(plant: Plant) -> None:
    docket = at_site_check(plant)
    right = lend(docket, PROVINCE, COUNTY)
    docket.check_on_site(COUNTY)
    province = docket.official(PROVINCE)
    delegations.withdraw(plant.database, province, plant.catalogue, PROVINCE, right)
    with pytest.raises(ForbiddenError):
        docket.pass_on(COUNTY, "site-check")
    listed = delegations.delegations_of(plant.database, province, plant.catalogue, PROVINCE)
    assert [line.state for line in listed.lines] == ["withdrawn"]


def test_a_right_is_for_the_kind_of_step_and_the_own_counties(plant: Plant) -> None:
    docket = at_site_check(plant)
    lend(docket, PROVINCE, CITY, "zj-ladder:publicity")
    with pytest.raises(ForbiddenError):
        docket.check_on_site(CITY)
    lend(docket, PROVINCE, "330200")
    with pytest.raises(NotFoundError):
        docket.check_on_site("330200")


def test_nobody_lends_what_he_does_not_have_or_only_borrowed(plant: Plant) -> None:
    docket = at_site_check(plant)
    lend(docket, PROVINCE, CITY)
    for giver, taker, right in (
        (CITY, COUNTY, SITE_CHECK),
        (COUNTY, COUNTY, "zj-ladder:formal"),
        (PROVINCE, PROVINCE, SITE_CHECK),
        (CITY, "330281", "zj-ladder:recommendation"),
    ):
        with pytest.raises(InvalidInputError):
            lend(docket, giver, taker, right)
    lend(docket, CITY, COUNTY, "zj-ladder:recommendation")
    stranger = replace(docket.official(CITY), region="330200")
    with pytest.raises(NotFoundError):
        delegations.delegations_of(plant.database, stranger, plant.catalogue, CITY)
