"""The synthetic firms: who they are, drawn from one seeded stream, so that every load gives the same ones.

Nothing here is a statistic of Zhejiang. Only the mix of levels follows a published distribution; how many
firms stand in which county, their industries and their dates are made up.
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
from assessments.shelf import Industry

SEED = 20261121
FIRMS = 3000
FEWEST_IN_A_COUNTY = 6

# 智能制造能力成熟度（CMMM）自诊断，全国，2022：一级及以下 63 %，二级 21 %，三级 12 %，四级及以上 4 %
# （转述中国电子技术标准化研究院报告的报道，https://www.n6668.com/big5/news/chanye/20230607/
# 171530268612932920566018_4.shtml）. Another scale than the ladder's: it lends the shape, not the meaning.
LEVEL_SHARES: Mapping[str, int] = {"none": 63, "dw": 21, "sf": 12, "ff": 4}

# Made up, so that every state of a county page can be seen.
SUBMITTED_PERCENT = 55
FORMS_OPENED_WITHIN = timedelta(days=200)

# Divisions of GB/T 4754 whose plants run processes rather than make pieces: food, drink, tobacco, paper,
# petroleum, chemicals, medicine, fibres, non-metallic minerals, and the two of metals.
PROCESS_DIVISIONS = frozenset({"13", "14", "15", "16", "22", "25", "26", "27", "28", "30", "31", "32"})
MANUFACTURING = "C"
INDUSTRY_CLASS = 4

# GB 11714: weights of the eight characters of an organisation code.
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PLACES = "3399"
"""A division of Zhejiang that no register uses: the mark of a demo code."""


@dataclass(frozen=True)
class Planned:
    """One firm to be: `level` is what its answers shall reach, None for one that submits nothing."""

    number: int
    credit_code: str
    name: str
    county: str
    industry: str
    production: ProductionType
    registered_before: timedelta
    level: str | None
    submitted_before: timedelta


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


def _planned(chance: Random, number: int, county: County, industry: Industry, level: str) -> Planned:
    submits = chance.randrange(100) < SUBMITTED_PERCENT
    submitted_before = chance.random() * FORMS_OPENED_WITHIN
    process = industry.code[:2] in PROCESS_DIVISIONS
    return Planned(
        number=number,
        credit_code=credit_code(number),
        name=f"演示{number:04d}号（{county.name}{industry.name}）",
        county=county.code,
        industry=industry.code,
        production=ProductionType.PROCESS if process else ProductionType.DISCRETE,
        registered_before=submitted_before + timedelta(days=chance.randrange(1, 60)),
        level=level if submits else None,
        submitted_before=submitted_before,
    )


def _industries(catalogue: Catalogue) -> Sequence[Industry]:
    return [
        industry
        for industry in catalogue.industries.values()
        if industry.section == MANUFACTURING and industry.level == INDUSTRY_CLASS
    ]


def _counties(catalogue: Catalogue, chance: Random, firms: int) -> Iterator[County]:
    """A county for every firm: at least a few in each, the rest by weights that differ as counties do."""
    counties = [county for city in catalogue.regions.cities for county in city.counties]
    weights = [math.exp(chance.gauss(0, 0.8)) for _ in counties]
    least = [county for county in counties for _ in range(FEWEST_IN_A_COUNTY)][:firms]
    drawn = [*least, *chance.choices(counties, weights, k=firms - len(least))]
    chance.shuffle(drawn)
    return iter(drawn)


def _levels(chance: Random, firms: int) -> Iterator[str]:
    return iter(chance.choices(list(LEVEL_SHARES), list(LEVEL_SHARES.values()), k=firms))
