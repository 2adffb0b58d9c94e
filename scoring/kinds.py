"""Kinds of firms once they are found: where a unit belongs, how clearly, and what sets a kind apart.

Arrays in, arrays out, numpy alone: a new submission is placed without loading what found the kinds.
A profile is a row of shares between 0 and 1, NaN where nothing of the dimension is asked of the unit.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

NOT_ASKED = -1
WHOLE = 1000
BLOCK = 50_000
"""Units placed at a time: their distances stay in the cache."""


class View(StrEnum):
    """What is compared: the shares as they are, or each share less the unit's own mean (its shape)."""

    SHARES = "shares"
    SHAPE = "shape"


@dataclass(frozen=True, eq=False)
class KindModel:
    """Kinds as numbers.

    `means` (dimensions) are what gaps are filled with. A kind is made of one or more cells: `cells` (cells,
    dimensions) are their centres in the view, `owners` (cells) the kind that each belongs to. `profiles`
    (kinds, dimensions) are the mean shares of each kind's units. `spread` is the variance within cells along
    the lines that join neighbouring cells of different kinds: the unit in which closeness is told.
    """

    view: View
    means: Floats
    cells: Floats
    owners: NDArray[np.intp]
    profiles: Floats
    spread: float

    @property
    def number(self) -> int:
        """Number of kinds."""
        return len(self.profiles)

    @property
    def centres(self) -> Floats:
        """The centres of the kinds in the view: (kinds, dimensions)."""
        return seen(self.profiles, self.view)


@dataclass(frozen=True, eq=False)
class Placement:
    """Where units belong: the nearest kind, the distance to its centre, and the membership of every kind.

    `membership` is (units, kinds) and sums to 1 over the kinds.
    """

    kinds: NDArray[np.intp]
    distance: Floats
    membership: Floats


def profiles_of(permille: ArrayLike) -> Floats:
    """Shares in permille (NOT_ASKED where nothing is asked) as profiles: float (units, dimensions)."""
    shares = np.asarray(permille)
    return np.where(shares == NOT_ASKED, np.nan, shares / WHOLE)


def means_of(profiles: Floats) -> Floats:
    """The mean share of each dimension over the units that it is asked of; 0 where it is asked of none."""
    asked = ~np.isnan(profiles)
    number = asked.sum(axis=0)
    means: Floats = np.where(asked, profiles, 0.0).sum(axis=0) / np.maximum(number, 1)
    return means


def filled(profiles: Floats, means: Floats) -> Floats:
    """Profiles without gaps: what is not asked is taken to be as far above or below the usual as the rest is.

    That is the dimension's mean plus the unit's mean distance from the means of the dimensions it is asked.
    """
    gaps = np.isnan(profiles)
    if not gaps.any():
        return profiles
    away = np.where(gaps, 0.0, profiles - means)
    height = away.sum(axis=1) / np.maximum((~gaps).sum(axis=1), 1)
    return np.where(gaps, means + height[:, None], profiles)


def seen(filled_profiles: Floats, view: View) -> Floats:
    """Profiles as they are compared."""
    if view is View.SHARES:
        return filled_profiles
    shape: Floats = filled_profiles - filled_profiles.mean(axis=1, keepdims=True)
    return shape


def squared_distances(points: Floats, centres: Floats) -> Floats:
    """Squared distance of every point to every centre: (points, centres)."""
    products = points @ centres.T
    squares = np.einsum("ij,ij->i", points, points)[:, None] + np.einsum("ij,ij->i", centres, centres)
    distances: Floats = np.maximum(squares - 2 * products, 0.0)
    return distances


def place(model: KindModel, profiles: Floats) -> Placement:
    """The kind of each unit.

    Membership is the sum of exp(-d²/2·spread) over the cells of a kind as a share of that over all cells:
    what the distances say if every cell scatters alike and none is more usual than another.
    """
    parts = [
        _placed(model, profiles[first : first + BLOCK]) for first in range(0, max(len(profiles), 1), BLOCK)
    ]
    if len(parts) == 1:
        return parts[0]
    return Placement(
        np.concatenate([part.kinds for part in parts]),
        np.concatenate([part.distance for part in parts]),
        np.concatenate([part.membership for part in parts]),
    )


def _placed(model: KindModel, profiles: Floats) -> Placement:
    points = seen(filled(profiles, model.means), model.view)
    distances = squared_distances(points, model.cells)
    closeness = np.exp(-(distances - distances.min(axis=1, keepdims=True)) / (2 * model.spread))
    of_kind = np.zeros((len(points), model.number))
    for cell, owner in enumerate(model.owners):
        of_kind[:, owner] += closeness[:, cell]
    kinds = model.owners[distances.argmin(axis=1)]
    away = points - model.centres[kinds]
    return Placement(
        kinds, np.sqrt(np.einsum("ij,ij->i", away, away)), of_kind / of_kind.sum(axis=1, keepdims=True)
    )
