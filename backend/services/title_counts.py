"""Titles counted the way a target says: in force, ever granted, newly granted in a year or in a plan."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Row
from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.target import CountBasis, Target
from backend.db.queries import coverage as queries
from backend.db.within import Where
from backend.services import coverage

Way = Literal["in_force", "ever", "this_year", "in_period"]
"""in_force: titles that count on the day · ever: holders that were ever granted it · this_year: new ones in
the year of the day · in_period: new ones since the plan began. Once the horizon is over it takes the place of
the day: what came later counts toward no target that was due."""


@dataclass(frozen=True)
class Titles:
    """Titles that count toward a target: `counted` by `way` up to `until`, from `since` on where it matters.

    `since` None with `in_period`: when the plan began could not be read. `in_force` and `ever` stand beside,
    as of the day that was asked for; `is_over`: the horizon was before it.
    """

    way: Way
    counted: int
    in_force: int
    ever: int
    until: date
    since: date | None = None
    is_over: bool = False


@dataclass(frozen=True)
class Grants:
    """What the register of titles says about some counties.

    `granted` are titles that renew no earlier one, by kind and first day; `steps` by kind and day how many
    more or fewer are in force from then on; `known` the kinds of which any title is on record.
    """

    granted: Mapping[tuple[str, date], int]
    steps: Mapping[tuple[str, date], int]
    known: frozenset[str]

    def in_force(self, kinds: Collection[str], on: date) -> int:
        """Titles of some kinds that count on a day."""
        return sum(number for (kind, day), number in self.steps.items() if kind in kinds and day <= on)

    def since(self, kinds: Collection[str], first: date | None, last: date) -> int:
        """New titles of some kinds between two days, both included; without `first` from the beginning."""
        return sum(
            number
            for (kind, day), number in self.granted.items()
            if kind in kinds and (first is None or first <= day) and day <= last
        )


def grants_of(session: Session, where: Where) -> Grants:
    """The titles of some counties, read from the summary by two statements."""
    granted = _by_kind_and_day(queries.grants(session, where, coverage.ALL))
    steps = _by_kind_and_day(queries.steps(session, where, coverage.ALL))
    return Grants(granted, steps, frozenset(kind for kind, _day in (*granted, *steps)))


def _by_kind_and_day(lines: Iterable[Row[str, int]]) -> Counter[tuple[str, date]]:
    found: Counter[tuple[str, date]] = Counter()
    for words, number in lines:
        first, _colon, kind = words.partition(":")
        if number:
            found[kind, date.fromisoformat(first)] += number
    return found


def title_count(catalogue: Catalogue, target: Target, grants: Grants, day: date) -> Titles | None:
    """The titles that count toward a target by its own basis; None where none of its kinds is on record."""
    kinds = target.recognitions
    if not grants.known.intersection(kinds):
        return None
    way, last = way_of(target), min(day, target.horizon)
    since = _SINCE[way](catalogue, target, last)
    return Titles(
        way,
        counted=grants.in_force(kinds, last) if way == "in_force" else grants.since(kinds, since, last),
        in_force=grants.in_force(kinds, day),
        ever=grants.since(kinds, None, day),
        until=last,
        since=since,
        is_over=target.horizon < day,
    )


def way_of(target: Target) -> Way:
    """How the titles of a target are counted: as it says, and where it says nothing, in force on the day."""
    if target.period_kind == "yearly":
        return "this_year"
    if target.basis is CountBasis.CUMULATIVE:
        return "ever"
    return "in_period" if target.basis is CountBasis.ADDED else "in_force"


def _plan_begins(catalogue: Catalogue, target: Target, _last: date) -> date | None:
    """The first day of the year of the document: documents print years and no first day."""
    issued = catalogue.policies[target.policy].date
    return date(issued.year, 1, 1) if isinstance(issued, date) else None


_SINCE: Mapping[Way, Callable[[Catalogue, Target, date], date | None]] = {
    "in_force": lambda *_: None,
    "ever": lambda *_: None,
    "this_year": lambda _catalogue, _target, last: date(last.year, 1, 1),
    "in_period": _plan_begins,
}
