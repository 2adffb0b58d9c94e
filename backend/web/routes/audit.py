"""The audit: an area's own officials' acts, and everything for administrators."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from backend.services.areas import find_area
from backend.services.audit_pages import entries
from backend.web.dependencies import Admin, Criteria, Db, Official
from backend.web.forms import FormModel, parse_query, text
from backend.web.render import render
from backend.web.views.audit import audit_page

router = APIRouter()


class AuditQuery(FormModel):
    """What may stand in the address of the audit."""

    labels: ClassVar[dict[str, str]] = {"action": "事项", "before": "翻页位置"}
    action: text(40, 0) = ""  # type: ignore[valid-type]
    before: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


@router.get("/regions/{code}/audit")
def of_area(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """What the officials of this one area did."""
    query = parse_query(AuditQuery, request.query_params)
    area = find_area(catalogue, actor, code)
    found = entries(database, actor, region=code, action=query.action, before=query.before)
    page = audit_page(catalogue, found, area, action=query.action, before=query.before)
    return render(request, "audit.html", page)


@router.get("/admin/audit")
def everything(request: Request, database: Db, catalogue: Criteria, actor: Admin) -> Response:
    """What everybody did."""
    query = parse_query(AuditQuery, request.query_params)
    found = entries(database, actor, action=query.action, before=query.before)
    page = audit_page(catalogue, found, None, action=query.action, before=query.before)
    return render(request, "audit.html", page)
