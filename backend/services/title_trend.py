"""Titles over the years, from the days on which they begin and end, and where that leads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from scoring.forecast import MOST_YEARS, Forecast, forecast

DAYS_OF_YEAR = 365.25


@dataclass(frozen=True)
class TitleTrend:
    """How many titles there were at the end of each of the last full years, and the forecast for `horizon`.

    `additions` are what the years added, oldest first. The first year of the register is not among them: it
    may hold the titles of all years before.
    """

    ends: tuple[tuple[int, int], ...]
    additions: tuple[int, ...]
    horizon: date
    forecast: Forecast | None


def title_trend(
    steps: Mapping[date, int], current: int, day: date, horizon: date, since: date | None = None
) -> TitleTrend:
    """The years up to a day and the forecast for `horizon`, from the steps of a count by day.

    `current` is the count on the day that the forecast goes on from; with `since` it counts from that day,
    and so do the ends of the years. What never ends cannot become less: neither does the interval.
    """
    begun = [begins for begins, number in steps.items() if number > 0 and begins <= day]
    first = min(begun).year if begun else day.year
    years = range(max(first, day.year - MOST_YEARS - 1), day.year)
    ends = tuple((year, _until(steps, date(year, 12, 31))) for year in years)
    additions = tuple(after - before for (_, before), (_, after) in pairwise(ends))
    found = forecast(current, additions, (horizon - day).days / DAYS_OF_YEAR)
    if found is not None and all(number >= 0 for number in steps.values()):
        found = replace(found, low=max(found.low, current))
    if since is not None:
        earlier = _until(steps, since - timedelta(days=1))
        ends = tuple((year, number - earlier) for year, number in ends if year >= since.year)
    return TitleTrend(ends, additions, horizon, found)


def _until(steps: Mapping[date, int], day: date) -> int:
    return sum(number for begins, number in steps.items() if begins <= day)
