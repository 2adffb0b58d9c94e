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
    """被替代: a later document sets the same indicator on the same base."""


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


def standings(catalogue: Catalogue, day: date, document: str = "") -> tuple[Standing, ...]:
    """Every target issued by a day (of one document), in the order of the catalogue, with its state.

    A document whose date is not known counts as issued.
    """
    issued = {key: target for key, target in catalogue.targets.items() if _is_issued(catalogue, target, day)}
    successors = {name: key for key, target in issued.items() for name in target.supersedes}
    companions = _companions(issued)
    return tuple(
        _standing(catalogue, target, day, successors, companions[target.id])
        for target in issued.values()
        if not document or target.policy == document
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


def _standing(
    catalogue: Catalogue, target: Target, day: date, successors: Mapping[str, str], related: Sequence[str]
) -> Standing:
    policy, clause = catalogue.clause(target.citation)
    # What restates another clause of its document shares that one's fate.
    stated = catalogue.targets[target.restates] if target.restates else target
    points = _points(catalogue, stated, day)
    final = next((point for point in points if point.period == stated.final), None)
    successor = successors.get(stated.id)
    return Standing(
        target=target,
        policy=policy,
        clause=clause,
        state=_state(target, day, is_superseded=successor is not None, is_settled=final is not None),
        superseded_by=successor,
        supersedes=tuple(name for name in target.supersedes if name in catalogue.targets),
        related=tuple(related),
        latest=max(points, key=lambda point: end_of(point.period), default=None),
        final=final,
    )


def _points(catalogue: Catalogue, target: Target, day: date) -> list[SeriesPoint]:
    """What had been published for the target's area about periods that were over by the day."""
    series = catalogue.series.get(target.series or "")
    if series is None:
        return []
    return [one for one in series.points if one.region == target.region and end_of(one.period) <= day]


def _state(target: Target, day: date, *, is_superseded: bool, is_settled: bool) -> State:
    if is_superseded:
        return State.SUPERSEDED
    if is_settled:
        return State.DONE
    return State.IN_FORCE if day <= target.horizon else State.DUE
