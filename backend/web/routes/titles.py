"""Titles held in an area: the list, entering and revoking one, those without a unit, the list as a file."""

from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from assessments.loader import Catalogue
from backend.services import title_matching, titles
from backend.services.areas import find_area
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.title_export import title_workbook
from backend.services.title_kinds import derived_end
from backend.services.titles import NewTitle, TitleFilter
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.downloads import download
from backend.web.forms import Day, FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.titles import Shown, open_titles_page, titles_page

router = APIRouter()

TITLE_LABELS = {
    "kind": "称号",
    "county": "所在县（市、区）",
    "credit_code": "统一社会信用代码",
    "holder_name": "持有单位名称",
    "project": "项目、车间或工厂名称",
    "batch": "批次",
    "notice": "文号",
    "start": "起始日期",
    "end": "终止日期",
    "derive_end": "推算终止日期",
    "source": "数据来源",
}

TitleId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class FilterQuery(FormModel):
    """What may narrow the list of titles."""

    labels: ClassVar[dict[str, str]] = {"kind": "称号", "show": "状态", "name": "持有单位"}
    kind: text(80, 0) = ""  # type: ignore[valid-type]
    show: Literal["", "in_force", "ending", "lapsed", "over", "revoked", "unmatched", "derived"] = ""
    name: text(100, 0) = ""  # type: ignore[valid-type]

    @property
    def wanted(self) -> TitleFilter:
        """The filter as the service takes it."""
        return TitleFilter(self.kind, self.show, self.name)


class TitlesQuery(FilterQuery):
    """What may stand in the address of the list of titles; `done` says what the page before has done."""

    labels: ClassVar[dict[str, str]] = {**FilterQuery.labels, "after": "翻页位置", "done": "提示"}
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "entered", "revoked"] = ""


class OpenQuery(FormModel):
    """What may stand in the address of the titles without a unit."""

    labels: ClassVar[dict[str, str]] = {"after": "翻页位置", "done": "提示"}
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "matched", "left", "by_code", "none_by_code"] = ""


class TitleForm(FormModel):
    """Fields of a new title."""

    labels: ClassVar[dict[str, str]] = TITLE_LABELS
    kind: text(80)  # type: ignore[valid-type]
    county: text(6)  # type: ignore[valid-type]
    credit_code: text(40, 0) = ""  # type: ignore[valid-type]
    holder_name: text(100, 0) = ""  # type: ignore[valid-type]
    project: text(100, 0) = ""  # type: ignore[valid-type]
    batch: text(60, 0) = ""  # type: ignore[valid-type]
    notice: text(60, 0) = ""  # type: ignore[valid-type]
    start: Day
    end: Annotated[Day | None, OptionalBlank] = None
    derive_end: Literal["", "yes"] = ""
    source: text(200)  # type: ignore[valid-type]

    def title(self, catalogue: Catalogue) -> NewTitle:
        """The title as the service takes it, with the end by the kind's validity where that was asked for."""
        fields: dict[str, Any] = self.model_dump(exclude={"derive_end"})
        kind = catalogue.recognition_kinds.get(self.kind)
        if self.end is not None or not self.derive_end or kind is None:
            return NewTitle(**fields)
        end = derived_end(kind, self.start)
        if end is None:
            raise InvalidInputError(
                {"derive_end": "没有读到这种称号的有效期规定，不能推算；请按名单填写终止日期，或留空。"}
            )
        return NewTitle(**{**fields, "end": end, "end_derived": True})


class RevokeForm(FormModel):
    """The day from which a title no longer counts."""

    labels: ClassVar[dict[str, str]] = {"revoked_on": "撤销日期"}
    revoked_on: Day


class MatchForm(FormModel):
    """Which unit holds a title."""

    labels: ClassVar[dict[str, str]] = {"unit": "登记单位"}
    unit: Annotated[str, Field(pattern="^[0-9a-f]{20}$")]


@router.get("/regions/{code}/titles")
def title_list(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The titles of an area, page by page, and the form for a new one."""
    query = parse_query(TitlesQuery, request.query_params)
    found = titles.list_titles(database, actor, catalogue, code, query.wanted, after=query.after)
    shown = Shown(query.kind, query.show, query.name, query.after, query.done)
    return render(request, "region_titles.html", titles_page(catalogue, found, shown))


@router.get("/regions/{code}/titles/file")
def title_file(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The filtered list as a workbook."""
    query = parse_query(FilterQuery, request.query_params)
    content = title_workbook(database, actor, catalogue, code, query.wanted)
    name = find_area(catalogue, actor, code).name
    return download(request, content, f"titles-{code}.xlsx", f"{name}-认定称号.xlsx")


@router.post("/regions/{code}/titles")
def enter_title(
    request: Request, code: str, form: Form, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Enter a title; a refused form comes back with what was typed."""
    try:
        new = parse(TitleForm, form).title(catalogue)
        titles.enter(database, actor, catalogue, code, new)
    except (InvalidInputError, ConflictError) as error:
        errors = error.fields if isinstance(error, InvalidInputError) else {"holder_name": error.message}
        typed = {name: str(form.get(name, ""))[:200] for name in TITLE_LABELS}
        found = titles.list_titles(database, actor, catalogue, code)
        page = titles_page(catalogue, found, Shown(values=typed, errors=errors))
        return render(request, "region_titles.html", page, ("entry",), error.status)
    return go_to(request, f"/regions/{code}/titles?done=entered")


@router.get("/regions/{code}/titles/unmatched")
def open_list(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The titles about whose holder a person has to decide, with the units that may be it."""
    query = parse_query(OpenQuery, request.query_params)
    found = title_matching.open_titles(database, actor, catalogue, code, query.after)
    page = open_titles_page(found, after=query.after, done=query.done)
    return render(request, "region_titles_open.html", page)


@router.post("/regions/{code}/titles/unmatched/by-code")
def match_codes(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """Give all titles with a code to the units that have been registered since."""
    found = title_matching.match_by_code(database, actor, catalogue, code)
    done = "by_code" if found else "none_by_code"
    return go_to(request, f"/regions/{code}/titles/unmatched?done={done}")


@router.post("/regions/{code}/titles/{title_id}/match")
def match_title(
    request: Request,
    code: str,
    title_id: TitleId,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Say which unit holds a title; where that would count twice, the page says so."""
    fields = parse(MatchForm, form)
    try:
        title_matching.confirm(database, actor, catalogue, code, title_id, unit_id=fields.unit)
    except ConflictError as error:
        found = title_matching.open_titles(database, actor, catalogue, code)
        page = open_titles_page(found, error=error.message)
        return render(request, "region_titles_open.html", page, status=error.status)
    return go_to(request, f"/regions/{code}/titles/unmatched?done=matched")


@router.post("/regions/{code}/titles/{title_id}/leave")
def leave_title(
    request: Request, code: str, title_id: TitleId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Say that none of the registered units holds a title."""
    title_matching.leave(database, actor, catalogue, code, title_id)
    return go_to(request, f"/regions/{code}/titles/unmatched?done=left")


@router.post("/regions/{code}/titles/{title_id}/revoke")
def revoke_title(
    request: Request,
    code: str,
    title_id: TitleId,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """End a title from a day on."""
    fields = parse(RevokeForm, form)
    titles.revoke(database, actor, catalogue, code, title_id, day=fields.revoked_on)
    return go_to(request, f"/regions/{code}/titles?done=revoked")
