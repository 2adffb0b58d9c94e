"""Whether there is a valley between two groups of points: fewer in the middle than at either side.

Groups that an algorithm cuts out of one cloud have none. Along the line from one centre to another three
windows of equal width are counted, at both centres and half-way. A density with one peak is nowhere lower in
between than at the lower of two sides, so the middle may hold significantly fewer than *both* ends by chance
alone; the chance is the larger of two binomial tails (an intersection-union test, exact at any size).
Other groups are kept out by planes half-way between their centres and the line: what is left is convex, and
there a log-concave cloud (a normal or uniform one, a straight gradient with noise) keeps its single peak.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from scoring.kinds import Floats, squared_distances

HALF_WINDOW = 0.2
"""Half the width of each window, as a share of the distance between the two centres."""


def spread_out(points: Floats, chance: np.random.RandomState) -> Floats:
    """Points whose values are told apart no better than they were measured.

    A share of five items knows six values; between them are gaps that no firm made. Each value is spread
    evenly over the half-way to its neighbours, dimension by dimension.
    """
    moved = np.empty_like(points)
    for column, values in enumerate(points.T):
        known, at = np.unique(values, return_inverse=True)
        gaps = np.diff(known) if len(known) > 1 else np.zeros(1)
        below = np.concatenate([gaps[:1], gaps]) / 2
        above = np.concatenate([gaps, gaps[-1:]]) / 2
        part = chance.random_sample(len(values))
        moved[:, column] = values - below[at] + part * (below[at] + above[at])
    return moved


def neighbours(centres: Floats) -> Iterator[tuple[int, int]]:
    """Pairs of centres with no third one in the ball between them (the Gabriel graph)."""
    squares = squared_distances(centres, centres)
    for first in range(len(centres)):
        for second in range(first + 1, len(centres)):
            others = np.delete(squares[first] + squares[second], [first, second])
            if not (others < squares[first, second]).any():
                yield first, second


def chances_of_no_valley(points: Floats, centres: Floats) -> dict[tuple[int, int], float]:
    """For each pair of neighbouring centres the chance that they look so apart in a cloud with one peak.

    The points must not be those the centres were found from.
    """
    return {
        (first, second): _chance(
            points[between(points, centres, first, second)], centres[first], centres[second]
        )
        for first, second in neighbours(centres)
    }


def between(points: Floats, centres: Floats, first: int, second: int) -> NDArray[np.bool_]:
    """Which points lie on the line's side of the plane half-way to every other centre."""
    start, along = centres[first], centres[second] - centres[first]
    inside = np.ones(len(points), np.bool_)
    for other in np.delete(centres, [first, second], axis=0):
        part = np.clip((other - start) @ along / (along @ along), 0.0, 1.0)
        foot = start + part * along
        inside &= (points - (foot + other) / 2) @ (other - foot) <= 0
    return inside


def _chance(points: Floats, first: Floats, second: Floats) -> float:
    along = second - first
    length = float(along @ along)
    if length == 0:
        return 1.0
    place = (points - first) @ along / length
    low, middle, high = (int((np.abs(place - at) <= HALF_WINDOW).sum()) for at in (0.0, 0.5, 1.0))
    return max(float(binom.cdf(middle, middle + side, 0.5)) for side in (low, high))


def halves(number: int, chance: np.random.RandomState) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Two halves of so many points."""
    order = chance.permutation(number)
    return order[: number // 2], order[number // 2 :]
