"""One candidate in full: every condition, what is still missing, and the proven cheapest way to the rung."""

from dataclasses import dataclass

from assessments.catalogue import Catalogue
from assessments.efforts import EffortBook
from assessments.outcome import UnitRating
from assessments.pathway import Pathway, Unproven, find_pathway
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import candidates as queries
from backend.services import audit, rating
from backend.services.areas import Area, find_area
from backend.services.candidate_list import Asked, CandidateLine, Chosen, choose, lines_of
from backend.services.errors import NotFoundError
from backend.services.rating import Inputs
from backend.services.replay import Reader


@dataclass(frozen=True)
class CandidateCase:
    """A unit beside a rung; `pathway` is None where the solver gave no proof in time."""

    area: Area
    chosen: Chosen
    line: CandidateLine
    rating: UnitRating
    pathway: Pathway | None


def candidate_case(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, *, unit_id: str, asked: Asked
) -> CandidateCase:
    """What a unit of the area has and lacks, from its current submission alone; the view is recorded.

    Raises NotFoundError outside the actor's area and for a unit without a current submission,
    InvalidInputError for a call or rung that does not exist.
    """
    area = find_area(catalogue, actor, code)
    chosen = choose(catalogue, asked, clock.today())
    with database.read(actor) as session:
        row = queries.row_of(session, actor, unit_id, chosen.track.key, chosen.level)
        if row is None or not _inside(area, row[0].county):
            raise NotFoundError
        (line,) = lines_of(session, actor, catalogue, chosen, [row])
        (submission,) = queries.submissions(session, actor, [row[2].submission_id])
    audit.viewed(database, actor, "view_candidate", f"submission:{submission.id}", row[0].county)
    reader, version = Reader(catalogue), chosen.track.instrument.questionnaire
    if reader.version_of(submission) is None:
        raise NotFoundError
    compiled = rating.questionnaire_for(catalogue, version.key, chosen.track.instrument.purpose)
    unit = reader.units(submission, compiled)[0]
    if unit.profile is None:
        raise NotFoundError
    facts = {name: tuple(values) for name, values in unit.facts.items()}
    inputs = Inputs(unit.profile, facts, unit.answers, None if unit.titles is None else tuple(unit.titles))
    call = chosen.track.call.key if chosen.track.call else ""
    case = rating.case_of(catalogue, chosen.track.instrument, inputs, chosen.day, call)
    try:
        pathway = find_pathway(
            case, chosen.level, EffortBook(catalogue.efforts, catalogue.actions), catalogue.facts
        )
    except Unproven:
        pathway = None
    return CandidateCase(area, chosen, line, case.rating, pathway)


def _inside(area: Area, county: str) -> bool:
    return county.startswith(region_prefix(area.code))
