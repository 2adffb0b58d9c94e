"""The catalogue in memory: every definition by id, and the questions that other modules ask of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from assessments.operands import Register
from assessments.schema.action import Action, Scene
from assessments.schema.capability import Capability
from assessments.schema.chain import Chain
from assessments.schema.cluster import AreaCount, Cluster, ClusterGroup
from assessments.schema.common import Period, Provenance, Purpose, Status, zh
from assessments.schema.effort import NO_EFFORTS, Efforts
from assessments.schema.fact import Fact
from assessments.schema.incentive import Incentive
from assessments.schema.integrity import Contradictions, IntegrityChecks
from assessments.schema.ladder import Call, Ladder
from assessments.schema.metric import DerivedFact, Metric
from assessments.schema.policy import Clause, Policy
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import City, County, Denominator, Regions
from assessments.schema.review import ReviewChain
from assessments.schema.series import Series
from assessments.schema.target import RecognitionKind, Target
from assessments.schema.zone import NamedPlace, Zone
from assessments.shelf import Industry


class UnknownName(LookupError):
    """No such definition; the message is Chinese."""


@dataclass(frozen=True)
class CallInForce:
    """A call for a given day; `in_force` False means that it is only shown as 参考."""

    call: Call
    in_force: bool


@dataclass(frozen=True)
class InstrumentInForce:
    """The version of an instrument for a given day and purpose.

    `in_force` is None where nobody knows (an end of the period is unknown or only recalled); False means that
    it is only shown as 参考. `named` says that this very version was asked for, as for a replay.
    """

    questionnaire: Questionnaire
    purpose: Purpose
    in_force: bool | None
    named: bool


@dataclass(frozen=True)
class Catalogue:
    """All definitions, checked. Questionnaires and calls are keyed `id@version`, the rest by id or code."""

    policies: Mapping[str, Policy]
    facts: Mapping[str, Fact]
    metrics: Mapping[str, Metric]
    derived_facts: Mapping[str, DerivedFact]
    questionnaires: Mapping[str, Questionnaire]
    calls: Mapping[str, Call]
    ladders: Mapping[str, Ladder]
    regions: Regions
    denominators: tuple[Denominator, ...]
    targets: Mapping[str, Target]
    recognition_kinds: Mapping[str, RecognitionKind]
    industries: Mapping[str, Industry]
    efforts: Efforts = NO_EFFORTS
    series: Mapping[str, Series] = field(default_factory=dict)
    reviews: Mapping[str, ReviewChain] = field(default_factory=dict)
    zones: Mapping[str, Zone] = field(default_factory=dict)
    named_places: tuple[NamedPlace, ...] = ()
    chains: Mapping[str, Chain] = field(default_factory=dict)
    clusters: Mapping[str, Cluster] = field(default_factory=dict)
    cluster_groups: Mapping[str, ClusterGroup] = field(default_factory=dict)
    cluster_counts: tuple[AreaCount, ...] = ()
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    scenes: Mapping[int, Scene] = field(default_factory=dict)
    scenes_citation: str = ""
    actions: Mapping[str, Action] = field(default_factory=dict)
    incentives: tuple[Incentive, ...] = ()
    integrity_checks: IntegrityChecks | None = None
    contradictions: Mapping[str, Contradictions] = field(default_factory=dict)

    def questionnaire(self, name: str) -> Questionnaire:
        """`id@version`, or `id` for its newest published version, a draft only where none is published."""
        if name in self.questionnaires:
            return self.questionnaires[name]
        versions = [q for q in self.questionnaires.values() if q.id == name]
        if not versions:
            known = "、".join(self.questionnaires)
            raise UnknownName(f"没有问卷“{name}”，现有：{known or '无'}")
        return max(versions, key=lambda q: (q.status is Status.PUBLISHED, version_order(q.version)))

    def instrument(self, name: str, day: date, purpose: Purpose | None = None) -> InstrumentInForce:
        """The version that decides on a day for a purpose; without a purpose, the first one it serves.

        `id@version` is that version, in force or not. `id` is the published version in force, else the one
        that began last before the day, else the newest. UnknownName for what nothing is called or serves.
        """
        if name in self.questionnaires:
            version = self.questionnaires[name]
            meant = purpose or _purposes(version)[0]
            return InstrumentInForce(version, meant, _in_force(version, meant, day), named=True)
        newest = self.questionnaire(name)
        versions = [q for q in self.questionnaires.values() if q.id == name and q.status is newest.status]
        meant = purpose or _purposes(newest)[0]
        serving = [version for version in versions if meant in _purposes(version)]
        if not serving:
            served = "、".join(sorted({one.value for version in versions for one in _purposes(version)}))
            raise UnknownName(f"评价工具“{name}”没有用于 {meant.value} 的版本，可用：{served}")
        found = max(serving, key=lambda version: _preference(version, meant, day))
        return InstrumentInForce(found, meant, _in_force(found, meant, day), named=False)

    def classifies(self, ladder: Ladder) -> bool:
        """Whether a ladder only sorts firms: its levels are the choices of a derived fact (企业规模)."""
        levels = {level.id for level in ladder.levels}
        return any(levels == {choice.id for choice in one.choices} for one in self.derived_facts.values())

    def call_for(self, ladder: str, day: date) -> CallInForce | None:
        """The published call in force on a day, else the last one that began before it, else None."""
        begun = [
            call
            for call in self.calls.values()
            if call.ladder == ladder and call.status is Status.PUBLISHED and _begin(call) <= day
        ]
        current = [call for call in begun if call.effective.covers(day)]
        if current:
            return CallInForce(max(current, key=_begin), in_force=True)
        return CallInForce(max(begun, key=_begin), in_force=False) if begun else None

    def review_chain(
        self, questionnaire: str, level: str, city: str, day: date, *, purpose: Purpose, call: str = ""
    ) -> ReviewChain | None:
        """The chain that a submission goes through: the narrowest that fits, None where there is none."""
        fitting = [
            chain
            for chain in self.reviews.values()
            if chain.questionnaire == questionnaire
            and purpose in chain.purposes
            and chain.effective.covers(day)
            and (not chain.levels or level in chain.levels)
            and (not chain.cities or city in chain.cities)
            and (not chain.calls or call in chain.calls)
        ]
        return max(fitting, key=lambda chain: chain.narrowness, default=None)

    def clause(self, citation: str) -> tuple[Policy, Clause]:
        """The policy and clause behind `policy-id#clause-id`; UnknownName when it dangles."""
        policy_id, _, clause_id = citation.partition("#")
        policy = self.policies.get(policy_id)
        for clause in policy.clauses if policy else ():
            if policy and clause.id == clause_id:
                return policy, clause
        raise UnknownName(f"没有条款“{citation}”")

    def clause_words(self, citation: str) -> str:
        """A clause as people cite it: 《title》（number）clause, each number where known. UnknownName."""
        policy, clause = self.clause(citation)
        number = "" if policy.number == "unknown" else f"（{policy.number}）"
        return f"《{zh(policy.title)}》{number}{'' if clause.number == 'unknown' else clause.number}"

    def county(self, code: str) -> County | Zone:
        """The county or functional zone with this code, which both report; KeyError when unknown."""
        return self._reporting[code][1]

    def city_of(self, code: str) -> City:
        """The city of a county or functional zone; KeyError when it is unknown."""
        return self._reporting[code][0]

    def reporting_in(self, city: City) -> tuple[County | Zone, ...]:
        """The counties of a city and after them its functional zones."""
        found: list[County | Zone] = [*city.counties]
        return (*found, *self.zones_of(city.code))

    def zones_of(self, city: str) -> tuple[Zone, ...]:
        """The functional zones of a city, by its code; none for any other code."""
        return tuple(zone for zone in self.zones.values() if zone.city == city)

    @cached_property
    def register(self) -> Register:
        """What conditions may name."""
        return Register(
            self.facts,
            self.regions,
            self.metrics,
            self.derived_facts,
            self.industries,
            self.recognition_kinds,
            self.zones,
        )

    @cached_property
    def _reporting(self) -> Mapping[str, tuple[City, County | Zone]]:
        return {area.code: (city, area) for city in self.regions.cities for area in self.reporting_in(city)}


def _purposes(version: Questionnaire) -> tuple[Purpose, ...]:
    """What a version is used for: every purpose where it names none."""
    named = tuple(dict.fromkeys(one.purpose for one in version.applies))
    return named or (Purpose.SELF_CHECK, Purpose.RECOGNITION, Purpose.REVIEW)


def _periods(version: Questionnaire, purpose: Purpose) -> list[tuple[Period, bool]]:
    """When a version serves a purpose, each period with whether its dates are sure."""
    if not version.applies:
        return [(version.effective, True)]
    return [
        (one.period, one.provenance is not Provenance.RECALLED)
        for one in version.applies
        if one.purpose is purpose
    ]


def _in_force(version: Questionnaire, purpose: Purpose, day: date) -> bool | None:
    """Whether a version decides on a day; None where its dates do not say for sure."""
    answers = [
        covers if sure or covers is False else None
        for covers, sure in ((period.surely_covers(day), sure) for period, sure in _periods(version, purpose))
    ]
    if True in answers:
        return True
    return None if None in answers else False


def _preference(
    version: Questionnaire, purpose: Purpose, day: date
) -> tuple[int, bool, date, tuple[Any, ...]]:
    """Surest in force first, then begun before the day, then the latest begin, then the highest version."""
    sure = {True: 2, None: 1, False: 0}[_in_force(version, purpose, day)]
    begin = max(_first_day(period) for period, _ in _periods(version, purpose))
    return (
        sure,
        begin <= day,
        begin if begin <= day else date.max - (begin - date.min),
        version_order(version.version),
    )


def _begin(call: Call) -> date:
    """The first day of a call."""
    return _first_day(call.effective)


def _first_day(period: Period) -> date:
    """The first day of a period: an open start lies before all days, an unknown one after all."""
    start = period.start
    if isinstance(start, date):
        return start
    return date.min if start is None else date.max


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """Numbers inside a version name compare as numbers: 2026-10 comes after 2026-4."""
    parts = re.split(r"[.-]", version)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
