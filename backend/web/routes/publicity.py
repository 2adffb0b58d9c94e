"""Publicity: the lists of an area, and the public side with its channel for reports."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from backend.services import public_lists, publicity, publicity_acts
from backend.services.errors import ConflictError, InvalidInputError, TooManyAttemptsError
from backend.services.public_lists import NewReport
from backend.services.publicity_acts import NewList
from backend.web.dependencies import Config, Criteria, Db, Form, Official, visitor_cookie
from backend.web.forms import Day, FormModel, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.publicity import PublicPage, lists_page, one_list_page, public_list_page

router = APIRouter()

RowId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]
ROW = "^[0-9a-f]{20}$"


class ListsQuery(FormModel):
    """What may stand in the address of an area's lists."""

    labels: ClassVar[dict[str, str]] = {"done": "提示"}
    done: Literal["", "opened", "withdrawn", "answered", "concluded", "sent"] = ""


class ListForm(FormModel):
    """A new list."""

    labels: ClassVar[dict[str, str]] = {
        "title": "名单标题",
        "starts_on": "公示开始日期",
        "ends_on": "公示结束日期",
        "channel": "反映渠道",
        "submissions": "公示单位",
    }
    title: text(100)  # type: ignore[valid-type]
    starts_on: Day
    ends_on: Day
    channel: text(300)  # type: ignore[valid-type]
    submissions: Annotated[list[Annotated[str, Field(pattern=ROW)]], Field(max_length=500)]


class AnswerForm(FormModel):
    """The answer to a report."""

    labels: ClassVar[dict[str, str]] = {"objection": "反映", "upheld": "是否属实", "answer": "答复"}
    objection: Annotated[str, Field(pattern=ROW)]
    upheld: Literal["yes", "no"]
    answer: text(1000)  # type: ignore[valid-type]


class ReportForm(FormModel):
    """What anybody reports; name and phone may be left out."""

    labels: ClassVar[dict[str, str]] = {
        "submission": "反映的单位",
        "text": "反映的情况和依据",
        "name": "姓名",
        "phone": "联系电话",
    }
    submission: Annotated[str, Field(pattern=ROW)]
    text: text(2000, 10)  # type: ignore[valid-type]
    name: text(40, 0) = ""  # type: ignore[valid-type]
    phone: text(30, 0) = ""  # type: ignore[valid-type]


@router.get("/regions/{code}/publicity")
def lists(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The lists of an area, and what waits to be put on one."""
    query = parse_query(ListsQuery, request.query_params)
    found = publicity.lists_of(database, actor, catalogue, code)
    return render(request, "publicity/area.html", lists_page(found, done=query.done))


@router.post("/regions/{code}/publicity")
def put_up(
    request: Request, code: str, form: Form, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Put a list up; a refused form comes back with what was typed."""
    try:
        fields = parse(ListForm, form, many=("submissions",))
        new = NewList(**{**fields.model_dump(), "submissions": tuple(fields.submissions)})
        list_id = publicity_acts.put_up(database, actor, catalogue, code, new)
    except (InvalidInputError, ConflictError) as error:
        errors = error.fields if isinstance(error, InvalidInputError) else {"submissions": error.message}
        typed = {name: str(form.get(name, ""))[:300] for name in ("title", "starts_on", "ends_on", "channel")}
        chosen = frozenset(str(value) for value in form.getlist("submissions"))
        found = publicity.lists_of(database, actor, catalogue, code)
        page = lists_page(found, values=typed, chosen=chosen, errors=errors)
        return render(request, "publicity/area.html", page, status=error.status)
    return go_to(request, f"/regions/{code}/publicity/{list_id}?done=opened")


@router.get("/regions/{code}/publicity/{list_id}")
def one(
    request: Request, code: str, list_id: RowId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """A list with the reports about it."""
    query = parse_query(ListsQuery, request.query_params)
    found = publicity.one_list(database, actor, catalogue, code, list_id)
    return render(request, "publicity/one.html", one_list_page(found, done=query.done))


@router.post("/regions/{code}/publicity/{list_id}/withdraw")
def withdraw(
    request: Request, code: str, list_id: RowId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Take a list down."""
    publicity_acts.withdraw(database, actor, catalogue, code, list_id)
    return go_to(request, f"/regions/{code}/publicity?done=withdrawn")


@router.post("/regions/{code}/publicity/{list_id}/answer")
def answer(
    request: Request,
    code: str,
    list_id: RowId,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Answer a report."""
    try:
        fields = parse(AnswerForm, form)
        publicity_acts.answer(
            database,
            actor,
            catalogue,
            code,
            list_id,
            objection_id=fields.objection,
            upheld=fields.upheld == "yes",
            text=fields.answer,
        )
    except InvalidInputError as error:
        found = publicity.one_list(database, actor, catalogue, code, list_id)
        page = one_list_page(found, problem=error.message)
        return render(request, "publicity/one.html", page, status=422)
    return go_to(request, f"/regions/{code}/publicity/{list_id}?done=answered")


@router.post("/regions/{code}/publicity/{list_id}/conclude")
def conclude(
    request: Request, code: str, list_id: RowId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Let the firms of a list go on."""
    publicity_acts.conclude(database, actor, catalogue, code, list_id)
    return go_to(request, f"/regions/{code}/publicity/{list_id}?done=concluded")


@router.get("/publicity")
def public(request: Request, database: Db, catalogue: Criteria) -> Response:
    """The lists that run or ended lately, for everybody."""
    return render(request, "publicity/public.html", PublicPage(public_lists.current(database, catalogue)))


@router.get("/publicity/{list_id}")
def public_list(
    request: Request, list_id: RowId, database: Db, settings: Config, catalogue: Criteria
) -> Response:
    """A list, for everybody."""
    query = parse_query(ListsQuery, request.query_params)
    page = public_list_page(*public_lists.one(database, catalogue, list_id), done=query.done)
    return _with_token(request, settings, render(request, "publicity/public_list.html", page))


@router.post("/publicity/{list_id}/report")
def report(
    request: Request, list_id: RowId, form: Form, database: Db, settings: Config, catalogue: Criteria
) -> Response:
    """Report that something on a list is false; nobody has to log in or give a name."""
    try:
        fields = parse(ReportForm, form)
        new = NewReport(fields.submission, fields.text, fields.name, fields.phone)
        address = request.client.host if request.client else ""
        public_lists.report(database, list_id, new, address=address)
    except (InvalidInputError, ConflictError, TooManyAttemptsError) as error:
        errors = error.fields if isinstance(error, InvalidInputError) else {"text": error.message}
        typed = {name: str(form.get(name, ""))[:2000] for name in ReportForm.labels}
        found = public_lists.one(database, catalogue, list_id)
        page = public_list_page(*found, values=typed, errors=errors)
        refused = render(request, "publicity/public_list.html", page, status=error.status)
        return _with_token(request, settings, refused)
    return go_to(request, f"/publicity/{list_id}?done=sent")


def _with_token(request: Request, settings: Config, response: Response) -> Response:
    """Give a visitor without a session the cookie that its form token is compared with."""
    if not request.state.actor.signed_in:
        response.set_cookie(
            visitor_cookie(settings),
            request.state.csrf_token,
            httponly=True,
            secure=settings.secure,
            samesite="lax",
        )
    return response
