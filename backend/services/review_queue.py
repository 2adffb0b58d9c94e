"""The queue of an area: which submissions wait at which step, the longest waiting first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import reviews as queries
from backend.db.queries.reviews import Place, Wanted
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import Review
from backend.db.tables.submissions import Submission
from backend.services.areas import Area, find_area
from backend.services.publicity import area_name
from backend.services.review_case import level_name
from backend.services.review_chains import Powers, acting_region, all_steps, powers_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class QueueFilter:
    """What to list; an empty field does not narrow it. `mine`: only what this official acts on."""

    mine: bool = True
    step: str = ""
    questionnaire: str = ""
    county: str = ""


@dataclass(frozen=True)
class QueueLine:
    """A submission that waits; `by` is the area that acts, `is_mine` whether this official does."""

    submission_id: str
    firm_name: str
    unit_name: str
    county: str
    instrument: str
    level: str
    step: str
    by: str
    since: datetime
    submitted_at: datetime
    is_mine: bool


@dataclass(frozen=True)
class Queue:
    """A page of the queue; `counts` are by step id, for the area and instrument chosen, whoever acts.

    `mine` counts what this official acts on; `next` is the submission after which the next page begins.
    """

    area: Area
    lines: tuple[QueueLine, ...]
    counts: Mapping[str, int]
    mine: int
    next: str


def queue(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, wanted: QueueFilter, *, after: str = ""
) -> Queue:
    """A page of the area's queue. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        powers = powers_of(session, actor)
        chains = _chains(catalogue, wanted.questionnaire)
        every = Wanted(region_prefix(code), chains=chains, county=wanted.county)
        counts = queries.counts(session, actor, every)
        shown = Wanted(every.prefix, _places(catalogue, powers, wanted), chains=chains, county=wanted.county)
        last = queries.one(session, actor, after) if after else None
        rows = queries.waiting(session, actor, shown, after=last[0] if last else None, limit=PAGE_SIZE + 1)
    by_step: Counter[str] = Counter()
    for (_chain, step), number in counts.items():
        by_step[step] += number
    mine = powers.places(catalogue)
    lines = tuple(_line(catalogue, powers, row) for row in rows[:PAGE_SIZE])
    following = lines[-1].submission_id if len(rows) > PAGE_SIZE else ""
    return Queue(area, lines, by_step, sum(n for place, n in counts.items() if place in mine), following)


def step_names(catalogue: Catalogue) -> dict[str, str]:
    """The steps of all chains by id, in the order of the chains, each with its name."""
    return {step.id: zh(step.name) for _chain, step in all_steps(catalogue)}


def instruments(catalogue: Catalogue) -> dict[str, str]:
    """The instruments that have a chain, by id, each with its ladder's name."""
    found = {}
    for chain, _step in all_steps(catalogue):
        ladder = catalogue.questionnaire(chain.questionnaire).ladder
        found[chain.questionnaire] = zh(catalogue.ladders[ladder].name)
    return found


def _chains(catalogue: Catalogue, questionnaire: str) -> frozenset[str] | None:
    if not questionnaire:
        return None
    return frozenset(key for key, one in catalogue.reviews.items() if one.questionnaire == questionnaire)


def _places(catalogue: Catalogue, powers: Powers, wanted: QueueFilter) -> frozenset[Place] | None:
    if not wanted.mine and not wanted.step:
        return None
    places = {(chain.key, step.id) for chain, step in all_steps(catalogue)}
    if wanted.step:
        places = {place for place in places if place[1] == wanted.step}
    return frozenset(places & powers.places(catalogue) if wanted.mine else places)


def _line(catalogue: Catalogue, powers: Powers, row: Row[Review, Submission, Unit, Firm]) -> QueueLine:
    review, submission, unit, firm = row
    chain = catalogue.reviews[review.chain]
    step = chain.step(review.step)
    return QueueLine(
        submission_id=submission.id,
        firm_name=firm.name,
        unit_name=unit.name,
        county=catalogue.county(review.county).name,
        instrument=zh(catalogue.ladders[catalogue.questionnaire(submission.questionnaire).ladder].name),
        level=level_name(catalogue, submission.questionnaire, review.level),
        step=zh(step.name),
        by=area_name(catalogue, acting_region(catalogue, step, review.county)),
        since=review.since,
        submitted_at=submission.submitted_at,
        is_mine=powers.may_act(catalogue, chain, step, review.county),
    )
