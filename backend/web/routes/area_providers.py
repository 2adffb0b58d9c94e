"""Service providers on the pages of an area: the province reviews them, others read."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers import review
from backend.services.providers.review import Decision
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.forms import FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.area_providers import area_providers_page, review_page

router = APIRouter()

_LARGEST = 2**31 - 1
_LONGEST = 500


class AreaProvidersQuery(FormModel):
    """What may stand in the address of the list."""

    labels: ClassVar[dict[str, str]] = {"after": "翻页位置", "done": "提示"}
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "list", "return", "confirm", "decline", "suspend", "restore"] = ""


class DecisionForm(FormModel):
    """What an official decides, about the version that was read."""

    labels: ClassVar[dict[str, str]] = {"note": "理由", "version": "版本信息"}
    note: text(_LONGEST, 0) = ""  # type: ignore[valid-type]
    version: Annotated[int | None, OptionalBlank] = Field(default=None, ge=1, le=_LARGEST)


@router.get("/regions/{code}/providers")
def area_providers(
    request: Request, code: str, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Who waits for review, and who serves the area."""
    query = parse_query(AreaProvidersQuery, request.query_params)
    found = review.area_providers(database, actor, catalogue, code, after=query.after)
    page = area_providers_page(catalogue, found, query.after, query.done)
    return render(request, "area_providers/list.html", page)


@router.get("/regions/{code}/providers/{provider_id}")
def one_provider(
    request: Request, code: str, provider_id: str, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """One provider, for those who review it."""
    found = review.under_review(database, actor, catalogue, code, provider_id)
    return render(request, "area_providers/one.html", review_page(catalogue, found))


@router.post("/regions/{code}/providers/{provider_id}/{decision}")
def decide(
    request: Request,
    code: str,
    provider_id: str,
    decision: str,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Act on a provider; a refused form comes back with what was typed."""
    try:
        fields = parse(DecisionForm, form)
        made = Decision(provider_id, decision, fields.version, fields.note)
        review.decide(database, actor, catalogue, code, made)
    except InvalidInputError as error:
        found = review.under_review(database, actor, catalogue, code, provider_id)
        typed = {"note": str(form.get("note", ""))[:_LONGEST]}
        page = review_page(catalogue, found, typed, error.fields)
        return render(request, "area_providers/one.html", page, status=422)
    return go_to(request, f"/regions/{code}/providers?done={decision}")
