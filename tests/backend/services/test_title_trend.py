"""Titles over the years: what the interval may not say, and years that count from the plan's beginning."""

from datetime import date

from backend.services.title_trend import title_trend

GRANTED = {date(2021, 5, 1): 20, date(2022, 5, 1): 9, date(2023, 5, 1): 0, date(2024, 5, 1): 1}
DAY, HORIZON = date(2025, 1, 1), date(2025, 12, 31)


def test_a_count_that_never_falls_is_not_forecast_to_fall() -> None:
    found = title_trend(GRANTED, 30, DAY, HORIZON).forecast
    assert found is not None
    assert (found.low, found.middle) == (30, 33), "10 in three years; 4.9 a year either way would reach 22"
    falling = title_trend({**GRANTED, date(2024, 6, 1): -5}, 25, DAY, HORIZON).forecast
    assert falling is not None
    assert falling.low < 25, "titles in force do end"


def test_years_of_a_plan_count_from_its_beginning() -> None:
    found = title_trend(GRANTED, 10, DAY, HORIZON, since=date(2022, 1, 1))
    assert found.ends == ((2022, 9), (2023, 9), (2024, 10))
    assert found.additions == (9, 0, 1), "earlier years still tell how fast titles come"
