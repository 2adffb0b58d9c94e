"""One target of the register in words: figure, base, measure, published values, lineage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.series import SeriesPoint
from assessments.schema.target import Base, CountBasis, PriceBasis, Target
from assessments.target_states import Standing, chain_of, meets
from assessments.target_words import (
    BASES,
    COUNTS,
    MEASURES,
    PRICES,
    STATES,
    aim_words,
    differences,
    measured_words,
    scope_words,
    with_unit,
)
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.citing import Cited, cite, known

PATH = "/targets"


@dataclass(frozen=True)
class LineageStep:
    """One target of a lineage."""

    text: str
    source: str
    href: str
    is_this: bool


@dataclass(frozen=True)
class RelatedLine:
    """A target of the same matter that must not be put together with this one, and why."""

    text: str
    source: str
    href: str
    reason: str


@dataclass(frozen=True)
class TargetRow:
    """One target as the list prints it."""

    id: str
    indicator: str
    as_printed: str
    aim: str
    horizon: str
    is_horizon_ours: bool
    bases: tuple[tuple[str, str], ...]
    measured: str
    measured_by: str
    state: str
    state_mark: str
    latest: str
    final: str
    base_value: str
    responsible: str
    restates: str
    lineage: tuple[LineageStep, ...]
    related: tuple[RelatedLine, ...]
    note: str
    cited: Cited
    clause: str
    provenance: str


def target_row(catalogue: Catalogue, standing: Standing, all_of: Mapping[str, Standing]) -> TargetRow:
    """A target with its words; `all_of` are the targets of the day by id."""
    target = standing.target
    return TargetRow(
        id=target.id,
        indicator=zh(target.indicator),
        as_printed=target.as_printed,
        aim=aim_words(target),
        horizon=zh_date(target.horizon),
        is_horizon_ours=target.horizon_from_plan,
        bases=tuple(_bases(catalogue, target)),
        measured=_(MEASURES[target.measured]),
        measured_by=measured_words(catalogue, target),
        state=_(STATES[standing.state]),
        state_mark=standing.state.value,
        latest=_latest(standing),
        final=_final(standing),
        base_value=_base_value(target),
        responsible="、".join(target.responsible),
        restates=f"{PATH}#{target.restates}" if target.restates else "",
        lineage=_lineage(catalogue, standing, all_of),
        related=tuple(_related(catalogue, target, all_of[name].target) for name in standing.related),
        note=zh(target.note) if target.note else "",
        cited=cite(catalogue, target.citation),
        clause=known(standing.clause.number),
        provenance=target.provenance.value,
    )


def _bases(catalogue: Catalogue, target: Target) -> Sequence[tuple[str, str]]:
    """What the number is counted on, as label and words; what does not apply is left out."""
    lines = [(_("对象范围"), scope_words(catalogue, target))]
    if target.base is not Base.UNPRINTED:
        lines.append((_("统计范围"), _(BASES[target.base])))
    lines.append((_("计数口径"), _count(target)))
    if target.price_basis is not PriceBasis.NONE:
        lines.append((_("价格口径"), _(PRICES[target.price_basis])))
    return lines


def _count(target: Target) -> str:
    words = _("原文未写") if target.basis is CountBasis.UNKNOWN else _(COUNTS[target.basis])
    return _("{count}，按年计", count=words) if target.period_kind == "yearly" else words


def _latest(standing: Standing) -> str:
    """The newest published value, unless it is the final one or the one the target starts from."""
    point, base = standing.latest, standing.target.baseline
    if point is None or point == standing.final or (base and point.period == str(base.year)):
        return ""
    return _published(standing.target, point)


def _final(standing: Standing) -> str:
    point = standing.final
    if point is None:
        return ""
    verdict = {True: _("达到"), False: _("未达到"), None: ""}[meets(standing.target, point.value)]
    value = _published(standing.target, point)
    return _("{value}，{verdict}目标值", value=value, verdict=verdict) if verdict else value


def _published(target: Target, point: SeriesPoint) -> str:
    """A published value with its period and source."""
    value = with_unit(point.value, target.unit)
    return _("{period}：{value}（{source}）", period=point.period, value=value, source=point.source)


def _base_value(target: Target) -> str:
    base = target.baseline
    if base is None:
        return ""
    return _("{year}年 {value}", year=base.year, value=with_unit(base.value, target.unit))


def _lineage(
    catalogue: Catalogue, standing: Standing, all_of: Mapping[str, Standing]
) -> tuple[LineageStep, ...]:
    """The chain of targets that replace one another, oldest first; empty where there is only this one."""
    chain = chain_of(standing, all_of)
    if len(chain) == 1:
        return ()
    return tuple(
        LineageStep(
            text=_("{aim}（{year}年）", aim=aim_words(one.target), year=one.target.horizon.year),
            source=cite(catalogue, one.target.citation).label,
            href=f"{PATH}#{one.target.id}",
            is_this=one is standing,
        )
        for one in chain
    )


def _related(catalogue: Catalogue, target: Target, other: Target) -> RelatedLine:
    named = "、".join(_(name) for name in differences(target, other))
    return RelatedLine(
        text=f"{zh(other.indicator)} {aim_words(other)}",
        source=cite(catalogue, other.citation).label,
        href=f"{PATH}#{other.id}",
        reason=_("{named}不同", named=named) if named else _("文件日期未读到，先后不明"),
    )
