"""Counting what a trial changes: who passes now and then, in all, by county and by cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessments.areas import classes_of
from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from backend.services.population import Population
from scoring.logic import MET, NOT_MET, Verdicts


@dataclass(frozen=True)
class Tally:
    """Units that pass for certain, and that may pass: now and then; who gains and who loses for certain."""

    now: int
    now_possible: int
    then: int
    then_possible: int
    gains: int
    losses: int

    @property
    def change(self) -> int:
        """Units more, or fewer."""
        return self.then - self.now


PAIRS = 9
"""Verdicts now and then: three each."""


@dataclass(frozen=True, eq=False)
class Change:
    """The verdicts on one rung of the units inside (by position), now and then: (units inside,)."""

    people: Population
    inside: NDArray[np.intp]
    now: Verdicts
    then: Verdicts

    @cached_property
    def pairs(self) -> NDArray[np.uint8]:
        """Both verdicts in one number: (units inside,)."""
        pairs: NDArray[np.uint8] = self.now * np.uint8(MET + 1) + self.then
        return pairs

    def turned(self, most: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Who gains and who loses for certain, the first of each."""
        gains, losses = (
            np.flatnonzero(np.array([_counts(place, pair) for pair in range(PAIRS)])[self.pairs])[:most]
            for place in (GAINS, LOSSES)
        )
        return gains, losses

    def by(self, places: NDArray[np.uint16], codes: int) -> NDArray[np.int64]:
        """How many units of each code have each pair of verdicts: (codes, pairs)."""
        joint = places[self.inside].astype(np.intp) * PAIRS + self.pairs
        found: NDArray[np.int64] = np.bincount(joint, minlength=codes * PAIRS).reshape(codes, PAIRS)
        return found


def tally(now: Verdicts, then: Verdicts) -> Tally:
    """The numbers of some units."""
    return _tally(np.bincount(now * np.uint8(MET + 1) + then, minlength=PAIRS))


def by_county(catalogue: Catalogue, change: Change) -> tuple[tuple[str, Tally], ...]:
    """Every county with units, in the order of codes."""
    codes = change.people.county_codes
    return tuple(
        (catalogue.county(code).name, _tally(row))
        for code, row in zip(codes, change.by(change.people.counties, len(codes)), strict=True)
        if row.any()
    )


def by_cluster(catalogue: Catalogue, day: date, change: Change) -> tuple[tuple[str, Tally], ...]:
    """Every cluster with units; a class of industry may belong to several."""
    codes = change.people.industry_codes
    numbers, found = change.by(change.people.industries, len(codes)), []
    for name, cluster in catalogue.clusters.items():
        row = numbers[_begin_with(codes, classes_of(catalogue, name, day))].sum(axis=0)
        if row.any():
            found.append((zh(cluster.name), _tally(row)))
    return tuple(found)


def in_classes(people: Population, prefixes: Sequence[str]) -> NDArray[np.bool_]:
    """Which units are of an industry whose code begins so."""
    found: NDArray[np.bool_] = _begin_with(people.industry_codes, prefixes)[people.industries]
    return found


def _begin_with(codes: Sequence[str], prefixes: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([code.startswith(tuple(prefixes)) for code in codes], np.bool_)


GAINS, LOSSES = 4, 5
"""Places of a tally."""


def _counts(place: int, pair: int) -> bool:
    """Whether a pair of verdicts counts in a place of a tally."""
    now, then = divmod(pair, MET + 1)
    gains, losses = now < MET == then, then < MET == now
    return (now == MET, now > NOT_MET, then == MET, then > NOT_MET, gains, losses)[place]


def _tally(numbers: NDArray[np.int64]) -> Tally:
    """The numbers of pairs (pairs,), added up."""
    return Tally(
        *(int(sum(numbers[pair] for pair in range(PAIRS) if _counts(place, pair))) for place in range(6))
    )
