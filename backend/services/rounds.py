"""Rounds of an area: who is asked for what until when, and how far each unit is.

States of single units are for the area that asks, and say no more than that a form was begun.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy.orm import Session

from assessments.loader import Catalogue, UnknownName
from assessments.schema.common import Purpose, zh
from backend import clock
from backend.auth.actor import Actor, region_prefix
from backend.db.engine import Database
from backend.db.queries import rounds as queries
from backend.db.queries.rounds import UnitFilter, UnitState
from backend.db.tables.assessments import Round
from backend.services import offering
from backend.services.areas import Area, find_area
from backend.services.assessing import area_name
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.round_terms import TermState, state_on

__all__ = ["UNIT_STATES", "UnitFilter", "UnitState", "area_rounds", "round_page", "round_rows"]

PAGE_SIZE = 50
UNIT_STATES: Mapping[UnitState, str] = {
    "not_started": "未开始",
    "started": "已开始",
    "submitted": "已提交",
    "returned": "已退回",
    "missed": "逾期未提交",
}
"""What the area that asks learns of a unit, in the order of its work."""


@dataclass(frozen=True)
class RoundLine:
    """A round with its term; `owner` is the area that asks. `purpose` is None where nothing hangs on it."""

    id: str
    name: str
    region: str
    owner: str
    questionnaire: str
    title: str
    purpose: Purpose | None
    note: str
    opens_on: date
    closes_on: date
    first_closes_on: date | None
    closed_at: datetime | None
    state: TermState


@dataclass(frozen=True)
class Counted:
    """A round with the numbers of its units by state; all units together are `asked`."""

    line: RoundLine
    states: Mapping[UnitState, int]

    @property
    def asked(self) -> int:
        """How many units are asked."""
        return sum(self.states.values())


@dataclass(frozen=True)
class AreaRounds:
    """The rounds of an area's page, those that end last first.

    `own` with numbers where the reader is the area itself; `others` – those of areas above that ask firms
    here, and the area's own for a reader from above – by name and term alone.
    """

    area: Area
    is_owner: bool
    own: tuple[Counted, ...]
    others: tuple[RoundLine, ...]


@dataclass(frozen=True)
class AskedUnit:
    """A unit of a round; `submission_id` is its latest submission in it, empty where there is none."""

    unit_id: str
    name: str
    firm_name: str
    credit_code: str
    county: str
    state: UnitState
    invited_at: datetime
    reminded_at: datetime | None
    submission_id: str
    submitted_at: datetime | None


@dataclass(frozen=True)
class RoundPage:
    """A round for its owner; `next` is the unit after which the next page begins, empty on the last one."""

    area: Area
    round: Counted
    units: tuple[AskedUnit, ...]
    next: str


def area_rounds(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> AreaRounds:
    """The rounds of an area and those that ask its firms. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    owns, day = is_owner(actor, code), clock.today()
    with database.read(actor) as session:
        own = queries.of_regions(session, [code])
        counted = queries.states(session, actor, [one.id for one in own], day) if owns else {}
        above = queries.asking_in(session, actor, _above(code), region_prefix(code))
    lines = tuple(line_of(catalogue, one) for one in own)
    return AreaRounds(
        area=area,
        is_owner=owns,
        own=tuple(Counted(line, _states(counted[line.id])) for line in lines) if owns else (),
        others=(*(() if owns else lines), *(line_of(catalogue, one) for one in above)),
    )


def round_page(
    database: Database,
    actor: Actor,
    catalogue: Catalogue,
    code: str,
    round_id: str,
    *,
    wanted: UnitFilter,
    after: str = "",
) -> RoundPage:
    """A round with some of its units, beginning after one (empty: the first page).

    Raises NotFoundError for anybody but the area that asks, InvalidInputError for an unknown state.
    """
    check_state(wanted)
    with database.read(actor) as session:
        area, campaign = owned(session, actor, catalogue, code, round_id)
        day = clock.today()
        counted = queries.states(session, actor, [round_id], day)[round_id]
        last = queries.unit_named(session, actor, after) if after else None
        rows = queries.units_page(
            session, actor, round_id, wanted=wanted, day=day, after=last, limit=PAGE_SIZE + 1
        )
    units = tuple(asked_unit(catalogue, row) for row in rows[:PAGE_SIZE])
    more = units[-1].unit_id if len(rows) > PAGE_SIZE else ""
    return RoundPage(area, Counted(line_of(catalogue, campaign), _states(counted)), units, more)


def round_rows(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> list[dict[str, Any]]:
    """The area's rounds for the command line, one flat record each. Raises NotFoundError."""
    return [
        {
            "id": one.line.id,
            "name": one.line.name,
            "questionnaire": one.line.questionnaire,
            "opens_on": one.line.opens_on.isoformat(),
            "closes_on": one.line.closes_on.isoformat(),
            "state": one.line.state,
            "asked": one.asked,
            **dict(one.states.items()),
        }
        for one in area_rounds(database, actor, catalogue, code).own
    ]


def is_owner(actor: Actor, code: str) -> bool:
    """Whether the actor is the area itself: rounds belong to the area that asks and to nobody above it."""
    return actor.is_system or actor.region == code


def own_area(catalogue: Catalogue, actor: Actor, code: str) -> Area:
    """The actor's own area. Raises NotFoundError for any other, also for those inside it."""
    area = find_area(catalogue, actor, code)
    if not is_owner(actor, code):
        raise NotFoundError
    return area


def owned(
    session: Session, actor: Actor, catalogue: Catalogue, code: str, round_id: str, *, lock: bool = False
) -> tuple[Area, Round]:
    """A round of the actor's own area. Raises NotFoundError."""
    area = own_area(catalogue, actor, code)
    campaign = queries.one(session, code, round_id, lock=lock)
    if campaign is None:
        raise NotFoundError
    return area, campaign


def line_of(catalogue: Catalogue, campaign: Round) -> RoundLine:
    """A round with its names."""
    try:
        newest = catalogue.questionnaire(campaign.questionnaire)
        title, has_purposes = zh(newest.title), bool(newest.applies)
    except UnknownName:
        title, has_purposes = campaign.questionnaire, False
    return RoundLine(
        id=campaign.id,
        name=campaign.name,
        region=campaign.region,
        owner=area_name(catalogue, campaign.region),
        questionnaire=campaign.questionnaire,
        title=title,
        purpose=offering.purpose_of(campaign.purpose) if has_purposes else None,
        note=campaign.note,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        first_closes_on=campaign.first_closes_on,
        closed_at=campaign.closed_at,
        state=state_on(campaign, clock.today()),
    )


def asked_unit(catalogue: Catalogue, row: Any) -> AskedUnit:
    """A row of the queries as a unit of the round."""
    unit, firm, invitation, state, submission_id, submitted_at = row
    return AskedUnit(
        unit_id=unit.id,
        name=unit.name,
        firm_name=firm.name,
        credit_code=firm.credit_code,
        county=catalogue.county(unit.county).name,
        state=state,
        invited_at=invitation.invited_at,
        reminded_at=invitation.reminded_at,
        submission_id=submission_id or "",
        submitted_at=submitted_at,
    )


def check_state(wanted: UnitFilter) -> None:
    """Refuse a state that no unit can have. Raises InvalidInputError."""
    if wanted.state and wanted.state not in get_args(UnitState):
        raise InvalidInputError({"state": "请从列表中选择状态。"})


def _states(counted: Mapping[str, int]) -> dict[UnitState, int]:
    return {state: counted.get(state, 0) for state in UNIT_STATES}


def _above(code: str) -> list[str]:
    """The areas above one: its city and the province."""
    city, province = f"{code[:4]}00", f"{code[:2]}0000"
    return [area for area in dict.fromkeys((city, province)) if area != code]
