"""The page of an area: what its officials open first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend import clock
from backend.services.areas import Area
from backend.services.regions import AreaProgress
from backend.web.language import _
from backend.web.render import zh_date
from backend.web.views.area_address import address
from backend.web.views.area_filter import FilterForm, filter_form
from backend.web.views.area_funnel import Funnel, funnel
from backend.web.views.area_map import DEFAULT_MEASURE, MapView, Measure, map_view
from backend.web.views.area_peers import PeerTable, peer_table
from backend.web.views.area_shares import ShareLine, share_lines
from backend.web.views.area_stats import Stat, stats
from backend.web.views.area_table import AreaTable, area_table
from backend.web.views.area_targets import TargetsView, targets_view
from backend.web.views.area_trend import Trend, trend


@dataclass(frozen=True)
class OtherTitle:
    """A kind of title outside the ladder, with the number in force."""

    name: str
    number: str


@dataclass(frozen=True)
class Download:
    """A file of what the page shows."""

    name: str
    href: str


@dataclass(frozen=True)
class AreaPage:
    """Context of region.html."""

    area: Area
    as_of: date
    questionnaire: str
    method_href: str
    sources: tuple[str, ...]
    form: FilterForm
    stats: tuple[Stat, ...]
    funnel: Funnel
    table: AreaTable
    other_titles: tuple[OtherTitle, ...]
    targets: TargetsView
    trend: Trend
    peers: PeerTable | None
    shares: tuple[ShareLine, ...]
    map: MapView
    downloads: tuple[Download, ...]


def area_page(catalogue: Catalogue, progress: AreaProgress, measure: Measure, *, is_demo: bool) -> AreaPage:
    """Everything the area's page prints; a demo database shows counts only, since its firms are made up."""
    show = "" if measure.id == DEFAULT_MEASURE else measure.id
    return AreaPage(
        area=progress.area,
        as_of=progress.as_of,
        questionnaire=zh(progress.questionnaire.title),
        method_href=f"/method/{progress.questionnaire.id}",
        sources=tuple(source_words(progress)),
        form=filter_form(
            catalogue,
            progress.view,
            progress.questionnaires,
            clock.today().isoformat(),
            {"by": _by(progress), "show": show},
        ),
        stats=stats(progress),
        funnel=funnel(progress),
        table=area_table(progress),
        other_titles=tuple(
            OtherTitle(zh(kind.name), f"{progress.total.recognised.get(kind.id, 0):,}")
            for kind in progress.other_kinds
        ),
        targets=targets_view(catalogue, progress),
        trend=trend(progress),
        peers=peer_table(progress),
        shares=share_lines(progress, is_demo=is_demo),
        map=map_view(progress, measure),
        downloads=tuple(_downloads(progress, show)),
    )


def source_words(progress: AreaProgress) -> Iterator[str]:
    """Of which day the numbers are: titles, and what firms declare."""
    if progress.view.is_today:
        return
    yield _("认定称号按{day}当日是否有效计。", day=zh_date(progress.as_of))
    if progress.snapshot is not None:
        yield _(
            "登记、自评与核验取该日或之前最近的统计快照“{name}”（{day}）。",
            name=progress.snapshot.name,
            day=zh_date(progress.snapshot.as_of),
        )
    else:
        yield _(
            "登记、自评与核验没有可用的统计快照（按行业、规模等筛选或分列时也不使用快照），所列为今日数。"
        )


def _by(progress: AreaProgress) -> str:
    by = progress.view.wanted.by
    return "" if by == "area" else by


def _downloads(progress: AreaProgress, show: str) -> Iterator[Download]:
    path, wanted = f"/regions/{progress.area.code}", progress.view.wanted
    yield Download(_("下载表格（xlsx）"), address(f"{path}/export.xlsx", wanted))
    yield Download(_("下载图（png）"), address(f"{path}/picture.png", wanted, show=show))
    yield Download(_("下载图（svg）"), address(f"{path}/picture.svg", wanted, show=show))
