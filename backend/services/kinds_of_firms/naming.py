"""What kinds are called: by what sets them apart, by one rule, so that equal models get equal names.

In units of the standard deviation over all units, a kind's mean profile is compared with that of all others.
The mean difference is its height (整体领先 from half a unit up, 整体起步 from half a unit down, else
整体居中). Dimensions that stand out from the kind's own height by APART or more are named, the furthest
first: those above (相对较强), or where there are none those below (相对较弱); of a kind that is behind as a
whole they are called 差距较小 and 差距较大, for nothing of it is strong. Where two kinds would be called
alike, more dimensions are named, and where that does not help they are counted through.
"""

from collections.abc import Sequence

import numpy as np

from scoring.kinds import Floats

HEIGHT = 0.5
APART = 0.3
NAMED = 2
AHEAD = ((1, "相对较强"), (-1, "相对较弱"))
BEHIND = ((1, "差距较小"), (-1, "差距较大"))
"""What stands out from a kind's own height, above and below."""


def differences(profiles: Floats, sizes: Sequence[int], scatter: Floats) -> Floats:
    """Each kind's mean profile less that of all units outside it, in standard deviations."""
    weights = np.asarray(sizes, np.float64)
    total = weights @ profiles
    rest = (total - weights[:, None] * profiles) / np.maximum(weights.sum() - weights, 1.0)[:, None]
    apart: Floats = (profiles - rest) / np.where(scatter > 0, scatter, 1.0)
    return apart


def names_of(
    profiles: Floats, sizes: Sequence[int], scatter: Floats, dimensions: Sequence[str]
) -> tuple[str, ...]:
    """A name for each kind, unique; `dimensions` are the names of the columns."""
    apart = differences(profiles, sizes, scatter)
    named = [NAMED] * len(profiles)
    for _more in dimensions:
        names = [_name(row, dimensions, number) for row, number in zip(apart, named, strict=True)]
        if len(set(names)) == len(names):
            return tuple(names)
        named = [number + (names.count(name) > 1) for name, number in zip(names, named, strict=True)]
    names = [_name(row, dimensions, NAMED) for row in apart]
    return tuple(
        name if names.count(name) == 1 else f"{name}（{names[:place].count(name) + 1}）"
        for place, name in enumerate(names)
    )


def _name(apart: Floats, dimensions: Sequence[str], number: int) -> str:
    height = float(apart.mean())
    word = "整体领先" if height >= HEIGHT else "整体起步" if height <= -HEIGHT else "整体居中"
    own = apart - height
    for sign, trait in BEHIND if height <= -HEIGHT else AHEAD:
        order = [int(place) for place in np.argsort(-sign * own, kind="stable") if sign * own[place] >= APART]
        if order:
            return f"{word}、{_listed([dimensions[place] for place in order[:number]])}{trait}型"
    return f"{word}、各方面均衡型"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else "、".join(words[:-1]) + "与" + words[-1]
