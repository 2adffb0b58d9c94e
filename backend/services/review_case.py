"""A review held for acting on it: whose turn it is, and what every act leaves behind."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessments.loader import Catalogue
from assessments.schema.common import zh
from assessments.schema.ladder import Ladder
from assessments.schema.review import ReviewChain, Step
from backend import clock
from backend.auth.actor import Actor
from backend.db.queries import reviews as queries
from backend.db.tables.firms import Firm, Unit
from backend.db.tables.reviews import WAITING, Review, ReviewAct
from backend.db.tables.submissions import Submission
from backend.services import audit, candidates, standings
from backend.services.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from backend.services.review_chains import Powers, powers_of
from backend.services.reviews import ACCEPTED, NONE

MOVED_ON = "这份提交已由他人办理或已离开这一环节，本次操作没有保存。请刷新页面查看最新情况。"
NOT_YOURS = "这一环节不由本级办理，本次操作没有保存。可在页面上查看由哪一级办理。"


@dataclass(frozen=True)
class Case:
    """A review held for acting on it, with everything around it."""

    session: Session
    actor: Actor
    catalogue: Catalogue
    review: Review
    submission: Submission
    unit: Unit
    firm: Firm
    chain: ReviewChain
    step: Step

    @property
    def ladder(self) -> Ladder:
        """The ladder of the instrument."""
        return self.catalogue.ladders[self.catalogue.questionnaire(self.submission.questionnaire).ladder]

    def note(self, act: str, note: str = "", reasons: Mapping[str, str] | None = None) -> None:
        """Leave a line of the act with the review."""
        self.session.add(
            ReviewAct(
                submission_id=self.review.submission_id,
                step=self.step.id,
                act=act,
                reasons=json.dumps(dict(reasons or {}), ensure_ascii=False),
                note=note,
                account_id=self.actor.account_id or None,
                at=clock.now(),
            )
        )

    def record(self, action: str) -> None:
        """Leave an entry in the audit."""
        audit.record(self.session, self.actor, action, f"submission:{self.submission.id}", self.review.county)

    def go_on(self) -> None:
        """Move to the next step, or end where nobody here acts any more."""
        following = self.chain.after(self.step.id)
        if following is None:
            queries.move(self.session, self.review, clock.now(), state=ACCEPTED)
        else:
            queries.move(self.session, self.review, clock.now(), step=following.id)

    def resettle(self) -> None:
        """Let the unit's standing follow from what is current now."""
        standings.settle(self.session, self.unit.id, self.submission.questionnaire)
        candidates.keep(self.session, self.catalogue, self.unit.id, self.submission.questionnaire)


def held(session: Session, actor: Actor, catalogue: Catalogue, submission_id: str, step: str) -> Case:
    """A review for acting on it at the step that the page showed, held until the transaction ends.

    Raises NotFoundError outside the area, ConflictError when it has moved on, ForbiddenError where the step
    is not the actor's.
    """
    row = queries.one(session, actor, submission_id, lock=True) if actor.is_official else None
    if row is None:
        raise NotFoundError
    review, submission, unit, firm = row
    chain = catalogue.reviews[review.chain]
    if review.state != WAITING or review.step != step:
        raise ConflictError(MOVED_ON)
    case = Case(session, actor, catalogue, review, submission, unit, firm, chain, chain.step(step))
    if not may_act(powers_of(session, actor), case):
        raise ForbiddenError(NOT_YOURS)
    return case


def may_act(powers: Powers, case: Case) -> bool:
    """Whether the official acts at the step where the review waits."""
    return powers.may_act(case.catalogue, case.chain, case.step, case.review.county)


def check_items(case: Case, items: Mapping[str, object]) -> None:
    """Raise InvalidInputError where an item is none of the questionnaire's."""
    key = f"{case.submission.questionnaire}@{case.submission.version}"
    known = {item.id for item in case.catalogue.questionnaire(key).items}
    if set(items) - known:
        raise InvalidInputError({"note": "有的题目不属于这份问卷，请刷新页面后重新填写。"})


def level_name(catalogue: Catalogue, questionnaire: str, level: str) -> str:
    """A level of an instrument in words."""
    ladder = catalogue.ladders[catalogue.questionnaire(questionnaire).ladder]
    if level == NONE:
        return zh(ladder.below)
    return next((zh(one.name) for one in ladder.levels if one.id == level), level)
