"""测算: unchanged rules give what stands, moved rules what rating everybody anew by hand gives."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from assessments.compile import compile_call
from assessments.outcome import UnitRating
from assessments.rating import rate_unit
from assessments.scenario import bounds_of, moved_call
from backend import clock
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.audit import AuditEntry
from backend.db.tables.firms import Unit
from backend.db.tables.submissions import Standing, Submission
from backend.services import rating, what_if
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.moves import Typed
from backend.services.what_if import Desk, Outcome, Trial
from tests.backend.officials import NINGBO, PROVINCE, XIAOSHAN
from tests.backend.plant import COUNTY, Plant
from tests.backend.population import settle

CALL = "zj-ladder-call@2025"
COUNTIES = (COUNTY, "330110", "330281")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests wait for the columns however busy the machine is."""
    monkeypatch.setattr(what_if, "WAIT", 600.0)


def tried(plant: Plant, trial: Trial, actor: Actor = PROVINCE, code: str = "330000") -> Desk:
    return what_if.desk(plant.database, actor, plant.catalogue, code, trial, run=True)


def outcome(plant: Plant, trial: Trial, actor: Actor = PROVINCE, code: str = "330000") -> Outcome:
    found = tried(plant, trial, actor, code).outcome
    assert isinstance(found, Outcome)
    return found


def submissions(plant: Plant) -> list[Submission]:
    with plant.database.read(SYSTEM) as session:
        return list(session.scalars(select(Submission).order_by(col(Submission.unit_id))))


def test_unchanged_rules_give_the_standings(plant: Plant) -> None:
    settle(plant, 40, 3, COUNTIES)
    found = outcome(plant, Trial())
    with plant.database.read(SYSTEM) as session:
        rows = list(session.scalars(select(Standing)))
    levels = ("dw", "sf", "ff")
    for place, (_name, tally) in enumerate(found.by_level):
        certain = sum(row.certain in levels[place:] for row in rows)
        possible = sum(row.possible in levels[place:] for row in rows)
        assert (tally.now, tally.now_possible) == (tally.then, tally.then_possible) == (certain, possible)
    assert (found.units, found.gains, found.losses) == (40, (), ())
    assert any(tally.now for _name, tally in found.by_level)


@pytest.mark.parametrize(("percent", "spare"), [("90", ""), ("", "3"), ("97", "1")])
def test_another_share_of_the_items_equals_counting_them_by_hand(
    plant: Plant, percent: str, spare: str
) -> None:
    settle(plant, 40, 4, COUNTIES)
    typed = Typed(percents={"dw": percent, "sf": percent}, spares={"dw": spare, "sf": spare})
    found = outcome(plant, Trial(level="sf", typed=typed))
    now = then = 0
    for sent in submissions(plant):
        rungs = rating.submission_rating(plant.catalogue, sent, clock.today()).attainment[:2]
        share, less = int(percent or 100), int(spare or 0)
        wanted = [-(-rung.mandatory * share // 100) - less for rung in rungs]
        then += all(rung.attained >= needed for rung, needed in zip(rungs, wanted, strict=True))
        now += rungs[1].reached == "met"
    _name, tally = found.by_level[1]
    assert (tally.now, tally.then) == (now, then)
    assert tally.gains == tally.then - tally.now + tally.losses
    assert tally.losses == 0
    assert len(found.gains) == tally.gains > 0


def rated_under(plant: Plant, sent: Submission, call: object) -> UnitRating:
    inputs = rating.inputs_of_submission(plant.catalogue, sent)
    compiled = rating.questionnaire_for(plant.catalogue, "zj-ladder@2026-04")
    return rate_unit(
        compiled,
        inputs.profile,
        inputs.facts,
        inputs.answers,
        as_of=clock.today(),
        call=call,  # type: ignore[arg-type]
        titles=None,
    )


def verdict(rated: UnitRating, level: str, off: frozenset[str] = frozenset()) -> str:
    """What the items and the conditions say of a rung together, in force or not."""
    assert rated.eligibility is not None
    order = ("not_met", "undecided", "met")
    own = [gate for gate in rated.eligibility.gates if level in gate.levels and gate.id not in off]
    reached = [rung.reached for rung in rated.attainment if rung.level == level]
    return min((*(gate.verdict for gate in own), *reached), key=order.index)


def test_moved_conditions_equal_rating_everybody_anew(plant: Plant) -> None:
    settle(plant, 60, 5, COUNTIES)
    call, off = plant.catalogue.calls[CALL], frozenset({"no-violation", "sound-operation"})
    text = {"dw-investment.2": "1000", "dw-built.1": "2023-01-31", "dw-sf-digital-level.0": "1.5"}
    trial = Trial(base=CALL, changed=CALL, typed=Typed(bounds=text), off=off)
    (_name, tally), *_others = outcome(plant, trial).by_level
    moved = moved_call(
        call,
        {
            "dw-investment.2": Decimal(10_000_000),
            "dw-built.1": date(2023, 1, 31),
            "dw-sf-digital-level.0": Decimal("1.5"),
        },
        frozenset(),
    )
    ladder, register = plant.catalogue.ladders["zj-ladder"], plant.catalogue.register
    before, after = compile_call(call, ladder, register), compile_call(moved, ladder, register)
    sent = submissions(plant)
    now = Counter(verdict(rated_under(plant, one, before), "dw") for one in sent)
    then = Counter(verdict(rated_under(plant, one, after), "dw", off) for one in sent)
    assert (tally.now, tally.now_possible) == (now["met"], now["met"] + now["undecided"])
    assert (tally.then, tally.then_possible) == (then["met"], then["met"] + then["undecided"])
    assert tally.then_possible != tally.now_possible


def test_bounds_are_those_of_the_text_and_the_catalogue_stays(plant: Plant) -> None:
    call = plant.catalogue.calls[CALL]
    bounds = {bound.key: bound for bound in bounds_of(plant.catalogue, call.gates)}
    assert bounds["dw-investment.1"].value == 15_000_000
    assert bounds["dw-investment.2"].value == 20_000_000
    assert bounds["dw-built.1"].value == date(2026, 10, 31)
    assert not any(key.startswith("ff-investment") for key in bounds), "no source gives the figure"
    moved_call(call, {"dw-investment.2": Decimal(1)}, frozenset({"credit"}))
    assert plant.catalogue.calls[CALL] == call
    assert "credit" in call.rungs["dw"]


def test_what_happens_between_two_trials_counts(plant: Plant) -> None:
    units = settle(plant, 12, 6, (COUNTY,))
    assert outcome(plant, Trial()).units == 12
    settle(plant, 5, 7, ("330281",))
    found = outcome(plant, Trial())
    assert (found.units, [name for name, _tally in found.by_county]) == (17, ["萧山区", "余姚市"])
    with plant.database.write(SYSTEM) as session:
        session.execute(delete(Standing).where(col(Standing.unit_id) == units[0]))
        session.execute(update(Unit).where(col(Unit.id) == units[1]).values(county="330110", version=2))
    found = outcome(plant, Trial())
    assert found.units == 16
    assert [name for name, _tally in found.by_county] == ["萧山区", "余杭区", "余姚市"]
    fresh = [tally for _name, tally in found.by_level]
    with plant.database.read(SYSTEM) as session:
        certain = Counter(session.scalars(select(col(Standing.certain))))
    assert [tally.now for tally in fresh] == [
        sum(certain[level] for level in levels) for levels in (("dw", "sf", "ff"), ("sf", "ff"), ("ff",))
    ]


def test_an_official_sees_the_own_units_and_no_others(plant: Plant) -> None:
    settle(plant, 30, 8, COUNTIES, ("3484", "3911"))
    typed = Typed(spares={"dw": "100"})
    found = outcome(plant, Trial(typed=typed), XIAOSHAN, COUNTY)
    assert [name for name, _tally in found.by_county] == ["萧山区"]
    assert {unit.county for unit in found.gains} == {"萧山区"}
    with plant.database.read(SYSTEM) as session:
        (entry,) = session.scalars(select(AuditEntry))
    assert (entry.action, entry.subject, entry.area) == ("view_trial", "trial:zj-ladder", COUNTY)
    everybody = outcome(plant, Trial(typed=typed))
    assert sum(tally.then for _name, tally in everybody.by_county) == everybody.by_level[0][1].then
    assert found.units < everybody.units == 30
    narrowed = outcome(plant, Trial(typed=typed, division="39"))
    assert 0 < narrowed.units < 30
    with pytest.raises(NotFoundError):
        tried(plant, Trial(), NINGBO, COUNTY)


def test_figures_that_make_no_sense_are_told_and_nothing_is_worked_out(plant: Plant) -> None:
    typed = Typed(
        bounds={"dw-investment.2": "很多", "dw-built.1": "2025-02-30"},
        percents={"dw": "101"},
        spares={"sf": "-1"},
    )
    found = tried(plant, Trial(base=CALL, typed=typed))
    assert set(found.errors) == {
        "bound:dw-investment.2",
        "bound:dw-built.1",
        "percent:dw",
        "spare:sf",
    }
    assert found.outcome is None
    for strange in (Trial(questionnaire="x"), Trial(base="x"), Trial(level="x"), Trial(group="x")):
        with pytest.raises(InvalidInputError):
            tried(plant, strange)


def test_an_instrument_with_conditions_of_its_own_is_tried_in_the_same_way(plant: Plant) -> None:
    found = tried(plant, Trial(questionnaire="srdi-sme"))
    assert isinstance(found.outcome, Outcome)
    assert found.outcome.units == 0
    assert {one.key for one in found.choices} >= {"srdi-sme@2026", "srdi-sme@2022"}
    assert any(bound.kind in ("money", "metric", "score") for bound in found.bounds)
