"""Records that a provider worked for a firm, from either side."""

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers import engagements
from backend.services.providers.engagements import NewEngagement
from backend.web.dependencies import Db, Enterprise, Form
from backend.web.forms import Day, FormModel, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.engagements import EngagementsPage, firm_page, provider_page

router = APIRouter()

EngagementId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class EngagementsQuery(FormModel):
    """What may stand in the address."""

    labels: ClassVar[dict[str, str]] = {"done": "提示"}
    done: Literal["", "recorded", "contradicted"] = ""


class RecordForm(FormModel):
    """Work that was done."""

    labels: ClassVar[dict[str, str]] = {"kind": "服务类型", "day": "服务日期"}
    kind: text(10, 0) = ""  # type: ignore[valid-type]
    day: Day


class FirmRecordForm(RecordForm):
    """Work that a provider did, as its customer records it."""

    labels: ClassVar[dict[str, str]] = {**RecordForm.labels, "provider": "服务商", "unit": "单位"}
    provider: text(100)  # type: ignore[valid-type]
    unit: text(20, 0) = ""  # type: ignore[valid-type]


class ProviderRecordForm(RecordForm):
    """Work for a firm, as the provider records it."""

    labels: ClassVar[dict[str, str]] = {**RecordForm.labels, "firm": "企业"}
    firm: text(20)  # type: ignore[valid-type]


class ContradictForm(FormModel):
    """Why a record is not so."""

    labels: ClassVar[dict[str, str]] = {"reason": "异议说明"}
    reason: text(300)  # type: ignore[valid-type]


@router.get("/firms/{firm_id}/engagements")
def of_firm(request: Request, firm_id: str, database: Db, actor: Enterprise) -> Response:
    """Who worked for a firm."""
    query = parse_query(EngagementsQuery, request.query_params)
    found = engagements.of_firm(database, actor, firm_id)
    return render(request, "dealings/engagements.html", firm_page(found, done=query.done))


@router.post("/firms/{firm_id}/engagements")
def record_by_firm(request: Request, firm_id: str, form: Form, database: Db, actor: Enterprise) -> Response:
    """Record that a provider worked for the firm."""
    try:
        fields = parse(FirmRecordForm, form)
        new = NewEngagement(fields.provider, fields.kind, fields.day, fields.unit)
        engagements.record_by_firm(database, actor, firm_id, new)
    except InvalidInputError as error:
        found = engagements.of_firm(database, actor, firm_id)
        page = firm_page(found, values=_typed(form, FirmRecordForm), errors=error.fields)
        return render(request, "dealings/engagements.html", page, status=422)
    return go_to(request, f"/firms/{firm_id}/engagements?done=recorded")


@router.post("/firms/{firm_id}/engagements/{engagement_id}/contradict")
def contradict_as_firm(
    request: Request, firm_id: str, engagement_id: EngagementId, form: Form, database: Db, actor: Enterprise
) -> Response:
    """Say that a provider's record is not so."""

    def refused(errors: dict[str, str]) -> EngagementsPage:
        return firm_page(engagements.of_firm(database, actor, firm_id), errors=errors)

    def contradict(reason: str) -> None:
        engagements.contradict_as_firm(database, actor, firm_id, engagement_id, reason)

    return _contradicted(request, form, contradict, refused, f"/firms/{firm_id}/engagements")


@router.get("/provider/{provider_id}/engagements")
def of_provider(request: Request, provider_id: str, database: Db, actor: Enterprise) -> Response:
    """Whom a provider worked for."""
    query = parse_query(EngagementsQuery, request.query_params)
    found = engagements.of_provider(database, actor, provider_id)
    return render(request, "dealings/engagements.html", provider_page(found, done=query.done))


@router.post("/provider/{provider_id}/engagements")
def record_by_provider(
    request: Request, provider_id: str, form: Form, database: Db, actor: Enterprise
) -> Response:
    """Record work for a firm that has turned to the provider."""
    try:
        fields = parse(ProviderRecordForm, form)
        new = NewEngagement(fields.firm, fields.kind, fields.day)
        engagements.record_by_provider(database, actor, provider_id, new)
    except InvalidInputError as error:
        found = engagements.of_provider(database, actor, provider_id)
        page = provider_page(found, values=_typed(form, ProviderRecordForm), errors=error.fields)
        return render(request, "dealings/engagements.html", page, status=422)
    return go_to(request, f"/provider/{provider_id}/engagements?done=recorded")


@router.post("/provider/{provider_id}/engagements/{engagement_id}/contradict")
def contradict_as_provider(
    request: Request,
    provider_id: str,
    engagement_id: EngagementId,
    form: Form,
    database: Db,
    actor: Enterprise,
) -> Response:
    """Say that a firm's record is not so."""

    def refused(errors: dict[str, str]) -> EngagementsPage:
        return provider_page(engagements.of_provider(database, actor, provider_id), errors=errors)

    def contradict(reason: str) -> None:
        engagements.contradict_as_provider(database, actor, provider_id, engagement_id, reason)

    return _contradicted(request, form, contradict, refused, f"/provider/{provider_id}/engagements")


def _contradicted(
    request: Request,
    form: FormData,
    contradict: Callable[[str], None],
    refused: Callable[[dict[str, str]], EngagementsPage],
    here: str,
) -> Response:
    try:
        contradict(parse(ContradictForm, form).reason)
    except InvalidInputError as error:
        return render(request, "dealings/engagements.html", refused(error.fields), status=422)
    return go_to(request, f"{here}?done=contradicted")


def _typed(form: FormData, model: type[FormModel]) -> dict[str, str]:
    return {name: str(form.get(name, ""))[:100] for name in model.model_fields}
