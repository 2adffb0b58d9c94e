"""Answers of an earlier submission in a new form: shown, not counted, confirmed one by one or by page."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from assessments.schema.common import ProductionType
from backend.auth.actor import SYSTEM
from backend.db.tables.assessments import AnswerChange, DraftAnswer
from backend.db.tables.firms import Unit
from backend.db.tables.submissions import Submission
from backend.services import assessing, carrying, checking, form_pages, hub, saving, submitting
from backend.services.carried_report import carried_report
from backend.services.errors import InvalidInputError
from backend.services.instrument import instrument_for
from backend.services.saving import SaveAnswer, StaleAnswerError
from tests.backend.crew import Crew
from tests.backend.plant import Plant, everything, lowest_for
from tests.conftest import StandingClock

LADDER = "zj-ladder"


def next_year(crew: Crew, clock: StandingClock) -> Crew:
    """Everything was answered and submitted; a year later a form is opened with the answers taken over."""
    plant = crew.plant
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    note = SaveAnswer(plant.form, first_item(plant), 1, (chosen(plant, first_item(plant)),), note="见附件")
    saving.save_answer(plant.database, plant.owner, plant.catalogue, note)
    plant.submit()
    clock.set(2027, 3, 1, 9)
    form = assessing.open_assessment(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, LADDER, carry=True
    )
    assert form != plant.form
    return replace(crew, plant=replace(plant, form=form))


def first_item(plant: Plant) -> str:
    questionnaire = plant.catalogue.questionnaire(LADDER)
    return questionnaire.items_of(questionnaire.domains[0])[0].id


def chosen(plant: Plant, item: str) -> str:
    return everything(plant.catalogue, lowest_for("dw"))[item]


def log(crew: Crew, item: str) -> list[tuple[str, str]]:
    """The changes of an item in this year's form, old and new."""
    with crew.plant.database.read(SYSTEM) as session:
        rows = [row for row in session.scalars(select(AnswerChange)) if row.item == item]
    mine = sorted(
        (row.revision, row.old_value, row.new_value) for row in rows if row.assessment_id == crew.plant.form
    )
    return [(old, new) for _revision, old, new in mine]


def to_confirm(crew: Crew) -> int:
    plant = crew.plant
    return form_pages.task_list(plant.database, plant.owner, plant.catalogue, plant.form).to_confirm


def page_of(crew: Crew, *, confirms: bool, changed: str = "") -> list[SaveAnswer]:
    """The first domain's page as a browser without scripts sends it, one item perhaps changed."""
    plant = crew.plant
    questionnaire = plant.catalogue.questionnaire(LADDER)
    domain = questionnaire.domains[0]
    view = form_pages.domain_page(plant.database, plant.owner, plant.catalogue, plant.form, domain.id)
    sent = []
    for item in (item for group in view.groups for item in group.items if not item.lock):
        options = tuple(choice.id for choice in item.choices if choice.chosen)
        if item.id == changed:
            options = tuple(choice.id for choice in item.choices if not choice.chosen)[:1]
        sent.append(
            SaveAnswer(plant.form, item.id, item.revision, options, note=item.note, confirms=confirms)
        )
    return sent


def test_carried_answers_are_shown_and_count_for_nothing_until_they_are_confirmed(
    crew: Crew, clock: StandingClock
) -> None:
    crew = next_year(crew, clock)
    plant = crew.plant
    item = first_item(plant)
    view = form_pages.items_page(plant.database, plant.owner, plant.catalogue, plant.form, (item,)).items[0]
    assert view.to_confirm == "上年答案，待确认"
    assert [choice.id for choice in view.choices if choice.chosen] == [chosen(plant, item)]
    assert (view.note, view.answered, view.revision) == ("见附件", False, 1)
    tasks = form_pages.task_list(plant.database, plant.owner, plant.catalogue, plant.form)
    # Nothing is answered, so nothing is implied either: every answer waits.
    assert tasks.items.answered == 0
    assert tasks.to_confirm == tasks.items.asked
    line = next(
        form
        for form in hub.firm_hub(plant.database, plant.owner, plant.catalogue, plant.firm_id).units[0].forms
        if form.assessment_id == plant.form
    )
    assert (line.items_done, line.to_confirm) == (0, tasks.items.asked)
    ((old, new),) = log(crew, item)
    assert old == "{}"
    assert json.loads(new)["carried_from"]


def test_nothing_is_submitted_while_required_answers_wait_and_only_confirmed_ones_are_frozen(
    crew: Crew, clock: StandingClock
) -> None:
    crew = next_year(crew, clock)
    plant = crew.plant
    check = checking.check(plant.database, plant.owner, plant.catalogue, plant.form)
    assert len(check.missing) == check.required.asked
    assert all(line.to_confirm for line in check.missing)
    with pytest.raises(InvalidInputError, match="没有作答或没有确认"):
        submitting.submit(plant.database, plant.owner, plant.catalogue, plant.form, check.seen)
    for line in check.missing:
        crew.save(line.item, chosen(plant, line.item), revision=1)
    submission_id = plant.submit()
    with plant.database.read(SYSTEM) as session:
        submission = session.get_one(Submission, submission_id)
        target = instrument_for(plant.catalogue, f"{LADDER}@{submission.version}", ProductionType.DISCRETE)
        found = carrying.carriage(plant.catalogue, submission, target)
    assert found is not None
    # Read back by the same means: what nobody confirmed was not submitted.
    assert set(found.answers) == {line.item for line in check.missing}


def test_saving_a_carried_answer_unchanged_confirms_it_and_leaves_a_line_in_the_log(
    crew: Crew, clock: StandingClock
) -> None:
    crew = next_year(crew, clock)
    item = first_item(crew.plant)
    before = to_confirm(crew)
    saved = crew.save_as(crew.colleague, item, chosen(crew.plant, item), revision=1, note="见附件")
    assert saved.revision == 2
    assert saved.progress.answered == 1
    assert saved.to_confirm is not None
    assert to_confirm(crew) == before - 1
    carried, confirmed = log(crew, item)
    assert confirmed[0] == carried[1]
    assert "carried_from" not in json.loads(confirmed[1])
    with crew.plant.database.read(SYSTEM) as session:
        row = session.get_one(DraftAnswer, (crew.plant.form, item))
        assert (row.carried_from, row.author_id) == (None, crew.colleague.account_id)
    # Saved again, exactly this is stored already.
    assert crew.save(item, chosen(crew.plant, item), revision=2, note="见附件").revision == 2


def test_a_page_saved_without_scripts_confirms_what_was_changed_and_nothing_else(
    crew: Crew, clock: StandingClock
) -> None:
    crew = next_year(crew, clock)
    plant, item, before = crew.plant, first_item(crew.plant), to_confirm(crew)
    sent = page_of(crew, confirms=False, changed=item)
    assert saving.save_page(plant.database, plant.owner, plant.catalogue, sent).stored == 1
    assert to_confirm(crew) == before - 1
    sent = page_of(crew, confirms=True)
    outcome = saving.save_page(plant.database, plant.owner, plant.catalogue, sent)
    assert (outcome.stored, outcome.conflicts) == (len(sent) - 1, {})
    assert to_confirm(crew) == before - len(sent)


def test_confirming_what_a_colleague_has_changed_meanwhile_shows_both_answers(
    crew: Crew, clock: StandingClock
) -> None:
    crew = next_year(crew, clock)
    plant, item = crew.plant, first_item(crew.plant)
    other = next(
        option.id
        for one in plant.catalogue.questionnaire(LADDER).items
        if one.id == item
        for option in one.options
        if option.id != chosen(plant, item) and option.production in ("all", "discrete")
    )
    seen = page_of(crew, confirms=True)
    crew.save_as(crew.colleague, item, other, revision=1)
    with pytest.raises(StaleAnswerError) as caught:
        crew.save(item, chosen(plant, item), revision=1)
    assert caught.value.stored.answer.options == (other,)
    # The whole page leaves alone what its sender did not touch.
    outcome = saving.save_page(plant.database, plant.owner, plant.catalogue, seen)
    assert outcome.conflicts == {}
    row = crew.stored(item)
    assert row is not None
    assert json.loads(row[0])["options"] == [other]


def test_a_form_without_an_earlier_submission_opens_empty(plant: Plant, clock: StandingClock) -> None:
    clock.set(2027, 3, 1, 9)
    form = assessing.open_assessment(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, LADDER, carry=True
    )
    with plant.database.read(SYSTEM) as session:
        assert not list(session.scalars(select(DraftAnswer)))
    assert carried_report(plant.database, plant.owner, plant.catalogue, form) is None


def test_of_another_version_only_what_still_says_the_same_is_taken_over(
    crew: Crew, clock: StandingClock
) -> None:
    plant = crew.plant
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    submission_id = plant.submit()
    catalogue = plant.catalogue
    old = catalogue.questionnaire(LADDER)
    tied = {end.item for tie in old.implications for end in (tie.when, tie.then)}
    plain = [
        item
        for item in old.items
        if item.type == "single" and item.production == "all" and item.id not in tied
    ]
    gone, closed, reworded, better = plain[:4]
    items = []
    for item in old.items:
        if item is gone:
            continue
        if item is closed:
            left = tuple(one for one in item.options if one.id != chosen(plant, item.id))
            item = item.model_copy(update={"options": left})  # noqa: PLW2901
        if item is reworded:
            item = item.model_copy(update={"question": {"zh-CN": "换了问法？"}})  # noqa: PLW2901
        if item is better:
            item = item.model_copy(update={"help": {"zh-CN": "说明改了。"}})  # noqa: PLW2901
        items.append(item)
    new = old.model_copy(update={"version": "2027-01", "items": tuple(items)})
    later = replace(catalogue, questionnaires={**catalogue.questionnaires, new.key: new})
    with plant.database.read(SYSTEM) as session:
        submission = session.get_one(Submission, submission_id)
    found = carrying.carriage(later, submission, instrument_for(later, new.key, ProductionType.DISCRETE))
    assert found is not None
    reasons = {line.ref: line.reason for line in found.left_out}
    assert set(reasons) == {gone.ref, closed.ref, reworded.ref}
    assert "没有这道题" in reasons[gone.ref]
    assert "已经取消" in reasons[closed.ref]
    assert "表述已经修改" in reasons[reworded.ref]
    assert better.id in found.answers
    assert len(found.answers) + len(found.left_out) == len(everything(catalogue, lowest_for("dw")))
    # Rules that the catalogue no longer has are not guessed at.
    without = replace(later, questionnaires={new.key: new})
    assert (
        carrying.carriage(without, submission, instrument_for(later, new.key, ProductionType.DISCRETE))
        is None
    )


def test_after_the_production_type_changed_the_other_type_s_items_are_listed_as_left_out(
    crew: Crew, clock: StandingClock
) -> None:
    plant = crew.plant
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    with plant.database.write(SYSTEM) as session:
        session.get_one(Unit, plant.unit_id).production_type = "process"
    clock.set(2027, 3, 1, 9)
    form = assessing.open_assessment(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, LADDER, carry=True
    )
    report = carried_report(plant.database, plant.owner, plant.catalogue, form)
    assert report is not None
    assert report.taken == report.to_confirm > 0
    assert report.left_out
    assert {line.reason for line in report.left_out} <= {
        "本单位的生产类型不问这道题",
        "当时所选的选项不供本单位的生产类型选择",
    }
