"""The slope that a population of profiles lies along: who stands where from low to high, whatever the kinds.

The main direction is the first principal one; a second one beside it makes a picture. A unit's place on the
slope says what is usual there in every dimension, and so where the unit is ahead of itself or behind.
"""

from dataclasses import dataclass

import numpy as np

from scoring.kinds import Floats

HUNDREDTHS = 101


@dataclass(frozen=True, eq=False)
class Slope:
    """`centre` (dimensions) and `directions` (2, dimensions) with the share of all variance along each.

    `marks` are the places on the main direction below which 0 to 100 percent of the units lie.
    """

    centre: Floats
    directions: Floats
    shares: Floats
    marks: Floats


def slope_of(points: Floats) -> Slope:
    """The slope of filled profiles (units, dimensions)."""
    centre = points.mean(axis=0)
    away = points - centre
    values, vectors = np.linalg.eigh(away.T @ away / len(points))
    directions = np.zeros((2, points.shape[1]))
    shares = np.zeros(2)
    total = max(float(values.sum()), np.finfo(np.float64).tiny)
    for place in range(min(2, points.shape[1])):
        direction = vectors[:, -1 - place]
        # A direction has no sign of its own: up is where the shares grow.
        directions[place] = direction if direction.sum() >= 0 else -direction
        shares[place] = max(float(values[-1 - place]), 0.0) / total
    marks = np.quantile(away @ directions[0], np.linspace(0, 1, HUNDREDTHS))
    return Slope(centre, directions, shares, marks)


def places_on(slope: Slope, points: Floats) -> Floats:
    """Where units stand: (units, 2), along the main direction and along the second."""
    places: Floats = (points - slope.centre) @ slope.directions.T
    return places


def percent_below(slope: Slope, place: float) -> int:
    """How many percent of the units stand lower on the main direction."""
    return int(np.searchsorted(slope.marks, place, side="left").clip(0, HUNDREDTHS - 1))


def usual_at(slope: Slope, place: float) -> Floats:
    """The profile that is usual at a place of the main direction, between 0 and 1."""
    usual: Floats = np.clip(slope.centre + place * slope.directions[0], 0.0, 1.0)
    return usual
