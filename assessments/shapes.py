"""How the leaves of a condition combine: a tree beside the engine's nodes, from which branches are told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.outcome import VERDICTS, Branch, BranchKind, Operand
from assessments.schema.condition import AllOf, AnyOf, Condition, Count, Not, Recalled, parts_of
from scoring import gates as nodes
from scoring.gates import Figures, Node, evaluate


@dataclass(frozen=True)
class Shape:
    """One place of a condition as written; `leaf` is its position among the leaves, where it is one.

    `node` is what the engine evaluates for it. That of a recalled condition is always undecided, whatever its
    part says; a comparison over several years is the `all_of` or `any_of` of its years.
    """

    kind: BranchKind
    node: Node
    parts: "tuple[Shape, ...]" = ()
    needed: int | None = None
    leaf: int | None = None


def combined(condition: Condition, build: Callable[[Condition], Shape]) -> Shape:
    """The shape of a condition that has parts, each of them built in the order of the text."""
    parts = tuple(build(part) for part in parts_of(condition))
    kind, node_over = _COMBINED[type(condition)]
    node = node_over(condition, tuple(part.node for part in parts))
    return Shape(kind, node, parts, condition.at_least if isinstance(condition, Count) else None)


def over_years(across: str, years: tuple[Shape, ...]) -> Shape:
    """The same comparison asked of several years: of each, or of any."""
    parts = tuple(year.node for year in years)
    if across == "each":
        return Shape("all_of", nodes.AllOf(parts), years)
    return Shape("any_of", nodes.AnyOf(parts), years)


def tell_branch(shape: Shape, operands: Sequence[Operand], columns: Figures) -> Branch:
    """A shape with the verdicts of unit 0 of `columns`; `operands` are the told leaves in their order."""
    if shape.leaf is not None:
        return Branch("leaf", operands[shape.leaf].verdict, operand=shape.leaf)
    return Branch(
        kind=shape.kind,
        verdict=VERDICTS[int(evaluate(shape.node, columns)[0])],
        needed=shape.needed,
        parts=tuple(tell_branch(part, operands, columns) for part in shape.parts),
    )


_COMBINED: Mapping[type, tuple[BranchKind, Callable[[Any, tuple[Node, ...]], Node]]] = {
    AllOf: ("all_of", lambda _, parts: nodes.AllOf(parts)),
    AnyOf: ("any_of", lambda _, parts: nodes.AnyOf(parts)),
    Not: ("not", lambda _, parts: nodes.Not(parts[0])),
    Count: ("at_least", lambda condition, parts: nodes.AtLeast(condition.at_least, parts)),
    Recalled: ("recalled", lambda _, __: nodes.Undecided()),
}
"""Kind and node per condition with parts; what is only recalled is shown and decides nothing."""
