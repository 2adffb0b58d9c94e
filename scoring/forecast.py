"""A forecast of a count that grows by yearly additions: its middle, its interval, and when to give none.

The additions of the last full years are taken as independent draws around one mean. What is added in the
next `ahead` years then has the mean of those years times `ahead`; the error of that forecast is the spread of
the years to come and of the mean itself, so the interval is Student's with one degree of freedom less than
there are years. A part of a year counts as that part of a year's mean and of its variance.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

FEWEST_YEARS = 3
"""With fewer full years the spread is not known and nothing is forecast."""
MOST_YEARS = 5
"""Older years say little about the next ones."""
CONFIDENCE = 0.8
"""How often an interval made in this way holds what comes, if the years go on as before."""


@dataclass(frozen=True)
class Forecast:
    """The count expected at the horizon with its interval, and the years it rests on.

    `low` and `high` are whole counts, rounded outward and never below zero; `mean` and `spread` are the
    additions of a year and their standard deviation.
    """

    middle: int
    low: int
    high: int
    years: int
    mean: float
    spread: float


def forecast(
    current: int, additions: Sequence[int], ahead: float, confidence: float = CONFIDENCE
) -> Forecast | None:
    """Where a count will stand `ahead` years (more than 0) after it stood at `current`.

    `additions` are what full years have added, oldest first; of more than MOST_YEARS the last ones are used.
    None with fewer than FEWEST_YEARS of them, and where all of them are alike: their spread tells nothing,
    and an interval of no width would claim a certainty that nobody has.
    """
    used = additions[-MOST_YEARS:]
    if len(used) < FEWEST_YEARS or ahead <= 0:
        return None
    mean = sum(used) / len(used)
    spread = math.sqrt(sum((each - mean) ** 2 for each in used) / (len(used) - 1))
    if not spread:
        return None
    quantile = float(stdtrit(len(used) - 1, (1 + confidence) / 2))
    reach = quantile * spread * math.sqrt(ahead + ahead**2 / len(used))
    middle = current + mean * ahead
    return Forecast(
        middle=max(0, round(middle)),
        low=max(0, math.floor(middle - reach)),
        high=max(0, math.ceil(middle + reach)),
        years=len(used),
        mean=mean,
        spread=spread,
    )
