"""The facts of a unit: the page, and saving the fields of one fact."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, ClassVar

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from backend.services import facts
from backend.services.errors import InvalidInputError, MissingVersionError
from backend.services.facts import Entry, FactInput, Period, StaleFactError
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import Day, FormModel, OptionalBlank, parse, text
from backend.web.render import go_to, render, wants_fragment
from backend.web.views.facts import block_of, facts_page, refused, with_block

router = APIRouter()

OptionalDay = Annotated[Day | None, OptionalBlank]


class FactForm(FormModel):
    """The fields of one fact.

    `value` has one entry per year for a fact by year, the chosen ids for a set, one otherwise; `seen` names
    the statement that each field showed.
    """

    labels: ClassVar[dict[str, str]] = {
        "value": "数值",
        "year": "年度",
        "seen": "版本信息",
        "start": "开始日期",
        "end": "结束日期",
    }
    value: list[text(60, 0)] = Field(default=[], max_length=40)  # type: ignore[valid-type]
    year: list[int] = Field(default=[], max_length=40)
    seen: list[text(20, 0)] = Field(default=[], max_length=40)  # type: ignore[valid-type]
    start: OptionalDay = None
    end: OptionalDay = None


@router.get("/units/{unit_id}/facts")
def facts_of_unit(
    request: Request, unit_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """All facts of a unit, those that entry conditions ask for first."""
    unit = facts.unit_facts(database, actor, catalogue, unit_id)
    return render(request, "facts.html", facts_page(catalogue, unit))


@router.post("/units/{unit_id}/facts/{fact_id}")
def state_fact(
    request: Request,
    unit_id: str,
    fact_id: str,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Append what changed in the fields of one fact."""
    entries: Sequence[Entry] = ()
    problems: dict[str, str] = {}
    message, status = "", 200
    try:
        entries = _entries(parse(FactForm, form, many=("value", "year", "seen")))
        facts.state(database, actor, catalogue, FactInput(unit_id, fact_id, tuple(entries)))
    except InvalidInputError as error:
        # Before the entries could be read there is no field to put the message at.
        problems, message = (error.fields, "") if entries else ({}, error.message)
        status = error.status
    except StaleFactError as error:
        message, status = error.message, error.status
    if status == 200 and not wants_fragment(request):
        return go_to(request, f"/units/{unit_id}/facts#fact-{fact_id}")
    page = facts_page(catalogue, facts.unit_facts(database, actor, catalogue, unit_id))
    block = replace(block_of(page, fact_id), saved=status == 200, message=message)
    if problems:
        block = refused(block, entries, problems)
    return render(request, "facts.html", with_block(page, block), ("one",), status)


def _entries(fields: FactForm) -> Sequence[Entry]:
    """The posted fields with their periods. Raises MissingVersionError where one lacks what it showed."""
    if not fields.year:
        if len(fields.seen) != 1:
            raise MissingVersionError
        period = Period(start=fields.start, end=fields.end)
        return [Entry(period, tuple(fields.value), fields.seen[0])]
    if not len(fields.year) == len(fields.value) == len(fields.seen):
        raise MissingVersionError
    return [
        Entry(Period(year), (value,), seen)
        for year, value, seen in zip(fields.year, fields.value, fields.seen, strict=True)
    ]
