"""Deciding a call for one unit, and telling every condition with what it was decided on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from assessments.call_gates import CompiledCall, CompiledGate, GroupSpec, Leaf, TitleSpec
from assessments.figures import Reading, Stated, read_operand
from assessments.outcome import VERDICTS, Eligibility, GateVerdict, Operand, RungEligibility, Verdict
from assessments.periods import years_before
from assessments.schema.common import zh
from assessments.schema.condition import Compare, Holds, InGroup
from assessments.schema.fact import Fact
from assessments.stated import HeldTitle, Profile, Value
from scoring.gates import Figures, GateVerdicts, evaluate
from scoring.gates import Gate as Rule
from scoring.logic import MET, NOT_MET, UNDECIDED


class TitlesOnRecord(tuple[HeldTitle, ...]):
    """Titles of a register that may be incomplete: they prove that one is held, never that none is."""

    __slots__ = ()


@dataclass(frozen=True)
class FlagReading:
    """A flag's verdict (0 / 1 / 2), what it was read from, and why it is not certain."""

    verdict: int
    value: str | tuple[str, ...] | None
    why: str | None = None


@dataclass(frozen=True)
class UnitFigures:
    """One unit's readings, in the order of the operands and flags of its call (`specs`)."""

    specs: CompiledCall
    operands: tuple[Reading, ...]
    flags: tuple[FlagReading, ...]

    @property
    def columns(self) -> Figures:
        """The same as columns of one unit."""
        low = np.array([reading.low for reading in self.operands], np.int64)
        high = np.array([reading.high for reading in self.operands], np.int64)
        flags = np.array([flag.verdict for flag in self.flags], np.uint8)
        return Figures(low[:, None], high[:, None], flags[:, None])


def read_figures(
    compiled: CompiledCall,
    profile: Profile,
    facts: Stated,
    titles: Sequence[HeldTitle] | None,
    as_of: date,
) -> UnitFigures:
    """What a call asks about a unit, read from what is stated.

    `titles` are all that are held, unless they are `TitlesOnRecord`; None: nobody knows which are held.
    """
    return UnitFigures(
        compiled,
        tuple(read_operand(spec, facts, as_of) for spec in compiled.operands),
        tuple(_FLAGS[type(spec)](spec, profile, titles, as_of) for spec in compiled.flags),
    )


def tell_eligibility(figures: UnitFigures, verdicts: GateVerdicts, as_of: date) -> Eligibility:
    """The verdicts of one unit (column 0) with their operands; undecided per rung while not in force."""
    compiled, columns = figures.specs, figures.columns
    in_force = compiled.in_force(as_of)
    return Eligibility(
        call=compiled.call.key,
        title=zh(compiled.call.title),
        in_force=in_force,
        rungs=tuple(
            RungEligibility(
                level=level.id,
                name=zh(level.name),
                verdict=VERDICTS[verdicts.rungs[rung, 0] if in_force else UNDECIDED],
                gates=compiled.call.rungs.get(level.id, ()),
            )
            for rung, level in enumerate(compiled.ladder.levels)
        ),
        gates=tuple(
            _tell_gate(
                gate, compiled.rules.gates[place], figures, columns, VERDICTS[verdicts.gates[place, 0]]
            )
            for place, gate in enumerate(compiled.gates)
        ),
    )


def _in_group(spec: GroupSpec, profile: Profile, _: object, __: date) -> FlagReading:
    return FlagReading(MET if profile.county in spec.members else NOT_MET, profile.county)


def _holds(spec: TitleSpec, _: Profile, titles: Sequence[HeldTitle] | None, as_of: date) -> FlagReading:
    if titles is None:
        return FlagReading(UNDECIDED, None, "尚无认定数据")
    named = [title for title in titles if title.title in spec.titles]
    found = [(title, _counts(spec, title, as_of)) for title in named]
    verdict = max((counts for _, counts in found), default=NOT_MET)
    if verdict == NOT_MET and isinstance(titles, TitlesOnRecord):
        return FlagReading(UNDECIDED, None, "认定记录中没有查到，但记录可能不全")
    held = tuple(dict.fromkeys(title.title for title, counts in found if counts == verdict > NOT_MET))
    return FlagReading(verdict, held, "认定的起始日期未知" if verdict == UNDECIDED else None)


def _counts(spec: TitleSpec, title: HeldTitle, as_of: date) -> int:
    """Whether one title held counts: valid on the day, or granted within the years before it."""
    # Over before its first day: revoked as entered by mistake, it never counted.
    if title.start is not None and title.end is not None and title.end < title.start:
        return NOT_MET
    if spec.within_years is None:
        begun = title.start is None or title.start <= as_of
        return MET if begun and (title.end is None or as_of <= title.end) else NOT_MET
    if title.start is None:
        return UNDECIDED
    return MET if years_before(as_of, spec.within_years) <= title.start <= as_of else NOT_MET


_FLAGS: Mapping[type, Callable[..., FlagReading]] = {GroupSpec: _in_group, TitleSpec: _holds}


def _tell_gate(
    compiled: CompiledGate, rule: Rule, figures: UnitFigures, columns: Figures, verdict: Verdict
) -> GateVerdict:
    gate = compiled.gate
    return GateVerdict(
        id=gate.id,
        name=zh(gate.name),
        text=zh(gate.text),
        levels=compiled.levels,
        verdict=verdict,
        operands=tuple(_tell_leaf(leaf, figures, columns) for leaf in compiled.leaves),
        citation=gate.citation,
        provenance=gate.provenance,
        in_principle=gate.in_principle,
        why=_why_gate(rule, columns),
    )


def _why_gate(rule: Rule, columns: Figures) -> str | None:
    if rule.undecidable:
        return "此条件凭记忆录入、尚未核实，一律待定"
    if rule.in_principle and evaluate(rule.node, columns)[0] == NOT_MET:
        return "“原则上”要求：不符合时仍可能有例外，因此待定"
    return None


def _tell_leaf(leaf: Leaf, figures: UnitFigures, columns: Figures) -> Operand:
    verdict = VERDICTS[int(evaluate(leaf.node, columns)[0])]
    return _TELL[type(leaf.condition)](leaf.condition, figures, leaf.source, verdict)


def _tell_comparison(condition: Compare, figures: UnitFigures, source: int, verdict: Verdict) -> Operand:
    spec, reading = figures.specs.operands[source], figures.operands[source]
    unknown = condition.value == "unknown"
    return Operand(
        fact=spec.fact.id,
        label=zh(spec.fact.label),
        comparator=condition.comparator.value,
        threshold=None if unknown else _threshold(spec.fact, condition.value),
        value=reading.value,
        possible_value=reading.possible_value,
        unit=spec.fact.unit,
        period=reading.period,
        source=reading.source,
        verdict=verdict,
        why=_why_comparison(condition, reading, verdict),
    )


def _threshold(fact: Fact, value: Decimal | str | tuple[str, ...]) -> Value:
    return date.fromisoformat(value) if fact.kind == "date" and isinstance(value, str) else value


def _why_comparison(condition: Compare, reading: Reading, verdict: Verdict) -> str | None:
    if verdict != "undecided":
        return None
    if condition.value == "unknown":
        return "来源写有此项要求，但具体数字未能读到"
    if reading.why is None and condition.ambiguity is not None:
        return f"原文有两种读法，结论不同：{zh(condition.ambiguity)}"
    return reading.why


def _tell_group(condition: InGroup, figures: UnitFigures, source: int, verdict: Verdict) -> Operand:
    spec, flag = figures.specs.flags[source], figures.flags[source]
    name = zh(spec.group.name) if isinstance(spec, GroupSpec) else condition.county_in
    return Operand(
        fact="county",
        label=f"所在县（市、区）属于{name}",
        comparator="in_group",
        threshold=condition.county_in,
        value=flag.value,
        verdict=verdict,
        why=flag.why,
    )


def _tell_titles(condition: Holds, figures: UnitFigures, source: int, verdict: Verdict) -> Operand:
    within = "" if condition.within_years is None else f"近 {condition.within_years} 年"
    flag = figures.flags[source]
    return Operand(
        fact="titles",
        label=f"{within}获得的认定",
        comparator="holds",
        threshold=condition.holds,
        value=flag.value,
        verdict=verdict,
        why=flag.why,
    )


_TELL: Mapping[type, Callable[..., Operand]] = {
    Compare: _tell_comparison,
    InGroup: _tell_group,
    Holds: _tell_titles,
}
