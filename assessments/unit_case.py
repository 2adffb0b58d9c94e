"""One unit under the rules of one day: what pathway and sensitivity ask about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessments.answering import Answer, encode
from assessments.compile import CompiledCall, CompiledQuestionnaire
from assessments.in_force import RuleSet, makes_certain, only_possible
from assessments.outcome import UnitRating
from assessments.stated import FactValue, HeldTitle, Profile


@dataclass(frozen=True, eq=False)
class UnitCase:
    """What is known about a unit, and the rules that it is looked at under."""

    rules: RuleSet
    profile: Profile
    facts: Mapping[str, Sequence[FactValue]]
    answers: Mapping[str, Answer]
    titles: Sequence[HeldTitle] | None

    @property
    def compiled(self) -> CompiledQuestionnaire:
        """The version."""
        return self.rules.compiled

    @property
    def call(self) -> CompiledCall | None:
        """The call whose conditions of entry are looked at too, if any."""
        return self.rules.call

    @property
    def as_of(self) -> date:
        """The day."""
        return self.rules.as_of

    @property
    def is_binding(self) -> bool:
        """Whether a level may be certain: the rules apply beyond doubt, or are replayed by name."""
        return makes_certain(self.rules.instrument)

    @cached_property
    def column(self) -> NDArray[np.uint8]:
        """The packed answers (rows,)."""
        return np.frombuffer(encode(self.compiled, self.profile.production_type, self.answers), np.uint8)

    @cached_property
    def rating(self) -> UnitRating:
        """How the unit stands as it is: no level is certain unless the rules are binding."""
        return only_possible(self.rating_by_rules, self.rules.instrument)

    @cached_property
    def rating_by_rules(self) -> UnitRating:
        """What the rules alone say of the unit, as if they applied."""
        return self.rules.rate_by_rules(self.profile, self.facts, self.answers, self.titles)
