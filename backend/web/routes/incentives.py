"""The incentives of an area: the list, entering one, taking one off."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from backend.services.advice import incentives
from backend.services.advice.incentives import NewIncentive
from backend.services.errors import ConflictError, InvalidInputError
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.forms import Day, FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.incentives import Shown, incentives_page

router = APIRouter()

LABELS = {
    "area": "地区",
    "kind": "称号",
    "title": "未列出的称号",
    "amount": "金额",
    "measure": "其他措施",
    "document": "文件与文号",
    "start": "施行日期",
    "end": "截止日期",
    "source": "出处",
}

IncentiveId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class ListQuery(FormModel):
    """What may stand in the address of the list; `done` says what the page before has done."""

    labels: ClassVar[dict[str, str]] = {"after": "翻页位置", "done": "提示"}
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: Literal["", "entered", "removed"] = ""


class IncentiveForm(FormModel):
    """Fields of a new incentive; the amount is in 万元."""

    labels: ClassVar[dict[str, str]] = LABELS
    area: text(6)  # type: ignore[valid-type]
    kind: text(60, 0) = ""  # type: ignore[valid-type]
    title: text(60, 0) = ""  # type: ignore[valid-type]
    amount: text(20, 0) = ""  # type: ignore[valid-type]
    measure: text(300, 0) = ""  # type: ignore[valid-type]
    document: text(150)  # type: ignore[valid-type]
    start: Annotated[Day | None, OptionalBlank] = None
    end: Annotated[Day | None, OptionalBlank] = None
    source: text(300)  # type: ignore[valid-type]

    @property
    def new(self) -> NewIncentive:
        """The incentive as the service takes it."""
        return NewIncentive(**self.model_dump())


@router.get("/regions/{code}/incentives")
def incentive_list(
    request: Request, code: str, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """What an area, its parts and the areas above it give for titles, and the form for a new incentive."""
    query = parse_query(ListQuery, request.query_params)
    found = incentives.list_incentives(database, actor, catalogue, code, after=query.after)
    page = incentives_page(catalogue, found, Shown(query.after, query.done))
    return render(request, "region/incentives.html", page)


@router.post("/regions/{code}/incentives")
def enter_incentive(
    request: Request, code: str, form: Form, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Enter an incentive; a refused form comes back with what was typed."""
    typed = {name: str(form.get(name, ""))[:300] for name in LABELS}
    try:
        incentives.enter(database, actor, catalogue, code, parse(IncentiveForm, form).new)
    except (InvalidInputError, ConflictError) as error:
        errors = error.fields if isinstance(error, InvalidInputError) else {"document": error.message}
        found = incentives.list_incentives(database, actor, catalogue, code)
        page = incentives_page(catalogue, found, Shown(values=typed, errors=errors))
        return render(request, "region/incentives.html", page, ("entry",), error.status)
    return go_to(request, f"/regions/{code}/incentives?done=entered")


@router.post("/regions/{code}/incentives/{incentive_id}/remove")
def remove_incentive(
    request: Request, code: str, incentive_id: IncentiveId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Take an incentive off."""
    incentives.remove(database, actor, catalogue, code, incentive_id)
    return go_to(request, f"/regions/{code}/incentives?done=removed")
