"""Which action lifts what for one kind of unit: the catalogue's actions, kept to those that suit it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assessments.schema.action import Action, FactLift, ItemLift, TitleLift
from assessments.schema.common import ProductionType
from assessments.unit_case import UnitCase

SIZE = "size_class"
"""The derived fact that says how large a firm is."""

_Option = tuple[str, str, str]
"""Questionnaire, item, option."""


@dataclass(frozen=True)
class UnitKind:
    """What the scope of an action looks at; `size` is empty while nothing settles it."""

    production: ProductionType
    size: str
    industry: str | None


@dataclass(frozen=True, eq=False)
class SuitedActions:
    """The actions that suit one kind of unit, by id, in the catalogue's order."""

    actions: Mapping[str, Action] = field(default_factory=dict)

    @classmethod
    def of(cls, actions: Mapping[str, Action], kind: UnitKind) -> "SuitedActions":
        """Keep the actions whose scope holds the unit.

        An unknown size or industry lies in every scope; where several actions then lift the same option, the
        dearest is kept, so that nothing is promised too cheaply.
        """
        suited = [action for action in actions.values() if _suits(action, kind)]
        chosen = _by_option(suited)
        kept = {one.id for one in chosen.values()}
        return cls({one.id: one for one in suited if one.id in kept or not _lifts_of(one)})

    def lifting(self, questionnaire: str, item: str, options: Iterable[str]) -> tuple[Action, ...]:
        """The actions that lift an item to these options, in the order of the options, each once."""
        found = [self._options.get((questionnaire, item, option)) for option in options]
        return tuple({action.id: action for action in found if action is not None}.values())

    def covers(self, questionnaire: str, item: str, option: str) -> bool:
        """Whether an action lifts an item to this option."""
        return (questionnaire, item, option) in self._options

    def moving(self, fact: str) -> tuple[Action, ...]:
        """The actions that move a fact, those with the least effort first."""
        return self._facts.get(fact, ())

    def leading_to(self, title: str) -> tuple[Action, ...]:
        """The actions that lead to a title, those with the least effort first."""
        return self._titles.get(title, ())

    def lifted(self, action: Action, questionnaire: str) -> tuple[ItemLift, ...]:
        """The items of a questionnaire that an action lifts."""
        return tuple(lift for lift in _lifts_of(action) if lift.questionnaire == questionnaire)

    def before(self, action: Action) -> tuple[Action, ...]:
        """The actions that have to be done before one, of those that suit the unit."""
        return tuple(self.actions[name] for name in action.needs if name in self.actions)

    @cached_property
    def _options(self) -> Mapping[_Option, Action]:
        return _by_option(self.actions.values())

    @cached_property
    def _facts(self) -> Mapping[str, tuple[Action, ...]]:
        return _grouped(
            (lift.fact, action)
            for action in self.actions.values()
            for lift in action.lifts
            if isinstance(lift, FactLift)
        )

    @cached_property
    def _titles(self) -> Mapping[str, tuple[Action, ...]]:
        return _grouped(
            (lift.title, action)
            for action in self.actions.values()
            for lift in action.lifts
            if isinstance(lift, TitleLift)
        )


def kind_of(case: UnitCase) -> UnitKind:
    """What the scopes of actions look at; the size as it follows from the facts on the day."""
    sizes = [one.value for one in case.rating.derived_facts if one.fact == SIZE]
    return UnitKind(case.profile.production_type, (sizes[0] if sizes else None) or "", case.profile.industry)


def _lifts_of(action: Action) -> list[ItemLift]:
    return [lift for lift in action.lifts if isinstance(lift, ItemLift)]


def _by_option(actions: Iterable[Action]) -> dict[_Option, Action]:
    found: dict[_Option, Action] = {}
    for action in sorted(actions, key=lambda one: (one.effort, one.id)):
        for lift in _lifts_of(action):
            found |= {(lift.questionnaire, lift.item, option): action for option in lift.to}
    return found


def _suits(action: Action, kind: UnitKind) -> bool:
    scope = action.scope
    production = scope.production in ("all", kind.production)
    size = not scope.sizes or not kind.size or kind.size in scope.sizes
    industry = not scope.industries or not kind.industry or kind.industry.startswith(scope.industries)
    return production and size and industry


def _grouped(pairs: Iterable[tuple[str, Action]]) -> Mapping[str, tuple[Action, ...]]:
    found: dict[str, list[Action]] = {}
    for name, action in pairs:
        found.setdefault(name, []).append(action)
    return {name: _cheapest_first(actions) for name, actions in found.items()}


def _cheapest_first(actions: Sequence[Action]) -> tuple[Action, ...]:
    return tuple(sorted(actions, key=lambda one: (one.effort, one.id)))
