"""Ratings of drafts and submissions, on rows of both engines."""

from datetime import date

import pytest

from assessments.loader import Catalogue, InstrumentInForce
from assessments.outcome import UnitRating
from backend.db.engine import Database
from backend.db.queries import assessments as forms
from backend.db.tables.submissions import Submission
from backend.services import rating
from backend.services.facts import Period
from backend.settings import Settings
from tests.backend.plant import Plant, everything, found, lowest_for

IN_2025 = date(2025, 6, 30)


def ladder(plant: Plant) -> InstrumentInForce:
    """The version of the Zhejiang ladder."""
    return plant.catalogue.instrument("zj-ladder@2026-04", IN_2025)


def draft(plant: Plant, day: date = IN_2025) -> UnitRating:
    with plant.database.read(plant.owner) as session:
        row = forms.form(session, plant.owner, plant.form)
        assert row is not None
        assessment, unit, _firm = row
        inputs = rating.inputs_of_draft(session, plant.catalogue, assessment, unit)
    instrument = rating.instrument_of_draft(plant.catalogue, assessment, day)
    return rating.rate(plant.catalogue, instrument, inputs, day)


def verdict_on_titles(plant: Plant) -> str:
    """The verdict on the condition of 2022 that no title of the highest rung is held."""
    with plant.database.read(plant.owner) as session:
        row = forms.form(session, plant.owner, plant.form)
        assert row is not None
        inputs = rating.inputs_of_draft(session, plant.catalogue, row[0], row[1])
    rated = rating.rate(plant.catalogue, ladder(plant), inputs, IN_2025, "zj-ladder-call@2022")
    assert rated.eligibility is not None
    return next(gate.verdict for gate in rated.eligibility.gates if gate.id == "ff-not-recognised")


def counts(rated: UnitRating) -> dict[str, tuple[int, int]]:
    return {rung.level: (rung.attained, rung.mandatory) for rung in rated.attainment}


def test_an_empty_form_may_still_be_anything(plant: Plant) -> None:
    rated = draft(plant)

    assert (rated.certain, rated.possible, rated.points) == ("none", "ff", 0)
    assert counts(rated) == {"dw": (0, 58), "sf": (0, 69), "ff": (0, 77)}


def test_the_lowest_sufficient_answers_reach_the_rung(plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw", "sf", "ff")))

    rated = draft(plant)

    assert (rated.certain, rated.possible) == ("dw", "dw")
    assert counts(rated)["dw"] == (58, 58)


def test_a_submission_is_rated_like_the_draft_it_froze(plant: Plant) -> None:
    answers = everything(plant.catalogue, lowest_for("sf", "ff"))
    plant.answer(answers | {"quality-laboratory": "-全部委外检测"})
    plant.state("credit_grade", "良好")
    before = draft(plant)

    submission_id = plant.submit()
    plant.state("credit_grade", "合格")

    with plant.database.read(plant.owner) as session:
        submission = session.get_one(Submission, submission_id)
    assert rating.submission_rating(plant.catalogue, submission, IN_2025) == before


def test_answers_of_the_other_production_type_are_left_aside(
    database: Database, catalogue: Catalogue, settings: Settings, clock: object
) -> None:
    plant = found(database, catalogue, settings, "process")
    plant.answer(everything(catalogue, lowest_for("dw", "sf", "ff"), "process"))

    rated = draft(plant)

    assert counts(rated)["dw"] == (55, 55)
    assert not [line for line in rated.items if line.item.endswith("-discrete")]


def test_the_day_chooses_the_call(plant: Plant) -> None:
    in_force, later = draft(plant).eligibility, draft(plant, date(2026, 6, 30)).eligibility

    assert in_force is not None
    assert later is not None
    assert (in_force.call, in_force.in_force) == ("zj-ladder-call@2025", True)
    assert (later.call, later.in_force) == ("zj-ladder-call@2025", False)
    assert {rung.verdict for rung in later.rungs} == {"undecided"}
    assert draft(plant, date(2020, 1, 1)).eligibility is None


def test_a_named_call_is_replayed_whatever_the_day(plant: Plant) -> None:
    with plant.database.read(plant.owner) as session:
        row = forms.form(session, plant.owner, plant.form)
        assert row is not None
        inputs = rating.inputs_of_draft(session, plant.catalogue, row[0], row[1])

    replayed = rating.rate(plant.catalogue, ladder(plant), inputs, IN_2025, "zj-ladder-call@2022")
    without = rating.rate(plant.catalogue, ladder(plant), inputs, IN_2025, "")

    assert replayed.eligibility is not None
    assert replayed.eligibility.call == "zj-ladder-call@2022"
    assert without.eligibility is None


def test_stated_investment_decides_the_condition(plant: Plant) -> None:
    plant.state("project_done", "2024-09-30")
    plant.state("investment", "20000000", Period(start=date(2022, 1, 1), end=date(2023, 12, 31)))

    eligibility = draft(plant).eligibility

    assert eligibility is not None
    verdicts = {gate.id: gate.verdict for gate in eligibility.gates}
    assert verdicts["dw-investment"] == "met"
    assert verdicts["sf-investment"] == "not_met"
    assert verdicts["ff-investment"] == "undecided"


def test_no_record_of_titles_proves_nothing(plant: Plant) -> None:
    with plant.database.read(plant.owner) as session:
        assert rating.titles_on_record(session, plant.unit_id) is None


def test_titles_on_record_never_prove_that_another_one_is_not_held(plant: Plant) -> None:
    never_counted = date(2024, 12, 1)
    for kind, revoked_on, verdict in (
        ("srdi-sme", None, "undecided"),
        ("zj-future-factory", never_counted, "undecided"),
        ("zj-future-factory-pilot", None, "not_met"),
    ):
        plant.grant(kind, date(2024, 12, 1), revoked_on=revoked_on)
        assert verdict_on_titles(plant) == verdict, kind


@pytest.mark.parametrize(
    ("end", "revoked_on", "last_day"),
    [
        (None, None, None),
        (date(2027, 12, 31), None, date(2027, 12, 31)),
        (date(2027, 12, 31), date(2026, 3, 1), date(2026, 2, 28)),
    ],
)
def test_a_title_counts_until_it_ends_or_is_revoked(
    plant: Plant, end: date | None, revoked_on: date | None, last_day: date | None
) -> None:
    plant.grant("zj-smart-factory", date(2024, 12, 1), end, revoked_on)

    with plant.database.read(plant.owner) as session:
        held = rating.titles_on_record(session, plant.unit_id)

    assert held is not None
    assert [(title.title, title.end) for title in held] == [("zj-smart-factory", last_day)]
