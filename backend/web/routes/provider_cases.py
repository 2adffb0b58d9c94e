"""The cases of a service provider of one's own."""

from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers import cases, own
from backend.services.providers.cases import NewCase
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import Day, FormModel, parse, text
from backend.web.render import go_to, render
from backend.web.views.provider import cases_page

router = APIRouter()

_LONGEST = 500


class CaseForm(FormModel):
    """Fields of a case."""

    labels: ClassVar[dict[str, str]] = {
        "title": "案例名称",
        "customer": "客户名称",
        "customer_agreed": "客户同意公开名称",
        "capability": "主要服务能力",
        "industry": "客户所属行业",
        "county": "客户所在地",
        "started_on": "开始日期",
        "finished_on": "完成日期",
        "outcome": "成效",
        "evidence": "证明材料",
        "evidence_date": "证明材料的日期",
    }
    title: text(100)  # type: ignore[valid-type]
    customer: text(100, 0) = ""  # type: ignore[valid-type]
    customer_agreed: bool = False
    capability: text(40)  # type: ignore[valid-type]
    industry: text(4, 0) = ""  # type: ignore[valid-type]
    county: text(6, 0) = ""  # type: ignore[valid-type]
    started_on: Day
    finished_on: Day
    outcome: text(_LONGEST)  # type: ignore[valid-type]
    evidence: text(300)  # type: ignore[valid-type]
    evidence_date: Day


@router.get("/provider/{provider_id}/cases")
def case_list(
    request: Request, provider_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """The cases, and the form for another one."""
    found = own.own(database, actor, provider_id)
    return render(request, "provider/cases.html", cases_page(catalogue, found))


@router.post("/provider/{provider_id}/cases")
def add_case(
    request: Request, provider_id: str, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Add a case."""
    try:
        new = NewCase(**parse(CaseForm, form).model_dump())
        cases.add(database, actor, catalogue, provider_id, new)
    except InvalidInputError as error:
        typed = {name: str(form.get(name, ""))[:_LONGEST] for name in CaseForm.labels if name in form}
        page = cases_page(catalogue, own.own(database, actor, provider_id), typed, error.fields)
        return render(request, "provider/cases.html", page, ("entry",), 422)
    return go_to(request, f"/provider/{provider_id}/cases")


@router.post("/provider/{provider_id}/cases/{case_id}/remove")
def remove_case(
    request: Request, provider_id: str, case_id: str, database: Db, actor: Enterprise
) -> Response:
    """Take a case out."""
    cases.remove(database, actor, provider_id, case_id)
    return go_to(request, f"/provider/{provider_id}/cases")
