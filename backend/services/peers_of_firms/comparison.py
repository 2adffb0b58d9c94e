"""A unit beside the firms like it: its own shares, and what is published of the group."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.catalogue import Catalogue
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import firms as queries
from backend.services.advice.basis import DEFAULT, Basis, questionnaires_of, read_basis
from backend.services.dimension_profiles import WHOLE
from backend.services.errors import NotFoundError
from backend.services.peers_of_firms.groups import Level, comparable, name_of, path_of, widening
from backend.services.peers_of_firms.published import PublishedGroup, group_for


@dataclass(frozen=True)
class Comparison:
    """A unit of the actor's firm and its published group.

    `own` is the permille of each dimension's points, from the current submission or, where there is none,
    from the form being filled; empty without either. `groups` are all groups of the widening, by level, in
    words; `has_size` says whether the firm's size is known. `group` is None where nothing is published.
    """

    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    questionnaires: tuple[str, ...]
    questionnaire: str
    has_size: bool
    groups: Mapping[Level, str]
    own: Mapping[str, int]
    basis: Basis | None
    group: PublishedGroup | None


def compare(
    database: Database, actor: Actor, catalogue: Catalogue, unit_id: str, questionnaire: str = ""
) -> Comparison:
    """The comparison of a unit, private to its firm; an empty questionnaire chooses the usual one.

    Raises NotFoundError for other units and for a questionnaire without levels to compare.
    """
    with database.read(actor) as session:
        row = queries.own_unit(session, actor, unit_id)
        if row is None:
            raise NotFoundError
        unit, firm = row
        shown = comparable(catalogue)
        begun = tuple(one for one in questionnaires_of(session, catalogue, unit) if one in shown)
        name = _chosen(catalogue, begun, questionnaire)
        basis = read_basis(session, catalogue, unit, name, own=True)
        path = path_of(unit.industry[:2], firm.size, catalogue.city_of(unit.county).code)
        return Comparison(
            unit_id=unit.id,
            unit_name=unit.name,
            firm_id=firm.id,
            firm_name=firm.name,
            questionnaires=begun,
            questionnaire=name,
            has_size=bool(firm.size),
            groups={level: name_of(catalogue, key) for level, key in widening(path)},
            own={} if basis is None else _shares(basis),
            basis=basis,
            group=group_for(session, catalogue, unit, name),
        )


def _chosen(catalogue: Catalogue, begun: tuple[str, ...], asked: str) -> str:
    if not asked:
        return next((name for name in (DEFAULT, *begun) if name in begun), DEFAULT)
    if asked not in comparable(catalogue):
        raise NotFoundError
    return asked


def _shares(basis: Basis) -> dict[str, int]:
    return {
        one.id: int(one.points * WHOLE / one.maximum) for one in basis.case.rating.dimensions if one.maximum
    }
