"""Rules moved for a trial: bounds of conditions and shares of items, in a copy, never in the catalogue.

The copies are compiled like the originals, so that a trial and a rating run the same lines; since only
figures to compare with are changed, operands keep their places and what was read of units serves both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.catalogue import Catalogue
from assessments.figures import QUANTITIES
from assessments.schema.common import zh
from assessments.schema.condition import (
    AllOf,
    AnyOf,
    Compare,
    CompareMetric,
    CompareScore,
    Condition,
    Count,
    Gate,
    InGroup,
    Not,
    Recalled,
    parts_of,
)
from assessments.schema.ladder import Call
from assessments.schema.questionnaire import Questionnaire

Moved = Mapping[str, Decimal | date]
"""New bounds by the key of the old one."""


@dataclass(frozen=True)
class Bound:
    """A figure that a condition compares with: the `place`-th comparison of a gate.

    `kind` is money, count, number, level, date, metric or score; `value` is in the fact's unit (whole yuan).
    """

    gate: str
    place: int
    gate_name: str
    label: str
    kind: str
    unit: str
    comparator: str
    value: Decimal | date

    @property
    def key(self) -> str:
        """What a trial calls it."""
        return f"{self.gate}.{self.place}"


def bounds_of(catalogue: Catalogue, gates: tuple[Gate, ...]) -> tuple[Bound, ...]:
    """The bounds that can be moved, in the order of the text; one that no source gives is not among them."""
    return tuple(
        bound
        for gate in gates
        for place, (leaf, where) in enumerate(_placed(catalogue, gate.when, ""))
        for bound in _bound(catalogue, gate, place, leaf, where)
    )


def moved_call(call: Call, moved: Moved, off: frozenset[str]) -> Call:
    """A call with other bounds and without some of its conditions."""
    return call.model_copy(
        update={"gates": _moved_gates(call.gates, moved), "rungs": _without(call.rungs, off)}
    )


def moved_version(version: Questionnaire, moved: Moved, off: frozenset[str]) -> Questionnaire:
    """A questionnaire's version with other bounds and without some of its conditions."""
    return version.model_copy(
        update={"gates": _moved_gates(version.gates, moved), "rungs": _without(version.rungs, off)}
    )


def _without(rungs: Mapping[str, tuple[str, ...]], off: frozenset[str]) -> dict[str, tuple[str, ...]]:
    return {level: tuple(gate for gate in gates if gate not in off) for level, gates in rungs.items()}


def _moved_gates(gates: tuple[Gate, ...], moved: Moved) -> tuple[Gate, ...]:
    return tuple(_moved_gate(gate, moved) for gate in gates)


def _moved_gate(gate: Gate, moved: Moved) -> Gate:
    own = {
        int(key.rpartition(".")[2]): value
        for key, value in moved.items()
        if key.rpartition(".")[0] == gate.id
    }
    if not own:
        return gate
    return gate.model_copy(update={"when": _rebuilt(gate.when, own, iter(range(_count(gate.when))))})


def _count(condition: Condition) -> int:
    return sum(1 for _ in _leaves(condition))


def _leaves(condition: Condition) -> Iterator[Condition]:
    """The leaves of a condition in the order of the text."""
    parts = parts_of(condition)
    if not parts:
        yield condition
    for part in parts:
        yield from _leaves(part)


def _placed(catalogue: Catalogue, condition: Condition, where: str) -> Iterator[tuple[Condition, str]]:
    """The leaves in the same order, each with the group of regions that it is for; empty for all."""
    parts = parts_of(condition)
    if not parts:
        yield condition, where
    if isinstance(condition, AllOf):
        groups = {group.id: zh(group.name) for group in catalogue.regions.groups}
        named = [groups.get(part.county_in, "") for part in parts if isinstance(part, InGroup)]
        where = next(iter(named), where)
    for part in parts:
        yield from _placed(catalogue, part, where)


def _rebuilt(condition: Condition, own: Mapping[int, Decimal | date], places: Iterator[int]) -> Condition:
    """The condition with some leaves compared with other values; one reading is left of an ambiguous text."""
    update: dict[str, Any]
    match condition:
        case AllOf(all_of=parts):
            update = {"all_of": tuple(_rebuilt(part, own, places) for part in parts)}
        case AnyOf(any_of=parts):
            update = {"any_of": tuple(_rebuilt(part, own, places) for part in parts)}
        case Count(of=parts):
            update = {"of": tuple(_rebuilt(part, own, places) for part in parts)}
        case Not(negated=part):
            update = {"negated": _rebuilt(part, own, places)}
        case Recalled(recalled=part):
            update = {"recalled": _rebuilt(part, own, places)}
        case _:
            value = own.get(next(places))
            if value is None:
                return condition
            written = value.isoformat() if isinstance(value, date) else value
            update = {"value": written, "lenient_value": None, "ambiguity": None}
    return condition.model_copy(update=update)


def _bound(catalogue: Catalogue, gate: Gate, place: int, leaf: Condition, where: str) -> Iterator[Bound]:
    named = _named(catalogue, leaf)
    if named is None:
        return
    label, kind, unit = named
    value = leaf.value  # type: ignore[union-attr]  # a comparison, as just seen
    try:
        known = date.fromisoformat(str(value)) if kind == "date" else Decimal(str(value))
    except (ValueError, ArithmeticError):
        return
    label = f"{where}：{label}" if where else label
    yield Bound(gate.id, place, zh(gate.name), label, kind, unit, leaf.comparator.value, known)  # type: ignore[union-attr]


def _named(catalogue: Catalogue, leaf: Condition) -> tuple[str, str, str] | None:
    """What a comparison is about: label, kind and unit; None where its value is no figure or day."""
    match leaf:
        case Compare(fact=name) if name in catalogue.facts:
            fact = catalogue.facts[name]
            kind = "money" if fact.kind == "ledger" else fact.kind
            return (zh(fact.label), kind, fact.unit) if fact.kind in (*QUANTITIES, "date") else None
        case CompareMetric(metric=name):
            metric = catalogue.metrics[name]
            return zh(metric.label), "money" if metric.unit == "yuan" else "metric", metric.unit
        case CompareScore(score=name):
            return ("总分" if name == "total" else f"{name} 得分"), "score", ""
        case _:
            return None
