"""Acting on a review: pass it on, send it back with reasons, refuse it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessments.loader import Catalogue
from assessments.schema.review import Need
from backend import clock
from backend.auth.actor import Actor
from backend.db.engine import Database
from backend.db.queries import reviews as queries
from backend.services import coverage, drafts
from backend.services.errors import ConflictError, InvalidInputError
from backend.services.review_case import Case, check_items, held
from backend.services.reviews import REFUSED, RETURNED

NO_CHECK = "请先登记现场核查记录，再通过这一环节。"
NO_REASON = "请写明退回的理由：在有问题的题目旁写，或写在总的说明里。"
NO_NOTE = "请写明不予通过的理由。"
BY_LIST = "公示环节不逐件通过：公示期满、反映都已答复后，在公示名单页办结。"
BY_TITLE = "认定环节须登记文号和起始日期，请填写认定登记。"
LONGEST_REASON = 300


@dataclass(frozen=True)
class Decision:
    """What an official decides on the page of a step; `reasons` by item id."""

    submission_id: str
    step: str
    note: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


def pass_on(database: Database, actor: Actor, catalogue: Catalogue, decision: Decision) -> None:
    """Let a submission pass a step. Raises as `held`; InvalidInputError while it lacks what it needs."""
    with database.write(actor) as session:
        case = held(session, actor, catalogue, decision.submission_id, decision.step)
        for need in case.step.needs:
            _NEEDS[need](case)
        case.note("pass", decision.note)
        case.record("review_pass")
        case.go_on()


def send_back(database: Database, actor: Actor, catalogue: Catalogue, decision: Decision) -> None:
    """Return a submission to its firm with reasons per item; the form is filled again and submitted anew."""
    reasons = {item: reason[:LONGEST_REASON] for item, reason in decision.reasons.items() if reason}
    if not reasons and not decision.note:
        raise InvalidInputError({"note": NO_REASON})
    with database.write(actor) as session:
        case = held(session, actor, catalogue, decision.submission_id, decision.step)
        check_items(case, reasons)
        with coverage.kept(session, case.firm.id):
            case.note("return", decision.note, reasons)
            queries.move(session, case.review, clock.now(), state=RETURNED)
            queries.set_form(session, case.submission.assessment_id, state=drafts.RETURNED)
            case.resettle()
        case.record("review_return")


def refuse(database: Database, actor: Actor, catalogue: Catalogue, decision: Decision) -> None:
    """End a review without success; what the firm declared stays its own declaration."""
    if not decision.note:
        raise InvalidInputError({"note": NO_NOTE})
    with database.write(actor) as session:
        case = held(session, actor, catalogue, decision.submission_id, decision.step)
        case.note("refuse", decision.note)
        queries.move(session, case.review, clock.now(), state=REFUSED)
        case.record("review_refuse")


def _needs_check(case: Case) -> None:
    if not queries.site_checks(case.session, case.submission.id):
        raise InvalidInputError({"note": NO_CHECK})


def _needs_list(_case: Case) -> None:
    raise ConflictError(BY_LIST)


def _needs_title(_case: Case) -> None:
    raise ConflictError(BY_TITLE)


_NEEDS: Mapping[Need, Callable[[Case], None]] = {
    Need.SITE_CHECK: _needs_check,
    Need.PERIOD_OVER: _needs_list,
    Need.NOTICE: _needs_title,
}
