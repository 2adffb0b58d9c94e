"""The facts of a unit: the page, and saving the fields of one fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from assessments.schema.common import Purpose
from backend.services import asking, facts
from backend.services.errors import InvalidInputError, MissingVersionError, NotFoundError
from backend.services.facts import Entry, FactInput, Period, StaleFactError
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import Day, FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render, wants_fragment
from backend.web.views.facts import FactView, block_of, facts_page, refused, with_block
from backend.web.views.facts_for import facts_for_page, need_view, with_need

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
        "for": "评价",
        "purpose": "用途",
    }
    value: list[text(60, 0)] = Field(default=[], max_length=40)  # type: ignore[valid-type]
    year: list[int] = Field(default=[], max_length=40)
    seen: list[text(20, 0)] = Field(default=[], max_length=40)  # type: ignore[valid-type]
    start: OptionalDay = None
    end: OptionalDay = None
    asked_for: text(110, 0) = Field(default="", alias="for")  # type: ignore[valid-type]
    purpose: Annotated[Purpose | None, OptionalBlank] = None


class AskedFor(FormModel):
    """What stands behind the `?` of the page: an instrument (id or id@version) and a purpose."""

    labels: ClassVar[dict[str, str]] = {"for": "评价", "purpose": "用途"}
    asked_for: text(110, 0) = Field(default="", alias="for")  # type: ignore[valid-type]
    purpose: Annotated[Purpose | None, OptionalBlank] = None


@router.get("/units/{unit_id}/facts")
def facts_of_unit(
    request: Request, unit_id: str, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """All facts of a unit, those that are asked for first; with `for`, what one instrument still asks."""
    asked = parse_query(AskedFor, request.query_params)
    if asked.asked_for:
        wanted = (asked.asked_for, asked.purpose)
        found = asking.instrument_facts(database, actor, catalogue, unit_id, wanted)
        return render(request, "facts_for.html", facts_for_page(found))
    unit = facts.unit_facts(database, actor, catalogue, unit_id)
    return render(request, "facts.html", facts_page(catalogue, unit))


@dataclass(frozen=True)
class _Posted:
    """What came of a posted block: its entries, the messages by field, one about the whole, the status."""

    entries: Sequence[Entry] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    status: int = 200

    def told_in(self, block: FactView) -> FactView:
        """The block with what was typed and what came of it."""
        told = replace(block, saved=self.status == 200, message=self.message)
        return refused(told, self.entries, self.problems) if self.problems else told


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
    asked = AskedFor()
    posted = _Posted()
    try:
        fields = parse(FactForm, form, many=("value", "year", "seen"))
        asked = AskedFor.model_validate({"for": fields.asked_for, "purpose": fields.purpose})
        posted = _Posted(_entries(fields))
        facts.state(database, actor, catalogue, FactInput(unit_id, fact_id, tuple(posted.entries)))
    except InvalidInputError as error:
        # Before the entries could be read there is no field to put the message at.
        told = {"problems": error.fields} if posted.entries else {"message": error.message}
        posted = replace(posted, status=error.status, **told)
    except StaleFactError as error:
        posted = replace(posted, status=error.status, message=error.message)
    if posted.status == 200 and not wants_fragment(request):
        return go_to(request, f"/units/{unit_id}/facts{_query(asked)}#fact-{fact_id}")
    if asked.asked_for:
        wanted = (asked.asked_for, asked.purpose)
        found = asking.instrument_facts(database, actor, catalogue, unit_id, wanted)
        need = next((need for need in found.needs if need.stated.fact.id == fact_id), None)
        if need is None:
            raise NotFoundError
        shown = [entry.period for entry in posted.entries] or need.open
        block = posted.told_in(need_view(need, found, shown))
        page_for = with_need(facts_for_page(found), block)
        return render(request, "facts_for.html", page_for, ("one", "count"), posted.status)
    page = facts_page(catalogue, facts.unit_facts(database, actor, catalogue, unit_id))
    block = posted.told_in(block_of(page, fact_id))
    return render(request, "facts.html", with_block(page, block), ("one",), posted.status)


def _query(asked: AskedFor) -> str:
    named = {"for": asked.asked_for, "purpose": asked.purpose.value if asked.purpose else ""}
    given = {name: value for name, value in named.items() if value}
    return f"?{urlencode(given)}" if given else ""


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
