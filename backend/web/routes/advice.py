"""改进建议: what a unit can do next, and what its firm decides about it – private to the firm."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.services.advice import decisions, recommend
from backend.services.advice.decided import NAMES
from backend.services.advice.decisions import Deciding, StaleDecisionError
from backend.services.advice.recommend import UnitAdvice
from backend.services.errors import InvalidInputError, NotFoundError
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import Day, FormModel, OptionalBlank, parse, text
from backend.web.language import _
from backend.web.render import go_to, render, wants_fragment
from backend.web.views.advice import OneMovePage, advice_page
from backend.web.views.advice_card import NOTHING_SAID, Said

router = APIRouter()

Name = Annotated[str, Query(max_length=80)]


class DecisionForm(FormModel):
    """What is decided about one action."""

    labels: ClassVar[dict[str, str]] = {
        "state": "处理方式", "due": "日期", "reason": "说明", "version": "版本",
        "questionnaire": "评价", "level": "目标等级",
    }  # fmt: skip
    state: text(10)  # type: ignore[valid-type]
    due: Annotated[Day | None, OptionalBlank] = None
    reason: text(300, min_length=0) = ""  # type: ignore[valid-type]
    version: int | None = None
    questionnaire: text(60)  # type: ignore[valid-type]
    level: text(80, min_length=0) = ""  # type: ignore[valid-type]


@router.get("/units/{unit_id}/advice")
def advice(
    request: Request,
    unit_id: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    questionnaire: Name = "",
    level: Name = "",
    done: Name = "",
) -> Response:
    """The next three moves and the whole order; a level that is none shows the next one with a message."""
    said, status = _noted(done) if done in NAMES else NOTHING_SAID, 200
    try:
        found = _look(database, actor, catalogue, unit_id, (questionnaire, level))
    except InvalidInputError as error:
        said, status = Said(action="choice", errors=error.fields), 422
        found = _look(database, actor, catalogue, unit_id, (questionnaire, ""))
    return render(request, "advice/page.html", advice_page(catalogue, found, said), status=status)


@router.get("/units/{unit_id}/advice/{action}")
def one_move(
    request: Request,
    unit_id: str,
    action: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    questionnaire: Name = "",
    level: Name = "",
) -> Response:
    """One action in full, with what can be decided about it."""
    found = _look(database, actor, catalogue, unit_id, (questionnaire, level))
    return _one(request, catalogue, found, Said(action=action))


@router.post("/units/{unit_id}/advice/{action}")
def decide(
    request: Request,
    unit_id: str,
    action: str,
    *,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Accept, put off, reject, mark done or take back; htmx gets the moves as they are then."""
    said, status = Said(), 200
    asked = (str(form.get("questionnaire", "")), str(form.get("level", "")))
    try:
        fields = parse(DecisionForm, form)
        asked = (fields.questionnaire, fields.level)
        wanted = Deciding(
            unit_id, fields.questionnaire, action, fields.state, fields.version, fields.reason, fields.due
        )
        decisions.decide(database, actor, catalogue, wanted)
    except InvalidInputError as error:
        said, status = _failed(action, form, error.fields), error.status
    except StaleDecisionError as error:
        said, status = _failed(action, form, {"state": error.message}), error.status
    else:
        said = _noted(wanted.state)
        if not wants_fragment(request):
            query = f"?questionnaire={fields.questionnaire}&level={fields.level}&done={wanted.state}#moves"
            return go_to(request, f"/units/{unit_id}/advice{query}")
    found = _look(database, actor, catalogue, unit_id, asked)
    if not wants_fragment(request):
        return _one(request, catalogue, found, said, status)
    page = advice_page(catalogue, found, said)
    return render(request, "advice/page.html", page, ["moves"], status)


def _noted(state: str) -> Said:
    return Said(notice=_("已记下：{state}。", state=_(NAMES[state])))


def _failed(action: str, form: Form, errors: dict[str, str]) -> Said:
    values = {name: str(form.get(name, "")) for name in ("due", "reason")}
    return Said(action, errors=errors, values=values)


def _look(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, asked: tuple[str, str]
) -> UnitAdvice:
    questionnaire, level = (one.strip() for one in asked)
    return recommend.unit_advice(
        database, actor, catalogue, unit_id, questionnaire=questionnaire, level=level
    )


def _one(
    request: Request, catalogue: Catalogue, found: UnitAdvice, said: Said, status: int = 200
) -> Response:
    page = advice_page(catalogue, found, said)
    card = next((one for one in (*page.moves, *page.aside) if one.id == said.action), None)
    if card is None:
        raise NotFoundError
    return render(request, "advice/one.html", OneMovePage(page, card), status=status)
