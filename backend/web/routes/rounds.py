"""An area's rounds: the list, opening one, asking more firms, one with its units, reminding, closing."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from backend.services import rounds, rounds_acts, rounds_choice, rounds_export
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.rounds import UnitFilter
from backend.services.rounds_acts import NewRound
from backend.services.rounds_choice import Choice
from backend.services.sheets import Wanted, read_sheet
from backend.services.uploads import FIELD
from backend.web.dependencies import Config, Criteria, Db, Form, Official
from backend.web.downloads import download
from backend.web.forms import Day, FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.rounds import detail_page, done_words, first_values, form_page, list_page

router = APIRouter()

LIST_LIMIT = 400_000
"""Characters of a pasted list: its lines with names."""
LIST_COLUMNS = Wanted(
    {"code": ("统一社会信用代码", "社会信用代码", "信用代码", "企业代码")},
    ("code",),
    rounds_choice.LINES_LIMIT,
)
LARGEST = 2**31 - 1

RoundId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class ChoiceForm(FormModel):
    """Fields that choose whom to ask; `previewed` is how many units the page before has shown."""

    labels: ClassVar[dict[str, str]] = {
        "by": "选择方式",
        "area": "地区",
        "industry": "行业",
        "size": "规模",
        "scale": "规上",
        "cluster": "产业集群",
        "codes": "名单",
        "previewed": "企业数",
        "act": "操作",
    }
    by: Literal["filter", "codes"] = "filter"
    area: text(6, 0) = ""  # type: ignore[valid-type]
    industry: text(80, 0) = ""  # type: ignore[valid-type]
    size: text(10, 0) = ""  # type: ignore[valid-type]
    scale: text(3, 0) = ""  # type: ignore[valid-type]
    cluster: text(60, 0) = ""  # type: ignore[valid-type]
    codes: text(LIST_LIMIT, 0) = ""  # type: ignore[valid-type]
    previewed: Annotated[int | None, OptionalBlank] = Field(default=None, ge=0, le=LARGEST)
    act: Literal["preview", "confirm"] = "preview"

    @property
    def choice(self) -> Choice:
        """Whom to ask."""
        return Choice(self.by, self.area, self.industry, self.size, self.scale, self.cluster, self.codes)


class RoundForm(ChoiceForm):
    """Fields of a new round; the service reports what is missing, all at once."""

    labels: ClassVar[dict[str, str]] = {
        **ChoiceForm.labels,
        "name": "名称",
        "questionnaire": "问卷",
        "purpose": "用途",
        "opens_on": "开始日期",
        "closes_on": "截止日期",
        "note": "给企业的说明",
    }
    name: text(60, 0) = ""  # type: ignore[valid-type]
    questionnaire: text(60, 0) = ""  # type: ignore[valid-type]
    purpose: text(20, 0) = ""  # type: ignore[valid-type]
    opens_on: Annotated[Day | None, OptionalBlank] = None
    closes_on: Annotated[Day | None, OptionalBlank] = None
    note: text(500, 0) = ""  # type: ignore[valid-type]

    @property
    def new(self) -> NewRound:
        """The round to open."""
        return NewRound(self.name, self.questionnaire, self.purpose, self.opens_on, self.closes_on, self.note)


class ExtendForm(FormModel):
    """The new last day."""

    labels: ClassVar[dict[str, str]] = {"closes_on": "新的截止日期"}
    closes_on: Day


class UnitsQuery(FormModel):
    """What may stand in the address of a round: the filter, the position, what was just done."""

    labels: ClassVar[dict[str, str]] = {
        "state": "状态",
        "county": "县（市、区）",
        "name": "名称或代码",
        "after": "翻页位置",
        "done": "提示",
        "count": "数目",
    }
    state: text(12, 0) = ""  # type: ignore[valid-type]
    county: text(6, 0) = ""  # type: ignore[valid-type]
    name: text(100, 0) = ""  # type: ignore[valid-type]
    after: text(20, 0) = ""  # type: ignore[valid-type]
    done: text(10, 0) = ""  # type: ignore[valid-type]
    count: int = Field(default=0, ge=0, le=LARGEST)

    @property
    def wanted(self) -> UnitFilter:
        """What to list."""
        return UnitFilter(self.state, self.county, self.name)


@router.get("/regions/{code}/rounds")
def round_list(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The rounds of an area, and those that ask its firms."""
    found = rounds.area_rounds(database, actor, catalogue, code)
    return render(request, "rounds/list.html", list_page(found))


@router.get("/regions/{code}/rounds/new")
def new_round_page(request: Request, code: str, catalogue: Criteria, actor: Official) -> Response:
    """The form of a new round."""
    area = rounds.own_area(catalogue, actor, code)
    return render(request, "rounds/form.html", form_page(catalogue, area, first_values()))


@router.post("/regions/{code}/rounds/new")
def open_round(
    request: Request, code: str, form: Form, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Show whom a new round would ask, and open it once that was seen."""
    area = rounds.own_area(catalogue, actor, code)
    values = _typed(form)
    try:
        values |= _listed(form)
        fields = parse(RoundForm, _with(form, values))
        preview = rounds_acts.preview_new(database, actor, catalogue, code, fields.new, choice=fields.choice)
    except InvalidInputError as error:
        page = form_page(catalogue, area, values, errors=error.fields)
        return render(request, "rounds/form.html", page, status=error.status)
    if fields.act == "preview":
        return render(request, "rounds/form.html", form_page(catalogue, area, values, preview=preview))
    try:
        opened = rounds_acts.open_round(
            database, actor, catalogue, code, fields.new, choice=fields.choice, previewed=fields.previewed
        )
    except (ConflictError, InvalidInputError) as error:
        page = form_page(catalogue, area, values, preview=preview, message=error.message)
        return render(request, "rounds/form.html", page, status=error.status)
    return go_to(request, f"/regions/{code}/rounds/{opened}?done=opened")


@router.get("/regions/{code}/rounds/{round_id}")
def one_round(
    request: Request, code: str, round_id: RoundId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """A round with its units, page by page."""
    query = parse_query(UnitsQuery, request.query_params)
    found = rounds.round_page(
        database, actor, catalogue, code, round_id, wanted=query.wanted, after=query.after
    )
    page = detail_page(found, query.wanted, query.after, done=done_words(query.done, query.count))
    return render(request, "rounds/detail.html", page)


@router.get("/regions/{code}/rounds/{round_id}/firms")
def more_firms_page(
    request: Request, code: str, round_id: RoundId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """The form that asks more firms."""
    found = rounds.round_page(database, actor, catalogue, code, round_id, wanted=UnitFilter())
    page = form_page(catalogue, found.area, {"by": "filter"}, campaign=found.round.line)
    return render(request, "rounds/form.html", page)


@router.post("/regions/{code}/rounds/{round_id}/firms")
def ask_more(
    request: Request,
    code: str,
    round_id: RoundId,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Show which firms would be asked as well, and ask them once that was seen."""
    found = rounds.round_page(database, actor, catalogue, code, round_id, wanted=UnitFilter())
    area, campaign, values = found.area, found.round.line, _typed(form)
    try:
        values |= _listed(form)
        fields = parse(ChoiceForm, _with(form, values))
        preview = rounds_acts.preview_more(database, actor, catalogue, code, round_id, choice=fields.choice)
    except InvalidInputError as error:
        page = form_page(catalogue, area, values, campaign=campaign, errors=error.fields)
        return render(request, "rounds/form.html", page, status=error.status)
    if fields.act == "preview":
        page = form_page(catalogue, area, values, campaign=campaign, preview=preview)
        return render(request, "rounds/form.html", page)
    try:
        number = rounds_acts.ask_more(
            database, actor, catalogue, code, round_id, choice=fields.choice, previewed=fields.previewed
        )
    except (ConflictError, InvalidInputError) as error:
        page = form_page(catalogue, area, values, campaign=campaign, preview=preview, message=error.message)
        return render(request, "rounds/form.html", page, status=error.status)
    return go_to(request, f"/regions/{code}/rounds/{round_id}?done=invited&count={number}")


@router.get("/regions/{code}/rounds/{round_id}/list")
def export_list(
    request: Request,
    code: str,
    round_id: RoundId,
    database: Db,
    settings: Config,
    catalogue: Criteria,
    actor: Official,
    only: Annotated[Literal["", "waiting"], Query()] = "",
) -> Response:
    """The invitations as a workbook, or the reminders: those that have not submitted."""
    book = rounds_export.workbook(
        database,
        actor,
        catalogue,
        code,
        round_id,
        origin=settings.origin,
        only_waiting=only == "waiting",
    )
    return download(request, book.content, book.plain_name, book.name)


@router.post("/regions/{code}/rounds/{round_id}/remind")
def remind(
    request: Request, code: str, round_id: RoundId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Note that those who have not submitted are reminded."""
    number = rounds_acts.remind(database, actor, catalogue, code, round_id)
    return go_to(request, f"/regions/{code}/rounds/{round_id}?done=reminded&count={number}")


@router.post("/regions/{code}/rounds/{round_id}/extend")
def extend(
    request: Request,
    code: str,
    round_id: RoundId,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Move the last day."""
    try:
        day = parse(ExtendForm, form).closes_on
        rounds_acts.extend(database, actor, catalogue, code, round_id, closes_on=day)
    except InvalidInputError as error:
        found = rounds.round_page(database, actor, catalogue, code, round_id, wanted=UnitFilter())
        page = detail_page(found, UnitFilter(), "", errors=error.fields)
        return render(request, "rounds/detail.html", page, status=error.status)
    return go_to(request, f"/regions/{code}/rounds/{round_id}?done=extended")


@router.post("/regions/{code}/rounds/{round_id}/close")
def close(
    request: Request, code: str, round_id: RoundId, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """End a round."""
    rounds_acts.close(database, actor, catalogue, code, round_id)
    return go_to(request, f"/regions/{code}/rounds/{round_id}?done=closed")


def _typed(form: FormData) -> dict[str, str]:
    """What to show again of the form."""
    return {
        name: value[:LIST_LIMIT]
        for name, value in form.items()
        if isinstance(value, str) and name not in ("csrf_token", "act", "previewed")
    }


def _listed(form: FormData) -> dict[str, str]:
    """The codes of an uploaded file as a pasted list; nothing where none was chosen."""
    sent = form.get(FIELD)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return {}
    try:
        rows = read_sheet(sent.filename, sent.file.read(), LIST_COLUMNS)
    finally:
        sent.file.close()
    return {"by": "codes", "codes": "\n".join(row.cells["code"] for row in rows)}


def _with(form: FormData, values: dict[str, str]) -> FormData:
    """The form as it is shown again."""
    kept = {name: value for name, value in form.items() if name in ("act", "previewed")}
    return FormData({**kept, **values})
