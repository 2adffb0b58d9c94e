from dataclasses import replace

import pytest

from backend.auth.actor import SYSTEM
from backend.db.tables.submissions import Standing
from backend.services import profiles
from backend.services.errors import InvalidInputError, MissingVersionError, NotFoundError
from backend.services.profiles import NewUnit, ProfileChange, StaleProfileError
from tests.backend.plant import Plant, everything, lowest_for
from tests.backend.town import NINGHAI, PROFILE, YUHANG, Town


def test_a_changed_profile_is_stored_as_the_next_version(town: Town) -> None:
    firm_id = town.confirmed("founder")
    (unit,) = town.units(firm_id)
    wanted = replace(PROFILE, name="新名称有限公司", county=YUHANG)
    change = ProfileChange(unit.id, unit.version, wanted)
    assert profiles.change(town.database, town.person("founder"), town.catalogue, change) == firm_id
    page = profiles.unit_page(town.database, town.person("founder"), unit.id)
    assert (page.profile, page.version, page.firm_name) == (wanted, 2, "新名称有限公司")
    assert town.coverage_errors() == []


def test_of_two_colleagues_the_second_sees_both_profiles_and_changes_nothing(town: Town) -> None:
    (unit,) = town.units(town.register("founder").firm_id)
    founder = town.person("founder")
    mine, theirs = replace(PROFILE, name="甲"), replace(PROFILE, name="乙")
    profiles.change(town.database, founder, town.catalogue, ProfileChange(unit.id, 1, theirs))
    with pytest.raises(StaleProfileError) as caught:
        profiles.change(town.database, founder, town.catalogue, ProfileChange(unit.id, 1, mine))
    assert (caught.value.present.profile, caught.value.present.version) == (theirs, 2)
    assert caught.value.wanted == mine
    assert town.units(unit.firm_id)[0].name == "乙"
    again = ProfileChange(unit.id, caught.value.present.version, mine)
    profiles.change(town.database, founder, town.catalogue, again)
    assert town.units(unit.firm_id)[0].name == "甲"


def test_without_a_version_nothing_is_changed(town: Town) -> None:
    (unit,) = town.units(town.register("founder").firm_id)
    change = ProfileChange(unit.id, None, replace(PROFILE, name="甲"))
    with pytest.raises(MissingVersionError):
        profiles.change(town.database, town.person("founder"), town.catalogue, change)
    assert town.units(unit.firm_id)[0].name == PROFILE.name


def test_a_bad_profile_changes_nothing(town: Town) -> None:
    (unit,) = town.units(town.register("founder").firm_id)
    change = ProfileChange(unit.id, 1, replace(PROFILE, county="110101"))
    with pytest.raises(InvalidInputError):
        profiles.change(town.database, town.person("founder"), town.catalogue, change)
    assert town.units(unit.firm_id)[0].version == 1


@pytest.mark.parametrize("login", ["stranger", "claimant", "official-330108", "admin"])
def test_only_those_who_work_for_the_firm_see_or_change_the_profile(town: Town, login: str) -> None:
    (unit,) = town.units(town.register("founder").firm_id)
    town.register("claimant")
    town.official()
    town.admin()
    actor = town.person(login)
    with pytest.raises(NotFoundError):
        profiles.unit_page(town.database, actor, unit.id)
    change = ProfileChange(unit.id, 1, replace(PROFILE, name="甲"))
    with pytest.raises(NotFoundError):
        profiles.change(town.database, actor, town.catalogue, change)
    with pytest.raises(NotFoundError):
        profiles.add(town.database, actor, town.catalogue, NewUnit(unit.firm_id, "site", PROFILE))
    assert [each.name for each in town.units(unit.firm_id)] == [PROFILE.name]


def test_a_firm_adds_a_workshop_in_another_county(town: Town) -> None:
    firm_id = town.confirmed("founder")
    new = NewUnit(firm_id, "workshop", replace(PROFILE, name="总装车间", county=NINGHAI))
    profiles.add(town.database, town.person("founder"), town.catalogue, new)
    assert [(unit.kind, unit.county) for unit in town.units(firm_id)] == [
        ("firm", PROFILE.county),
        ("workshop", NINGHAI),
    ]
    assert town.firm(firm_id).name == PROFILE.name  # type: ignore[union-attr]
    assert town.coverage_errors() == []


@pytest.mark.parametrize("unit_kind", ["", "firm", "planet"])
def test_the_firm_itself_is_not_added_again(town: Town, unit_kind: str) -> None:
    firm_id = town.register("founder").firm_id
    new = NewUnit(firm_id, unit_kind, PROFILE)
    with pytest.raises(InvalidInputError) as caught:
        profiles.add(town.database, town.person("founder"), town.catalogue, new)
    assert set(caught.value.fields) == {"kind"}


def test_a_submitted_unit_takes_its_standing_to_the_new_county(plant: Plant) -> None:
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("ff")))
    plant.submit()
    page = profiles.unit_page(plant.database, plant.owner, plant.unit_id)
    moved = ProfileChange(page.id, page.version, replace(page.profile, county=NINGHAI))
    profiles.change(plant.database, plant.owner, plant.catalogue, moved)
    with plant.database.read(SYSTEM) as session:
        assert [row.county for row in session.query(Standing)] == [NINGHAI]
    town = Town(plant.database, plant.catalogue, plant.settings, plant.passwords)
    assert town.coverage_errors() == []
