"""The catalogue in memory: every definition by id, and the questions that other modules ask of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessments.schema.common import Status
from assessments.schema.fact import Fact
from assessments.schema.ladder import Call, Ladder
from assessments.schema.policy import Clause, Policy
from assessments.schema.questionnaire import Questionnaire
from assessments.schema.region import City, County, Denominator, Regions
from assessments.schema.target import RecognitionKind, Target
from assessments.shelf import Industry


class UnknownName(LookupError):
    """No such definition; the message is Chinese."""


@dataclass(frozen=True)
class CallInForce:
    """A call for a given day; `in_force` False means that it is only shown as 参考."""

    call: Call
    in_force: bool


@dataclass(frozen=True)
class Catalogue:
    """All definitions, checked. Questionnaires and calls are keyed `id@version`, the rest by id or code."""

    policies: Mapping[str, Policy]
    facts: Mapping[str, Fact]
    questionnaires: Mapping[str, Questionnaire]
    calls: Mapping[str, Call]
    ladders: Mapping[str, Ladder]
    regions: Regions
    denominators: tuple[Denominator, ...]
    targets: Mapping[str, Target]
    recognition_kinds: Mapping[str, RecognitionKind]
    industries: Mapping[str, Industry]

    def questionnaire(self, name: str) -> Questionnaire:
        """`id@version`, or `id` for its newest published version, a draft only where none is published."""
        if name in self.questionnaires:
            return self.questionnaires[name]
        versions = [q for q in self.questionnaires.values() if q.id == name]
        if not versions:
            known = "、".join(self.questionnaires)
            raise UnknownName(f"没有问卷“{name}”，现有：{known or '无'}")
        return max(versions, key=lambda q: (q.status is Status.PUBLISHED, _version_order(q.version)))

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

    def clause(self, citation: str) -> tuple[Policy, Clause]:
        """The policy and clause behind `policy-id#clause-id`; UnknownName when it dangles."""
        policy_id, _, clause_id = citation.partition("#")
        policy = self.policies.get(policy_id)
        for clause in policy.clauses if policy else ():
            if policy and clause.id == clause_id:
                return policy, clause
        raise UnknownName(f"没有条款“{citation}”")

    def county(self, code: str) -> County:
        """The county with this code; KeyError when unknown."""
        return self._counties[code][1]

    def city_of(self, code: str) -> City:
        """The city of a county; KeyError when the county is unknown."""
        return self._counties[code][0]

    @cached_property
    def _counties(self) -> Mapping[str, tuple[City, County]]:
        return {county.code: (city, county) for city in self.regions.cities for county in city.counties}


def _begin(call: Call) -> date:
    """The first day of a call: an open start lies before all days, an unknown one after all."""
    start = call.effective.start
    if isinstance(start, date):
        return start
    return date.min if start is None else date.max


def _version_order(version: str) -> tuple[tuple[int, str], ...]:
    """Numbers inside a version name compare as numbers: 2026-10 comes after 2026-4."""
    parts = re.split(r"[.-]", version)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
