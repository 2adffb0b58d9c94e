"""What a stored model holds: numbers and words as JSON, read strictly; nothing in it can be executed."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from pydantic import BaseModel, ConfigDict

from backend.db.tables.kinds import KindModel as Row
from scoring.kinds import Floats, KindModel, View
from scoring.slopes import Slope

DIGITS = 6
"""Decimals kept of every number: a millionth of a share is far below what an answer can move."""


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SlopeContent(_Content):
    """scoring.slopes.Slope in numbers."""

    centre: tuple[float, ...]
    directions: tuple[tuple[float, ...], ...]
    shares: tuple[float, ...]
    marks: tuple[float, ...]

    @property
    def slope(self) -> Slope:
        """As arrays."""
        return Slope(
            np.array(self.centre), np.array(self.directions), np.array(self.shares), np.array(self.marks)
        )


class ModelContent(_Content):
    """The kinds, lowest first: where they lie, what they are called, how many units they had.

    `dimensions` are ids of the questionnaire's domains of which something was asked; `scatter` is the
    standard deviation of each over all units; `cells` and `owners` as in scoring.kinds.KindModel; `rungs` the
    median rank of each kind's units; `points` a sample of (along, across, kind) on the two main directions,
    of nobody in particular.
    """

    dimensions: tuple[str, ...]
    view: View
    means: tuple[float, ...]
    scatter: tuple[float, ...]
    cells: tuple[tuple[float, ...], ...]
    owners: tuple[int, ...]
    profiles: tuple[tuple[float, ...], ...]
    spread: float
    names: tuple[str, ...]
    rungs: tuple[int, ...]
    sizes: tuple[int, ...]
    slope: SlopeContent
    points: tuple[tuple[float, float, int], ...]

    @property
    def kinds(self) -> KindModel:
        """What places units."""
        return KindModel(
            view=self.view,
            means=np.array(self.means),
            cells=np.array(self.cells),
            owners=np.array(self.owners, np.intp),
            profiles=np.array(self.profiles),
            spread=self.spread,
        )


class TrialContent(_Content):
    """scoring.cluster.Trial in numbers."""

    view: View
    cells: int
    number: int
    smallest: float
    stability: float
    silhouette: float
    admitted: bool


class Shift(_Content):
    """A kind beside the one of the model before that most of its units come from (-1: there is none).

    `points` is how far the mean profiles lie apart, in percentage points per dimension on average.
    """

    kind: int
    before: int
    points: float


class Drift(_Content):
    """A model beside the one in use when it was found, both applied to the same units.

    `flows` counts units by (kind before, kind now); `agreement` is the adjusted Rand index; `moved` are
    units whose kind is not the one that most of their former companions went to.
    """

    before: str
    names_before: tuple[str, ...]
    agreement: float
    moved: int
    flows: tuple[tuple[int, ...], ...]
    shifts: tuple[Shift, ...]


class Evidence(_Content):
    """Why there are so many kinds: what was tried, and what changed. `verdict` is kinds or none."""

    verdict: str
    trials: tuple[TrialContent, ...]
    drift: Drift | None


@dataclass(frozen=True)
class StoredKinds:
    """A model as services use it."""

    id: str
    questionnaire: str
    version: str
    as_of: date
    units: int
    data_digest: str
    state: str
    created_at: datetime
    content: ModelContent
    evidence: Evidence

    @property
    def has_kinds(self) -> bool:
        """Whether there are natural groups."""
        return self.evidence.verdict == "kinds"


def stored(row: Row) -> StoredKinds:
    """A row read."""
    return StoredKinds(
        id=row.id,
        questionnaire=row.questionnaire,
        version=row.version,
        as_of=row.as_of,
        units=row.units,
        data_digest=row.data_digest,
        state=row.state,
        created_at=row.created_at,
        content=ModelContent.model_validate_json(row.model),
        evidence=Evidence.model_validate_json(row.evidence),
    )


def rounded(values: Floats) -> tuple[float, ...]:
    """A row of numbers as it is kept."""
    return tuple(float(value) for value in np.round(values, DIGITS).tolist())


def rounded_rows(values: Floats) -> tuple[tuple[float, ...], ...]:
    """Rows of numbers as they are kept."""
    return tuple(rounded(row) for row in values)
