"""Eligibility under a call, condition by condition, as the result page shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.outcome import Eligibility, GateVerdict, Operand, Verdict
from assessments.schema.common import zh
from assessments.schema.fact import Source
from backend.web.language import _
from backend.web.values import comparison_words, source_words, sources_words, value_words
from backend.web.views.citing import Cited, cite


@dataclass(frozen=True)
class OperandLine:
    """One leaf of a condition: what is asked, what is stated, from when and where, and why it is open.

    `settle` says what would decide it; `fill` that stating the figure would.
    """

    fact: str
    label: str
    required: str
    stated: str
    origin: str
    verdict: Verdict
    why: str
    settle: str
    fill: bool


@dataclass(frozen=True)
class GateLine:
    """One entry condition."""

    id: str
    name: str
    text: str
    rungs: tuple[str, ...]
    verdict: Verdict
    operands: tuple[OperandLine, ...]
    cited: Cited
    provenance: str
    why: str


@dataclass(frozen=True)
class RungLine:
    """One rung: its verdict and how many of its conditions stand where."""

    name: str
    verdict: Verdict
    counts: str


@dataclass(frozen=True)
class EligibilityView:
    """Eligibility under one call, in force or shown as 参考."""

    title: str
    href: str
    in_force: bool
    rungs: tuple[RungLine, ...]
    gates: tuple[GateLine, ...]


def eligibility_view(catalogue: Catalogue, eligibility: Eligibility) -> EligibilityView:
    """The verdicts of a call with clause, value, year and source in words."""
    names = {rung.level: rung.name for rung in eligibility.rungs}
    verdicts = {gate.id: gate.verdict for gate in eligibility.gates}
    accepts = {gate.id: gate.accepts for gate in catalogue.calls[eligibility.call].gates}
    return EligibilityView(
        title=eligibility.title,
        href=f"/method/calls/{eligibility.call}",
        in_force=eligibility.in_force,
        rungs=tuple(
            RungLine(rung.name, rung.verdict, _counts([verdicts[gate] for gate in rung.gates]))
            for rung in eligibility.rungs
        ),
        gates=tuple(_gate(_Frame(catalogue, names, accepts[gate.id]), gate) for gate in eligibility.gates),
    )


def _counts(verdicts: Sequence[Verdict]) -> str:
    return _(
        "{met} 条满足，{not_met} 条不满足，{undecided} 条待定",
        met=verdicts.count("met"),
        not_met=verdicts.count("not_met"),
        undecided=verdicts.count("undecided"),
    )


@dataclass(frozen=True)
class _Frame:
    """What the operands of a gate are described with; `accepts` are the sources that may decide it."""

    catalogue: Catalogue
    names: Mapping[str, str]
    accepts: tuple[Source, ...]


def _gate(frame: _Frame, gate: GateVerdict) -> GateLine:
    return GateLine(
        id=gate.id,
        name=gate.name,
        text=gate.text,
        rungs=tuple(frame.names[level] for level in gate.levels),
        verdict=gate.verdict,
        operands=tuple(_operand(frame, operand) for operand in gate.operands),
        cited=cite(frame.catalogue, gate.citation),
        provenance=gate.provenance.value,
        why=gate.why or "",
    )


def _operand(frame: _Frame, operand: Operand) -> OperandLine:
    origin = [operand.period or "", source_words(operand.source) if operand.source else ""]
    settle, fill = _settle(frame, operand)
    words = _WORDS.get(operand.comparator, _figure_words)
    required, stated = words(frame.catalogue, operand)
    why = operand.why or ""
    if operand.value is None and operand.threshold is not None:
        # Why there is no usable value is what stands in its place.
        stated, why = why or stated, ""
    return OperandLine(
        fact=operand.fact,
        label=operand.label,
        required=required,
        stated=stated,
        origin=" · ".join(part for part in origin if part),
        verdict=operand.verdict,
        why=why,
        settle=settle,
        fill=fill,
    )


def _settle(frame: _Frame, operand: Operand) -> tuple[str, bool]:
    """What would decide an undecided leaf beyond what its `why` says, and whether the firm can state it."""
    if operand.verdict != "undecided" or operand.fact not in frame.catalogue.facts:
        return "", False
    if operand.threshold is None:
        return _("读到原文数字后才能判定。"), False
    if operand.value is not None:
        return "", False
    if Source.SELF_STATED not in frame.accepts:
        return _("须以{sources}的数据判定。", sources=sources_words(frame.accepts)), False
    return _("填报“{label}”后可判定。", label=operand.label), True


def _figure_words(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    fact = catalogue.facts.get(operand.fact)
    required = operand.label + comparison_words(fact, operand.comparator, operand.threshold)
    stated = _("未填报") if operand.value is None else value_words(fact, operand.value)
    if operand.possible_value is not None and operand.possible_value != operand.value:
        most = value_words(fact, operand.possible_value)
        stated = _("{certain}，最多可计 {possible}", certain=stated, possible=most)
    return required, stated


def _county_words(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    return operand.label, catalogue.county(str(operand.value)).name


def _title_words(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    asked = _("{label}：{names}", label=operand.label, names=_title_names(catalogue, operand.threshold))
    held = _("没有记录") if operand.value is None else _title_names(catalogue, operand.value) or _("无")
    return asked, held


def _title_names(catalogue: Catalogue, kinds: object) -> str:
    named = kinds if isinstance(kinds, tuple) else ()
    return "、".join(zh(catalogue.recognition_kinds[kind].name) for kind in named)


_WORDS: Mapping[str, Callable[[Catalogue, Operand], tuple[str, str]]] = {
    "in_group": _county_words,
    "holds": _title_words,
}
"""What is required and what is stated, for leaves that compare no fact."""
