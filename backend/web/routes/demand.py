"""The demand board."""

from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.providers import demand_board
from backend.services.providers.demand_board import Wanted
from backend.web.dependencies import Criteria, Db, SignedIn
from backend.web.forms import FormModel, parse_query, text
from backend.web.render import render
from backend.web.views.demand import demand_page
from backend.web.views.provider_words import capability_groups

router = APIRouter()


class DemandQuery(FormModel):
    """What may stand in the address."""

    labels: ClassVar[dict[str, str]] = {"area": "地区", "cluster": "产业集群", "capability": "服务能力"}
    area: text(6, 0) = ""  # type: ignore[valid-type]
    cluster: text(60, 0) = ""  # type: ignore[valid-type]
    capability: text(40, 0) = ""  # type: ignore[valid-type]


@router.get("/demand")
def demand(request: Request, database: Db, catalogue: Criteria, actor: SignedIn) -> Response:
    """What units need next, by place, cluster and capability."""
    query = parse_query(DemandQuery, request.query_params)
    found = demand_board.board(database, actor, catalogue, Wanted(**query.model_dump()))
    return render(request, "demand.html", demand_page(found, capability_groups(catalogue)))
