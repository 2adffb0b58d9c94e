"""Claims on firms, for the officials of the area and for administrators."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services import claims
from backend.services.claims import ClaimsPage, Decision
from backend.services.errors import NotFoundError
from backend.web.dependencies import Criteria, Db, Form, SignedIn
from backend.web.forms import FormModel, parse, text
from backend.web.render import go_to, render

router = APIRouter()


class ClaimForm(FormModel):
    """A decision about one claim."""

    labels: ClassVar[dict[str, str]] = {"firm": "企业", "account": "账号", "accept": "处理结果"}
    firm: text(20)  # type: ignore[valid-type]
    account: text(20)  # type: ignore[valid-type]
    accept: bool


@dataclass(frozen=True)
class WaitingPage:
    """Context of claims.html."""

    waiting: ClaimsPage


@router.get("/claims")
def claims_page(request: Request, database: Db, catalogue: Criteria, actor: SignedIn) -> Response:
    """The claims that wait, oldest first."""
    return render(request, "claims.html", WaitingPage(claims.claims_page(database, actor, catalogue)))


@router.post("/claims")
def decide(request: Request, form: Form, database: Db, actor: SignedIn) -> Response:
    """Confirm or refuse one."""
    if not (actor.is_official or actor.is_admin):
        raise NotFoundError
    fields = parse(ClaimForm, form)
    claims.decide(database, actor, Decision(fields.firm, fields.account, fields.accept))
    return go_to(request, "/claims")
