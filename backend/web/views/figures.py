"""The official figures of an area in words, with the form for a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from assessments.loader import Catalogue
from backend.services.areas import Area
from backend.services.figure_rules import KINDS, indicators, places
from backend.services.figures import STATUSES, FigureLine, FigurePage, Status
from backend.web.language import _
from backend.web.render import zh_time

DONE: Mapping[str, str] = {
    "entered": "数据已录入。",
    "withdrawn": "数据已撤回；此前录入的同一数据（如有）重新生效。",
}
INTROS: Mapping[str, str] = {
    "denominator": "企业总数：普查公报、统计年鉴等公布的企业数，作覆盖率的分母；没有公布的不填，也不估算。",
    "series": "官方数列：主管部门公布的指标值，如规上工业数字化改造。与本站数出来的数分开列示。",
    "allocation": "目标分解：上级下达的分地区目标，须有文号；没有分解文件的地区只列贡献数。",
}
Groups = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
_COUNTY, _CITY = "县（市、区）与功能区", "省、市"


@dataclass(frozen=True)
class Shown:
    """What the page was asked to show: kind and indicator, position, what was just done or refused."""

    kind: str = ""
    indicator: str = ""
    after: str = ""
    done: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FigureRow:
    """One figure of the list; `withdraw_href` is empty for one that is withdrawn."""

    id: str
    kind: str
    indicator: str
    area: str
    period: str
    value: str
    source: str
    document: str
    entered: str
    status: str
    status_id: Status
    withdraw_href: str


@dataclass(frozen=True)
class KindChoice:
    """A kind of figure: where it is listed and what it is for."""

    id: str
    name: str
    intro: str
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class FiguresPage:
    """Context of region_figures.html."""

    area: Area
    rows: tuple[FigureRow, ...]
    kinds: tuple[KindChoice, ...]
    chosen: str
    indicators: Groups
    areas: Groups
    filter: Mapping[str, str]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    done: str
    here: str
    file_href: str
    first_href: str
    next_href: str


def figures_page(catalogue: Catalogue, found: FigurePage, shown: Shown) -> FiguresPage:
    """Everything the page prints; the form is for the kind that is chosen."""
    here = f"/regions/{found.area.code}/figures"
    asked = {"kind": shown.kind, "indicator": shown.indicator}
    kept = {name: value for name, value in asked.items() if value}
    chosen = shown.kind or "denominator"
    return FiguresPage(
        area=found.area,
        rows=tuple(_row(here, line) for line in found.lines),
        kinds=tuple(
            KindChoice(
                id=kind,
                name=_(name),
                intro=_(INTROS[kind]),
                href=_address(here, {"kind": kind}),
                is_chosen=shown.kind == kind,
            )
            for kind, name in KINDS.items()
        ),
        chosen=chosen,
        indicators=(("", tuple(indicators(catalogue, chosen).items())),),
        areas=_areas(found.area),
        filter=kept,
        # A county has no choice of places: it need not be asked.
        values={"area": found.area.code, **shown.values} if found.area.is_county else shown.values,
        errors=shown.errors,
        done=_(DONE[shown.done]) if shown.done else "",
        here=here,
        file_href=_address(f"{here}/file", kept),
        first_href=_address(here, kept) if shown.after else "",
        next_href=_address(here, {**kept, "after": found.next}) if found.next else "",
    )


def _areas(area: Area) -> Groups:
    inner = {place.code for place in area.reporting}
    everywhere = tuple((place.code, place.name) for place in places(area))
    groups = (
        (_(_CITY), tuple(one for one in everywhere if one[0] not in inner)),
        (_(_COUNTY), tuple(one for one in everywhere if one[0] in inner)),
    )
    return tuple(group for group in groups if group[1])


def _row(here: str, line: FigureLine) -> FigureRow:
    unit = line.unit if line.unit in ("", "%") else f" {line.unit}"
    return FigureRow(
        id=line.id,
        kind=_(KINDS[line.kind]),
        indicator=line.indicator,
        area=line.area,
        period=line.period,
        value=f"{line.value}{unit}",
        source=line.source,
        document=line.document,
        entered=" ".join(part for part in (line.entered_by, zh_time(line.entered_at)) if part),
        status=_(STATUSES[line.status]),
        status_id=line.status,
        withdraw_href="" if line.status == "withdrawn" else f"{here}/{line.id}/withdraw",
    )


def _address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path
