"""Firms of two counties whose profiles are put into two kinds: what tests of kinds start from."""

from dataclasses import replace

import numpy as np

from backend import clock
from backend.services.dimension_profiles import Profiles, read_profiles
from tests.backend.plant import COUNTY, Plant, everything, lowest_for
from tests.backend.population import settle

NAME, OTHER = "zj-ladder", "330110"
UNITS = 60


def population(plant: Plant) -> Profiles:
    """Firms of two counties with submissions, the plant's own among them."""
    plant.confirm()
    plant.answer(everything(plant.catalogue, lowest_for("dw")))
    plant.submit()
    settle(plant, UNITS - 1, 7, (COUNTY, OTHER))
    found = read_profiles(plant.database, plant.catalogue, NAME, clock.today(), 600)
    assert found is not None
    assert found.number == UNITS
    return found


def planted(profiles: Profiles, share: float = 0.5) -> Profiles:
    """The same units in two kinds: strong in the first domains and at the first rung, or in the last."""
    chance = np.random.default_rng(3)
    strong = np.arange(profiles.number) < share * profiles.number
    ahead = np.arange(len(profiles.dimensions)) < len(profiles.dimensions) // 2
    usual = np.where(strong[:, None] == ahead[None, :], 750, 250)
    shares = usual + chance.integers(-60, 60, profiles.shares.shape)
    ranks = np.where(strong, 1, 0).astype(np.uint8)
    return replace(profiles, shares=shares.astype(np.int16), ranks=ranks)
