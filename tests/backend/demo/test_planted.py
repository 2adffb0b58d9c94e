"""The honesty checks find what was planted among made-up firms, and leave the honest ones alone."""

import pytest

from assessments.loader import Catalogue
from assessments.schema.common import ProductionType
from backend.demo.planted import PLANTED, Score, measure
from backend.services.integrity.applied import applied_to

HONEST, PLANTS, SEED = 120, 10, 4
# Recall at least, and hints on honest firms at most; bench/integrity.py measures a larger crowd, in which the
# tables of like firms are finer and more lone answers are seen.
BOUNDS = {
    "contradiction": (1.0, 3),
    "straight": (0.9, 3),
    "copied": (0.8, 0),
    "jump": (0.8, 1),
    "speed": (0.9, 4),
    "outlier": (0.3, 4),
}


@pytest.fixture(scope="module")
def scores(catalogue: Catalogue) -> dict[str, Score]:
    """Every kind's score in one small crowd."""
    applied = applied_to(catalogue, catalogue.questionnaire("zj-ladder").key, ProductionType.DISCRETE)
    assert applied is not None
    return measure(applied, HONEST, PLANTS, SEED)


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found_and_honest_firms_are_left_alone(
    planted: str, scores: dict[str, Score]
) -> None:
    recall, false = BOUNDS[planted]
    assert scores[planted].plants == PLANTS
    assert scores[planted].recall >= recall
    assert scores[planted].false <= false
