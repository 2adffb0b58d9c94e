"""A firm's size follows from its facts, in the transaction that states them, and the summary with it."""

import pytest

from backend.auth.actor import SYSTEM
from backend.db.tables.firms import Firm, Unit
from backend.services import coverage, fact_import, profiles, sizes
from backend.services.facts import Period
from backend.services.firms import UnitProfile
from backend.services.profiles import ProfileChange
from backend.services.slices import slice_id
from tests.backend.plant import CODE, COUNTY, Plant
from tests.conftest import StandingClock

LAST_YEAR = Period(2025)
HEAD = "统一社会信用代码,事实,年度,数值,单位\n"


def size_of(plant: Plant) -> str:
    """The stored size, which the summary must agree with."""
    with plant.database.read(SYSTEM) as session:
        size = session.get_one(Firm, plant.firm_id).size
        of = slice_id(size=size or "unknown")
        assert coverage.read(session, COUNTY, of)[COUNTY, "", "unconfirmed"] == 1
    assert coverage.check(plant.database) == []
    return size


def test_a_size_is_known_once_both_figures_are_stated(plant: Plant) -> None:
    assert size_of(plant) == ""
    plant.state("employees", "400", LAST_YEAR)
    assert size_of(plant) == "", "of a middle-sized staff the turnover decides"
    plant.state("revenue", "50000000", LAST_YEAR)
    assert size_of(plant) == "medium"
    plant.state("revenue", "", LAST_YEAR)
    assert size_of(plant) == "", "what was withdrawn is not known any more"


def test_the_year_before_counts_until_the_figures_of_the_last_one_are_in(
    plant: Plant, clock: StandingClock
) -> None:
    plant.state("employees", "400", LAST_YEAR)
    plant.state("revenue", "50000000", LAST_YEAR)
    clock.set(2027, 2, 1)
    plant.state("employees", "2000", Period(2026))
    assert size_of(plant) == "medium"
    plant.state("revenue", "900000000", Period(2026))
    assert size_of(plant) == "large"
    clock.set(2029, 2, 1)
    plant.state("employees", "400", Period(2027))
    assert size_of(plant) == "", "the turnover of three years ago says nothing about today"


def test_an_imported_list_settles_the_sizes_of_its_firms(plant: Plant) -> None:
    lines = f"{CODE},employees,2025,10,\n{CODE},revenue,2025,100,万元\n"
    rows = fact_import.read("名单.csv", (HEAD + lines).encode())
    source = fact_import.IMPORTABLE[0]
    assert not fact_import.write(plant.database, plant.catalogue, rows, source).problems
    assert size_of(plant) == "micro"


def test_outside_industry_no_size_is_claimed(plant: Plant) -> None:
    plant.state("employees", "400", LAST_YEAR)
    plant.state("revenue", "50000000", LAST_YEAR)
    with plant.database.read(SYSTEM) as session:
        version = session.get_one(Unit, plant.unit_id).version
    profile = UnitProfile("萧山精密机械厂", COUNTY, "6511", "discrete")
    change = ProfileChange(plant.unit_id, version, profile)
    profiles.change(plant.database, plant.owner, plant.catalogue, change)
    assert size_of(plant) == ""


@pytest.mark.parametrize("block", [1, 500])
def test_all_sizes_are_settled_again_from_what_was_said(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    plant.state("employees", "400", LAST_YEAR)
    plant.state("revenue", "50000000", LAST_YEAR)
    with plant.database.write(SYSTEM) as session, coverage.kept(session, plant.firm_id):
        session.get_one(Firm, plant.firm_id).size = ""
    monkeypatch.setattr(sizes, "BLOCK", block)
    sizes.settle_all(plant.database, plant.catalogue)
    assert size_of(plant) == "medium"
