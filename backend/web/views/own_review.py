"""A firm's own submission in review, in words."""

import json
from dataclasses import dataclass

from assessments.loader import Catalogue
from assessments.schema.common import zh
from backend.services.publicity import area_name
from backend.services.review_case import level_name
from backend.services.review_file import ActLine, steps_of
from backend.services.reviews import Look, OwnReview
from backend.web.language import _
from backend.web.views.reviews import STATES, ActRow, StepRow, act_row, step_rows


@dataclass(frozen=True)
class LookLine:
    """That an official looked: when, from which area, at what."""

    look: Look
    area: str


@dataclass(frozen=True)
class OwnReviewPage:
    """Context of reviews/own.html."""

    own: OwnReview
    title: str
    level: str
    verified: str
    state: str
    steps: tuple[StepRow, ...]
    acts: tuple[ActRow, ...]
    looks: tuple[LookLine, ...]
    form: str


def own_review_page(catalogue: Catalogue, own: OwnReview) -> OwnReviewPage:
    """Everything the page prints."""
    submission, review = own.submission, own.review
    version = catalogue.questionnaire(f"{submission.questionnaire}@{submission.version}")
    names = {item.id: f"{item.ref} {zh(item.name)}" for item in version.items}
    acts = tuple(act_row(line, names) for line in _acts(catalogue, own))
    steps: tuple[StepRow, ...] = ()
    if own.chain is not None and review is not None:
        last = own.acts[-1][0].step if own.acts else ""
        steps = step_rows(catalogue, steps_of(catalogue, own.chain, review, last))

    def named(level: str) -> str:
        return level_name(catalogue, submission.questionnaire, level) if level else ""

    return OwnReviewPage(
        own=own,
        title=zh(version.title),
        level=named(review.level) if review else "",
        verified=named(review.verified_level) if review else "",
        state=_(STATES[review.state]) if review else "",
        steps=steps,
        acts=acts,
        looks=tuple(LookLine(look, area_name(catalogue, look.region)) for look in own.looks),
        form=f"/assessments/{submission.assessment_id}",
    )


def _acts(catalogue: Catalogue, own: OwnReview) -> tuple[ActLine, ...]:
    """What was done, by which area; never by whom."""
    names = {step.id: zh(step.name) for step in own.chain.steps} if own.chain else {}
    return tuple(
        ActLine(
            at=act.at,
            step_id=act.step,
            step=names.get(act.step, ""),
            act=act.act,
            who=area_name(catalogue, region) if region else "",
            name="",
            note=act.note,
            reasons=json.loads(act.reasons),
        )
        for act, region in own.acts
    )
