"""The people of a firm: members, roles, invitations, and claims that an owner decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.services import claims, members
from backend.services.claims import Decision
from backend.services.errors import InvalidInputError
from backend.services.members import INVITATION_DAYS, ROLES, InvitationPage, MembersPage
from backend.web.dependencies import Config, Db, Enterprise, Form, Visitor
from backend.web.forms import FormModel, parse, text
from backend.web.language import _
from backend.web.render import go_to, render

router = APIRouter()


class RoleForm(FormModel):
    """The role of somebody invited, or a member's new role."""

    labels: ClassVar[dict[str, str]] = {"role": "角色"}
    role: text(10, 0) = ""  # type: ignore[valid-type]


class KeyForm(FormModel):
    """Which invitation to revoke."""

    labels: ClassVar[dict[str, str]] = {"key": "邀请"}
    key: text(64)  # type: ignore[valid-type]


class DecisionForm(FormModel):
    """What an owner decides about a claim."""

    labels: ClassVar[dict[str, str]] = {"accept": "处理结果"}
    accept: bool


@dataclass(frozen=True)
class PeoplePage:
    """Context of members.html; `link` right after an invitation was made, and never again."""

    firm: MembersPage
    account_id: str
    roles: Mapping[str, str]
    role_choices: tuple[tuple[str, str], ...]
    days: int = INVITATION_DAYS
    link: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReceivedPage:
    """Context of invitation.html."""

    invitation: InvitationPage
    token: str
    role: str


@router.get("/firms/{firm_id}/members")
def members_page(request: Request, firm_id: str, database: Db, actor: Enterprise) -> Response:
    """Members, open invitations and claims of a firm."""
    return render(request, "members.html", _people(database, actor, firm_id))


@router.post("/firms/{firm_id}/invitations")
def invite(
    request: Request, firm_id: str, form: Form, database: Db, settings: Config, actor: Enterprise
) -> Response:
    """Make an invitation and show its link once."""
    try:
        token = members.invite(database, actor, firm_id, parse(RoleForm, form).role)
    except InvalidInputError as error:
        page = replace(_people(database, actor, firm_id), errors=error.fields)
        return render(request, "members.html", page, ("people",), 422)
    page = replace(_people(database, actor, firm_id), link=f"{settings.origin}/invitations/{token}")
    return render(request, "members.html", page, ("people",))


@router.post("/firms/{firm_id}/invitations/revoke")
def revoke(request: Request, firm_id: str, form: Form, database: Db, actor: Enterprise) -> Response:
    """Make an unused link worthless."""
    members.revoke(database, actor, firm_id, parse(KeyForm, form).key)
    return go_to(request, f"/firms/{firm_id}/members")


@router.post("/firms/{firm_id}/members/{account_id}/role")
def change_role(
    request: Request, firm_id: str, account_id: str, form: Form, database: Db, actor: Enterprise
) -> Response:
    """Make a member an owner, or an owner a member."""
    members.change_role(database, actor, firm_id, account_id, parse(RoleForm, form).role)
    return go_to(request, f"/firms/{firm_id}/members")


@router.post("/firms/{firm_id}/members/{account_id}/remove")
def remove(request: Request, firm_id: str, account_id: str, database: Db, actor: Enterprise) -> Response:
    """Take somebody out of the firm, or leave it."""
    members.remove(database, actor, firm_id, account_id)
    return go_to(request, "/firms" if account_id == actor.account_id else f"/firms/{firm_id}/members")


@router.post("/firms/{firm_id}/claims/{account_id}")
def decide_claim(
    request: Request, firm_id: str, account_id: str, form: Form, database: Db, actor: Enterprise
) -> Response:
    """An owner confirms or refuses somebody who says to work for the firm."""
    decision = Decision(firm_id, account_id, parse(DecisionForm, form).accept)
    claims.decide(database, actor, decision)
    return go_to(request, f"/firms/{firm_id}/members")


@router.get("/invitations/{token}")
def invitation_page(request: Request, token: str, database: Db, actor: Visitor) -> Response:
    """What the receiver of a link sees, with or without an account."""
    invitation = members.invitation_page(database, actor, token)
    return render(request, "invitation.html", ReceivedPage(invitation, token, ROLES[invitation.role]))


@router.post("/invitations/{token}")
def accept(request: Request, token: str, database: Db, actor: Enterprise) -> Response:
    """Join the firm."""
    return go_to(request, f"/firms/{members.accept(database, actor, token)}")


def _people(database: Database, actor: Actor, firm_id: str) -> PeoplePage:
    firm = members.members_page(database, actor, firm_id)
    choices = tuple((role, _(name)) for role, name in ROLES.items())
    return PeoplePage(firm, actor.account_id, ROLES, choices)
