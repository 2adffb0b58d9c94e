"""Dates of definitions, and what a call leaves unused."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from assessments.problem import Finding, Place
from assessments.schema.common import Period
from assessments.shelf import Shelf


def periods(shelf: Shelf) -> Iterator[Finding]:
    """No period ends before it starts."""
    for period, place in _periods(shelf):
        if isinstance(period.start, date) and isinstance(period.end, date) and period.end < period.start:
            yield Finding(place, f"施行期止于 {period.end}，早于起始日 {period.start}", "请核对起止日期")


def _periods(shelf: Shelf) -> Iterator[tuple[Period, Place]]:
    for policy in shelf.policies:
        yield policy.model.effective, policy.at("effective")
    for entry in shelf.versions:
        yield entry.model.effective, entry.at("effective")
    for region in shelf.regions:
        for i, group in enumerate(region.model.groups):
            yield group.effective, region.at("groups", i, "effective")


def overlaps(shelf: Shelf) -> Iterator[Finding]:
    """At most one call of a ladder is in force on a day; a period with an unknown end is in force on none."""
    for one, other in combinations(shelf.calls, 2):
        if one.model.ladder == other.model.ladder and _overlap(one.model.effective, other.model.effective):
            yield Finding(
                other.at("effective"),
                f"{other.model.key} 与 {one.model.key} 的施行期重叠",
                "同一梯级同一天只能有一份申报条件，请核对起止日期",
            )


def _overlap(one: Period, other: Period) -> bool:
    if "unknown" in (one.start, one.end, other.start, other.end):
        return False
    starts = [day for day in (one.start, other.start) if isinstance(day, date)]
    ends = [day for day in (one.end, other.end) if isinstance(day, date)]
    return max(starts, default=date.min) <= min(ends, default=date.max)


def unused_gates(shelf: Shelf) -> Iterator[Finding]:
    """Each gate of a call applies to some rung."""
    for entry in shelf.calls:
        used = {gate for gates in entry.model.rungs.values() for gate in gates}
        for i, gate in enumerate(entry.model.gates):
            if gate.id not in used:
                yield Finding(
                    entry.at("gates", i), f"条件 {gate.id} 没有用于任何梯级", "请列入 rungs，或删去"
                )
