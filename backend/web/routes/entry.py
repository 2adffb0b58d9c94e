"""The way in: home page, registration, login, logout, health."""

from dataclasses import dataclass, field
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from backend.auth.actor import Actor
from backend.services import accounts
from backend.services.accounts import NewAccount
from backend.services.errors import InvalidInputError, TooManyAttemptsError
from backend.web.dependencies import (
    Config,
    Db,
    Form,
    Hasher,
    SignedIn,
    Visitor,
    session_cookie,
    visitor_cookie,
)
from backend.web.forms import FormModel, parse, text
from backend.web.render import go_to, render

router = APIRouter()


@dataclass(frozen=True)
class EntryForm:
    """Context of login.html and register.html: what was typed (never the password) and what was wrong."""

    next: str = "/"
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


class LoginForm(FormModel):
    """Fields of the login page."""

    labels: ClassVar[dict[str, str]] = {"login": "登录名", "password": "密码", "next": "返回地址"}
    login: text(60)  # type: ignore[valid-type]
    password: text(128)  # type: ignore[valid-type]
    next: text(200, 0) = "/"  # type: ignore[valid-type]


class RegisterForm(FormModel):
    """Fields of the registration page."""

    labels: ClassVar[dict[str, str]] = {
        "login": "登录名",
        "name": "姓名",
        "password": "密码",
        "next": "返回地址",
    }
    login: text(60)  # type: ignore[valid-type]
    name: text(40)  # type: ignore[valid-type]
    password: text(128)  # type: ignore[valid-type]
    next: text(200, 0) = "/firms/new"  # type: ignore[valid-type]


def landing(actor: Actor) -> str:
    """The first page of an actor: the area for officials, accounts for administrators, firms for others."""
    if actor.is_official:
        return f"/regions/{actor.region}"
    return "/admin" if actor.is_admin else "/firms"


@router.get("/")
def home(request: Request, actor: Visitor) -> Response:
    """The public home page; who is logged in goes on to the own first page."""
    if actor.signed_in:
        return go_to(request, landing(actor))
    return render(request, "home.html", EntryForm())


@router.get("/login")
def login_page(request: Request, settings: Config, next: str = "/") -> Response:  # noqa: A002 - the field's name
    """The login form."""
    return _with_token(request, settings, render(request, "login.html", EntryForm(next=_local(next))))


@router.post("/login")
def log_in(request: Request, form: Form, database: Db, settings: Config, passwords: Hasher) -> Response:
    """Open a session; the token of an earlier session is never taken over."""
    shown = {"login": str(form.get("login", ""))[:60]}
    address = request.client.host if request.client else ""
    try:
        fields = parse(LoginForm, form)
        login = accounts.log_in(
            database, passwords, settings, login=fields.login, password=fields.password, address=address
        )
    except InvalidInputError as error:
        page = EntryForm(_local(str(form.get("next", "/"))), shown, error.fields)
        return _with_token(request, settings, render(request, "login.html", page, ("form",), 422))
    except TooManyAttemptsError as error:
        page = EntryForm("/", shown, {"login": error.message})
        return _with_token(request, settings, render(request, "login.html", page, ("form",), 429))
    return _signed_in(request, settings, login.token, _local(fields.next))


@router.get("/register")
def register_page(request: Request, settings: Config, next: str = "/firms/new") -> Response:  # noqa: A002
    """The registration form."""
    return _with_token(request, settings, render(request, "register.html", EntryForm(next=_local(next))))


@router.post("/register")
def register(request: Request, form: Form, database: Db, settings: Config, passwords: Hasher) -> Response:
    """Create an account, log it in and go on to the firm."""
    try:
        fields = parse(RegisterForm, form)
        new = NewAccount(fields.login.lower(), fields.name, fields.password)
        accounts.register(database, passwords, new)
    except InvalidInputError as error:
        shown = {name: str(form.get(name, ""))[:60] for name in ("login", "name")}
        page = EntryForm(_local(str(form.get("next", "/firms/new"))), shown, error.fields)
        return _with_token(request, settings, render(request, "register.html", page, ("form",), 422))
    address = request.client.host if request.client else ""
    login = accounts.log_in(
        database, passwords, settings, login=new.login, password=new.password, address=address
    )
    return _signed_in(request, settings, login.token, _local(fields.next))


@router.post("/logout")
def log_out(request: Request, database: Db, settings: Config, _actor: SignedIn) -> Response:
    """End the session for good."""
    accounts.log_out(database, request.state.session_token)
    response = go_to(request, "/")
    response.delete_cookie(session_cookie(settings), secure=settings.secure, httponly=True)
    return response


@router.get("/health")
def health() -> Response:
    """For the operator's monitoring: the process answers."""
    return PlainTextResponse("ok")


def _local(target: str) -> str:
    # Only a path of this site: '//host' and 'https:…' would lead a fresh login elsewhere.
    # Browsers leave tabs and line breaks out of an address, so '/<tab>/host' would be '//host' as well.
    plain = target.startswith("/") and target.isprintable() and not target.startswith(("//", "/\\"))
    return target if plain else "/"


def _with_token(request: Request, settings: Config, response: Response) -> Response:
    """Give a visitor without a session the cookie that its form token is compared with."""
    if not request.state.actor.signed_in:
        response.set_cookie(
            visitor_cookie(settings),
            request.state.csrf_token,
            httponly=True,
            secure=settings.secure,
            samesite="lax",
        )
    return response


def _signed_in(request: Request, settings: Config, token: str, target: str) -> Response:
    response = go_to(request, target)
    response.set_cookie(
        session_cookie(settings), token, httponly=True, secure=settings.secure, samesite="lax"
    )
    response.delete_cookie(visitor_cookie(settings), secure=settings.secure, httponly=True)
    return response
