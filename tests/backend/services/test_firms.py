import threading

import pytest

from backend.db.tables.firms import Unit
from backend.services import firms, profiles
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.firms import NewFirm, checked_code
from backend.services.profiles import NewUnit
from tests.backend.town import PROFILE, Town, code_number


def test_the_first_to_register_founds_the_firm_and_works_for_it_at_once(town: Town) -> None:
    registered = town.register("founder")
    assert not registered.is_claim
    (line,) = firms.my_firms(town.database, town.person("founder")).firms
    assert (line.credit_code, line.role, line.confirmed, line.units) == (code_number(1), "owner", False, 1)
    (unit,) = town.units(registered.firm_id)
    assert (unit.kind, unit.county, unit.industry, unit.production_type) == (
        "firm",
        PROFILE.county,
        PROFILE.industry,
        PROFILE.production_type,
    )
    assert town.coverage_errors() == []


def test_the_second_claims_and_sees_nothing(town: Town) -> None:
    first = town.register("founder")
    second = town.register("other", name="另一个名字")
    assert second == firms.Registered(first.firm_id, is_claim=True)
    mine = firms.my_firms(town.database, town.person("other"))
    assert mine.firms == ()
    assert [claim.credit_code for claim in mine.waiting] == [code_number(1)]
    assert [unit.name for unit in town.units(first.firm_id)] == [PROFILE.name]


@pytest.mark.parametrize("login", ["founder", "other"])
def test_nobody_registers_a_firm_twice(town: Town, login: str) -> None:
    town.register("founder")
    town.register("other")
    with pytest.raises(InvalidInputError) as caught:
        town.register(login)
    assert "不必重复" in caught.value.fields["credit_code"]


def test_a_claim_can_be_taken_back_and_made_again(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    town.register("other")
    firms.withdraw_claim(town.database, town.person("other"), firm_id)
    assert town.membership("other", firm_id) is None
    with pytest.raises(NotFoundError):
        firms.withdraw_claim(town.database, town.person("other"), firm_id)
    assert town.register("other").is_claim


def test_a_founder_does_not_take_back_the_firm(town: Town) -> None:
    firm_id = town.register("founder").firm_id
    with pytest.raises(NotFoundError):
        firms.withdraw_claim(town.database, town.person("founder"), firm_id)
    assert town.sees("founder", firm_id)


def test_nobody_waits_for_more_firms_than_the_limit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firms, "WAITING_LIMIT", 2)
    first = town.register("greedy", 1)
    town.register("greedy", 2)
    with pytest.raises(ConflictError, match="等待确认"):
        town.register("greedy", 3)
    town.decide(town.official(), first.firm_id, "greedy", accept=True)
    assert not town.register("greedy", 3).is_claim


def test_an_unconfirmed_firm_has_few_units(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firms, "UNCONFIRMED_UNITS", 2)
    firm_id = town.register("founder").firm_id
    new = NewUnit(firm_id, "site", PROFILE)
    profiles.add(town.database, town.person("founder"), town.catalogue, new)
    with pytest.raises(ConflictError, match="最多可有 2 个评价单元"):
        profiles.add(town.database, town.person("founder"), town.catalogue, new)
    assert len(town.units(firm_id)) == 2
    town.decide(town.official(), firm_id, "founder", accept=True)
    profiles.add(town.database, town.person("founder"), town.catalogue, new)
    assert town.coverage_errors() == []


def test_of_two_who_register_one_code_at_once_one_founds_and_one_claims(town: Town) -> None:
    people = [town.person("one"), town.person("two")]
    new = NewFirm(code_number(1), PROFILE)
    ready = threading.Barrier(2)
    results = []

    def register(number: int) -> None:
        ready.wait()
        results.append(firms.register(town.database, people[number], town.catalogue, new))

    threads = [threading.Thread(target=register, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.is_claim for result in results) == [False, True]
    assert len({result.firm_id for result in results}) == 1
    assert town.coverage_errors() == []


def test_everything_wrong_is_said_at_once_and_nothing_is_stored(town: Town) -> None:
    new = NewFirm("", firms.UnitProfile(" ", "999999", "38", "both"))
    with pytest.raises(InvalidInputError) as caught:
        firms.register(town.database, town.person("founder"), town.catalogue, new)
    assert set(caught.value.fields) == {"credit_code", "name", "county", "industry", "production_type"}
    with town.database.read(town.person("founder")) as session:
        assert session.query(Unit).count() == 0


@pytest.mark.parametrize(
    "typed", [" 91110000600037341l ", "９１１１００００６０００３７３４１Ｌ", "91 110000 600037341L"]
)
def test_a_code_is_read_however_it_was_pasted(typed: str) -> None:
    assert checked_code(typed) == "91110000600037341L"


def test_a_code_of_the_demo_division_is_valid() -> None:
    assert checked_code(code_number(7)) == code_number(7)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填写"),
        ("9111000060003734", "现为 16 位"),
        ("91110000600037341O", "不含 I、O"),
        ("A1110000600037341L", "前 8 位应为数字"),
        ("91110000600037341M", "校验位"),
        ("91110000600037431L", "校验位"),
    ],
)
def test_a_bad_code_is_told_what_is_wrong_with_it(typed: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        checked_code(typed)
    assert said in caught.value.fields["credit_code"]
