"""The levels of an instrument that are decided by gates: the gates, its derived items, what they read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.comparators import Scope
from assessments.condition_nodes import Builder, Own, compile_gates
from assessments.exact import decimals_of, scaled
from assessments.faults import CompileError
from assessments.operands import CompiledGates, CountSpec, Leaf, Register, ScoreSpec
from assessments.schema.common import ProductionType, Provenance, Purpose, zh
from assessments.schema.condition import CompareScore, Condition, Gate, parts_of
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Item, Option, Questionnaire
from scoring.gates import AllOf, Undecided
from scoring.levels import Band, CountOperand, LevelRules, ScoreOperand


@dataclass(frozen=True)
class DerivedItem:
    """An item whose option follows from facts, with the leaves of its options' conditions in their order."""

    item: Item
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, eq=False)
class CompiledLevels(CompiledGates):
    """Gates of an instrument for one purpose; `items` stand in the order of the bands of `level_rules`."""

    purpose: Purpose
    level_rules: LevelRules
    items: tuple[DerivedItem, ...]
    counters: tuple[CountSpec, ...]


def compile_levels(
    questionnaire: Questionnaire, ladder: Ladder, register: Register, purpose: Purpose, decimals: int
) -> CompiledLevels:
    """Compile what decides the levels, points scaled by `decimals`; CompileError names what cannot be."""
    builder = Builder(register, _own(questionnaire, ladder, decimals))
    dimension = {
        sub.id: place for place, domain in enumerate(questionnaire.domains) for sub in domain.sub_domains
    }
    derived = [item for item in questionnaire.items if item.type == "derived"]
    built = [_band(builder, item, dimension[item.sub_domain], decimals) for item in derived]
    gates = [gate for gate in questionnaire.gates if serves(gate, purpose)]
    kept = {gate.id for gate in gates}
    rungs = {
        level: [gate for gate in needed if gate in kept or not _known(questionnaire, gate)]
        for level, needed in questionnaire.rungs.items()
    }
    compiled, rules = compile_gates(builder, gates, rungs, ladder.level_ids[1:], f"问卷 {questionnaire.key}")
    counters = tuple(spec for spec in builder.operands if isinstance(spec, CountSpec))
    return CompiledLevels(
        gates=compiled,
        rules=rules,
        operands=tuple(builder.operands),
        flags=tuple(builder.flags),
        derived=tuple(builder.derived),
        purpose=purpose,
        level_rules=LevelRules(
            bands=tuple(band for band, _ in built),
            scores=_scores(builder, questionnaire),
            counts=tuple(
                CountOperand(row, counters.index(spec))
                for row, spec in enumerate(builder.operands)
                if isinstance(spec, CountSpec)
            ),
            gates=rules,
        ),
        items=tuple(DerivedItem(item, leaves) for item, (_, leaves) in zip(derived, built, strict=True)),
        counters=counters,
    )


def points_decimals(questionnaire: Questionnaire) -> int:
    """The decimals in which points are counted: those of options, and of the scores that gates ask for."""
    options = (option.points for item in questionnaire.items for option in item.options)
    asked = (_values_of(leaf) for gate in questionnaire.gates for leaf in _scores_in(gate.when))
    return decimals_of([*options, *(value for values in asked for value in values)])


def counted_ranks(item: Item, counters: Sequence[CountSpec]) -> tuple[int, ...]:
    """Per counter the rank from which an item counts, 0 where the counter leaves it out."""
    return tuple(spec.rank if spec.tag is None or spec.tag in item.tags else 0 for spec in counters)


def serves(gate: Gate, purpose: Purpose) -> bool:
    """Whether a gate applies to a purpose."""
    return not gate.purposes or purpose in gate.purposes


def _known(questionnaire: Questionnaire, gate_id: str) -> bool:
    return any(gate.id == gate_id for gate in questionnaire.gates)


def _own(questionnaire: Questionnaire, ladder: Ladder, decimals: int) -> Own:
    return Own(
        scores={"total": "总分", **{domain.id: f"{zh(domain.name)}得分" for domain in questionnaire.domains}},
        levels={level.id: (rank, zh(level.name)) for rank, level in enumerate(ladder.levels, start=1)},
        decimals=decimals,
        tags=frozenset(tag for item in questionnaire.items if item.type != "derived" for tag in item.tags),
    )


def _band(builder: Builder, item: Item, dimension: int, decimals: int) -> tuple[Band, tuple[Leaf, ...]]:
    leaves: list[Leaf] = []
    if item.options[-1].when is not None or any(option.when is None for option in item.options[:-1]):
        raise CompileError(f"题目 {item.id} 由事实推定：除最后一个选项外，每个选项都须写 when，最后一个不写")
    whens = [option.when for option in item.options]
    values = [scaled(option.points, decimals) for option in item.options]
    outcomes = builder.first_that_holds(Scope(f"题目 {item.id}"), whens, values, leaves)
    # The points of a recalled option may be had where its condition holds, and are never certain.
    nodes = tuple(
        node if node is None or not _is_recalled(item, option) else AllOf((node, Undecided()))
        for node, option in zip(outcomes.nodes, item.options, strict=True)
    )
    asked = None if item.production == "all" else builder.of_type(ProductionType(item.production))
    return Band(dimension, replace(outcomes, nodes=nodes), asked), tuple(leaves)


def _is_recalled(item: Item, option: Option) -> bool:
    return (option.provenance or item.provenance) is Provenance.RECALLED


def _scores(builder: Builder, questionnaire: Questionnaire) -> tuple[ScoreOperand, ...]:
    place = {domain.id: place for place, domain in enumerate(questionnaire.domains)}
    return tuple(
        ScoreOperand(row, place.get(spec.score))
        for row, spec in enumerate(builder.operands)
        if isinstance(spec, ScoreSpec)
    )


def _scores_in(condition: Condition) -> Iterator[CompareScore]:
    if isinstance(condition, CompareScore):
        yield condition
    for part in parts_of(condition):
        yield from _scores_in(part)


def _values_of(condition: CompareScore) -> list[Decimal]:
    given = (condition.value, condition.lenient_value)
    return [Decimal(str(value)) for value in given if value is not None and value != "unknown"]
