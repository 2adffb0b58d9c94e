"""Rights to act in reviews, lent to a smaller area."""

from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from backend.services import delegations
from backend.services.delegations import NewDelegation
from backend.services.errors import InvalidInputError
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.forms import Day, FormModel, OptionalBlank, parse, parse_query, text
from backend.web.render import go_to, render
from backend.web.views.delegations import delegations_page

router = APIRouter()


class DelegationsQuery(FormModel):
    """What may stand in the address."""

    labels: ClassVar[dict[str, str]] = {"done": "提示"}
    done: Literal["", "lent", "withdrawn"] = ""


class DelegationForm(FormModel):
    """A right to lend."""

    labels: ClassVar[dict[str, str]] = {
        "to_region": "受委托的地区",
        "entitlement": "委托的权限",
        "starts_on": "开始日期",
        "ends_on": "结束日期",
        "document": "委托文件",
    }
    to_region: text(6)  # type: ignore[valid-type]
    entitlement: text(60)  # type: ignore[valid-type]
    starts_on: Day
    ends_on: Annotated[Day | None, OptionalBlank] = None
    document: text(80)  # type: ignore[valid-type]


@router.get("/regions/{code}/delegations")
def lent(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """What the area has lent and was lent."""
    query = parse_query(DelegationsQuery, request.query_params)
    found = delegations.delegations_of(database, actor, catalogue, code)
    return render(request, "delegations.html", delegations_page(found, done=query.done))


@router.post("/regions/{code}/delegations")
def lend(
    request: Request, code: str, form: Form, database: Db, catalogue: Criteria, actor: Official
) -> Response:
    """Lend a right; a refused form comes back with what was typed."""
    try:
        fields = parse(DelegationForm, form)
        delegations.lend(database, actor, catalogue, code, NewDelegation(**fields.model_dump()))
    except InvalidInputError as error:
        typed = {name: str(form.get(name, ""))[:80] for name in DelegationForm.labels}
        found = delegations.delegations_of(database, actor, catalogue, code)
        page = delegations_page(found, values=typed, errors=error.fields)
        return render(request, "delegations.html", page, status=422)
    return go_to(request, f"/regions/{code}/delegations?done=lent")


@router.post("/regions/{code}/delegations/{delegation_id}/withdraw")
def withdraw(
    request: Request,
    code: str,
    delegation_id: Annotated[str, Path(pattern="^[0-9a-f]{20}$")],
    database: Db,
    catalogue: Criteria,
    actor: Official,
) -> Response:
    """Take a right back."""
    delegations.withdraw(database, actor, catalogue, code, delegation_id)
    return go_to(request, f"/regions/{code}/delegations?done=withdrawn")
