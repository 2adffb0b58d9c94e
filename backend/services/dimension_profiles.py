"""The profile of every unit of a population: how much of each domain's points it has, and which rung.

What comparison tables and kinds of firms are made of. Nothing here names a firm; what is shown of it to
anybody goes through disclosure control first, or through the actor's own scope.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assessments.catalogue import Catalogue
from backend.auth.actor import SYSTEM
from backend.db.engine import Database
from backend.db.queries import population as queries
from backend.services.population import Population, Wanted
from backend.services.population_store import store_of
from backend.services.trial_rules import RuleChoice, choices_of
from scoring import engine

WHOLE = 1000
"""Permille of a domain's points: 1000 is all of them."""
NOT_ASKED = -1
"""Instead of a share: nothing of the domain is asked of the unit."""
THREADS = 2


@dataclass(frozen=True, eq=False)
class Profiles:
    """A population by dimension, in one order.

    `shares` is int16 (units, dimensions): permille of the domain's points (open items count nothing), or
    NOT_ASKED. `ranks` is the certain level's rank (0 is none). `counties`, `divisions` (two digits of GB/T
    4754) and `sizes` ("" while unknown) are plain text arrays; `people` holds the packed answers of the same
    units in the same order under `version` (id@version).
    """

    day: date
    version: str
    dimensions: tuple[str, ...]
    units: NDArray[np.bytes_]
    submissions: NDArray[np.bytes_]
    shares: NDArray[np.int16]
    ranks: NDArray[np.uint8]
    counties: NDArray[np.str_]
    divisions: NDArray[np.str_]
    sizes: NDArray[np.str_]
    people: Population

    @property
    def number(self) -> int:
        """Number of units."""
        return len(self.units)


def read_profiles(
    database: Database, catalogue: Catalogue, questionnaire: str, day: date, wait: float
) -> Profiles | None:
    """The profiles of all current submissions of confirmed firms, as of now.

    None while the population is still being read after `wait` seconds (`population_store` says how far it
    is). KeyError for a questionnaire without items.
    """
    choice = choices_of(catalogue, questionnaire, day)[0]
    people = store_of(database).get(Wanted(catalogue, questionnaire, day), wait)
    if people is None:
        return None
    with database.read(SYSTEM) as session:
        sizes = queries.sizes(session, questionnaire)
    return _profiles(choice, people, sizes)


def shares_of(scores: engine.Scores) -> NDArray[np.int16]:
    """Permille of each dimension's points: int16 (units, dimensions), NOT_ASKED where nothing is asked."""
    points, maximum = scores.points, scores.maximum
    asked = maximum > 0
    permille = points * WHOLE // np.where(asked, maximum, 1)
    return np.ascontiguousarray(np.where(asked, permille, NOT_ASKED).T.astype(np.int16))


def _profiles(choice: RuleChoice, people: Population, sizes: dict[str, str]) -> Profiles:
    version = choice.instrument.questionnaire
    rated = engine.rate(choice.compiled.rubric, people.answers[version.key], threads=THREADS)
    industries = np.array(people.industry_codes or ("",), "U4")[people.industries]
    return Profiles(
        day=people.day,
        version=version.key,
        dimensions=tuple(domain.id for domain in version.domains),
        units=people.units,
        submissions=people.submissions,
        shares=shares_of(rated.scores),
        ranks=rated.attainment.certain,
        counties=np.array(people.county_codes or ("",), "U6")[people.counties],
        divisions=industries.astype("U2"),
        sizes=np.array([sizes.get(unit, "") for unit in people.units.astype("U20").tolist()], "U10"),
        people=people,
    )
