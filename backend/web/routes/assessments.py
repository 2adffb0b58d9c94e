"""Filling a form: opening it, the list of tasks, a domain, one answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assessments.wording import PURPOSES
from backend.services import asking, assessing, form_pages, saving
from backend.services.carried_report import CarriedReport, carried_report
from backend.services.errors import InvalidInputError, ServiceError
from backend.services.form_pages import DomainView, TaskList
from backend.services.instrument import EVERYTHING
from backend.services.item_view import ItemView, stale_attempt
from backend.services.offering import has_purposes
from backend.services.saving import SavedAnswer, StaleAnswerError
from backend.web.answer_form import Typed, items_in, typed
from backend.web.dependencies import Config, Criteria, Db, Enterprise, Form
from backend.web.forms import FormModel, parse, text
from backend.web.language import _
from backend.web.render import go_to, render, wants_fragment
from backend.web.views.needs import NeedsView, needs_view

router = APIRouter()

TargetLevel = Annotated[str, Query(max_length=20)]
Count = Annotated[int | None, Query(ge=0, le=1000)]


class OpenForm(FormModel):
    """Fields of the button that opens a form."""

    labels: ClassVar[dict[str, str]] = {
        "questionnaire": "问卷",
        "purpose": "用途",
        "carry": "从上次结果带入",
    }
    questionnaire: text(60, 0) = ""  # type: ignore[valid-type]
    purpose: text(20, 0) = ""  # type: ignore[valid-type]
    carry: text(3, 0) = ""  # type: ignore[valid-type]


class PurposeForm(FormModel):
    """Fields of the button that changes what a form is filled for."""

    labels: ClassVar[dict[str, str]] = {"purpose": "用途"}
    purpose: text(20, 0) = ""  # type: ignore[valid-type]


@dataclass(frozen=True)
class TaskListPage:
    """Context of form/task_list.html."""

    tasks: TaskList
    facts: NeedsView
    purpose: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DomainPage:
    """Context of form/domain.html. `stored` is how many answers 保存本页 has just stored, None before it."""

    view: DomainView
    upload_limit_mb: int
    stored: int | None = None
    conflicts: tuple[ItemView, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SavedPart:
    """Context of form/item_saved.html; `blocks` are the items that have to be drawn anew."""

    assessment_id: str
    saved: SavedAnswer
    blocks: tuple[ItemView, ...]
    upload_limit_mb: int
    said: str = ""


@dataclass(frozen=True)
class ItemPart:
    """Context of form/item_block.html and form/item_said.html."""

    assessment_id: str
    item: ItemView
    upload_limit_mb: int


@dataclass(frozen=True)
class CarriedPage:
    """Context of form/carried.html."""

    report: CarriedReport


@dataclass(frozen=True)
class RefusedPart:
    """Context of form/refused.html: why one answer was not stored."""

    message: str


@router.post("/units/{unit_id}/assessments")
def open_form(
    request: Request, unit_id: str, *, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Open this year's form of a unit, or go on with the one that is there."""
    fields = parse(OpenForm, form)
    carry = bool(fields.carry)
    opened = assessing.open_assessment(
        database, actor, catalogue, unit_id, fields.questionnaire, purpose=fields.purpose, carry=carry
    )
    return go_to(request, f"/assessments/{opened}{'/carried' if carry else ''}")


@router.post("/assessments/{assessment_id}/purpose")
def change_purpose(
    request: Request, assessment_id: str, *, form: Form, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """Fill an open form for another purpose."""
    fields = parse(PurposeForm, form)
    assessing.change_purpose(database, actor, catalogue, assessment_id, fields.purpose)
    return go_to(request, f"/assessments/{assessment_id}")


@router.get("/assessments/{assessment_id}")
def task_list(
    request: Request,
    assessment_id: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    target: TargetLevel = EVERYTHING,
) -> Response:
    """The hub of a form; a submitted one shows its receipt instead."""
    tasks = form_pages.task_list(database, actor, catalogue, assessment_id, target)
    if not tasks.head.is_open:
        return go_to(request, f"/assessments/{assessment_id}/submitted")
    head = tasks.head
    known = asking.instrument_facts(database, actor, catalogue, head.unit_id, (head.key, head.purpose))
    page = TaskListPage(
        tasks=tasks,
        facts=needs_view(known),
        purpose=_(PURPOSES[head.purpose]) if has_purposes(catalogue, head.key) else "",
        choices=tuple((purpose.value, _(PURPOSES[purpose])) for purpose in head.choices),
    )
    return render(request, "form/task_list.html", page)


@router.get("/assessments/{assessment_id}/carried")
def carried(
    request: Request, assessment_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """What was taken over from the last submission and what was not; without one, the hub of the form."""
    report = carried_report(database, actor, catalogue, assessment_id)
    if report is None:
        return go_to(request, f"/assessments/{assessment_id}")
    return render(request, "form/carried.html", CarriedPage(report))


@router.get("/assessments/{assessment_id}/domains/{domain_id}")
def domain(
    request: Request,
    assessment_id: str,
    domain_id: str,
    *,
    database: Db,
    settings: Config,
    catalogue: Criteria,
    actor: Enterprise,
    target: TargetLevel = EVERYTHING,
    stored: Count = None,
) -> Response:
    """A domain of the form with its items."""
    view = form_pages.domain_page(database, actor, catalogue, assessment_id, domain_id, target=target)
    if not view.head.is_open:
        return go_to(request, f"/assessments/{assessment_id}/submitted")
    return render(request, "form/domain.html", DomainPage(view, settings.upload_limit_mb, stored))


@router.post("/assessments/{assessment_id}/domains/{domain_id}")
def save_domain(
    request: Request,
    assessment_id: str,
    domain_id: str,
    *,
    form: Form,
    database: Db,
    settings: Config,
    catalogue: Criteria,
    actor: Enterprise,
    target: TargetLevel = EVERYTHING,
) -> Response:
    """保存本页: what neither conflicts nor is wrong is stored; the rest is shown again.

    本页全部确认 does the same and gives the answers on the page that were taken over.
    """
    entered: dict[str, Typed] = {}
    problems: dict[str, str] = {}
    for item_id in items_in(form):
        try:
            entered[item_id] = typed(form, item_id)
        except InvalidInputError as error:
            problems |= error.fields
    confirms = bool(form.get("confirm_all"))
    commands = [each.command(assessment_id, confirms=confirms) for each in entered.values()]
    outcome = saving.save_page(database, actor, catalogue, commands)
    problems |= outcome.problems
    path = f"/assessments/{assessment_id}/domains/{domain_id}?stored={outcome.stored}"
    if not outcome.conflicts and not problems:
        return go_to(request, path if target == EVERYTHING else f"{path}&target={target}")
    attempts = {item_id: stale_attempt(error) for item_id, error in outcome.conflicts.items()}
    for item_id in problems.keys() & entered.keys():
        attempts[item_id] = entered[item_id].refused(problems[item_id])
    view = form_pages.domain_page(
        database, actor, catalogue, assessment_id, domain_id, target=target, attempts=attempts
    )
    conflicts = tuple(item for group in view.groups for item in group.items if item.conflict)
    errors = {f"item-{item_id}": message for item_id, message in problems.items()}
    page = DomainPage(view, settings.upload_limit_mb, outcome.stored, conflicts, errors)
    return render(request, "form/domain.html", page, status=409 if conflicts else 422)


@router.get("/assessments/{assessment_id}/items/{item_id}")
def item(
    request: Request,
    assessment_id: str,
    item_id: str,
    *,
    database: Db,
    settings: Config,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """One item as it is stored: for htmx its block, without scripts its place on the domain's page."""
    found = form_pages.items_page(database, actor, catalogue, assessment_id, (item_id,))
    if not wants_fragment(request):
        return go_to(request, f"/assessments/{assessment_id}/domains/{found.domain}#item-{item_id}")
    part = ItemPart(assessment_id, found.items[0], settings.upload_limit_mb)
    return render(request, "form/item_block.html", part)


@router.post("/assessments/{assessment_id}/items/{item_id}")
def save_item(
    request: Request,
    assessment_id: str,
    item_id: str,
    *,
    form: Form,
    database: Db,
    settings: Config,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """One answer that saves itself: confirmed at the item, with the progress and what it has locked or freed.

    Without scripts the same leads to the item's place on its page, or to the error page.
    """
    limit = settings.upload_limit_mb
    try:
        entered = typed(form, item_id)
        saved = saving.save_answer(database, actor, catalogue, entered.command(assessment_id))
    except StaleAnswerError as error:
        attempts = {item_id: stale_attempt(error)}
        found = form_pages.items_page(
            database, actor, catalogue, assessment_id, (item_id,), attempts=attempts
        )
        part = ItemPart(assessment_id, found.items[0], limit)
        return render(request, "form/item_said.html", part, status=error.status)
    except ServiceError as error:
        if not wants_fragment(request):
            raise
        return render(request, "form/refused.html", RefusedPart(error.message), status=error.status)
    if not wants_fragment(request):
        return go_to(request, f"/assessments/{assessment_id}/domains/{saved.domain}#item-{item_id}")
    redrawn = tuple(dict.fromkeys([*saved.relocked, *([item_id] if entered.fields.clear else [])]))
    blocks: tuple[ItemView, ...] = ()
    if redrawn:
        blocks = form_pages.items_page(database, actor, catalogue, assessment_id, redrawn).items
    said = _("答案已清除。") if entered.fields.clear else ""
    return render(request, "form/item_saved.html", SavedPart(assessment_id, saved, blocks, limit, said))
