"""Rendering pages: the only place that looks at htmx's headers.

Every template gets `page` (the page's frozen context), `site` (who is looking, the token for forms, the
installation's kind), `ui` (the macros) and `_` (the look-up of strings). A request by htmx gets the named
blocks of the same template, so a page and its fragments cannot drift apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from backend import clock
from backend.auth.actor import Actor
from backend.paths import STATIC, TEMPLATES
from backend.web.area_nav import GROUPS
from backend.web.language import _
from backend.web.provider_nav import PROVIDER_PAGES
from backend.web.unit_nav import UNIT_PAGES

KILOBYTE = 1000


@dataclass(frozen=True)
class Site:
    """What every page needs besides its own context."""

    actor: Actor
    csrf_token: str
    is_demo: bool
    path: str


def make_environment() -> Environment:
    """The one Jinja environment: autoescape always on, unknown names are errors."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    environment.globals["asset"] = asset
    environment.globals["area_groups"] = GROUPS
    environment.globals["unit_pages"] = UNIT_PAGES
    environment.globals["provider_pages"] = PROVIDER_PAGES
    environment.filters.update(zh_date=zh_date, zh_time=zh_time, wan=wan, plain=plain, zh_size=zh_size)
    environment.globals["ui"] = environment.get_template("macros.html").module
    return environment


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page rather than for the page."""
    return (
        request.headers.get("hx-request") == "true"
        and request.headers.get("hx-history-restore-request") != "true"
    )


def render(
    request: Request,
    template: str,
    page: Any,
    fragments: Sequence[str] = (),
    status: int = 200,
) -> Response:
    """The page, or for htmx the named `fragments` (blocks of the template) one after the other."""
    environment: Environment = request.app.state.templates
    loaded = environment.get_template(template)
    values = {"page": page, "site": site_of(request)}
    if fragments and wants_fragment(request):
        context = loaded.new_context(values)
        body = "".join("".join(loaded.blocks[name](context)) for name in fragments)
    else:
        body = loaded.render(values)
    return HTMLResponse(body, status_code=status, headers={"Vary": "HX-Request", "Cache-Control": "no-store"})


def go_to(request: Request, path: str) -> Response:
    """After a successful form: 303 to `path`, which htmx is told to open as a page."""
    if wants_fragment(request):
        # A header holds neither Chinese nor line breaks.
        return Response(status_code=204, headers={"HX-Redirect": quote(path, safe=":/%#?=@[]!$&'()*+,;")})
    return RedirectResponse(path, status_code=303)


def site_of(request: Request) -> Site:
    """The site-wide context of a request."""
    return Site(
        actor=request.state.actor,
        csrf_token=request.state.csrf_token,
        is_demo=request.app.state.is_demo,
        path=request.url.path,
    )


def asset(name: str) -> str:
    """Address of a static file with its modification time, so that browsers may keep it for a year."""
    return f"/static/{name}?v={int((STATIC / name).stat().st_mtime)}"


def zh_date(value: date | None) -> str:
    """2026年11月21日; a dash for none."""
    return "—" if value is None else f"{value.year}年{value.month}月{value.day}日"


def zh_time(value: datetime) -> str:
    """2026年11月21日 15:04, on the Shanghai clock."""
    shown = clock.local(value)
    return f"{zh_date(shown.date())} {shown:%H:%M}"


def zh_size(size: int) -> str:
    """The size of a file: 820 字节, 12.4 KB, 3.1 MB."""
    if size < KILOBYTE:
        return _("{size} 字节", size=size)
    return f"{size / KILOBYTE:.1f} KB" if size < KILOBYTE**2 else f"{size / KILOBYTE**2:.1f} MB"


def wan(yuan: Decimal | int) -> str:
    """Whole yuan as 万元, without trailing zeros: 20000000 → 2,000 万元."""
    amount = Decimal(yuan) / 10000
    return f"{amount.normalize():,f} 万元"


def plain(value: Decimal) -> str:
    """A decimal without trailing zeros or exponent: 76.50 → 76.5."""
    return f"{value.normalize():f}"
