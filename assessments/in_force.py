"""Which version rates on a day for a purpose, compiled; and what its standing does to a rating."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Self

from assessments.answering import Answer
from assessments.catalogue import Catalogue, InstrumentInForce, UnknownName
from assessments.compile import CompiledCall, CompiledQuestionnaire, compile_call, compile_questionnaire
from assessments.operands import CompiledGate, CompiledGates
from assessments.outcome import UnitRating
from assessments.rating import Facts, compile_derived_facts, rate_unit
from assessments.schema.common import Purpose, Status, zh
from assessments.schema.questionnaire import Questionnaire
from assessments.stated import HeldTitle, Profile

__all__ = [
    "InstrumentInForce",
    "RuleSet",
    "compile_current_call",
    "compile_instrument",
    "find_instrument",
    "makes_certain",
    "only_possible",
]

BELOW = "none"
"""The level below the first of every ladder."""


def find_instrument(
    catalogue: Catalogue, name: str, day: date, purpose: Purpose | None = None
) -> InstrumentInForce:
    """The version that rates on a day, as `Catalogue.instrument` finds it; UnknownName for a draft."""
    found = catalogue.instrument(name, day, purpose)
    if found.questionnaire.status is Status.DRAFT:
        raise UnknownName(f"{found.questionnaire.key} 是草案，只供查看，不用于评价；公布后才能评价")
    return found


def compile_instrument(catalogue: Catalogue, instrument: InstrumentInForce) -> CompiledQuestionnaire:
    """The version compiled for its purpose."""
    version = instrument.questionnaire
    ladder = catalogue.ladders[version.ladder]
    return compile_questionnaire(version, ladder, catalogue.register, instrument.purpose)


def compile_current_call(catalogue: Catalogue, version: Questionnaire, day: date) -> CompiledCall | None:
    """The call of the version's ladder for a day, None where the ladder has no calls."""
    found = catalogue.call_for(version.ladder, day)
    if found is None:
        return None
    return compile_call(found.call, catalogue.ladders[version.ladder], catalogue.register)


def makes_certain(instrument: InstrumentInForce) -> bool:
    """Whether a version's levels may be certain: it is in force beyond doubt, or replayed by name.

    Attainment says what was built, whatever the day; who may apply is the calls' matter.
    """
    attainment = instrument.questionnaire.method == "attainment"
    return attainment or instrument.named or instrument.in_force is True


def only_possible(rating: UnitRating, instrument: InstrumentInForce) -> UnitRating:
    """A rating by rules that may not apply on the day claims nothing: its level is possible, not certain."""
    return rating if makes_certain(instrument) else replace(rating, certain=BELOW)


@dataclass(frozen=True, eq=False)
class RuleSet:
    """The rules that rate units on a day: a version compiled for its purpose, and the conditions of a call.

    `call` is the one whose conditions of entry are looked at too, if any; `derived` are the facts that follow
    from others, None where they are not told.
    """

    instrument: InstrumentInForce
    compiled: CompiledQuestionnaire
    call: CompiledCall | None
    derived: CompiledGates | None
    as_of: date

    @classmethod
    def of(cls, catalogue: Catalogue, name: str, day: date, purpose: Purpose | None = None) -> Self:
        """The rules of a day, with the call of that day; UnknownName for a draft or an unknown name."""
        instrument = find_instrument(catalogue, name, day, purpose)
        return cls(
            instrument=instrument,
            compiled=compile_instrument(catalogue, instrument),
            call=compile_current_call(catalogue, instrument.questionnaire, day),
            derived=compile_derived_facts(catalogue.register),
            as_of=day,
        )

    @cached_property
    def gates(self) -> tuple[CompiledGate, ...]:
        """The conditions of the version, then those of the call: in the order of a block's verdicts."""
        own = self.compiled.levels.gates if self.compiled.levels else ()
        return (*own, *(self.call.gates if self.call else ()))

    @cached_property
    def level_names(self) -> dict[str, str]:
        """Level id to name, the state below the first included; lowest first."""
        ladder = self.compiled.ladder
        names = (zh(ladder.below), *(zh(level.name) for level in ladder.levels))
        return dict(zip(ladder.level_ids, names, strict=True))

    def level_name(self, level: str) -> str:
        """What a level is called. KeyError for one that the ladder does not have."""
        return self.level_names[level]

    def rate_unit(
        self,
        profile: Profile,
        facts: Facts,
        answers: Mapping[str, Answer],
        titles: Sequence[HeldTitle] | None,
    ) -> UnitRating:
        """A unit as it stands: no level is certain where the rules may not apply on the day."""
        return only_possible(self.rate_by_rules(profile, facts, answers, titles), self.instrument)

    def rate_by_rules(
        self,
        profile: Profile,
        facts: Facts,
        answers: Mapping[str, Answer],
        titles: Sequence[HeldTitle] | None,
    ) -> UnitRating:
        """What the rules alone say of a unit, as if they applied; the arguments are those of `rate_unit`."""
        return rate_unit(
            self.compiled,
            profile,
            facts,
            answers,
            as_of=self.as_of,
            call=self.call,
            titles=titles,
            in_force=self.instrument.in_force,
            derived=self.derived,
        )
