"""The investment ledger: rows, their trail, what they add up to, and what a rating makes of them."""

import threading
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assessments.schema.fact import Source
from backend.auth.actor import SYSTEM
from backend.db.queries import assessments as forms
from backend.db.tables.ledger import LedgerEntry
from backend.services import checking, facts, ledger, ledger_sums, rating, submitting
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.facts import Entry, FactInput, NewStatement, Period
from backend.services.ledger import Line, Shown, StaleRowError, Typed
from tests.backend.crew import Crew
from tests.backend.plant import Plant, everything, lowest_for
from tests.conftest import StandingClock

if TYPE_CHECKING:
    from backend.services.ledger_sums import UnitLedger, WindowSum

MACHINE = Typed("2025-03-01", "设备", "12,800,000", "HT-01", "FP-0001", "某机床厂", "五轴加工中心")


def bought(day: str, amount: str, kind: str = "equipment", **more: str) -> Typed:
    return Typed(day, kind, amount, **more)


def add(plant: Plant, *rows: Typed) -> list[str]:
    return [ledger.add(plant.database, plant.owner, plant.unit_id, row) for row in rows]


def lines(plant: Plant) -> list[Line]:
    with plant.database.read(SYSTEM) as session:
        return ledger.standing(session, plant.unit_id)


def number_of_states(plant: Plant) -> int:
    with plant.database.read(SYSTEM) as session:
        return session.query(LedgerEntry).count()


def page(plant: Plant) -> "UnitLedger":
    return ledger_sums.unit_ledger(plant.database, plant.owner, plant.catalogue, plant.unit_id)


def window(plant: Plant, call: str) -> "WindowSum":
    return next(each for each in page(plant).windows if each.call == f"zj-ladder-call@{call}")


def correct(plant: Plant, shown: Shown, typed: Typed) -> bool:
    return ledger.correct(plant.database, plant.owner, plant.unit_id, shown, typed)


# --- rows -------------------------------------------------------------------------------------------------


def test_a_row_is_kept_with_its_papers_author_and_time(plant: Plant, clock: StandingClock) -> None:
    add(plant, MACHINE)
    (line,) = lines(plant)
    assert line.entry == ledger.Entry(
        date(2025, 3, 1), "equipment", 12_800_000, "HT-01", "FP-0001", "某机床厂", "五轴加工中心"
    )
    assert (line.revision, line.removed, line.author, line.at) == (1, False, "owner", clock())


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("100", 100),
        ("1280000.49", 1_280_000),
        ("1280000.5", 1_280_001),
        ("12800.33333333", 12_800),
        ("￥１，２００元", 1200),
        ("1 200", 1200),
        ("1000000000000", 10**12),
    ],
)
def test_amounts_are_whole_yuan(typed: str, yuan: int) -> None:
    assert ledger.read(bought("2025-03-01", typed)).amount == yuan


@pytest.mark.parametrize("typed", ["2025-03-01", "2025/3/1", "2025.3.1", "2025年3月1日", " ２０２５-03-01 "])
def test_days_as_people_and_workbooks_write_them(typed: str) -> None:
    assert ledger.read(bought(typed, "1")).day == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": ""}, "请填写日期"),
        ({"day": "2025-02-30"}, "没有这一天"),
        ({"day": "一月"}, "2025-03-01 的形式"),
        ({"day": "2026-06-16"}, "尚未发生"),
        ({"day": "1989-12-31"}, "1990 年"),
        ({"kind": ""}, "类别请从"),
        ({"kind": "厂房"}, "类别请从"),
        ({"amount": ""}, "请填写金额"),
        ({"amount": "0.4"}, "大于零"),
        ({"amount": "-5"}, "红字发票"),
        ({"amount": "128万"}, "以元为单位"),
        ({"amount": "1,2"}, "以元为单位"),
        ({"amount": "1000000000001"}, "不是万元"),
        ({"contract": "号" * 61}, "合同号最多 60 个字"),
    ],
)
def test_what_cannot_be_a_row_is_refused(plant: Plant, wrong: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        add(plant, replace(MACHINE, **wrong))
    assert list(caught.value.fields) == list(wrong)
    assert said in caught.value.message
    assert number_of_states(plant) == 0


def test_the_same_row_twice_is_refused_until_it_says_what_differs(plant: Plant) -> None:
    add(plant, MACHINE)
    with pytest.raises(InvalidInputError, match="完全相同"):
        add(plant, MACHINE)
    add(plant, replace(MACHINE, description="五轴加工中心（2 号）"))
    assert len(lines(plant)) == 2


def test_a_correction_leaves_what_it_corrects(crew: Crew) -> None:
    plant = crew.plant
    (row_id,) = add(plant, MACHINE)
    better = replace(MACHINE, amount="13000000")
    ledger.correct(plant.database, crew.colleague, plant.unit_id, Shown(row_id, 1), better)
    states = ledger.trail(plant.database, plant.owner, plant.unit_id, row_id)
    assert [(state.entry.amount, state.author) for state in states] == [
        (12_800_000, "owner"),
        (13_000_000, "colleague"),
    ]
    assert [line.entry.amount for line in lines(plant)] == [13_000_000]
    assert not correct(plant, Shown(row_id, 2), better)
    assert number_of_states(plant) == 2


def test_a_removed_row_no_longer_counts_and_stays_readable(plant: Plant) -> None:
    (row_id,) = add(plant, MACHINE)
    ledger.remove(plant.database, plant.owner, plant.unit_id, Shown(row_id, 1))
    assert lines(plant) == []
    states = ledger.trail(plant.database, plant.owner, plant.unit_id, row_id)
    assert [(state.removed, state.entry.amount) for state in states] == [
        (False, 12_800_000),
        (True, 12_800_000),
    ]
    with pytest.raises(StaleRowError, match="已删除了这一笔"):
        correct(plant, Shown(row_id, 2), replace(MACHINE, amount="1"))
    add(plant, MACHINE)


def test_of_two_who_correct_one_row_the_second_is_told(crew: Crew) -> None:
    plant = crew.plant
    (row_id,) = add(plant, MACHINE)
    correct(plant, Shown(row_id, 1), replace(MACHINE, amount="1"))
    with pytest.raises(StaleRowError) as caught:
        ledger.correct(
            plant.database, crew.colleague, plant.unit_id, Shown(row_id, 1), replace(MACHINE, amount="2")
        )
    assert isinstance(caught.value, ConflictError)
    assert "owner已修改了这一笔" in caught.value.message
    assert [line.entry.amount for line in lines(plant)] == [1]


def test_of_two_who_correct_at_once_one_is_told(plant: Plant) -> None:
    (row_id,) = add(plant, MACHINE)
    ready = threading.Barrier(2)
    refused = []

    def change(amount: str) -> None:
        ready.wait()
        try:
            correct(plant, Shown(row_id, 1), replace(MACHINE, amount=amount))
        except StaleRowError as error:
            refused.append(error)

    threads = [threading.Thread(target=change, args=(amount,)) for amount in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert number_of_states(plant) == 2


def test_a_row_cannot_become_another_one(plant: Plant) -> None:
    first, _second = add(plant, MACHINE, replace(MACHINE, amount="5"))
    with pytest.raises(InvalidInputError, match="完全相同"):
        correct(plant, Shown(first, 1), replace(MACHINE, amount="5"))


def test_nobody_else_sees_or_touches_it(crew: Crew) -> None:
    plant, stranger = crew.plant, crew.stranger
    (row_id,) = add(plant, MACHINE)
    county, _token = plant.person("county", region="330109")
    for actor in (stranger, county):
        with pytest.raises(NotFoundError):
            ledger_sums.unit_ledger(plant.database, actor, plant.catalogue, plant.unit_id)
        with pytest.raises(NotFoundError):
            ledger.trail(plant.database, actor, plant.unit_id, row_id)
        with pytest.raises(NotFoundError):
            ledger.add(plant.database, actor, plant.unit_id, replace(MACHINE, amount="1"))
        with pytest.raises(NotFoundError):
            ledger.correct(plant.database, actor, plant.unit_id, Shown(row_id, 1), bought("2025-01-01", "1"))
        with pytest.raises(NotFoundError):
            ledger.remove(plant.database, actor, plant.unit_id, Shown(row_id, 1))
    assert number_of_states(plant) == 1


def test_a_row_of_another_unit_is_not_found(crew: Crew) -> None:
    plant = crew.plant
    (row_id,) = add(plant, MACHINE)
    from backend.services import firms

    profile = firms.UnitProfile("二车间", "330109", "3484", "discrete")
    with plant.database.write(SYSTEM) as session:
        other = firms.add_unit(session, plant.firm_id, "workshop", profile).id
    with pytest.raises(NotFoundError):
        ledger.remove(plant.database, plant.owner, other, Shown(row_id, 1))
    assert [line.row_id for line in lines(plant)] == [row_id]


# --- sums -------------------------------------------------------------------------------------------------


def test_sums_by_year_and_kind_leave_out_what_does_not_count(plant: Plant) -> None:
    add(
        plant,
        bought("2024-05-01", "100"),
        bought("2025-05-01", "20", "software"),
        bought("2025-06-01", "3", "service"),
        bought("2025-07-01", "4000", "other"),
    )
    found = page(plant)
    assert [(sums.year, dict(sums.by_kind), sums.counted) for sums in found.years] == [
        (2025, {"equipment": 0, "software": 20, "service": 3, "other": 4000}, 23),
        (2024, {"equipment": 100, "software": 0, "service": 0, "other": 0}, 100),
    ]
    assert found.total.counted == 123


def test_every_call_adds_up_its_own_window(plant: Plant) -> None:
    plant.state("project_done", "2025-09-30")
    add(
        plant,
        bought("2020-09-29", "1"),
        bought("2020-09-30", "20"),
        bought("2022-09-29", "300"),
        bought("2022-09-30", "4000"),
        bought("2025-09-30", "50000"),
        bought("2025-10-01", "600000"),
        bought("2024-01-01", "7000000", "other"),
    )
    five, three = window(plant, "2025"), window(plant, "2022")
    assert (five.years, five.certain, five.possible) == (5, 54_320, 54_320)
    assert (three.years, three.certain, three.possible) == (3, 54_000, 54_000)
    assert five.period == "2020-09-30 至 2025-09-30"
    assert not five.in_force
    assert any("2000 万元" in text for text in five.conditions)


def test_without_the_day_of_completion_the_sum_is_open(plant: Plant) -> None:
    add(plant, bought("2025-03-01", "500"))
    found = window(plant, "2025")
    assert (found.certain, found.possible) == (0, 500)
    assert "项目建成日期" in found.why


def totals(plant: Plant) -> dict[str, tuple[bool, bool]]:
    return {each.statement.value: (each.counts, each.differs) for each in page(plant).totals}


def test_a_total_that_differs_from_the_rows_in_its_days_leaves_the_sum_open(plant: Plant) -> None:
    plant.state("project_done", "2025-09-30")
    plant.state("investment", "9000", Period(start=date(2024, 1, 1), end=date(2024, 12, 31)))
    plant.state("investment", "700", Period(start=date(2025, 1, 1), end=date(2025, 6, 30)))
    add(plant, bought("2025-03-01", "50"), bought("2024-03-01", "6000", "other"))
    found = window(plant, "2025")
    assert (found.certain, found.possible, found.why) == (9050, 9700, "填报的合计与分笔明细不一致")
    assert totals(plant) == {"9000": (True, False), "700": (True, True)}
    add(plant, bought("2025-04-01", "650"))
    assert (window(plant, "2025").certain, window(plant, "2025").possible) == (9700, 9700)
    assert totals(plant)["700"] == (True, False)


def test_one_invoice_does_not_take_the_place_of_a_stated_total(plant: Plant) -> None:
    plant.state("project_done", "2025-08-31")
    plant.state("investment", "30000000", Period(start=date(2023, 1, 1), end=date(2025, 8, 31)))
    assert verdict(plant, "dw-investment", date(2025, 9, 1)) == "met"
    add(plant, bought("2024-03-01", "100000"))
    assert verdict(plant, "dw-investment", date(2025, 9, 1)) == "undecided"


def test_a_source_that_no_condition_takes_adds_up_to_nothing(plant: Plant) -> None:
    fact = plant.catalogue.facts["investment"].model_copy(update={"accepts": (Source.VERIFIED,)})
    strict = replace(
        plant, catalogue=replace(plant.catalogue, facts={**plant.catalogue.facts, "investment": fact})
    )
    plant.state("project_done", "2025-09-30")
    add(plant, bought("2025-03-01", "500"))
    found = window(strict, "2025")
    assert (found.certain, found.possible) == (0, 0)
    assert "只认现场核验" in found.why


def test_a_better_source_than_the_firm_stands_instead_of_its_rows(plant: Plant) -> None:
    plant.state("project_done", "2025-09-30")
    add(plant, bought("2025-03-01", "50"))
    span = Period(start=date(2025, 1, 1), end=date(2025, 6, 30))
    with plant.database.write(SYSTEM) as session:
        verified = NewStatement("investment", "40", span, Source.VERIFIED)
        facts.append(session, plant.catalogue, plant.unit_id, [verified])
    assert window(plant, "2025").certain == 40
    plant.state("investment", "70", span)
    assert sorted((each.statement.value, each.counts) for each in page(plant).totals) == [
        ("40", True),
        ("70", False),
    ]


# --- through a rating -------------------------------------------------------------------------------------


def verdict(plant: Plant, gate_id: str, as_of: date) -> str:
    """What the entry conditions in force on a day say about a gate."""
    with plant.database.read(SYSTEM) as session:
        row = forms.form(session, plant.owner, plant.form)
        assert row is not None
        inputs = rating.inputs_of_draft(session, plant.catalogue, row[0], row[1])
    key = f"{row[0].questionnaire}@{row[0].version}"
    rated = rating.rate(plant.catalogue, plant.catalogue.instrument(key, as_of), inputs, as_of)
    assert rated.eligibility is not None
    return next(gate.verdict for gate in rated.eligibility.gates if gate.id == gate_id)


def test_the_rows_decide_the_conditions_to_the_yuan(plant: Plant) -> None:
    plant.state("project_done", "2025-08-31")
    day = date(2025, 9, 1)
    assert verdict(plant, "dw-investment", day) == "undecided"
    add(plant, bought("2021-01-15", "12000000"), bought("2025-08-31", "7999999", "software"))
    assert verdict(plant, "dw-investment", day) == "not_met"
    add(plant, bought("2025-08-31", "50000000", "other"), bought("2020-08-30", "9000000"))
    assert verdict(plant, "dw-investment", day) == "not_met"
    add(plant, bought("2023-02-01", "1", "service"))
    assert verdict(plant, "dw-investment", day) == "met"
    # The year 2022 counts three years back: the machine of January 2021 lies before them.
    assert verdict(plant, "dw-investment", date(2022, 12, 1)) == "not_met"


def test_a_submission_freezes_the_rows(plant: Plant) -> None:
    plant.state("project_done", "2025-08-31")
    (row_id,) = add(plant, bought("2025-01-01", "20000000"))
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    submission_id = plant.submit()
    ledger.remove(plant.database, plant.owner, plant.unit_id, Shown(row_id, 1))
    from backend.db.tables.submissions import Submission

    with plant.database.read(SYSTEM) as session:
        submission = session.get_one(Submission, submission_id)
        rated = rating.submission_rating(plant.catalogue, submission, date(2025, 9, 1))
    assert rated.eligibility is not None
    gate = next(gate for gate in rated.eligibility.gates if gate.id == "dw-investment")
    assert gate.verdict == "met"


def test_a_row_entered_after_the_last_look_stops_the_submission(plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    seen = checking.check(plant.database, plant.owner, plant.catalogue, plant.form).seen
    add(plant, MACHINE)
    with pytest.raises(ConflictError):
        submitting.submit(plant.database, plant.owner, plant.catalogue, plant.form, seen)


def test_the_hub_counts_a_ledger_as_stated(plant: Plant) -> None:
    posted = FactInput(plant.unit_id, "credit_grade", (Entry(Period(), ("良好",)),))
    facts.state(plant.database, plant.owner, plant.catalogue, posted)
    add(plant, MACHINE)
    with plant.database.read(SYSTEM) as session:
        known = facts.for_rating(session, plant.catalogue, plant.unit_id)
    assert set(known) == {"credit_grade", "investment"}
