"""The kinds of firms as officials see them: numbers and names of their own area, shares of the province."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.catalogue import Catalogue
from assessments.schema.common import zh
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import kinds as queries
from backend.db.tables.kinds import KindCount
from backend.services import audit
from backend.services.areas import Area, find_area
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.kinds_of_firms import jobs
from backend.services.kinds_of_firms.contents import StoredKinds
from backend.services.kinds_of_firms.fitting import candidate, in_use
from backend.services.kinds_of_firms.jobs import Working
from backend.services.peers_of_firms.groups import comparable
from backend.services.trial_rules import questionnaires

PROTOTYPES = 3
"""Firms named for each kind, at most."""


@dataclass(frozen=True)
class Prototype:
    """The unit whose profile was nearest to a kind's centre in its county."""

    name: str
    firm_name: str
    county: str
    submission_id: str


@dataclass(frozen=True)
class KindHere:
    """A kind in an area: how many units it has there, and the firms that show it best."""

    kind: int
    number: int
    prototypes: tuple[Prototype, ...]


@dataclass(frozen=True)
class AreaKinds:
    """What the page shows; `candidate`, `working` and `problem` only for the province."""

    area: Area
    choices: tuple[tuple[str, str], ...]
    questionnaire: str
    dimensions: Mapping[str, str]
    rungs: tuple[str, ...]
    in_use: StoredKinds | None
    here: tuple[KindHere, ...]
    candidate: StoredKinds | None
    working: Working | None
    problem: str


def area_kinds(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, questionnaire: str = ""
) -> AreaKinds:
    """The kinds in an area. Raises NotFoundError outside the actor's area."""
    area, known = find_area(catalogue, actor, code), comparable(catalogue)
    chosen = known_questionnaire(catalogue, questionnaire)
    model = in_use(database, actor, chosen)
    if model is not None and model.version not in catalogue.questionnaires:
        # Found under rules that are gone: its dimensions cannot be named any more.
        model = None
    with database.read(actor) as session:
        here = () if model is None else _here(session, actor, catalogue, area, model)
    if model is not None and any(one.prototypes for one in here):
        # Being the example of a kind says something of what a firm has answered.
        audit.viewed(database, actor, "view_kinds", f"kinds:{model.id}", area.code)
    version = catalogue.questionnaire(chosen if model is None else model.version)
    ladder = catalogue.ladders[version.ladder]
    return AreaKinds(
        area=area,
        choices=tuple((name, zh(catalogue.questionnaire(name).title)) for name in known),
        questionnaire=chosen,
        dimensions={domain.id: zh(domain.name) for domain in version.domains},
        rungs=(zh(ladder.below), *(zh(level.name) for level in ladder.levels)),
        in_use=model,
        here=here,
        candidate=candidate(database, actor, chosen) if area.is_province else None,
        working=jobs.working(database, chosen) if area.is_province else None,
        problem=jobs.problem(database, chosen) if area.is_province else "",
    )


def refit(database: Database, actor: Actor, catalogue: Catalogue, code: str, questionnaire: str) -> bool:
    """Look for kinds anew and wait a little: whether there is a new candidate now.

    Raises NotFoundError for anybody but the province.
    """
    if not find_area(catalogue, actor, code).is_province:
        raise NotFoundError
    job = jobs.begin(database, actor, catalogue, known_questionnaire(catalogue, questionnaire))
    return job.done.is_set() and not job.problem


def known_questionnaire(catalogue: Catalogue, questionnaire: str) -> str:
    """The questionnaire asked for, or the first. Raises InvalidInputError for an unknown one."""
    known = questionnaires(catalogue)
    if questionnaire and questionnaire not in known:
        raise InvalidInputError({"questionnaire": "没有这一评价工具，请从列表中选择。"})
    return questionnaire or known[0]


def _here(
    session: Session, actor: Actor, catalogue: Catalogue, area: Area, model: StoredKinds
) -> tuple[KindHere, ...]:
    by_kind: dict[int, list[KindCount]] = defaultdict(list)
    for row in queries.counts(session, model.id, region_prefix(area.code)):
        by_kind[row.kind].append(row)
    nearest = [row for rows in by_kind.values() for row in rows[:PROTOTYPES]] if model.has_kinds else []
    shown = _named(session, actor, catalogue, nearest)
    return tuple(
        KindHere(
            kind=kind,
            number=sum(row.number for row in by_kind[kind]),
            prototypes=tuple(
                shown[row.nearest_submission]
                for row in by_kind[kind][:PROTOTYPES]
                if row.nearest_submission in shown
            ),
        )
        for kind in range(len(model.content.names))
    )


def _named(
    session: Session, actor: Actor, catalogue: Catalogue, rows: Sequence[KindCount]
) -> dict[str, Prototype]:
    """By submission: those that the actor may still see (a firm may have taken its own back)."""
    found = queries.named(session, actor, [row.nearest_submission for row in rows])
    return {
        sent.id: Prototype(unit.name, firm.name, catalogue.county(unit.county).name, sent.id)
        for sent, unit, firm in found
    }
