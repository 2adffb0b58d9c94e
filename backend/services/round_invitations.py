"""Rounds as the firms meet them that are asked to take part: who asks, what for, until when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessments.loader import Catalogue, UnknownName
from assessments.schema.common import zh
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import round_invitations as queries
from backend.db.queries.round_invitations import Invited
from backend.services import drafts
from backend.services.assessing import area_name
from backend.services.round_terms import TermState, refusal, state_on


@dataclass(frozen=True)
class Asked:
    """A round that a unit is asked to take part in.

    `state` is where its term stands today, `problem` why nothing can be opened in it (empty where it can).
    `form` and `form_state` are those of the unit's form in it, empty before one is opened.
    """

    round_id: str
    name: str
    owner: str
    questionnaire: str
    title: str
    purpose: str
    note: str
    opens_on: date
    closes_on: date
    first_closes_on: date | None
    state: TermState
    problem: str
    reminded_at: datetime | None
    unit_id: str
    unit_name: str
    firm_id: str
    firm_name: str
    form: str
    form_state: str

    @property
    def is_current(self) -> bool:
        """Whether its term is still running or lies ahead."""
        return self.state in ("ahead", "open")

    @property
    def is_waiting(self) -> bool:
        """Whether the firm still has something to do in time."""
        return self.state == "open" and self.form_state != drafts.SUBMITTED


def of_units(
    session: Session, catalogue: Catalogue, unit_ids: Collection[str]
) -> Mapping[str, tuple[Asked, ...]]:
    """The rounds that permitted units are asked for, by unit, the nearest last day first."""
    found: dict[str, tuple[Asked, ...]] = {}
    for row in queries.of_units(session, unit_ids):
        asked = _asked(catalogue, row)
        found[asked.unit_id] = (*found.get(asked.unit_id, ()), asked)
    return found


def of_actor(database: Database, actor: Actor, catalogue: Catalogue) -> tuple[Asked, ...]:
    """The rounds that units of the actor's firms are asked for, the nearest last day first."""
    with database.read(actor) as session:
        return tuple(_asked(catalogue, row) for row in queries.of_actor(session, actor))


def in_round(database: Database, actor: Actor, catalogue: Catalogue, round_id: str) -> tuple[Asked, ...]:
    """The units of the actor's firms that one round asks for; none where it asks none or does not exist."""
    with database.read(actor) as session:
        return tuple(_asked(catalogue, row) for row in queries.of_actor(session, actor, round_id))


def _asked(catalogue: Catalogue, row: Invited) -> Asked:
    campaign, asked = row.campaign, row.invitation
    owner, today = area_name(catalogue, campaign.region), clock.today()
    return Asked(
        round_id=campaign.id,
        name=campaign.name,
        owner=owner,
        questionnaire=campaign.questionnaire,
        title=_title(catalogue, campaign.questionnaire),
        purpose=campaign.purpose,
        note=campaign.note,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        first_closes_on=campaign.first_closes_on,
        state=state_on(campaign, today),
        problem=refusal(campaign, owner, today, came_back=row.form_state == drafts.RETURNED),
        reminded_at=asked.reminded_at,
        unit_id=asked.unit_id,
        unit_name=row.unit_name,
        firm_id=row.firm_id,
        firm_name=row.firm_name,
        form=row.form or "",
        form_state=row.form_state or "",
    )


def _title(catalogue: Catalogue, questionnaire: str) -> str:
    try:
        return zh(catalogue.questionnaire(questionnaire).title)
    except UnknownName:
        return questionnaire
