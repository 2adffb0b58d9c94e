"""Recording what experts saw on site: the only thing that makes a level verified."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessments.loader import Catalogue
from assessments.schema.review import StepKind
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import reviews as queries
from backend.db.tables.reviews import SiteCheck
from backend.services import coverage
from backend.services.errors import ConflictError, InvalidInputError, NotFoundError
from backend.services.providers import conflicts
from backend.services.review_case import Case, check_items, held


@dataclass(frozen=True)
class Finding:
    """What was seen on site about one item."""

    confirmed: bool
    note: str = ""


@dataclass(frozen=True)
class Seen:
    """The record of an on-site check; `findings` by item id, items not looked at left out."""

    submission_id: str
    step: str
    day: date
    organisation: str
    experts: int
    level: str
    conclusion: str
    findings: Mapping[str, Finding]


def barred(database: Database, actor: Actor, submission_id: str) -> tuple[str, ...]:
    """The registered providers that may not check a submission of the actor's area: they diagnosed the firm.

    Raises NotFoundError outside the area.
    """
    with database.read(actor) as session:
        row = queries.one(session, actor, submission_id) if actor.is_official else None
        if row is None:
            raise NotFoundError
        return tuple(conflicts.barred_names(session, row[3].id))


def record_check(database: Database, actor: Actor, catalogue: Catalogue, seen: Seen) -> None:
    """Record an on-site check and the level it found. Raises as `held`, and InvalidInputError.

    A registered provider that diagnosed the firm is refused: who diagnosed does not verify.
    """
    with database.write(actor) as session:
        case = held(session, actor, catalogue, seen.submission_id, seen.step)
        if case.step.kind is not StepKind.SITE_CHECK:
            raise ConflictError("这一环节不登记现场核查，本次操作没有保存。")
        _check_seen(case, seen)
        provider = conflicts.verifier(session, case.firm.id, seen.organisation)
        findings = {
            item: {"confirmed": one.confirmed, "note": one.note} for item, one in seen.findings.items()
        }
        with coverage.kept(session, case.firm.id):
            session.add(
                SiteCheck(
                    submission_id=case.submission.id,
                    day=seen.day,
                    organisation=provider.name if provider else seen.organisation,
                    provider_id=provider.id if provider else None,
                    experts=seen.experts,
                    findings=json.dumps(findings, ensure_ascii=False),
                    conclusion=seen.conclusion,
                    level=seen.level,
                    recorded_by=actor.account_id or None,
                    recorded_at=clock.now(),
                )
            )
            queries.verify(session, case.submission.id, seen.level)
        case.note("check", seen.conclusion)
        case.record("site_check")


def _check_seen(case: Case, seen: Seen) -> None:
    check_items(case, seen.findings)
    problems = {}
    if seen.level not in case.ladder.level_ids:
        problems["level"] = "请选择现场核查到的等级。"
    first_day = clock.local(case.submission.submitted_at).date()
    if not first_day <= seen.day <= clock.today():
        problems["day"] = "核查日期应在企业提交之后，且不晚于今天。"
    if any(not one.confirmed and not one.note for one in seen.findings.values()):
        problems["findings"] = "标为“不一致”的题目，请逐题写明现场看到的情况。"
    if problems:
        raise InvalidInputError(problems)
