"""Every ladder at once, on any day and under any version, for the firm alone."""

from datetime import date

import pytest

from backend.services import ladders
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.facts import Period
from backend.services.ladders import Asked, UnitLadder, UnitLadders
from tests.backend.crew import Crew
from tests.backend.plant import COUNTY, Plant

TODAY = Asked(date(2026, 6, 15))


def all_of(plant: Plant, asked: Asked = TODAY) -> UnitLadders:
    return ladders.unit_ladders(plant.database, plant.owner, plant.catalogue, plant.unit_id, asked)


def one(plant: Plant, name: str, **asked: object) -> UnitLadder:
    wanted = Asked(**{"as_of": TODAY.as_of, **asked})  # type: ignore[arg-type]
    return ladders.unit_ladder(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, name=name, asked=wanted
    )


def versions(found: UnitLadders) -> dict[str, str]:
    return {line.instrument.questionnaire.id: line.instrument.questionnaire.version for line in found.lines}


def test_every_published_instrument_in_force_is_shown_once(plant: Plant) -> None:
    shown = versions(all_of(plant))
    assert len(shown) == 12
    assert "cmmm" not in shown
    assert all(line.rating.certain in {"none", "micro"} for line in all_of(plant).lines)


def test_the_day_and_the_purpose_choose_the_version(plant: Plant) -> None:
    assert versions(all_of(plant))["little-giant"] == "2026"
    assert versions(all_of(plant, Asked(date(2026, 3, 31))))["little-giant"] == "2022"
    review = {"as_of": TODAY.as_of, "purpose": ladders.asked_of("", "review").purpose}
    assert versions(all_of(plant, Asked(**review)))["little-giant"] == "2022"  # type: ignore[arg-type]


def test_what_is_not_in_force_is_named_and_not_rated(plant: Plant) -> None:
    found = all_of(plant, Asked(date(2016, 6, 1)))
    # Whose dates nobody could read counts as in force.
    assert "zj-ladder" in versions(found)
    assert not {"tech-sme", "size-class", "cn-smart-factory"}.intersection(versions(found))
    assert "科技型中小企业评价（2017）" in found.silent
    assert len(versions(found)) + len(found.silent) == 12


def test_one_ladder_is_replayed_under_any_version(plant: Plant) -> None:
    plant.state("revenue", "40000000", Period(2025))
    now, before = one(plant, "little-giant"), one(plant, "little-giant", version="2022")
    assert (now.outcome.questionnaire.version, now.outcome.instrument.named) == ("2026", False)
    assert (before.outcome.questionnaire.version, before.outcome.instrument.named) == ("2022", True)
    assert now.versions == ("2026", "2022")


def test_an_unknown_version_or_purpose_is_refused(plant: Plant) -> None:
    with pytest.raises(InvalidInputError) as refused:
        one(plant, "little-giant", version="1999")
    assert "2026、2022" in refused.value.fields["version"]
    with pytest.raises(InvalidInputError):
        one(plant, "tech-sme", purpose=ladders.asked_of("", "review").purpose)
    for name in ("cmmm", "no-such"):
        with pytest.raises(NotFoundError):
            one(plant, name)


@pytest.mark.parametrize(
    ("as_of", "purpose", "fields"),
    [
        ("2026-02-30", "", {"as_of"}),
        ("20260401", "", {"as_of"}),
        ("1999-12-31", "", {"as_of"}),
        ("", "award", {"purpose"}),
        ("yesterday", "award", {"as_of", "purpose"}),
    ],
)
def test_bad_days_and_purposes_are_told(as_of: str, purpose: str, fields: set[str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        ladders.asked_of(as_of, purpose)
    assert set(refused.value.fields) == fields


def test_nobody_else_sees_a_units_ladders(crew: Crew) -> None:
    plant = crew.plant
    official, _token = plant.person("official", region=COUNTY)
    plant.confirm()
    for actor in (crew.stranger, official):
        with pytest.raises(NotFoundError):
            ladders.unit_ladders(plant.database, actor, plant.catalogue, plant.unit_id, TODAY)


def test_the_way_up_is_worked_out_on_demand(plant: Plant) -> None:
    plant.state("revenue", "15000000", Period(2025))

    def look(to: str) -> ladders.Outlook:
        return ladders.unit_outlook(
            plant.database, plant.owner, plant.catalogue, plant.unit_id, name="sme-digital",
            asked=TODAY, to=to,
        )  # fmt: skip

    found = look("l2")
    assert found.pathway is not None
    assert found.pathway.best is not None
    assert found.pathway.best.cost == sum(step.effort for step in found.pathway.best.steps)
    assert look("").level == "l1"
    with pytest.raises(InvalidInputError):
        look("l9")


def test_the_way_up_claims_nothing_that_the_rating_does_not(plant: Plant) -> None:
    found = ladders.unit_outlook(
        plant.database,
        plant.owner,
        plant.catalogue,
        plant.unit_id,
        name="sme-digital",
        asked=Asked(date(2010, 6, 1)),
        to="l1",
    )
    assert found.pathway is not None
    assert found.ladder.outcome.rating.certain == found.pathway.certain == found.sensitivity.certain == "none"
    assert (found.pathway.best, found.pathway.is_binding) == (None, False)
