"""An area's progress toward the documents' targets, and the same as a file."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.target_progress import target_progress
from backend.services.target_table import progress_workbook
from backend.services.working_indicators import working_indicators
from backend.web.dependencies import Criteria, Db, Official
from backend.web.downloads import download
from backend.web.render import render
from backend.web.views.target_progress import Chosen, passing, progress_page, understood

router = APIRouter(prefix="/regions/{code}/targets")


@router.get("")
def targets_of_area(
    request: Request,
    code: str,
    database: Db,
    catalogue: Criteria,
    actor: Official,
    *,
    state: str = "",
    measured: str = "",
) -> Response:
    """The targets as the area stands toward them; an unknown choice shows what is open and counted here."""
    found = target_progress(database, actor, catalogue, code)
    working = working_indicators(database, actor, catalogue, code)
    page = progress_page(catalogue, found, working, Chosen(state, measured))
    return render(request, "region_targets.html", page)


@router.get("/file")
def targets_file(
    request: Request,
    code: str,
    database: Db,
    catalogue: Criteria,
    actor: Official,
    *,
    state: str = "",
    measured: str = "",
) -> Response:
    """The filtered targets with the area's figures as a workbook."""
    found = target_progress(database, actor, catalogue, code)
    content = progress_workbook(found, passing(found, understood(Chosen(state, measured))))
    return download(request, content, f"targets-{code}.xlsx", f"{found.area.name}-目标进展.xlsx")
