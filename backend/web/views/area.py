"""The page of an area: progress table, targets, map, and what a share would be taken of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import Provenance, zh
from assessments.schema.target import Aim
from assessments.target_words import amount
from backend.services.areas import Area, Place
from backend.services.regions import AreaProgress, Counts, TargetProgress
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.area_map import MapView, Measure, map_view
from backend.web.views.citing import Cited, cite

NO_RECORD = "—"
COMPARATORS: Mapping[Aim, str] = {
    Aim.AT_LEAST: "{value} {unit}以上",
    Aim.MORE_THAN: "超过 {value} {unit}",
    Aim.ABOUT: "{value} {unit}左右",
    Aim.STRIVE_FOR: "力争 {value} {unit}",
    Aim.AT_MOST: "{value} {unit}以下",
    Aim.BELOW: "少于 {value} {unit}",
    Aim.KEEP: "保持{value}",
}


@dataclass(frozen=True)
class AreaRow:
    """One line of the progress table; `href` is empty where there is nothing smaller to open."""

    name: str
    href: str
    register: tuple[str, ...]
    submitted: str
    declared: tuple[str, ...]
    recognised: tuple[str, ...]


@dataclass(frozen=True)
class TargetCard:
    """A policy's target with what counts toward it."""

    indicator: str
    aim: str
    horizon: str
    horizon_from_plan: bool
    counted: str
    has_record: bool
    is_contribution: bool
    basis: str
    source: Cited
    provenance: Provenance


@dataclass(frozen=True)
class ShareLine:
    """A denominator of an area and, where it may be shown, the share of it that is registered."""

    area: str
    label: str
    value: str
    as_of: date
    source: str
    provenance: Provenance
    registered: str
    share: str


@dataclass(frozen=True)
class OtherTitle:
    """A kind of title outside the ladder, with the number in force."""

    name: str
    number: int


@dataclass(frozen=True)
class AreaPage:
    """Context of region.html."""

    area: Area
    as_of: date
    questionnaire: str
    method_href: str
    level_columns: tuple[str, ...]
    title_columns: tuple[str, ...]
    rows: tuple[AreaRow, ...]
    total: AreaRow
    other_titles: tuple[OtherTitle, ...]
    targets: tuple[TargetCard, ...]
    shares: tuple[ShareLine, ...]
    map: MapView


def area_page(catalogue: Catalogue, progress: AreaProgress, measure: Measure, *, is_demo: bool) -> AreaPage:
    """Everything the area's page prints; a demo database shows counts only, since its firms are made up."""
    ladder, area = progress.ladder, progress.area
    return AreaPage(
        area=area,
        as_of=progress.as_of,
        questionnaire=zh(progress.questionnaire.title),
        method_href=f"/method/{progress.questionnaire.id}",
        level_columns=(zh(ladder.below), *(zh(level.name) for level in ladder.levels)),
        title_columns=tuple(zh(kind.name) for kind in progress.kinds),
        rows=tuple(_row(progress, part, counts) for part, counts in progress.parts),
        total=_row(progress, Place("", _("合计")), progress.total),
        other_titles=tuple(
            OtherTitle(zh(kind.name), progress.total.recognised.get(kind.id, 0))
            for kind in progress.other_kinds
        ),
        targets=tuple(_target(catalogue, area, one) for one in progress.targets),
        shares=tuple(_shares(progress, is_demo=is_demo)),
        map=map_view(progress, measure),
    )


def _row(progress: AreaProgress, part: Place, counts: Counts) -> AreaRow:
    opens = part.code and part.code != progress.area.code
    return AreaRow(
        name=part.name,
        href=f"/regions/{part.code}" if opens else "",
        register=(_number(counts.units), _number(counts.unconfirmed)),
        submitted=_number(counts.submitted),
        declared=tuple(_number(counts.declared[level]) for level in progress.ladder.level_ids),
        recognised=tuple(
            _number(counts.recognised.get(kind.id, 0)) if kind.id in counts.on_record else NO_RECORD
            for kind in progress.kinds
        ),
    )


def _target(catalogue: Catalogue, area: Area, progress: TargetProgress) -> TargetCard:
    target = progress.target
    kinds = "、".join(zh(catalogue.recognition_kinds[kind].name) for kind in target.recognitions)
    value = target.value_printed if target.value is None else amount(target.value)
    aim = _(COMPARATORS[target.comparator], value=value, unit=target.unit)
    return TargetCard(
        indicator=zh(target.indicator),
        aim=aim,
        horizon=zh_date(target.horizon),
        horizon_from_plan=target.horizon_from_plan,
        counted=_("尚无认定数据")
        if progress.counted is None
        else f"{_number(progress.counted)} {target.unit}",
        has_record=progress.counted is not None,
        is_contribution=progress.is_contribution,
        basis=_("{area}有效的{kinds}称号数", area=area.name, kinds=kinds),
        source=cite(catalogue, target.citation),
        provenance=target.provenance,
    )


def _shares(progress: AreaProgress, *, is_demo: bool) -> Iterator[ShareLine]:
    """Registered firms beside the area's count of firms; no share of made-up firms in a real count."""
    counts = {progress.area.code: (progress.area.name, progress.total)}
    counts.update((part.code, (part.name, of_part)) for part, of_part in progress.parts)
    for row in progress.denominators:
        name, registered = counts[row.region]
        yield ShareLine(
            area=name,
            label=zh(row.label),
            value=_number(row.value),
            as_of=row.as_of,
            source=row.source,
            provenance=row.provenance,
            registered=_number(registered.firms),
            share="" if is_demo else f"{registered.firms * 100 / row.value:.2f}%",
        )


def _number(value: int) -> str:
    return f"{value:,}"
