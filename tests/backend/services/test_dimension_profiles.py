"""The profiles of a population say what rating each of its units alone says."""

from sqlalchemy import select, update
from sqlmodel import col

from assessments.outcome import DimensionScore
from assessments.rating import rate_unit
from backend import clock
from backend.auth.actor import SYSTEM
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.submissions import Submission
from backend.services import rating
from backend.services.dimension_profiles import NOT_ASKED, WHOLE, Profiles, read_profiles
from tests.backend.plant import COUNTY, Plant
from tests.backend.population import settle

PATIENCE = 600.0


def profiles(plant: Plant) -> Profiles:
    found = read_profiles(plant.database, plant.catalogue, "zj-ladder", clock.today(), PATIENCE)
    assert found is not None
    return found


def share(score: DimensionScore) -> int:
    return int(score.points * WHOLE / score.maximum) if score.maximum else NOT_ASKED


def test_each_unit_has_the_shares_and_the_level_of_its_own_rating(plant: Plant) -> None:
    settle(plant, 12, 5, (COUNTY, "330281"), ("3484", "1713"))
    found = profiles(plant)
    assert found.number == 12
    with plant.database.read(SYSTEM) as session:
        sent = {one.id: one for one in session.scalars(select(Submission))}
        units = {one.id: one for one in session.scalars(select(Unit))}
    compiled = rating.questionnaire_for(plant.catalogue, found.version)
    for place, submission in enumerate(found.submissions.astype("U20").tolist()):
        unit = units[sent[submission].unit_id]
        inputs = rating.inputs_of_submission(plant.catalogue, sent[submission])
        rated = rate_unit(
            compiled, inputs.profile, inputs.facts, inputs.answers, as_of=found.day, call=None, titles=None
        )
        by_domain = {one.id: share(one) for one in rated.dimensions}
        assert dict(zip(found.dimensions, found.shares[place].tolist(), strict=True)) == by_domain
        assert found.ranks[place] == compiled.rank[rated.certain]
        assert (found.counties[place], found.divisions[place]) == (unit.county, unit.industry[:2])


def test_the_size_is_that_of_the_firm_and_empty_while_unknown(plant: Plant) -> None:
    settle(plant, 3, 6, (COUNTY,))
    assert set(profiles(plant).sizes.tolist()) == {""}
    with plant.database.write(SYSTEM) as session:
        session.execute(update(Firm).where(col(Firm.id) != plant.firm_id).values(size="small"))
    assert set(profiles(plant).sizes.tolist()) == {"small"}
