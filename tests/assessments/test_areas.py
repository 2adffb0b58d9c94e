"""Selections of areas: groups on a day, chains, clusters, functional zones; and the codes of the past."""

from datetime import date

import pytest

from assessments.areas import (
    Selection,
    class_map,
    classes_of,
    clusters_of,
    counties_of,
    in_force,
    members_of,
    reporting_areas,
    translate,
)
from assessments.catalogue import Catalogue, UnknownName
from assessments.compile import Register, compile_call
from assessments.eligibility import read_figures, tell_eligibility
from assessments.schema.common import ProductionType, Provenance
from assessments.schema.region import CodeChange
from assessments.schema.zone import Zone
from assessments.stated import Profile
from scoring.gates import decide
from tests.assessments.builders import AS_OF, FACTS, LADDER, REGIONS, call, gate

DAY = date(2026, 11, 21)
PROVINCE, LISHUI, ZONE = "330000", "331100", "3311Z1"


def test_an_area_holds_its_counties_and_its_zones(catalogue: Catalogue) -> None:
    everything = counties_of(catalogue, Selection(PROVINCE, day=DAY))
    assert everything == reporting_areas(catalogue)
    assert len(everything) == 90 + len(catalogue.zones)
    of_city = counties_of(catalogue, Selection(LISHUI, day=DAY))
    assert of_city[-1] == ZONE
    assert all(code.startswith("3311") for code in of_city)
    assert counties_of(catalogue, Selection("331102", day=DAY)) == ("331102",)
    assert counties_of(catalogue, Selection(ZONE, day=DAY)) == (ZONE,)
    assert catalogue.county(ZONE).name == "丽水经济技术开发区"
    assert catalogue.city_of(ZONE).code == LISHUI


def test_a_list_is_pinned_and_a_line_follows_the_day(catalogue: Catalogue) -> None:
    for day in (date(2022, 1, 1), DAY):
        pinned = members_of(catalogue, "mountain26", day).certain
        assert pinned - {ZONE} == catalogue.regions.group_members("mountain26")
    numbers = {
        day: len(members_of(catalogue, "mountain-of-the-day", day).certain - catalogue.zones.keys())
        for day in (date(2024, 7, 31), date(2024, 9, 1), date(2025, 5, 27), date(2025, 5, 28))
    }
    assert list(numbers.values()) == [26, 25, 25, 22]


def test_the_month_of_an_unknown_day_is_undecided(catalogue: Catalogue) -> None:
    old, new = (catalogue.regions.group(name) for name in ("mountain26", "mountain-island25"))
    days = (date(2024, 7, 31), date(2024, 8, 1), date(2024, 8, 31), date(2024, 9, 1))
    assert [in_force(old, day) for day in days] == [True, None, None, False]
    assert [in_force(new, day) for day in days] == [False, None, None, True]
    members = members_of(catalogue, "mountain-of-the-day", date(2024, 8, 15))
    both = catalogue.regions.group_members(old.id) & catalogue.regions.group_members(new.id)
    either = catalogue.regions.group_members(old.id) | catalogue.regions.group_members(new.id)
    assert members.certain == both
    assert members.undecided - {ZONE} == either - both
    names = {catalogue.county(code).name for code in members.undecided - {ZONE}}
    assert names == {"平阳县", "柯城区", "莲都区", "洞头区", "嵊泗县"}


def test_a_group_that_no_document_lists_has_no_members(catalogue: Catalogue) -> None:
    for name in ("coastal-belt", "jinyi-metropolitan", "hangzhou-bay", "central-zhejiang"):
        members = members_of(catalogue, name, DAY)
        assert (members.certain, members.is_known) == (frozenset(), False)
    corridor = members_of(catalogue, "green-corridor", DAY)
    assert {code[:4] for code in corridor.certain} == {"3307", "3308", "3311"}
    assert len(members_of(catalogue, "dual-core", DAY).certain) == 23


def test_a_zone_of_an_unknown_county_is_in_what_holds_its_whole_city(catalogue: Catalogue) -> None:
    assert ZONE in members_of(catalogue, "mountain26", DAY).certain
    assert ZONE in members_of(catalogue, "mountain-island22", DAY).undecided
    assert (
        ZONE
        not in members_of(catalogue, "dual-core", DAY).certain
        | members_of(catalogue, "dual-core", DAY).undecided
    )
    zone = catalogue.zones[ZONE].model_copy(update={"county": "331102"})
    regions = catalogue.regions
    assert zone.lies_in(regions, regions.group_members("mountain26")) is True
    assert zone.lies_in(regions, regions.group_members("mountain-island22")) is False


def test_a_chain_takes_all_counties_of_its_cities(catalogue: Catalogue) -> None:
    chain = catalogue.chains["petrochemicals-materials"]
    assert (chain.core, chain.cooperating) == (("330200", "330900"), ("330400", "330600", "330800"))
    found = counties_of(catalogue, Selection(PROVINCE, chain=chain.id, day=DAY))
    assert {code[:4] for code in found} == {"3302", "3309", "3304", "3306", "3308"}
    both = Selection(PROVINCE, group="mountain-island22", chain=chain.id, day=DAY)
    assert {catalogue.county(code).name for code in counties_of(catalogue, both)} == {
        "嵊泗县",
        "衢江区",
        "常山县",
        "开化县",
        "龙游县",
    }


def test_the_ten_chains_are_the_documents(catalogue: Catalogue) -> None:
    assert len(catalogue.chains) == 10
    assert [one.citation for one in catalogue.chains.values()] == [
        f"zj-industry-chains#2-{place}" for place in range(1, 11)
    ]
    cities = {city.code: city.name.removesuffix("市") for city in catalogue.regions.cities}
    for chain in catalogue.chains.values():
        _, clause = catalogue.clause(chain.citation)
        text = clause.text["zh-CN"]
        assert all(cities[code] in text for code in chain.cities)
        assert sum(name in text for name in cities.values()) == len(chain.cities)
    assert [one.id for one in catalogue.chains.values() if not one.core] == ["intelligent-equipment"]


def test_a_class_may_belong_to_several_clusters(catalogue: Catalogue) -> None:
    assert clusters_of(catalogue, "3985", DAY) == (
        "integrated-circuits",
        "digital-security",
        "new-materials",
    )
    assert clusters_of(catalogue, "1711", DAY) == ("textiles",)
    assert clusters_of(catalogue, "1011", DAY) == ()
    assert classes_of(catalogue, "textiles", DAY) == ("17", "18", "19", "28")
    assert classes_of(catalogue, "textiles", date(2022, 8, 29)) == ()
    assert len(catalogue.clusters) == 15
    assert len(catalogue.cluster_groups) == 4
    found = class_map(catalogue.clusters["textiles"], DAY)
    assert found is not None
    assert found.provenance == "derived"


@pytest.mark.parametrize(
    "selection",
    [Selection(PROVINCE, group="nothing", day=DAY), Selection(PROVINCE, chain="nothing", day=DAY)],
)
def test_an_unknown_name_is_told(catalogue: Catalogue, selection: Selection) -> None:
    with pytest.raises(UnknownName):
        counties_of(catalogue, selection)
    with pytest.raises(UnknownName):
        classes_of(catalogue, "nothing", DAY)


def test_every_change_of_a_code_translates(catalogue: Catalogue) -> None:
    regions = catalogue.regions
    current = {county.code for city in regions.cities for county in city.counties}
    assert len(regions.code_changes) == 13
    for change in regions.code_changes:
        before = translate(regions, change.old_code, change.year - 1)
        if change.kind == "split":
            assert before.codes == (change.old_code, change.new_code)
            assert before.needs_person
            assert translate(regions, change.old_code, date(change.year, 12, 31)).needs_person
            assert translate(regions, change.old_code, change.year + 1).codes == (change.old_code,)
            assert translate(regions, change.old_code).codes == (change.old_code,)
        else:
            for when in (change.year - 1, change.year, change.year + 5, None):
                found = translate(regions, change.old_code, when)
                assert (found.codes, found.needs_person) == ((change.new_code,), False)
                assert change.old_name in found.notes[0]
        assert set(before.codes) <= current


def test_a_merged_county_tells_which_part_went_elsewhere(catalogue: Catalogue) -> None:
    found = translate(catalogue.regions, "330104", 2020)
    assert found.codes == ("330102",)
    assert found.partly == ("330114",)
    assert "下沙" in found.notes[0]


def test_changes_follow_one_another_and_a_circle_ends(catalogue: Catalogue) -> None:
    steps = ((2001, "330198", "330199"), (2005, "330199", "330106"), (2006, "330197", "330196"))
    changes = tuple(
        CodeChange(year=year, old_code=old, old_name="甲", new_code=new, new_name="乙", kind="recode")
        for year, old, new in (*steps, (2007, "330196", "330197"))
    )
    regions = catalogue.regions.model_copy(update={"code_changes": changes})
    assert translate(regions, "330198", 1999).codes == ("330106",)
    assert len(translate(regions, "330198", 1999).notes) == 2
    lost = translate(regions, "330197")
    assert (lost.codes, lost.needs_person) == ((), True)


def test_what_never_was_a_code_needs_a_person_and_a_zone_stays(catalogue: Catalogue) -> None:
    assert translate(catalogue.regions, "339999") == translate(catalogue.regions, "339999", 2000)
    assert translate(catalogue.regions, "339999").needs_person
    assert translate(catalogue.regions, ZONE, 2020).codes == (ZONE,)


@pytest.mark.parametrize(
    ("county", "verdict"), [("330127", "met"), ("330102", "not_met"), ("unknown", "undecided")]
)
def test_a_condition_on_a_group_follows_where_a_zone_lies(county: str, verdict: str) -> None:
    zone = Zone(
        code="3301Z1",
        name="示例区",
        city="330100",
        county=county,
        source="测试",
        provenance=Provenance.DERIVED,
    )
    register = Register(FACTS, REGIONS, zones={zone.code: zone})
    compiled = compile_call(call([gate("g", {"county_in": "mountain"})]), LADDER, register)
    profile = Profile(zone.code, "3411", ProductionType.DISCRETE)
    figures = read_figures(compiled, profile, {}, None, AS_OF)
    told = tell_eligibility(figures, decide(compiled.rules, figures.columns), AS_OF).gates[0]
    assert told.verdict == verdict
