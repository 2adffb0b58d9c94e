"""What a firm reads of firms like it: published, dated, rounded – and never live."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from assessments.answering import Answer
from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.db.tables.audit import AuditEntry
from backend.db.tables.benchmarks import BenchmarkCell
from backend.db.tables.firms import FactValue, Firm, Unit
from backend.db.tables.submissions import Submission
from backend.services import dimension_profiles, rating
from backend.services.errors import ConflictError, NotFoundError
from backend.services.peers_of_firms import area, comparison, families, publishing
from backend.services.peers_of_firms.families import THRESHOLDS
from backend.services.peers_of_firms.groups import LEVELS, level_of, path_of
from backend.services.peers_of_firms.published import Distribution, PublishedGroup, group_for
from scoring.disclosure import BASE, FEWEST
from tests.backend.officials import HANGZHOU, PROVINCE, XIAOSHAN
from tests.backend.plant import COUNTY, Plant
from tests.backend.population import settle
from tests.conftest import StandingClock

PATIENCE = 600.0
DIVISION, OTHER = "3484", "1713"
YEAR = 2025


def publish(plant: Plant) -> str:
    return publishing.publish(plant.database, PROVINCE, plant.catalogue, "330000", "zj-ladder", wait=PATIENCE)


def sized(plant: Plant, units: list[str], size: str) -> None:
    with plant.database.write(SYSTEM) as session:
        firms = select(col(Unit.firm_id)).where(col(Unit.id).in_(units))
        session.execute(update(Firm).where(col(Firm.id).in_(firms)).values(size=size))


def group_of(plant: Plant, unit: str) -> PublishedGroup | None:
    with plant.database.read(SYSTEM) as session:
        return group_for(session, plant.catalogue, session.get_one(Unit, unit), "zj-ladder")


def rows(plant: Plant, snapshot: str) -> dict[tuple[str, str], tuple[int, str, date]]:
    """Everything published: group by family and key."""
    with plant.database.read(SYSTEM) as session:
        found = session.scalars(select(BenchmarkCell).where(col(BenchmarkCell.snapshot_id) == snapshot))
        return {(one.family, one.key): (one.number, one.content, one.newest) for one in found}


@pytest.fixture
def neighbours(plant: Plant) -> dict[str, list[str]]:
    """Twelve small firms of one industry in the county, four medium ones, eleven small ones of another."""
    small = settle(plant, 12, 1, (COUNTY,), (DIVISION,))
    medium = settle(plant, 4, 2, (COUNTY,), (DIVISION,))
    other = settle(plant, 11, 3, ("330281",), (OTHER,))
    sized(plant, small + other, "small")
    sized(plant, medium, "medium")
    return {"small": small, "medium": medium, "other": other}


def test_a_firm_is_compared_with_the_first_group_that_is_published(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    assert group_of(plant, neighbours["small"][0]) is None, "nothing was published"
    publish(plant)
    expected = {"small": ("city", ()), "medium": ("division", LEVELS[:2]), "other": ("city", ())}
    for name, (level, skipped) in expected.items():
        group = group_of(plant, neighbours[name][0])
        assert group is not None
        assert (group.level, group.skipped, group.as_of) == (level, skipped, house_clock.today())
        assert group.firms >= FEWEST
        assert group.firms % BASE == 0
    group = group_of(plant, neighbours["small"][0])
    assert group is not None
    assert group.name == "杭州市 · 通用设备制造业 · 小型企业"
    sized(plant, neighbours["small"][:1], "")
    unsized = group_of(plant, neighbours["small"][0])
    assert unsized is not None
    assert unsized.level == "division", "without a size it is compared from its division on"


def test_the_published_numbers_are_those_of_the_firms_but_for_the_rounding(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    publish(plant)
    profiles = dimension_profiles.read_profiles(
        plant.database, plant.catalogue, "zj-ladder", house_clock.today(), PATIENCE
    )
    group = group_of(plant, neighbours["small"][0])
    assert profiles is not None
    assert group is not None
    own = [unit in neighbours["small"] for unit in profiles.units.astype("U20").tolist()]
    assert group.dimensions
    for place, name in enumerate(profiles.dimensions):
        shares = profiles.shares[own, place]
        if name in group.dimensions:
            found = group.dimensions[name]
            for threshold, permille in zip(THRESHOLDS, found.at_least, strict=True):
                assert abs(permille * found.firms / 1000 - (shares >= threshold).sum()) < BASE
            assert sum(found.bands) == 1000
            assert list(found.at_least) == sorted(found.at_least, reverse=True)


def test_nothing_of_a_small_group_is_stored_and_every_number_is_rounded(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    found = rows(plant, publish(plant))
    assert {family for family, _key in found} == {"dimensions"}, "nobody stated an amount, no rung has enough"
    keys = {key for family, key in found if family == "dimensions"}
    medium, small, other = (
        path_of(*each)
        for each in (("34", "medium", "330100"), ("34", "small", "330100"), ("17", "small", "330200"))
    )
    assert keys == {*small, *other}, "the four medium firms are in no group"
    assert not keys & set(medium[:2])
    total = sum(found["dimensions", key][0] for key in (small[0], other[0]))
    assert found["dimensions", "*"][0] == total, "and in no total"
    for number, content, _day in found.values():
        assert number % BASE == 0
        assert number >= FEWEST
        numbers = [
            int(one)
            for one in content.replace("[", " ").replace("]", " ").replace(",", " ").split()
            if one.isdigit()
        ]
        assert all(one % BASE == 0 for one in numbers)


def test_items_are_counted_by_rung_as_they_were_answered(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    profiles = dimension_profiles.read_profiles(
        plant.database, plant.catalogue, "zj-ladder", house_clock.today(), PATIENCE
    )
    assert profiles is not None
    compiled = rating.questionnaire_for(plant.catalogue, profiles.version)
    family = families.items(publishing.one_unit_each(plant.database, plant.catalogue, profiles), compiled)
    shown = dict(zip(family.columns, family.live.counts.sum(axis=0).tolist(), strict=True))
    expected = dict.fromkeys(family.columns, 0)
    with plant.database.read(SYSTEM) as session:
        for sent in session.scalars(select(Submission)):
            place = profiles.submissions.astype("U20").tolist().index(sent.id)
            rung = compiled.ladder.level_ids[int(profiles.ranks[place])]
            expected[rung] += 1
            inputs = rating.inputs_of_submission(plant.catalogue, sent)
            for item in compiled.asked(inputs.profile.production_type):
                answer = inputs.answers.get(item.id, Answer())
                expected[f"{rung}/{item.id}"] += answer.not_applicable is None
                ids = [option.id for option in item.options]
                chosen = [ids.index(option) for option in answer.options]
                reached = chosen if item.type == "multiple" else range(max(chosen, default=-1) + 1)
                for position in reached:
                    expected[f"{rung}/{item.id}/{ids[position]}"] += 1
    # What follows from another answer counts as it is rated, whatever was stored.
    implied = {one.then.item for one in compiled.implications}
    free = [name for name in family.columns if not implied & {*name.split("/")}]
    assert {name: shown[name] for name in free} == {name: expected[name] for name in free}


def test_units_of_one_firm_are_one_firm(plant: Plant, neighbours: dict[str, list[str]]) -> None:
    with plant.database.write(SYSTEM) as session:
        first = session.get_one(Unit, neighbours["small"][0])
        for unit in neighbours["small"][1:4]:
            session.get_one(Unit, unit).firm_id = first.firm_id
    publish(plant)
    group = group_of(plant, neighbours["small"][0])
    assert group is not None
    assert group.level != "city", "twelve units of nine firms are not ten firms"


def test_a_day_later_one_firm_more_changes_nothing_and_ten_do(
    plant: Plant, neighbours: dict[str, list[str]], clock: StandingClock
) -> None:
    first = rows(plant, publish(plant))
    with pytest.raises(ConflictError, match="今天已经发布过"):
        publish(plant)
    clock.advance(days=1)
    sized(plant, settle(plant, 1, 4, (COUNTY,), (DIVISION,)), "small")
    assert rows(plant, publish(plant)) == first
    clock.advance(days=1)
    sized(plant, settle(plant, 9, 5, (COUNTY,), (DIVISION,)), "small")
    later = rows(plant, publish(plant))
    own, others = path_of("34", "small", "330100")[0], path_of("17", "small", "330200")[0]
    assert later["dimensions", own][2] == house_clock.today()
    assert later["dimensions", own][0] >= first["dimensions", own][0]
    assert later["dimensions", others] == first["dimensions", others]


def test_only_the_province_publishes_and_it_is_recorded(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    for actor, code in ((XIAOSHAN, "330000"), (XIAOSHAN, COUNTY), (HANGZHOU, "330100"), (PROVINCE, COUNTY)):
        with pytest.raises(NotFoundError):
            publishing.publish(plant.database, actor, plant.catalogue, code, "zj-ladder", wait=PATIENCE)
    with pytest.raises(NotFoundError):
        publishing.publish(plant.database, PROVINCE, plant.catalogue, "330000", "size-class", wait=PATIENCE)
    snapshot = publish(plant)
    with plant.database.read(SYSTEM) as session:
        acts = {
            one.subject for one in session.scalars(select(AuditEntry)) if one.action == "benchmark_publish"
        }
    assert acts == {f"benchmark:{snapshot}"}


def test_too_few_firms_are_not_published(plant: Plant) -> None:
    settle(plant, 9, 1, (COUNTY,), (DIVISION,))
    with pytest.raises(ConflictError, match="不足 10 家"):
        publish(plant)


def test_an_area_reads_the_groups_of_its_city_and_of_the_province(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    publish(plant)
    found = area.read(plant.database, XIAOSHAN, plant.catalogue, COUNTY)
    assert {line.name.split(" · ")[0] for line in found.lines if line.level == "city"} == {"杭州市"}
    assert {line.level for line in found.lines} == set(LEVELS)
    ningbo = path_of("17", "small", "330200")[0]
    for wanted in (area.Wanted(group=ningbo), area.Wanted(city="330200"), area.Wanted("size-class")):
        with pytest.raises(NotFoundError):
            area.read(plant.database, XIAOSHAN, plant.catalogue, COUNTY, wanted)
    whole = area.read(plant.database, PROVINCE, plant.catalogue, "330000", area.Wanted("", "330200", ningbo))
    assert whole.group is not None
    assert whole.group.key == ningbo


def test_a_firm_sees_its_own_place_from_its_draft_and_nobody_else_does(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    publish(plant)
    found = comparison.compare(plant.database, plant.owner, plant.catalogue, plant.unit_id)
    assert found.basis is not None
    assert found.basis.is_draft
    assert set(found.own.values()) == {0}, "nothing has been answered yet"
    assert found.group is not None
    assert found.group.level == "division"
    stranger, _token = plant.person("stranger")
    for actor in (stranger, XIAOSHAN, PROVINCE):
        with pytest.raises(NotFoundError):
            comparison.compare(plant.database, actor, plant.catalogue, plant.unit_id)


def test_a_mean_is_published_unless_one_firm_dominates_it(
    plant: Plant, neighbours: dict[str, list[str]]
) -> None:
    with plant.database.write(SYSTEM) as session:
        for name, large in (("small", 40_000_000), ("other", 4_000_000_000)):
            for place, unit in enumerate(neighbours[name]):
                session.add(
                    FactValue(
                        firm_id=session.get_one(Unit, unit).firm_id,
                        fact="revenue",
                        value=str(large if place == 0 else 20_000_000 + place),
                        year=YEAR,
                        source="self_stated",
                        stated_at=house_clock.now().replace(day=1),
                    )
                )
    publish(plant)
    group = group_of(plant, neighbours["small"][0])
    assert group is not None
    mean = group.money["revenue"]
    assert (mean.level, mean.mean) == ("city", 21_700_000)
    dominated = group_of(plant, neighbours["other"][0])
    assert dominated is not None
    assert dominated.level == "city"
    assert dominated.money["revenue"].level == "size"
    assert dominated.money["revenue"].mean == 21_700_000, "the largest is in no sum"


@pytest.mark.parametrize(
    ("share", "low", "high"), [(0, 0, 276), (150, 0, 526), (950, 724, 1000), (1000, 724, 1000)]
)
def test_the_place_of_a_share_is_widened_by_the_rounding(share: int, low: int, high: int) -> None:
    shown = Distribution(100, (850, 640, 640, 500, 300, 300, 200, 200, 150))
    if share == 150:
        shown = replace(shown, at_least=(900, 600, *shown.at_least[2:]))
    assert shown.below(share) == (low, high)


def test_the_level_of_a_key_is_read_from_it() -> None:
    path = path_of("34", "small", "330100")
    assert tuple(level_of(key) for key in path) == LEVELS
    assert json.loads(json.dumps(path)) == list(path)
