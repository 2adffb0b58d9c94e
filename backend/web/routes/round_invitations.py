"""The address that an invitation names: what a firm is asked for, and the button that opens the form."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from backend.services import assessing, round_invitations
from backend.services.round_invitations import Asked
from backend.web.dependencies import Criteria, Db, Enterprise, Form
from backend.web.forms import FormModel, parse, text
from backend.web.render import go_to, render

router = APIRouter()

RoundId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class StartForm(FormModel):
    """Fields of the button; `carry` takes the last answers over."""

    labels: ClassVar[dict[str, str]] = {"carry": "从上次结果带入"}
    carry: text(3, 0) = ""  # type: ignore[valid-type]


@dataclass(frozen=True)
class InvitationPage:
    """Context of rounds/invitation.html; `asked` is empty for somebody whose firms are not asked."""

    asked: tuple[Asked, ...]


@router.get("/rounds/{round_id}")
def invitation(
    request: Request, round_id: RoundId, database: Db, catalogue: Criteria, actor: Enterprise
) -> Response:
    """A round as a firm meets it; one that does not exist looks like one that asks somebody else."""
    asked = round_invitations.in_round(database, actor, catalogue, round_id)
    return render(request, "rounds/invitation.html", InvitationPage(asked))


@router.post("/rounds/{round_id}/units/{unit_id}")
def start(
    request: Request,
    round_id: RoundId,
    unit_id: str,
    form: Form,
    database: Db,
    catalogue: Criteria,
    actor: Enterprise,
) -> Response:
    """Open the unit's form in the round, or go on with the one that is there."""
    carry = bool(parse(StartForm, form).carry)
    opened = assessing.open_in_round(database, actor, catalogue, unit_id, round_id, carry=carry)
    return go_to(request, f"/assessments/{opened}{'/carried' if carry else ''}")
