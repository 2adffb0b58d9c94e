"""What handlers ask for: the actor, the database, the catalogue, a checked form.

`identify` runs before every route and fails closed: an unsafe request without its session's token is
refused before any handler sees it. All of them are `async def` because none waits for anything: FastAPI
would send each plain function through the thread pool, eight round trips for a request of one statement.
"""

import hmac
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from assessments.loader import Catalogue
from backend.auth.actor import ANONYMOUS, Actor
from backend.auth.passwords import Passwords
from backend.auth.tokens import new_token
from backend.db.engine import Database
from backend.services import accounts
from backend.services.errors import ForbiddenError, InvalidInputError, NotFoundError
from backend.settings import Settings
from backend.web.forms import CSRF_FIELD
from backend.web.middleware.guard import SAFE_METHODS

CSRF_HEADER = "x-csrf-token"


class LoginRequiredError(Exception):
    """The page needs a login; the error handler leads there and back."""


def session_cookie(settings: Settings) -> str:
    """Name of the session cookie; the __Host- prefix binds it to this https host."""
    return "__Host-zhiti" if settings.secure else "zhiti"


def visitor_cookie(settings: Settings) -> str:
    """Name of the cookie that holds the form token of a visitor without a session (login, register)."""
    return "__Host-zhiti-form" if settings.secure else "zhiti-form"


async def identify(request: Request) -> AsyncIterator[None]:
    """Find the actor and the form token, check the token of unsafe requests, and close uploads at the end."""
    # PostgreSQL refuses NUL in any text; no address of this site has one.
    if "\0" in request.url.path:
        raise NotFoundError
    if any("\0" in value for value in request.query_params.values()):
        raise InvalidInputError({"address": "地址中含有无法识别的字符，请从页面上的链接重新进入。"})
    settings: Settings = request.app.state.settings
    token = request.cookies.get(session_cookie(settings), "")
    actor = ANONYMOUS
    if token:
        actor = await run_in_threadpool(accounts.actor_of, request.app.state.database, settings, token)
    known = actor.csrf_token or request.cookies.get(visitor_cookie(settings), "")
    request.state.actor = actor
    request.state.session_token = token
    request.state.csrf_token = known or new_token()
    try:
        if request.method not in SAFE_METHODS:
            await _check_token(request, known)
        yield
    finally:
        await request.close()


async def _check_token(request: Request, known: str) -> None:
    sent = request.headers.get(CSRF_HEADER) or (await request.form()).get(CSRF_FIELD, "")
    fits = isinstance(sent, str) and hmac.compare_digest(sent.encode("utf-8", "replace"), known.encode())
    if not known or not fits:
        raise ForbiddenError("页面已过期或登录状态已变化，本次操作没有保存。请刷新页面后重试。")


async def posted_form(request: Request) -> FormData:
    """The posted form (parsed once; Starlette keeps it on the request)."""
    return await request.form()


async def get_database(request: Request) -> Database:
    """The installation's database."""
    database: Database = request.app.state.database
    return database


async def get_settings(request: Request) -> Settings:
    """The installation's settings."""
    settings: Settings = request.app.state.settings
    return settings


async def get_catalogue(request: Request) -> Catalogue:
    """The loaded catalogue."""
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


async def get_passwords(request: Request) -> Passwords:
    """The password hasher."""
    passwords: Passwords = request.app.state.passwords
    return passwords


async def get_actor(request: Request) -> Actor:
    """Whoever is behind the request, perhaps anonymous."""
    actor: Actor = request.state.actor
    return actor


async def require_login(actor: Annotated[Actor, Depends(get_actor)]) -> Actor:
    """An actor with an account; others are led to the login page."""
    if not actor.signed_in:
        raise LoginRequiredError
    return actor


async def require_enterprise(actor: Annotated[Actor, Depends(require_login)]) -> Actor:
    """Somebody who works for firms; for officials and administrators the page does not exist."""
    if not actor.is_enterprise:
        raise NotFoundError
    return actor


async def require_official(actor: Annotated[Actor, Depends(require_login)]) -> Actor:
    """An official of some area."""
    if not actor.is_official:
        raise NotFoundError
    return actor


async def require_admin(actor: Annotated[Actor, Depends(require_login)]) -> Actor:
    """An administrator."""
    if not actor.is_admin:
        raise NotFoundError
    return actor


Form = Annotated[FormData, Depends(posted_form)]
Db = Annotated[Database, Depends(get_database)]
Config = Annotated[Settings, Depends(get_settings)]
Criteria = Annotated[Catalogue, Depends(get_catalogue)]
Hasher = Annotated[Passwords, Depends(get_passwords)]
Visitor = Annotated[Actor, Depends(get_actor)]
SignedIn = Annotated[Actor, Depends(require_login)]
Enterprise = Annotated[Actor, Depends(require_enterprise)]
Official = Annotated[Actor, Depends(require_official)]
Admin = Annotated[Actor, Depends(require_admin)]
