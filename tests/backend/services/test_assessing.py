"""Opening forms of every kind of instrument, for a purpose, and submitting them."""

import pytest

from backend.db.tables.assessments import Assessment
from backend.db.tables.submissions import Submission
from backend.services import assessing, checking, form_pages, ladders, results, snapshot, submitting
from backend.services.assessing import FormHead
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.facts import Period
from backend.services.saving import SaveAnswer, save_page
from tests.backend.crew import Crew
from tests.backend.plant import Plant
from tests.conftest import StandingClock


def open_form(plant: Plant, questionnaire: str, purpose: str = "") -> str:
    return assessing.open_assessment(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, questionnaire, purpose=purpose
    )


def head(plant: Plant, form: str) -> FormHead:
    return form_pages.task_list(plant.database, plant.owner, plant.catalogue, form).head


def submit(plant: Plant, form: str) -> str:
    seen = checking.check(plant.database, plant.owner, plant.catalogue, form).seen
    return submitting.submit(plant.database, plant.owner, plant.catalogue, form, seen)


def test_the_purpose_chooses_the_version_and_is_kept(plant: Plant) -> None:
    review = head(plant, open_form(plant, "little-giant", "review"))
    assert (review.version, review.purpose.value) == ("2022", "review")
    assert [one.value for one in review.choices] == ["recognition"]


def test_a_purpose_has_to_be_chosen_where_there_is_a_choice(plant: Plant) -> None:
    with pytest.raises(InvalidInputError) as refused:
        open_form(plant, "srdi-sme")
    assert "新认定、复核" in refused.value.fields["purpose"]
    with pytest.raises(InvalidInputError):
        open_form(plant, "srdi-sme", "self_check")


@pytest.mark.parametrize("questionnaire", ["cmmm", "no-such", ""])
def test_drafts_and_unknown_instruments_are_not_opened(plant: Plant, questionnaire: str) -> None:
    with pytest.raises(InvalidInputError):
        open_form(plant, questionnaire)


def test_what_is_no_longer_in_force_is_not_opened(plant: Plant, clock: StandingClock) -> None:
    clock.set(2027, 1, 1)
    with pytest.raises(InvalidInputError):
        open_form(plant, "zj-hidden-champion", "recognition")


def test_a_second_purpose_finds_the_form_of_the_round(plant: Plant) -> None:
    form = open_form(plant, "srdi-sme", "recognition")
    assert open_form(plant, "srdi-sme", "review") == form


def test_the_purpose_is_changed_with_its_version_while_the_form_is_open(plant: Plant) -> None:
    form = open_form(plant, "little-giant", "recognition")

    def change(purpose: str) -> None:
        assessing.change_purpose(plant.database, plant.owner, plant.catalogue, form, purpose)

    seen = checking.check(plant.database, plant.owner, plant.catalogue, form).seen
    change("review")
    with plant.database.read(plant.owner) as session:
        row = session.get_one(Assessment, form)
        assert (row.purpose, row.version) == ("review", "2022")
    with pytest.raises(ConflictError):
        submitting.submit(plant.database, plant.owner, plant.catalogue, form, seen)
    with pytest.raises(InvalidInputError):
        change("self_check")
    submit(plant, form)
    with pytest.raises(ConflictError):
        change("recognition")


def test_strangers_neither_open_nor_change(crew: Crew) -> None:
    plant = crew.plant
    form = open_form(plant, "srdi-sme", "recognition")
    with pytest.raises(NotFoundError):
        assessing.change_purpose(plant.database, crew.stranger, plant.catalogue, form, "review")
    with pytest.raises(NotFoundError):
        assessing.open_assessment(
            plant.database, crew.stranger, plant.catalogue, plant.unit_id, "srdi-sme", purpose="review"
        )


def test_an_instrument_of_facts_asks_nothing_and_is_submitted_as_it_is(plant: Plant) -> None:
    form = open_form(plant, "srdi-sme", "recognition")
    tasks = form_pages.task_list(plant.database, plant.owner, plant.catalogue, form)
    assert (tasks.head.has_items, tasks.elements, tasks.required.asked) == (False, (), 0)
    plant.state("revenue", "15000000", Period(2025))
    submission = submit(plant, form)
    with plant.database.read(plant.owner) as session:
        row = session.get_one(Submission, submission)
        frozen = snapshot.from_text(row.snapshot)
    assert row.packed == b""
    assert (frozen.purpose.value, str(frozen.facts["revenue"][0].value)) == ("recognition", "15000000")


def test_a_submission_is_rated_for_its_purpose_from_what_was_frozen(plant: Plant) -> None:
    form = open_form(plant, "srdi-sme", "review")
    submission = submit(plant, form)
    plant.state("revenue", "15000000", Period(2025))
    outcome = results.submitted(plant.database, plant.owner, plant.catalogue, submission)
    gates = {gate.id: gate.verdict for gate in outcome.rating.gates}
    assert outcome.rating.purpose.value == "review"
    assert gates["size"] == "undecided"
    assert ("quality-review" in gates, "quality" in gates) == (True, False)


def test_derived_items_are_not_asked(plant: Plant) -> None:
    tasks = form_pages.task_list(
        plant.database, plant.owner, plant.catalogue, open_form(plant, "innovative-sme", "recognition")
    )
    assert (tasks.items.asked, tasks.head.has_items) == (0, False)


def test_an_instrument_with_items_counts_them_and_needs_none_to_be_submitted(plant: Plant) -> None:
    form = open_form(plant, "sme-digital")
    tasks = form_pages.task_list(plant.database, plant.owner, plant.catalogue, form)
    assert (tasks.items.asked, tasks.required.asked, tasks.targets) == (31, 0, ())
    item = plant.catalogue.questionnaire("sme-digital").items[1]
    command = SaveAnswer(form, item.id, 0, (item.options[-1].id,))
    save_page(plant.database, plant.owner, plant.catalogue, [command])
    outcome = results.submitted(plant.database, plant.owner, plant.catalogue, submit(plant, form))
    assert outcome.rating.points == item.options[-1].points


def test_the_comparison_reads_answers_of_the_form_open_or_submitted(plant: Plant) -> None:
    form = open_form(plant, "sme-digital")
    asked = ladders.asked_of("", "")

    def line() -> ladders.LadderLine:
        found = ladders.unit_ladders(plant.database, plant.owner, plant.catalogue, plant.unit_id, asked)
        return next(one for one in found.lines if one.instrument.questionnaire.id == "sme-digital")

    item = plant.catalogue.questionnaire("sme-digital").items[1]
    command = SaveAnswer(form, item.id, 0, (item.options[-1].id,))
    save_page(plant.database, plant.owner, plant.catalogue, [command])
    for is_open in (True, False):
        shown = line()
        assert shown.answers is not None
        assert (shown.answers.is_open, shown.rating.points) == (is_open, item.options[-1].points)
        submit(plant, form)
