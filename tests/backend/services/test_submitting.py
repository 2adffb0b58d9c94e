import threading

import pytest
from sqlalchemy import select

from assessments.answering import decode
from backend.auth.actor import SYSTEM
from backend.db.tables.submissions import Result, Standing, Submission
from backend.services import checking, rating, snapshot, submitting
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from tests.backend.crew import Crew
from tests.backend.plant import everything, lowest_for


def fill(crew: Crew, *leave_open: str) -> None:
    answers = everything(crew.plant.catalogue, lowest_for("dw"))
    crew.plant.answer({item: option for item, option in answers.items() if item not in leave_open})


def check(crew: Crew) -> checking.Check:
    return checking.check(crew.plant.database, crew.plant.owner, crew.plant.catalogue, crew.plant.form)


def submit(crew: Crew, seen: int) -> str:
    plant = crew.plant
    return submitting.submit(plant.database, plant.owner, plant.catalogue, plant.form, seen)


def submissions(crew: Crew) -> list[Submission]:
    with crew.plant.database.read(SYSTEM) as session:
        return list(session.scalars(select(Submission)))


def test_an_empty_form_lists_every_item_mandatory_at_the_lowest_rung(crew: Crew) -> None:
    found = check(crew)
    assert (found.required.answered, found.required.asked) == (0, 58)
    assert len(found.missing) == 58
    assert found.open_count == 100 - 58
    assert found.required_level == "数字化车间"
    assert not found.is_complete
    with pytest.raises(InvalidInputError, match="还有 58 道数字化车间必答题"):
        submit(crew, found.seen)
    assert submissions(crew) == []


def test_items_that_the_lowest_rung_does_not_ask_may_stay_open(crew: Crew) -> None:
    fill(crew, "quality-laboratory", "technology-output")
    found = check(crew)
    assert found.is_complete
    assert found.open_count == 2
    assert submit(crew, found.seen)


def test_an_implied_answer_and_one_that_does_not_apply_both_count_as_answered(crew: Crew) -> None:
    required = {line.item for line in check(crew).missing}
    may_not_apply = {
        item.id
        for item in crew.plant.catalogue.questionnaire("zj-ladder").items
        if item.may_not_apply and item.id in required
    }
    excused = min(may_not_apply)
    fill(crew, excused, "quality-traceability", "quality-analysis")
    crew.save("quality-traceability", "partial-paper")
    crew.save(excused, not_applicable="无此类产品")
    found = check(crew)
    assert found.is_complete
    assert [line.item for line in found.not_applicable] == [excused]
    implied = [line for domain in found.domains for line in domain.lines if line.implied_by]
    assert [line.item for line in implied] == ["quality-analysis"]
    stored = submit(crew, found.seen)
    (submission,) = submissions(crew)
    frozen = snapshot.from_text(submission.snapshot)
    assert submission.id == stored
    assert frozen.reasons == {excused: "无此类产品"}
    assert set(frozen.implied) == {"quality-analysis"}


def test_a_submission_freezes_answers_and_rates_them(crew: Crew) -> None:
    fill(crew)
    crew.save("cloud-edge-network", "standard-protocols", revision=1, note="三号线")
    crew.plant.confirm()
    submission_id = submit(crew, check(crew).seen)
    plant = crew.plant
    with plant.database.read(SYSTEM) as session:
        submission = session.get_one(Submission, submission_id)
        (result,) = session.scalars(select(Result))
        standing = session.get_one(Standing, (plant.unit_id, "zj-ladder"))
    compiled = rating.questionnaire_for(plant.catalogue, "zj-ladder@2026-04")
    answers = decode(compiled, submission.packed)
    assert answers["cloud-edge-network"].options == ("standard-protocols",)
    assert len(answers) == 100
    assert snapshot.from_text(submission.snapshot).notes == {"cloud-edge-network": "三号线"}
    assert (submission.number, submission.reference[:7]) == (1, "ZT2026-")
    assert (result.certain, result.as_of.isoformat()) == ("dw", "2026-06-15")
    assert (standing.certain, standing.submission_id, standing.county) == ("dw", submission_id, "330109")


def test_submitting_twice_leads_to_the_one_submission(crew: Crew) -> None:
    fill(crew)
    seen = check(crew).seen
    assert submit(crew, seen) == submit(crew, seen)
    assert len(submissions(crew)) == 1


def test_two_who_submit_at_once_make_one_submission(crew: Crew) -> None:
    fill(crew)
    seen = check(crew).seen
    barrier = threading.Barrier(4)
    outcomes: list[str] = []

    def run() -> None:
        barrier.wait()
        outcomes.append(submit(crew, seen))

    threads = [threading.Thread(target=run) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    assert len(set(outcomes)) == 1
    assert len(submissions(crew)) == 1


def test_an_answer_changed_since_the_last_look_stops_the_submission(crew: Crew) -> None:
    fill(crew)
    seen = check(crew).seen
    crew.save_as(crew.colleague, "cloud-edge-network", "not-networked", revision=1)
    with pytest.raises(ConflictError, match="重新核对"):
        submit(crew, seen)
    assert submissions(crew) == []


def test_only_those_of_the_firm_submit_and_read_the_receipt(crew: Crew) -> None:
    fill(crew)
    plant = crew.plant
    with pytest.raises(NotFoundError):
        submitting.submit(plant.database, crew.stranger, plant.catalogue, plant.form, check(crew).seen)
    with pytest.raises(NotFoundError):
        submitting.receipt(plant.database, plant.owner, plant.catalogue, plant.form)
    submit(crew, check(crew).seen)
    receipt = submitting.receipt(plant.database, crew.colleague, plant.catalogue, plant.form)
    assert receipt.declared_by == "owner"
    with pytest.raises(NotFoundError):
        submitting.receipt(plant.database, crew.stranger, plant.catalogue, plant.form)
