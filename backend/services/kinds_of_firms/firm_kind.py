"""Which kind a unit of one's own firm belongs to, how clearly, and what lies one rung above.

Of others only the mean profiles of whole kinds are shown; a kind has ten units at least, or it is none.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assessments.catalogue import Catalogue, UnknownName
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import firms
from backend.db.queries import kinds as queries
from backend.db.queries.population import Content
from backend.db.tables.kinds import IN_USE
from backend.services import rating
from backend.services.dimension_profiles import shares_of
from backend.services.errors import NotFoundError
from backend.services.kinds_of_firms.building import shares_for
from backend.services.kinds_of_firms.contents import StoredKinds, stored
from backend.services.population_columns import Columns
from backend.services.replay import Reader
from backend.services.trial_rules import questionnaires
from scoring import engine
from scoring.kinds import Floats, filled, place, seen, squared_distances
from scoring.slopes import percent_below, places_on, usual_at

BETWEEN = 0.6
"""Below this membership a unit is said to lie between two kinds. Our own line, not an official one."""


@dataclass(frozen=True, eq=False)
class Belonging:
    """A unit among the kinds: `second` is the next nearest; `above` the nearest of a higher typical rung.

    `membership` is (kinds) and sums to 1; `above` is None where no kind has a higher typical rung.
    """

    kind: int
    second: int
    membership: Floats
    above: int | None

    @property
    def is_between(self) -> bool:
        """Whether it does not clearly belong to one kind."""
        return float(self.membership[self.kind]) < BETWEEN


@dataclass(frozen=True, eq=False)
class OnSlope:
    """A unit on the slope: the percentage of units below it, and what is usual where it stands."""

    percent: int
    usual: Floats


@dataclass(frozen=True, eq=False)
class Placed:
    """A unit under the model in use.

    `dimensions` are the names of the model's dimensions and `own` the unit's shares in them, NaN where
    nothing is asked. `belonging` is None where there are no natural groups.
    """

    model: StoredKinds
    dimensions: tuple[str, ...]
    own: Floats
    belonging: Belonging | None
    on_slope: OnSlope


@dataclass(frozen=True, eq=False)
class FirmKind:
    """What the page shows.

    `choices` are the questionnaires that the unit has submitted, with their titles. `placed` is None where
    nothing was submitted, no model is in use, or the submission cannot be read under it.
    """

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    choices: tuple[tuple[str, str], ...]
    questionnaire: str
    submitted_at: datetime | None
    has_model: bool
    placed: Placed | None


def kind_of_unit(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, questionnaire: str = ""
) -> FirmKind:
    """Where a unit belongs by its current submission. Raises NotFoundError for units of other firms."""
    with database.read(actor) as session:
        row = firms.own_unit(session, actor, unit_id)
        if row is None:
            raise NotFoundError
        unit, firm = row
        stands = queries.standings(session, actor, unit_id)
        known = [name for name in questionnaires(catalogue) if name in stands]
        if questionnaire and questionnaire not in known:
            raise NotFoundError
        chosen = questionnaire or next(iter(known), "")
        model = queries.newest(session, chosen, IN_USE) if chosen else None
        sent = queries.content(session, actor, stands[chosen].submission_id) if chosen else None
        return FirmKind(
            unit_id=unit.id,
            unit_name=unit.name,
            firm_id=firm.id,
            firm_name=firm.name,
            choices=tuple((name, zh(catalogue.questionnaire(name).title)) for name in known),
            questionnaire=chosen,
            submitted_at=stands[chosen].submitted_at if chosen else None,
            has_model=model is not None,
            placed=None if model is None or sent is None else place_unit(catalogue, stored(model), sent),
        )


def place_unit(catalogue: Catalogue, model: StoredKinds, sent: Content) -> Placed | None:
    """Where a submission belongs; None where the catalogue lacks its rules or those of the model."""
    try:
        version = catalogue.questionnaire(model.version)
    except UnknownName:
        return None
    shares = shares_of_submission(catalogue, model.version, sent)
    if shares is None:
        return None
    content = model.content
    names = {domain.id: zh(domain.name) for domain in version.domains}
    profile = shares_for(content, tuple(names), shares)
    slope, kinds = content.slope.slope, content.kinds
    where = float(places_on(slope, filled(profile, kinds.means))[0, 0])
    return Placed(
        model=model,
        dimensions=tuple(names[name] for name in content.dimensions),
        own=profile[0],
        belonging=_belonging(model, profile) if model.has_kinds else None,
        on_slope=OnSlope(percent_below(slope, where), usual_at(slope, where)),
    )


def shares_of_submission(catalogue: Catalogue, version: str, sent: Content) -> NDArray[np.int16] | None:
    """A submission's shares under a version, as the population's are: (1, dimensions).

    None where the catalogue does not have the rules that it was packed under.
    """
    compiled = rating.questionnaire_for(catalogue, version)
    columns = Columns(Reader(catalogue), {version: compiled}, {}, clock.today())
    columns.add([sent])
    if not columns.submissions:
        return None
    return shares_of(engine.rate(compiled.rubric, columns.answers[version][0]).scores)


def _belonging(model: StoredKinds, profile: Floats) -> Belonging:
    content = model.content
    placement = place(content.kinds, profile)
    membership = placement.membership[0]
    kind = int(placement.kinds[0])
    points = seen(filled(profile, content.kinds.means), content.view)
    cells = squared_distances(points, content.kinds.cells)[0].argsort(kind="stable")
    # The kinds by their nearest cell.
    order = list(dict.fromkeys(content.owners[cell] for cell in cells.tolist()))
    higher = [one for one in order if content.rungs[one] > content.rungs[kind]]
    return Belonging(kind, order[1], membership, next(iter(higher), None))
