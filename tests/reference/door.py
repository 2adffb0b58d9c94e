"""The way in: a catalogue, a questionnaire's name, an entry of a file, a day and a purpose."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from assessments.catalogue import Catalogue
from assessments.schema.common import Period, Status
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire
from tests.reference.conditions import both, either
from tests.reference.rating import Outcome, rate
from tests.reference.unit import read_unit
from tests.reference.world import World


def rate_entry(
    catalogue: Catalogue, name: str, raw: Mapping[str, Any], as_of: date, purpose: str | None = None
) -> Outcome:
    """What the reference says about one entry.

    Rules that do not apply on the day, or that are only recalled to, claim nothing as certain, unless this
    very version was asked for.
    """
    world = world_of(catalogue, name, raw, as_of, purpose)
    outcome = rate(world, call_for(catalogue, world.ladder.id, as_of))
    in_doubt = standing(world.questionnaire, as_of, world.purpose) != "met" and "@" not in name
    by_items = world.questionnaire.method == "attainment"
    return replace(outcome, certain="none") if in_doubt and not by_items else outcome


def world_of(
    catalogue: Catalogue, name: str, raw: Mapping[str, Any], as_of: date, purpose: str | None = None
) -> World:
    """The unit under the version that is meant."""
    version = version_for(catalogue, name, as_of, purpose)
    return World(
        questionnaire=version,
        ladder=catalogue.ladders[version.ladder],
        facts=catalogue.facts,
        metrics=catalogue.metrics,
        derived_facts=catalogue.derived_facts,
        regions=catalogue.regions,
        unit=read_unit(raw, version, catalogue.facts, catalogue.regions, catalogue.recognition_kinds),
        as_of=as_of,
        purpose=purpose or purposes_of(version)[0],
    )


def purposes_of(version: Questionnaire) -> list[str]:
    """What a version serves, its first purpose first; without any named, everything."""
    return [one.purpose.value for one in version.applies] or ["self_check", "recognition", "review"]


def version_for(catalogue: Catalogue, name: str, day: date, purpose: str | None) -> Questionnaire:
    """The version named, or the published one that surely decides on the day for the purpose.

    Where none does, one that may decide, else the one that began last, else the one that begins first.
    """
    if "@" in name:
        return catalogue.questionnaires[name]
    versions = [version for version in catalogue.questionnaires.values() if version.id == name]
    published = [version for version in versions if version.status is Status.PUBLISHED]
    meant = purpose or purposes_of(max(published or versions, key=lambda one: one.version))[0]
    serving = [one for one in published or versions if meant in purposes_of(one)]
    for wanted in ("met", "undecided"):
        found = [one for one in serving if standing(one, day, meant) == wanted]
        if found:
            return max(found, key=lambda one: begin(one, meant))
    begun = [one for one in serving if begin(one, meant) <= day]
    if begun:
        return max(begun, key=lambda one: begin(one, meant))
    return min(serving, key=lambda one: begin(one, meant))


def standing(version: Questionnaire, day: date, purpose: str) -> str:
    """Whether a version decides on a day for a purpose; a recalled period is never sure."""
    if not version.applies:
        return covers(version.effective, day)
    return either(
        [
            "undecided" if one.provenance == "recalled" else covers(one.period, day)
            for one in version.applies
            if one.purpose == purpose
        ]
    )


def covers(period: Period, day: date) -> str:
    """Whether a period covers a day, where an end may be unknown."""
    start, end = period.start, period.end
    begun = "undecided" if start == "unknown" else sure(start is None or start <= day)
    going = "undecided" if end == "unknown" else sure(end is None or day <= end)
    return both([begun, going])


def sure(holds: bool) -> str:
    """A truth value as a verdict."""
    return "met" if holds else "not_met"


def begin(version: Questionnaire, purpose: str) -> date:
    """The last of the days on which a version began; an unknown one lies after all others."""
    periods = [one.period for one in version.applies if one.purpose == purpose] or [version.effective]
    starts = [date.min if one.start is None else one.start for one in periods]
    return max(start if isinstance(start, date) else date.max for start in starts)


def call_for(catalogue: Catalogue, ladder: str, day: date) -> Call | None:
    """The published call of a ladder that began last."""
    begun = [
        call
        for call in catalogue.calls.values()
        if call.ladder == ladder
        and call.status is Status.PUBLISHED
        and isinstance(call.effective.start, date)
        and call.effective.start <= day
    ]
    return max(begun, key=lambda call: str(call.effective.start), default=None)
