import pytest

from backend.services import accounts, administration
from backend.services.accounts import NewAccount
from backend.services.errors import InvalidInputError, NotFoundError
from tests.backend.plant import PASSWORD
from tests.backend.town import Town

OFFICIAL = NewAccount("hangzhou", "市局", PASSWORD, region="330100")


def log_in(town: Town, login: str, password: str) -> str:
    entered = accounts.log_in(
        town.database, town.passwords, town.settings, login=login, password=password, address="127.0.0.1"
    )
    return entered.token


@pytest.mark.parametrize(
    "new",
    [
        OFFICIAL,
        NewAccount("province", "省厅", PASSWORD, region="330000"),
        NewAccount("county", "县局", PASSWORD, region="330226"),
        NewAccount("admin-2", "管理员乙", PASSWORD, is_admin=True),
    ],
)
def test_an_administrator_opens_accounts_for_every_level(town: Town, new: NewAccount) -> None:
    administration.create(town.database, town.admin(), town.catalogue, town.passwords, new)
    lines = administration.accounts_page(town.database, town.admin()).accounts
    assert [(line.login, line.region, line.is_admin) for line in lines if line.login == new.login] == [
        (new.login, new.region, new.is_admin)
    ]
    assert log_in(town, new.login, PASSWORD)


def test_everything_wrong_is_said_at_once(town: Town) -> None:
    bad = NewAccount("!", "", "short", region="110000")
    with pytest.raises(InvalidInputError) as caught:
        administration.create(town.database, town.admin(), town.catalogue, town.passwords, bad)
    assert set(caught.value.fields) == {"login", "name", "password", "region"}


def test_a_taken_login_is_refused(town: Town) -> None:
    administration.create(town.database, town.admin(), town.catalogue, town.passwords, OFFICIAL)
    with pytest.raises(InvalidInputError) as caught:
        administration.create(town.database, town.admin(), town.catalogue, town.passwords, OFFICIAL)
    assert set(caught.value.fields) == {"login"}


def test_nobody_else_administers(town: Town) -> None:
    for actor in (town.official(), town.person("firm")):
        with pytest.raises(NotFoundError):
            administration.accounts_page(town.database, actor)
        with pytest.raises(NotFoundError):
            administration.create(town.database, actor, town.catalogue, town.passwords, OFFICIAL)
        with pytest.raises(NotFoundError):
            administration.set_password(town.database, actor, town.passwords, "firm", "another-pass-1")
        with pytest.raises(NotFoundError):
            accounts.set_disabled(town.database, actor, "firm", disabled=True)
    assert log_in(town, "firm", PASSWORD)


def test_a_new_password_ends_the_old_one_and_every_session(town: Town) -> None:
    town.person("forgetful")
    administration.set_password(town.database, town.admin(), town.passwords, "forgetful", "another-pass-1")
    assert not accounts.actor_of(town.database, town.settings, town.tokens["forgetful"]).signed_in
    with pytest.raises(InvalidInputError):
        log_in(town, "forgetful", PASSWORD)
    assert log_in(town, "forgetful", "another-pass-1")


@pytest.mark.parametrize("password", ["short", "forgetful", "aaaaaaaa"])
def test_a_simple_password_is_refused(town: Town, password: str) -> None:
    town.person("forgetful")
    with pytest.raises(InvalidInputError) as caught:
        administration.set_password(town.database, town.admin(), town.passwords, "forgetful", password)
    assert set(caught.value.fields) == {"password"}
    assert log_in(town, "forgetful", PASSWORD)


def test_a_password_for_nobody_is_refused(town: Town) -> None:
    with pytest.raises(NotFoundError):
        administration.set_password(town.database, town.admin(), town.passwords, "nobody", "another-pass-1")


def test_accounts_come_in_pages(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(administration, "PAGE_LENGTH", 2)
    for login in ("anna", "berta", "clara", "dora"):
        town.person(login)
    first = administration.accounts_page(town.database, town.admin())
    second = administration.accounts_page(town.database, town.admin(), first.next_after)
    third = administration.accounts_page(town.database, town.admin(), second.next_after)
    logins = [[line.login for line in page.accounts] for page in (first, second, third)]
    assert logins == [["admin", "anna"], ["berta", "clara"], ["dora"]]
    assert third.next_after == ""
