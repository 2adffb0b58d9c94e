"""Titles held in an area: the list, entering one, revoking one."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from backend.services import titles
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.titles import NewTitle
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.forms import Day, FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.titles import Shown, titles_page

router = APIRouter()

TITLE_LABELS = {
    "kind": "称号",
    "county": "所在县（市、区）",
    "credit_code": "统一社会信用代码",
    "holder_name": "持有单位名称",
    "batch": "批次",
    "notice": "文号",
    "start": "起始日期",
    "end": "终止日期",
    "source": "数据来源",
}

TitleId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class TitlesQuery(FormModel):
    """What may stand in the address of the list of titles; `done` says what the page before has done."""

    labels: ClassVar[dict[str, str]] = {"kind": "称号", "after": "翻页位置", "done": "提示"}
    kind: text(80, 0) = ""  # type: ignore[valid-type]
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "entered", "revoked"] = ""


class TitleForm(FormModel):
    """Fields of a new title."""

    labels: ClassVar[dict[str, str]] = TITLE_LABELS
    kind: text(80)  # type: ignore[valid-type]
    county: text(6)  # type: ignore[valid-type]
    credit_code: text(18, 0) = ""  # type: ignore[valid-type]
    holder_name: text(100, 0) = ""  # type: ignore[valid-type]
    batch: text(60, 0) = ""  # type: ignore[valid-type]
    notice: text(60, 0) = ""  # type: ignore[valid-type]
    start: Day
    end: Annotated[Day | None, OptionalBlank] = None
    source: text(200)  # type: ignore[valid-type]


class RevokeForm(FormModel):
    """The day from which a title no longer counts."""

    labels: ClassVar[dict[str, str]] = {"revoked_on": "撤销日期"}
    revoked_on: Day


@router.get("/regions/{code}/titles")
def title_list(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The titles of an area, page by page, and the form for a new one."""
    query = parse_query(TitlesQuery, request.query_params)
    found = titles.list_titles(database, actor, catalogue, code, kind=query.kind, after=query.after)
    shown = Shown(query.kind, query.after, query.done)
    return render(request, "region_titles.html", titles_page(catalogue, found, shown))


@router.post("/regions/{code}/titles")
def enter_title(
    request: Request, code: str, form: Form, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Enter a title; a refused form comes back with what was typed."""
    try:
        fields = parse(TitleForm, form)
        titles.enter(database, actor, catalogue, code, NewTitle(**fields.model_dump()))
    except (InvalidInputError, ConflictError) as error:
        errors = error.fields if isinstance(error, InvalidInputError) else {"holder_name": error.message}
        typed = {name: str(form.get(name, ""))[:200] for name in TITLE_LABELS}
        found = titles.list_titles(database, actor, catalogue, code)
        page = titles_page(catalogue, found, Shown(values=typed, errors=errors))
        return render(request, "region_titles.html", page, ("entry",), error.status)
    return go_to(request, f"/regions/{code}/titles?done=entered")


@router.post("/regions/{code}/titles/{title_id}/revoke")
def revoke_title(
    request: Request,
    code: str,
    title_id: TitleId,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """End a title from a day on."""
    fields = parse(RevokeForm, form)
    titles.revoke(database, actor, catalogue, code, title_id, day=fields.revoked_on)
    return go_to(request, f"/regions/{code}/titles?done=revoked")
