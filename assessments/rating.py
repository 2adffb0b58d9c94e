"""Rating one unit or many: the facade that services and the command line call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assessments.answering import Answer, encode
from assessments.compile import CompiledCall, CompiledLevels, CompiledQuestionnaire, Register
from assessments.condition_nodes import Builder
from assessments.eligibility import tell_eligibility
from assessments.explain import attainment, derived_lines, dimension_scores, in_order, item_lines
from assessments.operands import CompiledGates, DerivedSpec
from assessments.outcome import (
    VERDICTS,
    DerivedFactValue,
    Eligibility,
    LevelVerdict,
    UnitRating,
)
from assessments.readings import UnitFigures, read_figures
from assessments.schema.common import zh
from assessments.stated import FactValue, HeldTitle, Profile
from assessments.telling import tell_derived, tell_gates
from scoring.engine import Rating, rate
from scoring.gates import GateSet, decide
from scoring.levels import LevelRating, rate_levels
from scoring.rubric import MAXIMUM, POINTS, POSSIBLE

__all__ = [
    "FactValue",
    "Facts",
    "HeldTitle",
    "Profile",
    "UnitRating",
    "compile_derived_facts",
    "derived_facts_of",
    "rate_packed",
    "rate_unit",
]

Facts = Mapping[str, Sequence[FactValue]]
"""What is stated of a unit, by fact id."""


def rate_unit(
    compiled: CompiledQuestionnaire,
    profile: Profile,
    facts: Facts,
    answers: Mapping[str, Answer],
    *,
    as_of: date,
    call: CompiledCall | None,
    titles: Sequence[HeldTitle] | None,
    in_force: bool | None = None,
    derived: CompiledGates | None = None,
) -> UnitRating:
    """Rate one unit on a day, explained down to each option and each condition's clause.

    `facts` are by fact id and typed (see `assessments.fact_values.parse_value`), `answers` by item id;
    `call` decides eligibility, None leaves it out; `titles` None means that nobody knows which are held.
    `in_force` is told as it is given; `derived` (`compile_derived_facts`) adds the facts that follow.
    KeyError for ids that the version does not have, ValueError for values that are not the fact's.
    """
    column = np.frombuffer(encode(compiled, profile.production_type, answers), np.uint8)
    unit = _Unit(profile, facts, titles, as_of)
    decided = _by_attainment if compiled.levels is None else _by_levels
    return replace(
        decided(compiled, unit, answers, column),
        in_force=in_force,
        eligibility=None if call is None else _eligibility(call, unit),
        derived_facts=() if derived is None else _derived_facts(derived, unit),
    )


def compile_derived_facts(register: Register) -> CompiledGates:
    """Every derived fact of a register, ready to be read off a unit's figures."""
    builder = Builder(register)
    for fact in register.derived_facts.values():
        builder.derived_operand(fact)
    operands, flags = tuple(builder.operands), tuple(builder.flags)
    return CompiledGates((), GateSet((), ()), operands, flags, tuple(builder.derived))


def derived_facts_of(
    derived: CompiledGates, profile: Profile, facts: Facts, as_of: date
) -> tuple[DerivedFactValue, ...]:
    """What the derived facts come to on a day, without rating anything."""
    return _derived_facts(derived, _Unit(profile, facts, None, as_of))


def rate_packed(compiled: CompiledQuestionnaire, submissions: Sequence[bytes]) -> Rating:
    """Rate many packed submissions of one version at once, without explanation.

    ValueError when one has the wrong length or holds codes that the version does not have.
    """
    return rate(compiled.rubric, as_block(compiled, submissions))


def as_block(compiled: CompiledQuestionnaire, submissions: Sequence[bytes]) -> NDArray[np.uint8]:
    """Packed submissions as the item-major block (rows, units) that the engine takes."""
    rows = compiled.rubric.rows
    if any(len(packed) != rows for packed in submissions):
        raise ValueError(f"a packed submission of {compiled.questionnaire.key} has {rows} bytes")
    units = np.frombuffer(b"".join(submissions), np.uint8).reshape(len(submissions), rows)
    return np.ascontiguousarray(units.T)


@dataclass(frozen=True)
class _Unit:
    """What is known about a unit on a day."""

    profile: Profile
    facts: Facts
    titles: Sequence[HeldTitle] | None
    as_of: date

    def figures(self, gates: CompiledGates) -> UnitFigures:
        """What gates ask about it."""
        return read_figures(gates, self.profile, self.facts, self.titles, self.as_of)


def _by_attainment(
    compiled: CompiledQuestionnaire, unit: _Unit, answers: Mapping[str, Answer], column: NDArray[np.uint8]
) -> UnitRating:
    """The level by attainment of the mandatory items."""
    rating = rate(compiled.rubric, column[:, None])
    lines = item_lines(compiled, unit.profile.production_type, answers, column)
    low, maximum, high = (rating.scores.of(quantity)[:, 0] for quantity in (POINTS, MAXIMUM, POSSIBLE))
    levels = compiled.ladder.level_ids
    return UnitRating(
        questionnaire=compiled.questionnaire.key,
        as_of=unit.as_of,
        certain=levels[rating.attainment.certain[0]],
        possible=levels[rating.attainment.possible[0]],
        points=compiled.points(int(low[-1])),
        max_points=compiled.points(int(maximum[-1])),
        possible_points=compiled.points(int(high[-1])),
        attainment=attainment(compiled, rating, lines),
        dimensions=dimension_scores(compiled, lines, low, maximum, high),
        items=lines,
        eligibility=None,
    )


def _by_levels(
    compiled: CompiledQuestionnaire, unit: _Unit, answers: Mapping[str, Answer], column: NDArray[np.uint8]
) -> UnitRating:
    """The level by the gates of the instrument itself."""
    gates = cast("CompiledLevels", compiled.levels)
    figures = unit.figures(gates)
    rating = rate_levels(compiled.rubric, column[:, None], gates.level_rules, figures.columns)
    answered = item_lines(compiled, unit.profile.production_type, answers, column)
    lines = in_order(compiled, [*answered, *derived_lines(compiled, gates, figures, rating.figures)])
    low, maximum, high = rating.low[:, 0], rating.maximum[:, 0], rating.high[:, 0]
    levels = compiled.ladder.level_ids
    return UnitRating(
        questionnaire=compiled.questionnaire.key,
        as_of=unit.as_of,
        certain=levels[rating.certain[0]],
        possible=levels[rating.possible[0]],
        points=compiled.points(int(low[-1])),
        max_points=compiled.points(int(maximum[-1])),
        possible_points=compiled.points(int(high[-1])),
        attainment=(),
        dimensions=dimension_scores(compiled, lines, low, maximum, high),
        items=lines,
        eligibility=None,
        purpose=gates.purpose,
        levels=_level_verdicts(compiled, gates, rating),
        gates=tell_gates(gates, figures, rating.figures, rating.gates),
    )


def _level_verdicts(
    compiled: CompiledQuestionnaire, gates: CompiledLevels, rating: LevelRating
) -> tuple[LevelVerdict, ...]:
    return tuple(
        LevelVerdict(
            level.id,
            zh(level.name),
            VERDICTS[rating.gates.rungs[place, 0]],
            tuple(gate.gate.id for gate in gates.gates if level.id in gate.levels),
        )
        for place, level in enumerate(compiled.ladder.levels)
    )


def _eligibility(call: CompiledCall, unit: _Unit) -> Eligibility:
    figures = unit.figures(call)
    return tell_eligibility(figures, decide(call.rules, figures.columns), unit.as_of)


def _derived_facts(derived: CompiledGates, unit: _Unit) -> tuple[DerivedFactValue, ...]:
    columns = unit.figures(derived).columns
    return tuple(
        tell_derived(spec.fact, int(columns.low[row, 0]), int(columns.high[row, 0]))
        for row, spec in enumerate(derived.operands)
        if isinstance(spec, DerivedSpec)
    )
