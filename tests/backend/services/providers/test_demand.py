"""The demand board against a recount unit by unit, and what it keeps back."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from assessments.action_book import SuitedActions, UnitKind
from assessments.answering import Answer
from assessments.compile import CompiledQuestionnaire, choices
from assessments.demand import Units, needs
from assessments.loader import Catalogue
from assessments.rating import rate_unit
from assessments.schema.common import ProductionType
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.firms import Unit
from backend.db.tables.providers import DemandBoard, DemandFigure
from backend.db.tables.submissions import Standing, Submission
from backend.services import rating
from backend.services.dimension_profiles import read_profiles
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.providers import demand, demand_board
from backend.services.providers.demand_board import Board, Wanted
from scoring.disclosure import BASE, FEWEST
from tests.backend import population, providers
from tests.backend.officials import HANGZHOU, PROVINCE, XIAOSHAN
from tests.backend.plant import COUNTY, Plant
from tests.backend.population import settle

FEW, OTHER = "330281", "330282"
OPEN_SHARE, LOW_SHARE = 0.005, 0.99
PATIENCE = 600.0


@pytest.fixture(autouse=True)
def modest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Firms that have the lowest rung for the most part and little above it: they all need something."""

    def answers(
        compiled: CompiledQuestionnaire, production: ProductionType, chance: Random
    ) -> dict[str, Answer]:
        found = {}
        for item in compiled.asked(production):
            able = sorted(choices(item, production), key=lambda option: compiled.rank[option.level])
            lowest = next((one for one in able if compiled.rank[one.level] >= 1), able[-1])
            if chance.random() < OPEN_SHARE:
                continue
            found[item.id] = Answer((lowest.id if chance.random() < LOW_SHARE else chance.choice(able).id,))
        return found

    monkeypatch.setattr(population, "_answers", answers)


def needs_of(
    catalogue: Catalogue, compiled: CompiledQuestionnaire, submission: Submission, unit: Unit
) -> set[str]:
    """What one unit needs, item by item from its own rating."""
    inputs = rating.inputs_of_submission(catalogue, submission)
    rated = rate_unit(
        compiled, inputs.profile, inputs.facts, inputs.answers, as_of=clock.today(), call=None, titles=None
    )
    levels, production = compiled.ladder.level_ids, ProductionType(inputs.profile.production_type)
    place = levels.index(rated.certain)
    if place == len(levels) - 1:
        return set()
    suited = SuitedActions.of(catalogue.actions, UnitKind(production, "", unit.industry))
    items = {item.id: item for item in compiled.questionnaire.items}
    found = set()
    for line in rated.items:
        asked = [
            levels.index(rung.level)
            for rung in line.rungs
            if rung.requirement == "mandatory" and levels.index(rung.level) <= place + 1
        ]
        if line.state in ("unanswered", "not_applicable") or not asked:
            continue
        here, wanted = levels.index(line.level), max(asked)
        between = [
            option.id
            for option in choices(items[line.item], production)
            if here < compiled.rank[option.level] <= wanted
        ]
        for action in suited.lifting(compiled.questionnaire.id, line.item, between if here < wanted else ()):
            found |= set(action.capabilities)
    return found


def recount(plant: Plant) -> dict[str, tuple[str, set[str]]]:
    """County and needs of every unit."""
    compiled = rating.questionnaire_for(plant.catalogue, plant.catalogue.questionnaire("zj-ladder").key)
    with plant.database.read(SYSTEM) as session:
        rows = session.execute(
            select(Submission, Unit)
            .join(Standing, col(Standing.submission_id) == col(Submission.id))
            .join(Unit, col(Unit.id) == col(Standing.unit_id))
        ).all()
    return {
        unit.id: (unit.county, needs_of(plant.catalogue, compiled, submission, unit))
        for submission, unit in rows
    }


def refreshed(plant: Plant, seed: int = 1) -> dict[tuple[str, str, str], int | None]:
    demand.refresh(plant.database, plant.catalogue, np.random.default_rng(seed))
    with plant.database.read(SYSTEM) as session:
        return {
            (row.scope, row.code, row.capability): row.number for row in session.scalars(select(DemandFigure))
        }


def read(plant: Plant, who: Actor, **wanted: str) -> Board:
    return demand_board.board(plant.database, who, plant.catalogue, Wanted(**wanted))


def test_every_unit_needs_what_its_own_rating_says(plant: Plant) -> None:
    settle(plant, 25, 10, (COUNTY, FEW), ("3484", "1713", "2710"))
    profiles = read_profiles(plant.database, plant.catalogue, "zj-ladder", clock.today(), PATIENCE)
    assert profiles is not None
    compiled = rating.questionnaire_for(plant.catalogue, profiles.version)
    codes = np.array(profiles.people.industry_codes, "U4")[profiles.people.industries]
    units = Units(profiles.people.answers[profiles.version], profiles.ranks, codes, profiles.sizes)
    found = needs(compiled, plant.catalogue.actions, units)
    expected = recount(plant)
    for place, unit in enumerate(profiles.units.astype("U20").tolist()):
        assert {name for name, flags in found.items() if flags[place]} == expected[unit][1]
    assert any(flags.any() and not flags.all() for flags in found.values())


def test_what_is_shown_is_the_recount_rounded_and_small_places_are_kept_back(plant: Plant) -> None:
    settle(plant, 48, 11, (COUNTY, COUNTY, COUNTY, FEW), ("3484", "1713"))
    settle(plant, 4, 12, (OTHER,), ("3484",))
    expected = recount(plant)
    units = Counter(county for county, _needs in expected.values())
    exact = Counter(name for county, some in expected.values() if county == COUNTY for name in some)
    shown = refreshed(plant)
    assert (units[OTHER], units[COUNTY] >= FEWEST) == (4, True)
    assert not [key for key in shown if key[1] == OTHER]
    assert any(shown["area", COUNTY, name] for name in plant.catalogue.capabilities)
    for name in plant.catalogue.capabilities:
        told = shown["area", COUNTY, name]
        if told is None:
            assert exact[name] < FEWEST + BASE
        else:
            assert told >= FEWEST
            assert told % BASE == 0
            assert abs(told - exact[name]) < 2 * BASE
    # What is hidden hides in no total either: parts are shown if and only if they are large enough.
    parts = [code for scope, code, name in shown if scope == "area" and not name and code in units]
    assert set(parts) == {code for code in units if units[code] >= FEWEST}


def test_one_more_unit_changes_nothing_that_is_shown(plant: Plant) -> None:
    settle(plant, 20, 21, (COUNTY,))
    before = refreshed(plant, 1)
    settle(plant, 1, 22, (COUNTY,))
    assert refreshed(plant, 2) == before
    settle(plant, FEWEST, 23, (COUNTY,))
    assert refreshed(plant, 3) != before


def test_plants_of_one_firm_are_not_ten_firms(plant: Plant) -> None:
    settle(plant, FEWEST + 2, 24, (COUNTY,))
    assert refreshed(plant)["area", COUNTY, ""]
    with plant.database.write(SYSTEM) as session:
        first, *others = session.scalars(
            select(col(Unit.id)).join(Standing, col(Standing.unit_id) == col(Unit.id))
        )
        owner = session.get_one(Unit, first).firm_id
        session.execute(update(Unit).where(col(Unit.id).in_(others[:4])).values(firm_id=owner))
        session.execute(delete(DemandBoard))
    assert not refreshed(plant)


def test_providers_read_it_all_and_officials_their_own_area(plant: Plant) -> None:
    settle(plant, 20, 31, (COUNTY,), ("1713",))
    vendor, _token = plant.person("vendor")
    with pytest.raises(NotFoundError):
        read(plant, vendor)
    provider = providers.enlist(plant.database, plant.catalogue, vendor, PROVINCE)
    assert read(plant, vendor).as_of is None
    refreshed(plant)
    seen = read(plant, vendor)
    assert (seen.wanted.area, seen.place, seen.as_of) == ("330000", "浙江省", clock.today())
    most = seen.lines[0]
    assert most.number is not None
    by_place = read(plant, vendor, capability=most.key)
    assert {line.key for line in by_place.lines if line.number} == {"330000", "330100", COUNTY}
    assert [line.number for line in by_place.clusters if line.number]
    own = read(plant, XIAOSHAN)
    assert (own.place, own.clusters, own.all_clusters) == ("萧山区", (), ())
    assert {line.number for line in own.lines} == {line.number for line in seen.lines}
    assert read(plant, HANGZHOU, area=COUNTY).place == "萧山区"
    for who, wanted in ((XIAOSHAN, {"area": "330100"}), (HANGZHOU, {"area": "330281"}), (plant.owner, {})):
        with pytest.raises(NotFoundError):
            read(plant, who, **wanted)
    for wrong in ({"area": "999999"}, {"cluster": "no"}, {"capability": "no"}):
        with pytest.raises(InvalidInputError):
            read(plant, vendor, **wrong)
    providers.decide(plant.database, plant.catalogue, PROVINCE, provider, "suspend", "核查中")
    with pytest.raises(NotFoundError):
        read(plant, vendor)
