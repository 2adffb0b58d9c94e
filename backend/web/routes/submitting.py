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
from backend.services.integrity import keeping
from backend.services.integrity.keeping import Explanation, StaleNoteError
from backend.services.offering import has_purposes
from backend.services.submitting import Receipt
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import FormModel, parse, text
from backend.web.language import _
from backend.web.render import go_to, render
from backend.web.views.integrity import FormHints, form_hints
from backend.web.views.needs import NeedsView, needs_view

router = APIRouter()


class SubmitForm(FormModel):
    """Fields of the declaration. `seen` is the state of the form that the page showed."""

    labels: ClassVar[dict[str, str]] = {"seen": "版本信息", "truthful": "真实性承诺"}
    seen: int = Field(ge=0, le=2**31 - 1)
    truthful: Literal["yes"] | None = None


class NoteForm(FormModel):
    """What the firm says about a hint; `was` is what stood there when the page was opened."""

    labels: ClassVar[dict[str, str]] = {"key": "提示", "note": "说明", "was": "原来的说明"}
    key: text(100)  # type: ignore[valid-type]
    note: text(500, 0) = ""  # type: ignore[valid-type]
    was: text(500, 0) = ""  # type: ignore[valid-type]


@dataclass(frozen=True)
class CheckPage:
    """Context of form/check.html; `hints` never decide whether it can be submitted."""

    check: Check
    facts: NeedsView
    hints: FormHints
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


@router.post("/assessments/{assessment_id}/hints")
def explain(
    request: Request, assessment_id: str, *, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Say something about a hint; an empty text takes it away."""
    typed: dict[str, str] = {}
    try:
        fields = parse(NoteForm, form)
        typed = {fields.key: fields.note}
        said = Explanation(fields.key, fields.note, fields.was)
        keeping.explain(database, actor, catalogue, assessment_id, said)
    except InvalidInputError as error:
        key = str(form.get("key", ""))[:100]
        status, errors = error.status, {f"note:{key}": next(iter(error.fields.values()))}
    except StaleNoteError as error:
        status, errors = error.status, {f"note:{error.key}": error.message}
    except ConflictError as error:
        status, errors = error.status, {"hints": error.message}
    else:
        return go_to(request, f"/assessments/{assessment_id}/check#hints")
    found = checking.check(database, actor, catalogue, assessment_id)
    if not found.head.is_open:
        return go_to(request, f"/assessments/{assessment_id}/submitted")
    page = replace(_check_page(database, actor, catalogue, found, typed), errors=errors)
    return render(request, "form/check.html", page, status=status)


@router.get("/assessments/{assessment_id}/submitted")
def submitted(
    request: Request, assessment_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """The receipt with its reference number."""
    receipt = submitting.receipt(database, actor, catalogue, assessment_id)
    return render(request, "form/submitted.html", SubmittedPage(receipt))


def _check_page(
    database: Db,
    actor: Enterprise,
    catalogue: Criteria,
    found: Check,
    typed: Mapping[str, str] | None = None,
) -> CheckPage:
    head = found.head
    known = asking.instrument_facts(database, actor, catalogue, head.unit_id, (head.key, head.purpose))
    purpose = _(PURPOSES[head.purpose]) if has_purposes(catalogue, head.key) else ""
    hints = keeping.of_form(database, actor, catalogue, head.assessment_id)
    return CheckPage(found, needs_view(known), form_hints(found, hints, typed or {}), purpose)


def _declared(form: FormData) -> SubmitForm:
    fields = parse(SubmitForm, form)
    if fields.truthful is None:
        raise InvalidInputError({"truthful": _("请阅读真实性承诺并勾选后再提交。")})
    return fields
