"""Reviews: the queue of an area, one submission in it, and what is decided about it."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.datastructures import FormData
from starlette.responses import Response

from backend.services import granting, review_acts, review_file, review_queue, site_checks
from backend.services.errors import InvalidInputError
from backend.services.granting import Grant
from backend.services.review_acts import Decision
from backend.services.review_queue import QueueFilter
from backend.services.site_checks import Finding, Seen
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.forms import Day, FormModel, OptionalBlank, parse, parse_query, text
from backend.web.itemised import split
from backend.web.render import go_to, render
from backend.web.views.reviews import file_page, queue_page

router = APIRouter()

SubmissionId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]
REASON, SEEN, REMARK = "reason", "seen", "remark"
ACT = {"pass": review_acts.pass_on, "return": review_acts.send_back, "refuse": review_acts.refuse}
DONE = {"pass": "passed", "return": "returned", "refuse": "refused"}


class QueueQuery(FormModel):
    """What may stand in the address of the queue; `who` all: whoever acts."""

    labels: ClassVar[dict[str, str]] = {
        "who": "办理级别",
        "step": "环节",
        "questionnaire": "评价工具",
        "county": "县（市、区）",
        "after": "翻页位置",
        "done": "提示",
    }
    who: Literal["", "all"] = ""
    step: text(80, 0) = ""  # type: ignore[valid-type]
    questionnaire: text(80, 0) = ""  # type: ignore[valid-type]
    county: text(6, 0) = ""  # type: ignore[valid-type]
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "passed", "returned", "refused", "recognised"] = ""


class FileQuery(FormModel):
    """What may stand in the address of one review."""

    labels: ClassVar[dict[str, str]] = {"done": "提示"}
    done: Literal["", "checked"] = ""


class DecisionForm(FormModel):
    """The fields every decision has; `step` is the one the page showed."""

    labels: ClassVar[dict[str, str]] = {"step": "环节", "note": "说明"}
    step: text(80)  # type: ignore[valid-type]
    note: text(500, 0) = ""  # type: ignore[valid-type]


class CheckForm(FormModel):
    """The record of an on-site check, the findings per item apart."""

    labels: ClassVar[dict[str, str]] = {
        "step": "环节",
        "day": "核查日期",
        "organisation": "核查机构",
        "experts": "专家人数",
        "level": "核查到的等级",
        "conclusion": "核查结论",
    }
    step: text(80)  # type: ignore[valid-type]
    day: Day
    organisation: text(100)  # type: ignore[valid-type]
    experts: Annotated[int, Field(ge=1, le=99)]
    level: text(20)  # type: ignore[valid-type]
    conclusion: text(500)  # type: ignore[valid-type]


class GrantForm(FormModel):
    """The notice that grants a title."""

    labels: ClassVar[dict[str, str]] = {
        "step": "环节",
        "notice": "公布文号",
        "batch": "批次",
        "start": "起始日期",
        "end": "终止日期",
    }
    step: text(80)  # type: ignore[valid-type]
    notice: text(60)  # type: ignore[valid-type]
    batch: text(60, 0) = ""  # type: ignore[valid-type]
    start: Day
    end: Annotated[Day | None, OptionalBlank] = None


@router.get("/regions/{code}/reviews")
def queue(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The queue of an area, the longest waiting first."""
    query = parse_query(QueueQuery, request.query_params)
    wanted = QueueFilter(query.who != "all", query.step, query.questionnaire, query.county)
    found = review_queue.queue(database, actor, catalogue, code, wanted, after=query.after)
    page = queue_page(catalogue, found, wanted, after=query.after, done=query.done)
    return render(request, "reviews/queue.html", page)


@router.get("/regions/{code}/reviews/{submission_id}")
def one(
    request: Request,
    code: str,
    submission_id: SubmissionId,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """A submission in review; the view is recorded."""
    query = parse_query(FileQuery, request.query_params)
    found = review_file.review_file(database, actor, catalogue, code, submission_id)
    return render(request, "reviews/file.html", file_page(catalogue, found, done=query.done))


@router.post("/regions/{code}/reviews/{submission_id}/decide/{act}")
def decide(
    request: Request,
    code: str,
    submission_id: SubmissionId,
    act: Literal["pass", "return", "refuse"],
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Pass a submission on, return it with reasons, or refuse it."""
    try:
        rest, items = split(form, (REASON,))
        fields = parse(DecisionForm, rest)
        decision = Decision(submission_id, fields.step, fields.note, items[REASON])
        ACT[act](database, actor, catalogue, decision)
    except InvalidInputError as error:
        found = review_file.review_file(database, actor, catalogue, code, submission_id)
        page = file_page(catalogue, found, typed=_typed(form), errors=error.fields)
        return render(request, "reviews/file.html", page, status=422)
    return go_to(request, f"/regions/{code}/reviews?done={DONE[act]}")


@router.get("/regions/{code}/reviews/{submission_id}/check")
def check_form(
    request: Request,
    code: str,
    submission_id: SubmissionId,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """The form for an on-site check."""
    found = review_file.review_file(database, actor, catalogue, code, submission_id)
    barred = site_checks.barred(database, actor, submission_id)
    return render(request, "reviews/check.html", file_page(catalogue, found, barred=barred))


@router.post("/regions/{code}/reviews/{submission_id}/check")
def check(
    request: Request,
    code: str,
    submission_id: SubmissionId,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Record an on-site check."""
    try:
        rest, items = split(form, (SEEN, REMARK))
        fields = parse(CheckForm, rest)
        findings = {
            item: Finding(said == "confirmed", items[REMARK].get(item, ""))
            for item, said in items[SEEN].items()
        }
        seen = Seen(submission_id=submission_id, findings=findings, **fields.model_dump())
        site_checks.record_check(database, actor, catalogue, seen)
    except InvalidInputError as error:
        found = review_file.review_file(database, actor, catalogue, code, submission_id)
        barred = site_checks.barred(database, actor, submission_id)
        page = file_page(catalogue, found, barred=barred, typed=_typed(form), errors=error.fields)
        return render(request, "reviews/check.html", page, status=422)
    return go_to(request, f"/regions/{code}/reviews/{submission_id}?done=checked")


@router.post("/regions/{code}/reviews/{submission_id}/recognise")
def recognise(
    request: Request,
    code: str,
    submission_id: SubmissionId,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Grant the title."""
    try:
        fields = parse(GrantForm, form)
        granting.recognise(
            database, actor, catalogue, Grant(submission_id=submission_id, **fields.model_dump())
        )
    except InvalidInputError as error:
        found = review_file.review_file(database, actor, catalogue, code, submission_id)
        page = file_page(catalogue, found, typed=_typed(form), errors=error.fields)
        return render(request, "reviews/file.html", page, status=422)
    return go_to(request, f"/regions/{code}/reviews?done=recognised")


def _typed(form: FormData) -> Mapping[str, str]:
    """What was typed, for showing a refused form again."""
    return {name: value[:500] for name, value in form.items() if isinstance(value, str)}
