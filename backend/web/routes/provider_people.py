"""The people of a service provider of one's own."""

from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from backend.services.errors import InvalidInputError
from backend.services.providers import own, people
from backend.web.dependencies import Db, Enterprise, Form
from backend.web.forms import FormModel, parse, text
from backend.web.render import go_to, render
from backend.web.views.provider import people_page

router = APIRouter()


class PersonRoleForm(FormModel):
    """A member's new role."""

    labels: ClassVar[dict[str, str]] = {"role": "角色"}
    role: text(10, 0) = ""  # type: ignore[valid-type]


class NewPersonForm(PersonRoleForm):
    """Whom to add."""

    labels: ClassVar[dict[str, str]] = {"login": "登录名", "role": "角色"}
    login: text(40)  # type: ignore[valid-type]


@router.get("/provider/{provider_id}/members")
def member_list(request: Request, provider_id: str, database: Db, actor: Enterprise) -> Response:
    """Who works for the provider."""
    found = own.own(database, actor, provider_id)
    return render(request, "provider/members.html", people_page(found, actor.account_id))


@router.post("/provider/{provider_id}/members")
def add_member(request: Request, provider_id: str, form: Form, database: Db, actor: Enterprise) -> Response:
    """Let an account join."""
    try:
        fields = parse(NewPersonForm, form)
        people.add(database, actor, provider_id, fields.login, fields.role)
    except InvalidInputError as error:
        typed = {name: str(form.get(name, ""))[:40] for name in NewPersonForm.labels}
        page = people_page(own.own(database, actor, provider_id), actor.account_id, typed, error.fields)
        return render(request, "provider/members.html", page, ("people",), 422)
    return go_to(request, f"/provider/{provider_id}/members")


@router.post("/provider/{provider_id}/members/{member_id}/role")
def change_role(
    request: Request, provider_id: str, member_id: str, form: Form, database: Db, actor: Enterprise
) -> Response:
    """Make a member an owner, or an owner a member."""
    people.change_role(database, actor, provider_id, member_id, parse(PersonRoleForm, form).role)
    return go_to(request, f"/provider/{provider_id}/members")


@router.post("/provider/{provider_id}/members/{member_id}/remove")
def remove(request: Request, provider_id: str, member_id: str, database: Db, actor: Enterprise) -> Response:
    """Take somebody out, or leave."""
    people.remove(database, actor, provider_id, member_id)
    left = member_id == actor.account_id
    return go_to(request, "/provider" if left else f"/provider/{provider_id}/members")
