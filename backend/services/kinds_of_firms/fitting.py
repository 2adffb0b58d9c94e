"""Keeping models: a candidate is found, beside the one in use; the province takes it or leaves it."""

import hashlib
import json

import numpy as np
from sqlalchemy.orm import Session

from assessments.catalogue import Catalogue
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import kinds as queries
from backend.db.tables.base import new_id
from backend.db.tables.kinds import CANDIDATE, DISCARDED, IN_USE, RETIRED, KindCount, KindModel
from backend.services import audit
from backend.services.areas import find_area
from backend.services.dimension_profiles import Profiles
from backend.services.errors import ConflictError, NotFoundError
from backend.services.kinds_of_firms.building import build
from backend.services.kinds_of_firms.contents import StoredKinds, stored
from scoring.kinds import Placement

FEWEST_UNITS = 50
"""With fewer, what is seen is the units and not kinds of them (scoring.cluster has the same bound)."""


def fit(database: Database, actor: Actor, catalogue: Catalogue, profiles: Profiles) -> str:
    """Find kinds and keep them as a candidate (an earlier candidate is discarded): the model's id.

    Raises ConflictError where there are too few units.
    """
    if profiles.number < FEWEST_UNITS:
        raise ConflictError(
            f"已提交自评的单位只有 {profiles.number} 个，少于 {FEWEST_UNITS} 个，"
            "分不出可靠的类型。请待更多单位提交后再计算。"
        )
    questionnaire = profiles.version.partition("@")[0]
    built = build(catalogue, profiles, in_use(database, actor, questionnaire))
    model_id = new_id()
    model = KindModel(
        id=model_id,
        questionnaire=questionnaire,
        version=profiles.version,
        as_of=profiles.day,
        units=profiles.number,
        data_digest=digest_of(profiles),
        parameters=json.dumps(built.parameters),
        model=built.content.model_dump_json(),
        evidence=built.evidence.model_dump_json(),
        state=CANDIDATE,
        created_by=actor.account_id or None,
        created_at=clock.now(),
    )
    with database.write(actor) as session:
        queries.keep(session, model, _counts(model_id, profiles, built.placement))
        _record(session, actor, catalogue, "kinds_fit", model_id)
    return model_id


def decide(
    database: Database, actor: Actor, catalogue: Catalogue, code: str, model_id: str, *, accept: bool
) -> None:
    """Put a candidate in use, or discard it.

    Raises NotFoundError for anybody but the province (and the operator), ConflictError where it is no
    candidate any more.
    """
    if not find_area(catalogue, actor, code).is_province:
        raise NotFoundError
    with database.write(actor) as session:
        row = queries.model(session, model_id, lock=True)
        if row is None:
            raise NotFoundError
        if row.state != CANDIDATE:
            raise ConflictError("这次计算的结果已有处理，或已被新的计算代替。请刷新页面查看。")
        if accept:
            queries.move_all(session, row.questionnaire, IN_USE, RETIRED)
        row.state = IN_USE if accept else DISCARDED
        row.decided_by, row.decided_at = actor.account_id or None, clock.now()
        _record(session, actor, catalogue, "kinds_accept" if accept else "kinds_discard", model_id)


def in_use(database: Database, actor: Actor, questionnaire: str) -> StoredKinds | None:
    """The model in use."""
    return _newest(database, actor, questionnaire, IN_USE)


def candidate(database: Database, actor: Actor, questionnaire: str) -> StoredKinds | None:
    """The model that waits for the province's decision."""
    return _newest(database, actor, questionnaire, CANDIDATE)


def digest_of(profiles: Profiles) -> str:
    """What the data were: the submissions in the order of their ids, each with its shares."""
    order = np.argsort(profiles.submissions)
    digest = hashlib.sha256(profiles.version.encode())
    digest.update(np.ascontiguousarray(profiles.submissions[order]).tobytes())
    digest.update(np.ascontiguousarray(profiles.shares[order]).tobytes())
    return digest.hexdigest()


def _record(session: Session, actor: Actor, catalogue: Catalogue, action: str, model_id: str) -> None:
    # What the operator does on the machine itself has no account to be recorded under.
    if actor.account_id:
        audit.record(session, actor, action, f"kinds:{model_id}", catalogue.regions.code)


def _newest(database: Database, actor: Actor, questionnaire: str, state: str) -> StoredKinds | None:
    with database.read(actor) as session:
        row = queries.newest(session, questionnaire, state)
        return None if row is None else stored(row)


def _counts(model_id: str, profiles: Profiles, placement: Placement) -> list[KindCount]:
    """Per county and kind the number of units and the one nearest to the centre."""
    order = np.lexsort((profiles.submissions, placement.distance))
    found: dict[tuple[str, int], KindCount] = {}
    for at in order.tolist():
        key = str(profiles.counties[at]), int(placement.kinds[at])
        if key in found:
            found[key].number += 1
            continue
        found[key] = KindCount(
            model_id=model_id,
            county=key[0],
            kind=key[1],
            number=1,
            nearest_submission=profiles.submissions[at].decode(),
            nearest_distance=float(placement.distance[at]),
        )
    return list(found.values())
