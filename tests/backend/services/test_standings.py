"""What stands of a unit's submissions: the latest that was not taken back, and the latest of each round."""

from datetime import date

from backend import clock as house_clock
from backend.auth.actor import SYSTEM
from backend.db.queries.assessments import ensure_round
from backend.db.tables.assessments import Assessment
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Result, RoundStanding, Standing, Submission
from backend.services import coverage, standings
from tests.backend.plant import COUNTY, Plant
from tests.conftest import StandingClock


def submit(plant: Plant, year: int, level: str) -> str:
    """A submission of a round with a level, as submitting leaves it; gives its id."""
    with plant.database.write(SYSTEM) as session:
        ensure_round(session, str(year), f"{year} 年度", date(year, 1, 1), date(year, 12, 31))
        form = session.query(Assessment).filter_by(round_id=str(year)).one_or_none() or Assessment(
            unit_id=plant.unit_id, questionnaire="zj-ladder", version="1", round_id=str(year),
            opened_at=house_clock.now(),
        )  # fmt: skip
        session.add(form)
        session.flush()
        number = session.query(Submission).filter_by(assessment_id=form.id).count() + 1
        row = Submission(
            reference=f"ZT{year}-{number}", assessment_id=form.id, unit_id=plant.unit_id, number=number,
            questionnaire="zj-ladder", version="1", rules_digest="", wording_digest="", packed=b"",
            snapshot="{}", submitted_at=house_clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(
            Result(
                submission_id=row.id, certain=level, possible=level, points="0", max_points="0",
                attainment="[]", as_of=house_clock.today(), rated_at=house_clock.now(),
            )
        )  # fmt: skip
        standings.settle(session, plant.unit_id, "zj-ladder")
    return row.id


def review(plant: Plant, submission_id: str, state: str) -> None:
    """Officials bring a submission into a state."""
    with plant.database.write(SYSTEM) as session:
        row = Review(
            submission_id=submission_id, unit_id=plant.unit_id, county=COUNTY, chain="any@1", level="dw",
            step="", state=state, since=house_clock.now(),
        )  # fmt: skip
        session.merge(row)
        standings.settle(session, plant.unit_id, "zj-ladder")


def standing(plant: Plant) -> tuple[str | None, dict[str, str]]:
    """The current level, and the level of each round; what the summary must agree with."""
    with plant.database.read(SYSTEM) as session:
        row = session.get(Standing, (plant.unit_id, "zj-ladder"))
        rounds = {each.round_id: each.certain for each in session.query(RoundStanding)}
    assert coverage.check(plant.database) == []
    return None if row is None else row.certain, rounds


def test_the_latest_submission_that_was_not_taken_back_stands(plant: Plant, clock: StandingClock) -> None:
    plant.confirm()
    submit(plant, 2025, "none")
    clock.advance(days=300)
    first = submit(plant, 2026, "dw")
    clock.advance(days=1)
    second = submit(plant, 2026, "sf")
    assert standing(plant) == ("sf", {"2025": "none", "2026": "sf"})
    review(plant, second, "returned")
    assert standing(plant) == ("dw", {"2025": "none", "2026": "dw"})
    review(plant, first, "withdrawn")
    assert standing(plant) == ("none", {"2025": "none"})
    review(plant, second, "waiting")
    assert standing(plant) == ("sf", {"2025": "none", "2026": "sf"})


def test_a_refused_submission_still_says_what_was_declared(plant: Plant) -> None:
    review(plant, submit(plant, 2026, "dw"), "refused")
    assert standing(plant) == ("dw", {"2026": "dw"})


def test_nothing_stands_when_everything_was_taken_back(plant: Plant) -> None:
    plant.confirm()
    review(plant, submit(plant, 2026, "dw"), "returned")
    assert standing(plant) == (None, {})
    with plant.database.read(SYSTEM) as session:
        assert not coverage.read(session, COUNTY).get((COUNTY, "zj-ladder", "submitted"))
