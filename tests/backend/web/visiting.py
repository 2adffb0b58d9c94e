"""People who visit pages: each request is theirs, forms carry their token, htmx says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.auth.actor import Actor
from backend.web.dependencies import session_cookie
from tests.backend.town import Town

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

Fields = Mapping[str, str | Sequence[str]]
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Visitor:
    """Somebody with an account and a browser."""

    client: "TestClient"
    actor: Actor
    token: str
    cookie: str

    def get(self, path: str, *, htmx: bool = False) -> "Response":
        """Open a page."""
        self._enter()
        return self.client.get(path, headers=HTMX if htmx else {})

    def post(self, path: str, fields: Fields | None = None, *, htmx: bool = False) -> "Response":
        """Send a form from one's own page."""
        self._enter()
        data = {**(fields or {}), "csrf_token": self.actor.csrf_token}
        return self.client.post(path, data=data, headers=HTMX if htmx else {})

    def _enter(self) -> None:
        self.client.cookies.clear()
        self.client.cookies.set(self.cookie, self.token)


def visitor(client: "TestClient", town: Town, login: str) -> Visitor:
    """A person of the town in front of the browser."""
    actor = town.person(login)
    return Visitor(client, actor, town.tokens[login], session_cookie(town.settings))
