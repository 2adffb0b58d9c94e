"""Dates of definitions, and what a version leaves unused."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from assessments.problem import Finding, Place
from assessments.schema.common import Period, Provenance, Purpose, Status
from assessments.schema.questionnaire import Questionnaire
from assessments.shelf import Entry, Shelf


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
    for questionnaire in shelf.questionnaires:
        for i, one in enumerate(questionnaire.model.applies):
            yield one.period, questionnaire.at("applies", i)
    for region in shelf.regions:
        for i, group in enumerate(region.model.groups):
            yield group.effective, region.at("groups", i, "effective")


def overlaps(shelf: Shelf) -> Iterator[Finding]:
    """At most one published call of a ladder is in force on a day; an unknown end is in force on none."""
    published = [entry for entry in shelf.calls if entry.model.status is Status.PUBLISHED]
    for one, other in combinations(published, 2):
        if one.model.ladder == other.model.ladder and overlap(one.model.effective, other.model.effective):
            yield Finding(
                other.at("effective"),
                f"{other.model.key} 与 {one.model.key} 的施行期重叠",
                "同一梯级同一天只能有一份申报条件，请核对起止日期",
            )


def overlapping_versions(shelf: Shelf) -> Iterator[Finding]:
    """At most one published version of an instrument decides for a purpose on a day."""
    published = [entry for entry in shelf.questionnaires if entry.model.status is Status.PUBLISHED]
    pairs = [(entry, span) for entry in published for span in _spans(entry)]
    for (one, (purpose, period, _)), (other, (other_purpose, other_period, place)) in combinations(pairs, 2):
        if one.model.id != other.model.id or not _one_purpose(purpose, other_purpose):
            continue
        if overlap(period, other_period):
            yield Finding(
                place,
                f"{other.model.key} 与 {one.model.key} 在同一用途上的施行期重叠",
                "同一天只能由一个版本判定，请核对起止日期；公布接替的版本请加 --from 起始日 --close-previous",
            )


def _spans(entry: Entry[Questionnaire]) -> Iterator[tuple[Purpose | None, Period, Place]]:
    """The periods of a version with their purposes; without purposes it serves all of them (None)."""
    if not entry.model.applies:
        yield None, entry.model.effective, entry.at("effective")
    for i, one in enumerate(entry.model.applies):
        if one.provenance is not Provenance.RECALLED:
            yield one.purpose, one.period, entry.at("applies", i)


def _one_purpose(one: Purpose | None, other: Purpose | None) -> bool:
    return one is None or other is None or one is other


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day, as far as their ends are known."""
    if "unknown" in (one.start, one.end, other.start, other.end):
        return False
    starts = [day for day in (one.start, other.start) if isinstance(day, date)]
    ends = [day for day in (one.end, other.end) if isinstance(day, date)]
    return max(starts, default=date.min) <= min(ends, default=date.max)


def unused_gates(shelf: Shelf) -> Iterator[Finding]:
    """Each gate of a version applies to some rung."""
    for entry in shelf.versions:
        used = {gate for gates in entry.model.rungs.values() for gate in gates}
        for i, gate in enumerate(entry.model.gates):
            if gate.id not in used:
                yield Finding(
                    entry.at("gates", i), f"条件 {gate.id} 没有用于任何梯级", "请列入 rungs，或删去"
                )
