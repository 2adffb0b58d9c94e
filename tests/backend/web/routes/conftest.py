"""The crew of an open form in front of their browsers."""

from typing import TYPE_CHECKING

import pytest

from backend.auth.actor import Actor
from backend.web.dependencies import session_cookie
from tests.backend.crew import Crew
from tests.backend.web.visiting import Visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.fixture
def owner(client: "TestClient", crew: Crew) -> Visitor:
    """The owner of the firm."""
    return _visitor(client, crew, crew.plant.owner, crew.plant.token)


@pytest.fixture
def colleague(client: "TestClient", crew: Crew) -> Visitor:
    """A member of the firm."""
    return _visitor(client, crew, crew.colleague, crew.colleague_token)


@pytest.fixture
def stranger(client: "TestClient", crew: Crew) -> Visitor:
    """Somebody who works for nobody."""
    return _visitor(client, crew, crew.stranger, crew.stranger_token)


def _visitor(client: "TestClient", crew: Crew, actor: Actor, token: str) -> Visitor:
    return Visitor(client, actor, token, session_cookie(crew.plant.settings))
