"""Enquiries of firms to service providers."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers import enquiries, enquiry_pages
from backend.services.providers.enquiries import NewEnquiry, Opinion, Said
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import FormModel, parse, parse_query
from backend.web.forms import text as words
from backend.web.render import go_to, render
from backend.web.views.enquiries import ask_page, choose_page, enquiries_page, enquiry_page

router = APIRouter()

LONGEST = 1000
EnquiryId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]
ActName = Literal["message", "reply", "decline", "agree", "recall", "close"]


class ListQuery(FormModel):
    """What may stand in the address of a list."""

    labels: ClassVar[dict[str, str]] = {"after": "翻页位置"}
    after: words(20, 0) = ""  # type: ignore[valid-type]


class ChooseQuery(FormModel):
    """Whom it is about."""

    labels: ClassVar[dict[str, str]] = {"provider": "服务商"}
    provider: words(20, 0) = ""  # type: ignore[valid-type]


class AskQuery(FormModel):
    """What an enquiry is about, as other pages lead here."""

    labels: ClassVar[dict[str, str]] = {
        "provider": "服务商",
        "unit": "单位",
        "capability": "服务能力",
        "action": "举措",
    }
    provider: words(20, 0) = ""  # type: ignore[valid-type]
    unit: words(20, 0) = ""  # type: ignore[valid-type]
    capability: words(40, 0) = ""  # type: ignore[valid-type]
    action: words(80, 0) = ""  # type: ignore[valid-type]


class AskForm(FormModel):
    """An enquiry to send."""

    labels: ClassVar[dict[str, str]] = {**AskQuery.labels, "text": "咨询内容"}
    provider: words(20)  # type: ignore[valid-type]
    unit: words(20)  # type: ignore[valid-type]
    capability: words(40)  # type: ignore[valid-type]
    action: words(80, 0) = ""  # type: ignore[valid-type]
    text: words(LONGEST)  # type: ignore[valid-type]


class PageQuery(FormModel):
    """What may stand in the address of one enquiry."""

    labels: ClassVar[dict[str, str]] = {"done": "提示"}
    done: Literal["", "asked", "message", "reply", "decline", "agree", "recall", "close", "judged"] = ""


class ActForm(FormModel):
    """What is said with an act."""

    labels: ClassVar[dict[str, str]] = {"text": "内容", "outcome": "结果"}
    text: words(LONGEST, 0) = ""  # type: ignore[valid-type]
    outcome: words(10, 0) = ""  # type: ignore[valid-type]


class FeedbackForm(FormModel):
    """What one side says of the other."""

    labels: ClassVar[dict[str, str]] = {"kept": "对方是否做到", "text": "说明"}
    kept: words(10, 0) = ""  # type: ignore[valid-type]
    text: words(500, 0) = ""  # type: ignore[valid-type]


@router.get("/firms/{firm_id}/enquiries")
def of_firm(request: Request, firm_id: str, database: Db, catalogue: Criteria, actor: Enterprise) -> Response:
    """What a firm asked."""
    query = parse_query(ListQuery, request.query_params)
    found = enquiry_pages.list_of_firm(database, actor, catalogue, firm_id, after=query.after)
    return render(request, "dealings/enquiries.html", enquiries_page(found))


@router.get("/provider/{provider_id}/enquiries")
def of_provider(
    request: Request, provider_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """What a provider was asked."""
    query = parse_query(ListQuery, request.query_params)
    found = enquiry_pages.list_of_provider(database, actor, catalogue, provider_id, after=query.after)
    return render(request, "dealings/enquiries.html", enquiries_page(found))


@router.get("/firms/{firm_id}/enquiries/new")
def new(request: Request, firm_id: str, database: Db, catalogue: Criteria, actor: Enterprise) -> Response:
    """The form of a new enquiry; without a provider to ask, the directory."""
    query = parse_query(AskQuery, request.query_params)
    if not query.provider:
        enquiry_pages.list_of_firm(database, actor, catalogue, firm_id)
        return go_to(request, "/providers")
    found = enquiry_pages.ask_form(database, actor, catalogue, firm_id, query.provider)
    given = {name: value for name, value in query.model_dump().items() if value}
    return render(request, "dealings/ask.html", ask_page(found, given))


@router.post("/firms/{firm_id}/enquiries/new")
def ask(
    request: Request, firm_id: str, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Send an enquiry; a refused form comes back with what was typed."""
    try:
        fields = parse(AskForm, form)
        enquiry_id = enquiries.ask(database, actor, catalogue, firm_id, NewEnquiry(**fields.model_dump()))
    except InvalidInputError as error:
        if "provider" in error.fields:
            raise  # without a provider to ask there is no form to come back to
        provider = str(form["provider"])
        found = enquiry_pages.ask_form(database, actor, catalogue, firm_id, provider)
        page = ask_page(found, _typed(form, AskForm), error.fields)
        return render(request, "dealings/ask.html", page, status=422)
    return go_to(request, f"/enquiries/{enquiry_id}?done=asked")


@router.get("/enquiries/new")
def choose(request: Request, database: Db, actor: Enterprise) -> Response:
    """For which of one's own firms to ask a provider, or to let it see something."""
    query = parse_query(ChooseQuery, request.query_params)
    found = enquiry_pages.firms_to_ask_for(database, actor, query.provider)
    return render(request, "dealings/choose.html", choose_page(found))


@router.get("/enquiries/{enquiry_id}")
def one(
    request: Request, enquiry_id: EnquiryId, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """One enquiry as one of its sides sees it."""
    query = parse_query(PageQuery, request.query_params)
    view = enquiry_pages.view(database, actor, catalogue, enquiry_id)
    return render(request, "dealings/enquiry.html", enquiry_page(view, done=query.done))


@router.post("/enquiries/{enquiry_id}/act/{said}")
def act(
    request: Request,
    enquiry_id: EnquiryId,
    said: ActName,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Say something, reply, agree, decline, take back or close."""
    try:
        fields = parse(ActForm, form)
        enquiries.act(database, actor, enquiry_id, Said(said, fields.text, fields.outcome))
    except InvalidInputError as error:
        view = enquiry_pages.view(database, actor, catalogue, enquiry_id)
        page = enquiry_page(view, failed=said, values=_typed(form, ActForm), errors=error.fields)
        return render(request, "dealings/enquiry.html", page, status=422)
    return go_to(request, f"/enquiries/{enquiry_id}?done={said}")


@router.post("/enquiries/{enquiry_id}/feedback")
def feedback(
    request: Request, enquiry_id: EnquiryId, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Say once what came of it."""
    try:
        fields = parse(FeedbackForm, form)
        enquiries.give_feedback(database, actor, enquiry_id, Opinion(fields.kept, fields.text))
    except InvalidInputError as error:
        view = enquiry_pages.view(database, actor, catalogue, enquiry_id)
        page = enquiry_page(view, failed="feedback", values=_typed(form, FeedbackForm), errors=error.fields)
        return render(request, "dealings/enquiry.html", page, status=422)
    return go_to(request, f"/enquiries/{enquiry_id}?done=judged")


def _typed(form: FormData, model: type[FormModel]) -> dict[str, str]:
    return {name: str(form.get(name, ""))[:LONGEST] for name in model.model_fields}
