"""Levels that gates decide: where the unit stands, every gate with its clause, and what is only remarked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.loader import Catalogue, InstrumentInForce, UnknownName
from assessments.outcome import UnitRating, Verdict
from assessments.schema.common import Provenance, zh
from assessments.schema.condition import CompareScore, Condition, parts_of
from assessments.schema.ladder import Ladder
from assessments.schema.questionnaire import Questionnaire
from assessments.stated import Value
from backend.web.language import _
from backend.web.views.bounds import Subject, bound_words
from backend.web.views.citing import Cited, cite
from backend.web.views.eligibility import counts
from backend.web.views.gates import GateLine, gate_line


@dataclass(frozen=True)
class LevelRow:
    """One level: what it means and how many of its conditions stand where."""

    level: str
    name: str
    definition: str
    verdict: Verdict
    counts: str
    is_certain: bool
    is_possible: bool


@dataclass(frozen=True)
class LevelStep:
    """One level as the picture of the ladder takes it: conditions asked for and met."""

    level: str
    name: str
    mandatory: int
    attained: int
    reached: Verdict


@dataclass(frozen=True)
class RemarkLine:
    """A requirement that is shown and decides nothing."""

    text: str
    cited: Cited
    provenance: str


@dataclass(frozen=True)
class DerivedLine:
    """A fact that follows from others, or what it may be; with what it means and where that stands."""

    label: str
    value: str
    is_settled: bool
    definition: str
    cited: Cited
    provenance: str


@dataclass(frozen=True)
class LevelsView:
    """The levels of an instrument for one purpose, highest last; `several`: there is more than one."""

    rows: tuple[LevelRow, ...]
    steps: tuple[LevelStep, ...]
    gates: tuple[GateLine, ...]
    undecided: int
    several: bool


def levels_view(catalogue: Catalogue, instrument: InstrumentInForce, rating: UnitRating) -> LevelsView:
    """Levels and gates as they were decided."""
    version = instrument.questionnaire
    ladder = catalogue.ladders[version.ladder]
    names = {level.id: zh(level.name) for level in ladder.levels}
    defined = {gate.id: gate for gate in version.gates}
    verdicts = {gate.id: gate.verdict for gate in rating.gates}
    rows, steps = [], []
    for level, verdict in zip(ladder.levels, rating.levels, strict=True):
        own = [verdicts[gate] for gate in verdict.gates]
        steps.append(LevelStep(level.id, names[level.id], len(own), own.count("met"), verdict.verdict))
        rows.append(
            LevelRow(
                level=level.id,
                name=names[level.id],
                definition=zh(level.definition),
                verdict=verdict.verdict,
                counts=counts(own),
                is_certain=level.id == rating.certain,
                is_possible=level.id == rating.possible != rating.certain,
            )
        )
    gates = tuple(gate_line(catalogue, gate, defined[gate.id], names) for gate in rating.gates)
    if len(rows) == 1:
        gates = tuple(replace(gate, rungs=()) for gate in gates)
    undecided = sum(gate.verdict == "undecided" for gate in rating.gates)
    return LevelsView(tuple(rows), tuple(steps), gates, undecided, len(rows) > 1)


def certain_words(rating: UnitRating, ladder: Ladder) -> str:
    """Where the unit stands for certain, as a check of oneself says it; nowhere by rules that are over."""
    names = {level.id: zh(level.name) for level in ladder.levels}
    if rating.in_force is False:
        return _("只作参考，不作结论")
    if rating.certain != "none":
        return _("自评达到“{level}”的条件", level=names[rating.certain])
    if rating.possible != "none":
        return _("按现有数据还不能确定")
    return _("自评：{below}", below=zh(ladder.below))


def possible_classes(rating: UnitRating) -> tuple[str, ...]:
    """What a firm may be where levels only classify: the certain class and above, less what is ruled out."""
    failed = {gate.id for gate in rating.gates if gate.verdict == "not_met"}
    ids = [one.level for one in rating.levels]
    from_certain = rating.levels[ids.index(rating.certain) :] if rating.certain in ids else rating.levels
    return tuple(one.level for one in from_certain if not failed.intersection(one.gates))


def possible_words(catalogue: Catalogue, rating: UnitRating, ladder: Ladder) -> str:
    """What the open conditions still leave possible."""
    names = {level.id: zh(level.name) for level in ladder.levels}
    if rating.in_force is False:
        return _by_rules_not_in_force(rating, names)
    classes = possible_classes(rating) if catalogue.classifies(ladder) else ()
    if len(classes) > 1:
        return _("可能为{classes}。", classes="、".join(names[one] for one in classes))
    if rating.possible != rating.certain:
        level = names[rating.possible]
        return _("待定的条件若都满足，最高可能达到“{level}”的条件。", level=level)
    if any(gate.verdict == "undecided" for gate in rating.gates):
        return _("其余待定的条件无论怎样，都不改变这一结论。")
    return _("各条件均已判定，结论确定。")


def _by_rules_not_in_force(rating: UnitRating, names: Mapping[str, str]) -> str:
    """What a version that does not apply would say: it claims no level."""
    if rating.possible == "none":
        return _("按这一版本核对，不符合“{level}”的条件。", level=next(iter(names.values())))
    level = names[rating.possible]
    if any(one.level == rating.possible and one.verdict == "met" for one in rating.levels):
        return _("按这一版本核对，符合“{level}”的条件。", level=level)
    return _("按这一版本核对，最高可能达到“{level}”的条件。", level=level)


def remark_lines(catalogue: Catalogue, version: Questionnaire) -> tuple[RemarkLine, ...]:
    """What the source states beside the gates."""
    return tuple(
        RemarkLine(zh(remark.text), cite(catalogue, remark.citation), remark.provenance.value)
        for remark in version.remarks
    )


def derived_lines(catalogue: Catalogue, rating: UnitRating) -> tuple[DerivedLine, ...]:
    """企业规模, 规上: what follows from the facts that are known."""
    return tuple(
        _derived_line(catalogue, line.fact, line.name, line.possible) for line in rating.derived_facts
    )


def _derived_line(catalogue: Catalogue, fact: str, name: str | None, possible: Sequence[str]) -> DerivedLine:
    defined = catalogue.derived_facts[fact]
    named = {choice.id: zh(choice.label) for choice in defined.choices}
    either = _("可能为{values}", values="、".join(named[choice] for choice in possible))
    return DerivedLine(
        label=zh(defined.label),
        value=either if name is None else name,
        is_settled=name is not None,
        definition=zh(defined.definition),
        cited=cite(catalogue, defined.citation),
        provenance=defined.provenance.value,
    )


def floors_of(catalogue: Catalogue, version: Questionnaire, rating: UnitRating) -> Mapping[str, str]:
    """What gates ask of points, by domain (or total), with the level where there are several."""
    names = {level.id: zh(level.name) for level in catalogue.ladders[version.ladder].levels}
    levels = {gate.id: gate.levels for gate in rating.gates}
    found: dict[str, list[str]] = {}
    for gate in version.gates:
        for leaf in _scores(gate.when) if gate.id in levels else ():
            bound = bound_words(Subject("", "points"), leaf.comparator.value, _value(leaf))
            level = "、".join(names[one] for one in levels[gate.id]) if len(names) > 1 else ""
            found.setdefault(leaf.score, []).append(f"{level} {bound}".strip())
    return {score: "；".join(dict.fromkeys(bounds)) for score, bounds in found.items()}


def standing_note(catalogue: Catalogue, instrument: InstrumentInForce, rating: UnitRating) -> str:
    """What has to be said about the version; empty where it decides on the day beyond doubt.

    It does not apply, it was chosen although another one decides, or its dates are unproven.
    """
    other = _other_deciding(catalogue, instrument, rating)
    if instrument.in_force is False and other:
        words = (
            "计算日期不在这一版本的适用期内，当日适用 {other} 版：以下逐条核对只作参考，不给出确定的结论。"
        )
        return _(words, other=other)
    if instrument.in_force is False:
        return _("计算日期不在这一版本的适用期内：以下逐条核对只作参考，不给出确定的结论。")
    if instrument.named and other:
        return _("这是按指定的版本重算的结果；计算日期当日按 {other} 版判定。", other=other)
    if instrument.in_force is None and rating.levels and _recalled_dates(instrument):
        return _("这一版本在计算日期是否适用，只有未经证实的说法；以下按适用计算，使用前请核实。")
    return ""


def _other_deciding(catalogue: Catalogue, instrument: InstrumentInForce, rating: UnitRating) -> str:
    """The version that decides on the day in place of this one; empty where there is none."""
    version = instrument.questionnaire
    try:
        found = catalogue.instrument(version.id, rating.as_of, instrument.purpose)
    except UnknownName:
        return ""
    differs = found.questionnaire.key != version.key and found.in_force is not False
    return found.questionnaire.version if differs else ""


def _recalled_dates(instrument: InstrumentInForce) -> bool:
    applies = instrument.questionnaire.applies
    return any(one.provenance is Provenance.RECALLED for one in applies if one.purpose is instrument.purpose)


def _scores(condition: Condition) -> Iterator[CompareScore]:
    if isinstance(condition, CompareScore):
        yield condition
    for part in parts_of(condition):
        yield from _scores(part)


def _value(leaf: CompareScore) -> Value | None:
    return None if leaf.value == "unknown" else leaf.value
