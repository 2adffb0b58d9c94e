"""下一批可申报清单: who may apply next, one candidate in full, and the 推荐汇总表."""

from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend import clock
from backend.services.candidate_case import candidate_case
from backend.services.candidate_export import recommendation, workbook
from backend.services.candidate_list import list_candidates
from backend.services.candidates import all_rules
from backend.web.dependencies import Criteria, Db, Official
from backend.web.downloads import download
from backend.web.forms import FormModel, parse_query, text
from backend.web.render import render
from backend.web.views.candidate_case import candidate_case_page
from backend.web.views.candidates import Shown, candidates_page

router = APIRouter()


class CandidatesQuery(FormModel):
    """What may stand in the address of the list; `target` is a call or version and a rung, with a colon."""

    labels: ClassVar[dict[str, str]] = {
        "target": "申报类别",
        "state": "状态",
        "county": "县（市、区）",
        "group": "地区分组",
        "cluster": "产业集群",
        "division": "行业大类",
        "held": "是否含已认定",
        "after": "翻页位置",
    }
    target: text(110, 0) = ""  # type: ignore[valid-type]
    state: Literal["", "ready", "open", "short"] = ""
    county: text(6, 0) = ""  # type: ignore[valid-type]
    group: text(60, 0) = ""  # type: ignore[valid-type]
    cluster: text(60, 0) = ""  # type: ignore[valid-type]
    division: text(4, 0) = ""  # type: ignore[valid-type]
    held: Literal["", "1"] = ""
    after: text(20, 0) = ""  # type: ignore[valid-type]


def _shown(request: Request) -> tuple[Shown, str]:
    query = parse_query(CandidatesQuery, request.query_params)
    given = query.model_dump()
    after = given.pop("after")
    return Shown(**given), after


@router.get("/regions/{code}/candidates")
def candidates(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The list, page by page."""
    shown, after = _shown(request)
    found = list_candidates(database, actor, catalogue, code, shown.asked(), after=after)
    every = all_rules(catalogue, clock.today())
    return render(request, "candidates/list.html", candidates_page(catalogue, found, every, shown, after))


@router.get("/regions/{code}/candidates/file")
def candidates_file(
    request: Request, code: str, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """The filtered list as a workbook."""
    shown, _after = _shown(request)
    table = recommendation(database, actor, catalogue, code, shown.asked())
    content = workbook(table, is_demo=request.app.state.is_demo)
    name = f"{table.area}推荐汇总表-{table.made_on.isoformat()}.xlsx"
    return download(request, content, "candidates.xlsx", name)


@router.get("/regions/{code}/candidates/{unit_id}")
def candidate(
    request: Request, code: str, unit_id: str, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """One unit beside a rung."""
    shown, _after = _shown(request)
    found = candidate_case(database, actor, catalogue, code, unit_id=unit_id, asked=shown.asked())
    return render(request, "candidates/case.html", candidate_case_page(catalogue, found))
