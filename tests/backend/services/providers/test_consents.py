"""What a firm lets a provider see: no more, no longer, and every look on record."""

from datetime import timedelta

import pytest

from backend import clock as house_clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.firms import Firm, Membership
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.providers import consented, consents
from backend.services.providers.consented import ConsentedFirm
from backend.services.providers.consents import NewConsent
from tests.backend import providers
from tests.backend.dealings import Dealings, begin
from tests.backend.officials import PROVINCE, XIAOSHAN
from tests.backend.plant import Plant
from tests.conftest import StandingClock


def look(dealings: Dealings, consent: str, actor: Actor | None = None, provider: str = "") -> ConsentedFirm:
    plant = dealings.plant
    return consented.look(
        plant.database, actor or dealings.vendor, plant.catalogue, provider or dealings.provider, consent
    )


def looks(dealings: Dealings) -> list[tuple[str, str, str]]:
    plant = dealings.plant
    found = consents.consents_of(plant.database, plant.owner, plant.firm_id)
    return sorted((one.provider, one.person, one.part) for one in found.looks)


def test_a_provider_sees_the_parts_that_were_consented_and_every_look_is_on_record(plant: Plant) -> None:
    dealings = begin(plant)
    seen = look(dealings, dealings.consent("profile", "result"))
    assert seen.profile is not None
    assert seen.profile.unit.id == plant.unit_id
    assert seen.result is not None
    assert seen.result.certain == "数字化车间"
    assert seen.gaps is None
    assert seen.advice is None
    assert seen.match is None
    name = "演示服务商9001号"
    assert looks(dealings) == [(name, "vendor", "profile"), (name, "vendor", "result")]
    rest = look(dealings, dealings.consent("gaps", "advice"))
    assert rest.profile is None
    assert rest.result is None
    assert rest.gaps is not None
    assert rest.gaps.lines
    assert rest.advice is not None
    # Why it fits tells the place and the industry, which are the profile's.
    assert rest.match is None
    assert [part for _who, _person, part in looks(dealings)] == ["advice", "gaps", "profile", "result"]
    assert look(dealings, dealings.consent("profile", "advice")).match is not None


def test_a_withdrawal_between_two_looks_ends_them_at_once(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    consent = dealings.consent("profile")
    assert look(dealings, consent).profile
    consents.withdraw(plant.database, plant.owner, plant.firm_id, consent)
    with pytest.raises(NotFoundError):
        look(dealings, consent)
    assert not consented.firms_of(plant.database, dealings.vendor, dealings.provider).lines
    assert len(looks(dealings)) == 1
    with pytest.raises(ConflictError):
        consents.withdraw(plant.database, plant.owner, plant.firm_id, consent)


def test_a_withdrawal_while_the_page_is_being_made_leaves_nothing(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    dealings = begin(plant, submit=False)
    consent = dealings.consent("profile")
    make = consented._shown

    def shown_then_withdrawn(*given: object) -> ConsentedFirm:
        found = make(*given)  # type: ignore[arg-type]
        consents.withdraw(plant.database, plant.owner, plant.firm_id, consent)
        return found

    monkeypatch.setattr(consented, "_shown", shown_then_withdrawn)
    with pytest.raises(NotFoundError):
        look(dealings, consent)
    assert looks(dealings) == []


def test_it_ends_after_its_last_day_in_shanghai_and_with_the_suspension(
    plant: Plant, clock: StandingClock
) -> None:
    dealings = begin(plant, submit=False)
    consent = dealings.consent("profile", days=1)
    # 2026-06-16 23:59 in Shanghai is still the last day; a minute later it is not.
    clock.set(2026, 6, 16, 23, 59)
    assert look(dealings, consent).profile
    clock.advance(minutes=1)
    with pytest.raises(NotFoundError):
        look(dealings, consent)
    (line,) = consents.consents_of(plant.database, plant.owner, plant.firm_id).lines
    assert line.state == "expired"
    again = dealings.consent("profile")
    providers.decide(plant.database, plant.catalogue, PROVINCE, dealings.provider, "suspend", "核查中")
    with pytest.raises(NotFoundError):
        look(dealings, again)
    providers.decide(plant.database, plant.catalogue, PROVINCE, dealings.provider, "restore", "已整改")
    assert look(dealings, again).profile
    # Undoing the list that confirmed the firm: what was filled in may not be its own.
    with plant.database.write(SYSTEM) as session:
        session.get_one(Firm, plant.firm_id).confirmed_at = None
    with pytest.raises(NotFoundError):
        look(dealings, again)
    (shown,) = [
        one
        for one in consents.consents_of(plant.database, plant.owner, plant.firm_id).lines
        if one.id == again
    ]
    assert shown.state == "unconfirmed"


def test_nobody_else_sees_it(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    consent = dealings.consent("profile")
    rival, _token = plant.person("rival")
    other = providers.enlist(plant.database, plant.catalogue, rival, PROVINCE, 9002)
    for who, provider in (
        (rival, dealings.provider),
        (rival, other),
        (dealings.vendor, other),
        (plant.owner, dealings.provider),
        (XIAOSHAN, dealings.provider),
        (Actor(), dealings.provider),
    ):
        with pytest.raises(NotFoundError):
            look(dealings, consent, who, provider)
    assert not consented.firms_of(plant.database, rival, other).lines
    with pytest.raises(NotFoundError):
        consents.consents_of(plant.database, dealings.vendor, plant.firm_id)
    with pytest.raises(NotFoundError):
        consents.withdraw(plant.database, rival, plant.firm_id, consent)
    assert looks(dealings) == []


def test_only_an_owner_of_a_confirmed_firm_gives_one_to_a_listed_provider(plant: Plant) -> None:
    vendor, _token = plant.person("vendor")
    listed = providers.enlist(plant.database, plant.catalogue, vendor, PROVINCE)
    draft = providers.enter(plant.database, plant.catalogue, vendor, 9002)
    until = house_clock.today() + timedelta(days=90)

    def give(actor: Actor, provider: str = listed, unit: str = plant.unit_id, days: int = 90) -> str:
        last = house_clock.today() + timedelta(days=days)
        return consents.give(
            plant.database, actor, plant.firm_id, NewConsent(provider, unit, ("profile",), last)
        )

    with pytest.raises(ConflictError, match="尚未经主管部门确认"):
        give(plant.owner)
    plant.confirm()
    colleague, _token = plant.person("colleague")
    with plant.database.write(colleague) as session:
        session.add(
            Membership(
                account_id=colleague.account_id,
                firm_id=plant.firm_id,
                role="member",
                confirmed=True,
                created_at=house_clock.now(),
            )
        )
    with pytest.raises(ForbiddenError):
        give(colleague)
    for wrong in ({"provider": draft}, {"unit": "0" * 20}, {"days": 366}, {"days": -1}):
        with pytest.raises(InvalidInputError):
            give(plant.owner, **wrong)
    with pytest.raises(InvalidInputError, match="至少勾选"):
        consents.give(
            plant.database, plant.owner, plant.firm_id, NewConsent(listed, plant.unit_id, ("all",), until)
        )
    first, second = give(plant.owner), give(plant.owner, days=30)
    states = {
        line.id: line.state for line in consents.consents_of(plant.database, colleague, plant.firm_id).lines
    }
    assert states == {first: "withdrawn", second: "in_force"}


def test_what_is_being_filled_is_shown_to_nobody(plant: Plant) -> None:
    dealings = begin(plant, submit=False)
    seen = look(dealings, dealings.consent("result", "gaps", "advice"))
    assert not seen.has_submission
    assert (seen.result, seen.gaps, seen.advice) == (None, None, None)
