"""The register of targets: public, generated from the catalogue, filtered by the address."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend import clock
from backend.web.dependencies import Criteria
from backend.web.render import render
from backend.web.views.targets import Chosen, targets_page

router = APIRouter(prefix="/targets")


@router.get("")
def all_targets(
    request: Request,
    catalogue: Criteria,
    document: str = "",
    topic: str = "",
    state: str = "",
    measured: str = "",
) -> Response:
    """Every quantified target of the documents, as of today; an unknown choice shows everything."""
    chosen = Chosen(document=document, topic=topic, state=state, measured=measured)
    return render(request, "targets.html", targets_page(catalogue, chosen, clock.today()))
