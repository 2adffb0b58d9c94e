"""Which capabilities a unit's next actions need, for matching it with those who can help."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from backend.db.queries import advice as queries
from backend.db.tables.firms import Unit
from backend.services.advice.basis import DEFAULT, next_level, read_basis
from backend.services.advice.decided import decided_of
from backend.services.advice.recommend import make_plan


def needed_capabilities(
    session: Session,
    catalogue: Catalogue,
    unit: Unit,
    questionnaire: str = DEFAULT,
    level: str = "",
    *,
    own: bool = False,
) -> Mapping[str, tuple[str, ...]]:
    """Capability id to the ids of the recommended actions that need it, in the order of the recommendations.

    From the current submission of a unit that the caller may know; `own` says that the reader works for the
    firm: then a form being filled serves as well. Empty without either, and where nothing is left to do;
    actions that the firm rejected, put off or has done count no more.
    `level` is the target, the next one above the certain level if empty.
    """
    basis = read_basis(session, catalogue, unit, questionnaire, own=own)
    if basis is None:
        return {}
    decided = {one.action: decided_of(one) for one in queries.decisions(session, unit.id, questionnaire)}
    plan = make_plan(catalogue, basis, level or next_level(basis.case), decided)
    found: dict[str, list[str]] = {}
    for move in plan.moves:
        for capability in catalogue.actions[move.id].capabilities:
            found.setdefault(capability, []).append(move.id)
    return {name: tuple(ids) for name, ids in found.items()}
