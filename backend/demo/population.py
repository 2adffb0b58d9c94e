"""The synthetic firms: who they are, drawn from one seeded stream, so that every load gives the same ones.

Nothing here is a statistic of Zhejiang. Only the mix of levels follows a published distribution; how many
firms stand in which county, their industries, their figures and their dates are made up.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from stdnum.cn import uscc

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from assessments.schema.region import County
from assessments.schema.zone import Zone
from assessments.shelf import Industry
from backend.demo.accounts import COUNTY
from backend.demo.figures import Figures, drawn_figures
from backend.services.production import usual_production

SEED = 20261121
FIRMS = 1600
FEWEST_IN_A_COUNTY = 6
DEMO_COUNTY_SHARE = 0.09
"""Of the firms not dealt out evenly, those in the demo county: enough for every page."""

# 智能制造能力成熟度（CMMM）自诊断，全国，2022：一级及以下 63 %，二级 21 %，三级 12 %，四级及以上 4 %
# （转述中国电子技术标准化研究院报告的报道，https://www.n6668.com/big5/news/chanye/20230607/
# 171530268612932920566018_4.shtml）. Another scale than the ladder's: it lends the shape, not the meaning.
LEVEL_SHARES: Mapping[str, int] = {"none": 63, "dw": 21, "sf": 12, "ff": 4}

# Made up, so that every state of a county page can be seen.
SUBMITTED_PERCENT = 55
FORMS_OPENED_WITHIN = timedelta(days=200)
SNAPSHOT_BEFORE = timedelta(days=60)
"""How long ago the province's snapshot was taken: no firm registers before it and submits after it."""
EARLIER_PERCENT: tuple[int, ...] = (40, 50)
"""Of the firms that had submitted by the snapshot, how many did so the year before, and of those the year
before that."""
YEAR = timedelta(days=365)

MANUFACTURING = "C"
INDUSTRY_CLASS = 4

# GB 11714: weights of the eight characters of an organisation code.
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PLACES = "3399"
"""A division of Zhejiang that no register uses: the mark of a demo code."""


@dataclass(frozen=True)
class Planned:
    """One firm to be: `level` is what its answers shall reach, None for one that submits nothing.

    `earlier` are the levels of the years before, the last year first.
    """

    number: int
    credit_code: str
    name: str
    county: str
    industry: str
    production: ProductionType
    registered_before: timedelta
    level: str | None
    submitted_before: timedelta
    earlier: tuple[str, ...]
    figures: Figures


def credit_code(number: int) -> str:
    """The demo code of a number up to 9,999,999: division 3399xx, both check characters right."""
    organisation = f"D{number:07d}"
    body = f"91{_PLACES}{number % 100:02d}{organisation}{_organisation_check(organisation)}"
    return body + str(uscc.calc_check_digit(body))


def _organisation_check(organisation: str) -> str:
    values = (int(character, 36) for character in organisation)
    check = (11 - sum(w * v for w, v in zip(_WEIGHTS, values, strict=True)) % 11) % 11
    return "X" if check == 10 else str(check)


def planned_firms(catalogue: Catalogue, firms: int = FIRMS, seed: int = SEED) -> Iterator[Planned]:
    """The firms in order of their number."""
    chance = Random(seed)  # noqa: S311 - made-up data, not secrets
    industries = _industries(catalogue)
    counties = _counties(catalogue, chance, firms)
    levels = _levels(chance, firms)
    for number, (county, level) in enumerate(zip(counties, levels, strict=True), start=1):
        yield _planned(chance, number, county, chance.choice(industries), level)


def _planned(chance: Random, number: int, county: County | Zone, industry: Industry, level: str) -> Planned:
    submits = chance.randrange(100) < SUBMITTED_PERCENT
    submitted_before = chance.random() * FORMS_OPENED_WITHIN
    registered_before = submitted_before + timedelta(days=chance.randrange(1, 60))
    earlier: tuple[str, ...] = ()
    if submitted_before < SNAPSHOT_BEFORE:
        registered_before = min(registered_before, SNAPSHOT_BEFORE)
    elif submits:
        earlier = _earlier(chance, level)
    return Planned(
        number=number,
        credit_code=credit_code(number),
        name=f"演示{number:04d}号（{county.name}{industry.name}）",
        county=county.code,
        industry=industry.code,
        production=usual_production(industry.code),
        registered_before=registered_before + len(earlier) * YEAR,
        level=level if submits else None,
        submitted_before=submitted_before,
        earlier=earlier,
        figures=drawn_figures(chance, level),
    )


def _earlier(chance: Random, level: str) -> tuple[str, ...]:
    """The levels of the years before: the same, or the one below."""
    ladder, found = list(LEVEL_SHARES), []
    rank = ladder.index(level)
    for percent in EARLIER_PERCENT:
        if chance.randrange(100) >= percent:
            break
        rank = max(0, rank - chance.randrange(2))
        found.append(ladder[rank])
    return tuple(found)


def _industries(catalogue: Catalogue) -> Sequence[Industry]:
    return [
        industry
        for industry in catalogue.industries.values()
        if industry.section == MANUFACTURING and industry.level == INDUSTRY_CLASS
    ]


def _counties(catalogue: Catalogue, chance: Random, firms: int) -> Iterator[County | Zone]:
    """A place for every firm: at least a few in each, the rest by weights that differ as counties do."""
    counties = [place for city in catalogue.regions.cities for place in catalogue.reporting_in(city)]
    drawn_weights = [math.exp(chance.gauss(0, 0.8)) for _ in counties]
    whole = math.fsum(drawn_weights)
    weights = [
        whole * DEMO_COUNTY_SHARE if county.code == COUNTY else weight
        for county, weight in zip(counties, drawn_weights, strict=True)
    ]
    least = [county for county in counties for _ in range(FEWEST_IN_A_COUNTY)][:firms]
    drawn = [*least, *chance.choices(counties, weights, k=firms - len(least))]
    chance.shuffle(drawn)
    return iter(drawn)


def _levels(chance: Random, firms: int) -> Iterator[str]:
    return iter(chance.choices(list(LEVEL_SHARES), list(LEVEL_SHARES.values()), k=firms))
