"""Kinds of firms: how often they are told where there are none, how often found, and how long it takes.

Null populations have no groups: a normal cloud, an even slope, a uniform one, skewed maturity, few yes-or-no
items, a bent slope, one that is cut off at both ends. Planted ones have three to five groups whose nearest
centres lie so many standard deviations apart; power is the share in which their number is found with an
adjusted Rand index of 0.95 (0.85 where they overlap). Then fits of 5,000 and 500,000 firms, beside a floor:
reading the array of shares once; and the placing of one new submission. Figures depend on the machine; read
the ratio.

    python bench/clusters.py [--firms 500000] [--trials 5]
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
from sklearn.metrics import adjusted_rand_score

from scoring.cluster import FirmKinds
from scoring.kinds import Floats, place, profiles_of

DIMENSIONS = 14
NOISE = 0.08
UNITS = 870
CLEAR, OVERLAPPING = 0.95, 0.85

Chance = np.random.Generator


def whole(shares: Floats) -> Floats:
    """As scores are: permille between 0 and 1."""
    return np.floor(np.clip(shares, 0, 1) * 1000) / 1000


def noise(chance: Chance, number: int, size: float) -> Floats:
    """What differs from dimension to dimension by nothing but chance."""
    return chance.normal(size=(number, DIMENSIONS)) * size


def normal(chance: Chance, number: int) -> Floats:
    """A normal cloud, longer in some directions."""
    mixing = noise(chance, DIMENSIONS, 0.04)
    return whole(0.4 + noise(chance, number, 1) @ mixing + chance.normal(size=(number, 1)) * 0.12)


def slope(chance: Chance, number: int) -> Floats:
    """Evenly from low to high."""
    return whole(chance.uniform(0.1, 0.9, (number, 1)) + noise(chance, number, 0.1))


def uniform(chance: Chance, number: int) -> Floats:
    """Every dimension by itself."""
    return whole(chance.uniform(size=(number, DIMENSIONS)))


def maturity(chance: Chance, number: int) -> Floats:
    """Most low, few high, as the published shares 63, 21, 12 and 4 percent, but without steps."""
    height = chance.beta(0.8, 2.2, (number, 1)) * chance.uniform(0.7, 1.2, (1, DIMENSIONS))
    return whole(height + noise(chance, number, 0.1))


def items(chance: Chance, number: int, each: int = 8) -> Floats:
    """Yes-or-no items, easier and harder ones, answered by one ability."""
    ability = chance.normal(size=(number, 1, 1)) * 1.5
    hardness = chance.normal(size=(1, DIMENSIONS, each)) + 0.7
    yes = chance.uniform(size=(number, DIMENSIONS, each)) < 1 / (1 + np.exp(-1.7 * (ability - hardness)))
    return whole(yes.mean(axis=2))


def few_items(chance: Chance, number: int) -> Floats:
    """The same with three items a dimension: shares have gaps that no firm made."""
    return items(chance, number, 3)


def bent(chance: Chance, number: int) -> Floats:
    """A slope along which one dimension rises after the other."""
    ability, hardness = chance.normal(size=(number, 1)), chance.normal(size=(1, DIMENSIONS)) * 1.2
    return whole(1 / (1 + np.exp(-1.5 * (ability - hardness))) + noise(chance, number, NOISE))


def cut_off(chance: Chance, number: int) -> Floats:
    """Many at nothing: a normal slope of which a good part lies below zero."""
    return whole(chance.normal(size=(number, 1)) * 0.3 + 0.15 + noise(chance, number, 0.1))


NULLS: tuple[Callable[[Chance, int], Floats], ...] = (
    normal, slope, uniform, maturity, items, few_items, bent, cut_off,
)  # fmt: skip
PLANTED = (
    (3, 6, 0.0),
    (4, 6, 0.0),
    (5, 6, 0.0),
    (3, 6, 0.2),
    (4, 6, 0.05),
    (3, 5, 0.1),
    (3, 4, 0.0),
    (2, 4, 0.0),
)
"""Groups, standard deviations between the nearest centres, and the spread of a common height in each."""


def planted(
    chance: Chance, number: int, kinds: int, apart: float, height: float
) -> tuple[Floats, np.ndarray]:
    """Profiles and the group of each; the largest group has twice the units of the smallest."""
    centres = noise(chance, kinds, 1)
    nearest = min(np.linalg.norm(centres[a] - centres[b]) for a in range(kinds) for b in range(a))
    centres = (centres - centres.mean(axis=0)) * apart * NOISE / nearest
    sizes = np.linspace(1, 2, kinds)
    groups = chance.choice(kinds, number, p=sizes / sizes.sum())
    common = chance.normal(size=(number, 1)) * height
    return whole(0.45 + centres[groups] + noise(chance, number, NOISE) + common), groups


def false_alarms(trials: int, units: int) -> tuple[int, int]:
    """Populations without groups in which some were told, of how many."""
    told = 0
    for cloud in NULLS:
        found = [
            FirmKinds(random_state=seed).fit(cloud(np.random.default_rng(seed), units)).n_kinds_
            for seed in range(trials)
        ]
        wrong = sum(number > 1 for number in found)
        told += wrong
        print(f"  {cloud.__name__:10} {wrong} of {trials} told to have groups")
    return told, trials * len(NULLS)


def power(trials: int, units: int) -> tuple[int, int]:
    """Planted populations whose groups were found, of how many."""
    hits = 0
    for kinds, apart, height in PLANTED:
        found, enough = [], CLEAR if apart >= 5 else OVERLAPPING
        for seed in range(trials):
            profiles, groups = planted(np.random.default_rng(seed), units, kinds, apart, height)
            fitted = FirmKinds(random_state=seed).fit(profiles)
            agreed = adjusted_rand_score(groups, fitted.labels_)
            found.append(fitted.n_kinds_ == kinds and agreed >= enough)
        hits += sum(found)
        print(f"  {kinds} groups, {apart} apart, height {height}: {sum(found)} of {trials} found")
    return hits, trials * len(PLANTED)


def timed(firms: int) -> None:
    """A fit, the placing of everybody, and of one, beside reading the shares once."""
    profiles, groups = planted(np.random.default_rng(0), firms, 4, 6, 0.05)
    permille = (profiles * 1000).astype(np.int16)
    floor = _seconds(lambda: permille.sum(dtype=np.int64), 5)
    began = time.perf_counter()
    fitted = FirmKinds().fit(profiles_of(permille))
    took = time.perf_counter() - began
    everybody = _seconds(lambda: place(fitted.model_, profiles_of(permille)), 1)
    one = _seconds(lambda: place(fitted.model_, profiles_of(permille[:1])), 200)
    agreed = adjusted_rand_score(groups[:20_000], fitted.labels_[:20_000])
    print(
        f"{firms:,} firms: fit with the choice {took:.1f} s ({took / floor:,.0f} times the floor of "
        f"{floor * 1000:.2f} ms), {fitted.n_kinds_} kinds, agreement {agreed:.3f}; placing all "
        f"{everybody:.2f} s ({everybody / floor:,.0f} times), one {one * 1000:.3f} ms"
    )


def _seconds(run: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
    return best


def main(firms: int = 5_000, trials: int = 1, units: int = UNITS) -> None:
    """Print false alarms, power and times; small by default."""
    print(f"populations without groups, {units} units each:")
    told, nulls = false_alarms(trials, units)
    print(f"populations with groups, {units} units each:")
    hits, all_planted = power(trials, units)
    print(f"false alarms {told} of {nulls}; groups found {hits} of {all_planted}")
    timed(min(firms, 5_000))
    if firms > 5_000:
        timed(firms)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", type=int, default=500_000)
    parser.add_argument("--trials", type=int, default=5)
    given = parser.parse_args()
    main(given.firms, given.trials)
