"""What an area shows its officials: counts of the maintained summary, at a cost that does not grow."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from backend.auth.actor import SYSTEM, Actor
from backend.db.engine import Database
from backend.db.tables.base import new_id
from backend.services import coverage, coverage_check, firms, regions, titles
from backend.services.area_units import UnitFilter, list_units
from backend.services.errors import NotFoundError
from backend.services.regions import area_progress
from backend.services.target_progress import Progress
from backend.services.title_trend import TitleTrend
from backend.services.titles import NewTitle
from tests.backend.officials import HANGZHOU, NINGBO, PROVINCE, XIAOSHAN
from tests.backend.plant import COUNTY, Plant, everything, lowest_for
from tests.conftest import StandingClock


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    """The statements executed in a block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def add_firms(plant: Plant, first: int, last: int) -> None:
    """Unconfirmed firms in the plant's county."""
    with plant.database.write(SYSTEM) as session:
        for number in range(first, last):
            firm_id = new_id()
            profile = firms.UnitProfile(f"厂{number:03d}", COUNTY, "3484", "discrete")
            with coverage.kept(session, firm_id):
                firms.add_firm(session, firms.NewFirm(f"code-{number}", profile), firm_id)


def grant(plant: Plant, kind: str, county: str = COUNTY, **more: object) -> str:
    """Enter a title."""
    fields = {"holder_name": f"持有单位{kind}", "start": date(2025, 3, 1), "source": "公布名单", **more}
    new = NewTitle(kind=kind, county=county, **fields)  # type: ignore[arg-type]
    return titles.enter(plant.database, PROVINCE, plant.catalogue, "330000", new)


def test_province_city_and_county_add_up(plant: Plant) -> None:
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    add_firms(plant, 0, 3)
    for actor, code in ((PROVINCE, "330000"), (HANGZHOU, "330100"), (XIAOSHAN, COUNTY)):
        total = area_progress(plant.database, actor, plant.catalogue, code).total
        assert (total.firms, total.units, total.unconfirmed, total.submitted) == (1, 1, 3, 1)
        assert sum(total.declared.values()) == 1
    province = area_progress(plant.database, PROVINCE, plant.catalogue, "330000")
    assert {place.name: counts.units for place, counts in province.parts}["杭州市"] == 1
    assert len(province.parts) == 11
    assert len(province.counties) == 91, "90 counties and the zone that reports beside them"
    assert province.counties[COUNTY].unconfirmed == 3


@pytest.mark.parametrize("code", ["330000", "330200", "330281", "330110", "999999", "33", "x"])
def test_outside_the_own_area_there_is_nothing(plant: Plant, code: str) -> None:
    with pytest.raises(NotFoundError):
        area_progress(plant.database, XIAOSHAN, plant.catalogue, code)
    with pytest.raises(NotFoundError):
        list_units(plant.database, XIAOSHAN, plant.catalogue, code, UnitFilter())
    with pytest.raises(NotFoundError):
        titles.list_titles(plant.database, XIAOSHAN, plant.catalogue, code)


def test_a_city_sees_the_way_up_only_as_far_as_it_answers(plant: Plant) -> None:
    area = area_progress(plant.database, HANGZHOU, plant.catalogue, COUNTY).area
    assert [place.name for place in area.parents] == ["杭州市"]
    area = area_progress(plant.database, PROVINCE, plant.catalogue, COUNTY).area
    assert [place.name for place in area.parents] == ["浙江省", "杭州市"]


def test_an_area_costs_the_same_with_more_firms(plant: Plant) -> None:
    def statements() -> int:
        with counted_statements(plant.database) as seen:
            area_progress(plant.database, PROVINCE, plant.catalogue, "330000")
        return len(seen)

    few = statements()
    add_firms(plant, 0, 60)
    assert statements() == few
    assert few <= 15


def test_the_list_of_units_costs_the_same_with_more_units(plant: Plant) -> None:
    def statements() -> int:
        with counted_statements(plant.database) as seen:
            list_units(plant.database, XIAOSHAN, plant.catalogue, COUNTY, UnitFilter())
        return len(seen)

    few = statements()
    add_firms(plant, 0, 60)
    assert statements() == few


def of_ladder(plant: Plant, actor: Actor, code: str) -> dict[str, Progress]:
    """How an area stands toward the targets that titles of the ladder count toward."""
    found = area_progress(plant.database, actor, plant.catalogue, code).targets
    return {one.target.id: one.progress for one in found if one.is_of_ladder}


def counted(plant: Plant) -> list[int | None]:
    found = of_ladder(plant, PROVINCE, "330000").values()
    return [None if one.titles is None else one.titles.counted for one in found]


def test_targets_count_titles_in_force_and_nothing_else(plant: Plant, clock: StandingClock) -> None:
    clock.set(2026, 6, 15)
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("ff")))
    plant.submit()
    assert counted(plant) == [None, None], "尚无认定数据, whatever firms declare"
    grant(plant, "zj-smart-factory", end=date(2026, 6, 15))
    grant(plant, "zj-digital-workshop")
    grant(plant, "zj-future-factory", start=date(2026, 7, 1))
    assert counted(plant) == [0, 2]
    clock.set(2026, 7, 1)
    assert counted(plant) == [1, 1], "one has begun and one has ended, though nobody wrote anything"
    assert coverage_check.check(plant.database) == []


def test_a_county_shows_contributions(plant: Plant) -> None:
    grant(plant, "zj-future-factory")
    grant(plant, "zj-future-factory", county="330281")
    future, smart = of_ladder(plant, XIAOSHAN, COUNTY).values()
    assert future.titles is not None
    assert (future.titles.counted, future.is_contribution, smart.titles) == (1, True, None)
    future, _ = of_ladder(plant, PROVINCE, "330000").values()
    assert future.titles is not None
    assert (future.titles.counted, future.is_contribution) == (2, False)


def test_a_forecast_needs_three_years_after_the_first(plant: Plant, clock: StandingClock) -> None:
    clock.set(2026, 6, 30)

    def said() -> TitleTrend | None:
        found = area_progress(plant.database, PROVINCE, plant.catalogue, "330000").targets
        return next(one.trend for one in found if one.target.recognitions == ("zj-future-factory",))

    assert said() is None, "nothing on record"
    for year, number in ((2022, 5), (2023, 1), (2024, 2)):
        for place in range(number):
            grant(plant, "zj-future-factory", start=date(year, 5, 1), holder_name=f"{year}-{place}")
    trend = said()
    assert trend is not None
    assert (trend.additions, trend.forecast is None) == ((1, 2, 0), False)
    assert trend.ends == ((2022, 5), (2023, 6), (2024, 8), (2025, 8))
    forecast = trend.forecast
    assert forecast is not None
    # One a year for a year and a half from eight: the first year of the register is no addition.
    assert (forecast.years, forecast.middle) == (3, 10)
    assert forecast.low <= 10 <= forecast.high
    clock.set(2025, 6, 30)
    trend = said()
    assert trend is not None
    assert (trend.additions, trend.forecast) == ((1, 2), None), "two years are no history"


def test_published_counts_of_firms_belong_to_their_area(plant: Plant) -> None:
    plant.confirm()
    known = area_progress(plant.database, PROVINCE, plant.catalogue, "330000").shares
    assert {one.place.code for one in known} >= {"330000", "330300"}
    assert {one.place.code: one.registered for one in known}["330000"] == 1
    assert area_progress(plant.database, NINGBO, plant.catalogue, "330200").shares == ()


def test_the_list_pages_by_name_and_filters(plant: Plant) -> None:
    add_firms(plant, 0, 120)
    pages = [list_units(plant.database, XIAOSHAN, plant.catalogue, COUNTY, UnitFilter())]
    while pages[-1].next:
        after = pages[-1].next
        pages.append(list_units(plant.database, XIAOSHAN, plant.catalogue, COUNTY, UnitFilter(), after=after))
    names = [line.name for page in pages for line in page.lines]
    assert [len(page.lines) for page in pages] == [50, 50, 21]
    assert len(set(names)) == 121

    def found(**wanted: str) -> list[str]:
        page = list_units(plant.database, XIAOSHAN, plant.catalogue, COUNTY, UnitFilter(**wanted))  # type: ignore[arg-type]
        return [line.name for line in page.lines]

    assert found(name="厂007") == ["厂007"]
    assert found(name="%") == []
    assert found(state="submitted") == []
    plant.confirm()
    assert found(state="not_submitted") == ["萧山精密机械厂"]
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    assert found(state="not_submitted") == ["萧山精密机械厂"], "a draft shows as nothing"
    plant.submit()
    assert found(state="submitted") == ["萧山精密机械厂"]
    assert found(state="unconfirmed", name="厂11")[0] == "厂110"


def test_what_an_unconfirmed_firm_submitted_is_not_listed(plant: Plant) -> None:
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    (line,) = list_units(plant.database, XIAOSHAN, plant.catalogue, COUNTY, UnitFilter()).lines
    assert (line.confirmed, line.declared) == (False, None)


def test_the_command_line_gets_flat_records(plant: Plant) -> None:
    plant.confirm()
    grant(plant, "zj-smart-factory")
    rows = regions.summary_rows(plant.database, SYSTEM, plant.catalogue, "330100")
    assert rows[-1]["code"] == "330100"
    assert rows[-1]["units"] == 1
    assert rows[-1]["recognised:zj-smart-factory"] == 1
    assert rows[-1]["recognised:zj-future-factory"] is None
    assert len(rows) == 14
