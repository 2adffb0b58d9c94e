"""From a population's profiles to a model with its words, its evidence and where every unit belongs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from backend.services.dimension_profiles import NOT_ASKED, Profiles
from backend.services.kinds_of_firms.contents import (
    DIGITS,
    Drift,
    Evidence,
    ModelContent,
    SlopeContent,
    StoredKinds,
    TrialContent,
    rounded,
    rounded_rows,
)
from backend.services.kinds_of_firms.drift import drift_between
from backend.services.kinds_of_firms.naming import names_of
from scoring.disclosure import FEWEST
from scoring.kinds import Floats, KindModel, Placement, filled, place, profiles_of
from scoring.slopes import places_on, slope_of

SEED = 20_260_401
DRAWN = 500
"""Points of the picture: a sample, without anything that tells whose they are."""
PATCH = 0.2
"""Side of the patches of the picture: a dot stands anywhere in the patch of its unit."""
KINDS, NONE = "kinds", "none"

Parameters = dict[str, int | float | str | None]


@dataclass(frozen=True, eq=False)
class Built:
    """A model, and where each unit of the population belongs (in the population's order)."""

    parameters: Parameters
    content: ModelContent
    evidence: Evidence
    placement: Placement


def build(catalogue: Catalogue, profiles: Profiles, in_use: StoredKinds | None) -> Built:
    """Find the kinds of a population. The order in which it was read does not matter."""
    import sklearn  # noqa: PLC0415 - only who looks for kinds waits for it

    from scoring.cluster import FirmKinds  # noqa: PLC0415 - as above

    asked = [
        column
        for column in range(profiles.shares.shape[1])
        if (profiles.shares[:, column] != NOT_ASKED).any()
    ]
    dimensions = tuple(profiles.dimensions[column] for column in asked)
    values = profiles_of(profiles.shares[:, asked])
    estimator = FirmKinds(random_state=SEED)
    estimator.fit(values[np.argsort(profiles.submissions)])
    content = _content(catalogue, profiles, dimensions, values, estimator.model_)
    # Placed by the rounded numbers that are kept: who reads the model finds the same.
    placement = place(content.kinds, values)
    evidence = Evidence(
        verdict=KINDS if content.kinds.number > 1 else NONE,
        trials=tuple(
            TrialContent(
                view=one.view,
                cells=one.cells,
                number=one.number,
                smallest=round(one.smallest, DIGITS),
                stability=round(one.stability, DIGITS),
                silhouette=round(one.silhouette, DIGITS),
                admitted=one.admitted,
            )
            for one in estimator.trials_
        ),
        drift=None if in_use is None else _drift(in_use, content, profiles, placement),
    )
    return Built(
        {**estimator.get_params(), "scikit-learn": sklearn.__version__}, content, evidence, placement
    )


def shares_for(content: ModelContent, dimensions: tuple[str, ...], shares: NDArray[np.int16]) -> Floats:
    """Profiles in a model's dimensions; one that the questionnaire no longer has counts as not asked."""
    at = {name: column for column, name in enumerate(dimensions)}
    gap = np.full(len(shares), NOT_ASKED, np.int16)
    columns = [shares[:, at[name]] if name in at else gap for name in content.dimensions]
    return profiles_of(np.stack(columns, axis=1))


def _content(
    catalogue: Catalogue,
    profiles: Profiles,
    dimensions: tuple[str, ...],
    values: Floats,
    model: KindModel,
) -> ModelContent:
    points = filled(values, model.means)
    kinds = place(model, values).kinds
    sizes = tuple(int(number) for number in np.bincount(kinds, minlength=model.number))
    scatter = points.std(axis=0)
    slope = slope_of(points)
    titles = {domain.id: zh(domain.name) for domain in catalogue.questionnaire(profiles.version).domains}
    names = [titles[name] for name in dimensions]
    return ModelContent(
        dimensions=dimensions,
        view=model.view,
        means=rounded(model.means),
        scatter=rounded(scatter),
        cells=rounded_rows(model.cells),
        owners=tuple(int(owner) for owner in model.owners),
        profiles=rounded_rows(model.profiles),
        spread=max(round(model.spread, 2 * DIGITS), 10.0**-2 * 10.0**-DIGITS),
        names=names_of(model.profiles, sizes, scatter, names) if model.number > 1 else ("全部单位",),
        # The lower of two middle ranks: an even number has no rung half-way.
        rungs=tuple(
            int(np.quantile(profiles.ranks[kinds == kind], 0.5, method="lower"))
            for kind in range(model.number)
        ),
        sizes=sizes,
        slope=SlopeContent(
            centre=rounded(slope.centre),
            directions=rounded_rows(slope.directions),
            shares=rounded(slope.shares),
            marks=rounded(slope.marks),
        ),
        points=_points(places_on(slope, points), kinds),
    )


def _points(places: Floats, kinds: NDArray[np.intp]) -> tuple[tuple[float, float, int], ...]:
    """Dots anywhere in patches of as many units as a shown group has: who stands alone is not drawn."""
    chance = np.random.default_rng(SEED)
    patches = np.floor(places / PATCH)
    keys = np.column_stack([patches, kinds])
    _keys, own, sizes = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    drawn = chance.permutation(np.flatnonzero(sizes[own.ravel()] >= FEWEST))[:DRAWN]
    shown = (patches[drawn] + chance.random((len(drawn), 2))) * PATCH
    return tuple(
        (round(float(x), 2), round(float(y), 2), int(kind))
        for (x, y), kind in zip(shown, kinds[drawn], strict=True)
    )


def _drift(before: StoredKinds, content: ModelContent, profiles: Profiles, now: Placement) -> Drift:
    values = shares_for(before.content, profiles.dimensions, profiles.shares)
    return drift_between(before, place(before.content.kinds, values).kinds, content, now.kinds)
