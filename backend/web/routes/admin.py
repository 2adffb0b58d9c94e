"""Accounts, for administrators: list, create, switch off and on, set a new password."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assessments.loader import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.services import accounts, administration
from backend.services.accounts import NewAccount
from backend.services.administration import AccountLine
from backend.services.errors import InvalidInputError, NotFoundError
from backend.web.choices import Groups, region_groups, region_words
from backend.web.dependencies import Admin, Criteria, Db, Form, Hasher
from backend.web.forms import FormModel, parse, text
from backend.web.language import _
from backend.web.render import go_to, render

router = APIRouter()

ADMINISTRATOR = "admin"
"""Value of the region field that makes an administrator."""

LoginQuery = Annotated[str, Query(max_length=60)]


class AccountForm(FormModel):
    """Fields of a new account."""

    labels: ClassVar[dict[str, str]] = {
        "name": "姓名",
        "login": "登录名",
        "password": "初始密码",
        "region": "角色与区域",
    }
    name: text(40, 0) = ""  # type: ignore[valid-type]
    login: text(60, 0) = ""  # type: ignore[valid-type]
    password: text(128, 0) = ""  # type: ignore[valid-type]
    region: text(6, 0) = ""  # type: ignore[valid-type]


class SwitchForm(FormModel):
    """Which account to switch off or on."""

    labels: ClassVar[dict[str, str]] = {"login": "登录名", "disabled": "状态"}
    login: text(60)  # type: ignore[valid-type]
    disabled: bool


class PasswordForm(FormModel):
    """A new password for an account."""

    labels: ClassVar[dict[str, str]] = {"reset_login": "登录名", "reset_password": "新密码"}
    reset_login: text(60)  # type: ignore[valid-type]
    reset_password: text(128)  # type: ignore[valid-type]


@dataclass(frozen=True)
class AccountRow:
    """An account with its role in words."""

    account: AccountLine
    role: str
    is_self: bool


@dataclass(frozen=True)
class AdminPage:
    """Context of admin.html; `done` says what the last form did."""

    rows: tuple[AccountRow, ...]
    next_after: str
    regions: Groups
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


@router.get("/admin")
def admin_page(
    request: Request,
    database: Db,
    catalogue: Criteria,
    actor: Admin,
    after: LoginQuery = "",
    created: LoginQuery = "",
    reset: LoginQuery = "",
) -> Response:
    """The accounts, by login; `created` and `reset` name the account the last form was about."""
    done = ""
    if created:
        done = _("已创建账号 {login}，请把登录名和初始密码当面告知本人。", login=created)
    elif reset:
        done = _("已为 {login} 设置新密码，该账号的登录已全部退出。", login=reset)
    return render(request, "admin.html", _page(database, actor, catalogue, after=after, done=done))


@router.post("/admin/accounts")
def create_account(
    request: Request, form: Form, database: Db, catalogue: Criteria, passwords: Hasher, actor: Admin
) -> Response:
    """Create an official or an administrator."""
    try:
        fields = parse(AccountForm, form)
        is_admin = fields.region == ADMINISTRATOR
        region = "" if is_admin else fields.region
        new = NewAccount(fields.login.lower(), fields.name, fields.password, region, is_admin)
        administration.create(database, actor, catalogue, passwords, new)
    except InvalidInputError as error:
        return _refused(request, form, _page(database, actor, catalogue, errors=error.fields))
    return go_to(request, f"/admin?created={quote(new.login)}")


@router.post("/admin/accounts/disabled")
def switch_account(request: Request, form: Form, database: Db, actor: Admin) -> Response:
    """Switch an account off, which ends its sessions, or on again."""
    fields = parse(SwitchForm, form)
    accounts.set_disabled(database, actor, fields.login, disabled=fields.disabled)
    return go_to(request, "/admin")


@router.post("/admin/accounts/password")
def reset_password(
    request: Request, form: Form, database: Db, catalogue: Criteria, passwords: Hasher, actor: Admin
) -> Response:
    """Give an account a new password, which ends its sessions."""
    try:
        fields = parse(PasswordForm, form)
        login = fields.reset_login.lower()
        administration.set_password(database, actor, passwords, login, fields.reset_password)
    except InvalidInputError as error:
        errors = {f"reset_{name.removeprefix('reset_')}": said for name, said in error.fields.items()}
    except NotFoundError:
        errors = {"reset_login": _("没有这个登录名，请在账号列表中核对。")}
    else:
        return go_to(request, f"/admin?reset={quote(login)}")
    return _refused(request, form, _page(database, actor, catalogue, errors=errors))


def _refused(request: Request, form: Form, page: AdminPage) -> Response:
    """The page again with what was typed, never a password."""
    shown = ("name", "login", "region", "reset_login")
    values = {name: str(form.get(name, ""))[:60] for name in shown}
    return render(request, "admin.html", replace(page, values=values), ("accounts",), 422)


def _page(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    *,
    after: str = "",
    errors: Mapping[str, str] | None = None,
    done: str = "",
) -> AdminPage:
    found = administration.accounts_page(database, actor, after)
    rows = tuple(
        AccountRow(account, _role(catalogue, account), account.login == actor.login)
        for account in found.accounts
    )
    administrators = (_("全站"), ((ADMINISTRATOR, _("管理员")),))
    regions = (administrators, *region_groups(catalogue))
    return AdminPage(rows, found.next_after, regions, errors=errors or {}, done=done)


def _role(catalogue: Catalogue, account: AccountLine) -> str:
    if account.is_admin:
        return _("管理员")
    if account.region:
        return _("{area}工作人员", area=region_words(catalogue, account.region))
    return _("企业用户")
