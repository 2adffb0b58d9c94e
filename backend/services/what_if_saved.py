"""Scenarios: what somebody tried, kept for that account alone: what was moved, not what came out."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from assessments.catalogue import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import scenarios as queries
from backend.db.tables.planning import Scenario
from backend.services.areas import find_area
from backend.services.errors import InvalidInputError, NotFoundError
from backend.services.moves import Typed
from backend.services.what_if import Trial

MOST = 50
"""Scenarios that one account keeps."""


@dataclass(frozen=True)
class Saved:
    """A scenario of the own."""

    id: str
    name: str
    trial: Trial
    created_at: datetime


def saved(database: Database, actor: Actor, catalogue: Catalogue, code: str) -> tuple[Saved, ...]:
    """The actor's own scenarios of an area, newest first. Raises NotFoundError outside the actor's area."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        return tuple(_told(row) for row in queries.own(session, actor, area.code))


def save(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, *, name: str, trial: Trial
) -> str:
    """Keep a scenario and give its id. Raises NotFoundError, InvalidInputError (field name)."""
    area = find_area(catalogue, actor, code)
    if not name:
        raise InvalidInputError({"name": "请填写方案名称。"})
    with database.write(actor) as session:
        if queries.number(session, actor) >= MOST:
            raise InvalidInputError({"name": f"每个账号最多保存 {MOST} 个方案，请先删除不用的。"})
        row = Scenario(
            account_id=actor.account_id,
            name=name,
            area=area.code,
            changes=_text(trial),
            created_at=clock.now(),
        )
        session.add(row)
        return row.id


def open_saved(database: Database, actor: Actor, catalogue: Catalogue, code: str, scenario_id: str) -> Saved:
    """A scenario of the actor. Raises NotFoundError for anybody else's."""
    area = find_area(catalogue, actor, code)
    with database.read(actor) as session:
        row = queries.one(session, actor, area.code, scenario_id)
        if row is None:
            raise NotFoundError
        return _told(row)


def delete(database: Database, actor: Actor, catalogue: Catalogue, code: str, scenario_id: str) -> None:
    """Remove a scenario of the actor. Raises NotFoundError for anybody else's."""
    area = find_area(catalogue, actor, code)
    with database.write(actor) as session:
        row = queries.one(session, actor, area.code, scenario_id)
        if row is None:
            raise NotFoundError
        queries.remove(session, row)


def _text(trial: Trial) -> str:
    return json.dumps({**asdict(trial), "off": sorted(trial.off)}, ensure_ascii=False, sort_keys=True)


def _told(row: Scenario) -> Saved:
    data: dict[str, Any] = json.loads(row.changes)
    trial = Trial(**{**data, "typed": Typed(**data["typed"]), "off": frozenset(data["off"])})
    return Saved(row.id, row.name, trial, row.created_at)
