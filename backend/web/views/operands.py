"""Leaves of conditions as pages show them: required, stated, from when and where, and why undecided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.outcome import Operand, Part, Verdict
from assessments.schema.common import zh
from assessments.schema.fact import Source
from assessments.schema.metric import Metric
from backend.web.language import _
from backend.web.values import source_words, sources_words
from backend.web.views.arithmetic import Arithmetic, arithmetic_of, dated_parts, part_name
from backend.web.views.bounds import bound_words, subject_of
from backend.web.views.conditions import industry_name


@dataclass(frozen=True)
class PartLine:
    """One fact of a metric: what it says and where that is from, or that it is missing."""

    fact: str
    text: str
    origin: str
    is_missing: bool


@dataclass(frozen=True)
class OperandLine:
    """One leaf of a condition: what is asked, what is stated, from when and where, and why it is open.

    `settle` says what would decide it; `fill` that stating the figure would. Of a metric `formula` and `sums`
    are its arithmetic in words and in figures, and `parts` the facts behind it.
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
    formula: str = ""
    sums: str = ""
    parts: tuple[PartLine, ...] = ()


@dataclass(frozen=True)
class Frame:
    """What operands are described with; `accepts` are the sources that may decide the condition."""

    catalogue: Catalogue
    accepts: tuple[Source, ...] = tuple(Source)


def operand_line(frame: Frame, operand: Operand) -> OperandLine:
    """A leaf as it was decided."""
    origin = [operand.period or "", source_words(operand.source) if operand.source else ""]
    settle, fill = _settle(frame, operand)
    words = _WORDS.get(operand.comparator, _figure_words)
    required, stated = words(frame.catalogue, operand)
    why = operand.why or ""
    if operand.value is None and operand.threshold is not None:
        # Why there is no usable value is what stands in its place.
        stated, why = why or stated, ""
    metric = frame.catalogue.metrics.get(operand.fact) if operand.parts else None
    parts = _parts(frame.catalogue, metric, operand)
    written = arithmetic_of(metric, parts, operand.value) if metric else Arithmetic("", "")
    if operand.value is None and any(part.value is None for part in parts):
        # The list of parts says which are missing.
        stated = _("数据不全，还不能计算")
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
        formula=written.formula,
        sums=written.sums,
        parts=tuple(_part(frame.catalogue, part) for part in parts),
    )


def _parts(catalogue: Catalogue, metric: Metric | None, operand: Operand) -> tuple[Part, ...]:
    if metric is None:
        return ()
    yearly = {part.fact for part in operand.parts if catalogue.facts[part.fact].period == "year"}
    return dated_parts(metric, operand.parts, operand.period, yearly)


def _part(catalogue: Catalogue, part: Part) -> PartLine:
    shown = _("未填报") if part.value is None else subject_of(catalogue, part.fact).words(part.value)
    if part.value is None and part.source is not None:
        shown = part.why or shown
    return PartLine(
        fact=part.fact,
        text=_("{name}：{value}", name=part_name(part), value=shown),
        origin=source_words(part.source) if part.source else "",
        is_missing=part.value is None,
    )


def _settle(frame: Frame, operand: Operand) -> tuple[str, bool]:
    """What would decide an undecided leaf beyond what its `why` says, and whether the firm can state it."""
    fact = frame.catalogue.facts.get(operand.fact)
    if operand.verdict != "undecided" or fact is None:
        return "", False
    if operand.threshold is None:
        return _("读到原文数字后才能判定。"), False
    if operand.value is not None:
        return "", False
    accepted = tuple(source for source in frame.accepts if source in fact.accepts)
    if Source.SELF_STATED not in accepted:
        return _("须以{sources}的数据判定。", sources=sources_words(accepted)), False
    return _("填报“{label}”后可判定。", label=operand.label), True


def _figure_words(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    subject = subject_of(catalogue, operand.fact, operand.label, operand.unit)
    bound = bound_words(subject, operand.comparator, operand.threshold)
    required = _("{label}：{bound}", label=operand.label, bound=bound)
    stated = _("未填报") if operand.value is None else subject.words(operand.value)
    if operand.possible_value is not None and operand.possible_value != operand.value:
        most = subject.words(operand.possible_value)
        stated = _("{certain}，最多可计 {possible}", certain=stated, possible=most)
    return required, stated


def _county_words(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    county = _("未填写") if operand.value is None else catalogue.county(str(operand.value)).name
    return operand.label, county


def _industry_words(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    asked = operand.threshold if isinstance(operand.threshold, tuple) else ()
    names = "、".join(industry_name(catalogue, code) for code in asked)
    own = _("未填写") if operand.value is None else industry_name(catalogue, str(operand.value))
    return _("{label}：{names}", label=operand.label, names=names), own


def _title_words(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    """The label names the titles asked for."""
    held = _("没有记录") if operand.value is None else _title_names(catalogue, operand.value) or _("无")
    return operand.label, held


def _title_names(catalogue: Catalogue, kinds: object) -> str:
    named = kinds if isinstance(kinds, tuple) else ()
    return "、".join(zh(catalogue.recognition_kinds[kind].name) for kind in named)


def _words_of_is(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    """A comparison with one value – or what a person decides, which compares nothing."""
    if operand.fact == "review":
        return operand.label, _("不由本站判定")
    return _figure_words(catalogue, operand)


def _words_of_one_of(catalogue: Catalogue, operand: Operand) -> tuple[str, str]:
    return (_industry_words if operand.fact == "industry" else _figure_words)(catalogue, operand)


_WORDS: Mapping[str, Callable[[Catalogue, Operand], tuple[str, str]]] = {
    "in_group": _county_words,
    "holds": _title_words,
    "is": _words_of_is,
    "one_of": _words_of_one_of,
}
"""What is required and what is stated, for leaves that do not simply compare a figure."""
