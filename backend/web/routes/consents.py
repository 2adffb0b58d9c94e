"""What a firm lets providers see, and what a provider sees by it."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.datastructures import FormData
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers import consented, consents
from backend.services.providers.consents import LAST_PAGE, NewConsent
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import Day, FormModel, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.consents import consents_page, firms_page, look_page

router = APIRouter()

ConsentId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class ConsentsQuery(FormModel):
    """What may stand in the address: whom a consent is about to be given to, and for which unit."""

    labels: ClassVar[dict[str, str]] = {
        "provider": "服务商",
        "unit": "单位",
        "page": "页码",
        "done": "提示",
    }
    provider: text(20, 0) = ""  # type: ignore[valid-type]
    unit: text(20, 0) = ""  # type: ignore[valid-type]
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1
    done: Literal["", "given", "withdrawn"] = ""


class ConsentForm(FormModel):
    """A consent to give."""

    labels: ClassVar[dict[str, str]] = {
        "provider": "服务商",
        "unit": "单位",
        "parts": "可以看的内容",
        "until": "授权截止日期",
    }
    provider: text(20)  # type: ignore[valid-type]
    unit: text(20)  # type: ignore[valid-type]
    parts: list[text(12)]  # type: ignore[valid-type]
    until: Day


@router.get("/firms/{firm_id}/consents")
def given(request: Request, firm_id: str, database: Db, actor: Enterprise) -> Response:
    """The consents of a firm and every look by them."""
    query = parse_query(ConsentsQuery, request.query_params)
    found = consents.consents_of(database, actor, firm_id, provider_id=query.provider, page=query.page)
    values = {"unit": query.unit} if query.unit else {}
    return render(request, "dealings/consents.html", consents_page(found, done=query.done, values=values))


@router.post("/firms/{firm_id}/consents")
def give(request: Request, firm_id: str, form: Form, database: Db, actor: Enterprise) -> Response:
    """Let a provider see parts of a unit; a refused form comes back as it was."""
    try:
        fields = parse(ConsentForm, form, many=("parts",))
        consents.give(database, actor, firm_id, NewConsent(**fields.model_dump()))
    except InvalidInputError as error:
        provider = "" if "provider" in error.fields else str(form["provider"])
        found = consents.consents_of(database, actor, firm_id, provider_id=provider)
        page = consents_page(found, values=_typed(form), ticked=_ticked(form), errors=error.fields)
        return render(request, "dealings/consents.html", page, status=422)
    return go_to(request, f"/firms/{firm_id}/consents?done=given")


@router.post("/firms/{firm_id}/consents/{consent_id}/withdraw")
def withdraw(
    request: Request, firm_id: str, consent_id: ConsentId, database: Db, actor: Enterprise
) -> Response:
    """Take a consent back, at once."""
    consents.withdraw(database, actor, firm_id, consent_id)
    return go_to(request, f"/firms/{firm_id}/consents?done=withdrawn")


@router.get("/provider/{provider_id}/firms")
def firms(request: Request, provider_id: str, database: Db, actor: Enterprise) -> Response:
    """The firms that let the provider see something today."""
    return render(
        request, "dealings/firms.html", firms_page(consented.firms_of(database, actor, provider_id))
    )


@router.get("/provider/{provider_id}/firms/{consent_id}")
def look(
    request: Request,
    provider_id: str,
    consent_id: ConsentId,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """The consented parts of one unit; the look is recorded."""
    seen = consented.look(database, actor, catalogue, provider_id, consent_id)
    return render(request, "dealings/look.html", look_page(catalogue, seen))


def _typed(form: FormData) -> dict[str, str]:
    """What was typed, for showing a refused form again."""
    return {name: str(form.get(name, ""))[:20] for name in ("unit", "until")}


def _ticked(form: FormData) -> list[str]:
    return [value for value in form.getlist("parts") if isinstance(value, str)]
