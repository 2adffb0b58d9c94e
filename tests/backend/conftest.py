"""Fixtures for tests of services and pages: a plant with an open form, and people around it."""

import pytest

from assessments.loader import Catalogue
from backend.auth.passwords import Passwords
from backend.db.engine import Database
from backend.settings import Settings
from tests.backend.crew import Crew, gather
from tests.backend.officials import appoint
from tests.backend.plant import Plant, found
from tests.backend.town import Town
from tests.conftest import StandingClock


@pytest.fixture
def plant(database: Database, catalogue: Catalogue, settings: Settings, clock: StandingClock) -> Plant:
    """A discrete plant in 萧山区 with an open form, on a fresh database."""
    appoint(database)
    return found(database, catalogue, settings)


@pytest.fixture
def crew(plant: Plant) -> Crew:
    """The plant with a colleague of its owner and a stranger."""
    return gather(plant)


@pytest.fixture
def town(database: Database, catalogue: Catalogue, settings: Settings, clock: StandingClock) -> Town:
    """An installation without firms."""
    return Town(database, catalogue, settings, Passwords(settings.password_memory_kib))
