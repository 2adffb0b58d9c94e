"""Which answers decide a unit's level, how near it is to each bound, and what doubtful answers may cost."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from assessments.answering import Answer
from assessments.compile import choices
from assessments.outcome import GateVerdict, Operand, Verdict
from assessments.readings import read_figures
from assessments.schema.common import zh
from assessments.schema.questionnaire import Item, Option
from assessments.unit_case import UnitCase
from scoring.layout import Mark
from scoring.sensitivity import (
    Change,
    Outcomes,
    Rater,
    attainment_rater,
    heaviest_first,
    level_rater,
    one_by_one,
    variants,
)

WEAKEST = 10
"""How many of the weakest answers are let fall together, one more each time."""


@dataclass(frozen=True)
class AnswerEffect:
    """What one other answer to one item makes of the levels; `steps` is how many options lie between."""

    item: str
    ref: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    steps: int
    certain: str
    possible: str
    points: Decimal


@dataclass(frozen=True)
class Margin:
    """How far an operand is from its bound, on the good side where not negative; in the operand's unit.

    `gate` is the id of a gate, or of a rung whose mandatory items are counted. `margin` is None where
    nothing can be measured: nothing stated, no figure, or no scale. Dates are measured in days.
    """

    gate: str
    name: str
    fact: str
    label: str
    comparator: str
    threshold: Any
    value: Any
    margin: Decimal | None
    unit: str
    verdict: Verdict


@dataclass(frozen=True)
class Fall:
    """The levels after some answers fell one option each; `items` are those that fell."""

    items: tuple[str, ...]
    certain: str
    possible: str
    points: Decimal


@dataclass(frozen=True)
class Sensitivity:
    """What holds a unit's level and what would move it.

    `deciding` answers drop the certain level when they alone fall one option; `raising` ones raise it when
    they alone become better, told with the nearest option that does. `weakest` lets the answers fall that
    cost most, one more each time; `doubtful` all that were named as doubtful, None where none was.
    """

    questionnaire: str
    as_of: date
    certain: str
    possible: str
    points: Decimal
    deciding: tuple[AnswerEffect, ...]
    raising: tuple[AnswerEffect, ...]
    margins: tuple[Margin, ...]
    weakest: tuple[Fall, ...]
    doubtful: Fall | None


def find_sensitivity(case: UnitCase, doubtful: Collection[str] = ()) -> Sensitivity:
    """Vary the answers of a unit one by one and together; `doubtful` are ids of items.

    KeyError for an id that is not an answered item of the version.
    """
    strange = [item for item in doubtful if item not in case.compiled.position]
    if strange:
        raise KeyError(strange[0])
    rater, rating = _rater(case), case.rating
    falls, rises = list(_falls(case)), list(_rises(case))
    after_falls = _rated(case, rater, one_by_one([step.change for step in falls]))
    order = heaviest_first(after_falls)
    weakest = [falls[place] for place in order[:WEAKEST]]
    unsure = [step for step in falls if step.item.id in doubtful]
    return Sensitivity(
        questionnaire=rating.questionnaire,
        as_of=rating.as_of,
        certain=rating.certain,
        possible=rating.possible,
        points=rating.points,
        deciding=_deciding(case, falls, after_falls),
        raising=_raising(case, rises, _rated(case, rater, one_by_one([step.change for step in rises]))),
        margins=margins(case),
        weakest=_together(case, rater, [weakest[: place + 1] for place in range(len(weakest))]),
        doubtful=_together(case, rater, [unsure])[0] if doubtful else None,
    )


def margins(case: UnitCase) -> tuple[Margin, ...]:
    """How far each operand of each gate, and each count of mandatory items, is from its bound."""
    rating = case.rating
    rungs = [
        Margin(
            gate=rung.level,
            name=f"{rung.name}必答题",
            fact="mandatory_items",
            label=f"达到{rung.name}要求的必答题数",
            comparator="at_least",
            threshold=Decimal(rung.needed),
            value=Decimal(rung.attained),
            margin=Decimal(rung.attained - rung.needed),
            unit="count",
            verdict=rung.verdict,
        )
        for rung in rating.attainment
    ]
    gates = [*rating.gates, *(rating.eligibility.gates if rating.eligibility else ())]
    return (*rungs, *(_margin(gate, operand) for gate in gates for operand in gate.operands))


@dataclass(frozen=True)
class _Step:
    """Another answer to an item, and how many options away it is."""

    item: Item
    before: tuple[str, ...]
    after: tuple[str, ...]
    steps: int
    change: Change


def _rater(case: UnitCase) -> Rater:
    compiled = case.compiled
    if compiled.levels is None:
        return attainment_rater(compiled.rubric)
    figures = read_figures(compiled.levels, case.profile, case.facts, case.titles, case.as_of)
    return level_rater(compiled.rubric, compiled.levels.level_rules, figures.columns)


def _rated(case: UnitCase, rater: Rater, groups: Sequence[Sequence[Change]]) -> Outcomes:
    after = rater(variants(case.compiled.rubric, case.column, groups))
    return after if case.is_binding else replace(after, certain=np.zeros_like(after.certain))


def _falls(case: UnitCase) -> Iterator[_Step]:
    """Every answer one option lower; open and not applicable items and lowest options cannot fall."""
    for item, options, given in _asked(case):
        if not given:
            continue
        lower = _DROP[item.type](options, given)
        if lower is not None:
            yield _step(case, item, given, lower, 1)


def _rises(case: UnitCase) -> Iterator[_Step]:
    """Every better answer to every item, the nearest first."""
    for item, options, given in _asked(case):
        for steps, better in enumerate(_BETTER[item.type](options, given), start=1):
            yield _step(case, item, given, better, steps)


def _asked(case: UnitCase) -> Iterator[tuple[Item, tuple[Option, ...], tuple[str, ...]]]:
    """Items asked with the options that may be chosen and those that are."""
    production = case.profile.production_type
    for item in case.compiled.asked(production):
        options = choices(item, production)
        allowed = {option.id for option in options}
        answer = case.answers.get(item.id, Answer())
        yield item, options, tuple(one for one in answer.options if one in allowed)


def _step(case: UnitCase, item: Item, before: tuple[str, ...], after: tuple[str, ...], steps: int) -> _Step:
    places = case.compiled.option_positions[item.id, case.profile.production_type]
    mark = Mark(tuple(sorted(places[option] for option in after)))
    return _Step(item, before, after, steps, Change(case.compiled.position[item.id], mark))


def _drop_single(options: Sequence[Option], given: Sequence[str]) -> tuple[str, ...] | None:
    place = [option.id for option in options].index(given[0])
    return (options[place - 1].id,) if place else None


def _drop_multiple(options: Sequence[Option], given: Sequence[str]) -> tuple[str, ...] | None:
    """Without its most valuable option; the last one left is not dropped, or the item would be open."""
    chosen = [option for option in options if option.id in given]
    if len(chosen) < 2:
        lowest = next((option for option in options if option.exclusive), None)
        return None if lowest is None or lowest in chosen else (lowest.id,)
    best = max(chosen, key=lambda option: (option.points, options.index(option)))
    return tuple(option.id for option in chosen if option is not best)


def _better_single(options: Sequence[Option], given: Sequence[str]) -> Iterator[tuple[str, ...]]:
    place = [option.id for option in options].index(given[0]) if given else -1
    yield from ((option.id,) for option in options[place + 1 :])


def _better_multiple(options: Sequence[Option], given: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """One option more, then two …, the most valuable first."""
    missing = [option for option in options if option.id not in given and not option.exclusive]
    chosen = {option.id for option in options if option.id in given and not option.exclusive}
    for option in sorted(missing, key=lambda option: -option.points):
        chosen = chosen | {option.id}
        yield tuple(option.id for option in options if option.id in chosen)


_DROP: Mapping[str, Callable[[Sequence[Option], Sequence[str]], tuple[str, ...] | None]] = {
    "single": _drop_single,
    "multiple": _drop_multiple,
}
_BETTER: Mapping[str, Callable[[Sequence[Option], Sequence[str]], Iterator[tuple[str, ...]]]] = {
    "single": _better_single,
    "multiple": _better_multiple,
}


def _deciding(case: UnitCase, falls: Sequence[_Step], after: Outcomes) -> tuple[AnswerEffect, ...]:
    now = case.compiled.rank[case.rating.certain]
    return tuple(
        _effect(case, step, after, place) for place, step in enumerate(falls) if after.certain[place] < now
    )


def _raising(case: UnitCase, rises: Sequence[_Step], after: Outcomes) -> tuple[AnswerEffect, ...]:
    """Per item the nearest option that raises the certain level."""
    now = case.compiled.rank[case.rating.certain]
    nearest: dict[str, AnswerEffect] = {}
    for place, step in enumerate(rises):
        if after.certain[place] > now and step.item.id not in nearest:
            nearest[step.item.id] = _effect(case, step, after, place)
    return tuple(nearest.values())


def _effect(case: UnitCase, step: _Step, after: Outcomes, place: int) -> AnswerEffect:
    levels = case.compiled.ladder.level_ids
    return AnswerEffect(
        item=step.item.id,
        ref=step.item.ref,
        name=zh(step.item.name),
        before=step.before,
        after=step.after,
        steps=step.steps,
        certain=levels[after.certain[place]],
        possible=levels[after.possible[place]],
        points=case.compiled.points(int(after.points[place])),
    )


def _together(case: UnitCase, rater: Rater, groups: Sequence[Sequence[_Step]]) -> tuple[Fall, ...]:
    if not groups:
        return ()
    after = _rated(case, rater, [[step.change for step in group] for group in groups])
    levels = case.compiled.ladder.level_ids
    return tuple(
        Fall(
            items=tuple(step.item.id for step in group),
            certain=levels[after.certain[place]],
            possible=levels[after.possible[place]],
            points=case.compiled.points(int(after.points[place])),
        )
        for place, group in enumerate(groups)
    )


def _margin(gate: GateVerdict, operand: Operand) -> Margin:
    return Margin(
        gate=gate.id,
        name=gate.name,
        fact=operand.fact,
        label=operand.label,
        comparator=operand.comparator,
        threshold=operand.threshold,
        value=operand.value,
        margin=_distance(operand),
        unit="day" if isinstance(operand.threshold, date) else operand.unit,
        verdict=operand.verdict,
    )


def _distance(operand: Operand) -> Decimal | None:
    """From the bound to the value, counted toward the good side; None where there is no such distance."""
    sign = _SIGNS.get(operand.comparator)
    value, bound = operand.value, operand.threshold
    if sign is None:
        return None
    if isinstance(value, date) and isinstance(bound, date):
        return sign * Decimal((value - bound).days)
    if isinstance(value, Decimal) and isinstance(bound, Decimal):
        return sign * (value - bound)
    return None


_SIGNS: Mapping[str, int] = {"at_least": 1, "more_than": 1, "at_most": -1, "below": -1}
