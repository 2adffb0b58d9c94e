"""Made-up figures of the synthetic firms: people, revenue, and with them the class of size and 规上.

Everything is drawn, not counted: the mix is only such that every class is there and most firms are small.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from assessments.schema.fact import Source
from backend.db.tables.register import ScaleFlag
from backend.services.facts import NewStatement, Period

SOURCE = "演示数据：合成的规上企业名单，不代表任何真实企业"
KNOWN_PERCENT, LISTED_PERCENT = 90, 88
"""Firms that state figures, and those on a list of 规上 firms; of the others neither is known."""
YEARS = 2
# Made up: employees by the level that the answers reach – the middle, of a wide spread.
MIDDLE: Mapping[str, int] = {"none": 36, "dw": 110, "sf": 280, "ff": 800}
SPREAD = 1.0
FEWEST = 6
YUAN_PER_HEAD = 650_000
"""The middle of the revenue per employee and year, in yuan; made up."""
GROWTH = (0.92, 1.18)
"""Revenue of a year over that of the year before, from and to; made up."""
ABOVE_SCALE = 20_000_000
"""年主营业务收入 2000 万元: from there on an industrial firm is 规上."""
YUAN_ROUNDED = 10_000


@dataclass(frozen=True)
class Figures:
    """What a firm states, the last year first: people at the end of a year, and revenue in yuan.

    Without `is_known` it states nothing; `is_listed`: the lists of 规上 firms speak of it.
    """

    employees: tuple[int, ...]
    revenue: tuple[int, ...]
    is_known: bool
    is_listed: bool


def drawn_figures(chance: Random, level: str) -> Figures:
    """Figures of a firm whose answers reach a level."""
    people = max(FEWEST, round(MIDDLE[level] * math.exp(chance.gauss(0, SPREAD))))
    revenue = people * YUAN_PER_HEAD * math.exp(chance.gauss(0, 0.4))
    employees, revenues = [people], [_rounded(revenue)]
    while len(revenues) < YEARS:
        growth = chance.uniform(*GROWTH)
        revenue /= growth
        people = max(FEWEST, round(people / math.sqrt(growth)))
        employees.append(people)
        revenues.append(_rounded(revenue))
    known, listed = (chance.randrange(100) < percent for percent in (KNOWN_PERCENT, LISTED_PERCENT))
    return Figures(tuple(employees), tuple(revenues), known, listed)


def statements(figures: Figures, this_year: int) -> Iterator[NewStatement]:
    """What the firm states in a year about the years before."""
    if not figures.is_known:
        return
    for ago, (people, revenue) in enumerate(zip(figures.employees, figures.revenue, strict=True), start=1):
        period = Period(year=this_year - ago)
        yield NewStatement("employees", str(people), period, Source.IMPORTED)
        yield NewStatement("revenue", str(revenue), period, Source.IMPORTED)


def scale_flags(figures: Figures, firm_id: str, now: datetime, this_year: int) -> list[ScaleFlag]:
    """What the lists of 规上 firms say of it, the newest year first; nothing where they do not name it."""
    if not figures.is_listed:
        return []
    return [
        ScaleFlag(
            firm_id=firm_id,
            year=this_year - ago,
            above_scale=revenue >= ABOVE_SCALE,
            source=SOURCE,
            entered_at=now,
        )
        for ago, revenue in enumerate(figures.revenue, start=1)
    ]


def _rounded(yuan: float) -> int:
    return round(yuan / YUAN_ROUNDED) * YUAN_ROUNDED
