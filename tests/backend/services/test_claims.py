import threading
from dataclasses import replace

import pytest

from backend import clock as house_clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.queries.coverage import hold_firm
from backend.db.tables.firms import Membership
from backend.services import assessing, claims, firms, members, profiles
from backend.services.errors import ConflictError, NotFoundError
from backend.services.profiles import NewUnit
from tests.backend.town import BINJIANG, NINGHAI, PROFILE, Town, code_number
from tests.conftest import StandingClock


class Withdrawal(threading.Thread):
    """Somebody takes a claim back in another thread; `error` is what came of it."""

    def __init__(self, town: Town, claimant: Actor, firm_id: str) -> None:
        super().__init__()
        self.town, self.claimant, self.firm_id = town, claimant, firm_id
        self.error: NotFoundError | None = None

    def run(self) -> None:
        """Keep the refusal for the test."""
        try:
            firms.withdraw_claim(self.town.database, self.claimant, self.firm_id)
        except NotFoundError as error:
            self.error = error


def waiting(town: Town, login: str) -> list[tuple[str, bool]]:
    page = claims.claims_page(town.database, town.person(login), town.catalogue)
    assert page.total == len(page.claims)
    return sorted((claim.login, claim.is_founding) for claim in page.claims)


def test_the_official_of_the_area_sees_who_waits_and_where(town: Town, clock: StandingClock) -> None:
    town.register("founder")
    clock.advance(minutes=1)
    town.register("other")
    official = town.official()
    (first, second) = claims.claims_page(town.database, official, town.catalogue).claims
    assert (first.login, first.area, first.credit_code) == ("founder", "杭州市滨江区", code_number(1))
    assert (first.is_founding, second.is_founding) == (True, False)


@pytest.mark.parametrize(
    ("region", "sees"), [(BINJIANG, 1), ("330100", 1), ("330000", 1), (NINGHAI, 0), ("330200", 0)]
)
def test_officials_see_the_claims_of_their_area_only(town: Town, region: str, sees: int) -> None:
    town.register("founder")
    town.official(region)
    assert len(waiting(town, f"official-{region}")) == sees


def test_administrators_see_all_and_firms_see_none(town: Town) -> None:
    town.register("founder")
    town.admin()
    assert waiting(town, "admin") == [("founder", True)]
    with pytest.raises(NotFoundError):
        claims.claims_page(town.database, town.person("founder"), town.catalogue)


@pytest.mark.parametrize("decider", ["official", "admin"])
def test_confirming_the_founder_confirms_the_firm(town: Town, decider: str) -> None:
    firm_id = town.register("founder").firm_id
    actor = town.official() if decider == "official" else town.admin()
    town.decide(actor, firm_id, "founder", accept=True)
    firm = town.firm(firm_id)
    assert firm is not None
    assert firm.confirmed_at == house_clock.now()
    membership = town.membership("founder", firm_id)
    assert membership is not None
    assert (membership.role, membership.confirmed) == ("owner", True)
    assert town.coverage_errors() == []


def test_a_decision_is_made_once(town: Town) -> None:
    firm_id = town.confirmed("founder")
    with pytest.raises(ConflictError, match="已处理"):
        town.decide(town.official(), firm_id, "founder", accept=False)
    assert town.sees("founder", firm_id)


def test_nobody_outside_decides(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.register("other")
    for actor in (
        town.official(NINGHAI),
        town.person("founder"),
        town.person("other"),
        town.person("stranger"),
    ):
        with pytest.raises(NotFoundError):
            town.decide(actor, firm_id, "other", accept=True)
        with pytest.raises(NotFoundError):
            town.decide(actor, firm_id, "founder", accept=True)
    assert waiting(town, town.official().login) == [("founder", True), ("other", False)]


def test_refusing_a_founder_leaves_nothing_and_frees_the_code(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.decide(town.official(), firm_id, "founder", accept=False)
    assert town.firm(firm_id) is None
    assert town.units(firm_id) == []
    assert not town.sees("founder", firm_id)
    assert town.coverage_errors() == []
    assert not town.register("rightful").is_claim


def test_refusing_a_founder_who_began_a_form_keeps_the_firm_without_people(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    (unit,) = town.units(firm_id)
    assessing.open_assessment(town.database, town.person("founder"), town.catalogue, unit.id, "zj-ladder")
    town.decide(town.official(), firm_id, "founder", accept=False)
    firm = town.firm(firm_id)
    assert firm is not None
    assert firm.confirmed_at is None
    assert not town.sees("founder", firm_id)
    assert town.register("rightful").is_claim
    town.decide(town.official(), firm_id, "rightful", accept=True)
    assert town.sees("rightful", firm_id)
    assert town.coverage_errors() == []


def test_who_a_refused_founder_let_in_goes_too(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    founder = town.person("founder")
    members.accept(
        town.database, town.person("friend"), members.invite(town.database, founder, firm_id, "owner")
    )
    open_link = members.invite(town.database, founder, firm_id, "member")
    assert town.sees("friend", firm_id)
    town.register("rightful")
    town.decide(town.official(), firm_id, "founder", accept=False)
    assert not town.sees("friend", firm_id)
    with pytest.raises(ConflictError):
        members.accept(town.database, town.person("late"), open_link)
    assert waiting(town, town.official().login) == [("rightful", False)]


def test_confirming_somebody_else_takes_the_firm_from_its_founder(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    founder = town.person("founder")
    members.accept(
        town.database, town.person("friend"), members.invite(town.database, founder, firm_id, "member")
    )
    town.register("rightful")
    town.decide(town.official(), firm_id, "rightful", accept=True)
    assert [town.sees(login, firm_id) for login in ("founder", "friend", "rightful")] == [False, False, True]
    membership = town.membership("rightful", firm_id)
    assert membership is not None
    assert membership.role == "owner"
    assert town.coverage_errors() == []


def test_an_owner_confirms_a_colleague_who_claimed(town: Town) -> None:
    firm_id = town.confirmed("founder")
    town.register("colleague")
    town.decide(town.person("founder"), firm_id, "colleague", accept=True)
    membership = town.membership("colleague", firm_id)
    assert membership is not None
    assert (membership.role, membership.confirmed) == ("member", True)


def test_an_owner_refuses_a_stranger(town: Town) -> None:
    firm_id = town.confirmed("founder")
    town.register("stranger")
    town.decide(town.person("founder"), firm_id, "stranger", accept=False)
    assert town.membership("stranger", firm_id) is None
    assert town.sees("founder", firm_id)


def test_a_member_does_not_decide(town: Town) -> None:
    firm_id = town.confirmed("founder")
    token = members.invite(town.database, town.person("founder"), firm_id, "member")
    members.accept(town.database, town.person("member"), token)
    town.register("claimant")
    with pytest.raises(NotFoundError):
        town.decide(town.person("member"), firm_id, "claimant", accept=True)
    assert not town.sees("claimant", firm_id)


def test_the_first_confirmed_after_all_owners_are_gone_is_owner(town: Town) -> None:
    firm_id = town.confirmed("founder")
    with town.database.write(SYSTEM) as session:
        session.delete(town.membership("founder", firm_id))
    town.register("successor")
    town.decide(town.official(), firm_id, "successor", accept=True)
    membership = town.membership("successor", firm_id)
    assert membership is not None
    assert membership.role == "owner"


def test_a_site_elsewhere_gives_its_area_no_say(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    new = NewUnit(firm_id, "site", replace(PROFILE, name="宁海厂区", county=NINGHAI))
    profiles.add(town.database, town.person("founder"), town.catalogue, new)
    assert waiting(town, town.official(BINJIANG).login) == [("founder", True)]
    assert waiting(town, town.official(NINGHAI).login) == []
    with pytest.raises(NotFoundError):
        town.decide(town.official(NINGHAI), firm_id, "founder", accept=True)
    town.decide(town.official(BINJIANG), firm_id, "founder", accept=True)


@pytest.mark.parametrize("accept", [True, False])
def test_a_claim_taken_back_while_it_is_decided_ends_in_one_of_both(town: Town, accept: bool) -> None:
    firm_id = town.confirmed("founder")
    town.register("claimant")
    official, claimant = town.official(), town.person("claimant")
    withdrawal = Withdrawal(town, claimant, firm_id)
    with town.database.write(official) as session:
        if town.database.is_sqlite:
            # One writer at a time: the withdrawal cannot begin before this transaction ends.
            withdrawal.start()
        else:
            hold_firm(session, firm_id)
            withdrawal.start()
            withdrawal.join(0.5)
            assert withdrawal.is_alive()
        claim = session.get_one(Membership, (claimant.account_id, firm_id))
        if accept:
            claim.confirmed = True
        else:
            session.delete(claim)
    withdrawal.join(10)
    assert isinstance(withdrawal.error, NotFoundError)
    assert town.sees("claimant", firm_id) is accept


def test_a_long_list_shows_the_oldest(
    town: Town, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "SHOWN", 1)
    town.register("first", 1)
    clock.advance(minutes=1)
    town.register("second", 2)
    page = claims.claims_page(town.database, town.official(), town.catalogue)
    assert ([claim.login for claim in page.claims], page.total) == (["first"], 2)
