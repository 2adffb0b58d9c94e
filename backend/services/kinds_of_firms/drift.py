"""What a new model changes: the same units under the model in use and under the new one."""

import numpy as np
from numpy.typing import NDArray

from backend.services.kinds_of_firms.contents import DIGITS, Drift, ModelContent, Shift, StoredKinds

PERCENT = 100


def drift_between(
    before: StoredKinds, kinds_before: NDArray[np.intp], content: ModelContent, kinds: NDArray[np.intp]
) -> Drift:
    """The drift of a model against the one in use, over the units of the new one's population."""
    from scoring.cluster import agreement  # noqa: PLC0415 - who gets here has loaded scikit-learn before

    flows = np.zeros((len(before.content.names), len(content.names)), np.int64)
    np.add.at(flows, (kinds_before, kinds), 1)
    shared = [name for name in before.content.dimensions if name in content.dimensions]
    return Drift(
        before=before.id,
        names_before=before.content.names,
        agreement=round(agreement(kinds_before, kinds), DIGITS),
        moved=int(flows.sum() - flows.max(axis=1).sum()),
        flows=tuple(tuple(int(number) for number in row) for row in flows),
        shifts=tuple(
            _shift(before.content, content, flows[:, kind], kind, shared)
            for kind in range(len(content.names))
        ),
    )


def _shift(
    before: ModelContent, content: ModelContent, came: NDArray[np.int64], kind: int, shared: list[str]
) -> Shift:
    if not came.any():
        return Shift(kind=kind, before=-1, points=0.0)
    source = int(came.argmax())
    apart = [
        before.profiles[source][before.dimensions.index(name)]
        - content.profiles[kind][content.dimensions.index(name)]
        for name in shared
    ]
    points = PERCENT * float(np.mean(np.abs(apart))) if apart else 0.0
    return Shift(kind=kind, before=source, points=round(points, DIGITS))
