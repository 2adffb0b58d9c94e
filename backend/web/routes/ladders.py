"""各梯度对照: a unit on every ladder at once, one ladder in full, and the way up – live and private."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from backend.services import ladders
from backend.services.errors import InvalidInputError
from backend.services.ladders import Asked, Outlook
from backend.web.dependencies import Criteria, Db, Enterprise
from backend.web.render import render
from backend.web.views.ladders import Typed, detail_page, ladders_page
from backend.web.views.outlook import pathway_page

router = APIRouter()

Short = Annotated[str, Query(max_length=20)]


@router.get("/units/{unit_id}/ladders")
def all_ladders(
    request: Request,
    unit_id: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    as_of: Short = "",
    purpose: Short = "",
) -> Response:
    """Every ladder in force on a day; a day or purpose that is none shows today's with a message."""
    typed = Typed(as_of.strip(), purpose.strip())
    asked, errors = _asked(typed)
    found = ladders.unit_ladders(database, actor, catalogue, unit_id, asked)
    page = ladders_page(catalogue, found, asked, typed, errors)
    return render(request, "ladders.html", page, status=422 if errors else 200)


@router.get("/units/{unit_id}/ladders/{questionnaire}")
def one_ladder(
    request: Request,
    unit_id: str,
    questionnaire: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    as_of: Short = "",
    purpose: Short = "",
    version: Short = "",
    expand: bool = False,
) -> Response:
    """One ladder with the whole explanation, on any day and under any version."""
    typed = Typed(as_of.strip(), purpose.strip(), version.strip())
    asked, errors = _asked(typed)
    try:
        found = ladders.unit_ladder(database, actor, catalogue, unit_id, name=questionnaire, asked=asked)
    except InvalidInputError as error:
        errors |= error.fields
        found = ladders.unit_ladder(
            database, actor, catalogue, unit_id, name=questionnaire, asked=Asked(asked.as_of)
        )
    page = detail_page(catalogue, found, typed, errors, expanded=expand)
    return render(request, "ladder.html", page, status=422 if errors else 200)


@router.get("/units/{unit_id}/ladders/{questionnaire}/pathway")
def pathway(
    request: Request,
    unit_id: str,
    questionnaire: str,
    *,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
    to: Annotated[str, Query(max_length=80)] = "",
    as_of: Short = "",
    purpose: Short = "",
    version: Short = "",
) -> Response:
    """最省力的达标路径: computed when it is asked for."""
    typed = Typed(as_of.strip(), purpose.strip(), version.strip())
    asked, errors = _asked(typed)

    def look(asked: Asked, level: str) -> Outlook:
        return ladders.unit_outlook(
            database, actor, catalogue, unit_id, name=questionnaire, asked=asked, to=level
        )

    try:
        found = look(asked, to.strip())
    except InvalidInputError as error:
        errors |= error.fields
        found = look(Asked(asked.as_of), "")
    page = pathway_page(catalogue, found, typed, errors)
    return render(request, "ladder_pathway.html", page, status=422 if errors else 200)


def _asked(typed: Typed) -> tuple[Asked, dict[str, str]]:
    """What was asked for; today and each ladder's usual purpose where that makes no sense, and why."""
    try:
        return ladders.asked_of(typed.as_of, typed.purpose, typed.version), {}
    except InvalidInputError as error:
        return ladders.asked_of("", ""), dict(error.fields)
