"""同类企业对照: a unit beside firms like it, and the province's published tables."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from backend.services.errors import ConflictError, InvalidInputError
from backend.services.peers_of_firms import area, comparison, publishing
from backend.web.dependencies import Criteria, Db, Enterprise, Form, Official
from backend.web.forms import FormModel, parse, parse_query, text
from backend.web.language import _
from backend.web.render import go_to, render
from backend.web.views.benchmarks import benchmarks_page
from backend.web.views.peers_of_firms import peers_page

router = APIRouter()

Name = Annotated[str, Query(max_length=80)]


class BenchmarksQuery(FormModel):
    """What may stand in the address of the published tables."""

    labels: ClassVar[dict[str, str]] = {
        "questionnaire": "问卷", "city": "设区市", "group": "分组", "done": "提示",
    }  # fmt: skip
    questionnaire: text(60, 0) = ""  # type: ignore[valid-type]
    city: text(6, 0) = ""  # type: ignore[valid-type]
    group: text(30, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "published"] = ""


class PublishForm(FormModel):
    """What is asked of somebody who publishes."""

    labels: ClassVar[dict[str, str]] = {"questionnaire": "问卷"}
    questionnaire: text(60)  # type: ignore[valid-type]


@router.get("/units/{unit_id}/peers")
def peers(
    request: Request,
    unit_id: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    questionnaire: Name = "",
) -> Response:
    """A unit beside the firms like it."""
    found = comparison.compare(database, actor, catalogue, unit_id, questionnaire)
    return render(request, "peers/unit.html", peers_page(catalogue, found))


@router.get("/regions/{code}/benchmarks")
def benchmarks(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The published tables of an area."""
    query = parse_query(BenchmarksQuery, request.query_params)
    wanted = area.Wanted(query.questionnaire, query.city, query.group)
    found = area.read(database, actor, catalogue, code, wanted)
    done = _("对照数据已发布，同类企业现在可以看到。") if query.done else ""
    return render(request, "peers/area.html", benchmarks_page(catalogue, found, done=done))


@router.post("/regions/{code}/benchmarks")
def publish(
    request: Request, code: str, database: Db, catalogue: Criteria, actor: Official, form: Form
) -> Response:
    """Publish the tables of a questionnaire as of today."""
    try:
        typed = parse(PublishForm, form)
        publishing.publish(database, actor, catalogue, code, typed.questionnaire)
    except (InvalidInputError, ConflictError) as error:
        found = area.read(database, actor, catalogue, code)
        refused = isinstance(error, InvalidInputError)
        errors = error.fields if isinstance(error, InvalidInputError) else {"questionnaire": error.message}
        chosen = str(form.get("questionnaire", ""))[:60]
        page = benchmarks_page(catalogue, found, chosen=chosen, errors=errors)
        return render(request, "peers/area.html", page, status=422 if refused else 409)
    return go_to(request, f"/regions/{code}/benchmarks?questionnaire={typed.questionnaire}&done=published")
