"""Kinds of the demo firms: looked for as the province does it, with whatever verdict comes of it."""

from assessments.loader import Catalogue
from backend import clock
from backend.db.engine import Database
from backend.demo.officials import official
from backend.services.area_view import QUESTIONNAIRE
from backend.services.dimension_profiles import read_profiles
from backend.services.kinds_of_firms import fitting

PATIENCE = 600.0


def find_kinds(database: Database, catalogue: Catalogue) -> None:
    """Let the province look for kinds and take the result in use; too few firms have none."""
    province = official(database, "demo-province")
    profiles = read_profiles(database, catalogue, QUESTIONNAIRE, clock.today(), PATIENCE)
    if profiles is None or profiles.number < fitting.FEWEST_UNITS:
        return
    model = fitting.fit(database, province, catalogue, profiles)
    fitting.decide(database, province, catalogue, catalogue.regions.code, model, accept=True)
