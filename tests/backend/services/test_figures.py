"""Official figures: entered and imported with their source, replaced by newer ones, withdrawn."""

from dataclasses import replace
from pathlib import Path

import pytest

from backend.auth.actor import SYSTEM
from backend.services import figure_values, figures
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.figures import FigureFilter, NewFigure
from tests.backend.rosters import HANGZHOU
from tests.backend.title_lists import ListDesk
from tests.backend.town import BINJIANG, YUHANG, Town
from tests.conftest import StandingClock

HEADINGS = ("指标", "地区", "年份", "数值", "来源", "文号")


def standing(town: Town, code: str = HANGZHOU) -> list[tuple[str, str, str, str]]:
    """Area, period, value and status of the figures, by area and value."""
    page = figures.list_figures(town.database, town.official(code), town.catalogue, code)
    return sorted((one.area, one.period, one.value, one.status) for one in page.lines)


def test_a_list_of_denominators_is_brought_in_once_replaced_and_taken_back(
    town: Town, clock: StandingClock, tmp_path: Path
) -> None:
    desk = ListDesk(
        town.database, town.catalogue, tmp_path, actor=town.official(HANGZHOU), kind="figures-denominator"
    )
    first = desk.brought(
        HEADINGS,
        ("规模以上工业企业", "滨江区", "2024", "1,234 家", "区公报", ""),
        ("规模以上工业企业", "杭州市", "2024年", "6500", "", ""),
    )
    assert standing(town) == [("杭州市", "2024", "6500", "counts"), ("滨江区", "2024", "1234", "counts")]
    clock.set(2026, 6, 16)
    again = desk.bring(
        HEADINGS,
        ("规模以上工业企业", "滨江区", "2024", "1234", "区公报", ""),
        ("规模以上工业企业", "330100", "2024", "6600", "市年鉴", ""),
        ("规模以上工业企业", "宁波市", "2024", "9000", "", ""),
        ("没有这个口径", "滨江区", "2024", "1", "", ""),
        ("规模以上工业企业", "余杭区", "2024", "约 900", "", ""),
    )
    assert desk.planned(again) == {"same": 1, "changed": 1, "refused": 3}
    told = desk.told(again)
    assert "没有登记“没有这个口径”" in told[5]
    desk.apply(again)
    assert standing(town)[:2] == [
        ("杭州市", "2024", "6500", "replaced"),
        ("杭州市", "2024", "6600", "counts"),
    ]
    with town.database.read(SYSTEM) as session:
        (found,) = figure_values.denominators(session, town.catalogue, {HANGZHOU})
    assert (found.value, found.source, found.metric) == (6600, "市年鉴", "above-scale-industrial")
    desk.undo(again)
    assert standing(town)[:2] == [
        ("杭州市", "2024", "6500", "counts"),
        ("杭州市", "2024", "6600", "withdrawn"),
    ]
    desk.undo(first)
    assert {status for *_, status in standing(town)} == {"withdrawn"}


def test_an_allotment_needs_a_document_and_a_smaller_area(town: Town, tmp_path: Path) -> None:
    desk = ListDesk(
        town.database, town.catalogue, tmp_path, actor=town.official(HANGZHOU), kind="figures-allocation"
    )
    rows = (
        ("zj-415x-future-factories", "滨江区", "2027", "5", "分解表", ""),
        ("zj-415x-future-factories", "余杭区", "2027", "6", "分解表", "杭经信〔2026〕9号"),
    )
    import_id = desk.bring(HEADINGS, *rows)
    assert desk.planned(import_id) == {"refused": 1, "created": 1}
    assert "须有文号" in desk.told(import_id)[2]
    whole = desk.bring(HEADINGS, *rows, document="杭经信〔2026〕9号")
    assert desk.planned(whole) == {"created": 2}


NEW = NewFigure("denominator", "industrial-legal-entities", BINJIANG, "2023", "4321", "五经普公报")


def test_an_official_enters_for_the_own_area_and_what_lies_in_it(town: Town) -> None:
    county, city = town.official(), town.official(HANGZHOU)
    figures.enter(town.database, city, town.catalogue, HANGZHOU, NEW)
    with pytest.raises(ConflictError):
        figures.enter(town.database, county, town.catalogue, BINJIANG, NEW)
    for area in (YUHANG, HANGZHOU, "330000"):
        with pytest.raises(InvalidInputError) as refused:
            figures.enter(town.database, county, town.catalogue, BINJIANG, replace(NEW, area=area))
        assert list(refused.value.fields) == ["area"]
    with pytest.raises(NotFoundError):
        figures.enter(town.database, county, town.catalogue, HANGZHOU, NEW)
    (line,) = figures.list_figures(town.database, county, town.catalogue, BINJIANG).lines
    with pytest.raises(NotFoundError):
        figures.withdraw(town.database, town.official(YUHANG), town.catalogue, YUHANG, line.id)
    wanted = FigureFilter(kind="series")
    assert figures.list_figures(town.database, county, town.catalogue, BINJIANG, wanted).lines == ()


def test_the_newest_period_is_the_denominator_and_a_doubtful_one_is_none(town: Town) -> None:
    official = town.official("330000")
    wenzhou = replace(NEW, area="330300")
    figures.enter(town.database, official, town.catalogue, "330000", replace(wenzhou, period="2022"))
    with town.database.read(SYSTEM) as session:
        (found,) = figure_values.denominators(session, town.catalogue, {"330300"})
        (doubtful,) = figure_values.denominators(session, town.catalogue, {"330122"})
    assert (found.period, found.value) == ("2023", 107156), "the catalogue's is newer"
    assert (doubtful.value, doubtful.printed) == (None, "14076")
    tonglu = replace(NEW, area="330122", period="2018", value="3900")
    figures.enter(town.database, official, town.catalogue, "330000", tonglu)
    with town.database.read(SYSTEM) as session:
        (known,) = figure_values.denominators(session, town.catalogue, {"330122"})
    assert (known.period, known.value) == ("2018", 3900), "an older count beats one that nobody can read"
    figures.enter(town.database, official, town.catalogue, "330000", replace(wenzhou, value="110000"))
    with town.database.read(SYSTEM) as session:
        (found,) = figure_values.denominators(session, town.catalogue, {"330300"})
    assert found.value == 110000
