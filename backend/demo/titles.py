"""Made-up titles of the synthetic firms, over enough years that a count has a past."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from assessments.schema.target import RecognitionKind
from backend.demo.population import Planned
from backend.services.title_entry import NewTitle

SOURCE = "演示数据：合成的认定记录，不代表任何真实企业"
YEARS = 7
"""Titles begin in the last years, this one included, more of them every year."""
TERM = 3
"""Years for which every demo title is granted; the older ones have run out."""
RENEWED_PERCENT = 60
# Made up: the share of firms of a level, in percent, that hold the title of that rung.
LADDER: Mapping[str, tuple[str, int]] = {
    "dw": ("zj-digital-workshop", 45),
    "sf": ("zj-smart-factory", 50),
    "ff": ("zj-future-factory", 60),
}
# Made up: other titles, in percent of all firms.
OTHERS: Mapping[str, int] = {
    "high-tech-enterprise": 12,
    "zj-tech-sme": 10,
    "srdi-sme": 7,
    "little-giant": 2,
    "zj-hidden-champion": 1,
    "single-champion": 1,
}


def titles_of(
    chance: Random, plan: Planned, this_year: int, kinds_on_record: Mapping[str, RecognitionKind]
) -> Iterator[NewTitle]:
    """The titles of a firm, each with its renewals."""
    kinds = [kind for kind, percent in OTHERS.items() if chance.randrange(100) < percent]
    kind, percent = LADDER.get(plan.level or "", ("", 0))
    if chance.randrange(100) < percent:
        kinds.append(kind)
    for each in kinds:
        yield from _granted(chance, plan, kinds_on_record[each], this_year)


def _granted(chance: Random, plan: Planned, kind: RecognitionKind, this_year: int) -> Iterator[NewTitle]:
    years = range(this_year - YEARS + 1, this_year + 1)
    year = chance.choices(years, range(1, YEARS + 1))[0]
    day = date(year, chance.randrange(1, 7), 1)
    while day.year <= this_year:
        end = day.replace(year=day.year + TERM) - timedelta(days=1)
        yield NewTitle(
            kind=kind.id,
            object=kind.object,
            county=plan.county,
            credit_code=plan.credit_code,
            start=day,
            end=end,
            batch=f"演示 {day.year} 年批次",
            source=SOURCE,
        )
        if chance.randrange(100) >= RENEWED_PERCENT:
            return
        day = end + timedelta(days=1)
