"""The public directory of service providers: no login, no ranking, nothing to buy."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers.directory import Directory, directory, grading_list, listed_entry
from backend.web.dependencies import Criteria, Db, Visitor
from backend.web.forms import FormModel, OptionalBlank, parse_query, text
from backend.web.render import render
from backend.web.views.providers import directory_page, grades_page, provider_page, wanted_of

router = APIRouter()

_EARLIEST, _LATEST = 2000, 2100


class DirectoryQuery(FormModel):
    """What may stand in the address of the directory."""

    labels: ClassVar[dict[str, str]] = {
        "name": "名称",
        "capability": "服务能力",
        "division": "行业大类",
        "area": "服务地区",
        "free": "只看还可承接的",
        "year": "分级年度",
        "grade": "评价等级",
        "after": "翻页位置",
    }
    name: text(60, 0) = ""  # type: ignore[valid-type]
    capability: text(40, 0) = ""  # type: ignore[valid-type]
    division: text(4, 0) = ""  # type: ignore[valid-type]
    area: text(6, 0) = ""  # type: ignore[valid-type]
    free: Literal["", "1"] = ""
    year: Annotated[int | None, OptionalBlank] = Field(default=None, ge=_EARLIEST, le=_LATEST)
    grade: text(40, 0) = ""  # type: ignore[valid-type]
    after: text(20, 0) = ""  # type: ignore[valid-type]


class GradesQuery(FormModel):
    """What may stand in the address of a grading list."""

    labels: ClassVar[dict[str, str]] = {"year": "年度", "after": "翻页位置"}
    year: int | None = Field(None, ge=_EARLIEST, le=_LATEST)
    after: text(20, 0) = ""  # type: ignore[valid-type]


@router.get("/providers")
def providers(request: Request, database: Db, catalogue: Criteria, actor: Visitor) -> Response:
    """The directory, narrowed by the address."""
    given = parse_query(DirectoryQuery, request.query_params).model_dump()
    after = given.pop("after")
    values = {name: str(value) for name, value in given.items() if value is not None}
    try:
        found = directory(database, actor, catalogue, wanted_of(given), after=after)
    except InvalidInputError as error:
        page = directory_page(catalogue, Directory((), "", ()), values, after, error.fields)
        return render(request, "providers/list.html", page, status=error.status)
    return render(request, "providers/list.html", directory_page(catalogue, found, values, after))


@router.get("/providers/grades")
def grades(request: Request, database: Db, actor: Visitor) -> Response:
    """The province's grading list of a year, as published."""
    query = parse_query(GradesQuery, request.query_params)
    found = grading_list(database, actor, query.year, after=query.after)
    return render(request, "providers/grades.html", grades_page(found, query.after))


@router.get("/providers/{provider_id}")
def provider(
    request: Request, provider_id: str, database: Db, catalogue: Criteria, actor: Visitor
) -> Response:
    """One provider: what it offers, its cases, its grades."""
    entry = listed_entry(database, actor, provider_id)
    return render(request, "providers/one.html", provider_page(catalogue, entry))
