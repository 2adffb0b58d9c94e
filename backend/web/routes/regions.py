"""Areas: how far the province, a city or a county has come, and which units are on its register."""

from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.area_units import UnitFilter, list_units
from backend.services.regions import area_progress
from backend.web.dependencies import Criteria, Db, Official
from backend.web.forms import FormModel, parse_query, text
from backend.web.render import render
from backend.web.views.area import area_page
from backend.web.views.area_map import MEASURES
from backend.web.views.area_units import units_page

router = APIRouter()


class AreaQuery(FormModel):
    """What may stand in the address of an area's page: what the map is shaded by."""

    labels: ClassVar[dict[str, str]] = {"show": "地图着色依据"}
    show: Literal["submitted", "units", "declared", "recognised"] = "submitted"


class UnitsQuery(FormModel):
    """What may stand in the address of the list of units."""

    labels: ClassVar[dict[str, str]] = {
        "state": "状态",
        "level": "自评等级",
        "name": "名称",
        "after": "翻页位置",
    }
    state: Literal["", "unconfirmed", "not_submitted", "submitted"] = ""
    level: text(20, 0) = ""  # type: ignore[valid-type]
    name: text(100, 0) = ""  # type: ignore[valid-type]
    after: text(20, 0) = ""  # type: ignore[valid-type]


@router.get("/regions/{code}")
def area(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """Progress of an area."""
    query = parse_query(AreaQuery, request.query_params)
    progress = area_progress(database, actor, catalogue, code)
    page = area_page(catalogue, progress, MEASURES[query.show], is_demo=request.app.state.is_demo)
    return render(request, "region.html", page, ("map",))


@router.get("/regions/{code}/units")
def units(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The units of an area, page by page."""
    query = parse_query(UnitsQuery, request.query_params)
    wanted = UnitFilter(query.state, query.level, query.name)
    found = list_units(database, actor, catalogue, code, wanted, after=query.after)
    return render(request, "region_units.html", units_page(catalogue, found, wanted, query.after))
