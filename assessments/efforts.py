"""What changes cost: the catalogue's efforts, looked up and applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from math import ceil

from assessments.metrics import facts_in
from assessments.schema.action import Action
from assessments.schema.common import Text
from assessments.schema.effort import Direction, Effort, Efforts, FactEffort, ItemEffort
from assessments.schema.fact import Fact
from assessments.schema.metric import Metric
from assessments.stated import Value

OF_NOBODY = Effort()
"""A fact whose kind has no default: free to change, at no effort."""


@dataclass(frozen=True, eq=False)
class EffortBook:
    """The efforts of a catalogue by what they are about, and by id the actions that lift answers."""

    efforts: Efforts
    actions: Mapping[str, Action] = field(default_factory=dict)

    @cached_property
    def _facts(self) -> dict[str, FactEffort]:
        return {one.fact: one for one in self.efforts.facts}

    @cached_property
    def _kinds(self) -> dict[str, Effort]:
        return {one.kind: one for one in self.efforts.kinds}

    @cached_property
    def _levers(self) -> dict[str, tuple[str, ...]]:
        return {one.metric: one.facts for one in self.efforts.levers}

    @cached_property
    def _items(self) -> dict[tuple[str, str], ItemEffort]:
        return {(one.questionnaire, one.item): one for one in self.efforts.items}

    def of(self, fact: Fact) -> Effort:
        """The effort of a fact: its own, else that of its kind."""
        return self._facts.get(fact.id) or self._kinds.get(fact.kind) or OF_NOBODY

    def fixed(self, fact: Fact) -> Text | None:
        """Why a fact cannot be changed; None where it can."""
        return self.of(fact).fixed

    def direction(self, fact: Fact) -> Direction:
        """Which way a fact is moved."""
        return self.of(fact).direction

    def bound(self, fact: Fact) -> str | None:
        """The fact of the same period that this one cannot exceed."""
        own = self._facts.get(fact.id)
        return own.at_most if own else None

    def levers(self, metric: Metric) -> tuple[str, ...]:
        """The facts by which a metric is moved: as the catalogue says, else the first of its formula."""
        return self._levers.get(metric.id) or (next(facts_in(metric.formula))[0],)

    def step(self, questionnaire: str, item: str) -> int:
        """The effort of one option step of an item."""
        own = self._items.get((questionnaire, item))
        return own.step if own and own.step else self.efforts.option_step

    def has_own_step(self, questionnaire: str, item: str) -> bool:
        """Whether the file names the effort of an item's steps, whatever actions take."""
        own = self._items.get((questionnaire, item))
        return own is not None and own.step is not None

    def fixed_item(self, questionnaire: str, item: str) -> Text | None:
        """Why the answer to an item cannot be changed; None where it can."""
        own = self._items.get((questionnaire, item))
        return own.fixed if own else None

    def cost(self, fact: Fact, before: Value | None, after: Value) -> int:
        """The effort of moving a fact; an unknown one counts from nothing, or as low already if it falls."""
        effort = self.of(fact)
        if before is None and effort.direction == "down":
            return effort.base
        return effort.base + effort.each * ceil(_distance(fact, before, after) / effort.per)


def _distance(fact: Fact, before: Value | None, after: Value) -> Decimal:
    """How far apart two values are: in the fact's unit, in ranks of a scale, in members of a set."""
    if isinstance(after, Decimal):
        return abs(after - (before if isinstance(before, Decimal) else min(after, Decimal(0))))
    if isinstance(after, tuple):
        return Decimal(len(set(after) - set(before if isinstance(before, tuple) else ())))
    if fact.ordered:
        ranks = [choice.id for choice in fact.choices]
        return Decimal(abs(ranks.index(str(after)) - (ranks.index(str(before)) if before in ranks else 0)))
    return Decimal(after != before)
