"""Kinds of firms: 企业画像 of a unit of one's own, 企业类型 of an area, and what the province decides."""

from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from assessments.schema.common import zh
from backend.services.errors import ConflictError
from backend.services.kinds_of_firms import area_kinds, firm_kind, fitting
from backend.web.dependencies import Criteria, Db, Enterprise, Form, Official
from backend.web.forms import FormModel, parse, parse_query, text
from backend.web.language import _
from backend.web.render import go_to, render
from backend.web.views.kinds_area import area_kinds_page
from backend.web.views.kinds_firm import firm_kind_page

router = APIRouter()

LABELS = {"questionnaire": "评价工具", "decision": "处理"}
DONE = {
    "": "",
    "fit": _("已重新计算，结果待您确认。"),
    "accept": _("已启用，各地和企业现在看到的是这一结果。"),
    "discard": _("已放弃这次结果，正在使用的分类不变。"),
}


class KindQuery(FormModel):
    """What may stand in the address of a unit's page: which questionnaire."""

    labels: ClassVar[dict[str, str]] = LABELS
    questionnaire: text(60, 0) = ""  # type: ignore[valid-type]


class KindsQuery(KindQuery):
    """What may stand in the address of an area's page: which questionnaire, and what was done before."""

    done: Literal["", "fit", "accept", "discard"] = ""


class FitForm(FormModel):
    """Which questionnaire's kinds to look for anew."""

    labels: ClassVar[dict[str, str]] = LABELS
    questionnaire: text(60)  # type: ignore[valid-type]


class DecisionForm(FitForm):
    """What becomes of a result."""

    decision: Literal["accept", "discard"]


@router.get("/units/{unit_id}/kind")
def of_unit(request: Request, unit_id: str, database: Db, catalogue: Criteria, actor: Enterprise) -> Response:
    """Which kind a unit belongs to."""
    query = parse_query(KindQuery, request.query_params)
    found = firm_kind.kind_of_unit(database, actor, catalogue, unit_id, query.questionnaire)
    rungs: tuple[str, ...] = ()
    if found.placed is not None:
        ladder = catalogue.ladders[catalogue.questionnaire(found.placed.model.version).ladder]
        rungs = (zh(ladder.below), *(zh(level.name) for level in ladder.levels))
    return render(request, "unit/kind.html", firm_kind_page(found, rungs))


@router.get("/regions/{code}/kinds")
def of_area(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The kinds in an area."""
    query = parse_query(KindsQuery, request.query_params)
    found = area_kinds.area_kinds(database, actor, catalogue, code, query.questionnaire)
    return render(request, "region_kinds.html", area_kinds_page(found, done=DONE[query.done]))


@router.post("/regions/{code}/kinds/fit")
def fit(
    request: Request, code: str, database: Db, catalogue: Criteria, actor: Official, form: Form
) -> Response:
    """Look for kinds anew: a candidate that the province decides on."""
    given = parse(FitForm, form)
    is_done = area_kinds.refit(database, actor, catalogue, code, given.questionnaire)
    done = "&done=fit" if is_done else ""
    return go_to(request, f"/regions/{code}/kinds?questionnaire={given.questionnaire}{done}")


@router.post("/regions/{code}/kinds/{model_id}/decision")
def decide(
    request: Request,
    code: str,
    model_id: str,
    form: Form,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Put a candidate in use, or discard it."""
    given = parse(DecisionForm, form)
    here = f"/regions/{code}/kinds?questionnaire={given.questionnaire}"
    try:
        fitting.decide(database, actor, catalogue, code, model_id, accept=given.decision == "accept")
    except ConflictError as error:
        found = area_kinds.area_kinds(database, actor, catalogue, code, given.questionnaire)
        return render(
            request, "region_kinds.html", area_kinds_page(found, error=str(error)), status=error.status
        )
    return go_to(request, f"{here}&done={given.decision}")
