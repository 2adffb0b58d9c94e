"""测算: thresholds, conditions, versions and calls moved for a trial, and the scenarios an account keeps."""

from typing import ClassVar, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from backend.services import what_if, what_if_saved
from backend.services.errors import InvalidInputError
from backend.services.what_if import Trial
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.forms import FormModel, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.candidates import filter_choices
from backend.web.views.what_if import what_if_page
from backend.web.views.what_if_address import BOUND, OFF, PERCENT, SPARE, query_of, trial_of

router = APIRouter()

MOST_FIELDS = 300
LONGEST = 40
MOVING = (f"{BOUND}:", f"{PERCENT}:", f"{SPARE}:")


class TrialQuery(FormModel):
    """What may stand in the address beside the fields that depend on the rules."""

    labels: ClassVar[dict[str, str]] = {
        "questionnaire": "评价工具",
        "base": "现行规则",
        "changed": "测算规则",
        "level": "等级",
        "group": "地区分组",
        "cluster": "产业集群",
        "division": "行业大类",
        "run": "测算",
    }
    questionnaire: text(60, 0) = ""  # type: ignore[valid-type]
    base: text(80, 0) = ""  # type: ignore[valid-type]
    changed: text(80, 0) = ""  # type: ignore[valid-type]
    level: text(20, 0) = ""  # type: ignore[valid-type]
    group: text(60, 0) = ""  # type: ignore[valid-type]
    cluster: text(60, 0) = ""  # type: ignore[valid-type]
    division: text(4, 0) = ""  # type: ignore[valid-type]
    run: Literal["", "1"] = ""


class SaveForm(FormModel):
    """A scenario to keep: its name, and the trial as it stands in an address."""

    labels: ClassVar[dict[str, str]] = {"name": "方案名称", "query": "测算内容"}
    name: text(60, 0) = ""  # type: ignore[valid-type]
    query: text(8000, 0) = ""  # type: ignore[valid-type]


@router.get("/regions/{code}/what-if")
def page(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The desk of a trial, with its outcome once it was asked for."""
    trial, run = _trial(request.query_params)
    return _shown(request, code, database, catalogue, actor, trial=trial, run=run)


@router.post("/regions/{code}/what-if/scenarios")
def save(
    request: Request, code: str, form: Form, *, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Keep a scenario for the own account."""
    given = parse(SaveForm, form)
    trial, _run = _trial(QueryParams(parse_qsl(given.query, max_num_fields=MOST_FIELDS)))
    try:
        what_if_saved.save(database, actor, catalogue, code, name=given.name, trial=trial)
    except InvalidInputError as error:
        return _shown(
            request, code, database, catalogue, actor, trial=trial, run=True, error=error, name=given.name
        )
    return go_to(request, f"/regions/{code}/what-if?{query_of(trial)}&run=1")


@router.get("/regions/{code}/what-if/scenarios/{scenario_id}")
def open_scenario(
    request: Request, code: str, scenario_id: str, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Go to what a scenario of the own tries."""
    found = what_if_saved.open_saved(database, actor, catalogue, code, scenario_id)
    return go_to(request, f"/regions/{code}/what-if?{query_of(found.trial)}&run=1")


@router.post("/regions/{code}/what-if/scenarios/{scenario_id}/delete")
def delete(
    request: Request, code: str, scenario_id: str, *, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Remove a scenario of the own."""
    what_if_saved.delete(database, actor, catalogue, code, scenario_id)
    return go_to(request, f"/regions/{code}/what-if")


def _trial(query: QueryParams) -> tuple[Trial, bool]:
    """The trial of an address. Raises InvalidInputError for fields that nothing is known by."""
    pairs = query.multi_items()
    if len(pairs) > MOST_FIELDS or any(len(value) > LONGEST * 2 for _name, value in pairs):
        raise InvalidInputError({"address": "地址过长，请从页面上重新填写。"})
    moving = [(name, value) for name, value in pairs if name.startswith(MOVING) or name == OFF]
    plain = [(name, value) for name, value in pairs if not (name.startswith(MOVING) or name == OFF)]
    fields = parse_query(TrialQuery, QueryParams(plain)).model_dump()
    run = bool(fields.pop("run"))
    return trial_of(fields, moving), run


def _shown(
    request: Request,
    code: str,
    database: Db,
    catalogue: Criteria,
    actor: Official,
    *,
    trial: Trial,
    run: bool,
    error: InvalidInputError | None = None,
    name: str = "",
) -> Response:
    found = what_if.desk(database, actor, catalogue, code, trial, run=run)
    kept = what_if_saved.saved(database, actor, catalogue, code)
    shown = what_if_page(
        found,
        kept,
        filters=filter_choices(catalogue),
        errors=error.fields if error else None,
        name=name,
    )
    return render(request, "what_if/page.html", shown, status=422 if shown.errors else 200)
