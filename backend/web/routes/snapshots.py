"""The province's dated snapshots: seeing which there are, and publishing one."""

from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services import snapshots
from backend.services.errors import ConflictError, InvalidInputError
from backend.web.dependencies import Criteria, Db, Form, Official
from backend.web.forms import FormModel, parse, parse_query, text
from backend.web.language import _
from backend.web.render import go_to, render
from backend.web.views.snapshots import snapshots_page

router = APIRouter()

LABELS = {"name": "快照名称"}


class SnapshotsQuery(FormModel):
    """What may stand in the address of the list: whether the page before has published one."""

    done: Literal["", "published"] = ""


class SnapshotForm(FormModel):
    """What is asked of somebody who publishes a snapshot."""

    labels: ClassVar[dict[str, str]] = LABELS
    name: text(snapshots.NAME_LENGTH)  # type: ignore[valid-type]


@router.get("/regions/{code}/snapshots")
def listed(request: Request, code: str, database: Db, catalogue: Criteria, actor: Official) -> Response:
    """The published snapshots."""
    query = parse_query(SnapshotsQuery, request.query_params)
    found = snapshots.list_snapshots(database, actor, catalogue, code)
    done = _("快照已发布，各县（市、区）现在可以看到。") if query.done else ""
    return render(request, "snapshots.html", snapshots_page(found, done=done))


@router.post("/regions/{code}/snapshots")
def publish(
    request: Request, code: str, database: Db, catalogue: Criteria, actor: Official, form: Form
) -> Response:
    """Publish a snapshot of today."""
    try:
        typed = parse(SnapshotForm, form)
        snapshots.publish(database, actor, catalogue, code, typed.name)
    except (InvalidInputError, ConflictError) as error:
        found = snapshots.list_snapshots(database, actor, catalogue, code)
        refused = isinstance(error, InvalidInputError)
        errors = error.fields if isinstance(error, InvalidInputError) else {"name": str(error)}
        page = snapshots_page(found, name=str(form.get("name", ""))[:200], errors=errors)
        return render(request, "snapshots.html", page, status=422 if refused else 409)
    return go_to(request, f"/regions/{code}/snapshots?done=published")
