"""Areas: how far the province, a city or a county has come, and which units are on its register."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.area_export import png, workbook
from backend.services.area_units import UnitFilter, list_units
from backend.services.area_view import Axis, Wanted
from backend.services.regions import AreaProgress, area_progress
from backend.services.uploads import XLSX
from backend.web.dependencies import Criteria, Db, Official
from backend.web.downloads import download
from backend.web.forms import Day, FormModel, OptionalBlank, parse_query, text
from backend.web.render import render
from backend.web.views.area import area_page
from backend.web.views.area_definitions import definitions_page
from backend.web.views.area_map import MEASURES
from backend.web.views.area_picture import WIDTH, picture
from backend.web.views.area_sheets import sheets
from backend.web.views.area_units import units_page

router = APIRouter()


OptionalDay = Annotated[Day | None, OptionalBlank]


class FilterQuery(FormModel):
    """The filters that every page about an area's numbers understands."""

    labels: ClassVar[dict[str, str]] = {
        "questionnaire": "评价",
        "group": "区域分组",
        "chain": "产业链",
        "cluster": "产业集群",
        "division": "行业大类",
        "size": "企业规模",
        "scale": "规上规下",
        "day": "统计日期",
        "by": "分列方式",
        "show": "地图着色依据",
    }
    questionnaire: text(60, 0) = ""  # type: ignore[valid-type]
    group: text(80, 0) = ""  # type: ignore[valid-type]
    chain: text(80, 0) = ""  # type: ignore[valid-type]
    cluster: text(80, 0) = ""  # type: ignore[valid-type]
    division: text(2, 0) = ""  # type: ignore[valid-type]
    size: text(10, 0) = ""  # type: ignore[valid-type]
    scale: text(10, 0) = ""  # type: ignore[valid-type]
    day: OptionalDay = None
    by: Axis = "area"

    def wanted(self) -> Wanted:
        """The filters as services take them."""
        return Wanted(
            questionnaire=self.questionnaire,
            group=self.group,
            chain=self.chain,
            cluster=self.cluster,
            division=self.division,
            size=self.size,
            scale=self.scale,
            day=self.day,
            by=self.by,
        )


class AreaQuery(FilterQuery):
    """What may stand in the address of an area's page: the filters, and what the map is shaded by."""

    show: Literal["submitted", "units", "declared", "verified", "recognised"] = "submitted"


class UnitsQuery(FilterQuery):
    """What may stand in the address of the list of units: the filters, and which rows of them."""

    labels: ClassVar[dict[str, str]] = {
        **FilterQuery.labels,
        "state": "状态",
        "level": "自评等级",
        "reach": "自评达到的等级",
        "may": "可能达到的等级",
        "verified": "核查等级",
        "kind": "称号",
        "round": "轮次",
        "firms": "只列企业",
        "name": "名称",
        "after": "翻页位置",
    }
    state: Literal["", "confirmed", "unconfirmed", "not_submitted", "submitted"] = ""
    level: text(20, 0) = ""  # type: ignore[valid-type]
    reach: text(20, 0) = ""  # type: ignore[valid-type]
    may: text(20, 0) = ""  # type: ignore[valid-type]
    verified: text(20, 0) = ""  # type: ignore[valid-type]
    kind: text(80, 0) = ""  # type: ignore[valid-type]
    round: text(20, 0) = ""  # type: ignore[valid-type]
    firms: Literal["", "1"] = ""
    name: text(100, 0) = ""  # type: ignore[valid-type]
    after: text(20, 0) = ""  # type: ignore[valid-type]


@router.get("/regions/definitions")
def definitions(request: Request, _actor: Official) -> Response:
    """What every figure of an area's page counts."""
    return render(request, "region_definitions.html", definitions_page())


@router.get("/regions/{code}")
def area(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """Progress of an area."""
    query = parse_query(AreaQuery, request.query_params)
    progress = area_progress(database, actor, catalogue, code, query.wanted())
    page = area_page(catalogue, progress, MEASURES[query.show], is_demo=request.app.state.is_demo)
    return render(request, "region.html", page, ("map",))


@router.get("/regions/{code}/units")
def units(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The units of an area, page by page."""
    query = parse_query(UnitsQuery, request.query_params)
    rows = UnitFilter(
        state=query.state,
        level=query.level,
        name=query.name,
        reach=query.reach,
        may=query.may,
        verified=query.verified,
        kind=query.kind,
        campaign=query.round,
        firms=bool(query.firms),
    )
    found = list_units(database, actor, catalogue, code, rows, among=query.wanted(), after=query.after)
    return render(request, "region_units.html", units_page(catalogue, found, rows, query.after))


@router.get("/regions/{code}/export.xlsx")
def export(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """What the page shows, as a workbook. It names no firm, so it is not recorded."""
    query = parse_query(FilterQuery, request.query_params)
    progress = area_progress(database, actor, catalogue, code, query.wanted())
    content = workbook(sheets(catalogue, progress, is_demo=request.app.state.is_demo))
    return _file(request, progress, content, "xlsx", XLSX.media_type)


@router.get("/regions/{code}/picture.svg")
def drawing(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The map and the table as a drawing."""
    progress, svg = _drawn(request, code, database, catalogue, actor)
    return _file(request, progress, svg.encode(), "svg", "image/svg+xml")


@router.get("/regions/{code}/picture.png")
def image(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The same as an image, where the server has a Chinese font."""
    progress, svg = _drawn(request, code, database, catalogue, actor)
    return _file(request, progress, png(svg, round(1.5 * WIDTH)), "png", "image/png")


def _drawn(
    request: Request, code: str, database: Db, catalogue: Criteria, actor: Official
) -> tuple[AreaProgress, str]:
    query = parse_query(AreaQuery, request.query_params)
    progress = area_progress(database, actor, catalogue, code, query.wanted())
    is_demo = request.app.state.is_demo
    page = picture(catalogue, progress, MEASURES[query.show], is_demo=is_demo)
    svg: str = request.app.state.templates.get_template("region/picture.svg").render(page=page)
    return progress, svg


def _file(request: Request, progress: AreaProgress, content: bytes, ending: str, media_type: str) -> Response:
    """A download whose name says area and day."""
    name = f"{progress.area.name}-覆盖与进展-{progress.as_of.isoformat()}.{ending}"
    plain = f"area-{progress.area.code}-{progress.as_of.isoformat()}.{ending}"
    return download(request, content, plain, name, media_type)
