"""What nobody types: every field of every page answers with a page that says so, never with a failure."""

import inspect
from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute

from backend.web.forms import FormModel
from tests.backend.plant import visit_as
from tests.backend.test_roles import ALLOWED, BODIES, World, world

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

__all__ = ["world"]

HOSTILE = (
    "9223372036854775808",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "x" * 5_000,
    "²",
    "NaN",
    "1e999",
    "\ud800",
    "a\0b",
    "%",
    "a:b",
    "-1",
)
IDS = ("0" * 20, "²", "é" * 60, "9223372036854775808", "%00", "A" * 2_000, "%ED%A0%80")
ACTORS = ("county", "owner", "administrator", "claimant", "provider owner", "visitor")
SERVER_ERROR = 500


def routes(app: "FastAPI") -> Iterator[tuple[str, APIRoute]]:
    """Every page with its method and path, those that change nothing first."""
    waiting: list[Any] = list(app.routes)
    found = []
    while waiting:
        route = waiting.pop()
        if isinstance(route, APIRoute):
            found += [(f"{method} {route.path}", route) for method in route.methods or ()]
        elif hasattr(route, "original_router"):
            waiting.extend(route.original_router.routes)
    return iter(sorted(found, key=lambda pair: pair[0]))


def fields_of(route: APIRoute) -> list[str]:
    """The fields that the page's module reads from forms and addresses."""
    models = [
        found
        for found in vars(inspect.getmodule(route.endpoint)).values()
        if inspect.isclass(found) and issubclass(found, FormModel)
    ]
    named = {name for model in models for name in model.model_fields}
    return sorted(named | {one.alias for one in route.dependant.query_params})


def sent(fields: dict[str, str]) -> str:
    """Fields as a browser writes them, half characters included."""
    return "&".join(
        f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in fields.items()
    )


def addresses(route: APIRoute, places: dict[str, str]) -> Iterator[str]:
    """The page's address with each of its ids in turn replaced by what is no id."""
    names = [name for name in places if f"{{{name}}}" in route.path]
    for name, value in zip(names, cycle(IDS), strict=False):
        yield route.path.format_map({**places, name: value})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_field_and_no_address_makes_a_page_fail(
    world: World, app: "FastAPI", client: "TestClient", method: str
) -> None:
    wrong, values = [], cycle(HOSTILE)
    for key, route in routes(app):
        if not key.startswith(f"{method} ") or route.path == "/logout":
            continue
        role = next((one for one in ACTORS if one in ALLOWED[key]), "province")
        actor, token = world.people.get(role) or world.people["county"]
        visit_as(client, app, token)
        headers = {"Origin": app.state.settings.origin, "X-CSRF-Token": actor.csrf_token}
        own, usual = route.path.format_map(world.places), BODIES.get(key, {})
        asked = [(own, {**usual, name: next(values)}) for name in fields_of(route)]
        asked += [(address, dict(usual)) for address in addresses(route, world.places)]
        for address, fields in asked:
            text = sent(fields)
            if method == "GET":
                answer = client.get(f"{address}?{text}", headers=headers)
            else:
                form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
                answer = client.post(address, content=text, headers=form)
            if answer.status_code >= SERVER_ERROR or not _is_told(answer):
                wrong.append(f"{key}: {answer.status_code} for {address[:80]} {text[:120]}")
    assert not wrong, "\n".join(wrong)


def _is_told(answer: Any) -> bool:
    """Whether a refusal says in Chinese what is wrong."""
    refused = 400 <= answer.status_code < SERVER_ERROR
    return not refused or any("\u4e00" <= sign <= "\u9fff" for sign in answer.text)
