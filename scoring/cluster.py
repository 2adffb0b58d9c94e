"""Finding kinds of firms by their profiles: how many there are, or that there are none.

What is clustered: shares of the points per dimension, all in one unit (0 to 1), so nothing is scaled; gaps
are filled (`kinds.filled`). Two views are tried: the shares as they are, and their shape (each share less the
unit's own mean), because a common height that varies much hides how profiles differ. In a view, k-means cuts
the units into 2 to 8 cells; neighbouring cells without a valley between them (`valleys`; found on one half of
the units, tested on the other) are one kind, however long or uneven it is. What is left is admitted where
  * there are two kinds or more,
  * the smallest is large enough, and
  * the same on resampled units agrees (mean adjusted Rand index).
The level of the tests is shared out over everything tried. Maturity is most often one slope from low to high:
it can be cut anywhere, stably even, but has no valley; then there is one kind, which is to say none. Among
the admitted the finest is taken whose silhouette is not far below the best: silhouettes alone prefer to leave
neighbouring groups together.

This is the only module that loads scikit-learn; who only places units uses `kinds`.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from scoring.kinds import Floats, KindModel, View, filled, means_of, place, seen, squared_distances
from scoring.valleys import chances_of_no_valley, halves, neighbours, spread_out

SAMPLE_FOR_CHOICE = 10_000
SAMPLE_FOR_FIT = 50_000
SAMPLE_FOR_REFIT = 5_000
SAMPLE_FOR_SILHOUETTE = 3_000
STARTS = 10
"""Beginnings of k-means for the kinds that are kept: on few, it more often stops at a poorer cut."""
STARTS_WHILE_CHOOSING = 3
STARTS_AGAIN = 2
SPLITS = 3
"""Times that the units are halved: what one split happens to say must not decide."""
CLEAR = 0.8
"""A finer number of kinds is preferred down to this share of the best silhouette."""


@dataclass(frozen=True)
class Trial:
    """What speaks for cutting a view into so many cells, of which those without a valley between are one.

    `number` is how many kinds are left, `smallest` the share of units in the smallest, `stability` the mean
    adjusted Rand index of refits. With one kind left the silhouette is 0 and the stability 1: nothing is cut.
    """

    view: View
    cells: int
    number: int
    smallest: float
    stability: float
    silhouette: float
    admitted: bool


@dataclass(frozen=True, eq=False)
class _Units:
    """The units in a view, the same with their values spread out, and pairs of halves of them."""

    view: View
    points: Floats
    shaken: Floats
    splits: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]]


@dataclass(frozen=True, eq=False)
class _Cut:
    """Cells in a view, and the kind that each belongs to."""

    view: View
    centres: Floats
    owners: NDArray[np.intp]

    @property
    def number(self) -> int:
        return int(self.owners.max()) + 1

    def kinds(self, points: Floats) -> NDArray[np.intp]:
        return self.owners[_nearest(points, self.centres)]


class FirmKinds(TransformerMixin, ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Kinds of firms by profile; NaN is a dimension that is not asked of a unit.

    Parameters
    ----------
    number : None to choose it (1 is then "no natural groups"), or how many kinds to cut.
    most : the largest number tried.
    fewest_units : below it nothing is looked for: one kind.
    smallest, smallest_share : a kind has at least so many units, and at least this share of them.
    steady : the least mean adjusted Rand index of refits.
    level : the chance, in all, of telling groups where there are none.
    refits : resamples per number of kinds.
    random_state : a seed; equal seeds give equal kinds.

    After fitting: `model_` (kinds.KindModel), `n_kinds_`, `labels_`, `trials_`, `enough_`.
    """

    def __init__(
        self,
        number: int | None = None,
        *,
        most: int = 8,
        fewest_units: int = 50,
        smallest: int = 10,
        smallest_share: float = 0.02,
        steady: float = 0.8,
        level: float = 0.05,
        refits: int = 10,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.number = number
        self.most = most
        self.fewest_units = fewest_units
        self.smallest = smallest
        self.smallest_share = smallest_share
        self.steady = steady
        self.level = level
        self.refits = refits
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002, N803 - scikit-learn's names
        """Find the kinds of profiles (units, dimensions)."""
        profiles: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        chance = check_random_state(self.random_state)
        means = means_of(profiles)
        # One thread: sums of several come in any order, and differ in the last digit.
        with threadpool_limits(limits=1):
            sample = profiles[_some(len(profiles), SAMPLE_FOR_CHOICE, chance)]
            self.enough_ = len(profiles) >= self.fewest_units
            tried = self._tried(filled(sample, means), chance) if self.number is None else []
            self.trials_ = tuple(trial for trial, _cut in tried)
            points = filled(profiles[_some(len(profiles), SAMPLE_FOR_FIT, chance)], means)
            self.model_ = _model(points, means, self._chosen(points, tried, chance))
        self.n_kinds_ = self.model_.number
        self.labels_ = place(self.model_, profiles).kinds
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.intp]:  # noqa: N803
        """The kind of each unit."""
        profiles = self._checked(X)
        return place(self.model_, profiles).kinds

    def predict_proba(self, X: ArrayLike) -> Floats:  # noqa: N803
        """The membership of every kind: (units, kinds), rows sum to 1."""
        profiles = self._checked(X)
        return place(self.model_, profiles).membership

    def transform(self, X: ArrayLike) -> Floats:  # noqa: N803
        """The distance to every centre: (units, kinds)."""
        profiles = self._checked(X)
        points = seen(filled(profiles, self.model_.means), self.model_.view)
        return np.sqrt(squared_distances(points, self.model_.centres))

    def __sklearn_tags__(self) -> Any:
        """Gaps are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _checked(self, X: ArrayLike) -> Floats:  # noqa: N803
        check_is_fitted(self)
        checked: Floats = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        return checked

    def _tried(self, points: Floats, chance: np.random.RandomState) -> list[tuple[Trial, _Cut]]:
        if not self.enough_:
            return []
        numbers = range(2, min(self.most, len(points) // 2) + 1)
        level = self.level / (len(View) * len(numbers))
        shaken = spread_out(points, chance)
        pairs = [halves(len(points), chance) for _ in range(SPLITS)]
        splits = [each for pair in pairs for each in (pair, pair[::-1])]
        found = []
        for view in View:
            units = _Units(view, seen(points, view), seen(shaken, view), splits)
            for number in numbers:
                cut = _cut(units, number, level, chance)
                found.append((self._trial(units.points, cut, chance), cut))
        return found

    def _trial(self, points: Floats, cut: _Cut, chance: np.random.RandomState) -> Trial:
        kinds = cut.kinds(points)
        smallest = int(np.bincount(kinds, minlength=cut.number).min())
        is_cut = cut.number > 1
        stability = self._stability(points, cut, kinds, chance) if is_cut else 1.0
        large = smallest >= max(self.smallest, self.smallest_share * len(points))
        return Trial(
            view=cut.view,
            cells=len(cut.centres),
            number=cut.number,
            smallest=smallest / len(points),
            stability=stability,
            silhouette=_silhouette(points, kinds, chance) if is_cut else 0.0,
            admitted=is_cut and large and stability >= self.steady,
        )

    def _stability(
        self, points: Floats, cut: _Cut, kinds: NDArray[np.intp], chance: np.random.RandomState
    ) -> float:
        size, number = min(len(points), SAMPLE_FOR_REFIT), len(cut.centres)
        agreed = []
        for _ in range(self.refits):
            drawn = chance.randint(len(points), size=size)
            again = _matched(cut.centres, _centres(points[drawn], number, STARTS_AGAIN, chance))
            agreed.append(adjusted_rand_score(kinds, _Cut(cut.view, again, cut.owners).kinds(points)))
        return float(np.mean(agreed))

    def _chosen(self, points: Floats, tried: list[tuple[Trial, _Cut]], chance: np.random.RandomState) -> _Cut:
        if self.number is not None:
            centres = _centres(points, min(self.number, len(points)), STARTS, chance)
            return _Cut(View.SHARES, centres, np.arange(len(centres)))
        admitted = [pair for pair in tried if pair[0].admitted]
        if not admitted:
            return _Cut(View.SHARES, points.mean(axis=0, keepdims=True), np.zeros(1, np.intp))
        clear = CLEAR * max(trial.silhouette for trial, _cut in admitted)
        found = [pair for pair in admitted if pair[0].silhouette >= clear]
        times = Counter(trial.number for trial, _cut in found)
        # A number that one cut alone comes to is that cut's chance: another has to come to it as well.
        return max(
            [pair for pair in found if times[pair[0].number] > 1] or found,
            key=lambda pair: (pair[0].number, pair[0].view is View.SHARES, pair[0].stability),
        )[1]


def agreement(first: ArrayLike, second: ArrayLike) -> float:
    """How far two divisions of the same units agree: the adjusted Rand index, 1 where they are the same."""
    return float(adjusted_rand_score(first, second))


def _some(number: int, size: int, chance: np.random.RandomState) -> NDArray[np.intp]:
    """Positions of all, or of a sample, in their order."""
    if number <= size:
        return np.arange(number)
    drawn: NDArray[np.intp] = np.sort(chance.choice(number, size, replace=False))
    return drawn


def _centres(points: Floats, number: int, starts: int, chance: np.random.RandomState) -> Floats:
    """The centres of k-means, in the order of their height."""
    if number == 1 or len(np.unique(points, axis=0)) <= number:
        return _distinct(points, number)
    found = KMeans(number, n_init=starts, random_state=chance).fit(points).cluster_centers_
    centres: Floats = found[np.lexsort((*found.T, found.sum(axis=1)))]
    return centres


def _distinct(points: Floats, number: int) -> Floats:
    """Fewer different points than kinds: each is one."""
    if number == 1:
        mean: Floats = points.mean(axis=0, keepdims=True)
        return mean
    unlike: Floats = np.unique(points, axis=0)
    return unlike


def _nearest(points: Floats, centres: Floats) -> NDArray[np.intp]:
    nearest: NDArray[np.intp] = squared_distances(points, centres).argmin(axis=1)
    return nearest


def _silhouette(points: Floats, labels: NDArray[np.intp], chance: np.random.RandomState) -> float:
    drawn = _some(len(points), SAMPLE_FOR_SILHOUETTE, chance)
    some = labels[drawn]
    if len(np.unique(some)) < 2:
        return 0.0
    return float(silhouette_score(points[drawn], some))


def _matched(centres: Floats, others: Floats) -> Floats:
    """Other centres in the order of those they lie nearest to, one to one."""
    if len(others) < len(centres):
        return centres
    return others[linear_sum_assignment(squared_distances(centres, others))[1]]


def _cut(units: _Units, number: int, level: float, chance: np.random.RandomState) -> _Cut:
    """So many cells, and which of them are one kind: each half of a split tests what the other found."""
    centres = _centres(units.points, number, STARTS_WHILE_CHOOSING, chance)
    chances: dict[tuple[int, int], list[float]] = defaultdict(list)
    for here, there in units.splits:
        found = _matched(centres, _centres(units.points[here], number, STARTS_AGAIN, chance))
        for pair, apart in chances_of_no_valley(units.shaken[there], found).items():
            chances[pair].append(apart)
    often = {pair: each for pair, each in chances.items() if 2 * len(each) >= len(units.splits)}
    # Twice the median of several chances is again one (Meinshausen, Meier and Bühlmann 2009).
    joined = [pair for pair, each in often.items() if 2 * float(np.median(each)) > level / len(often)]
    return _Cut(units.view, centres, _components(len(centres), joined))


def _components(number: int, joined: Sequence[tuple[int, int]]) -> NDArray[np.intp]:
    """The group of each of so many things of which pairs are joined, numbered by their first members."""
    links = coo_array((np.ones(len(joined)), tuple(zip(*joined, strict=True)) or ([], [])), (number, number))
    owners: NDArray[np.intp] = connected_components(links, directed=False)[1].astype(np.intp)
    return owners


def _model(points: Floats, means: Floats, cut: _Cut) -> KindModel:
    """The model of a cut, its kinds in the order of their height."""
    viewed = seen(points, cut.view)
    cells = _nearest(viewed, cut.centres)
    kinds = cut.owners[cells]
    profiles = np.array([points[kinds == kind].mean(axis=0) for kind in range(cut.number)])
    order = np.argsort(profiles.sum(axis=1), kind="stable")
    owners = np.argsort(order)[cut.owners]
    spread = _spread(viewed, cut.centres, cells, owners)
    return KindModel(cut.view, means, cut.centres, owners, profiles[order], spread)


def _spread(points: Floats, centres: Floats, cells: NDArray[np.intp], owners: NDArray[np.intp]) -> float:
    """The variance within cells along lines between neighbours of two kinds; over all directions for one."""
    away = points - centres[cells]
    along = []
    for first, second in neighbours(centres):
        line = centres[second] - centres[first]
        if owners[first] != owners[second] and line @ line > 0:
            near = away[np.isin(cells, (first, second))] @ line
            along.append(float(np.mean(near**2) / (line @ line)))
    spread = float(np.mean(along)) if along else float(np.mean(away**2))
    return max(spread, np.finfo(np.float64).tiny ** 0.5)
