"""Areas, groups, chains and clusters: public, generated from the catalogue."""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend import clock
from backend.web.dependencies import Criteria
from backend.web.language import _
from backend.web.render import render
from backend.web.views.areas import areas_page

router = APIRouter(prefix="/areas")


@router.get("")
def all_areas(request: Request, catalogue: Criteria, as_of: str = "") -> Response:
    """Everything about areas on a day, today unless the address asks for another."""
    typed = as_of.strip()
    try:
        day = date.fromisoformat(typed) if typed else clock.today()
    except ValueError:
        errors = {"as_of": _("日期应写成 2026-11-21 这样，请重新填写。")}
        page = areas_page(catalogue, clock.today(), errors)
        return render(request, "areas.html", page, status=422)
    return render(request, "areas.html", areas_page(catalogue, day))
