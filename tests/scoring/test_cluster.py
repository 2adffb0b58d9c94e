"""Kinds are found where they were planted, and none where there are none."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import estimator_checks_generator

from scoring.cluster import FirmKinds
from scoring.kinds import NOT_ASKED, Floats, View, filled, means_of, place, profiles_of
from scoring.valleys import chances_of_no_valley

DIMENSIONS = 14
Population = Callable[[np.random.Generator, int], Floats]


def whole(shares: Floats) -> Floats:
    """As scores are: permille between 0 and 1."""
    return np.floor(np.clip(shares, 0, 1) * 1000) / 1000


def normal(chance: np.random.Generator, number: int) -> Floats:
    mixing = chance.normal(size=(DIMENSIONS, DIMENSIONS)) * 0.04
    return whole(
        0.4 + chance.normal(size=(number, DIMENSIONS)) @ mixing + chance.normal(size=(number, 1)) * 0.12
    )


def slope(chance: np.random.Generator, number: int) -> Floats:
    height = chance.uniform(0.1, 0.9, (number, 1))
    return whole(height + chance.normal(size=(number, DIMENSIONS)) * 0.1)


def uniform(chance: np.random.Generator, number: int) -> Floats:
    return whole(chance.uniform(size=(number, DIMENSIONS)))


def maturity(chance: np.random.Generator, number: int) -> Floats:
    """Skewed like the published shares of the national self-diagnosis: most low, few high, no steps."""
    height = chance.beta(0.8, 2.2, (number, 1)) * chance.uniform(0.7, 1.2, (1, DIMENSIONS))
    return whole(height + chance.normal(size=(number, DIMENSIONS)) * 0.1)


def few_items(chance: np.random.Generator, number: int) -> Floats:
    """Three yes-or-no items a dimension, easier and harder ones: shares have gaps that no firm made."""
    height = chance.normal(size=(number, 1, 1)) * 1.5
    hardness = chance.normal(size=(1, DIMENSIONS, 3)) + 0.7
    yes = chance.uniform(size=(number, DIMENSIONS, 3)) < 1 / (1 + np.exp(-1.7 * (height - hardness)))
    return whole(yes.mean(axis=2))


def planted(
    chance: np.random.Generator, number: int, kinds: int, apart: float, height: float
) -> tuple[Floats, NDArray[np.int64]]:
    """Groups whose nearest centres lie so many standard deviations apart, with a common height in each."""
    centres = chance.normal(size=(kinds, DIMENSIONS))
    nearest = min(np.linalg.norm(centres[one] - centres[two]) for one in range(kinds) for two in range(one))
    centres = (centres - centres.mean(axis=0)) * apart * 0.08 / nearest
    groups = chance.choice(kinds, number, p=np.linspace(1, 2, kinds) / np.linspace(1, 2, kinds).sum())
    noise = chance.normal(size=(number, DIMENSIONS)) * 0.08 + chance.normal(size=(number, 1)) * height
    return whole(0.45 + centres[groups] + noise), groups


@pytest.mark.parametrize("cloud", [normal, slope, uniform, maturity, few_items])
def test_one_cloud_has_no_kinds(cloud: Population) -> None:
    for seed, number in ((1, 300), (2, 900)):
        found = FirmKinds(random_state=seed, refits=2).fit(cloud(np.random.default_rng(seed), number))
        assert found.n_kinds_ == 1, seed
        assert not found.labels_.any()
        assert not any(trial.admitted for trial in found.trials_)


@pytest.mark.parametrize(("kinds", "height"), [(3, 0.0), (4, 0.0), (5, 0.0), (3, 0.2)])
def test_planted_kinds_are_found(kinds: int, height: float) -> None:
    """Also under a height that varies more than the kinds do: then by their shape."""
    profiles, groups = planted(np.random.default_rng(kinds), 900, kinds, 6, height)
    found = FirmKinds(refits=3).fit(profiles)
    assert found.n_kinds_ == kinds
    assert adjusted_rand_score(groups, found.labels_) >= 0.95
    assert found.model_.view is (View.SHAPE if height else View.SHARES)


def test_overlapping_kinds_are_found_among_many() -> None:
    profiles, groups = planted(np.random.default_rng(5), 4_000, 3, 4, 0.05)
    found = FirmKinds(refits=2).fit(profiles)
    assert found.n_kinds_ == 3
    assert adjusted_rand_score(groups, found.labels_) >= 0.85


def test_a_long_kind_beside_a_small_one_is_not_cut_up() -> None:
    """Most firms on a slope, a few far above it: two kinds, and the slope is one of them."""
    chance = np.random.default_rng(6)
    top = whole(0.92 + chance.normal(size=(90, DIMENSIONS)) * 0.04)
    profiles = np.concatenate([slope(chance, 800) * 0.6, top])
    found = FirmKinds(refits=3).fit(profiles)
    assert np.bincount(found.labels_).tolist() == [800, 90]
    assert found.model_.number == 2


def test_few_units_are_not_divided() -> None:
    profiles, _groups = planted(np.random.default_rng(7), 49, 3, 12, 0)
    found = FirmKinds().fit(profiles)
    assert (found.n_kinds_, found.enough_, found.trials_) == (1, False, ())


def test_the_same_seed_gives_the_same_kinds() -> None:
    profiles, _groups = planted(np.random.default_rng(8), 300, 3, 6, 0)
    first, second = (FirmKinds(random_state=3, refits=2).fit(profiles) for _ in range(2))
    assert np.array_equal(first.model_.cells, second.model_.cells)
    assert first.trials_ == second.trials_


def test_units_near_a_centre_belong_and_those_half_way_are_between() -> None:
    profiles, _groups = planted(np.random.default_rng(9), 600, 3, 6, 0)
    model = FirmKinds(refits=2).fit(profiles).model_
    centres = model.profiles
    placement = place(model, np.vstack([centres, (centres[0] + centres[1]) / 2]))
    assert placement.kinds[:3].tolist() == [0, 1, 2]
    assert np.allclose(placement.membership.sum(axis=1), 1)
    assert (placement.membership[[0, 1, 2], [0, 1, 2]] > 0.95).all()
    assert 0.3 < placement.membership[3, 0] < 0.7
    assert placement.distance[:3].max() < 1e-6


def test_gaps_are_filled_at_the_height_of_the_rest() -> None:
    shares = np.array([[800, 600, NOT_ASKED], [400, 200, 100], [600, 400, 300]], np.int16)
    profiles = profiles_of(shares)
    full = filled(profiles, means_of(profiles))
    assert full[0].round(3).tolist() == [0.8, 0.6, 0.4]
    assert np.array_equal(full[1:], profiles[1:])


def test_a_valley_needs_fewer_in_the_middle_than_on_both_sides() -> None:
    centres = np.array([[0.0, 0.0], [1.0, 0.0]])
    sides = np.repeat(centres, 30, axis=0)
    middle = np.tile([0.5, 0.0], (30, 1))
    assert chances_of_no_valley(sides, centres)[0, 1] < 1e-8
    assert chances_of_no_valley(np.vstack([sides, middle]), centres)[0, 1] > 0.4
    assert chances_of_no_valley(np.vstack([sides[:30], middle]), centres)[0, 1] > 0.9, "only one side"


LEFT_OUT = {
    # It looks at other array libraries, and leaves itself out without a setting of SciPy.
    3: {"check_array_api_input"},
    # And it wants groups told from fifty points, which is fewer than the valleys can be sure of.
    None: {"check_array_api_input", "check_clustering"},
}


@pytest.mark.parametrize("number", [None, 3])
def test_the_estimator_keeps_the_contract(number: int | None) -> None:
    """scikit-learn's own checks."""
    checks = [
        (estimator, check)
        for estimator, check in estimator_checks_generator(FirmKinds(number=number))
        if check.func.__name__ not in LEFT_OUT[number]
    ]
    assert len(checks) > 40
    for estimator, check in checks:
        check(estimator)
