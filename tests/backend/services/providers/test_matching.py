"""Matching from what is stored: who is a candidate, what counts, and what cannot."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from backend import clock as house_clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.firms import Membership, Unit
from backend.db.tables.providers import Provider
from backend.services.errors import NotFoundError
from backend.services.providers import enquiries, matching, people
from backend.services.providers.enquiries import Opinion
from backend.services.providers.matching import Matches, Wanted
from scoring.matching import COUNTY, INDUSTRY_NAMED, Past
from tests.backend import providers
from tests.backend.dealings import CAPABILITIES, Dealings, begin
from tests.backend.officials import PROVINCE
from tests.backend.plant import COUNTY as HERE
from tests.backend.plant import Plant
from tests.conftest import StandingClock

CITY = "330100"


def found(plant: Plant, **wanted: str) -> Matches:
    return matching.matches_of(
        plant.database,
        plant.owner,
        plant.catalogue,
        plant.unit_id,
        Wanted(**wanted),  # type: ignore[arg-type]
    )


def names(matches: Matches) -> list[str]:
    return [one.provider.id for one in matches.found]


def enlist(plant: Plant, number: int, **offered: object) -> str:
    owner, _token = plant.person(f"vendor-{number}")
    given = {"capabilities": CAPABILITIES, "areas": (CITY,), "county": HERE, **offered}
    return providers.enlist(plant.database, plant.catalogue, owner, PROVINCE, number, **given)


def test_candidates_offer_a_needed_capability_here_and_in_the_industry_as_the_province_confirmed(
    plant: Plant,
) -> None:
    dealings = begin(plant)
    enlist(plant, 9101, areas=("330200",))
    enlist(plant, 9102, industries=("17",))
    enlist(plant, 9103, capabilities=("customer-service",), areas=("330000",))
    suspended = enlist(plant, 9104)
    providers.decide(plant.database, plant.catalogue, PROVINCE, suspended, "suspend", "核查中")
    waiting, _token = plant.person("waiting")
    later = providers.enlist(
        plant.database, plant.catalogue, waiting, PROVINCE, 9105, capabilities=("talent",), areas=("330200",)
    )
    # What was added after the province looked counts for nothing until it has looked again.
    providers.choose(plant.database, plant.catalogue, waiting, later, CAPABILITIES, ("*",), (CITY,))
    near = enlist(plant, 9106, industries=("34",), areas=(HERE,))
    matches = found(plant, capability="mes")
    assert names(matches) == [near, dealings.provider]
    first = matches.found[0]
    assert (first.match.offer.industry, first.match.offer.area, first.area) == (INDUSTRY_NAMED, COUNTY, HERE)


def test_nothing_but_the_stated_inputs_moves_a_place(plant: Plant) -> None:
    begin(plant)
    for number in (9101, 9102, 9103):
        enlist(plant, number)
    before = names(found(plant))
    assert len(before) == 4
    with plant.database.write(SYSTEM) as session:
        for place, one in enumerate(reversed(before)):
            session.execute(
                update(Provider)
                .where(col(Provider.id) == one)
                .values(
                    name=f"A{place}", name_key=f"A{place}", sort_key=f"{place}", summary="最好" * 50,
                    website="https://example.org", contact="找我", version=99, county="330200",
                    created_at=house_clock.now(), submitted_at=house_clock.now(),
                )
            )  # fmt: skip
    assert names(found(plant)) == before


def test_the_past_counts_each_firm_once_and_not_where_somebody_works_for_both(
    plant: Plant, clock: StandingClock
) -> None:
    dealings = begin(plant)
    enquiry = dealings.close("mes", "not_done")
    clock.advance(minutes=1)
    later = dealings.close("mes", "done")
    enquiries.give_feedback(plant.database, plant.owner, later, Opinion("yes"))
    enquiries.give_feedback(plant.database, plant.owner, enquiry, Opinion("no"))
    assert past_of(dealings) == Past((1, 0, 0), (1, 0, 0))
    # Neither claiming the firm nor taking in its people afterwards does away with a verdict.
    claim = Membership(
        account_id=dealings.vendor.account_id,
        firm_id=plant.firm_id,
        role="member",
        confirmed=False,
        created_at=house_clock.now(),
    )
    with plant.database.write(SYSTEM) as session:
        session.add(claim)
    clock.advance(minutes=1)
    people.add(plant.database, dealings.vendor, dealings.provider, "owner", "member")
    assert past_of(dealings) == Past((1, 0, 0), (1, 0, 0))
    people.remove(plant.database, dealings.vendor, dealings.provider, plant.owner.account_id)
    (one,) = found(plant).found
    assert not one.tied
    with plant.database.write(SYSTEM) as session:
        session.merge(claim).confirmed = True
    assert past_of(dealings) == Past()
    (one,) = found(plant).found
    assert one.tied


def past_of(dealings: Dealings) -> Past:
    plant = dealings.plant
    with plant.database.read(SYSTEM) as session:
        unit = session.get_one(Unit, plant.unit_id)
        (offer,) = matching.offers_for(session, unit, CAPABILITIES)
    return offer.past


def test_a_provider_that_diagnosed_the_firm_is_marked_and_the_filters_narrow(plant: Plant) -> None:
    dealings = begin(plant)
    dealings.ask()
    dealings.diagnosed()
    (one,) = found(plant).found
    assert one.diagnosed
    closes = one.match.closes
    matches = found(plant, action=closes[0])
    assert matches.found[0].match.closes == (closes[0],)
    assert matches.needed == found(plant).needed
    assert found(plant, capability="warehouse-automation").found == ()
    assert found(plant, action="no-such").found == ()


def test_the_page_is_the_own_firms(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    for who in (dealings.vendor, PROVINCE, Actor()):
        with pytest.raises(NotFoundError):
            matching.matches_of(plant.database, who, plant.catalogue, plant.unit_id, Wanted())
