"""Hints from the open form to the review: they are told, kept and explained, and change nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from assessments.schema.questionnaire import Item, Option
from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries.firms import units_of
from backend.db.tables.assessments import Assessment
from backend.db.tables.firms import Membership
from backend.db.tables.integrity import AnswerTrace, IntegrityHint
from backend.db.tables.planning import Candidate
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Result, Standing
from backend.demo.population import credit_code
from backend.services import assessing, checking, firms, saving
from backend.services.errors import ConflictError, NotFoundError
from backend.services.integrity import keeping, reading, refreshing
from backend.services.integrity.keeping import Explanation, StaleNoteError
from backend.services.saving import SaveAnswer
from tests.backend.plant import COUNTY, Plant, everything, lowest_for
from tests.conftest import StandingClock

ODD = {"production-data-control": "command-centre", "cloud-edge-network": "not-networked"}
KEY = "contradiction:collected-but-not-networked"


def even(_item: Item, options: list[Option]) -> Option:
    """What a 数字化车间 answers where it is asked, and elsewhere the lowest option."""
    return next((option for option in options if option.level == "dw"), options[0])


def answered(
    plant: Plant, clock: StandingClock, changed: Mapping[str, str] | None = None, seconds: int = 20
) -> None:
    """Answer everything as a 数字化车间 does, one item after the other, with some answers changed."""
    for item, option in {**everything(plant.catalogue, even), **(changed or {})}.items():
        clock.instant += timedelta(seconds=seconds)
        command = SaveAnswer(plant.form, item, 0, (option,))
        saving.save_answer(plant.database, plant.owner, plant.catalogue, command)


def keys(plant: Plant) -> list[str]:
    """The keys of the hints that the firm is shown."""
    return [one.hint.key for one in keeping.of_form(plant.database, plant.owner, plant.catalogue, plant.form)]


def kept(database: Database, submission: str) -> dict[str, str]:
    """Keys and explanations of the hints that were kept with a submission."""
    with database.read(SYSTEM) as session:
        told = reading.of_submission(session, SYSTEM, submission)
    return {one.hint.key: one.note for one in told}


def outcome(database: Database) -> list[tuple[object, ...]]:
    """Everything that is decided from a submission."""
    found: list[tuple[object, ...]] = []
    with database.read(SYSTEM) as session:
        for table in (Result, Standing, Review, Candidate):
            columns = [column for column in inspect(table).columns if column.name != "id"]
            found += [tuple(row) for row in session.execute(select(*columns))]
    return sorted(found, key=str)


def test_an_even_form_has_no_hints(plant: Plant, clock: StandingClock) -> None:
    answered(plant, clock)
    assert keys(plant) == []
    submission = plant.submit()
    assert kept(plant.database, submission) == {}
    with plant.database.read(SYSTEM) as session:
        assert session.scalars(select(AnswerTrace)).all()


def test_a_hint_goes_along_with_the_submission(plant: Plant, clock: StandingClock) -> None:
    answered(plant, clock, ODD)
    assert keys(plant) == [KEY]
    said = Explanation(KEY, "联网改造已完成一半。", "")
    keeping.explain(plant.database, plant.owner, plant.catalogue, plant.form, said)
    late, gone = Explanation(KEY, "另一种说法。", ""), Explanation("speed", "没有这一处。", "")
    with pytest.raises(StaleNoteError) as stale:
        keeping.explain(plant.database, plant.owner, plant.catalogue, plant.form, late)
    assert stale.value.stored == "联网改造已完成一半。"
    with pytest.raises(ConflictError):
        keeping.explain(plant.database, plant.owner, plant.catalogue, plant.form, gone)
    submission = plant.submit()
    assert kept(plant.database, submission) == {KEY: "联网改造已完成一半。"}
    with pytest.raises(ConflictError):
        keeping.explain(plant.database, plant.owner, plant.catalogue, plant.form, said)


def test_nothing_is_decided_by_hints(plant: Plant, clock: StandingClock) -> None:
    plant.confirm()
    answered(plant, clock, ODD, seconds=1)
    submission = plant.submit()
    assert set(kept(plant.database, submission)) == {KEY, "speed"}
    decided = outcome(plant.database)
    with plant.database.write(SYSTEM) as session:
        for row in session.scalars(select(IntegrityHint)):
            session.delete(row)
    assert outcome(plant.database) == decided
    assert refreshing.refresh(plant.database, plant.catalogue) == 1
    assert set(kept(plant.database, submission)) == {KEY, "speed"}
    assert outcome(plant.database) == decided


def test_finding_them_anew_gives_the_same_and_keeps_what_the_firm_said(
    plant: Plant, clock: StandingClock
) -> None:
    answered(plant, clock, ODD)
    keeping.explain(plant.database, plant.owner, plant.catalogue, plant.form, Explanation(KEY, "说明", ""))
    submission = plant.submit()
    clock.instant += timedelta(days=400)
    refreshing.refresh(plant.database, plant.catalogue)
    assert kept(plant.database, submission) == {KEY: "说明"}


def test_a_strange_form_is_not_there(plant: Plant) -> None:
    stranger, _token = plant.person("stranger")
    official, _token = plant.person("official", region=COUNTY)
    for other in (stranger, official):
        with pytest.raises(NotFoundError):
            keeping.of_form(plant.database, other, plant.catalogue, plant.form)


def second_firm(plant: Plant, clock: StandingClock, changed: Mapping[str, str]) -> Plant:
    """Another firm of another owner with a full form, all but a few answers the same."""
    owner, token = plant.person("second-owner")
    profile = firms.UnitProfile("萧山第二机械厂", COUNTY, "3484", "discrete")
    new = firms.NewFirm(credit_code(9_100_001), profile)
    firm = firms.register(plant.database, owner, plant.catalogue, new)
    with plant.database.read(owner) as session:
        unit = units_of(session, firm.firm_id)[0].id
    form = assessing.open_assessment(plant.database, owner, plant.catalogue, unit, "zj-ladder")
    other = replace(plant, owner=owner, token=token, firm_id=firm.firm_id, unit_id=unit, form=form)
    answered(other, clock, changed)
    return other


def test_a_copy_is_told_without_a_name_and_not_between_firms_of_one_owner(
    plant: Plant, clock: StandingClock
) -> None:
    answered(plant, clock)
    first = plant.submit()
    second = second_firm(plant, clock, {"quality-awards": "none"})
    (noted,) = keeping.of_form(second.database, second.owner, second.catalogue, second.form)
    assert (noted.hint.key, noted.hint.other) == ("copied", "")
    assert noted.hint.figures["compared"] - noted.hint.figures["same"] <= 1  # type: ignore[operator]
    submission = second.submit()
    for region, seen in ((COUNTY, False), ("330110", False)):
        official, _token = plant.person(f"official-{region}", region=region)
        with plant.database.read(official) as session:
            (told,) = reading.of_submission(session, official, submission)
        # Nobody has confirmed the first firm yet: officials do not see its submission.
        assert (told.other_id != "") is seen
    plant.confirm()
    official, _token = plant.person("official-again", region=COUNTY)
    with plant.database.read(official) as session:
        (told,) = reading.of_submission(session, official, submission)
    assert (told.other_id, told.other.startswith("ZT2026-")) == (first, True)
    with plant.database.write(SYSTEM) as session:
        membership = Membership(
            account_id=second.owner.account_id,
            firm_id=plant.firm_id,
            role="owner",
            confirmed=True,
            created_at=house_clock.now(),
        )
        session.add(membership)
        session.get_one(Membership, (second.owner.account_id, second.firm_id)).confirmed = True
    refreshing.refresh(plant.database, plant.catalogue)
    assert kept(plant.database, submission) == {}


def test_a_jump_is_told_against_the_round_before(plant: Plant, clock: StandingClock) -> None:
    answered(plant, clock)
    plant.submit()
    clock.instant += timedelta(days=365)
    form = assessing.open_assessment(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, "zj-ladder", carry=True
    )
    with plant.database.read(SYSTEM) as session:
        assert session.get_one(Assessment, form).round_id == str(house_clock.today().year)
    chosen = everything(plant.catalogue, lowest_for("ff"))
    for item, option in chosen.items():
        clock.instant += timedelta(seconds=20)
        saving.save_answer(plant.database, plant.owner, plant.catalogue, SaveAnswer(form, item, 1, (option,)))
    found = keeping.of_form(plant.database, plant.owner, plant.catalogue, form)
    (told,) = [one.hint for one in found if one.hint.kind == "jump"]
    assert len(told.items) == told.figures["raised"]


def test_confirming_answers_that_were_taken_over_is_no_answering(plant: Plant, clock: StandingClock) -> None:
    answered(plant, clock)
    plant.submit()
    clock.instant += timedelta(days=365)
    form = assessing.open_assessment(
        plant.database, plant.owner, plant.catalogue, plant.unit_id, "zj-ladder", carry=True
    )
    commands = [
        SaveAnswer(form, item, 1, (option,), confirms=True)
        for item, option in everything(plant.catalogue, even).items()
    ]
    saving.save_page(plant.database, plant.owner, plant.catalogue, commands)
    assert checking.check(plant.database, plant.owner, plant.catalogue, form).to_confirm == 0
    found = keeping.of_form(plant.database, plant.owner, plant.catalogue, form)
    assert [one.hint.key for one in found] == []
