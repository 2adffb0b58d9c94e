"""The catalogue of actions: public, generated from the loaded catalogue."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from backend.services.errors import NotFoundError
from backend.web.dependencies import Criteria
from backend.web.language import _
from backend.web.render import render
from backend.web.views.action import action_page
from backend.web.views.actions import Chosen, actions_page

router = APIRouter(prefix="/actions")

SHOWN = 40
"""So much of what somebody typed is repeated in a message."""


@router.get("")
def all_actions(request: Request, catalogue: Criteria, chosen: Annotated[Chosen, Depends()]) -> Response:
    """The actions counted by domain and rung, or those of what was chosen; 422 where that names nothing."""
    page = actions_page(catalogue, chosen)
    return render(request, "actions/list.html", page, status=422 if page.errors else 200)


@router.get("/{action_id}")
def one_action(request: Request, action_id: str, catalogue: Criteria) -> Response:
    """One action."""
    if action_id not in catalogue.actions:
        message = _("没有举措“{name}”。请从“提升举措”的目录进入。", name=action_id[:SHOWN])
        raise NotFoundError(message)
    return render(request, "actions/one.html", action_page(catalogue, catalogue.actions[action_id]))
