"""The last look at a form, its submission, and the receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.datastructures import FormData
from starlette.responses import Response

from assessments.wording import PURPOSES
from backend.services import asking, checking, submitting
from backend.services.checking import Check
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.offering import has_purposes
from backend.services.submitting import Receipt
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import FormModel, parse
from backend.web.language import _
from backend.web.render import go_to, render
from backend.web.views.needs import NeedsView, needs_view

router = APIRouter()


class SubmitForm(FormModel):
    """Fields of the declaration. `seen` is the state of the form that the page showed."""

    labels: ClassVar[dict[str, str]] = {"seen": "版本信息", "truthful": "真实性承诺"}
    seen: int = Field(ge=0, le=2**31 - 1)
    truthful: Literal["yes"] | None = None


@dataclass(frozen=True)
class CheckPage:
    """Context of form/check.html."""

    check: Check
    facts: NeedsView
    purpose: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SubmittedPage:
    """Context of form/submitted.html."""

    receipt: Receipt


@router.get("/assessments/{assessment_id}/check")
def check(
    request: Request, assessment_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """检查答案: everything that was answered, what is open, and the declaration."""
    found = checking.check(database, actor, catalogue, assessment_id)
    if not found.head.is_open:
        return go_to(request, f"/assessments/{assessment_id}/submitted")
    return render(request, "form/check.html", _check_page(database, actor, catalogue, found))


@router.post("/assessments/{assessment_id}/submit")
def submit(
    request: Request, assessment_id: str, *, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Submit; sent twice, it leads to the receipt of the one submission."""
    try:
        submitting.submit(database, actor, catalogue, assessment_id, _declared(form).seen)
    except InvalidInputError as error:
        status, errors = error.status, error.fields
    except ConflictError as error:
        status, errors = error.status, {"answers-checked": error.message}
    else:
        return go_to(request, f"/assessments/{assessment_id}/submitted")
    page = _check_page(database, actor, catalogue, checking.check(database, actor, catalogue, assessment_id))
    page = replace(page, errors=errors)
    return render(request, "form/check.html", page, status=status)


@router.get("/assessments/{assessment_id}/submitted")
def submitted(
    request: Request, assessment_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """The receipt with its reference number."""
    receipt = submitting.receipt(database, actor, catalogue, assessment_id)
    return render(request, "form/submitted.html", SubmittedPage(receipt))


def _check_page(database: Db, actor: Enterprise, catalogue: Criteria, found: Check) -> CheckPage:
    head = found.head
    known = asking.instrument_facts(database, actor, catalogue, head.unit_id, (head.key, head.purpose))
    purpose = _(PURPOSES[head.purpose]) if has_purposes(catalogue, head.key) else ""
    return CheckPage(found, needs_view(known), purpose)


def _declared(form: FormData) -> SubmitForm:
    fields = parse(SubmitForm, form)
    if fields.truthful is None:
        raise InvalidInputError({"truthful": _("请阅读真实性承诺并勾选后再提交。")})
    return fields
