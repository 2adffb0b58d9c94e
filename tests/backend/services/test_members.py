import threading

import pytest

from backend.auth.actor import SYSTEM
from backend.db.tables.accounts import Account
from backend.db.tables.firms import Membership
from backend.services import members
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.members import INVITATION_DAYS, MembersPage
from tests.backend.town import Town
from tests.conftest import StandingClock


def page(town: Town, login: str, firm_id: str) -> MembersPage:
    return members.members_page(town.database, town.person(login), firm_id)


def join(town: Town, owner: str, login: str, firm_id: str, role: str = "member") -> None:
    token = members.invite(town.database, town.person(owner), firm_id, role)
    assert members.accept(town.database, town.person(login), token) == firm_id


@pytest.mark.parametrize("role", ["owner", "member"])
def test_somebody_invited_joins_with_the_role_of_the_invitation(town: Town, role: str) -> None:
    firm_id = town.confirmed("boss")
    token = members.invite(town.database, town.person("boss"), firm_id, role)
    shown = members.invitation_page(town.database, town.person("colleague"), token)
    assert (shown.invited_by, shown.role, shown.usable) == ("boss", role, True)
    members.accept(town.database, town.person("colleague"), token)
    assert town.sees("colleague", firm_id)
    assert ("colleague", role) in [(line.login, line.role) for line in page(town, "boss", firm_id).members]


def test_a_link_works_once(town: Town) -> None:
    firm_id = town.confirmed("boss")
    token = members.invite(town.database, town.person("boss"), firm_id, "member")
    members.accept(town.database, town.person("colleague"), token)
    assert not members.invitation_page(town.database, town.person("other"), token).usable
    with pytest.raises(ConflictError):
        members.accept(town.database, town.person("other"), token)
    assert not town.sees("other", firm_id)


def test_of_two_with_one_link_one_gets_in(town: Town) -> None:
    firm_id = town.confirmed("boss")
    token = members.invite(town.database, town.person("boss"), firm_id, "member")
    people = [town.person("one"), town.person("two")]
    ready = threading.Barrier(2)
    refused = []

    def accept(number: int) -> None:
        ready.wait()
        try:
            members.accept(town.database, people[number], token)
        except ConflictError as error:
            refused.append(error)

    threads = [threading.Thread(target=accept, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert [town.sees("one", firm_id), town.sees("two", firm_id)].count(True) == 1


def test_a_link_expires(town: Town, clock: StandingClock) -> None:
    firm_id = town.confirmed("boss")
    token = members.invite(town.database, town.person("boss"), firm_id, "member")
    town.person("late")
    clock.advance(days=INVITATION_DAYS)
    assert not members.invitation_page(town.database, town.person("late"), token).usable
    with pytest.raises(ConflictError):
        members.accept(town.database, town.person("late"), token)
    assert page(town, "boss", firm_id).invitations == ()


def test_a_link_just_before_its_end_still_works(town: Town, clock: StandingClock) -> None:
    firm_id = town.confirmed("boss")
    token = members.invite(town.database, town.person("boss"), firm_id, "member")
    clock.advance(days=INVITATION_DAYS, seconds=-1)
    members.accept(town.database, town.person("late"), token)
    assert town.sees("late", firm_id)


def test_a_revoked_link_is_as_if_it_never_was(town: Town) -> None:
    firm_id = town.confirmed("boss")
    token = members.invite(town.database, town.person("boss"), firm_id, "member")
    (line,) = page(town, "boss", firm_id).invitations
    members.revoke(town.database, town.person("boss"), firm_id, line.key)
    with pytest.raises(NotFoundError):
        members.invitation_page(town.database, town.person("other"), token)
    with pytest.raises(ConflictError):
        members.accept(town.database, town.person("other"), token)


def test_the_key_on_the_page_does_not_open_the_invitation(town: Town) -> None:
    firm_id = town.confirmed("boss")
    members.invite(town.database, town.person("boss"), firm_id, "member")
    (line,) = page(town, "boss", firm_id).invitations
    with pytest.raises(ConflictError):
        members.accept(town.database, town.person("other"), line.key)


def test_who_works_there_already_leaves_the_link_for_the_colleague(town: Town) -> None:
    firm_id = town.confirmed("boss")
    token = members.invite(town.database, town.person("boss"), firm_id, "member")
    with pytest.raises(ConflictError, match="已在这家企业"):
        members.accept(town.database, town.person("boss"), token)
    assert members.accept(town.database, town.person("colleague"), token) == firm_id


def test_an_invitation_settles_a_claim_that_waited(town: Town) -> None:
    firm_id = town.confirmed("boss")
    town.register("claimant")
    join(town, "boss", "claimant", firm_id)
    assert town.sees("claimant", firm_id)
    assert page(town, "boss", firm_id).claims == ()


def test_members_do_not_invite_and_see_neither_claims_nor_invitations(town: Town) -> None:
    firm_id = town.confirmed("boss")
    join(town, "boss", "member", firm_id)
    town.register("claimant")
    members.invite(town.database, town.person("boss"), firm_id, "member")
    seen = page(town, "member", firm_id)
    assert (seen.is_owner, seen.claims, seen.invitations) == (False, (), ())
    with pytest.raises(ForbiddenError):
        members.invite(town.database, town.person("member"), firm_id, "owner")
    with pytest.raises(ForbiddenError):
        members.remove(town.database, town.person("member"), firm_id, town.person("boss").account_id)
    own = town.person("member").account_id
    with pytest.raises(ForbiddenError):
        members.change_role(town.database, town.person("member"), firm_id, own, "owner")
    assert len(page(town, "boss", firm_id).members) == 2


def test_strangers_and_claimants_do_not_see_the_people(town: Town) -> None:
    firm_id = town.confirmed("boss")
    town.register("claimant")
    for login in ("claimant", "stranger"):
        with pytest.raises(NotFoundError):
            page(town, login, firm_id)
        with pytest.raises(NotFoundError):
            members.invite(town.database, town.person(login), firm_id, "owner")
        with pytest.raises(NotFoundError):
            members.remove(town.database, town.person(login), firm_id, town.person(login).account_id)


def test_one_owner_always_remains(town: Town) -> None:
    firm_id = town.confirmed("boss")
    join(town, "boss", "member", firm_id)
    boss = town.person("boss")
    assert page(town, "boss", firm_id).only_owner == boss.account_id
    with pytest.raises(ConflictError, match="至少要有一位负责人"):
        members.remove(town.database, boss, firm_id, boss.account_id)
    with pytest.raises(ConflictError, match="至少要有一位负责人"):
        members.change_role(town.database, boss, firm_id, boss.account_id, "member")
    members.change_role(town.database, boss, firm_id, town.person("member").account_id, "owner")
    members.remove(town.database, boss, firm_id, boss.account_id)
    assert not town.sees("boss", firm_id)
    assert page(town, "member", firm_id).is_owner


def test_a_claim_that_waits_is_not_made_an_owner_or_removed_as_a_member(town: Town) -> None:
    firm_id = town.confirmed("boss")
    town.register("claimant")
    claimant = town.person("claimant").account_id
    with pytest.raises(NotFoundError):
        members.change_role(town.database, town.person("boss"), firm_id, claimant, "owner")
    with pytest.raises(NotFoundError):
        members.remove(town.database, town.person("boss"), firm_id, claimant)
    assert not town.sees("claimant", firm_id)


def test_a_member_leaves(town: Town) -> None:
    firm_id = town.confirmed("boss")
    join(town, "boss", "member", firm_id)
    members.remove(town.database, town.person("member"), firm_id, town.person("member").account_id)
    assert not town.sees("member", firm_id)


def test_an_unknown_role_is_refused(town: Town) -> None:
    firm_id = town.confirmed("boss")
    with pytest.raises(InvalidInputError):
        members.invite(town.database, town.person("boss"), firm_id, "emperor")


def test_invitations_are_bounded(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "INVITATION_LIMIT", 1)
    firm_id = town.confirmed("boss")
    members.invite(town.database, town.person("boss"), firm_id, "member")
    with pytest.raises(ConflictError, match="撤销"):
        members.invite(town.database, town.person("boss"), firm_id, "member")


def two_owners(town: Town) -> tuple[str, str]:
    """A confirmed firm of "boss" and "second", and an invitation that "second" made."""
    firm_id = town.confirmed("boss")
    join(town, "boss", "second", firm_id, "owner")
    return firm_id, members.invite(town.database, town.person("second"), firm_id, "owner")


@pytest.mark.parametrize("visitor", ["second", "friend"])
def test_an_owner_who_was_removed_leaves_no_way_back(town: Town, visitor: str) -> None:
    firm_id, token = two_owners(town)
    kept = members.invite(town.database, town.person("boss"), firm_id, "member")
    members.remove(town.database, town.person("boss"), firm_id, town.person("second").account_id)
    with pytest.raises(ConflictError):
        members.accept(town.database, town.person(visitor), token)
    assert not town.sees(visitor, firm_id)
    assert members.accept(town.database, town.person("colleague"), kept) == firm_id


def test_the_invitations_of_an_owner_end_with_the_role(town: Town) -> None:
    firm_id, token = two_owners(town)
    second = town.person("second").account_id
    members.change_role(town.database, town.person("boss"), firm_id, second, "member")
    assert page(town, "boss", firm_id).invitations == ()
    members.change_role(town.database, town.person("boss"), firm_id, second, "owner")
    with pytest.raises(ConflictError):
        members.accept(town.database, town.person("friend"), token)


@pytest.mark.parametrize("change", [{"role": "member"}, {"confirmed": False}])
def test_a_link_needs_an_inviter_who_is_still_an_owner(town: Town, change: dict[str, object]) -> None:
    firm_id, token = two_owners(town)
    with town.database.write(SYSTEM) as session:
        row = session.get_one(Membership, (town.person("second").account_id, firm_id))
        row.sqlmodel_update(change)
    assert not members.invitation_page(town.database, town.person("friend"), token).usable
    with pytest.raises(ConflictError, match="失效"):
        members.accept(town.database, town.person("friend"), token)


def test_a_link_of_a_disabled_account_does_not_work(town: Town) -> None:
    firm_id, token = two_owners(town)
    with town.database.write(SYSTEM) as session:
        session.get_one(Account, town.person("second").account_id).disabled = True
    assert not members.invitation_page(town.database, town.person("friend"), token).usable
    with pytest.raises(ConflictError, match="失效"):
        members.accept(town.database, town.person("friend"), token)
    assert not town.sees("friend", firm_id)


@pytest.mark.parametrize("remover", ["founder", "guest"])
def test_the_founder_stays_until_the_firm_is_decided(town: Town, remover: str) -> None:
    firm_id = town.register("founder").firm_id
    join(town, "founder", "guest", firm_id, "owner")
    founder = town.person("founder").account_id
    with pytest.raises(ConflictError, match="尚未经主管部门确认"):
        members.remove(town.database, town.person(remover), firm_id, founder)
    town.decide(town.official(), firm_id, "founder", accept=True)
    members.remove(town.database, town.person(remover), firm_id, founder)
    assert not town.sees("founder", firm_id)
    assert town.register("founder").is_claim
    assert not town.sees("founder", firm_id)


def test_rivals_are_not_named_to_a_founder_nobody_has_confirmed(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.register("rival")
    seen = page(town, "founder", firm_id)
    assert ([line.login for line in seen.members], seen.claims) == (["founder"], ())
    town.decide(town.official(), firm_id, "founder", accept=True)
    assert [line.login for line in page(town, "founder", firm_id).claims] == ["rival"]
