"""The providers that fit a unit, with the reasons."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from backend.services.providers.matching import LAST_PAGE, Wanted, matches_of
from backend.web.dependencies import Criteria, Db, Enterprise
from backend.web.forms import FormModel, parse_query, text
from backend.web.render import render
from backend.web.views.provider_matches import matches_page

router = APIRouter()


class MatchQuery(FormModel):
    """What may stand in the address."""

    labels: ClassVar[dict[str, str]] = {"capability": "服务能力", "action": "举措", "page": "页码"}
    capability: text(40, 0) = ""  # type: ignore[valid-type]
    action: text(80, 0) = ""  # type: ignore[valid-type]
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1


@router.get("/units/{unit_id}/providers")
def matches(request: Request, unit_id: str, database: Db, catalogue: Criteria, actor: Enterprise) -> Response:
    """Who can help with the unit's next actions."""
    query = parse_query(MatchQuery, request.query_params)
    wanted = Wanted(query.capability, query.action, query.page)
    found = matches_of(database, actor, catalogue, unit_id, wanted)
    return render(request, "unit/providers.html", matches_page(catalogue, found, wanted))
