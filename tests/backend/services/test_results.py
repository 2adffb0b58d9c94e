"""Who may read which result, and what it holds."""

from datetime import date

from backend.auth.actor import ANONYMOUS, Actor
from backend.services import results
from backend.services.errors import NotFoundError
from tests.backend.plant import COUNTY, Plant, everything, lowest_for


def sees_preview(plant: Plant, actor: Actor) -> bool:
    try:
        results.preview(plant.database, actor, plant.catalogue, plant.form)
    except NotFoundError:
        return False
    return True


def sees(plant: Plant, actor: Actor, submission: str) -> bool:
    try:
        results.submitted(plant.database, actor, plant.catalogue, submission)
    except NotFoundError:
        return False
    return True


def test_a_preview_is_for_the_firm_alone(plant: Plant) -> None:
    stranger, _token = plant.person("stranger")
    county, _token = plant.person("county", region=COUNTY)

    assert sees_preview(plant, plant.owner)
    assert not any(sees_preview(plant, actor) for actor in (stranger, county, ANONYMOUS))


def test_officials_see_a_submission_once_the_firm_is_confirmed(plant: Plant) -> None:
    county, _token = plant.person("county", region=COUNTY)
    city, _token = plant.person("city", region="330100")
    elsewhere, _token = plant.person("elsewhere", region="330200")
    stranger, _token = plant.person("stranger")
    plant.answer(everything(plant.catalogue, lowest_for("dw", "sf", "ff")))
    submission = plant.submit()

    assert sees(plant, plant.owner, submission)
    assert not sees(plant, county, submission)

    plant.confirm()

    assert sees(plant, county, submission)
    assert sees(plant, city, submission)
    assert not any(sees(plant, actor, submission) for actor in (elsewhere, stranger, ANONYMOUS))


def test_a_submission_is_shown_as_it_was_rated(plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw", "sf", "ff")))
    before = results.preview(plant.database, plant.owner, plant.catalogue, plant.form)

    after = results.submitted(plant.database, plant.owner, plant.catalogue, plant.submit())

    assert after.rating == before.rating
    assert (before.is_open, after.is_open) == (True, False)
    assert after.reference is not None
    assert after.reference.startswith("ZT2026-")


def test_a_submitted_form_leads_to_its_submission(plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw", "sf", "ff")))

    assert results.newest_submission_id(plant.database, plant.owner, plant.form) is None
    submission = plant.submit()
    assert results.newest_submission_id(plant.database, plant.owner, plant.form) == submission


def test_titles_tell_whether_they_hold_today(plant: Plant) -> None:
    plant.grant("zj-digital-workshop", date(2022, 1, 1), date(2025, 12, 31))
    plant.grant("zj-smart-factory", date(2025, 1, 1))

    titles = results.preview(plant.database, plant.owner, plant.catalogue, plant.form).titles

    assert [(title.kind, title.in_force) for title in titles] == [
        ("zj-digital-workshop", False),
        ("zj-smart-factory", True),
    ]
