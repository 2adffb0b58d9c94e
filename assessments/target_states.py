"""Where each target stands on a day, computed from the documents' dates, horizons and final values."""

import operator
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assessments.catalogue import Catalogue
from assessments.schema.policy import Clause, Policy
from assessments.schema.series import SeriesPoint, end_of
from assessments.schema.target import Aim, Target


class State(StrEnum):
    """The four states of a target that has been issued."""

    IN_FORCE = "in_force"
    """在期: the horizon has not passed."""
    DUE = "due"
    """到期待评: the horizon has passed and no final value is on record."""
    DONE = "done"
    """已完成: a sourced final value is on record; `meets` says whether it is what was aimed at."""
    SUPERSEDED = "superseded"
    """被替代: before the horizon had passed, a later document set the same indicator on the same base."""


_DECIDE: Mapping[Aim, Callable[[Decimal, Decimal], bool]] = {
    Aim.AT_LEAST: operator.ge,
    Aim.STRIVE_FOR: operator.ge,
    Aim.MORE_THAN: operator.gt,
    Aim.AT_MOST: operator.le,
    Aim.BELOW: operator.lt,
}


@dataclass(frozen=True)
class Standing:
    """A target on a day.

    `superseded_by` and `supersedes` name direct neighbours among the targets issued by that day; `related`
    those of the indicator that must not be put together with it, whichever of the two names the other.
    `latest` is the newest published value of its series, `final` the value that settled it.
    """

    target: Target
    policy: Policy
    clause: Clause
    state: State
    superseded_by: str | None
    supersedes: tuple[str, ...]
    related: tuple[str, ...]
    latest: SeriesPoint | None
    final: SeriesPoint | None


Published = Mapping[str, Sequence[SeriesPoint]]
"""Values by series that were brought in beside the catalogue's; they count before its own."""

_NONE: Published = {}


def standings(
    catalogue: Catalogue, day: date, document: str = "", published: Published = _NONE
) -> tuple[Standing, ...]:
    """Every target issued by a day (of one document), in the order of the catalogue, with its state.

    A document whose date is not known counts as issued.
    """
    issued = {key: target for key, target in catalogue.targets.items() if _is_issued(catalogue, target, day)}
    known = _Known(
        catalogue,
        day,
        successors={name: key for key, target in issued.items() for name in target.supersedes},
        companions=_companions(issued),
        published=published,
    )
    return tuple(
        _standing(known, target) for target in issued.values() if not document or target.policy == document
    )


def meets(target: Target, value: Decimal) -> bool | None:
    """Whether a value is what a target aims at; None for 左右 and 保持, which print no bound."""
    decide = _DECIDE.get(target.comparator)
    return None if decide is None or target.value is None else decide(value, target.value)


def chain_of(standing: Standing, among: Mapping[str, Standing]) -> tuple[Standing, ...]:
    """The lineage that a target belongs to, oldest first; only itself where nothing precedes or follows."""
    chain = [standing]
    while chain[0].supersedes and chain[0].supersedes[0] in among:
        chain.insert(0, among[chain[0].supersedes[0]])
    while chain[-1].superseded_by in among:
        chain.append(among[str(chain[-1].superseded_by)])
    return tuple(chain)


def _is_issued(catalogue: Catalogue, target: Target, day: date) -> bool:
    issued = catalogue.policies[target.policy].date
    return not isinstance(issued, date) or issued <= day


def _companions(targets: Mapping[str, Target]) -> Mapping[str, Sequence[str]]:
    """Related targets of each, whichever of the two names the other."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in _pairs(targets):
        if other not in found[one]:
            found[one].append(other)
    return found


def _pairs(targets: Mapping[str, Target]) -> Iterator[tuple[str, str]]:
    for target in targets.values():
        for name in target.related:
            if name in targets:
                yield target.id, name
                yield name, target.id


@dataclass(frozen=True)
class _Known:
    catalogue: Catalogue
    day: date
    successors: Mapping[str, str]
    companions: Mapping[str, Sequence[str]]
    published: Published


def _standing(known: _Known, target: Target) -> Standing:
    catalogue = known.catalogue
    policy, clause = catalogue.clause(target.citation)
    # What restates another clause of its document shares that one's fate.
    stated = catalogue.targets[target.restates] if target.restates else target
    points = _points(known, stated)
    final = _final(stated, points)
    successor = known.successors.get(stated.id)
    is_superseded = successor is not None and _in_time(catalogue, catalogue.targets[successor], target)
    return Standing(
        target=target,
        policy=policy,
        clause=clause,
        state=_state(target, known.day, is_superseded=is_superseded, is_settled=final is not None),
        superseded_by=successor,
        supersedes=tuple(name for name in target.supersedes if name in catalogue.targets),
        related=tuple(known.companions[target.id]),
        latest=max(points, key=lambda point: end_of(point.period), default=None),
        final=final,
    )


def _in_time(catalogue: Catalogue, successor: Target, target: Target) -> bool:
    """Whether a successor came before the horizon: what had fallen due by then is due, not replaced."""
    issued = catalogue.policies[successor.policy].date
    return not isinstance(issued, date) or issued <= target.horizon


def _points(known: _Known, target: Target) -> list[SeriesPoint]:
    """What had been published for the target's area about periods that were over by the day."""
    series = known.catalogue.series.get(target.series or "")
    if series is None:
        return []
    found = {
        one.period: one
        for one in (*series.points, *known.published.get(series.id, ()))
        if one.region == target.region
    }
    return [one for one in found.values() if end_of(one.period) <= known.day]


def _final(target: Target, points: Sequence[SeriesPoint]) -> SeriesPoint | None:
    """The value that settles a target: of the period that it names, else of the one that ends on its horizon.

    Of a yearly number no single year is the last word.
    """
    named = next((point for point in points if point.period == target.final), None)
    if named is not None or target.period_kind == "yearly":
        return named
    return next((point for point in points if end_of(point.period) == target.horizon), None)


def _state(target: Target, day: date, *, is_superseded: bool, is_settled: bool) -> State:
    if is_superseded:
        return State.SUPERSEDED
    if is_settled:
        return State.DONE
    return State.IN_FORCE if day <= target.horizon else State.DUE
