"""Conditions as pages show them: the clause, what was looked at, and how it belongs together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.outcome import Branch, BranchKind, GateVerdict, Verdict
from assessments.schema.condition import Gate
from backend.web.language import _
from backend.web.views.citing import Cited, cite
from backend.web.views.operands import Frame, OperandLine, operand_line


@dataclass(frozen=True)
class BranchLine:
    """One place of a condition: an operand, or parts under a heading that says how they combine.

    `outcome` is its verdict in words. `tone` is what that means for the condition: inside a situation that
    must not exist, what is there speaks against it.
    """

    outcome: str
    tone: Verdict
    heading: str = ""
    operand: OperandLine | None = None
    parts: "tuple[BranchLine, ...]" = ()


@dataclass(frozen=True)
class GateLine:
    """One condition with its clause."""

    id: str
    name: str
    text: str
    rungs: tuple[str, ...]
    verdict: Verdict
    branches: tuple[BranchLine, ...]
    cited: Cited
    provenance: str
    why: str


def gate_line(
    catalogue: Catalogue, gate: GateVerdict, defined: Gate, level_names: Mapping[str, str]
) -> GateLine:
    """A gate as it was decided; `defined` is the gate of the file."""
    frame = Frame(catalogue, defined.accepts)
    operands = [operand_line(frame, operand) for operand in gate.operands]
    return GateLine(
        id=gate.id,
        name=gate.name,
        text=gate.text,
        rungs=tuple(level_names[level] for level in gate.levels),
        verdict=gate.verdict,
        branches=() if gate.branch is None else (_line(operands, gate.branch),),
        cited=cite(catalogue, gate.citation),
        provenance=gate.provenance.value,
        why=gate.why or "",
    )


def _line(operands: Sequence[OperandLine], branch: Branch, *, is_negated: bool = False) -> BranchLine:
    outcome = _((_PRESENT if is_negated else _OUTCOMES)[branch.verdict])
    tone = _OPPOSITE[branch.verdict] if is_negated else branch.verdict
    if branch.operand is not None:
        return BranchLine(outcome, tone, operand=operands[branch.operand])
    parts = _merged(branch)
    if len(parts) == 1 and branch.kind in _COMBINING:
        return _line(operands, parts[0], is_negated=is_negated)
    inside = is_negated != (branch.kind == "not")
    return BranchLine(
        outcome=outcome,
        tone=tone,
        heading=_(_HEADINGS[branch.kind], needed=branch.needed),
        parts=tuple(_line(operands, part, is_negated=inside) for part in parts),
    )


def _merged(branch: Branch) -> tuple[Branch, ...]:
    """The parts, those of the same kind opened: 须都满足 inside 须都满足 is one list to a reader."""
    if branch.kind not in ("all_of", "any_of"):
        return branch.parts
    return tuple(
        inner for part in branch.parts for inner in (_merged(part) if part.kind == branch.kind else (part,))
    )


_COMBINING: frozenset[BranchKind] = frozenset({"all_of", "any_of", "at_least"})
"""Of one part these say what the part says; a negation and what is only recalled do not."""

_HEADINGS: Mapping[BranchKind, str] = {
    "all_of": "须都满足",
    "any_of": "任一条满足即可",
    "at_least": "至少 {needed} 条满足",
    "not": "以下情形须不存在",
    "recalled": "只凭记忆，只作提示",
}

_OUTCOMES: Mapping[Verdict, str] = {"met": "——符合", "not_met": "——不符合", "undecided": "——待定"}

_PRESENT: Mapping[Verdict, str] = {"met": "——有此情形", "not_met": "——无此情形", "undecided": "——待定"}

_OPPOSITE: Mapping[Verdict, Verdict] = {"met": "not_met", "not_met": "met", "undecided": "undecided"}
