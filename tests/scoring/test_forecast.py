"""The forecast of a growing count: by hand, by simulation, and its silence."""

import numpy as np
import pytest

from scoring.forecast import CONFIDENCE, forecast


def test_three_years_by_hand() -> None:
    # Mean 20, standard deviation 10; t(2, 0.9) = 1.885618; sqrt(1 + 1/3) = 1.154701: reach 21.77.
    found = forecast(100, [10, 20, 30], 1)
    assert found is not None
    assert (found.middle, found.low, found.high) == (120, 98, 142)
    assert (found.years, found.mean, found.spread) == (3, 20, 10)


def test_two_years_and_a_half_ahead_by_hand() -> None:
    # t(3, 0.9) = 1.637744; standard deviation 2.581989; sqrt(2.5 + 6.25 / 4) = 2.015564: reach 8.52.
    found = forecast(0, [4, 6, 8, 10], 2.5)
    assert found is not None
    assert (found.middle, found.low, found.high) == (18, 8, 27)


@pytest.mark.parametrize("additions", [[5, 5, 5], [0, 0, 0, 0]])
def test_years_without_spread_give_no_forecast(additions: list[int]) -> None:
    assert forecast(7, additions, 2) is None


def test_only_the_last_five_years_count() -> None:
    assert forecast(0, [900, 1, 2, 3, 4, 5], 1) == forecast(0, [1, 2, 3, 4, 5], 1)
    assert forecast(0, [900, 1, 2, 3, 4, 5], 1) != forecast(0, [2, 3, 4, 5], 1)


@pytest.mark.parametrize("additions", [[], [3], [3, 4]])
def test_a_short_history_gives_no_forecast(additions: list[int]) -> None:
    assert forecast(50, additions, 1) is None


def test_nothing_is_forecast_for_a_day_that_has_come() -> None:
    assert forecast(50, [1, 2, 3], 0) is None


def test_a_count_does_not_fall_below_zero() -> None:
    found = forecast(3, [-5, -4, -6], 2)
    assert found is not None
    assert (found.middle, found.low) == (0, 0)


@pytest.mark.parametrize(("years", "ahead"), [(3, 1), (5, 1), (5, 4), (4, 2)])
def test_intervals_hold_as_often_as_they_say(years: int, ahead: int) -> None:
    chance = np.random.default_rng(20261121)
    trials = 4000
    drawn = np.rint(chance.normal(1000, 200, (trials, years + ahead))).astype(int)
    held = 0
    for row in drawn:
        found = forecast(0, row[:years].tolist(), ahead)
        assert found is not None
        held += found.low <= int(row[years:].sum()) <= found.high
    # Four standard errors of a share of 4,000 trials.
    assert abs(held / trials - CONFIDENCE) < 4 * (CONFIDENCE * (1 - CONFIDENCE) / trials) ** 0.5
