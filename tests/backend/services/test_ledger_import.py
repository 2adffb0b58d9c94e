"""Rows of the ledger from a file: shown first, saved once, never twice."""

from datetime import date

import pytest

from backend.auth.actor import SYSTEM
from backend.services import ledger, ledger_import
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.ledger import Typed
from backend.services.ledger_import import Preview
from backend.services.sheets import read_sheet
from tests.backend.crew import Crew
from tests.backend.plant import Plant

HEAD = "日期,类别,金额（元）,合同号,发票号,供应商,说明\n"
GOOD = HEAD + '2025-03-01,设备,"12,800,000.00",HT-01,FP-1,"某机床厂, 一部",五轴\n2025-04-01,服务,5,,,,\n'


def preview(plant: Plant, text: str) -> Preview:
    return ledger_import.preview(plant.database, plant.owner, plant.unit_id, "台账.csv", text.encode())


def save(plant: Plant, carried: str) -> int:
    return ledger_import.save(plant.database, plant.owner, plant.unit_id, carried)


def amounts(plant: Plant) -> list[int]:
    with plant.database.read(SYSTEM) as session:
        return [line.entry.amount for line in ledger.standing(session, plant.unit_id)]


def test_a_preview_saves_nothing_and_what_it_carries_does(plant: Plant) -> None:
    shown = preview(plant, GOOD)
    assert [row.number for row in shown.new] == [2, 3]
    assert amounts(plant) == []
    assert save(plant, shown.carried) == 2
    assert amounts(plant) == [12_800_000, 5]


def test_saving_twice_adds_nothing(plant: Plant) -> None:
    carried = preview(plant, GOOD).carried
    # A browser sends line breaks its own way.
    assert save(plant, carried.replace("\n", "\r\n")) == 2
    assert save(plant, carried) == 0
    again = preview(plant, GOOD)
    assert (len(again.new), len(again.known)) == (0, 2)


def test_bad_rows_are_told_by_number_and_the_good_ones_kept(plant: Plant) -> None:
    shown = preview(plant, HEAD + "2025-03-01,厂房,-1,,,,\n2025-03-02,设备,7,,,,\n2025-03-02,设备,7,,,,\n")
    (bad,) = shown.bad
    assert bad.number == 2
    assert len(bad.problems) == 2
    assert [row.number for row in shown.new] == [3]
    assert [row.number for row in shown.known] == [4]
    assert save(plant, shown.carried) == 1


def test_what_is_carried_is_checked_again(plant: Plant) -> None:
    with pytest.raises(InvalidInputError):
        save(plant, HEAD + "2025-03-01,设备,-1,,,,\n")
    with pytest.raises(InvalidInputError):
        save(plant, "nonsense")
    assert amounts(plant) == []


def test_too_much_for_one_page_is_refused(plant: Plant) -> None:
    wordy = "".join(f"2025-03-01,设备,{n},,,,{'说' * 200}\n" for n in range(1, 999))
    assert len(preview(plant, HEAD + wordy).new) == 998
    wordier = "".join(
        f"2025-03-01,设备,{n},{'合' * 60},{'票' * 60},{'供' * 100},{'说' * 200}\n" for n in range(1, 999)
    )
    with pytest.raises(InvalidInputError, match="分成几个文件"):
        preview(plant, HEAD + wordier)


def test_the_workbook_comes_back_as_it_went(plant: Plant) -> None:
    odd = Typed("2025-03-01", "software", "42", "=1+1", "0012", "@某公司", "MES，含实施")
    ledger.add(plant.database, plant.owner, plant.unit_id, odd)
    content = ledger_import.workbook(plant.database, plant.owner, plant.unit_id)
    (row,) = read_sheet("台账.xlsx", content, ledger_import.WANTED)
    assert ledger.read(Typed(**row.cells)) == ledger.Entry(
        date(2025, 3, 1), "software", 42, "=1+1", "0012", "@某公司", "MES，含实施"
    )
    shown = ledger_import.preview(plant.database, plant.owner, plant.unit_id, "台账.xlsx", content)
    assert (len(shown.new), len(shown.known)) == (0, 1)


def test_only_those_who_work_for_the_firm_may(crew: Crew) -> None:
    plant = crew.plant
    carried = preview(plant, GOOD).carried
    with pytest.raises(NotFoundError):
        ledger_import.preview(plant.database, crew.stranger, plant.unit_id, "a.csv", GOOD.encode())
    with pytest.raises(NotFoundError):
        ledger_import.save(plant.database, crew.stranger, plant.unit_id, carried)
    with pytest.raises(NotFoundError):
        ledger_import.workbook(plant.database, crew.stranger, plant.unit_id)
    assert amounts(plant) == []
