"""下一批可申报清单: rows go with the submissions, say what a rating says, and stay inside the area."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select, update
from sqlmodel import col

from assessments.candidacy import READY, SHORT
from assessments.schema.fact import Source
from backend.auth.actor import SYSTEM, Actor
from backend.db.tables.audit import AuditEntry
from backend.db.tables.firms import Firm
from backend.db.tables.planning import Candidate
from backend.db.tables.submissions import Standing, Submission
from backend.services import candidates, rating
from backend.services.candidate_case import candidate_case
from backend.services.candidate_export import recommendation, workbook
from backend.services.candidate_list import PAGE_SIZE, Asked, CandidatePage, list_candidates
from backend.services.errors import InvalidInputError, NotFoundError
from tests.backend.officials import HANGZHOU, NINGBO, PROVINCE, XIAOSHAN
from tests.backend.plant import COUNTY, Plant, everything, lowest_for
from tests.backend.population import settle
from tests.backend.services.test_regions import counted_statements
from tests.conftest import StandingClock

CALL = "zj-ladder-call@2025"
FIELDS = {
    "entity_type": "legal_person",
    "sound_operation": "yes",
    "credit_grade": "良好",
    "zj_digital_level": "2.4",
    "project_done": "2024-09-30",
    "investment": "26000000",
}


@pytest.fixture
def year(clock: StandingClock) -> StandingClock:
    """A day on which the call of 2025 is in force."""
    clock.set(2025, 6, 15, 10)
    return clock


@pytest.fixture
def submit(plant: Plant, year: StandingClock) -> Callable[[], str]:
    """Confirms the plant, answers for 数字化车间, states what the call asks for, and submits."""

    def go() -> str:
        plant.answer(everything(plant.catalogue, lowest_for("dw")))
        plant.confirm()
        for fact, value in FIELDS.items():
            plant.state(fact, value)
        return plant.submit()

    return go


def shown(
    plant: Plant, actor: Actor = XIAOSHAN, code: str = COUNTY, after: str = "", **asked: object
) -> CandidatePage:
    """A page of the list."""
    wanted = Asked(**{"call": CALL, "level": "dw", **asked})  # type: ignore[arg-type]
    return list_candidates(plant.database, actor, plant.catalogue, code, wanted, after=after)


def rows(plant: Plant) -> list[Candidate]:
    with plant.database.read(SYSTEM) as session:
        return list(session.scalars(select(Candidate)))


def test_a_submission_shows_with_the_operand_that_is_unknown(plant: Plant, submit: Callable[[], str]) -> None:
    submission = submit()
    page = shown(plant)
    (line,) = page.lines
    assert (line.submission_id, line.state, line.items, line.not_met) == (submission, "open", (), ())
    # 近 2 年无违法行为 is the authority's to say: what the firm says itself decides nothing.
    assert [gate.id for gate in line.undecided] == ["no-violation"]
    assert page.counts == {"ready": 0, "open": 1, "short": 0}
    (short,) = shown(plant, level="sf").lines
    assert short.state == "short"
    assert [gate.id for gate in short.not_met] == ["sf-investment"]
    assert short.items


def test_what_the_authority_vouches_for_makes_a_unit_ready(
    plant: Plant, submit: Callable[[], str], year: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FIELDS, "violation_free_years", "3")
    known = rating.inputs_of_unit

    def vouched(*args: object) -> rating.Inputs:
        found = known(*args)  # type: ignore[arg-type]
        facts = {
            name: tuple(replace(value, source=Source.VERIFIED) for value in values)
            for name, values in found.facts.items()
        }
        return replace(found, facts=facts)

    monkeypatch.setattr(rating, "inputs_of_unit", vouched)
    submit()
    assert [line.state for line in shown(plant, state="ready").lines] == ["ready"]
    year.set(2026, 6, 15, 10)
    page = shown(plant)
    assert page.chosen.in_force is False
    assert [line.state for line in page.lines] == ["open"], "no call is in force: 参考"
    assert shown(plant, state="ready").lines == ()
    assert page.counts["open"] == 1
    assert page.is_stale, "conditions speak of last year, and it is another one now"


def test_every_row_equals_the_rating_of_its_submission(plant: Plant, year: StandingClock) -> None:
    settle(plant, 25, 11, (COUNTY, "330110", "330281"))
    assert shown(plant).is_missing
    assert candidates.refresh(plant.database, plant.catalogue).units == 25
    with plant.database.read(SYSTEM) as session:
        sent = {row.unit_id: row for row in session.scalars(select(Submission))}
    found = rows(plant)
    assert len(found) == 25 * 9
    for row in found:
        rated = rating.submission_rating(plant.catalogue, sent[row.unit_id], date(2025, 6, 15), row.call)
        assert rated.eligibility is not None
        gates = [gate for gate in rated.eligibility.gates if row.level in gate.levels]
        (rung,) = [rung for rung in rated.attainment if rung.level == row.level]
        assert row.missing - row.items == sum(gate.verdict == "not_met" for gate in gates)
        assert row.opened - row.items_open == sum(gate.verdict == "undecided" for gate in gates)
        ready = rung.reached == "met" and all(gate.verdict == "met" for gate in gates)
        short = rung.reached == "not_met" or any(gate.verdict == "not_met" for gate in gates)
        assert (row.state == READY, row.state == SHORT) == (ready, short)


def test_a_row_goes_with_its_submission_and_comes_back_with_the_next(
    plant: Plant, submit: Callable[[], str]
) -> None:
    submission = submit()
    (line,) = shown(plant).lines
    with plant.database.write(SYSTEM) as session:
        session.execute(delete(Standing).where(col(Standing.submission_id) == submission))
        # Even before the rows are brought along nobody sees one whose submission is not the current one.
    assert shown(plant).lines == ()
    with plant.database.write(SYSTEM) as session:
        candidates.keep(session, plant.catalogue, line.unit_id, "zj-ladder")
    assert rows(plant) == []
    with plant.database.write(SYSTEM) as session:
        session.add(
            Standing(
                unit_id=line.unit_id,
                questionnaire="zj-ladder",
                county=COUNTY,
                submission_id=submission,
                certain="dw",
                possible="dw",
                submitted_at=session.get_one(Submission, submission).submitted_at,
            )
        )
        session.flush()
        candidates.keep(session, plant.catalogue, line.unit_id, "zj-ladder")
    assert [one.submission_id for one in shown(plant).lines] == [submission]


def test_drafts_and_unconfirmed_firms_do_not_exist_here(plant: Plant, year: StandingClock) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    assert rows(plant) == []
    plant.submit()
    assert shown(plant).lines == (), "nobody has confirmed the firm"
    plant.confirm()
    assert len(shown(plant).lines) == 1


def test_pages_follow_one_another_across_counties(plant: Plant, year: StandingClock) -> None:
    settle(plant, 70, 5, (COUNTY, "330110", "330281"), ("3484", "1311"))
    candidates.refresh(plant.database, plant.catalogue, region="330000")
    first = shown(plant, PROVINCE, "330000")
    second = shown(plant, PROVINCE, "330000", after=first.next)
    assert (len(first.lines), len(second.lines), second.next) == (PAGE_SIZE, 20, "")
    order = {
        row.unit_id: (row.state, row.missing, row.opened)
        for row in rows(plant)
        if row.level == "dw" and row.call == CALL
    }
    listed = [order[line.unit_id] for page in (first, second) for line in page.lines]
    assert listed == sorted(listed)
    assert len({line.unit_id for page in (first, second) for line in page.lines}) == 70
    hangzhou = shown(plant, HANGZHOU, "330100").lines
    assert {line.county for line in hangzhou} == {"萧山区", "余杭区"}
    assert {line.county for line in shown(plant, HANGZHOU, "330100", county=COUNTY).lines} == {"萧山区"}
    food = shown(plant, PROVINCE, "330000", division="13")
    assert 0 < len(food.lines) < 50
    assert sum(food.counts.values()) == len(food.lines)


def test_a_page_costs_the_same_with_more_units(plant: Plant, year: StandingClock) -> None:
    def statements() -> int:
        with counted_statements(plant.database) as seen:
            shown(plant)
        return len(seen)

    settle(plant, 2, 1, (COUNTY,))
    candidates.refresh(plant.database, plant.catalogue)
    few = statements()
    settle(plant, 20, 2, (COUNTY,))
    candidates.refresh(plant.database, plant.catalogue)
    assert statements() == few


def test_who_holds_the_title_is_left_out_unless_asked_for(plant: Plant, submit: Callable[[], str]) -> None:
    submit()
    plant.grant("zj-digital-workshop", date(2024, 1, 1), end=date(2025, 6, 14))
    assert len(shown(plant).lines) == 1, "the title is over"
    plant.grant("zj-digital-workshop", date(2024, 1, 1))
    assert shown(plant).lines == ()
    assert [line.held for line in shown(plant, held=True).lines] == [True]
    assert [line.held for line in shown(plant, level="sf").lines] == [False], "another rung is another title"


def test_rows_of_other_rules_are_told_and_worked_out_anew(plant: Plant, submit: Callable[[], str]) -> None:
    submit()
    assert not shown(plant).is_stale
    with plant.database.write(SYSTEM) as session:
        session.execute(update(Candidate).values(rules="x", state=0, missing=0))
    page = shown(plant, level="sf")
    assert page.is_stale
    assert [line.is_stale for line in page.lines] == [True]
    candidates.refresh(plant.database, plant.catalogue)
    page = shown(plant, level="sf")
    assert (page.is_stale, page.lines[0].state) == (False, "short")


def test_the_next_area_and_strange_choices_do_not_exist(plant: Plant, submit: Callable[[], str]) -> None:
    submit()
    with pytest.raises(NotFoundError):
        shown(plant, NINGBO, COUNTY)
    assert shown(plant, NINGBO, "330200").lines == ()
    with pytest.raises(NotFoundError):
        shown(plant, county="330281")
    for strange in ({"call": "x"}, {"level": "x"}, {"group": "x"}, {"cluster": "x"}):
        with pytest.raises(InvalidInputError):
            shown(plant, **strange)  # type: ignore[arg-type]  # all of them are fields of Asked
    with pytest.raises(NotFoundError):
        candidate_case(
            plant.database, NINGBO, plant.catalogue, "330200", unit_id=plant.unit_id, asked=Asked(CALL, "dw")
        )


def test_a_list_that_says_what_firms_lack_leaves_a_trace(plant: Plant, submit: Callable[[], str]) -> None:
    shown(plant)
    submit()
    shown(plant)
    with plant.database.read(SYSTEM) as session:
        (entry,) = session.scalars(select(AuditEntry).where(col(AuditEntry.action) == "view_candidates"))
    assert entry.subject.startswith("candidates:")


def test_a_unit_opened_shows_the_cheapest_way_and_leaves_a_trace(
    plant: Plant, submit: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # While the project is being built more can be spent on it.
    monkeypatch.setitem(FIELDS, "project_done", "2026-03-31")
    submission = submit()
    found = candidate_case(
        plant.database, XIAOSHAN, plant.catalogue, COUNTY, unit_id=plant.unit_id, asked=Asked(CALL, "sf")
    )
    assert found.pathway is not None
    route = found.pathway.best or found.pathway.rest
    assert route is not None
    steps = {step.id: step.after for step in route.steps}
    assert steps["investment"] == 40_000_000
    assert {item.id for item in found.line.items} <= set(steps)
    with plant.database.read(SYSTEM) as session:
        (entry,) = session.scalars(select(AuditEntry).where(col(AuditEntry.action) == "view_candidate"))
    assert (entry.subject, entry.area) == (f"submission:{submission}", COUNTY)


def test_the_table_names_the_firms_its_form_and_what_is_unknown(
    plant: Plant, submit: Callable[[], str]
) -> None:
    submit()
    with plant.database.write(SYSTEM) as session:
        session.execute(update(Firm).values(name="=1+1"))
    table = recommendation(plant.database, XIAOSHAN, plant.catalogue, COUNTY, Asked(CALL, "dw"))
    content = workbook(table, is_demo=True)
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    cells: list[list[Any]] = sheet.to_python()
    assert cells[0][0] == "萧山区数字化车间推荐汇总表"
    assert "演示数据" in cells[1][0]
    assert "本平台格式" in cells[3][0]
    line = dict(zip(cells[4], cells[5], strict=True))
    assert line["企业名称"].startswith("=1+1")
    assert (line["项目软硬件投入（万元）"], line["数字化水平"]) == (2600, 2.4)
    assert line["自评结果"].startswith("待核实")
    assert line["待核实的条件"] == "近 2 年无违法行为和重大问题"
    with plant.database.read(SYSTEM) as session:
        actions = list(session.scalars(select(col(AuditEntry.action))))
    assert "export" in actions


def test_a_unit_that_moves_takes_its_rows_along(plant: Plant, submit: Callable[[], str]) -> None:
    from backend.services import profiles
    from backend.services.firms import UnitProfile

    submit()
    moved = UnitProfile("萧山精密机械厂", "330110", "1311", "discrete")
    profiles.change(
        plant.database, plant.owner, plant.catalogue, profiles.ProfileChange(plant.unit_id, 1, moved)
    )
    assert shown(plant).lines == ()
    assert len(shown(plant, HANGZHOU, "330110", division="13").lines) == 1
